; Copyright (c) 2026 HVDT contributors
; SPDX-License-Identifier: EPL-2.0
;
; System instructions and system calls, compatibility mode, stack switches, MSRs, and interrupts of the PC's timer
; (SDM volume 3, chapters "Protected-Mode Memory Management" to "Interrupt and Exception Handling").

%include "guest.inc"

IA32_STAR               equ 0xC0000081
IA32_LSTAR              equ 0xC0000082
IA32_FMASK              equ 0xC0000084
IA32_KERNEL_GS_BASE     equ 0xC0000102
IA32_PAT                equ 0x277
IA32_TSC_AUX            equ 0xC0000103
NON_CANONICAL           equ 0x0000800000000000
CALL_GATE               equ 0x50
COMPATIBILITY_CODE      equ 0x60 | 3
SYSCALL_CODE            equ 0x70            ; then data, then ring 3: 32-bit code, data, 64-bit code

; SetMsr register, value
%macro SetMsr 2.nolist
    mov     rax, %2
    mov     ecx, %1
    call    WriteMsr
%endmacro

; ShowMsr "text", register
%macro ShowMsr 2.nolist
    mov     ecx, %2
    call    ReadMsr
    Value   %1, rax
%endmacro

; AttemptMsr "text", register, value: WRMSR that may fault
%macro AttemptMsr 3.nolist
    mov     rdx, %3
    mov     eax, edx
    shr     rdx, 32
    mov     ecx, %2
    mov     r15, rax
    Print   %1, " = "
    mov     rax, %3
    call    PrintHex
    mov     rax, r15
    AttemptHere wrmsr
%endmacro
%macro AttemptHere 1+.nolist
    mov     [FaultStack], rsp
    mov     qword [FaultVector], -1
    mov     qword [FaultResume], %%behind
    Print   ": "
%%instruction:
    %1
%%behind:
    mov     rsp, [FaultStack]
    mov     rax, %%instruction
    call    ReportFault
%endmacro

Main:
    Print   "system", 10
    lgdt    [LargeGdtPointer]

    Print   "processor", 10
    xor     eax, eax
    cpuid
    mov     [Name], ebx
    mov     [Name + 4], edx
    mov     [Name + 8], ecx
    mov     rsi, Name
    call    PrintString
    call    PrintNewLine
    mov     eax, 1
    cpuid
    mov     eax, edx
    and     eax, 1 << 5 | 1 << 6 | 1 << 11 | 1 << 16 | 1 << 25 | 1 << 26            ; MSR PAE SEP PAT SSE SSE2
    Value   "CPUID.1:EDX", rax
    mov     eax, ecx
    and     eax, CPUID_1_ECX_VMX | CPUID_1_ECX_OSXSAVE | 1 << 13                    ; and CMPXCHG16B
    Value   "CPUID.1:ECX", rax
    mov     eax, 0x80000001
    cpuid
    mov     eax, edx
    and     eax, 1 << 11 | 1 << 20 | 1 << 29                                        ; SYSCALL NX LM
    Value   "CPUID.80000001h:EDX", rax

    Print   "MSRs", 10
    ShowMsr "IA32_EFER", IA32_EFER
    AttemptMsr "IA32_EFER without LME", IA32_EFER, 0xC00
    AttemptMsr "IA32_EFER, bit 1", IA32_EFER, 0xD02
    AttemptMsr "IA32_EFER, LMA is ignored", IA32_EFER, 0x901
    ShowMsr "IA32_EFER", IA32_EFER
    AttemptMsr "IA32_FS_BASE", IA32_FS_BASE, NON_CANONICAL
    AttemptMsr "IA32_LSTAR", IA32_LSTAR, NON_CANONICAL
    AttemptMsr "IA32_SYSENTER_EIP", IA32_SYSENTER_EIP, NON_CANONICAL
    AttemptMsr "IA32_PAT, type 2", IA32_PAT, 0x0007040600070402
    AttemptMsr "IA32_PAT", IA32_PAT, 0x0007040600070401
    ShowMsr "IA32_PAT", IA32_PAT
    AttemptMsr "IA32_VMX_BASIC", IA32_VMX_BASIC, 0
    mov     rax, TestArea
    mov     qword [abs TestArea + 8], 0x1234
    SetMsr  IA32_FS_BASE, TestArea
    mov     rbx, [fs:8]
    Value   "FS:8", rbx
    SetMsr  IA32_GS_BASE, 0x1111
    SetMsr  IA32_KERNEL_GS_BASE, TestArea
    swapgs
    mov     rbx, [gs:8]
    Value   "GS:8 after SWAPGS", rbx
    ShowMsr "IA32_KERNEL_GS_BASE", IA32_KERNEL_GS_BASE
    mov     eax, DATA_SELECTOR
    mov     fs, eax
    ShowMsr "IA32_FS_BASE after MOV FS", IA32_FS_BASE
    xor     eax, eax
    mov     gs, eax
    ShowMsr "IA32_GS_BASE after MOV GS, null", IA32_GS_BASE

    Print   "descriptors", 10
    mov     ecx, CODE_SELECTOR
    xor     eax, eax
    lar     eax, ecx
    and     eax, 0xF0FF00                       ; the other bits are undefined
    Value   "LAR of code", rax
    lsl     eax, ecx
    Value   "LSL of code", rax
    mov     ecx, TSS_SELECTOR
    lar     eax, ecx
    and     eax, 0xF0FF00
    Value   "LAR of the TSS", rax
    lsl     eax, ecx
    Value   "LSL of the TSS", rax
    mov     ecx, COMPATIBILITY_CODE
    verr    cx
    setz    al
    movzx   eax, al
    Value   "VERR of ring 3 code", rax
    verw    cx
    setz    al
    movzx   eax, al
    Value   "VERW of ring 3 code", rax
    mov     ecx, 0xFFF8
    mov     eax, 0x77
    lar     eax, ecx
    Value   "LAR beyond the GDT leaves", rax
    str     eax
    Value   "STR", rax
    sldt    eax
    Value   "SLDT", rax
    smsw    eax
    and     eax, 0x3F
    Value   "SMSW", rax
    mov     ecx, SYSCALL_CODE + 8
    mov     ds, ecx
    mov     rax, [abs LargeGdt + SYSCALL_CODE + 8]
    Value   "accessed bit set by MOV DS", rax
    mov     ecx, DATA_SELECTOR
    mov     ds, ecx

    Print   "far transfers", 10
    push    CODE_SELECTOR
    push    .farReturn
    retfq
