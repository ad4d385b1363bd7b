; Copyright (c) 2026 HVDT contributors
; SPDX-License-Identifier: EPL-2.0
;
; VM exits: reason, qualification, instruction length and information, interruption information; event injection
; (SDM volume 3, chapters "VMX Non-Root Operation" and "VM Exits").

%include "vmx-guest.inc"

; Exit "text", instruction: runs the instruction in the guest and prints the VM exit. An instruction that causes none is
; followed by VMCALL (exit reason 18 at an offset that is not 0).
%macro Exit 2+.nolist
    Print   %1, ": "
    jmp     %%host
%%guest:
    %2
    vmcall
%%host:
    mov     rax, %%guest
    call    RunGuest
%endmacro

; Control FIELD, bits / NoControl FIELD, bits: changes a control. RAX and RDX are lost.
%macro Control 2.nolist
    VmRead  rax, %1
    or      eax, %2
    VmWrite %1, rax
%endmacro
%macro NoControl 2.nolist
    VmRead  rax, %1
    and     eax, ~(%2) & 0xFFFFFFFF
    VmWrite %1, rax
%endmacro

CPU_HLT                 equ 1 << 7
CPU_INVLPG              equ 1 << 9
CPU_MWAIT               equ 1 << 10
CPU_RDPMC               equ 1 << 11
CPU_RDTSC               equ 1 << 12
CPU_CR3_LOAD            equ 1 << 15
CPU_CR3_STORE           equ 1 << 16
CPU_CR8_LOAD            equ 1 << 19
CPU_CR8_STORE           equ 1 << 20
CPU_DR                  equ 1 << 23
CPU_IO                  equ 1 << 24
CPU_IO_BITMAPS          equ 1 << 25
CPU_MSR_BITMAPS         equ 1 << 28
CPU_MONITOR             equ 1 << 29
CPU_PAUSE               equ 1 << 30
CPU_INSTRUCTIONS        equ CPU_HLT | CPU_INVLPG | CPU_MWAIT | CPU_RDPMC | CPU_RDTSC | CPU_MONITOR | CPU_PAUSE
CPU2_DESCRIPTOR         equ 1 << 2
CPU2_RDTSCP             equ 1 << 3
CPU2_WBINVD             equ 1 << 6
PIN_EXTERNAL_INTERRUPT  equ 1 << 0

