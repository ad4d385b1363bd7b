; Copyright (c) 2026 HVDT contributors
; SPDX-License-Identifier: EPL-2.0
;
; The general-purpose instructions: each is executed with many operands, and a checksum over results and defined flags
; is printed (SDM volume 2).

%include "guest.inc"

CF                      equ 1 << 0
PF                      equ 1 << 2
AF                      equ 1 << 4
ZF                      equ 1 << 6
SF                      equ 1 << 7
DF                      equ 1 << 10
OF                      equ 1 << 11
ALL                     equ CF | PF | AF | ZF | SF | OF
LOGIC                   equ ALL & ~AF           ; AF is undefined after logical instructions
SHIFT                   equ ALL & ~(AF | OF)    ; OF is defined for a count of 1 only
ROTATE                  equ ALL & ~OF           ; rotations change CF and OF only

; Test "name", flags, instruction: for all pairs of values, with RAX = first, RBX = second, RCX = second & count mask,
; RDX = a mixture, RSI = the address of a copy of the second, flags all 0 and then all 1
%macro Test 3+.nolist
    Print   %1, " "
    mov     r14d, %2
    mov     r15, %%operation
    call    RunPairs
    jmp     %%end
%%operation:
    %3
    ret
%%end:
%endmacro

; The same for all four operand sizes: the instruction is written with the names a, b, c, d of the registers
%macro Sizes 3+.nolist
%define a al
%define b bl
%define c cl
%define d dl
%define m byte [rsi]
    Test    {%1, " 8"}, %2, %3
%define a ax
%define b bx
%define c cx
%define d dx
%define m word [rsi]
    Test    {%1, " 16"}, %2, %3
%define a eax
%define b ebx
%define c ecx
%define d edx
%define m dword [rsi]
    Test    {%1, " 32"}, %2, %3
%define a rax
%define b rbx
%define c rcx
%define d rdx
%define m qword [rsi]
    Test    {%1, " 64"}, %2, %3
%undef a
%undef b
%undef c
%undef d
%undef m
%endmacro

%macro Counts 1.nolist
    mov     qword [CountMask], %1
%endmacro

