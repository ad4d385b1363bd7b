; Copyright (c) 2026 HVDT contributors
; SPDX-License-Identifier: EPL-2.0
;
; A boot loader for PC emulators: starts a multiboot 1 program from a raw disk, without any boot manager.
;
; Built with nasm -f bin into 17 sectors:
;   sector 0       the boot sector: reads sectors 1-16 behind itself
;   sectors 1-15   this loader
;   sector 16      the descriptor, filled by whoever makes the disk (see below)
;   sectors 17-    the program as it is to lie in memory, without its zero-filled end
;
; The program is entered as the Multiboot Specification 0.6.96 says ("Machine state"): EAX = 2BADB002h, EBX = the
; information structure with memory sizes, command line, loader name and the memory map from INT 15h, AX=E820h.

SECTOR                  equ 512
LOADER_SECTORS          equ 17
DESCRIPTOR_SECTOR       equ 16
BUFFER                  equ 0x10000         ; 32 KiB below 1 MiB for the BIOS to read into
BUFFER_SECTORS          equ 64
INFO                    equ 0x9000          ; multiboot information
MEMORY_MAP              equ 0x9100

bits 16
org 0x7C00

BootSector:
    jmp     0:.start
.start:
    xor     ax, ax
    mov     ds, ax
    mov     es, ax
    mov     ss, ax
    mov     sp, 0x7C00
    cld
    mov     [Drive], dl
    mov     word [Packet.count], LOADER_SECTORS - 1
    mov     word [Packet.offset], 0x7E00
    mov     word [Packet.segment], 0
    mov     dword [Packet.lba], 1
    call    ReadSectors
    jmp     Loader

; Reads what Packet says with INT 13h, AH=42h.
ReadSectors:
    mov     si, Packet
    mov     dl, [Drive]
    mov     ah, 0x42
    int     0x13
    jc      .failed
    ret
.failed:
    mov     al, '!'
    out     0xE9, al
    cli
.halt:
    hlt
    jmp     .halt

Drive:
    db      0
align 4
Packet:
    db      16, 0
.count:
    dw      0
.offset:
    dw      0
.segment:
    dw      0
.lba:
    dq      0

times 510 - ($ - $$) db 0
    dw      0xAA55

; ---------------------------------------------------------------------------------------------------------

Loader:
    in      al, 0x92                        ; A20
    or      al, 2
    and     al, 0xFE
    out     0x92, al

    ; Memory sizes: conventional, and above 1 MiB from the memory map
    int     0x12
    movzx   eax, ax
    mov     [INFO + 4], eax
    mov     dword [INFO + 8], 0
    mov     di, MEMORY_MAP + 4
    xor     ebx, ebx
.nextRange:
    mov     dword [di + 20], 0
    mov     eax, 0xE820
    mov     edx, 0x534D4150                 ; "SMAP"
    mov     ecx, 20
    int     0x15
    jc      .mapDone
    mov     dword [di - 4], 20              ; size of the entry, without this field
    cmp     dword [di], 0x100000            ; the range that begins at 1 MiB
    jne     .counted
    cmp     dword [di + 4], 0
    jne     .counted
    mov     eax, [di + 8]
    shr     eax, 10
    mov     [INFO + 8], eax
.counted:
    add     di, 24
    test    ebx, ebx
    jnz     .nextRange
.mapDone:
    sub     di, MEMORY_MAP + 4
    movzx   edi, di
    mov     [INFO + 44], edi
    mov     dword [INFO + 48], MEMORY_MAP
    mov     dword [INFO + 0], 1 << 0 | 1 << 2 | 1 << 6 | 1 << 9
    mov     dword [INFO + 16], Descriptor.commandLine
    mov     dword [INFO + 64], LoaderName

    ; Copy the program, a buffer at a time: the BIOS reads in real mode, 32-bit mode moves it up.
    mov     eax, [Descriptor.loadAddress]
    mov     [Destination], eax
    mov     dword [Packet.lba], LOADER_SECTORS
    mov     word [Packet.offset], 0
    mov     word [Packet.segment], BUFFER >> 4
.nextBuffer:
    mov     eax, [Descriptor.sectors]
    test    eax, eax
    jz      .loaded
    cmp     eax, BUFFER_SECTORS
    jbe     .lastBuffer
    mov     eax, BUFFER_SECTORS
.lastBuffer:
    mov     [Packet.count], ax
    sub     [Descriptor.sectors], eax
    push    eax
    call    ReadSectors
    pop     ecx
    add     [Packet.lba], ecx
    shl     ecx, 7                          ; doublewords
    cli
    lgdt    [GdtPointer]
    mov     eax, cr0
    or      al, 1
    mov     cr0, eax
    jmp     0x08:.move
bits 32
.move:
    mov     eax, 0x10
    mov     ds, eax
    mov     es, eax
    mov     esi, BUFFER
    mov     edi, [Destination]
    rep movsd
    mov     [Destination], edi
    jmp     0x18:.leave
bits 16
.leave:
    mov     eax, 0x20
    mov     ds, eax
    mov     es, eax
    mov     eax, cr0
    and     al, 0xFE
    mov     cr0, eax
    jmp     0:.real
.real:
    xor     ax, ax
    mov     ds, ax
    mov     es, ax
    sti
    jmp     .nextBuffer

.loaded:
    cli
    lgdt    [GdtPointer]
    mov     eax, cr0
    or      al, 1
    mov     cr0, eax
    jmp     0x08:.enter
bits 32
.enter:
    mov     eax, 0x10
    mov     ds, eax
    mov     es, eax
    mov     fs, eax
    mov     gs, eax
    mov     ss, eax
    mov     edi, [Descriptor.clearFrom]
    mov     ecx, [Descriptor.clearTo]
    sub     ecx, edi
    xor     eax, eax
    rep stosb
    mov     ebp, [Descriptor.entry]
    mov     eax, 0x2BADB002
    mov     ebx, INFO
    jmp     ebp

align 4
Destination:
    dd      0
GdtPointer:
    dw      Gdt.end - Gdt - 1
    dd      Gdt
align 8
Gdt:
    dq      0
    dq      0x00CF9B000000FFFF              ; 0x08: 32-bit code
    dq      0x00CF93000000FFFF              ; 0x10: data
    dq      0x000F9B000000FFFF              ; 0x18: 16-bit code
    dq      0x000F93000000FFFF              ; 0x20: 16-bit data
.end:
LoaderName:
    db      "HVDT test loader", 0

times DESCRIPTOR_SECTOR * SECTOR - ($ - $$) db 0

; The descriptor: five little-endian doublewords and a text that ends with a zero byte
Descriptor:
.loadAddress:
    dd      0                               ; where the program's first byte goes
.sectors:
    dd      0                               ; how many sectors to copy
.clearFrom:
    dd      0                               ; memory to clear after that
.clearTo:
    dd      0
.entry:
    dd      0
.commandLine:
    times SECTOR - 20 db 0
