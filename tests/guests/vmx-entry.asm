; Copyright (c) 2026 HVDT contributors
; SPDX-License-Identifier: EPL-2.0
;
; The checks of VM entry, each broken by itself (SDM volume 3, chapter "VM Entries": "Checks on VMX Controls",
; "Checks on Host-State Area", "Checking and Loading Guest State").

%include "vmx-guest.inc"

; The cases are data. A case is a name and one or more changes of a VMCS that is valid without them.
OP_END                  equ 0
OP_HEADING              equ 1
OP_CASE                 equ 2
OP_SET                  equ 3               ; field = value
OP_OR                   equ 4               ; field |= value
OP_CLEAR                equ 5               ; field &= ~value
OP_XOR                  equ 6               ; field ^= value

%macro Record 3
    dd      %1, %2
    dq      %3
%endmacro
%macro Named 2+
    [section .rodata.names]
%%name:
    db      %2, 0
    __SECT__
    Record  %1, 0, %%name
%endmacro
%define Heading(text)           Named OP_HEADING, text
%define Case(text)              Named OP_CASE, text
%define Set(field, value)       Record OP_SET, field, value
%define Or(field, value)        Record OP_OR, field, value
%define Clear(field, value)     Record OP_CLEAR, field, value
%define Xor(field, value)       Record OP_XOR, field, value

NON_CANONICAL           equ 0x0000800000000000
TOO_WIDE                equ 1 << 51         ; beyond every model's physical address width

; Bits of the controls, named as in the SDM
PIN_EXTERNAL_INTERRUPT  equ 1 << 0
PIN_NMI                 equ 1 << 3
PIN_VIRTUAL_NMIS        equ 1 << 5
PIN_PREEMPTION_TIMER    equ 1 << 6
CPU_TPR_SHADOW          equ 1 << 21
CPU_NMI_WINDOW          equ 1 << 22
CPU_IO_BITMAPS          equ 1 << 25
CPU_MSR_BITMAPS         equ 1 << 28
CPU_SECONDARY           equ 1 << 31
CPU2_APIC_ACCESSES      equ 1 << 0
CPU2_EPT                equ 1 << 1
CPU2_X2APIC             equ 1 << 4
CPU2_VPID               equ 1 << 5
CPU2_UNRESTRICTED       equ 1 << 7
EXIT_LOAD_PAT           equ 1 << 19
EXIT_LOAD_EFER          equ 1 << 21
EXIT_SAVE_TIMER         equ 1 << 22
ENTRY_DEBUG             equ 1 << 2
ENTRY_IA32E             equ 1 << 9
ENTRY_SMM               equ 1 << 10
ENTRY_DUAL_MONITOR      equ 1 << 11
ENTRY_PAT               equ 1 << 14
ENTRY_EFER              equ 1 << 15

Main:
    Print   "VM-entry checks", 10
    call    StartVmx
    mov     rbx, Cases
    xor     r12, r12                        ; the name of the case that is being changed
    xor     r13, r13                        ; how many changes are to be taken back
.next:
    mov     eax, [rbx]
    cmp     eax, OP_SET
    jae     .change
    call    Finish
    mov     eax, [rbx]
    test    eax, eax
    jz      .end
    mov     rsi, [rbx + 8]
    cmp     eax, OP_HEADING
    jne     .case
    call    PrintString
    call    PrintNewLine
    jmp     .advance
.case:
    mov     r12, rsi
    jmp     .advance
.change:
    mov     ecx, [rbx + 4]
    vmread  rdx, rcx
    jbe     .noField
    shl     r13, 4
    mov     [Undo + r13], rcx
    mov     [Undo + r13 + 8], rdx
    shr     r13, 4
    inc     r13
    mov     r8, [rbx + 8]
    cmp     eax, OP_SET
    je      .set
    cmp     eax, OP_OR
    je      .or
    cmp     eax, OP_XOR
    je      .xor
    not     r8
    and     r8, rdx
    jmp     .set
.or:
    or      r8, rdx
    jmp     .set
