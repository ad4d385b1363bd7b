; Copyright (c) 2026 HVDT contributors
; SPDX-License-Identifier: EPL-2.0
;
; A thin hypervisor for Intel VMX.
;
; A thin hypervisor does not start a second operating system. It slides under the system that is already
; running: that system simply goes on, but as a guest. The order of events, with the labels to look for:
;
;   Entry          the boot loader jumps here: 32-bit protected mode, paging off
;   Start64        the "operating system" of this example: 64-bit mode with paging, its own GDT, IDT and TSS
;   EnableVmx      allow VMX operation and enter it (VMXON), make the VMCS current (VMCLEAR, VMPTRLD)
;   SetUp...       fill the VMCS: controls, host state, guest state
;   VM_Launch      VMLAUNCH - from here on the code that called VM_Launch runs as the guest
;   VMGuest        the first guest instruction
;   VMHost         every VM exit arrives here, on the 64 KiB host stack
;   HostCallback   decides what to do about the exit
;   LeaveVmx       the guest asked for removal: VMXOFF, and the system goes on natively
;
; Calls between routines follow the Microsoft x64 calling convention where it matters (VM_Launch and
; HostCallback): RCX, RDX, R8, R9 carry parameters, RAX the result; RBX, RBP, RSI, RDI, R12-R15 are preserved by
; the callee; the caller provides 32 bytes of home space and keeps RSP a multiple of 16 at the CALL. A C compiler's
; HostCallback could be linked in unchanged. The print routines preserve every register.

%include "vmx.inc"

; Numbers that are this program's own
SERIAL_PORT             equ 0x3F8           ; COM1
EXIT_PORT               equ 0xF4            ; a byte v written here ends the machine with exit code v*2+1
POWER_PORT              equ 0x8900          ; the word "Shutdown" written here switches the machine off
FAILURE                 equ 1               ; what goes to EXIT_PORT when something is wrong

CODE_SELECTOR           equ 0x08
DATA_SELECTOR           equ 0x10
TSS_SELECTOR            equ 0x18

PAGE_SIZE               equ 4096
HOST_STACK_SIZE         equ 64 * 1024

; Commands of the guest to the hypervisor: VMCALL with the command in RCX, a parameter in RDX, the answer in RAX.
COMMAND_PING            equ 1               ; answers RDX + 1
COMMAND_REMOVE          equ 2               ; takes the hypervisor away; answers 0
UNKNOWN_COMMAND         equ -1              ; the answer to any other command

; What HostCallback tells VMHost to do
RESUME_GUEST            equ 0
REMOVE_HYPERVISOR       equ 1

; The leaf that by convention names a hypervisor, and the name
HYPERVISOR_LEAF         equ 0x40000000

; The guest's general-purpose registers as VMHost pushes them. The register pushed last has the lowest address.
struc GuestRegisters
    .r15    resq 1
    .r14    resq 1
    .r13    resq 1
    .r12    resq 1
    .r11    resq 1
    .r10    resq 1
    .r9     resq 1
    .r8     resq 1
    .rdi    resq 1
    .rsi    resq 1
    .rbp    resq 1
    .rbx    resq 1
    .rdx    resq 1
    .rcx    resq 1
    .rax    resq 1
endstruc

; The macros are marked .nolist: the debug information then names the line that uses the macro, not the lines of its
; definition, so that a debugger steps over each use as one line.

; Print "text": writes a text to the serial port. Changes no register.
%macro Print 1+.nolist
    [section .rodata]
%%text:
    db      %1, 0
    __SECT__
    push    rsi
    mov     rsi, %%text
    call    PrintString
    pop     rsi
%endmacro

; VmWrite FIELD, value: writes a VMCS field; ends the program if the processor refuses. Changes RAX and RDX.
%macro VmWrite 2.nolist
%ifnidni %2, rax
    mov     rax, %2
%endif
    mov     edx, %1
    vmwrite rdx, rax
    jbe     VmWriteFailed               ; CF or ZF set: VMfailInvalid or VMfailValid
%endmacro

; VmRead register, FIELD: reads a VMCS field. Changes RDX only.
%macro VmRead 2.nolist
    mov     edx, %2
    vmread  %1, rdx
%endmacro

; =========================================================================================================
; Boot: from the multiboot loader to 64-bit mode
; =========================================================================================================

MULTIBOOT_MAGIC         equ 0x1BADB002
MULTIBOOT_FLAGS         equ 1 << 16         ; the addresses in the header are valid
MULTIBOOT_LOADED        equ 0x2BADB002      ; what a loader passes in EAX

extern ImageStart, ImageDataEnd, ImageEnd   ; from link.ld

section .multiboot progbits alloc noexec nowrite align=8
MultibootHeader:
    dd      MULTIBOOT_MAGIC
    dd      MULTIBOOT_FLAGS
    dd      -(MULTIBOOT_MAGIC + MULTIBOOT_FLAGS)
    dd      MultibootHeader                 ; where this header is in memory
    dd      ImageStart                      ; load from here ...
    dd      ImageDataEnd                    ; ... to here,
    dd      ImageEnd                        ; clear up to here
    dd      Entry

section .text
bits 32
global Entry
Entry:
    cli
    cld
    mov     esp, BootStackTop
    cmp     eax, MULTIBOOT_LOADED
    jne     FatalError32

    ; Four levels of page tables map the first GiB to itself, with 512 pages of 2 MiB.
    mov     dword [Pml4], Pdpt + 3                  ; present, writable
    mov     dword [Pdpt], PageDirectory + 3
    mov     edi, PageDirectory
    mov     eax, 0x83                               ; present, writable, page size 2 MiB
    mov     ecx, 512
