; Copyright (c) 2026 HVDT contributors
; SPDX-License-Identifier: EPL-2.0
;
; 4-level paging: faults with error code and CR2, accessed and dirty flags, access rights, page sizes, the TLB
; (SDM volume 3, chapter "Paging").

%include "guest.inc"

; The tables of this test map the linear addresses from 1 GiB on.
Area                    equ 1 << 30
Pd                      equ TestArea            ; page directory
Pt                      equ TestArea + 0x1000   ; page table of the first 2 MiB
Frame                   equ TestArea + 0x10000  ; where the pages lead
P                       equ 1 << 0
RW                      equ 1 << 1
US                      equ 1 << 2
PWT                     equ 1 << 3
A                       equ 1 << 5
D                       equ 1 << 6
PS                      equ 1 << 7
NX                      equ 1 << 63

; Fault "text", instruction: Attempt, then the page-fault error code's meaning and CR2
%macro Fault 2+.nolist
    Attempt %1, %2
    Value   "  CR2", [FaultCr2]
%endmacro

; Entry table, index, value: writes a paging-structure entry and flushes the TLB. RAX is lost.
%macro PagingEntry 3.nolist
    mov     rax, %3
    mov     [abs %1 + (%2) * 8], rax
    mov     rax, cr3
    mov     cr3, rax
%endmacro

