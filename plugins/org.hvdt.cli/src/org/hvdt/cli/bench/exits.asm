; Copyright (c) 2026 HVDT contributors
; SPDX-License-Identifier: EPL-2.0

; VM exits and VM entries: the guest executes CPUID, the host skips it and resumes.
%include "bench.inc"

GDT             equ 0x300000
TSS             equ 0x301000
VMXON_REGION    equ 0x310000
VMCS            equ 0x311000
HOST_STACK      equ 0x330000
TASK            equ 0x20

; field, value
%macro write 2
        mov     rax, %2
        mov     edx, %1
        vmwrite rdx, rax
        jbe     failed
%endmacro

; field, capability MSR, wanted bits
%macro control 3
        mov     ecx, %2
        rdmsr
        or      eax, %3
        and     eax, edx
        mov     edx, %1
        vmwrite rdx, rax
        jbe     failed
%endmacro

; group of guest fields of a segment, selector, base, limit, access rights
%macro segment_fields 5
        write   0x800 + %1 * 2, %2
        write   0x6806 + %1 * 2, %3
        write   0x4800 + %1 * 2, %4
        write   0x4814 + %1 * 2, %5
%endmacro

        mov     rdi, GDT
        mov     qword [rdi], 0
        mov     rax, 0x00AF9B000000FFFF
        mov     [rdi + CODE], rax
        mov     rax, 0x00CF93000000FFFF
        mov     [rdi + DATA], rax
        mov     rax, 0x0000890000000067 | (TSS & 0xFFFFFF) << 16
        mov     [rdi + TASK], rax
        mov     qword [rdi + TASK + 8], 0
        lgdt    [gdtr]
        mov     eax, TASK
        ltr     ax
        mov     ecx, 0x3A                       ; IA32_FEATURE_CONTROL
        rdmsr
        test    al, 1
        jnz     .locked
        or      eax, 5
        wrmsr
.locked:
        mov     rax, cr4
        or      eax, 1 << 13
        mov     cr4, rax
        mov     ecx, 0x480                      ; IA32_VMX_BASIC
        rdmsr
        mov     rdi, VMXON_REGION
        mov     [rdi], eax
        mov     rdi, VMCS
        mov     [rdi], eax
        vmxon   [vmxon_pointer]
        jbe     failed
        vmclear [vmcs_pointer]
        jbe     failed
        vmptrld [vmcs_pointer]
        jbe     failed

        control 0x4000, 0x481, 0                ; pin-based
        control 0x4002, 0x482, 0                ; processor-based
        control 0x400C, 0x483, 1 << 9           ; exit: 64-bit host
        control 0x4012, 0x484, 1 << 9           ; entry: IA-32e mode guest
        write   0x2800, -1                      ; VMCS link pointer
        write   0x4004, 0                       ; exception bitmap
        mov     rbx, cr0
        write   0x6C00, rbx
        write   0x6800, rbx
        mov     rbx, cr3
        write   0x6C02, rbx
        write   0x6802, rbx
        mov     rbx, cr4
        write   0x6C04, rbx
        write   0x6804, rbx
        ; host and guest ES, CS, SS, DS, FS, GS
%assign group 0
%rep 6
%if group = 1
        write   0xC02, CODE
        segment_fields 1, CODE, 0, 0xFFFFFFFF, 0xA09B
%else
        write   0xC00 + group * 2, DATA
        segment_fields group, DATA, 0, 0xFFFFFFFF, 0xC093
%endif
%assign group group + 1
%endrep
        segment_fields 6, 0, 0, 0, 0x10000      ; LDTR: unusable
        segment_fields 7, TASK, TSS, 0x67, 0x8B
        write   0xC0C, TASK
        write   0x6C06, 0                       ; host FS, GS, TR, GDTR, IDTR bases
        write   0x6C08, 0
        write   0x6C0A, TSS
        write   0x6C0C, GDT
        write   0x6C0E, 0
        write   0x6816, GDT                     ; guest GDTR, IDTR
        write   0x4810, 0x2F
        write   0x6818, 0
        write   0x4812, 0
        write   0x681A, 0x400                   ; DR7
        write   0x6820, 2                       ; RFLAGS
        write   0x4824, 0                       ; interruptibility, activity, pending debug exceptions
        write   0x4826, 0
        write   0x6822, 0
        write   0x4016, 0                       ; no event to inject
        write   0x6C14, HOST_STACK
        write   0x681C, rsp
        lea     rbx, [host]
        write   0x6C16, rbx
        lea     rbx, [guest]
        write   0x681E, rbx
        mov     ebp, ITERATIONS
        vmlaunch
failed: mov     al, 1
        jmp     end_of_workload

guest:  cpuid
        dec     ebp
        jnz     guest
        finish

host:   mov     edx, 0x681E
        vmread  rax, rdx
        mov     ecx, 0x440C                     ; length of the instruction
        vmread  rbx, rcx
        add     rax, rbx
        vmwrite rdx, rax
        vmresume
        jmp     failed

align 8
gdtr:   dw      0x2F
        dq      GDT
align 8
vmxon_pointer:  dq VMXON_REGION
vmcs_pointer:   dq VMCS