Main:
    Print   "instructions", 10
    Counts  -1

    Sizes   "ADD", ALL, add a, b
    Sizes   "ADC", ALL, adc a, b
    Sizes   "SUB", ALL, sub a, b
    Sizes   "SBB", ALL, sbb a, b
    Sizes   "CMP", ALL, cmp a, b
    Sizes   "AND", LOGIC, and a, b
    Sizes   "OR", LOGIC, or a, b
    Sizes   "XOR", LOGIC, xor a, b
    Sizes   "TEST", LOGIC, test a, b
    Sizes   "ADD memory", ALL, add m, a
    Sizes   "ADC memory", ALL, adc m, a
    Sizes   "SUB from memory", ALL, sub a, m
    Sizes   "LOCK XOR memory", LOGIC, lock xor m, a
    Sizes   "ADD immediate", ALL, add a, 0x7B
    Sizes   "SBB negative immediate", ALL, sbb b, -3
    Sizes   "CMP memory, immediate", ALL, cmp m, 5
    Test    "ADD AX, imm16", ALL, add ax, 0x8001
    Test    "ADD EAX, imm32", ALL, add eax, 0x80000001
    Test    "ADD RAX, imm32", ALL, add rax, -0x7FFFFFFF
    Test    "ADD AH, BL", ALL, add ah, bl
    Test    "SUB BH, AH", ALL, sub bh, ah
    Test    "XCHG CH, DL", ALL, xchg ch, dl
    Sizes   "INC", ALL, inc a
    Sizes   "DEC memory", ALL, dec m
    Sizes   "NEG", ALL, neg a
    Sizes   "NOT", ALL, not a
    Sizes   "MUL", CF | OF, mul b
    Sizes   "IMUL", CF | OF, imul b
    Test    "IMUL r16, r16", CF | OF, imul ax, bx
    Test    "IMUL r32, r32", CF | OF, imul eax, ebx
    Test    "IMUL r64, r64", CF | OF, imul rax, rbx
    Test    "IMUL r16, r16, imm8", CF | OF, imul cx, bx, -7
    Test    "IMUL r32, m32, imm32", CF | OF, imul ecx, [rsi], 0x12345
    Test    "IMUL r64, r64, imm32", CF | OF, imul rcx, rbx, -0x12345
    Sizes   "DIV", 0, call Divide
    Sizes   "XADD", ALL, xadd a, b
    Sizes   "XADD memory", ALL, lock xadd m, a
    Sizes   "CMPXCHG", ALL, cmpxchg b, c
    Sizes   "CMPXCHG memory", ALL, lock cmpxchg m, c
    Sizes   "XCHG", ALL, xchg a, b
    Sizes   "XCHG memory", ALL, xchg m, a
    Test    "CMPXCHG8B", ALL, lock cmpxchg8b [rsi]
    Test    "CMPXCHG16B", ALL, lock cmpxchg16b [rsi]
    Test    "DIV 32", 0, call Divide32
    Test    "DIV 64", 0, call Divide64
    Test    "IDIV 32", 0, call SignedDivide32
    Test    "IDIV 64", 0, call SignedDivide64
    Test    "IDIV 16", 0, call SignedDivide16
    Test    "IDIV 8", 0, call SignedDivide8

    Sizes   "SHL by 1", LOGIC, shl a, 1
    Sizes   "SHR by 1", LOGIC, shr a, 1
    Sizes   "SAR by 1", LOGIC, sar a, 1
    Sizes   "ROL by 1", ALL, rol a, 1
    Sizes   "ROR by 1", ALL, ror a, 1
    Sizes   "RCL by 1", ALL, rcl a, 1
    Sizes   "RCR by 1", ALL, rcr a, 1
    Counts  7
    Sizes   "SHL by CL", SHIFT, shl a, cl
    Sizes   "SHR by CL", SHIFT, shr a, cl
    Sizes   "SAR by CL", SHIFT, sar a, cl
    Sizes   "ROL by CL", ROTATE, rol a, cl
    Sizes   "ROR by CL", ROTATE, ror a, cl
    Sizes   "RCL by CL", ROTATE, rcl a, cl
    Sizes   "RCR memory by CL", ROTATE, rcr m, cl
    Counts  -1
    Test    "SHL EAX, CL, large counts", SHIFT, shl eax, cl
    Test    "SHR RAX, CL, large counts", SHIFT, shr rax, cl
    Test    "SAR RAX, CL, large counts", SHIFT, sar rax, cl
    Test    "ROL EAX, CL, large counts", ROTATE, rol eax, cl
    Test    "ROR RAX, CL, large counts", ROTATE, ror rax, cl
    Test    "RCL AL, CL, large counts", ROTATE, rcl al, cl
    Test    "RCR AX, CL, large counts", ROTATE, rcr ax, cl
    Test    "RCL EAX, CL, large counts", ROTATE, rcl eax, cl
    Test    "RCR RAX, CL, large counts", ROTATE, rcr rax, cl
    Test    "SHL AL, CL, results only", 0, shl al, cl
    Test    "SAR AX, CL, results only", 0, sar ax, cl
    Test    "SHLD EAX, EBX, CL", SHIFT, shld eax, ebx, cl
    Test    "SHRD RAX, RBX, CL", SHIFT, shrd rax, rbx, cl
    Test    "SHLD AX, BX, 5", SHIFT, shld ax, bx, 5
    Test    "SHRD RAX, RDX, 1", LOGIC, shrd rax, rdx, 1
    Test    "SHL RAX, 63", SHIFT, shl rax, 63
    Test    "SHR EAX, 0", ALL, shr eax, 0

    Test    "BT EAX, EBX", CF, bt eax, ebx
    Test    "BTS RAX, RBX", CF, bts rax, rbx
    Test    "BTR AX, BX", CF, btr ax, bx
    Test    "BTC RAX, 45", CF, btc rax, 45
    Counts  0x1FF
    Test    "BTS memory, register", CF, call BitMemory
    Counts  -1
    Test    "BSF", ZF, call ScanForward
    Test    "BSR", ZF, call ScanReverse
    Test    "POPCNT EAX", ALL, popcnt eax, ebx
    Test    "POPCNT RAX", ALL, popcnt rax, rbx
    Test    "BSWAP EAX", ALL, bswap eax
    Test    "BSWAP RAX", ALL, bswap rax

    Test    "MOV AL, BL", ALL, mov al, bl
    Test    "MOV AH, BL", ALL, mov ah, bl
    Test    "MOV AX, BX", ALL, mov ax, bx
    Test    "MOV EAX, EBX", ALL, mov eax, ebx
    Test    "MOVZX EAX, BH", ALL, movzx eax, bh
    Test    "MOVZX RAX, BX", ALL, movzx rax, bx
    Test    "MOVSX AX, BL", ALL, movsx ax, bl
    Test    "MOVSX RAX, byte", ALL, movsx rax, byte [rsi]
    Test    "MOVSX EAX, word", ALL, movsx eax, word [rsi]
    Test    "MOVSXD RAX, EBX", ALL, movsxd rax, ebx
    Test    "CBW", ALL, cbw
    Test    "CWDE", ALL, cwde
    Test    "CDQE", ALL, cdqe
    Test    "CWD", ALL, cwd
    Test    "CDQ", ALL, cdq
    Test    "CQO", ALL, cqo
    Test    "LEA RAX, [RAX+RBX*8-5]", ALL, lea rax, [rax + rbx * 8 - 5]
    Test    "LEA EAX, [RAX+RBX*4+1000h]", ALL, lea eax, [rax + rbx * 4 + 0x1000]
    Test    "LEA AX, [EAX+EBX]", ALL, lea ax, [eax + ebx]
    Test    "LEA RAX, [EBX*2]", ALL, a32 lea rax, [ebx * 2]
    Test    "LAHF", ALL, lahf
    Test    "SAHF", ALL, sahf
    Test    "CMC", ALL, cmc
    Test    "STC", ALL, stc
    Test    "CLC", ALL, clc
    Test    "PUSH, POP", ALL, call PushPop
    Test    "PUSH immediates", ALL, call PushImmediates
    Test    "POPFQ", ALL | DF, call PopFlags
    Test    "ENTER, LEAVE", ALL, call EnterLeave
    Test    "XLATB", ALL, call Translate