.xor:
    xor     r8, rdx
.set:
    vmwrite rcx, r8
    jbe     .noField
.advance:
    add     rbx, 16
    jmp     .next
.noField:
    mov     edx, ecx
    jmp     VmAccessFailed
.end:
    vmxoff
    ret

; Tries a VM entry with the changes of the case R12, if there is one, and takes them back.
Finish:
    test    r12, r12
    jz      .done
    mov     rsi, r12
    call    PrintString
    Print   ": "
    mov     qword [GuestRax], 0
    call    EnterGuest
    jc      .failed
    jz      .failed
    VmRead  rax, EXIT_REASON
    bt      rax, 31
    jc      .entryFailure
    Print   "entered, exit reason "
    call    PrintDecimal
    vmclear [VmcsPointer]                   ; so that the next entry is a VMLAUNCH again
    vmptrld [VmcsPointer]
    mov     byte [Launched], 0
    VmWrite GUEST_RIP, GuestEntry
    VmWrite GUEST_RFLAGS, 2
    VmWrite GUEST_RSP, GuestStackTop
    VmWrite GUEST_INTERRUPTIBILITY, 0
    VmWrite GUEST_ACTIVITY_STATE, 0
    VmWrite GUEST_PENDING_DEBUG_EXCEPTIONS, 0
    VmWrite ENTRY_INTERRUPTION_INFO, 0
    jmp     .undo
.entryFailure:
    Print   "VM-entry failure, exit reason "
    and     eax, 0xFFFF
    call    PrintDecimal
    Print   ", qualification "
    VmRead  rax, EXIT_QUALIFICATION
    call    PrintDecimal
    jmp     .undo
.failed:
    call    PrintVmStatus
.undo:
    call    PrintNewLine
.undoNext:
    test    r13, r13
    jz      .undone
    dec     r13
    shl     r13, 4
    mov     rcx, [Undo + r13]
    mov     rdx, [Undo + r13 + 8]
    shr     r13, 4
    vmwrite rcx, rdx
    jmp     .undoNext
.undone:
    xor     r12, r12
.done:
    ret

section .bss
alignb 16
Undo:           resq 2 * 16

section .data
align 16
MsrArea1:                                   ; lists for VM-entry MSR loading
    dq      IA32_FS_BASE, 0x1234
    dq      IA32_GS_BASE, 0
MsrAreaFs:
    dq      IA32_SYSENTER_CS, 0
    dq      0x12345678, 0
MsrAreaReserved:
    dq      IA32_SYSENTER_CS | 1 << 32, 0
MsrAreaValue:
    dq      IA32_SYSENTER_CS, 0
    dq      IA32_SYSENTER_CS, 0
    dq      IA32_SYSENTER_ESP, NON_CANONICAL
MsrAreaGood:
    dq      IA32_SYSENTER_CS, 8
    dq      IA32_SYSENTER_ESP, 0x1234

section .rodata.names progbits alloc noexec nowrite align=1
section .rodata
align 16
Cases:
Case("nothing broken")

Heading("VM-execution controls")
Case("pin-based controls 0")
    Set(PIN_BASED_CONTROLS, 0)
Case("pin-based controls, bit 31")
    Or(PIN_BASED_CONTROLS, 1 << 31)
Case("processor-based controls 0")
    Set(PROCESSOR_BASED_CONTROLS, 0)
Case("processor-based controls, bit 0")
    Or(PROCESSOR_BASED_CONTROLS, 1 << 0)
Case("secondary controls, bit 31")
    Or(SECONDARY_CONTROLS, 1 << 31)
Case("secondary controls not active, bit 31")
    Clear(PROCESSOR_BASED_CONTROLS, CPU_SECONDARY)
    Or(SECONDARY_CONTROLS, 1 << 31)
Case("CR3-target count 4")
    Set(CR3_TARGET_COUNT, 4)
Case("CR3-target count 5")
    Set(CR3_TARGET_COUNT, 5)
Case("I/O bitmaps")
    Or(PROCESSOR_BASED_CONTROLS, CPU_IO_BITMAPS)
