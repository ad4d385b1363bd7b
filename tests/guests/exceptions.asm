; Copyright (c) 2026 HVDT contributors
; SPDX-License-Identifier: EPL-2.0
;
; Exceptions through the IDT: which vector, which error code, fault or trap (SDM volume 3, chapter "Interrupt and
; Exception Handling").

%include "guest.inc"

NON_CANONICAL           equ 0x8000000000000000

Main:
    Print   "exceptions", 10
    xor     ecx, ecx
    mov     eax, 1
    xor     edx, edx
    Attempt "DIV by zero", div ecx
    mov     edx, 1
    mov     eax, 0
    mov     ecx, 1
    Attempt "DIV with a quotient too large", div ecx
    mov     rdx, NON_CANONICAL
    mov     ecx, -1
    Attempt "IDIV with a quotient too large", idiv rcx
    Attempt "UD2", ud2
    Attempt "PUSH ES in 64-bit mode", db 0x06
    Attempt "INT3", int3
    Attempt "INT 3", db 0xCD, 3
    Attempt "INT1", db 0xF1
    Attempt "INT 80h", int 0x80
    SetGate 13, .measureFrame
    mov     r12, rsp
    mov     rbx, rsp
    int     13                                  ; no error code: it is not the exception
.measureFrame:
    and     rbx, -16
    sub     rbx, rsp
    mov     rsp, r12
    Value   "INT 13 pushes bytes", rbx
    SetGate 13, Stubs + 13 * 16

    ; #GP
    mov     rbx, NON_CANONICAL
    Attempt "read from a non-canonical address", mov rax, [rbx]
    Attempt "jump to a non-canonical address", jmp rbx
    Attempt "LOCK on a register", db 0xF0, 0x01, 0xC0
    mov     ecx, 0x12345678
    Attempt "RDMSR of an unknown register", rdmsr
    xor     eax, eax
    xor     edx, edx
    Attempt "WRMSR of an unknown register", wrmsr
    mov     rcx, cr0
    btr     rcx, 0
    Attempt "CR0: PG without PE", mov cr0, rcx
    mov     rcx, cr0
    bts     rcx, 29
    btr     rcx, 30
    Attempt "CR0: NW without CD", mov cr0, rcx
    mov     rcx, cr0
    bts     rcx, 32
    Attempt "CR0: bit 32", mov cr0, rcx
    mov     rcx, cr4
    btr     rcx, 5
    Attempt "CR4: no PAE in IA-32e mode", mov cr4, rcx
    mov     rcx, cr4
    bts     rcx, 40
    Attempt "CR4: bit 40", mov cr4, rcx
    Attempt "MOV from CR1", db 0x0F, 0x20, 0xC8
    mov     rcx, 1 << 32
    Attempt "DR7: bit 32", mov dr7, rcx
    Attempt "DR6: bit 32", mov dr6, rcx

    ; Selectors and their error codes
    mov     ecx, 0x1000
    Attempt "MOV DS, selector beyond the GDT", mov ds, ecx
    mov     ecx, 0x1003
    Attempt "MOV DS, the same with RPL 3", mov ds, ecx
    xor     ecx, ecx
    Attempt "LLDT of a null selector", lldt cx
    mov     ecx, 0x0C
    Attempt "MOV DS, selector of an empty LDT", mov ds, ecx
    mov     ecx, TSS_SELECTOR
    Attempt "MOV DS, a system descriptor", mov ds, ecx
    mov     ecx, ABSENT_SELECTOR
    Attempt "MOV DS, not present", mov ds, ecx
    Attempt "MOV SS, not present", mov ss, ecx
    mov     ecx, READ_ONLY_SELECTOR
    Attempt "MOV DS, read only", mov ds, ecx
    Attempt "MOV SS, read only", mov ss, ecx
    xor     ecx, ecx
    Attempt "MOV DS, null", mov ds, ecx
    Attempt "MOV SS, null, ring 0", mov ss, ecx
    mov     ecx, 3
    Attempt "MOV SS, null, RPL 3", mov ss, ecx
    mov     ecx, DATA_SELECTOR
    Attempt "MOV SS, data", mov ss, ecx
    Attempt "MOV DS, data", mov ds, ecx
    mov     ecx, USER_DATA_SELECTOR
    Attempt "MOV SS, ring 3", mov ss, ecx
    Attempt "MOV CS", db 0x8E, 0xC9
    mov     ecx, TSS_SELECTOR
    Attempt "LTR of a busy TSS", ltr cx
    xor     ecx, ecx
    Attempt "LTR of a null selector", ltr cx
    mov     ecx, DATA_SELECTOR
    Attempt "LLDT of a data segment", lldt cx
    mov     rbx, FarPointer
    mov     dword [rbx], 0
    mov     word [rbx + 4], DATA_SELECTOR
    Attempt "far jump to a data segment", jmp far dword [rbx]
    mov     word [rbx + 4], 0
    Attempt "far jump to a null selector", jmp far dword [rbx]
    push    0
    push    0
    Attempt "IRETQ to a null code segment", iretq
    add     rsp, 16

    ; #SS
    mov     rcx, rbp
    mov     rbp, NON_CANONICAL
    Attempt "read through RBP, non-canonical", mov rax, [rbp]
    mov     rbp, rcx
    mov     rcx, NON_CANONICAL
    Attempt "read through RSP, non-canonical", mov rax, [rsp + rcx]

    ; Instructions that are not there in 64-bit mode or need something
    Attempt "SYSENTER without IA32_SYSENTER_CS", sysenter
    mov     rcx, cr0
    bts     rcx, 3
    mov     cr0, rcx
    Attempt "x87 with CR0.TS", fninit
    clts
    Attempt "x87 after CLTS", fninit
    mov     rcx, cr0
    bts     rcx, 2
    mov     cr0, rcx
    Attempt "x87 with CR0.EM", fninit
    mov     rcx, cr0
    btr     rcx, 2
    mov     cr0, rcx
    Attempt "SSE without CR4.OSFXSR", xorps xmm0, xmm0
    Attempt "RSM outside SMM", rsm
    Attempt "VMCALL outside VMX operation", vmcall
    Attempt "VMXOFF outside VMX operation", vmxoff
    Attempt "VMXON without CR4.VMXE", vmxon [FarPointer]
    Attempt "XGETBV without CR4.OSXSAVE", xgetbv

    ; Gates
    mov     byte [Idt + 0x30 * 16 + 5], 0x0E    ; not present
    Attempt "INT 30h, gate not present", int 0x30
    mov     word [Idt + 0x31 * 16 + 2], 0       ; code segment null
    Attempt "INT 31h, null code segment", int 0x31
    mov     word [Idt + 0x32 * 16 + 2], DATA_SELECTOR
    Attempt "INT 32h, data segment", int 0x32
    mov     byte [Idt + 0x33 * 16 + 5], 0x85    ; a task gate
    Attempt "INT 33h, task gate in IA-32e mode", int 0x33
    lidt    [ShortIdt]
    Attempt "INT 80h beyond the IDT limit", int 0x80
    lidt    [IdtPointer]

    ; Two exceptions that make a double fault: #DE finds its gate not present
    mov     byte [Idt + 0 * 16 + 5], 0x0E
    xor     ecx, ecx
    Attempt "#DE whose gate is not present", div ecx
    mov     byte [Idt + 0 * 16 + 5], 0x8E
    ; #UD whose gate is not present is not of the contributory class: no double fault
    mov     byte [Idt + 6 * 16 + 5], 0x0E
    Attempt "#UD whose gate is not present", ud2
    mov     byte [Idt + 6 * 16 + 5], 0x8E

    ; Single step: the trap comes after the instruction that follows POPFQ
    pushfq
    or      qword [rsp], 1 << 8
    Attempt "POPFQ that sets TF", popfq
    add     rsp, 8
    mov     rax, dr6
    and     eax, 1 << 14
    Value   "  DR6.BS", rax
    mov     rax, [FaultRflags]
    and     eax, 1 << 8
    Value   "  TF on the stack", rax
    ret

section .data
ShortIdt:
    dw      32 * 16 - 1
    dq      Idt
align 8
FarPointer:
    dq      0, 0
section .text