.farReturn:
    Print   "RETFQ", 10
    mov     rbx, FarPointer
    mov     dword [rbx], .farCall
    mov     word [rbx + 4], CODE_SELECTOR
    mov     r12, rsp
    call    far dword [rbx]
.farCall:
    mov     rax, r12
    sub     rax, rsp
    Value   "CALL FAR pushes bytes", rax
    mov     eax, [rsp + 4]
    Value   "  CS", rax
    mov     rsp, r12
    mov     rax, .gate
    mov     [LargeGdt + CALL_GATE], ax
    mov     word [LargeGdt + CALL_GATE + 2], CODE_SELECTOR
    mov     word [LargeGdt + CALL_GATE + 4], 0xEC00     ; 64-bit call gate, DPL 3
    shr     rax, 16
    mov     [LargeGdt + CALL_GATE + 6], ax
    mov     word [rbx + 4], CALL_GATE
    call    far dword [rbx]
.gate:
    mov     rax, r12
    sub     rax, rsp
    Value   "CALL through a gate pushes bytes", rax
    mov     rsp, r12

    Print   "compatibility mode", 10
    push    CODE32_SELECTOR
    push    .code32
    retfq
bits 32
.code32:
    mov     eax, 0xFFFFFFFF
    inc     eax                                 ; 40h: INC in this mode, a REX prefix in 64-bit mode
    setz    bl
    movzx   ebx, bl
    mov     ecx, esp
    push    dword 0x12345678
    sub     ecx, esp
    pop     edx
    jmp     CODE_SELECTOR:.code64
bits 64
.code64:
    mov     esp, esp
    mov     ecx, ecx
    Value   "zero after INC", rbx
    Value   "PUSH has bytes", rcx
    Value   "pushed", rdx

    Print   "stack switches", 10
    SetGate 0x41, .ist
    mov     byte [Idt + 0x41 * 16 + 4], 1
    mov     r12, rsp
    int     0x41