%macro Conditions 1-*
%rep %0
%defstr name %1
    Test    {"SETcc, CMOVcc, Jcc: ", name}, ALL, call Condition_%1
%rotate 1
%endrep
%endmacro
    Conditions o, no, c, nc, z, nz, na, a, s, ns, pe, po, l, ge, le, g
    Test    "LOOP", ALL, call Loops
    Test    "JRCXZ, JECXZ", ALL, call JumpZero

    Counts  0x1F
    Test    "REP MOVSB", ALL, call Movsb
    Test    "REP MOVSQ downwards", ALL, call MovsqDown
    Test    "REP STOSW", ALL, call Stosw
    Test    "LODSD", ALL, call Lodsd
    Test    "REPE CMPSB", ALL, call Cmpsb
    Test    "REPNE SCASB", ALL, call Scasb
    Test    "REPE SCASD", ALL, call Scasd
    ret

; ---------------------------------------------------------------------------------------------------------
; Operations of more than one instruction
; ---------------------------------------------------------------------------------------------------------

Divide:
    movzx   eax, ax
    or      ebx, 0x80
    xor     edx, edx
    shr     eax, 2
    mov     ah, 0
    div     bl
    xor     ecx, ecx
    ret
Divide32:
    or      ebx, 1
    xor     edx, edx
    div     ebx
    ret
Divide64:
    or      rbx, 1
    mov     rcx, rbx
    shr     rcx, 1
    mov     rdx, 0x123456789
    and     rdx, rcx
    div     rbx
    ret
SignedDivide8:
    or      bl, 2
    movsx   ax, al
    sar     ax, 1
    idiv    bl
    ret
SignedDivide16:
    or      bx, 2
    sar     ax, 1
    cwd
    idiv    bx
    ret
SignedDivide32:
    or      ebx, 2
    sar     eax, 1
    cdq
    idiv    ebx
    ret
SignedDivide64:
    or      rbx, 2
    sar     rax, 1
    cqo
    idiv    rbx
    ret

BitMemory:
    mov     rdi, Scratch
    lea     rdx, [rcx - 0x80]                   ; also before the operand
    bts     [rdi + 64], rdx
    mov     rbx, [rdi + 40]
    mov     rcx, [rdi + 64]
    ret

; The destination is undefined for a source of 0, so it is replaced then.
ScanForward:
    bsf     rax, rbx
    pushfq
    jnz     .defined
    xor     eax, eax
.defined:
    popfq
    ret
ScanReverse:
    bsr     eax, ebx
    pushfq
    jnz     .defined
    xor     eax, eax
.defined:
    popfq
    ret

PushPop:
    push    rax
    push    bx
    push    qword [rsi]
    pop     rcx
    pop     dx
    pop     rbx
    push    rax
    pop     qword [rsi]
    ret
PushImmediates:
    push    -5
    pop     rax
    push    0x12345678
    pop     rbx
    push    word 0x8001
    pop     cx
    ret
PopFlags:
    and     eax, ALL | DF
    push    rax
    popfq
    pushfq
    pop     rbx
    push    rbx
    cld
    pop     rbx
    and     ebx, ALL | DF
    ret
EnterLeave:
    mov     rdi, rbp
    mov     rdx, rsp
    enter   0x40, 0
    mov     rcx, rdx
    sub     rcx, rsp
    leave
    sub     rdx, rsp
    mov     rbx, rbp
    sub     rbx, rdi
    ret
Translate:
    mov     rbx, Values
    xlatb
    mov     ebx, 0
    ret

%macro DefineConditions 1-*
%rep %0
Condition_%1:
    set%1   cl
    mov     edx, 0
    cmov%1  rdx, rax
    cmov%1  eax, ebx
    j%1     .taken
    ret
.taken:
    not     rbx
    ret