Case("I/O bitmap A misaligned")
    Or(PROCESSOR_BASED_CONTROLS, CPU_IO_BITMAPS)
    Or(IO_BITMAP_A_ADDRESS, 1)
Case("I/O bitmap B misaligned")
    Or(PROCESSOR_BASED_CONTROLS, CPU_IO_BITMAPS)
    Or(IO_BITMAP_B_ADDRESS, 0x800)
Case("I/O bitmap A beyond the physical address width")
    Or(PROCESSOR_BASED_CONTROLS, CPU_IO_BITMAPS)
    Set(IO_BITMAP_A_ADDRESS, TOO_WIDE)
Case("I/O bitmap A misaligned, not used")
    Or(IO_BITMAP_A_ADDRESS, 1)
Case("MSR bitmap misaligned")
    Or(MSR_BITMAP_ADDRESS, 1)
Case("MSR bitmap beyond the physical address width")
    Set(MSR_BITMAP_ADDRESS, TOO_WIDE)
Case("MSR bitmap misaligned, not used")
    Clear(PROCESSOR_BASED_CONTROLS, CPU_MSR_BITMAPS)
    Or(MSR_BITMAP_ADDRESS, 1)
Case("virtual NMIs without NMI exiting")
    Or(PIN_BASED_CONTROLS, PIN_VIRTUAL_NMIS)
Case("NMI exiting and virtual NMIs")
    Or(PIN_BASED_CONTROLS, PIN_VIRTUAL_NMIS | PIN_NMI)
Case("NMI-window exiting without virtual NMIs")
    Or(PROCESSOR_BASED_CONTROLS, CPU_NMI_WINDOW)
Case("unrestricted guest without EPT")
    Or(SECONDARY_CONTROLS, CPU2_UNRESTRICTED)

Heading("VM-exit controls")
Case("exit controls 0")
    Set(VM_EXIT_CONTROLS, 0)
Case("exit controls, bit 31")
    Or(VM_EXIT_CONTROLS, 1 << 31)
Case("save the preemption timer without activating it")
    Or(VM_EXIT_CONTROLS, EXIT_SAVE_TIMER)
Case("MSR-store list misaligned")
    Set(EXIT_MSR_STORE_COUNT, 1)
    Or(EXIT_MSR_STORE_ADDRESS, 8)
Case("MSR-store list misaligned and empty")
    Or(EXIT_MSR_STORE_ADDRESS, 8)
Case("MSR-store list beyond the physical address width")
    Set(EXIT_MSR_STORE_COUNT, 1)
    Set(EXIT_MSR_STORE_ADDRESS, TOO_WIDE)
Case("MSR-load list misaligned")
    Set(EXIT_MSR_LOAD_COUNT, 1)
    Or(EXIT_MSR_LOAD_ADDRESS, 1)

Heading("VM-entry controls")
Case("entry controls 0")
    Set(VM_ENTRY_CONTROLS, 0)
Case("entry controls, bit 31")
    Or(VM_ENTRY_CONTROLS, 1 << 31)
Case("deactivate dual-monitor treatment")
    Or(VM_ENTRY_CONTROLS, ENTRY_DUAL_MONITOR)
Case("MSR-load list misaligned")
    Set(ENTRY_MSR_LOAD_COUNT, 1)
    Or(ENTRY_MSR_LOAD_ADDRESS, 4)
Case("injection of type 1")
    Set(ENTRY_INTERRUPTION_INFO, 0x80000120)
Case("injection, bit 12")
    Set(ENTRY_INTERRUPTION_INFO, 0x80001306)
Case("injection, not valid, bit 12")
    Set(ENTRY_INTERRUPTION_INFO, 0x00001306)
Case("NMI with vector 3")
    Set(ENTRY_INTERRUPTION_INFO, 0x80000203)
Case("hardware exception with vector 32")
    Set(ENTRY_INTERRUPTION_INFO, 0x80000320)
Case("#UD with error code")
    Set(ENTRY_INTERRUPTION_INFO, 0x80000B06)
