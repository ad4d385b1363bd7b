// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Code that is executed so often that it gets classes of its own must behave as it did before. */
class HotBlockTest {

    /** More than the entries that make a block hot, and as many again in its hot form. */
    private static final int ITERATIONS = 60_000;

    @Test
    void hotLoopComputesWhatAColdOneDoes() {
        Guest guest = Guest.longMode();
        guest.run("""
                mov     ecx, %d
                xor     eax, eax
                xor     ebx, ebx
                .again: add     eax, ecx
                test    ecx, 3
                jz      .fourth
                lea     rbx, [rbx+rax*2+1]
                jmp     .next
                .fourth: call    .double
                .next:  mov     [0x20000], rbx
                add     qword [0x20008], 1
                dec     ecx
                jnz     .again
                jmp     .end
                .double: add     rbx, rbx
                ret
                .end:
                """.formatted(ITERATIONS));
        int sum = 0;
        long other = 0;
        for (int n = ITERATIONS; n > 0; n--) {
            sum += n;
            other = (n & 3) == 0 ? other + other : other + (sum & 0xFFFFFFFFL) * 2 + 1;
        }
        assertThat((int) guest.rax()).isEqualTo(sum);
        assertThat(guest.memory.read64(0x20000)).isEqualTo(other);
        assertThat(guest.memory.read64(0x20008)).isEqualTo(ITERATIONS);
    }

    @Test
    void budgetIsExactInHotCode() {
        Guest guest = Guest.longMode();
        guest.at(Guest.CODE, "again: inc rax\n add rbx, 2\n nop\n jmp again");
        guest.cpu.rip = Guest.CODE;
        guest.cpu.run(4 * ITERATIONS);
        for (int extra = 1; extra <= 9; extra++) {
            long budget = guest.cpu.instructions() + extra;
            assertThat(guest.cpu.run(budget)).isEqualTo(Processor.RUN_BUDGET);
            assertThat(guest.cpu.instructions()).isEqualTo(budget);
            assertThat(guest.rax()).isEqualTo((budget + 3) / 4);
            assertThat(guest.cpu.rip).isEqualTo(Guest.CODE + new int[] {0, 3, 7, 8}[(int) (budget % 4)]);
        }
    }

    @Test
    void faultInTheMiddleOfAHotBlockIsPrecise() {
        Guest guest = Guest.longMode();
        guest.at(Guest.CODE, """
                again:  inc     rbx
                xor     edx, edx
                mov     eax, 1000
                div     rcx
                inc     rsi
                dec     rcx
                jmp     again
                """);
        guest.cpu.rip = Guest.CODE;
        guest.cpu.gpr[Processor.RCX] = ITERATIONS;
        guest.cpu.run(Long.MAX_VALUE);
        assertThat(guest.events).containsExactly("#DE");
        assertThat(guest.cpu.gpr[Processor.RBX]).isEqualTo(ITERATIONS + 1);
        assertThat(guest.cpu.gpr[Processor.RSI]).isEqualTo(ITERATIONS);
        // Seven instructions an iteration, three before the fault, its delivery, and the handler's HLT.
        assertThat(guest.cpu.instructions()).isEqualTo(7L * ITERATIONS + 3 + 1 + 1);
    }

    @Test
    void hotCodeThatIsRewrittenExecutesItsNewBytes() {
        Guest guest = Guest.longMode();
        guest.run("""
                mov     ecx, %d
                xor     eax, eax
                again:
                body:   add     eax, 1
                cmp     ecx, 5
                jne     next
                mov     byte [body+2], 100
                next:   dec     ecx
                jnz     again
                """.formatted(ITERATIONS));
        assertThat(guest.rax()).isEqualTo(ITERATIONS - 4 + 4 * 100);
    }

    @Test
    void timeStampCounterIsExactInHotCode() {
        Guest guest = Guest.longMode();
        guest.run("""
                mov     ecx, %d
                again:  rdtsc
                mov     esi, eax
                nop
                rdtsc
                sub     eax, esi
                cmp     eax, 3
                jne     wrong
                dec     ecx
                jnz     again
                wrong:
                """.formatted(ITERATIONS));
        assertThat(guest.cpu.gpr[Processor.RCX]).isZero();
    }
}