%rotate 1
%endrep
%endmacro
    DefineConditions o, no, c, nc, z, nz, na, a, s, ns, pe, po, l, ge, le, g

Loops:
    pushfq
    and     ecx, 0x1F
    inc     ecx
    xor     ebx, ebx
.again:
    lea     rbx, [rbx + 3]
    loop    .again
    popfq
    mov     ecx, 5
.whileEqual:
    lea     rbx, [rbx + 0x100]
    loope   .whileEqual
    mov     edx, ecx
    mov     ecx, 7
.whileNotEqual:
    lea     rbx, [rbx + 0x10000]
    a32 loopne .whileNotEqual
    ret
JumpZero:
    jrcxz   .zero
    jecxz   .zero32
    ret
.zero:
    not     rax
    ret
.zero32:
    not     rdx
    ret

; The string instructions work on Scratch, which the caller has filled; the checksum covers it.
Movsb:
    mov     rsi, Values
    mov     rdi, Scratch + 3
    rep movsb
    jmp     Strings
MovsqDown:
    and     ecx, 7
    mov     rsi, Values + 64
    mov     rdi, Scratch + 96
    std
    rep movsq
    cld
    jmp     Strings
Stosw:
    mov     rdi, Scratch + 1
    rep stosw
    jmp     Strings
Lodsd:
    mov     rsi, Values + 5
    lodsd
    mov     rdi, rax
    lodsb
    sub     rsi, Values
    sub     rdi, rsi
    ret
Cmpsb:
    mov     rsi, Values
    mov     rdi, Values + 8
    repe cmpsb
    jmp     Positions
Scasb:
    mov     rdi, Values
    repne scasb
    jmp     Positions
Scasd:
    xor     eax, eax
    mov     rdi, Values
    repe scasd
Positions:
    pushfq
    sub     rsi, Values
    sub     rdi, Values
    mov     rbx, rsi
    mov     rdx, rdi
    popfq
    ret
Strings:
    pushfq
    sub     rdi, Scratch
    mov     rdx, rdi
    mov     rbx, [Scratch]
    add     rbx, [Scratch + 8]
    add     rbx, [Scratch + 40]
    add     rbx, [Scratch + 80]
    popfq
    ret

; ---------------------------------------------------------------------------------------------------------
; Executes R15 for all pairs of values; prints the checksum. R14 = the flags that count.
; ---------------------------------------------------------------------------------------------------------
RunPairs:
    mov     r8, 0xCBF29CE484222325              ; FNV-1a over 64-bit words
    mov     r12, Values
.first:
    mov     r13, Values
.second:
    xor     r11d, r11d
.flags:
    call    One
    xor     r11d, ALL
    jnz     .flags
    add     r13, 8
    cmp     r13, Values.end
    jb      .second
    add     r12, 8
    cmp     r12, Values.end
    jb      .first
    mov     rax, r8
    call    PrintHex
    jmp     PrintNewLine

One:
    mov     rdi, Scratch
    mov     ecx, 16
    mov     rax, 0x5A5AA5A5DEADBEEF
    rep stosq
    mov     rax, [r12]
    mov     rbx, [r13]
    mov     rcx, rbx
    and     rcx, [CountMask]
    mov     rdx, rax
    rol     rdx, 17
    xor     rdx, rbx
    mov     rsi, Scratch + 16
    mov     [rsi], rbx
    mov     rdi, rsi
    push    r11
    or      qword [rsp], 2
    popfq
    call    r15
    pushfq
    cld
    pop     r10
    and     r10, r14
    mov     r9, 0x100000001B3
%macro Mix 1
    xor     r8, %1
    imul    r8, r9
    ror     r8, 7
%endmacro
    Mix     rax
    Mix     rbx
    Mix     rcx
    Mix     rdx
    Mix     r10
    mov     rax, [Scratch + 16]
    Mix     rax
    mov     rax, [Scratch + 24]
    Mix     rax
    ret

section .rodata
align 8
Values:
    dq      0, 1, 2, 3, 5, 0x0F, 0x10, 0x1F, 0x20, 0x21, 0x3F, 0x40, 0x41, 0x7F, 0x80, 0x81, 0xFF, 0x100
    dq      0x7FFF, 0x8000, 0x8001, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0x80000001, 0xFFFFFFFF, 0x100000000
    dq      0x7FFFFFFFFFFFFFFF, 0x8000000000000000, 0x8000000000000001, -1, -2, -128, -129, -32768
    dq      0x0123456789ABCDEF, 0xFEDCBA9876543210, 0x00FF00FF00FF00FF, 0xA5A5A5A55A5A5A5A
.end:

section .data
align 8
CountMask:
    dq      -1

section .bss
alignb 16
Scratch:        resb 256
section .text
