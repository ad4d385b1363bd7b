; Copyright (c) 2026 HVDT contributors
; SPDX-License-Identifier: EPL-2.0

; Software interrupts through the IDT and back.
%include "bench.inc"
        lea     rax, [rel handler]
        mov     rdi, 0x400000 + 0x80 * 16
        mov     [rdi], ax
        mov     word [rdi + 2], cs
        mov     word [rdi + 4], 0x8E00
        shr     rax, 16
        mov     [rdi + 6], ax
        shr     rax, 16
        mov     [rdi + 8], eax
        mov     dword [rdi + 12], 0
        lidt    [rel idt]
        mov     ecx, ITERATIONS
.loop:  int     0x80
        dec     ecx
        jnz     .loop
        finish

handler:
        inc     rbx
        iretq

idt:    dw      0x81 * 16 - 1
        dq      0x400000