Case("#GP without error code")
    Set(ENTRY_INTERRUPTION_INFO, 0x8000030D)
Case("interrupt with error code")
    Set(ENTRY_INTERRUPTION_INFO, 0x80000820)
Case("#GP with error code bit 16")
    Set(ENTRY_INTERRUPTION_INFO, 0x80000B0D)
    Set(ENTRY_EXCEPTION_ERROR_CODE, 1 << 16)
Case("software interrupt of length 16")
    Set(ENTRY_INTERRUPTION_INFO, 0x80000480)
    Set(ENTRY_INSTRUCTION_LENGTH, 16)

Heading("host state")
Case("host CR0 without PE")
    Clear(HOST_CR0, 1 << 0)
Case("host CR0 without NE")
    Clear(HOST_CR0, 1 << 5)
Case("host CR0 without PG")
    Clear(HOST_CR0, 1 << 31)
Case("host CR0, bit 32")
    Or(HOST_CR0, 1 << 32)
Case("host CR4 without VMXE")
    Clear(HOST_CR4, 1 << 13)
Case("host CR4 without PAE")
    Clear(HOST_CR4, 1 << 5)
Case("host CR4, bit 31")
    Or(HOST_CR4, 1 << 31)
Case("host CR3 beyond the physical address width")
    Set(HOST_CR3, TOO_WIDE)
Case("host SYSENTER_ESP not canonical")
    Set(HOST_IA32_SYSENTER_ESP, NON_CANONICAL)
Case("host SYSENTER_EIP not canonical")
    Set(HOST_IA32_SYSENTER_EIP, NON_CANONICAL)
Case("host PAT with type 2")
    Or(VM_EXIT_CONTROLS, EXIT_LOAD_PAT)
    Set(HOST_IA32_PAT, 2)
Case("host PAT with type 2, not loaded")
    Set(HOST_IA32_PAT, 2)
Case("host EFER, bit 1")
    Or(VM_EXIT_CONTROLS, EXIT_LOAD_EFER)
    Set(HOST_IA32_EFER, 0x502)
Case("host EFER without LMA")
    Or(VM_EXIT_CONTROLS, EXIT_LOAD_EFER)
    Set(HOST_IA32_EFER, 0x100)
Case("host EFER without LME")
    Or(VM_EXIT_CONTROLS, EXIT_LOAD_EFER)
    Set(HOST_IA32_EFER, 0x400)
Case("host CS with RPL 3")
    Or(HOST_CS_SELECTOR, 3)
Case("host SS with TI")
    Or(HOST_SS_SELECTOR, 4)
Case("host TR with RPL 1")
    Or(HOST_TR_SELECTOR, 1)
Case("host CS 0")
    Set(HOST_CS_SELECTOR, 0)
Case("host TR 0")
    Set(HOST_TR_SELECTOR, 0)
Case("host SS 0, 64-bit host")
    Set(HOST_SS_SELECTOR, 0)
Case("host FS base not canonical")
    Set(HOST_FS_BASE, NON_CANONICAL)
Case("host GS base not canonical")
    Set(HOST_GS_BASE, NON_CANONICAL)
Case("host TR base not canonical")
    Set(HOST_TR_BASE, NON_CANONICAL)
Case("host GDTR base not canonical")
    Set(HOST_GDTR_BASE, NON_CANONICAL)
Case("host IDTR base not canonical")
    Set(HOST_IDTR_BASE, NON_CANONICAL)
Case("host RIP not canonical")
    Set(HOST_RIP, NON_CANONICAL)
Case("32-bit host in IA-32e mode")
    Clear(VM_EXIT_CONTROLS, EXIT_HOST_ADDRESS_SPACE_SIZE)

Heading("guest control registers, debug registers, MSRs")
Case("guest CR0 without NE")
    Clear(GUEST_CR0, 1 << 5)
Case("guest CR0 with PG, without PE")
    Clear(GUEST_CR0, 1 << 0)