.ist:
    mov     rax, IstStackTop
    sub     rax, rsp
    Value   "IST1, bytes below its top", rax
    mov     rax, [rsp + 24]
    sub     rax, r12
    Value   "  RSP on the stack - RSP", rax
    mov     rsp, r12
    mov     word [Idt + 0x41 * 16 + 4], 0x8F00
    SetGate 0x42, .interruptGate
    SetGate 0x43, .trapGate
    mov     byte [Idt + 0x43 * 16 + 5], 0x8F
    pushfq
    or      qword [rsp], 1 << 18 | 1 << 16
    popfq
    mov     r12, rsp
    and     r12, -16
    int     0x42
.interruptGate:
    pushfq
    pop     rax
    and     eax, ~0x8D5
    Value   "RFLAGS behind an interrupt gate", rax
    mov     rax, [rsp + 16]
    and     eax, ~0x8D5
    Value   "  on the stack", rax
    add     rsp, 40
    push    2
    popfq
    int     0x43
.trapGate:
    add     rsp, 40
    mov     rsp, BootStackTop - 8                   ; whatever the alignment was

    Print   "ring 3", 10
    call    MapUser
    SetGate 0x80, .userDone
    mov     byte [Idt + 0x80 * 16 + 5], 0xEE
    SetMsr  IA32_STAR, (SYSCALL_CODE << 32) | ((SYSCALL_CODE + 0x10) << 48)
    SetMsr  IA32_LSTAR, Syscall
    SetMsr  IA32_FMASK, 1 << 10 | 1 << 9
    ShowMsr "IA32_STAR", IA32_STAR
    push    SYSCALL_CODE + 0x18 | 3
    push    UserStackTop
    push    0xC02 ^ 0x800                           ; DF
    push    SYSCALL_CODE + 0x20 | 3
    push    UserCode
    iretq
.userDone:
    mov     rax, [rsp + 8]
    Value   "INT 80h from CS", rax
    mov     rax, [rsp + 32]
    Value   "  SS", rax
    mov     rax, [rsp + 16]
    and     eax, 0xFFF
    Value   "  RFLAGS", rax
    cld
    Value   "SYSCALL: RCX - user code", [SyscallRcx]
    Value   "  R11", [SyscallR11]
    Value   "  RFLAGS", [SyscallFlags]
    Value   "  CS", [SyscallCs]
    Value   "  SS", [SyscallSs]
    mov     rsp, BootStackTop - 8
    SetMsr  IA32_SYSENTER_CS, SYSCALL_CODE
    SetMsr  IA32_SYSENTER_ESP, Ring0StackTop - 64
    SetMsr  IA32_SYSENTER_EIP, Sysenter
    push    SYSCALL_CODE + 0x18 | 3
    push    UserStackTop
    push    2
    push    SYSCALL_CODE + 0x20 | 3
    push    UserCode2
    SetGate 0x80, .userDone2
    mov     byte [Idt + 0x80 * 16 + 5], 0xEE
    iretq
.userDone2:
    mov     rax, [rsp + 8]
    Value   "SYSEXIT: CS", rax
    mov     rax, [rsp + 32]
    Value   "  SS", rax
    Value   "SYSENTER: CS", [SyscallCs]
    Value   "  SS", [SyscallSs]
    Value   "  RSP below the stack of ring 0", [SyscallRcx]
    mov     rsp, BootStackTop - 8
    xor     eax, eax
    mov     ds, eax
    mov     eax, DATA_SELECTOR
    mov     ds, eax
    mov     ss, eax

    Print   "timer", 10
    ; The two interrupt controllers: vectors from 50h on, only the timer open
    mov     al, 0x11
    out     0x20, al
    out     0xA0, al
    mov     al, 0x50
    out     0x21, al
    mov     al, 0x58
    out     0xA1, al
    mov     al, 4
    out     0x21, al
    mov     al, 2
    out     0xA1, al
    mov     al, 1
    out     0x21, al
    out     0xA1, al
    mov     al, 0xFE
    out     0x21, al
    mov     al, 0xFF
    out     0xA1, al
    in      al, 0x21
    movzx   eax, al
    Value   "mask", rax
    SetGate 0x50, TimerInterrupt
    mov     al, 0x34                            ; counter 0, rate generator
    out     0x43, al
    mov     al, 0x00
    out     0x40, al
    mov     al, 0x10
    out     0x40, al
    mov     qword [Ticks], 0
    sti
