; Copyright (c) 2026 HVDT contributors
; SPDX-License-Identifier: EPL-2.0
;
; The VMX instructions and how they fail (SDM volume 3, chapter "VMX Instruction Reference", section
; "VM Instruction Error Numbers").

%include "vmx-guest.inc"

Main:
    Print   "VMX instructions", 10
    mov     rcx, cr4
    bts     rcx, 13
    mov     cr4, rcx
    Print   "CR4.VMXE set, outside VMX operation", 10
    Vmx     "VMCLEAR", vmclear [VmcsPointer]
    Vmx     "VMPTRLD", vmptrld [VmcsPointer]
    Vmx     "VMPTRST", vmptrst [PointerValue]
    Vmx     "VMREAD", vmread rax, rcx
    Vmx     "VMLAUNCH", vmlaunch
    Vmx     "VMCALL", vmcall
    Vmx     "VMXOFF", vmxoff
    call    PrepareVmx
    mov     rcx, cr0
    btr     rcx, 5
    mov     cr0, rcx
    Vmx     "VMXON without CR0.NE", vmxon [VmxonPointer]
    bts     rcx, 5
    mov     cr0, rcx
    Vmx     "VMXON, misaligned", vmxon [MisalignedPointer]
    Vmx     "VMXON, beyond the physical address width", vmxon [HugePointer]
    Vmx     "VMXON, other revision", vmxon [BadRevisionPointer]
    bts     dword [VmxonRegion], 31
    Vmx     "VMXON, revision with bit 31", vmxon [VmxonPointer]
    btr     dword [VmxonRegion], 31
    Vmx     "VMXON", vmxon [VmxonPointer]

    Print   "in VMX operation, no current VMCS", 10
    Vmx     "VMXON", vmxon [VmxonPointer]
    Vmx     "VMPTRST", vmptrst [PointerValue]
    Value   "  pointer", [PointerValue]
    mov     ecx, GUEST_RIP
    Vmx     "VMREAD", vmread rax, rcx
    Vmx     "VMWRITE", vmwrite rcx, rax
    Vmx     "VMLAUNCH", vmlaunch
    Vmx     "VMRESUME", vmresume
    Vmx     "VMCALL", vmcall
    Vmx     "VMCLEAR, misaligned", vmclear [MisalignedPointer]
    Vmx     "VMPTRLD, misaligned", vmptrld [MisalignedPointer]
    mov     rcx, cr4
    btr     rcx, 13
    Attempt "clear CR4.VMXE", mov cr4, rcx
    mov     rcx, cr0
    btr     rcx, 5
    Attempt "clear CR0.NE", mov cr0, rcx
    mov     rcx, cr0
    btr     rcx, 31
    Attempt "clear CR0.PG", mov cr0, rcx
    Vmx     "VMCLEAR", vmclear [VmcsPointer]
    Vmx     "VMPTRLD", vmptrld [VmcsPointer]

    Print   "with a current VMCS", 10
    Vmx     "VMPTRST", vmptrst [PointerValue]
    mov     rax, [PointerValue]
    sub     rax, Vmcs
    Value   "  pointer - VMCS", rax
    Vmx     "VMCLEAR, misaligned", vmclear [MisalignedPointer]
    Vmx     "VMCLEAR, beyond the physical address width", vmclear [HugePointer]
    Vmx     "VMCLEAR of the VMXON region", vmclear [VmxonPointer]
    Vmx     "VMPTRLD, misaligned", vmptrld [MisalignedPointer]
    Vmx     "VMPTRLD, beyond the physical address width", vmptrld [HugePointer]
    Vmx     "VMPTRLD of the VMXON region", vmptrld [VmxonPointer]
    Vmx     "VMPTRLD, other revision", vmptrld [BadRevisionPointer]
    Vmx     "VMXON", vmxon [VmxonPointer]
    Vmx     "VMXON, misaligned", vmxon [MisalignedPointer]
    Vmx     "VMRESUME of a VMCS that is not launched", vmresume
    mov     ecx, 0x6FFE
    Vmx     "VMREAD of a component that is not there", vmread rax, rcx
    Vmx     "VMWRITE of a component that is not there", vmwrite rcx, rax
    mov     rcx, 1 << 32 | GUEST_RIP
    Vmx     "VMREAD, encoding with a bit above 31", vmread rax, rcx
    mov     ecx, GUEST_CR0 + 1
    Vmx     "VMREAD of the high half of a field that has none", vmread rax, rcx

    Print   "widths of fields", 10
    mov     rax, 0x1122334455667788
    mov     ecx, GUEST_ES_SELECTOR
    Vmx     "VMWRITE, 16 bits", vmwrite rcx, rax
    mov     ecx, GUEST_ES_LIMIT
    mov     rax, 0x1122334455667788
    Vmx     "VMWRITE, 32 bits", vmwrite rcx, rax
    mov     ecx, GUEST_IA32_DEBUGCTL
    mov     rax, 0x1122334455667788
    Vmx     "VMWRITE, 64 bits", vmwrite rcx, rax
    mov     ecx, GUEST_IA32_DEBUGCTL + 1
    mov     rax, 0x99AABBCCDDEEFF00
    Vmx     "VMWRITE, 64 bits, high half", vmwrite rcx, rax
    mov     ecx, GUEST_ES_SELECTOR
    call    ShowField
    mov     ecx, GUEST_ES_LIMIT
    call    ShowField
    mov     ecx, GUEST_IA32_DEBUGCTL
    call    ShowField
    mov     ecx, GUEST_IA32_DEBUGCTL + 1
    call    ShowField
    mov     ecx, GUEST_ES_LIMIT
    mov     qword [PointerValue], -1
    Vmx     "VMREAD to memory writes 64 bits", vmread [PointerValue], rcx
    Value   "  memory", [PointerValue]
    mov     rbx, 1 << 30
    Vmx     "VMREAD to a page that is not present", vmread [rbx], rcx
    Value   "  CR2", [FaultCr2]
    Vmx     "VMWRITE from a page that is not present", vmwrite rcx, [rbx]

    Print   "VM entry and the launch state", 10
    call    SetUpVmcs
    VmWrite PIN_BASED_CONTROLS, 0
    call    EnterGuest
    call    ReportEntry
    call    SetUpVmcs
    VmWrite HOST_CS_SELECTOR, 0
    call    EnterGuest
    call    ReportEntry
    call    SetUpVmcs
    VmWrite GUEST_RFLAGS, 0
    call    EnterGuest
    call    ReportEntry
    call    SetUpVmcs
    mov     ecx, DATA_SELECTOR
    mov     ss, ecx
    Print   "VMLAUNCH right after MOV SS: "
    clc
    mov     ss, ecx
    vmlaunch
    call    PrintVmStatus
    call    PrintNewLine
    call    EnterGuest
    call    ReportEntry
    Vmx     "VMLAUNCH of a launched VMCS", vmlaunch
    VmRead  rax, GUEST_RIP
    add     rax, 3
    VmWrite GUEST_RIP, rax
    call    EnterGuest
    call    ReportEntry
    Vmx     "VMPTRLD of the same VMCS", vmptrld [VmcsPointer]
    Vmx     "VMCLEAR of the current VMCS", vmclear [VmcsPointer]
    Vmx     "VMLAUNCH without a current VMCS", vmlaunch
    Vmx     "VMPTRLD", vmptrld [VmcsPointer]
    Vmx     "VMRESUME of a cleared VMCS", vmresume
    mov     byte [Launched], 0
    call    EnterGuest
    call    ReportEntry

    Vmx     "VMXOFF", vmxoff
    Vmx     "VMREAD after VMXOFF", vmread rax, rcx
    mov     rcx, cr4
    btr     rcx, 13
    Attempt "clear CR4.VMXE after VMXOFF", mov cr4, rcx
    ret

; Prints what EnterGuest came to, from RFLAGS.
ReportEntry:
    jc      .failed
    jz      .failed
    push    rax
    push    rdx
    Print   "VM exit, reason "
    VmRead  rax, EXIT_REASON
    call    PrintHex32
    Print   ", qualification "
    VmRead  rax, EXIT_QUALIFICATION
    call    PrintHex
    call    PrintNewLine
    pop     rdx
    pop     rax
    ret
.failed:
    call    PrintVmStatus
    call    PrintNewLine
    ret

; Prints the field ECX.
ShowField:
    push    rax
    Print   "  field "
    mov     eax, ecx
    call    PrintHex16
    vmread  rax, rcx
    Print   " "
    call    PrintHex
    call    PrintNewLine
    pop     rax
    ret