.nextPage:
    mov     [edi], eax
    mov     dword [edi + 4], 0
    add     eax, 2 * 1024 * 1024
    add     edi, 8
    loop    .nextPage

    ; SDM volume 3, "Initializing IA-32e Mode": PAE, CR3, EFER.LME, then paging.
    mov     eax, cr4
    or      eax, CR4_PAE
    mov     cr4, eax
    mov     eax, Pml4
    mov     cr3, eax
    mov     ecx, IA32_EFER
    rdmsr
    or      eax, 1 << 8                             ; LME
    wrmsr
    mov     eax, cr0
    or      eax, CR0_PG | CR0_PE
    mov     cr0, eax
    lgdt    [GdtPointer]
    jmp     CODE_SELECTOR:Start64                   ; a code segment with the L bit: 64-bit mode

FatalError32:
    mov     al, FAILURE
    out     EXIT_PORT, al
.halt:
    hlt
    jmp     .halt

bits 64
default rel

; =========================================================================================================
; The running system: what will go on as the guest
; =========================================================================================================

global Start64
Start64:
    mov     eax, DATA_SELECTOR
    mov     ds, eax
    mov     es, eax
    mov     ss, eax
    xor     eax, eax                                ; FS and GS stay empty ("unusable" in the VMCS)
    mov     fs, eax
    mov     gs, eax
    mov     rsp, BootStackTop
    call    SetUpTss
    call    SetUpIdt
    call    SetUpSerial

    Print   "HVDT thin hypervisor", 10
    call    CheckProcessor
    call    ReportHypervisor

    call    EnableVmx
    call    SetUpControls
    call    SetUpHostState
    call    SetUpGuestState
    Print   "VMXON done, VMCS complete: launching", 10

    call    VM_Launch                               ; if all is well, it returns as the guest
    test    eax, 0x41                               ; CF (bit 0) or ZF (bit 6): no launch
    jnz     LaunchFailed
    Print   "VM_Launch returned: the running system goes on as the guest", 10
    call    ReportHypervisor

    ; Talk to the hypervisor.
    mov     ecx, COMMAND_PING
    mov     edx, 41
    vmcall
    Print   "Ping 41: the hypervisor answers "
    call    PrintDecimal
    call    PrintNewLine

    mov     ecx, 99
    vmcall
    cmp     rax, UNKNOWN_COMMAND
    jne     UnexpectedAnswer
    Print   "Command 99: unknown to the hypervisor", 10

    ; Instructions that leave the guest whatever the controls say. The hypervisor makes them work ...
    invd
    mov     rax, cr3
    mov     cr3, rax                                ; leaves the guest on processors without TRUE controls
    call    UseExtendedControlRegister
    Print   "INVD, CR3 and XCR0: the guest noticed nothing", 10

    ; ... or refuses them as a processor without VMX would: with #UD.
    mov     rax, .afterVmxoff
    mov     [FaultResume], rax
    vmxoff
.afterVmxoff:
    Print   "VMXOFF in the guest: exception "
    mov     rax, [FaultVector]
    call    PrintDecimal
    call    PrintNewLine

    mov     ecx, COMMAND_REMOVE
    vmcall
    test    rax, rax
    jnz     UnexpectedAnswer
    Print   "Hypervisor removed: the system goes on natively", 10
    call    ReportHypervisor

    Print   "VM exits handled: "
    mov     rax, [CpuidExits]
    call    PrintDecimal
    Print   " CPUID, "
    mov     rax, [VmcallExits]
    call    PrintDecimal
    Print   " VMCALL", 10
    Print   "Power off", 10

    ; Clean power-off: the word, byte by byte.
    call    DrainSerial
    mov     rsi, ShutdownWord
    mov     ecx, ShutdownWord.end - ShutdownWord
    mov     dx, POWER_PORT
    rep outsb
    cli
.halt:
    hlt
    jmp     .halt

UnexpectedAnswer:
    Print   "The hypervisor gave an unexpected answer: "
    call    PrintHex
    call    PrintNewLine
    jmp     FatalError

LaunchFailed:
    Print   "VMLAUNCH failed, RFLAGS "
    call    PrintHex
    test    al, 0x40
    jz      .noVmcs                                 ; CF: there is no current VMCS that could hold a number
    Print   ", VM-instruction error "
    VmRead  rax, VM_INSTRUCTION_ERROR
    call    PrintDecimal
.noVmcs:
    call    PrintNewLine
    jmp     FatalError

; Prints whether CPUID shows a hypervisor, and its name.
ReportHypervisor:
    push    rbx
    mov     eax, 1
    cpuid
    test    ecx, CPUID_1_ECX_HYPERVISOR
    jnz     .present
    Print   "Hypervisor: none", 10
    pop     rbx
    ret
.present:
    mov     eax, HYPERVISOR_LEAF
    cpuid
    mov     [Name], ebx
    mov     [Name + 4], ecx
    mov     [Name + 8], edx
    Print   "Hypervisor: "
    mov     rsi, Name
    call    PrintString
    call    PrintNewLine
    pop     rbx
    ret

; Writes XCR0 back unchanged, if the processor has it. XSETBV always leaves the guest.
UseExtendedControlRegister:
    push    rbx
    mov     eax, 1
    cpuid
    test    ecx, CPUID_1_ECX_XSAVE
    jz      .done
    mov     rax, cr4
    or      rax, CR4_OSXSAVE
    mov     cr4, rax
    xor     ecx, ecx
    xgetbv
    xsetbv
.done:
    pop     rbx
    ret

; =========================================================================================================
; Entering VMX operation
; =========================================================================================================

; Ends the program with a message unless this is a processor with VMX.
CheckProcessor:
    push    rbx
    xor     eax, eax
    cpuid
    mov     [Name], ebx
    mov     [Name + 4], edx
    mov     [Name + 8], ecx
    Print   "Processor: "
    mov     rsi, Name
    call    PrintString
    mov     eax, 1
    cpuid
    test    ecx, CPUID_1_ECX_VMX
    jz      .noVmx
    Print   " with VMX", 10
    pop     rbx
    ret
