/* Copyright (c) 2026 HVDT contributors */
/* SPDX-License-Identifier: EPL-2.0 */

/*
 * Executes instruction cases on the processor that it runs on. Usage: host-harness CASES RESULTS
 *
 * A case is 768 bytes, little-endian: offset 0 the sixteen general-purpose registers, 128 RFLAGS, 136 mode (64 or 32),
 * 137 code length, 138 code (at most 15 bytes), 168 the 64 bytes of memory at DATA + CENTRE, 256 an FXSAVE image; the
 * other bytes of the data window are zero. A result has the same layout; at 136 the exception vector plus 1 or 0 for
 * none, at 137 whether control went to the branch target (CODE + TARGET) rather than to the next instruction, at 144 a
 * hash of the whole window.
 *
 * The code is executed at CODE with the instruction's successor and the branch target leading back here. The program is
 * linked to run below 4 GiB (-no-pie), so that 32-bit code can return by a far jump.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>

#define DATA 0x10000000UL
#define WINDOW 4096
#define CENTRE 2048
#define CODE 0x20000000UL
#define TARGET 128
#define RECORD 768

struct record {
    uint64_t gpr[16];
    uint64_t rflags;
    uint8_t mode;
    uint8_t length;
    uint8_t code[16];
    uint8_t pad[14];
    uint8_t memory[64];
    uint8_t pad2[24];
    uint8_t fx[512];
};

uint64_t in[17], out[17], host_rsp;
uint8_t in_fx[512] __attribute__((aligned(16))), out_fx[512] __attribute__((aligned(16)));
uint8_t taken;
extern void run64(void), run32(void), exit_next(void), exit_taken(void);
struct { uint32_t offset; uint16_t selector; } __attribute__((packed)) far32 = {CODE, 0x23};

__asm__(
    ".text\n"
    ".macro enter_case\n"
    "  push %rbx; push %rbp; push %r12; push %r13; push %r14; push %r15\n"
    "  mov %rsp, host_rsp(%rip)\n"
    "  fxrstor64 in_fx(%rip)\n"
    "  pushq in+128(%rip); popfq\n"
    "  mov in+8(%rip), %rcx; mov in+16(%rip), %rdx; mov in+24(%rip), %rbx; mov in+40(%rip), %rbp\n"
    "  mov in+48(%rip), %rsi; mov in+56(%rip), %rdi; mov in+64(%rip), %r8; mov in+72(%rip), %r9\n"
    "  mov in+80(%rip), %r10; mov in+88(%rip), %r11; mov in+96(%rip), %r12; mov in+104(%rip), %r13\n"
    "  mov in+112(%rip), %r14; mov in+120(%rip), %r15; mov in+0(%rip), %rax; mov in+32(%rip), %rsp\n"
    ".endm\n"
    ".globl run64\nrun64: enter_case\n  jmp *code_pointer(%rip)\n"
    ".globl run32\nrun32: enter_case\n  ljmp *far32(%rip)\n"
    ".globl exit_taken\nexit_taken: movb $1, taken(%rip)\n  jmp 1f\n"
    ".globl exit_next\nexit_next: movb $0, taken(%rip)\n"
    "1: mov %rax, out+0(%rip); mov %rcx, out+8(%rip); mov %rdx, out+16(%rip); mov %rbx, out+24(%rip)\n"
    "  mov %rsp, out+32(%rip); mov %rbp, out+40(%rip); mov %rsi, out+48(%rip); mov %rdi, out+56(%rip)\n"
    "  mov %r8, out+64(%rip); mov %r9, out+72(%rip); mov %r10, out+80(%rip); mov %r11, out+88(%rip)\n"
    "  mov %r12, out+96(%rip); mov %r13, out+104(%rip); mov %r14, out+112(%rip); mov %r15, out+120(%rip)\n"
    "  mov host_rsp(%rip), %rsp\n"
    "  pushfq; popq out+128(%rip); pushq $0x202; popfq\n"
    "  fxsave64 out_fx(%rip); fninit; ldmxcsr default_mxcsr(%rip)\n"
    "  pop %r15; pop %r14; pop %r13; pop %r12; pop %rbp; pop %rbx\n"
    "  ret\n"
    ".data\ncode_pointer: .quad 0x20000000\ndefault_mxcsr: .long 0x1F80\n.text\n");

static sigjmp_buf back;
static volatile int fault;

static void on_signal(int number, siginfo_t *info, void *context) {
    static const int order[16] = {REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI,
        REG_R8, REG_R9, REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15};
    ucontext_t *c = context;
    (void) number;
    (void) info;
    for (int i = 0; i < 16; i++) {
        out[i] = c->uc_mcontext.gregs[order[i]];
    }
    out[16] = c->uc_mcontext.gregs[REG_EFL];
    memcpy(out_fx, c->uc_mcontext.fpregs, sizeof out_fx);
    fault = c->uc_mcontext.gregs[REG_TRAPNO] + 1;
    siglongjmp(back, 1);
}

static void *map(unsigned long address, unsigned long size, int protection) {
    void *p = mmap((void *) address, size, protection, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    if (p != (void *) address) {
        perror("mmap");
        exit(1);
    }
    return p;
}

/* Writes the code that leads back, at the given offset in the code page. */
static void put_exit(uint8_t *code, int at, int mode, void (*to)(void), int slot) {
    if (mode == 64) {
        uint64_t address = (uint64_t) to;
        int32_t distance = slot - (at + 6);
        code[at] = 0xFF;
        code[at + 1] = 0x25;
        memcpy(code + at + 2, &distance, 4);
        memcpy(code + slot, &address, 8);
    } else {
        uint32_t address = (uint32_t) (uint64_t) to;
        code[at] = 0xEA;
        memcpy(code + at + 1, &address, 4);
        code[at + 5] = 0x33;
        code[at + 6] = 0;
    }
}