Main:
    Print   "VM exits", 10
    call    StartVmx

    Print   "unconditional", 10
    Exit    "CPUID", cpuid
    Exit    "VMCALL", vmcall
    Exit    "INVD", invd
    mov     qword [GuestRbx], TestArea
    mov     qword [GuestRsi], 8
    Exit    "VMCLEAR [rbx]", vmclear [rbx]
    Exit    "VMPTRLD [rbx+10h]", vmptrld [rbx + 0x10]
    Exit    "VMPTRST [rbx+rsi*2+100h]", vmptrst [rbx + rsi * 2 + 0x100]
    Exit    "VMREAD rdx, rcx", vmread rdx, rcx
    Exit    "VMREAD [rbx-8], r9", vmread [rbx - 8], r9
    Exit    "VMWRITE r10, rdi", vmwrite r10, rdi
    Exit    "VMLAUNCH", vmlaunch
    Exit    "VMRESUME", vmresume
    Exit    "VMXOFF", vmxoff
    Exit    "VMXON [rbx]", vmxon [rbx]
    VmWrite EXCEPTION_BITMAP, 1 << 6
    Exit    "GETSEC without CR4.SMXE", getsec
    VmWrite EXCEPTION_BITMAP, 0

    Print   "controlled by one bit", 10
    Exit    "PAUSE, no control", pause
    Control PROCESSOR_BASED_CONTROLS, CPU_INSTRUCTIONS
    Exit    "HLT", hlt
    Exit    "PAUSE", pause
    Exit    "RDTSC", rdtsc
    Exit    "RDPMC", rdpmc
    Exit    "INVLPG [rbx]", invlpg [rbx]
    Exit    "INVLPG [rbx+rsi*4+7]", invlpg [rbx + rsi * 4 + 7]
    Exit    "MWAIT", mwait
    mov     rax, TestArea
    mov     [GuestRax], rax
    mov     qword [GuestRcx], 0
    mov     qword [GuestRdx], 0
    Exit    "MONITOR", monitor
    VmWrite EXCEPTION_BITMAP, 1 << 6
    Exit    "RDTSCP, not enabled", rdtscp
    VmWrite EXCEPTION_BITMAP, 0
    Control SECONDARY_CONTROLS, CPU2_RDTSCP | CPU2_WBINVD | CPU2_DESCRIPTOR
    Exit    "RDTSCP", rdtscp
    Exit    "WBINVD", wbinvd
    Exit    "SGDT [rbx]", sgdt [rbx]
    Exit    "LIDT [rsi+rbx*8-4]", lidt [rsi + rbx * 8 - 4]
    Exit    "SIDT [r12]", sidt [r12]
    Exit    "LGDT [rsp+8]", lgdt [rsp + 8]
    Exit    "SLDT ecx", sldt ecx
    Exit    "STR [rbx]", str [rbx]
    Exit    "LTR di", ltr di
    Exit    "LLDT [rbp+2]", lldt [rbp + 2]
    NoControl SECONDARY_CONTROLS, CPU2_RDTSCP | CPU2_WBINVD | CPU2_DESCRIPTOR
    NoControl PROCESSOR_BASED_CONTROLS, CPU_INSTRUCTIONS

    Print   "control registers", 10
    mov     rax, cr3
    mov     [GuestRax], rax
    Exit    "MOV to CR3, no control", mov cr3, rax
    Control PROCESSOR_BASED_CONTROLS, CPU_CR3_LOAD | CPU_CR3_STORE | CPU_CR8_LOAD | CPU_CR8_STORE
    Exit    "MOV to CR3", mov cr3, rax
    Exit    "MOV from CR3 to R13", mov r13, cr3
    Exit    "MOV to CR8", mov cr8, rdx
    Exit    "MOV from CR8 to R9", mov r9, cr8
    VmWrite CR3_TARGET_COUNT, 1
    VmWrite 0x6008, cr3                     ; CR3-target value 0
    Exit    "MOV to CR3 of a target value", mov cr3, rax
    VmWrite CR3_TARGET_COUNT, 0
    NoControl PROCESSOR_BASED_CONTROLS, CPU_CR3_LOAD | CPU_CR3_STORE | CPU_CR8_LOAD | CPU_CR8_STORE
    VmWrite CR0_GUEST_HOST_MASK, 1 << 3 | 1 << 1    ; TS and MP belong to the host
    VmWrite CR0_READ_SHADOW, 1 << 3
    mov     rax, cr0
    mov     [GuestRax], rax
    Exit    "MOV to CR0, TS unlike the shadow", mov cr0, rax
    mov     rax, cr0
    bts     rax, 3
    btr     rax, 1
    mov     [GuestRax], rax
    Exit    "MOV to CR0 like the shadow", mov cr0, rax
    Exit    "MOV from CR0 reads the shadow", mov rcx, cr0
    mov     rax, [GuestRcx]
    and     eax, 1 << 3 | 1 << 1
    Value   "  TS and MP", rax
    Exit    "CLTS", clts
    mov     qword [GuestRax], 7
    Exit    "LMSW ax", lmsw ax
    mov     byte [Operand], 0x0F
    mov     qword [GuestRbx], Operand
    Exit    "LMSW [rbx]", lmsw [rbx]
    Exit    "SMSW ecx", smsw ecx
    mov     rax, [GuestRcx]
    and     eax, 1 << 3 | 1 << 1
    Value   "  TS and MP", rax
    VmWrite CR0_READ_SHADOW, 0
    Exit    "CLTS, TS is 0 in the shadow", clts
    VmWrite CR0_GUEST_HOST_MASK, 0
    VmWrite CR4_GUEST_HOST_MASK, 1 << 13
    VmWrite CR4_READ_SHADOW, 0
    Exit    "MOV from CR4 reads the shadow", mov rcx, cr4
    mov     rax, [GuestRcx]
    and     eax, 1 << 13
    Value   "  VMXE", rax
    mov     rax, cr4
    mov     [GuestRax], rax
    Exit    "MOV to CR4, VMXE unlike the shadow", mov cr4, rax
    VmWrite CR4_GUEST_HOST_MASK, 0
    mov     rax, cr4
    btr     rax, 13
    mov     [GuestRax], rax
    VmWrite EXCEPTION_BITMAP, 1 << 13
    Exit    "MOV to CR4 without VMXE, guest owns it", mov cr4, rax
    VmWrite EXCEPTION_BITMAP, 0

    Print   "debug registers", 10
    Control PROCESSOR_BASED_CONTROLS, CPU_DR
    Exit    "MOV to DR0 from R8", mov dr0, r8
    Exit    "MOV from DR7 to RCX", mov rcx, dr7
    Exit    "MOV from DR6 to RSI", mov rsi, dr6
    NoControl PROCESSOR_BASED_CONTROLS, CPU_DR

    Print   "I/O", 10
    mov     qword [GuestRdx], 0x1234
    mov     qword [GuestRsi], Operand
    mov     qword [GuestRdi], Operand
    mov     qword [GuestRcx], 5
    Control PROCESSOR_BASED_CONTROLS, CPU_IO
    Exit    "IN al, 60h", in al, 0x60
    Exit    "IN ax, dx", in ax, dx
    Exit    "IN eax, dx", in eax, dx
    Exit    "OUT 70h, al", out 0x70, al
    Exit    "OUT dx, eax", out dx, eax
    Exit    "OUTSB", outsb
    Exit    "REP OUTSW", rep outsw
    Exit    "INSD", insd
    Exit    "REP INSB", rep insb
    Exit    "REP INSB with 32-bit addresses", a32 rep insb
    Control PROCESSOR_BASED_CONTROLS, CPU_IO_BITMAPS
    Exit    "OUT 71h, al, bit 0 in bitmap A", out 0x71, al
    bts     dword [IoBitmaps + 0x70 / 8], 0x70 % 8
    Exit    "OUT 70h, al, bit 1", out 0x70, al
    Exit    "IN ax, 6Fh, the second port's bit is 1", in ax, 0x6F
    mov     qword [GuestRdx], 0x8001
    bts     dword [IoBitmaps + 0x1000], 1
    Exit    "OUT dx, al with bitmap B", out dx, al
    mov     qword [GuestRdx], 0xFFFF
    Exit    "IN ax, FFFFh wraps around", in ax, dx
    NoControl PROCESSOR_BASED_CONTROLS, CPU_IO | CPU_IO_BITMAPS

    Print   "MSRs", 10
    mov     qword [GuestRcx], IA32_SYSENTER_CS
    mov     qword [GuestRax], 0
    mov     qword [GuestRdx], 0
    Exit    "RDMSR, bit 0 in the bitmap", rdmsr
    mov     qword [GuestRcx], IA32_SYSENTER_CS
    bts     dword [MsrBitmap + IA32_SYSENTER_CS / 32 * 4], IA32_SYSENTER_CS % 32
    Exit    "RDMSR, bit 1", rdmsr
    Exit    "WRMSR, bit 0", wrmsr
    bts     dword [MsrBitmap + 2048 + IA32_SYSENTER_CS / 32 * 4], IA32_SYSENTER_CS % 32
    Exit    "WRMSR, bit 1", wrmsr
    mov     eax, IA32_FS_BASE
    mov     [GuestRcx], rax
    Exit    "RDMSR, high range, bit 0", rdmsr
    mov     eax, IA32_FS_BASE
    mov     [GuestRcx], rax
    bts     dword [MsrBitmap + 1024 + 0x100 / 8], 0
    Exit    "RDMSR, high range, bit 1", rdmsr
    mov     qword [GuestRcx], 0x40000000
    Exit    "RDMSR outside both ranges", rdmsr
    NoControl PROCESSOR_BASED_CONTROLS, CPU_MSR_BITMAPS
    mov     eax, IA32_EFER
    mov     [GuestRcx], rax
    Exit    "RDMSR without bitmaps", rdmsr
    Control PROCESSOR_BASED_CONTROLS, CPU_MSR_BITMAPS

    Print   "exceptions", 10
    VmWrite EXCEPTION_BITMAP, 1 << 0 | 1 << 3 | 1 << 6 | 1 << 11 | 1 << 13 | 1 << 14
    VmWrite PAGE_FAULT_ERROR_CODE_MASK, 0
    VmWrite PAGE_FAULT_ERROR_CODE_MATCH, 0
    mov     qword [GuestRcx], 0
    mov     qword [GuestRbx], 1 << 30
    Exit    "DIV by zero", div ecx
    Exit    "UD2", ud2
    Exit    "INT3", int3
    Exit    "read of a page that is not present", mov rax, [rbx + 0x123]
    Exit    "write", mov [rbx], eax
    VmWrite PAGE_FAULT_ERROR_CODE_MASK, 2
    VmWrite PAGE_FAULT_ERROR_CODE_MATCH, 2
    Exit    "write, error codes with bit 1 only", mov [rbx], eax
    VmWrite EXCEPTION_BITMAP, 1 << 0 | 1 << 3 | 1 << 6 | 1 << 11 | 1 << 13
    Exit    "read, bitmap bit 14 is 0: other error codes", mov rax, [rbx]
    VmWrite EXCEPTION_BITMAP, 1 << 0 | 1 << 3 | 1 << 6 | 1 << 11 | 1 << 13 | 1 << 14
    VmWrite PAGE_FAULT_ERROR_CODE_MASK, 0
    VmWrite PAGE_FAULT_ERROR_CODE_MATCH, 0
    mov     qword [GuestRcx], ABSENT_SELECTOR
    Exit    "MOV DS, not present", mov ds, ecx
    mov     qword [GuestRcx], 0x12345678
    Exit    "RDMSR of an unknown register", rdmsr
    mov     byte [Idt + 0x30 * 16 + 5], 0x0E
    VmWrite EXCEPTION_BITMAP, 1 << 11
    Exit    "INT 30h through a gate that is not present", int 0x30
    mov     byte [Idt + 0x30 * 16 + 5], 0x8E
    mov     byte [Idt + 0 * 16 + 5], 0x0E           ; #DE finds no gate: #NP while delivering #DE
    mov     qword [GuestRcx], 0
    Exit    "#NP while #DE is delivered", div ecx
    VmWrite EXCEPTION_BITMAP, 1 << 8
    Exit    "#DF", div ecx
    mov     byte [Idt + 8 * 16 + 5], 0x0E
    VmWrite EXCEPTION_BITMAP, 0
    Exit    "triple fault", div ecx
    mov     byte [Idt + 8 * 16 + 5], 0x8E
    mov     byte [Idt + 0 * 16 + 5], 0x8E

    Print   "injection", 10
    SetGate 0x40, .vector40
    SetGate 13, .vector13
    SetGate 3, .vector3
    VmWrite ENTRY_INTERRUPTION_INFO, 0x80000B0D
    VmWrite ENTRY_EXCEPTION_ERROR_CODE, 0x1234
    Exit    "#GP with error code 1234h", nop
    VmWrite ENTRY_INTERRUPTION_INFO, 0x80000440
    VmWrite ENTRY_INSTRUCTION_LENGTH, 2
    Exit    "software interrupt 40h of length 2", nop
    VmWrite ENTRY_INTERRUPTION_INFO, 0x80000603
    VmWrite ENTRY_INSTRUCTION_LENGTH, 1
    Exit    "software exception 3 of length 1", nop
    VmRead  rax, ENTRY_INTERRUPTION_INFO
    Value   "valid bit cleared by the VM exit", rax
    VmWrite EXCEPTION_BITMAP, 1 << 6
    VmWrite ENTRY_INTERRUPTION_INFO, 0x80000306
    SetGate 6, .vector6
    Exit    "an injected #UD is not intercepted", nop
    VmWrite EXCEPTION_BITMAP, 1 << 11
    mov     byte [Idt + 0x40 * 16 + 5], 0x0E
    VmWrite ENTRY_INTERRUPTION_INFO, 0x80000440
    VmWrite ENTRY_INSTRUCTION_LENGTH, 2
    Exit    "#NP while an injected interrupt is delivered", nop
    VmWrite EXCEPTION_BITMAP, 0

    Print   "guest state", 10
    VmWrite GUEST_GDTR_LIMIT, 0x4F
    Exit    "VMCALL", vmcall
    VmRead  rax, GUEST_GDTR_LIMIT
    Value   "  GDTR limit saved", rax
    VmRead  rax, GUEST_INTERRUPTIBILITY
    Value   "  interruptibility", rax
    Exit    "STI, then VMCALL", sti
    VmRead  rax, GUEST_INTERRUPTIBILITY
    Value   "  interruptibility", rax
    mov     qword [GuestRcx], DATA_SELECTOR
    Exit    "MOV SS, then VMCALL", mov ss, ecx
    VmRead  rax, GUEST_INTERRUPTIBILITY
    Value   "  interruptibility", rax
    Exit    "STC, then VMCALL", stc
    VmRead  rax, GUEST_RFLAGS
    Value   "  RFLAGS", rax
    mov     qword [GuestRcx], 0
    Exit    "MOV DS, null, then VMCALL", mov ds, ecx
    VmRead  rax, GUEST_DS_ACCESS_RIGHTS
    and     eax, SEGMENT_UNUSABLE
    Value   "  DS unusable", rax
    VmWrite GUEST_DS_SELECTOR, DATA_SELECTOR
    VmWrite GUEST_DS_LIMIT, 0xFFFFFFFF
    VmWrite GUEST_DS_ACCESS_RIGHTS, 0xC093
    VmWrite GUEST_ACTIVITY_STATE, 0
    VmWrite EXIT_MSR_STORE_COUNT, 1
    mov     dword [MsrArea], IA32_SYSENTER_ESP
    VmWrite GUEST_IA32_SYSENTER_ESP, 0x7654321
    Exit    "MSR-store list", vmcall
    Value   "  stored", [MsrArea + 8]
    VmWrite EXIT_MSR_STORE_COUNT, 0
    vmxoff
    ret

    ; The guest's handlers: what they find goes to the registers, then VMCALL