.wait:
    hlt
    cmp     qword [Ticks], 10
    jb      .wait
    cli
    Print   "10 ticks arrived by HLT", 10
    mov     qword [Ticks], 0
    sti
.spin:
    pause
    cmp     qword [Ticks], 3
    jb      .spin
    cli
    Print   "3 ticks arrived while spinning", 10
    mov     rax, [TimerRflags]
    and     eax, 1 << 9
    Value   "IF on the stack", rax
    mov     al, 0xFF
    out     0x21, al
    mov     qword [Ticks], 0
    mov     ecx, 100000
    sti
.masked:
    loop    .masked
    cli
    Value   "ticks while masked", [Ticks]
    rdtsc
    shl     rdx, 32
    or      rax, rdx
    mov     rbx, rax
    mov     ecx, 1000
.burn:
    loop    .burn
    rdtsc
    shl     rdx, 32
    or      rax, rdx
    cmp     rax, rbx
    seta    al
    movzx   eax, al
    Value   "the time-stamp counter rises", rax
    ret

TimerInterrupt:
    push    rax
    inc     qword [Ticks]
    mov     rax, [rsp + 24]
    mov     [TimerRflags], rax
    mov     al, 0x20
    out     0x20, al
    pop     rax
    iretq

; Makes the first 2 MiB page of the program's memory accessible to ring 3.
MapUser:
    or      dword [PageDirectory], 4
    mov     rax, cr3
    mov     cr3, rax
    ret

UserCode:
    mov     r8, UserCode
    syscall
.returned:
    pushfq
    pop     rbx
    int     0x80

Syscall:
    pushfq
    pop     rax
    and     eax, ~0x8D5
    mov     [SyscallFlags], rax
    mov     rax, rcx
    sub     rax, UserCode
    mov     [SyscallRcx], rax
    mov     rax, r11
    and     eax, ~0x8D5
    mov     [SyscallR11], rax
    mov     eax, cs
    mov     [SyscallCs], rax
    mov     eax, ss
    mov     [SyscallSs], rax
    o64 sysret

UserCode2:
    sysenter
UserAfterSysexit:
    int     0x80

Sysenter:
    mov     rax, Ring0StackTop
    sub     rax, rsp
    mov     [SyscallRcx], rax
    mov     eax, cs
    mov     [SyscallCs], rax
    mov     eax, ss
    mov     [SyscallSs], rax
    mov     rcx, UserStackTop
    mov     rdx, UserAfterSysexit
    o64 sysexit

section .data
align 16
LargeGdt:
    dq      0
    dq      0x00AF9B000000FFFF                  ; 0x08: the same as in guest.inc
    dq      0x00CF93000000FFFF
    dq      0x00CFF3000000FFFF
    dq      0x00AFFB000000FFFF
    dq      0x00CF13000000FFFF
    dq      0x00CF91000000FFFF
    dq      0x00CF9B000000FFFF
    dq      0x00008B0000000067                  ; 0x40: the TSS, busy; never loaded from here
    dq      0
    dq      0, 0                                ; 0x50: call gate
    dq      0x00CFFB000000FFFF, 0               ; 0x60: 32-bit code, ring 3
    dq      0x00AF9B000000FFFF                  ; 0x70: 64-bit code, ring 0
    dq      0x00CF92000000FFFF                  ; 0x78: data, ring 0, not accessed
    dq      0x00CFFB000000FFFF                  ; 0x80: 32-bit code, ring 3
    dq      0x00CFF3000000FFFF                  ; 0x88: data, ring 3
    dq      0x00AFFB000000FFFF                  ; 0x90: 64-bit code, ring 3
.end:
align 8
    dw      0, 0, 0
LargeGdtPointer:
    dw      LargeGdt.end - LargeGdt - 1
    dq      LargeGdt
align 8
FarPointer:
    dq      0

section .bss
alignb 16
UserStack:      resb 4096
UserStackTop:
Ticks:          resq 1
TimerRflags:    resq 1
SyscallRcx:     resq 1
SyscallR11:     resq 1
SyscallFlags:   resq 1
SyscallCs:      resq 1
SyscallSs:      resq 1
Name:           resb 16
section .text