int main(int argc, char **argv) {
    if (argc != 3) {
        return 2;
    }
    FILE *cases = fopen(argv[1], "rb");
    FILE *results = fopen(argv[2], "wb");
    if (!cases || !results) {
        perror("open");
        return 1;
    }
    map(DATA - 65536, 3 * 65536, PROT_READ | PROT_WRITE);
    uint8_t *code = map(CODE, 4096, PROT_READ | PROT_WRITE | PROT_EXEC);
    uint8_t *data = (uint8_t *) DATA;
    static uint8_t stack[65536];
    stack_t alternate = {.ss_sp = stack, .ss_size = sizeof stack};
    sigaltstack(&alternate, 0);
    struct sigaction action = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
    int signals[] = {SIGSEGV, SIGFPE, SIGILL, SIGBUS, SIGTRAP};
    for (unsigned i = 0; i < sizeof signals / sizeof *signals; i++) {
        sigaction(signals[i], &action, 0);
    }
    __asm__ volatile("mov %0, %%ds; mov %0, %%es" :: "r"(0x2B));
    struct record r;
    while (fread(&r, RECORD, 1, cases) == 1) {
        memset(data, 0, WINDOW);
        memcpy(data + CENTRE, r.memory, 64);
        memcpy(code, r.code, 15);
        put_exit(code, r.length, r.mode, exit_next, 0xF00);
        put_exit(code, TARGET, r.mode, exit_taken, 0xF08);
        memcpy(in, r.gpr, sizeof r.gpr);
        in[16] = r.rflags;
        memcpy(in_fx, r.fx, sizeof in_fx);
        fault = 0;
        taken = 0;
        if (!sigsetjmp(back, 0)) {
            if (r.mode == 64) {
                run64();
            } else {
                run32();
            }
        }
        uint64_t hash = 0;
        for (int i = 0; i < WINDOW; i += 8) {
            uint64_t word;
            memcpy(&word, data + i, 8);
            hash = hash * 0x9E3779B97F4A7C15UL + word;
        }
        struct record result = {.rflags = out[16], .mode = fault, .length = taken};
        memcpy(result.gpr, out, sizeof result.gpr);
        memcpy((uint8_t *) &result + 144, &hash, 8);
        memcpy(result.memory, data + CENTRE, 64);
        memcpy(result.fx, out_fx, sizeof out_fx);
        if (fwrite(&result, RECORD, 1, results) != 1) {
            return 1;
        }
    }
    return fclose(results) == 0 ? 0 : 1;
}