.noVmx:
    Print   " without VMX: choose another CPU model", 10
    jmp     FatalError

; SDM volume 3, "Enabling and Entering VMX Operation". Afterwards the processor is in VMX root operation and
; Vmcs is the current VMCS, in the state "clear".
EnableVmx:
    ; The firmware may have locked VMX out. If it left the register open, we open VMX and lock it.
    mov     ecx, IA32_FEATURE_CONTROL
    rdmsr
    test    eax, FEATURE_CONTROL_LOCKED
    jnz     .locked
    or      eax, FEATURE_CONTROL_LOCKED | FEATURE_CONTROL_VMXON
    wrmsr
.locked:
    test    eax, FEATURE_CONTROL_VMXON
    jz      .disabled

    ; CR0 and CR4 must have certain values in VMX operation.
    mov     ecx, IA32_VMX_CR0_FIXED0
    rdmsr
    mov     r8d, eax
    mov     ecx, IA32_VMX_CR0_FIXED1
    rdmsr
    mov     rdx, cr0
    or      rdx, r8
    and     rdx, rax
    mov     cr0, rdx
    mov     ecx, IA32_VMX_CR4_FIXED0
    rdmsr
    mov     r8d, eax
    mov     ecx, IA32_VMX_CR4_FIXED1
    rdmsr
    mov     rdx, cr4
    or      rdx, r8
    or      rdx, CR4_VMXE
    and     rdx, rax
    mov     cr4, rdx

    ; Both regions begin with the VMCS revision identifier: bits 30:0 of IA32_VMX_BASIC.
    mov     ecx, IA32_VMX_BASIC
    rdmsr
    and     eax, 0x7FFFFFFF
    mov     [VmxonRegion], eax
    mov     [Vmcs], eax

    ; The operand of these three instructions is a variable that holds a physical address. Virtual and physical
    ; addresses are the same here.
    vmxon   [VmxonPointer]
    jbe     .vmxonFailed
    vmclear [VmcsPointer]
    jbe     .vmcsFailed
    vmptrld [VmcsPointer]
    jbe     .vmcsFailed
    ret

.disabled:
    Print   "VMX is locked out by IA32_FEATURE_CONTROL", 10
    jmp     FatalError
.vmxonFailed:
    Print   "VMXON failed", 10
    jmp     FatalError
.vmcsFailed:
    Print   "VMCLEAR or VMPTRLD failed", 10
    jmp     FatalError

; =========================================================================================================
; Filling the VMCS
; =========================================================================================================

; The controls choose which events leave the guest: as few as the processor allows. What we wish for goes through
; AdjustControls, because some bits must be 1 and some must be 0.
SetUpControls:
    ; Processors with bit 55 in IA32_VMX_BASIC have a second set of capability MSRs, which allow more bits to be 0.
    mov     ecx, IA32_VMX_BASIC
    rdmsr
    xor     r8d, r8d
    test    edx, 1 << (55 - 32)
    jz      .oldMsrs
    mov     r8d, IA32_VMX_TRUE_PINBASED_CTLS - IA32_VMX_PINBASED_CTLS
.oldMsrs:

    xor     eax, eax                                ; interrupts and NMIs go straight to the guest
    lea     ecx, [r8 + IA32_VMX_PINBASED_CTLS]
    call    AdjustControls
    VmWrite PIN_BASED_CONTROLS, rax

    mov     eax, PROCESSOR_USE_MSR_BITMAPS | PROCESSOR_ACTIVATE_SECONDARY
    lea     ecx, [r8 + IA32_VMX_PROCBASED_CTLS]
    call    AdjustControls
    VmWrite PROCESSOR_BASED_CONTROLS, rax

    test    eax, PROCESSOR_ACTIVATE_SECONDARY
    jz      .noSecondary
    ; Without these three a guest could not use the instructions, even though CPUID offers them.
    mov     eax, SECONDARY_ENABLE_RDTSCP | SECONDARY_ENABLE_INVPCID | SECONDARY_ENABLE_XSAVES
    mov     ecx, IA32_VMX_PROCBASED_CTLS2
    call    AdjustControls
    VmWrite SECONDARY_CONTROLS, rax
.noSecondary:

    mov     eax, EXIT_HOST_ADDRESS_SPACE_SIZE       ; the host runs in 64-bit mode
    lea     ecx, [r8 + IA32_VMX_EXIT_CTLS]
    call    AdjustControls
    VmWrite VM_EXIT_CONTROLS, rax

    mov     eax, ENTRY_IA32E_MODE_GUEST             ; so does the guest
    lea     ecx, [r8 + IA32_VMX_ENTRY_CTLS]
    call    AdjustControls
    VmWrite VM_ENTRY_CONTROLS, rax

    VmWrite EXCEPTION_BITMAP, 0                     ; no exception leaves the guest
    VmWrite PAGE_FAULT_ERROR_CODE_MASK, 0
    VmWrite PAGE_FAULT_ERROR_CODE_MATCH, 0
    VmWrite CR0_GUEST_HOST_MASK, 0                  ; the guest owns every bit of CR0 and CR4
    VmWrite CR4_GUEST_HOST_MASK, 0
    VmWrite CR0_READ_SHADOW, 0
    VmWrite CR4_READ_SHADOW, 0
    VmWrite CR3_TARGET_COUNT, 0
    VmWrite MSR_BITMAP_ADDRESS, MsrBitmap           ; all zero: no MSR of the bitmap's two ranges leaves the guest
    VmWrite EXIT_MSR_STORE_COUNT, 0
    VmWrite EXIT_MSR_LOAD_COUNT, 0
    VmWrite ENTRY_MSR_LOAD_COUNT, 0
    VmWrite ENTRY_INTERRUPTION_INFO, 0              ; no event is injected
    ret