Main:
    Print   "paging", 10
    mov     rax, Pd + P + RW + US
    mov     [Pdpt + 8], rax
    PagingEntry Pd, 0, Pt + P + RW + US
    mov     rcx, 0x1122334455667788
    mov     [abs Frame], rcx
    mov     rbx, Area

    Print   "not present at each level", 10
    Fault   "page table entry", mov rcx, [rbx + 0x123]
    Fault   "page table entry, write", mov [rbx + 0x123], ecx
    mov     rdi, Area + 0x200000
    Fault   "page directory entry", mov rcx, [rdi]
    mov     rdi, Area * 2
    Fault   "page directory pointer entry", mov rcx, [rdi + 8]
    mov     rdi, 1 << 39
    Fault   "PML4 entry", mov rcx, [rdi + 16]
    mov     rdi, 0xFFFF800000000000
    Fault   "upper half", mov rcx, [rdi]
    Fault   "fetch", call rbx

    Print   "accessed and dirty", 10
    PagingEntry Pt, 0, Frame + P + RW
    mov     rcx, [rbx]
    Value   "read", rcx
    Value   "  PTE", [abs Pt]
    Value   "  PDE", [abs Pd]
    Value   "  PDPTE", [Pdpt + 8]
    mov     dword [rbx], 0x99
    Value   "  PTE after write", [abs Pt]
    Value   "  memory", [abs Frame]
    PagingEntry Pt, 0, Frame + P + RW
    lock add dword [rbx], 1
    Value   "  PTE after read-modify-write", [abs Pt]
    PagingEntry Pt, 0, Frame + P                ; read only
    mov     rcx, cr0
    bts     rcx, 16
    mov     cr0, rcx
    Fault   "write to a read-only page, CR0.WP", mov [rbx], ecx
    Fault   "read-modify-write", add dword [rbx], 1
    mov     rcx, cr0
    btr     rcx, 16
    mov     cr0, rcx
    Attempt "write to a read-only page, no WP", mov dword [rbx], 5
    Value   "  PTE", [abs Pt]
    mov     rcx, cr0
    bts     rcx, 16
    mov     cr0, rcx
    PagingEntry Pt, 0, Frame + P + RW
    PagingEntry Pd, 0, Pt + P                   ; the directory entry forbids what the page allows
    Fault   "write, read-only page directory entry", mov [rbx], ecx
    PagingEntry Pd, 0, Pt + P + RW + US

    Print   "execution", 10
    mov     byte [abs Frame], 0xC3                  ; RET
    Attempt "call into the page", call rbx
    PagingEntry Pt, 0, Frame + P + RW + NX
    Fault   "call into a page with NX", call rbx
    Attempt "read from it", mov rcx, [rbx]
    PagingEntry Pt, 0, Frame + P + RW
    PagingEntry Pd, 0, Pt + P + RW + US + NX
    Fault   "NX in the page directory entry", call rbx
    PagingEntry Pd, 0, Pt + P + RW + US

    Print   "reserved bits", 10
    PagingEntry Pt, 0, Frame + P + RW + (1 << 51)
    Fault   "PTE bit 51", mov rcx, [rbx]
    Fault   "PTE bit 51, write", mov [rbx], rcx
    PagingEntry Pd, 0, Frame + P + RW + PS + 0x2000
    Fault   "2 MiB page, bit 13", mov rcx, [rbx]
    PagingEntry Pd, 0, Pt + P + RW + US
    PagingEntry Pml4, 1, Pdpt + P + RW + PS
    mov     rdi, 1 << 39
    Fault   "PML4E bit 7", mov rcx, [rdi]
    PagingEntry Pml4, 1, 0
    mov     ecx, IA32_EFER
    call    ReadMsr
    btr     rax, 11
    call    WriteMsr
    PagingEntry Pt, 0, Frame + P + RW + NX
    Fault   "NX bit without EFER.NXE", mov rcx, [rbx]
    mov     ecx, IA32_EFER
    call    ReadMsr
    bts     rax, 11
    call    WriteMsr

    Print   "large pages", 10
    mov     rax, 0x5566
    mov     [abs Frame + 0x40], rax
    PagingEntry Pd, 1, (Frame & ~0x1FFFFF) + P + RW + PS
    mov     rdi, Area + 0x200000 + (Frame & 0x1FFFFF)
    Value   "2 MiB page", [rdi + 0x40]
    Value   "  PDE", [abs Pd + 8]
    mov     [rdi + 0x40], rbx
    Value   "  PDE after write", [abs Pd + 8]
    PagingEntry Pd, 1, 0

    Print   "across a page boundary", 10
    PagingEntry Pt, 0, Frame + P + RW
    PagingEntry Pt, 1, Frame + 0x3000 + P + RW
    mov     rcx, 0x0123456789ABCDEF
    mov     [rbx + 0xFFD], rcx
    Value   "low part", [abs Frame + 0xFF8]
    Value   "high part", [abs Frame + 0x3000]
    PagingEntry Pt, 1, 0
    mov     rcx, -1
    Fault   "write, second page not present", mov [rbx + 0xFFD], rcx
    Value   "  nothing was written", [abs Frame + 0xFF8]
    Fault   "read, second page not present", mov rcx, [rbx + 0xFFD]
    mov     byte [abs Frame + 0xFFF], 0x48          ; a prefix, the rest of the instruction is on the next page
    lea     rdi, [rbx + 0xFFF]
    Fault   "instruction, second page not present", jmp rdi
    mov     rsi, Frame
    lea     rdi, [rbx + 0xFF0]
    mov     ecx, 0x40
    Fault   "REP MOVSB that runs into it", rep movsb
    Value   "  RCX", rcx
    Value   "  RDI", rdi

    Print   "the TLB", 10
    mov     qword [abs Frame + 0x4000], 4
    mov     qword [abs Frame + 0x5000], 5
    PagingEntry Pt, 2, Frame + 0x4000 + P + RW
    lea     rdi, [rbx + 0x2000]
    Value   "before", [rdi]
    mov     rax, Frame + 0x5000 + P + RW
    mov     [abs Pt + 2 * 8], rax
    invlpg  [rdi]
    Value   "after INVLPG", [rdi]
    mov     rax, Frame + 0x4000 + P + RW
    mov     [abs Pt + 2 * 8], rax
    mov     rax, cr3
    mov     cr3, rax
    Value   "after MOV to CR3", [rdi]
    mov     rax, Frame + 0x5000 + P + RW + (1 << 8)     ; global
    mov     [abs Pt + 2 * 8], rax
    invlpg  [rdi]
    mov     rax, cr4
    bts     rax, 7
    mov     cr4, rax
    Value   "global", [rdi]
    btr     rax, 7
    mov     cr4, rax
    invlpg  [rdi]
    Attempt "INVLPG of a non-canonical address does nothing", db 0x0F, 0x01, 0x3C, 0x25, 0, 0, 0, 0x80

    Print   "ring 3", 10
    PagingEntry Pt, 3, Frame + 0x6000 + P + RW + US     ; code
    PagingEntry Pt, 4, Frame + 0x7000 + P + RW          ; of the supervisor
    PagingEntry Pt, 5, Frame + 0x8000 + P + US          ; read only
    mov     rax, [UserRead]
    mov     [abs Frame + 0x6000], rax
    mov     rax, [UserWrite]
    mov     [abs Frame + 0x6010], rax
    mov     rax, [UserHlt]
    mov     [abs Frame + 0x6020], rax
    mov     rax, [UserInt]
    mov     [abs Frame + 0x6030], rax
    lea     rdi, [rbx + 0x4000]
    lea     rcx, [rbx + 0x3000]
    call    Ring3
    lea     rcx, [rbx + 0x3010]
    call    Ring3
    lea     rdi, [rbx + 0x5000]
    lea     rcx, [rbx + 0x3010]
    call    Ring3
    lea     rdi, [rbx + 0x4000]
    mov     rcx, rdi
    call    Ring3
    lea     rcx, [rbx + 0x3020]
    call    Ring3
    lea     rcx, [rbx + 0x3030]
    call    Ring3
    mov     byte [Idt + 0x80 * 16 + 5], 0xEE    ; DPL 3
    lea     rcx, [rbx + 0x3030]
    call    Ring3

    ; SMEP and SMAP, where CPUID has them: every model that this program is run on
    mov     rax, cr4
    bts     rax, 20
    mov     cr4, rax
    lea     rcx, [rbx + 0x3000]
    Fault   "SMEP: call of a user page", call rcx
    mov     rax, cr4
    btr     rax, 20
    bts     rax, 21
    mov     cr4, rax
    lea     rdi, [rbx + 0x3000]
    Fault   "SMAP: read of a user page", mov cl, [rdi]
    stac
    Attempt "SMAP: the same after STAC", mov cl, [rdi]
    clac
    mov     rax, cr4
    btr     rax, 21
    mov     cr4, rax
    ret

; Enters ring 3 at RCX and reports the exception that ends it.
Ring3:
    mov     [FaultStack], rsp
    mov     qword [FaultVector], -1
    mov     qword [FaultResume], .back
    push    USER_DATA_SELECTOR
    push    0
    push    2                                   ; no interrupts, as everywhere in these programs
    push    USER_CODE_SELECTOR
    push    rcx
    iretq
.back:
    Print   "ring 3: "
    call    PrintFault
    call    PrintNewLine
    Value   "  RIP", [FaultRip]
    Value   "  CS", [FaultCs]
    Value   "  SS", [FaultSs]
    Value   "  CR2", [FaultCr2]
    mov     rax, Ring0StackTop
    sub     rax, [FaultFrameTop]
    Value   "  below the stack of ring 0", rax
    ret

section .rodata
align 8, nop
UserRead:
    mov     rax, [rdi]
align 8, nop
UserWrite:
    mov     [rdi], rax
align 8, nop
UserHlt:
    hlt
align 8, nop
UserInt:
    int     0x80
align 8, nop
section .text