Case("guest CR4 without VMXE")
    Clear(GUEST_CR4, 1 << 13)
Case("guest CR4, bit 31")
    Or(GUEST_CR4, 1 << 31)
Case("guest CR4 without PAE, IA-32e mode")
    Clear(GUEST_CR4, 1 << 5)
Case("guest CR3 beyond the physical address width")
    Set(GUEST_CR3, TOO_WIDE)
Case("guest DR7, bit 32")
    Or(VM_ENTRY_CONTROLS, ENTRY_DEBUG)
    Set(GUEST_DR7, 0x100000400)
Case("guest SYSENTER_ESP not canonical")
    Set(GUEST_IA32_SYSENTER_ESP, NON_CANONICAL)
Case("guest SYSENTER_EIP not canonical")
    Set(GUEST_IA32_SYSENTER_EIP, NON_CANONICAL)
Case("guest PAT with type 3")
    Or(VM_ENTRY_CONTROLS, ENTRY_PAT)
    Set(GUEST_IA32_PAT, 0x0300)
Case("guest EFER without LMA")
    Or(VM_ENTRY_CONTROLS, ENTRY_EFER)
    Set(GUEST_IA32_EFER, 0x100)
Case("guest EFER without LME")
    Or(VM_ENTRY_CONTROLS, ENTRY_EFER)
    Set(GUEST_IA32_EFER, 0x400)
Case("guest EFER, bit 1")
    Or(VM_ENTRY_CONTROLS, ENTRY_EFER)
    Set(GUEST_IA32_EFER, 0x502)
Case("guest EFER")
    Or(VM_ENTRY_CONTROLS, ENTRY_EFER)
    Set(GUEST_IA32_EFER, 0xD00)

Heading("guest segment registers")
Case("TR selector with TI")
    Or(GUEST_TR_SELECTOR, 4)
Case("LDTR selector with TI, unusable")
    Or(GUEST_LDTR_SELECTOR, 4)
Case("LDTR usable, selector with TI")
    Set(GUEST_LDTR_SELECTOR, 0x54)
    Set(GUEST_LDTR_ACCESS_RIGHTS, 0x82)
Case("LDTR usable")
    Set(GUEST_LDTR_SELECTOR, 0x50)
    Set(GUEST_LDTR_ACCESS_RIGHTS, 0x82)
Case("SS with another RPL than CS")
    Or(GUEST_SS_SELECTOR, 3)
Case("TR base not canonical")
    Set(GUEST_TR_BASE, NON_CANONICAL)
Case("FS base not canonical")
    Set(GUEST_FS_BASE, NON_CANONICAL)
Case("GS base not canonical")
    Set(GUEST_GS_BASE, NON_CANONICAL)
Case("CS base above 4 GiB")
    Set(GUEST_CS_BASE, 1 << 32)
Case("SS base above 4 GiB")
    Set(GUEST_SS_BASE, 1 << 32)
Case("DS base above 4 GiB")
    Set(GUEST_DS_BASE, 1 << 32)
Case("ES base above 4 GiB, unusable")
    Set(GUEST_ES_BASE, 1 << 32)
    Set(GUEST_ES_ACCESS_RIGHTS, SEGMENT_UNUSABLE)
Case("CS of type 8, not accessed")
    Set(GUEST_CS_ACCESS_RIGHTS, 0xA098)
Case("CS of type 3, data")
    Set(GUEST_CS_ACCESS_RIGHTS, 0xA093)
Case("CS, conforming")
    Set(GUEST_CS_ACCESS_RIGHTS, 0xA09F)
Case("CS unusable")
    Or(GUEST_CS_ACCESS_RIGHTS, SEGMENT_UNUSABLE)
Case("CS not present")
    Clear(GUEST_CS_ACCESS_RIGHTS, 0x80)
Case("CS, a system segment")
    Clear(GUEST_CS_ACCESS_RIGHTS, 0x10)
Case("CS with DPL 3, SS with DPL 0")
    Or(GUEST_CS_ACCESS_RIGHTS, 0x60)