; Makes control bits fit a capability MSR. In: EAX wanted bits, ECX the MSR. Out: EAX. Changes RDX and R9.
AdjustControls:
    mov     r9d, eax
    rdmsr
    or      eax, r9d                                ; low half: bits that must be 1
    and     eax, edx                                ; high half: bits that may be 1
    ret

; The host state is the same context: what the processor loads at every VM exit.
SetUpHostState:
    VmWrite HOST_CR0, cr0
    VmWrite HOST_CR3, cr3
    VmWrite HOST_CR4, cr4
    VmWrite HOST_CS_SELECTOR, CODE_SELECTOR
    VmWrite HOST_SS_SELECTOR, DATA_SELECTOR
    VmWrite HOST_DS_SELECTOR, DATA_SELECTOR
    VmWrite HOST_ES_SELECTOR, DATA_SELECTOR
    VmWrite HOST_FS_SELECTOR, 0
    VmWrite HOST_GS_SELECTOR, 0
    VmWrite HOST_TR_SELECTOR, TSS_SELECTOR          ; the host needs a task register
    VmWrite HOST_TR_BASE, Tss
    VmWrite HOST_GDTR_BASE, Gdt
    VmWrite HOST_IDTR_BASE, Idt
    mov     ecx, IA32_FS_BASE
    call    ReadMsr
    VmWrite HOST_FS_BASE, rax
    mov     ecx, IA32_GS_BASE
    call    ReadMsr
    VmWrite HOST_GS_BASE, rax
    mov     ecx, IA32_SYSENTER_CS
    call    ReadMsr
    VmWrite HOST_IA32_SYSENTER_CS, rax
    mov     ecx, IA32_SYSENTER_ESP
    call    ReadMsr
    VmWrite HOST_IA32_SYSENTER_ESP, rax
    mov     ecx, IA32_SYSENTER_EIP
    call    ReadMsr
    VmWrite HOST_IA32_SYSENTER_EIP, rax

    ; The top of the host stack, 8 below a multiple of 16: VMHost pushes 15 registers and reserves 32 bytes, and RSP
    ; must be a multiple of 16 when it calls HostCallback.
    VmWrite HOST_RSP, HostStackTop - 8
    VmWrite HOST_RIP, VMHost
    ret

; The guest state is a reflection of the registers as they are now, so that the running system goes on.
SetUpGuestState:
    VmWrite GUEST_CR0, cr0
    VmWrite GUEST_CR3, cr3
    VmWrite GUEST_CR4, cr4
    VmWrite GUEST_DR7, dr7

    mov     eax, es
    mov     ecx, GUEST_ES_SELECTOR
    xor     r9d, r9d                                ; base 0
    call    ReflectSegment
    mov     eax, cs
    mov     ecx, GUEST_CS_SELECTOR
    call    ReflectSegment
    mov     eax, ss
    mov     ecx, GUEST_SS_SELECTOR
    call    ReflectSegment
    mov     eax, ds
    mov     ecx, GUEST_DS_SELECTOR
    call    ReflectSegment
    mov     ecx, IA32_FS_BASE
    call    ReadMsr
    mov     r9, rax
    mov     eax, fs
    mov     ecx, GUEST_FS_SELECTOR
    call    ReflectSegment
    mov     ecx, IA32_GS_BASE
    call    ReadMsr
    mov     r9, rax
    mov     eax, gs
    mov     ecx, GUEST_GS_SELECTOR
    call    ReflectSegment
    xor     r9d, r9d
    sldt    eax
    mov     ecx, GUEST_LDTR_SELECTOR
    call    ReflectSegment
    mov     r9, Tss
    str     eax
    mov     ecx, GUEST_TR_SELECTOR
    call    ReflectSegment

    sgdt    [TablePointer]
    movzx   eax, word [TablePointer]
    VmWrite GUEST_GDTR_LIMIT, rax
    VmWrite GUEST_GDTR_BASE, [TablePointer + 2]
    sidt    [TablePointer]
    movzx   eax, word [TablePointer]
    VmWrite GUEST_IDTR_LIMIT, rax
    VmWrite GUEST_IDTR_BASE, [TablePointer + 2]

    mov     ecx, IA32_DEBUGCTL
    call    ReadMsr
    VmWrite GUEST_IA32_DEBUGCTL, rax
    mov     ecx, IA32_SYSENTER_CS
    call    ReadMsr
    VmWrite GUEST_IA32_SYSENTER_CS, rax
    mov     ecx, IA32_SYSENTER_ESP
    call    ReadMsr
    VmWrite GUEST_IA32_SYSENTER_ESP, rax
    mov     ecx, IA32_SYSENTER_EIP
    call    ReadMsr
    VmWrite GUEST_IA32_SYSENTER_EIP, rax

    VmWrite GUEST_INTERRUPTIBILITY, 0
    VmWrite GUEST_ACTIVITY_STATE, 0                 ; active
    VmWrite GUEST_PENDING_DEBUG_EXCEPTIONS, 0
    VmWrite VMCS_LINK_POINTER, -1                   ; no shadow VMCS
    VmWrite GUEST_RIP, VMGuest
    pushfq
    pop     rax
    VmWrite GUEST_RFLAGS, rax
    ret                                             ; guest RSP is VM_Launch's business

; Writes the four fields of a segment register. In: EAX selector, ECX the encoding of the guest's selector field,
; R9 the base. The four fields have the same place in four rows of the encoding table.
ReflectSegment:
    lea     r8d, [rcx - GUEST_ES_SELECTOR]          ; 0 for ES, 2 for CS, 4 for SS, ...
    movzx   r10d, ax
    xor     eax, eax                                ; limit
    mov     r11d, SEGMENT_UNUSABLE                  ; access rights
    test    r10d, r10d
    jz      .write                                  ; a null selector: the register is unusable
    lsl     eax, r10d
    lar     r11d, r10d
    shr     r11d, 8
    and     r11d, 0xF0FF                            ; bits 11:8 hold a part of the limit
