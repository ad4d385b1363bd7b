; Copyright (c) 2026 HVDT contributors
; SPDX-License-Identifier: EPL-2.0

; Sorting: unpredictable branches, loads and stores (insertion sort of 512 numbers, again and again).
%include "bench.inc"
        mov     ebp, ITERATIONS
        mov     r8, 0x400000
.again: mov     eax, ebp
        xor     ecx, ecx
.fill:  imul    eax, eax, 1103515245
        add     eax, 12345
        mov     [r8 + rcx * 4], eax
        inc     ecx
        cmp     ecx, 512
        jb      .fill
        mov     ecx, 1
.outer: mov     eax, [r8 + rcx * 4]
        mov     edx, ecx
.inner: mov     ebx, [r8 + rdx * 4 - 4]
        cmp     ebx, eax
        jbe     .place
        mov     [r8 + rdx * 4], ebx
        dec     edx
        jnz     .inner
.place: mov     [r8 + rdx * 4], eax
        inc     ecx
        cmp     ecx, 512
        jb      .outer
        dec     ebp
        jnz     .again
        finish