Case("CS with L and D")
    Or(GUEST_CS_ACCESS_RIGHTS, 0x4000)
Case("CS, access-rights bit 8")
    Or(GUEST_CS_ACCESS_RIGHTS, 0x100)
Case("CS, access-rights bit 17")
    Or(GUEST_CS_ACCESS_RIGHTS, 1 << 17)
Case("CS with G and a limit that ends in 0")
    Set(GUEST_CS_LIMIT, 0xFFFFF000)
Case("CS without G and a limit above 1 MiB")
    Clear(GUEST_CS_ACCESS_RIGHTS, 0x8000)
Case("SS of type 1, read only")
    Set(GUEST_SS_ACCESS_RIGHTS, 0xC091)
Case("SS of type 7, expand down")
    Set(GUEST_SS_ACCESS_RIGHTS, 0xC097)
Case("SS not present")
    Clear(GUEST_SS_ACCESS_RIGHTS, 0x80)
Case("SS with DPL 3, RPL 0")
    Or(GUEST_SS_ACCESS_RIGHTS, 0x60)
Case("SS unusable")
    Set(GUEST_SS_ACCESS_RIGHTS, SEGMENT_UNUSABLE)
Case("SS unusable, DPL 3")
    Set(GUEST_SS_ACCESS_RIGHTS, SEGMENT_UNUSABLE | 0x60)
Case("DS of type 2, not accessed")
    Set(GUEST_DS_ACCESS_RIGHTS, 0xC092)
Case("DS of type 9, not readable")
    Set(GUEST_DS_ACCESS_RIGHTS, 0xC099)
Case("DS, readable code")
    Set(GUEST_DS_ACCESS_RIGHTS, 0xC09B)
Case("DS unusable")
    Set(GUEST_DS_ACCESS_RIGHTS, SEGMENT_UNUSABLE)
Case("ES not present")
    Clear(GUEST_ES_ACCESS_RIGHTS, 0x80)
Case("FS, access-rights bit 11")
    Or(GUEST_FS_ACCESS_RIGHTS, 0x800)
Case("GS with DPL 0, RPL 3")
    Or(GUEST_GS_SELECTOR, 3)
Case("GS without G and a limit above 1 MiB")
    Clear(GUEST_GS_ACCESS_RIGHTS, 0x8000)
Case("TR of type 9, available")
    Set(GUEST_TR_ACCESS_RIGHTS, 0x89)
Case("TR of type 3, 16-bit, IA-32e mode")
    Set(GUEST_TR_ACCESS_RIGHTS, 0x83)
Case("TR, not a system segment")
    Or(GUEST_TR_ACCESS_RIGHTS, 0x10)
Case("TR not present")
    Clear(GUEST_TR_ACCESS_RIGHTS, 0x80)
Case("TR unusable")
    Or(GUEST_TR_ACCESS_RIGHTS, SEGMENT_UNUSABLE)
Case("TR, access-rights bit 9")
    Or(GUEST_TR_ACCESS_RIGHTS, 0x200)
Case("TR with G and a small limit")
    Or(GUEST_TR_ACCESS_RIGHTS, 0x8000)
Case("LDTR of type 3")
    Set(GUEST_LDTR_ACCESS_RIGHTS, 0x83)
Case("LDTR not present")
    Set(GUEST_LDTR_ACCESS_RIGHTS, 0x02)
Case("LDTR base not canonical")
    Set(GUEST_LDTR_ACCESS_RIGHTS, 0x82)
    Set(GUEST_LDTR_BASE, NON_CANONICAL)

Heading("guest descriptor-table registers")
Case("GDTR base not canonical")
    Set(GUEST_GDTR_BASE, NON_CANONICAL)
Case("IDTR base not canonical")
    Set(GUEST_IDTR_BASE, NON_CANONICAL)
Case("GDTR limit, bit 16")
    Or(GUEST_GDTR_LIMIT, 1 << 16)
Case("IDTR limit, bit 31")
    Or(GUEST_IDTR_LIMIT, 1 << 31)