.write:
    lea     edx, [r8 + GUEST_ES_LIMIT]
    vmwrite rdx, rax
    jbe     VmWriteFailed
    lea     edx, [r8 + GUEST_ES_SELECTOR]
    vmwrite rdx, r10
    jbe     VmWriteFailed
    lea     edx, [r8 + GUEST_ES_ACCESS_RIGHTS]
    vmwrite rdx, r11
    jbe     VmWriteFailed
    lea     edx, [r8 + GUEST_ES_BASE]
    vmwrite rdx, r9
    jbe     VmWriteFailed
    ret

; RAX = the MSR in ECX. Changes RDX.
ReadMsr:
    rdmsr
    shl     rdx, 32
    or      rax, rdx
    ret

; EDX = the field
VmWriteFailed:
    Print   "VMWRITE failed, field "
    mov     eax, edx
    call    PrintHex
    call    PrintNewLine
    jmp     FatalError

; =========================================================================================================
; The hypervisor
; =========================================================================================================

; Starts the guest. Returns RFLAGS in RAX: with CF and ZF clear the caller is now the guest, otherwise VMLAUNCH
; failed and the caller still runs in VMX root operation.
global VM_Launch
VM_Launch:
    VmWrite GUEST_RSP, rsp
    vmlaunch
    pushfq                                          ; only a failed VMLAUNCH gets here
    pop     rax
    ret

; The guest's first instruction. The stack is as VM_Launch left it: the return address is on top.
global VMGuest
VMGuest:
    pushfq
    pop     rax
    ret

; Every VM exit arrives here. The processor has switched RIP, RSP, control and segment registers; the
; general-purpose registers still hold the guest's values.
global VMHost
VMHost:
    push    rax
    push    rcx
    push    rdx
    push    rbx
    push    rbp
    push    rsi
    push    rdi
    push    r8
    push    r9
    push    r10
    push    r11
    push    r12
    push    r13
    push    r14
    push    r15
    mov     rcx, rsp                                ; first parameter: the saved registers
    sub     rsp, 32                                 ; home space
    call    HostCallback
    add     rsp, 32
    cmp     eax, RESUME_GUEST
    jne     .remove
    pop     r15
    pop     r14
    pop     r13
    pop     r12
    pop     r11
    pop     r10
    pop     r9
    pop     r8
    pop     rdi
    pop     rsi
    pop     rbp
    pop     rbx
    pop     rdx
    pop     rcx
    pop     rax
    vmresume
    Print   "VMRESUME failed, VM-instruction error " ; only a failed VMRESUME gets here
    VmRead  rax, VM_INSTRUCTION_ERROR
    call    PrintDecimal
    call    PrintNewLine
    jmp     FatalError

.remove:
    call    LeaveVmx
    pop     r15
    pop     r14
    pop     r13
    pop     r12
    pop     r11
    pop     r10
    pop     r9
    pop     r8
    pop     rdi
    pop     rsi
    pop     rbp
    pop     rbx
    pop     rdx
    pop     rcx
    pop     rax
    mov     rsp, ReturnFrame
    iretq                                           ; to the instruction after the guest's VMCALL

; uint32_t HostCallback(GuestRegisters *registers): handles one VM exit.
; Returns RESUME_GUEST or REMOVE_HYPERVISOR.
global HostCallback
HostCallback:
    push    rbx
    push    rsi
    push    rdi
    sub     rsp, 32                                 ; home space for routines that are called from here
    mov     rsi, rcx

    VmRead  rax, EXIT_REASON
    cmp     eax, REASON_CPUID
    je      .cpuid
    cmp     eax, REASON_VMCALL
    je      .vmcall
    cmp     eax, REASON_INVD
    je      .invd
    cmp     eax, REASON_CR_ACCESS
    je      .crAccess
    cmp     eax, REASON_XSETBV
    je      .xsetbv
    cmp     eax, REASON_GETSEC
    je      .invalidOpcode
    cmp     eax, REASON_VMCLEAR                     ; VMCLEAR ... VMXON are neighbours
    jb      .unhandled
    cmp     eax, REASON_VMXON
    jbe     .invalidOpcode
    cmp     eax, REASON_INVEPT
    je      .invalidOpcode
    cmp     eax, REASON_INVVPID
    je      .invalidOpcode
    jmp     .unhandled

.cpuid:
    inc     qword [CpuidExits]
    mov     edi, [rsi + GuestRegisters.rax]         ; the leaf
    cmp     edi, HYPERVISOR_LEAF
    je      .hypervisorLeaf
    VmRead  r8, GUEST_CR4
    mov     eax, edi
    mov     ecx, [rsi + GuestRegisters.rcx]         ; the subleaf
    cpuid
    cmp     edi, 1
    jne     .storeCpuid
    or      ecx, CPUID_1_ECX_HYPERVISOR             ; the guest may know that we are here,
    and     ecx, ~(CPUID_1_ECX_VMX | CPUID_1_ECX_OSXSAVE)   ; but cannot have VMX, as we have it
    test    r8d, CR4_OSXSAVE                        ; OSXSAVE shows a bit of CR4: of the guest's, not of ours
    jz      .storeCpuid
    or      ecx, CPUID_1_ECX_OSXSAVE
    jmp     .storeCpuid
.hypervisorLeaf:
    mov     eax, HYPERVISOR_LEAF                    ; the highest leaf of this kind
    mov     ebx, "HVDT"
    mov     ecx, " thi"
    mov     edx, "n hv"
.storeCpuid:
    mov     [rsi + GuestRegisters.rax], rax         ; CPUID clears the high halves, so 64 bits are right
    mov     [rsi + GuestRegisters.rbx], rbx
    mov     [rsi + GuestRegisters.rcx], rcx
    mov     [rsi + GuestRegisters.rdx], rdx
    jmp     .nextInstruction