.vector40:
    mov     ecx, 0x40
    jmp     .report
.vector13:
    mov     ecx, 13
    jmp     .report
.vector3:
    mov     ecx, 3
    jmp     .report
.vector6:
    mov     ecx, 6
.report:
    mov     rsi, [rsp]
    mov     rdi, [rsp + 8]
    vmcall

; Runs the guest at RAX and prints the VM exit that ends it. Preserves RBX, RCX and so on, not RAX and RDX.
RunGuest:
    push    rbx
    push    rcx
    push    rsi
    push    rdi
    mov     rbx, rax
    VmWrite GUEST_RIP, rbx
    VmWrite GUEST_RSP, GuestStackTop
    VmWrite GUEST_RFLAGS, 2
    VmWrite GUEST_ACTIVITY_STATE, 0
    VmWrite GUEST_INTERRUPTIBILITY, 0
    VmWrite GUEST_PENDING_DEBUG_EXCEPTIONS, 0
    call    EnterGuest
    ja      .exit
    call    PrintVmStatus
    call    PrintNewLine
    jmp     .done
.exit:
    Print   "reason "
    VmRead  rax, EXIT_REASON
    mov     esi, eax
    call    PrintDecimal
    cmp     esi, REASON_EXCEPTION_OR_NMI
    je      .exception
    cmp     esi, REASON_TRIPLE_FAULT
    je      .rip
    Print   " length "
    VmRead  rax, EXIT_INSTRUCTION_LENGTH
    call    PrintDecimal
    jmp     .qualification