Heading("guest RIP and RFLAGS")
Case("RIP above 4 GiB, compatibility mode")
    Set(GUEST_CS_ACCESS_RIGHTS, 0xC09B)
    Or(GUEST_RIP, 1 << 32)
Case("RFLAGS without bit 1")
    Clear(GUEST_RFLAGS, 2)
Case("RFLAGS, bit 3")
    Or(GUEST_RFLAGS, 1 << 3)
Case("RFLAGS, bit 22")
    Or(GUEST_RFLAGS, 1 << 22)
Case("RFLAGS.VM in IA-32e mode")
    Or(GUEST_RFLAGS, 1 << 17)
Case("external interrupt, RFLAGS.IF 0")
    Set(ENTRY_INTERRUPTION_INFO, 0x80000020)

Heading("guest non-register state")
Case("activity state 4")
    Set(GUEST_ACTIVITY_STATE, 4)
Case("HLT state with SS.DPL 3")
    Set(GUEST_ACTIVITY_STATE, 1)
    Or(GUEST_SS_ACCESS_RIGHTS, 0x60)
    Or(GUEST_SS_SELECTOR, 3)
    Or(GUEST_CS_ACCESS_RIGHTS, 0x60)
    Or(GUEST_CS_SELECTOR, 3)
Case("HLT state with blocking by STI")
    Set(GUEST_ACTIVITY_STATE, 1)
    Set(GUEST_INTERRUPTIBILITY, 1)
    Or(GUEST_RFLAGS, 1 << 9)
Case("interruptibility, bit 5")
    Set(GUEST_INTERRUPTIBILITY, 1 << 5)
Case("blocking by STI and by MOV SS")
    Set(GUEST_INTERRUPTIBILITY, 3)
    Or(GUEST_RFLAGS, 1 << 9)
Case("blocking by STI with RFLAGS.IF 0")
    Set(GUEST_INTERRUPTIBILITY, 1)
Case("blocking by SMI outside SMM")
    Set(GUEST_INTERRUPTIBILITY, 4)
Case("NMI with blocking by MOV SS")
    Set(GUEST_INTERRUPTIBILITY, 2)
    Set(ENTRY_INTERRUPTION_INFO, 0x80000202)
Case("interrupt with blocking by STI")
    Set(GUEST_INTERRUPTIBILITY, 1)
    Or(GUEST_RFLAGS, 1 << 9)
    Set(ENTRY_INTERRUPTION_INFO, 0x80000020)
Case("pending debug exceptions, bit 4")
    Set(GUEST_PENDING_DEBUG_EXCEPTIONS, 1 << 4)
Case("VMCS link pointer misaligned")
    Set(VMCS_LINK_POINTER, TestArea + 8)
Case("VMCS link pointer beyond the physical address width")
    Set(VMCS_LINK_POINTER, TOO_WIDE)
Case("VMCS link pointer to a page of zeros")
    Set(VMCS_LINK_POINTER, TestArea)

Heading("MSR loading")
Case("good list")
    Set(ENTRY_MSR_LOAD_COUNT, 2)
    Set(ENTRY_MSR_LOAD_ADDRESS, MsrAreaGood)
Case("IA32_FS_BASE in the list")
    Set(ENTRY_MSR_LOAD_COUNT, 2)
    Set(ENTRY_MSR_LOAD_ADDRESS, MsrArea1)
Case("unknown register in the second entry")
    Set(ENTRY_MSR_LOAD_COUNT, 2)
    Set(ENTRY_MSR_LOAD_ADDRESS, MsrAreaFs)
Case("reserved bits in an entry")
    Set(ENTRY_MSR_LOAD_COUNT, 1)
    Set(ENTRY_MSR_LOAD_ADDRESS, MsrAreaReserved)
Case("value that WRMSR refuses in the third entry")
    Set(ENTRY_MSR_LOAD_COUNT, 3)
    Set(ENTRY_MSR_LOAD_ADDRESS, MsrAreaValue)

Heading("after all this")
Case("nothing broken")
    Record  OP_END, 0, 0
section .text