.vmcall:
    VmRead  rax, GUEST_SS_ACCESS_RIGHTS             ; bits 6:5 are the guest's privilege level
    test    eax, 3 << 5
    jnz     .invalidOpcode                          ; programs must not command the hypervisor
    inc     qword [VmcallExits]
    mov     rcx, [rsi + GuestRegisters.rcx]
    cmp     rcx, COMMAND_PING
    je      .ping
    cmp     rcx, COMMAND_REMOVE
    je      .remove
    mov     qword [rsi + GuestRegisters.rax], UNKNOWN_COMMAND
    jmp     .nextInstruction
.ping:
    mov     rax, [rsi + GuestRegisters.rdx]
    inc     rax
    mov     [rsi + GuestRegisters.rax], rax
    jmp     .nextInstruction
.remove:
    mov     qword [rsi + GuestRegisters.rax], 0
    call    SkipInstruction
    mov     eax, REMOVE_HYPERVISOR
    jmp     .return

.invd:
    wbinvd                                          ; INVD would throw away data of ours that is only in the caches
    jmp     .nextInstruction

.crAccess:
    ; Qualification: bits 3:0 the control register, 5:4 the kind of access, 11:8 the general-purpose register.
    VmRead  rax, EXIT_QUALIFICATION
    mov     ecx, eax
    shr     ecx, 8
    and     ecx, 0xF
    and     eax, 0x3F
    cmp     eax, 0x03                               ; MOV to CR3
    je      .writeCr3
    cmp     eax, 0x13                               ; MOV from CR3
    jne     .unhandled
    VmRead  rax, GUEST_CR3
    call    SetRegister
    jmp     .nextInstruction
.writeCr3:
    call    GetRegister
    btr     rax, 63                                 ; with PCIDs: "do not flush"; not a bit of CR3
    VmWrite GUEST_CR3, rax
    jmp     .nextInstruction

.xsetbv:
    ; In VMX root operation XSETBV would fault for a wrong value, and that would be our fault: check before.
    mov     ecx, [rsi + GuestRegisters.rcx]
    test    ecx, ecx
    jnz     .generalProtection                      ; only XCR0 exists
    mov     eax, 0xD
    cpuid                                           ; EDX:EAX = bits that XCR0 may have
    not     eax
    not     edx
    test    eax, [rsi + GuestRegisters.rax]
    jnz     .generalProtection
    test    edx, [rsi + GuestRegisters.rdx]
    jnz     .generalProtection
    mov     edi, [rsi + GuestRegisters.rax]
    test    edi, 1
    jz      .generalProtection                      ; x87 state cannot be switched off
    and     edi, 6
    cmp     edi, 4
    je      .generalProtection                      ; AVX needs SSE
    mov     rax, cr4
    or      rax, CR4_OSXSAVE
    mov     cr4, rax
    xor     ecx, ecx
    mov     eax, [rsi + GuestRegisters.rax]
    mov     edx, [rsi + GuestRegisters.rdx]
    xsetbv
    jmp     .nextInstruction

.invalidOpcode:
    VmWrite ENTRY_INTERRUPTION_INFO, INTERRUPTION_INVALID_OPCODE
    jmp     .resume                                 ; a fault: guest RIP stays at the instruction
.generalProtection:
    VmWrite ENTRY_EXCEPTION_ERROR_CODE, 0
    VmWrite ENTRY_INTERRUPTION_INFO, INTERRUPTION_GENERAL_PROTECTION
    jmp     .resume

.nextInstruction:
    call    SkipInstruction
.resume:
    mov     eax, RESUME_GUEST
.return:
    add     rsp, 32
    pop     rdi
    pop     rsi
    pop     rbx
    ret

.unhandled:
    Print   "Unhandled VM exit: reason "
    VmRead  rax, EXIT_REASON
    call    PrintHex
    Print   ", qualification "
    VmRead  rax, EXIT_QUALIFICATION
    call    PrintHex
    Print   ", guest RIP "
    VmRead  rax, GUEST_RIP
    call    PrintHex
    call    PrintNewLine
    jmp     FatalError

; Moves guest RIP behind the instruction that caused the VM exit. Changes RAX, RCX and RDX.
SkipInstruction:
    VmRead  rax, EXIT_INSTRUCTION_LENGTH
    VmRead  rcx, GUEST_RIP
    add     rax, rcx
    VmWrite GUEST_RIP, rax
    VmRead  rax, GUEST_INTERRUPTIBILITY
    and     eax, ~3                                 ; blocking by STI or MOV SS lasts for one instruction
    VmWrite GUEST_INTERRUPTIBILITY, rax
    ret

; RAX = the guest's general-purpose register number ECX (0 = RAX, 1 = RCX, 2 = RDX, 3 = RBX, 4 = RSP, ...).
; RSI = the saved registers.
GetRegister:
    cmp     ecx, 4
    je      .rsp
    call    RegisterSlot
    mov     rax, [rsi + rcx]
    ret
.rsp:
    VmRead  rax, GUEST_RSP
    ret

; The guest's general-purpose register number ECX = RAX.
SetRegister:
    cmp     ecx, 4
    je      .rsp
    call    RegisterSlot
    mov     [rsi + rcx], rax
    ret
.rsp:
    VmWrite GUEST_RSP, rax
    ret

; RCX = the offset in GuestRegisters of register number ECX. The order is the processor's own, without RSP.
RegisterSlot:
    cmp     ecx, 4
    jb      .below
    dec     ecx
.below:
    neg     ecx
    add     ecx, 14
    shl     ecx, 3
    ret

