; Copyright (c) 2026 HVDT contributors
; SPDX-License-Identifier: EPL-2.0

; Calls and returns: the recursive Fibonacci function.
%include "bench.inc"
        mov     ebp, ITERATIONS
.again: mov     edi, 20
        call    fibonacci
        dec     ebp
        jnz     .again
        finish

fibonacci:
        cmp     edi, 2
        jae     .recurse
        mov     eax, edi
        ret
.recurse:
        push    rdi
        dec     edi
        call    fibonacci
        pop     rdi
        push    rax
        sub     edi, 2
        call    fibonacci
        pop     rdx
        add     eax, edx
        ret
