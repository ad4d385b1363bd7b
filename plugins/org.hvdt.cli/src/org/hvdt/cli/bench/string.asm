; Copyright (c) 2026 HVDT contributors
; SPDX-License-Identifier: EPL-2.0

; Repeated string instructions: copies and fills blocks of 64 KiB.
%include "bench.inc"
        mov     ebp, ITERATIONS
        cld
.again: mov     edi, 0x400000
        mov     ecx, 0x10000
        mov     eax, ebp
        rep stosb
        mov     esi, 0x400000
        mov     edi, 0x500000
        mov     ecx, 0x2000
        rep movsq
        dec     ebp
        jnz     .again
        finish