; Ends VMX operation. What the processor replaced by host state at the VM exit gets the guest's values again, and
; ReturnFrame is filled for the IRETQ that continues the system. The task register is the same in both.
LeaveVmx:
    VmRead  rax, GUEST_RIP
    mov     [ReturnFrame.rip], rax
    VmRead  rax, GUEST_CS_SELECTOR
    mov     [ReturnFrame.cs], rax
    VmRead  rax, GUEST_RFLAGS
    mov     [ReturnFrame.rflags], rax
    VmRead  rax, GUEST_RSP
    mov     [ReturnFrame.rsp], rax
    VmRead  rax, GUEST_SS_SELECTOR
    mov     [ReturnFrame.ss], rax

    VmRead  rax, GUEST_GDTR_LIMIT
    mov     [TablePointer], ax
    VmRead  rax, GUEST_GDTR_BASE
    mov     [TablePointer + 2], rax
    lgdt    [TablePointer]
    VmRead  rax, GUEST_IDTR_LIMIT
    mov     [TablePointer], ax
    VmRead  rax, GUEST_IDTR_BASE
    mov     [TablePointer + 2], rax
    lidt    [TablePointer]

    VmRead  rax, GUEST_DS_SELECTOR
    mov     ds, eax
    VmRead  rax, GUEST_ES_SELECTOR
    mov     es, eax
    VmRead  rax, GUEST_FS_SELECTOR
    mov     fs, eax
    VmRead  rax, GUEST_GS_SELECTOR
    mov     gs, eax
    VmRead  rax, GUEST_FS_BASE
    mov     ecx, IA32_FS_BASE
    call    WriteMsr
    VmRead  rax, GUEST_GS_BASE
    mov     ecx, IA32_GS_BASE
    call    WriteMsr
    VmRead  rax, GUEST_IA32_SYSENTER_CS
    mov     ecx, IA32_SYSENTER_CS
    call    WriteMsr
    VmRead  rax, GUEST_IA32_SYSENTER_ESP
    mov     ecx, IA32_SYSENTER_ESP
    call    WriteMsr
    VmRead  rax, GUEST_IA32_SYSENTER_EIP
    mov     ecx, IA32_SYSENTER_EIP
    call    WriteMsr
    VmRead  rax, GUEST_IA32_DEBUGCTL
    mov     ecx, IA32_DEBUGCTL
    call    WriteMsr
    VmRead  rax, GUEST_DR7
    mov     dr7, rax
    VmRead  rcx, GUEST_CR3
    VmRead  r8, GUEST_CR4
    VmRead  r9, GUEST_CR0

    vmxoff                                          ; no VMREAD from here on
    and     r8, ~CR4_VMXE
    mov     cr0, r9
    mov     cr3, rcx
    mov     cr4, r8
    ret

; The MSR in ECX = RAX. Changes RDX.
WriteMsr:
    mov     rdx, rax
    shr     rdx, 32
    wrmsr
    ret

; =========================================================================================================
; Descriptor tables and exceptions
; =========================================================================================================

; Fills in the address of the TSS, which a linker cannot split into the descriptor's pieces, and loads TR.
SetUpTss:
    mov     rax, Tss
    mov     [Gdt + TSS_SELECTOR + 2], ax
    shr     rax, 16
    mov     [Gdt + TSS_SELECTOR + 4], al
    mov     [Gdt + TSS_SELECTOR + 7], ah
    shr     rax, 16
    mov     [Gdt + TSS_SELECTOR + 8], eax
    mov     rax, BootStackTop
    mov     [Tss + 4], rax                          ; RSP0
    mov     rax, FaultStackTop
    mov     [Tss + 36], rax                         ; IST1
    mov     word [Tss + 102], TSS_SIZE              ; no I/O permission bitmap
    mov     eax, TSS_SELECTOR
    ltr     ax
    ret

; Fills 32 interrupt gates with the addresses of the stubs, which are 16 bytes apart.
SetUpIdt:
    mov     rdi, Idt
    mov     rax, ExceptionStubs
    mov     ecx, 32
.nextGate:
    mov     rdx, rax
    mov     [rdi], dx
    mov     word [rdi + 2], CODE_SELECTOR
    mov     word [rdi + 4], 0x8E00                  ; present, 64-bit interrupt gate, no IST
    shr     rdx, 16
    mov     [rdi + 6], dx
    shr     rdx, 16
    mov     [rdi + 8], edx
    mov     dword [rdi + 12], 0
    add     rax, 16
    add     rdi, 16
    loop    .nextGate
    mov     byte [Idt + 8 * 16 + 4], 1              ; a double fault gets a stack that is certainly good: IST1
    lidt    [IdtPointer]
    ret

align 16
ExceptionStubs:
%assign vector 0
%rep 32
    align   16
%if vector = 8 || (vector >= 10 && vector <= 14) || vector = 17 || vector = 21
    ; the processor has pushed an error code
%else
    push    qword 0
%endif
    push    qword vector
    jmp     near ExceptionCommon
%assign vector vector + 1
%endrep

; Stack, from the top: vector, error code, RIP, CS, RFLAGS, RSP, SS. If the program expects a fault, it has put into
; FaultResume where to go on.
ExceptionCommon:
    push    rax
    mov     rax, [FaultResume]
    test    rax, rax
    jz      .unexpected
    mov     [rsp + 24], rax                         ; RIP
    mov     rax, [rsp + 8]
    mov     [FaultVector], rax
    mov     qword [FaultResume], 0
    pop     rax
    add     rsp, 16
    iretq
.unexpected:
    Print   "Unexpected exception "
    mov     rax, [rsp + 8]
    call    PrintDecimal
    Print   ", error code "
    mov     rax, [rsp + 16]
    call    PrintHex
    Print   ", RIP "
    mov     rax, [rsp + 24]
    call    PrintHex
    Print   ", CR2 "
    mov     rax, cr2
    call    PrintHex
    call    PrintNewLine
    ; falls through