.exception:
    Print   " interruption "
    VmRead  rax, EXIT_INTERRUPTION_INFO
    call    PrintHex32
    bt      eax, 11
    jnc     .noErrorCode
    Print   " error code "
    VmRead  rax, EXIT_INTERRUPTION_ERROR_CODE
    call    PrintHex16
.noErrorCode:
    Print   " vectoring "
    VmRead  rax, IDT_VECTORING_INFO
    bt      eax, 31
    jc      .vectoring
    xor     eax, eax                            ; only the valid bit is defined then
.vectoring:
    call    PrintHex32
.qualification:
    Print   " qualification "
    VmRead  rax, EXIT_QUALIFICATION
    call    PrintHex
    ; VM-exit instruction information, for the reasons that have it
    mov     rax, 1 << 19 | 1 << 21 | 1 << 22 | 1 << 23 | 1 << 25 | 1 << 27 | 1 << 46 | 1 << 47 | 1 << 50 | 1 << 53
    bt      rax, rsi
    jnc     .rip
    Print   " information "
    VmRead  rax, EXIT_INSTRUCTION_INFO
    and     eax, ~(1 << 11)                     ; the operand size is undefined in 64-bit mode
    call    PrintHex32
.rip:
    VmRead  rax, GUEST_RIP
    sub     rax, rbx
    cmp     rax, 32
    jae     .elsewhere
    test    rax, rax
    jz      .end
    Print   " RIP +"
    call    PrintDecimal
    jmp     .end
.elsewhere:
    Print   " handler "                          ; of the guest: vector, the two top words of its stack
    mov     rax, [GuestRcx]
    call    PrintDecimal
    Print   " stack "
    mov     rax, [GuestRsi]
    call    .printWord
    Print   " "
    mov     rax, [GuestRdi]
    call    .printWord
.end:
    call    PrintNewLine
.done:
    pop     rdi
    pop     rsi
    pop     rcx
    pop     rbx
    ret
.printWord:                                     ; an address within the instruction, relative to it, or a number
    push    rax
    sub     rax, rbx
    cmp     rax, 32
    jae     .number
    Print   "RIP +"
    call    PrintDecimal
    pop     rax
    ret
.number:
    pop     rax
    jmp     PrintHex16

section .data
align 8
Operand:
    dq      0
section .text
