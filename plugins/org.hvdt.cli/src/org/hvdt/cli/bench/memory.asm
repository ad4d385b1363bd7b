; Copyright (c) 2026 HVDT contributors
; SPDX-License-Identifier: EPL-2.0

; Loads, stores and read-modify-write over 256 KiB.
%include "bench.inc"
        mov     ecx, ITERATIONS
        mov     rsi, 0x400000
        xor     edi, edi
.loop:  mov     rax, [rsi + rdi]
        add     rax, rcx
        mov     [rsi + rdi + 8], rax
        add     dword [rsi + rdi + 16], 1
        mov     edx, [rsi + rdi + 4]
        movzx   ebx, byte [rsi + rdi + 3]
        add     edi, 64
        and     edi, 0x3FFFF
        dec     ecx
        jnz     .loop
        finish