; Ends the machine: at the exit port with an exit code, elsewhere by power-off.
FatalError:
    call    DrainSerial
    mov     al, FAILURE
    out     EXIT_PORT, al
    mov     rsi, ShutdownWord
    mov     ecx, ShutdownWord.end - ShutdownWord
    mov     dx, POWER_PORT
    rep outsb
    cli
.halt:
    hlt
    jmp     .halt

; =========================================================================================================
; Serial port (16550 UART). Every routine preserves all registers.
; =========================================================================================================

SetUpSerial:
    mov     dx, SERIAL_PORT + 1
    xor     eax, eax
    out     dx, al                                  ; no interrupts
    mov     dx, SERIAL_PORT + 3
    mov     al, 0x80
    out     dx, al                                  ; DLAB: the next two registers are the divisor
    mov     dx, SERIAL_PORT
    mov     al, 1
    out     dx, al                                  ; 115,200 baud
    mov     dx, SERIAL_PORT + 1
    xor     eax, eax
    out     dx, al
    mov     dx, SERIAL_PORT + 3
    mov     al, 0x03
    out     dx, al                                  ; 8 data bits, no parity, 1 stop bit; DLAB off
    mov     dx, SERIAL_PORT + 2
    mov     al, 0x07
    out     dx, al                                  ; FIFOs on and empty
    mov     dx, SERIAL_PORT + 4
    mov     al, 0x03
    out     dx, al                                  ; DTR, RTS
    ret

; Prints the character in AL.
PrintCharacter:
    push    rax
    push    rdx
    mov     ah, al
    mov     dx, SERIAL_PORT + 5
.wait:
    in      al, dx
    test    al, 0x20                                ; room for another character?
    jz      .wait
    mov     al, ah
    mov     dx, SERIAL_PORT
    out     dx, al
    pop     rdx
    pop     rax
    ret

; Waits until the last character has left the port, so that switching off does not swallow it.
DrainSerial:
    push    rax
    push    rdx
    mov     dx, SERIAL_PORT + 5
.wait:
    in      al, dx
    test    al, 0x40                                ; transmitter idle: FIFO and shift register empty?
    jz      .wait
    pop     rdx
    pop     rax
    ret

; Prints the text at RSI up to its zero byte.
PrintString:
    push    rax
    push    rsi
.next:
    mov     al, [rsi]
    inc     rsi
    test    al, al
    jz      .done
    call    PrintCharacter
    jmp     .next
.done:
    pop     rsi
    pop     rax
    ret

PrintNewLine:
    push    rax
    mov     al, 10
    call    PrintCharacter
    pop     rax
    ret

; Prints RAX in decimal, unsigned.
PrintDecimal:
    push    rax
    push    rcx
    push    rdx
    push    rdi
    xor     edi, edi
    mov     ecx, 10
.divide:
    xor     edx, edx
    div     rcx
    push    rdx
    inc     edi
    test    rax, rax
    jnz     .divide
.print:
    pop     rax
    add     al, '0'
    call    PrintCharacter
    dec     edi
    jnz     .print
    pop     rdi
    pop     rdx
    pop     rcx
    pop     rax
    ret

; Prints RAX in hexadecimal: two groups of eight digits.
PrintHex:
    push    rax
    push    rcx
    push    rdx
    mov     rdx, rax
    mov     ecx, 16
.next:
    rol     rdx, 4
    mov     al, dl
    and     al, 0xF
    add     al, '0'
    cmp     al, '9'
    jbe     .digit
    add     al, 'A' - '0' - 10
.digit:
    call    PrintCharacter
    cmp     ecx, 9
    jne     .noGap
    mov     al, '_'
    call    PrintCharacter
.noGap:
    dec     ecx
    jnz     .next
    pop     rdx
    pop     rcx
    pop     rax
    ret

; =========================================================================================================
; Data
; =========================================================================================================

section .rodata
ShutdownWord:
    db      "Shutdown"
.end:

section .data
align 16
Gdt:
    dq      0
    dq      0x00AF9B000000FFFF                      ; 0x08: code, 64-bit, present, accessed
    dq      0x00CF93000000FFFF                      ; 0x10: data, writable, present, accessed
    dq      0x0000890000000067                      ; 0x18: 64-bit TSS, limit 0x67; SetUpTss adds the base
    dq      0
.end:
TSS_SIZE                equ 0x68

align 8
    dw      0, 0, 0
GdtPointer:
    dw      Gdt.end - Gdt - 1
    dq      Gdt
align 8
    dw      0, 0, 0
IdtPointer:
    dw      32 * 16 - 1
    dq      Idt
align 8
VmxonPointer:
    dq      VmxonRegion
VmcsPointer:
    dq      Vmcs
FaultVector:                                        ; the exception that FaultResume caught
    dq      -1

section .bss
alignb 4096
Pml4:           resb PAGE_SIZE
Pdpt:           resb PAGE_SIZE
PageDirectory:  resb PAGE_SIZE

; One naturally aligned 4 KiB page each
VmxonRegion:    resb PAGE_SIZE
Vmcs:           resb PAGE_SIZE
MsrBitmap:      resb PAGE_SIZE

global HostStack, HostStackTop
HostStack:      resb HOST_STACK_SIZE
HostStackTop:

BootStack:      resb 16 * 1024
BootStackTop:
FaultStack:     resb PAGE_SIZE
FaultStackTop:

Idt:            resb 32 * 16
Tss:            resb TSS_SIZE
alignb 8
ReturnFrame:                                        ; what IRETQ pops
.rip:           resq 1
.cs:            resq 1
.rflags:        resq 1
.rsp:           resq 1
.ss:            resq 1
FaultResume:    resq 1
CpuidExits:     resq 1
VmcallExits:    resq 1
TablePointer:   resb 10
Name:           resb 13                             ; always ends with a zero byte
