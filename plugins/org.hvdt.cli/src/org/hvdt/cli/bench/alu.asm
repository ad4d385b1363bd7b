; Copyright (c) 2026 HVDT contributors
; SPDX-License-Identifier: EPL-2.0

; Arithmetic on registers: adds, logic, shifts, a multiplication and a conditional branch.
%include "bench.inc"
        mov     ecx, ITERATIONS
        mov     rax, 0x123456789ABCDEF
        mov     rbx, 0x9E3779B97F4A7C15
.loop:  add     rax, rbx
        xor     rbx, rax
        lea     rdx, [rax + rbx * 2 + 5]
        shl     rdx, 3
        sub     rbx, rdx
        imul    rdx, rax
        and     edx, 0xFFFF
        or      rax, rdx
        dec     ecx
        jnz     .loop
        finish
