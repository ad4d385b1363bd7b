// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class InterpreterTest {

    @Test
    void smallProgramRunsToItsEnd() {
        Guest guest = Guest.longMode();
        guest.run("""
                mov     ecx, 10
                xor     eax, eax
                .again: add     eax, ecx
                call    .double
                loop    .again
                mov     [0x20000], rax
                jmp     .end
                .double: lea     rbx, [rax*2]
                ret
                .end:
                """);
        assertThat(guest.memory.read64(0x20000)).isEqualTo(55);
        assertThat(guest.cpu.gpr[Processor.RBX]).isEqualTo(110);
    }

    @Test
    void budgetIsExactWhereverItFallsInABlock() {
        String source = "mov eax, 0\n inc eax\n inc eax\n inc eax\n inc eax\n inc eax\n inc eax\n inc eax\n hlt";
        for (int budget = 1; budget <= 8; budget++) {
            Guest guest = Guest.longMode();
            guest.at(Guest.CODE, source);
            guest.cpu.rip = Guest.CODE;
            assertThat(guest.cpu.run(budget)).isEqualTo(Processor.RUN_BUDGET);
            assertThat(guest.cpu.instructions()).isEqualTo(budget);
            assertThat(guest.rax()).isEqualTo(budget - 1);
        }
    }

    @Test
    void timeStampCounterCountsRetiredInstructions() {
        Guest guest = Guest.longMode();
        guest.run("nop\n nop\n rdtsc\n mov ebx, eax\n nop\n rdtsc");
        assertThat(guest.cpu.gpr[Processor.RBX]).isEqualTo(2);
        assertThat(guest.rax()).isEqualTo(5);
    }

    @Test
    void timerFiresAtItsInstructionWhateverTheBlocks() {
        for (int deadline = 1; deadline < 6; deadline++) {
            Guest guest = Guest.longMode();
            List<Long> fired = new ArrayList<>();
            guest.cpu.events = new MachineEvents() {
                @Override
                public void timerDue(long time) {
                    fired.add(guest.cpu.gpr[Processor.RAX]);
                }
            };
            guest.cpu.setTimer(deadline);
            guest.run("mov eax, 1\n inc eax\n inc eax\n inc eax\n inc eax\n inc eax");
            assertThat(fired).containsExactly((long) deadline);
        }
    }

    @Test
    void haltSkipsVirtualTimeToTheTimer() {
        Guest guest = Guest.longMode();
        List<Long> fired = new ArrayList<>();
        guest.cpu.events = new MachineEvents() {
            @Override
            public void timerDue(long time) {
                fired.add(time);
            }
        };
        guest.cpu.setTimer(1_000_000);
        guest.run("sti");
        assertThat(fired).containsExactly(1_000_000L);
        assertThat(guest.cpu.instructions()).isEqualTo(2);
        assertThat(guest.cpu.time()).isEqualTo(1_000_000);
    }

    @Test
    void haltWithInterruptsDisabledEndsAtOnceWhateverTheTimer() {
        Guest guest = Guest.longMode();
        guest.cpu.setTimer(1_000_000);
        guest.run("nop");
        assertThat(guest.cpu.time()).isEqualTo(2);
    }

    @Test
    void singleStepTrapsAfterEveryIterationOfARepeatedStringInstruction() {
        Guest guest = Guest.longMode();
        guest.run("mov ecx, 3\n mov edi, 0x20000\n mov [rdi], eax\n pushfq\n or qword [rsp], 0x100\n popfq\n rep stosb");
        assertThat(guest.vector()).isEqualTo(Vector.DB);
        assertThat(guest.cpu.gpr[Processor.RCX]).isEqualTo(2);
    }

    @Test
    void invlpgDropsTheWholeLargePage() {
        Guest guest = Guest.longMode();
        guest.memory.write64(0x102008, 0x200087);
        guest.memory.write32(0x203000, 1);
        guest.memory.write32(0x403000, 2);
        guest.run("""
                mov     eax, [0x203000]
                mov     ebx, [0x200000]
                mov     qword [0x102008], 0x400087
                invlpg  [0x200000]
                mov     ecx, [0x203000]
                """);
        assertThat(guest.rax()).isEqualTo(1);
        assertThat(guest.cpu.gpr[Processor.RCX]).isEqualTo(2);
    }

    @Test
    void hookSeesEveryInstructionAndStopsBeforeOne() {
        Guest guest = Guest.longMode();
        guest.at(Guest.CODE, "nop\n inc eax\n jmp next\n hlt\nnext: inc ebx\n inc ecx\n hlt");
        List<Long> seen = new ArrayList<>();
        guest.cpu.hook = cpu -> {
            seen.add(cpu.rip - Guest.CODE);
            return cpu.rip == Guest.CODE + 8;
        };
        guest.cpu.rip = Guest.CODE;
        assertThat(guest.cpu.run(1000)).isEqualTo(Processor.RUN_HOOK);
        assertThat(seen).containsExactly(0L, 1L, 3L, 6L, 8L);
        assertThat(guest.cpu.rip).isEqualTo(Guest.CODE + 8);
        assertThat(guest.cpu.gpr[Processor.RBX]).isEqualTo(1);
        assertThat(guest.cpu.gpr[Processor.RCX]).isZero();
        assertThat(guest.cpu.instructions()).isEqualTo(4);
        guest.cpu.hook = null;
        assertThat(guest.cpu.run(1000)).isEqualTo(Processor.RUN_HALTED);
        assertThat(guest.cpu.gpr[Processor.RCX]).isEqualTo(1);
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void stopRequestEndsAnEndlessLoopWithin50Milliseconds() throws InterruptedException {
        Guest guest = Guest.longMode();
        guest.at(Guest.CODE, "mov rdi, 0x20000\nagain: mov ecx, 0x1000\n rep stosb\n sub rdi, 0x1000\n jmp again");
        guest.cpu.rip = Guest.CODE;
        int[] result = new int[1];
        Thread thread = new Thread(() -> result[0] = guest.cpu.run(Long.MAX_VALUE));
        thread.start();
        while (guest.memory.read8(0x20FFF) == 0 && guest.memory.read8(0x20000) != 0) {
            Thread.onSpinWait();
        }
        long start = System.nanoTime();
        guest.cpu.requestStop();
        thread.join();
        assertThat(result[0]).isEqualTo(Processor.RUN_STOPPED);
        assertThat(System.nanoTime() - start).isLessThan(50_000_000L);
    }

    @Test
    void codeThatOverwritesTheNextInstructionExecutesTheNewOne() {
        Guest guest = Guest.longMode();
        guest.run("mov byte [target], 0xFF\n mov byte [target+1], 0xC3\ntarget: inc eax\n nop");
        assertThat(guest.cpu.gpr[Processor.RBX]).isEqualTo(1);
        assertThat(guest.rax()).isZero();
    }

    @Test
    void rewrittenLoopBodyIsDecodedAgain() {
        Guest guest = Guest.longMode();
        guest.run("""
                mov     ecx, 3
                again:
                body:   add     eax, 1
                add     byte [body+2], 1
                loop    again
                """);
        assertThat(guest.rax()).isEqualTo(1 + 2 + 3);
    }

    @Test
    void dataBesideCodeInOnePageDoesNotDiscardIt() {
        Guest guest = Guest.longMode();
        guest.run("""
                mov     ecx, 1000
                again:  inc     qword [counter]
                loop    again
                jmp     end
                align 8
                counter: dq 0
                end:    mov rax, [counter]
                """);
        assertThat(guest.rax()).isEqualTo(1000);
    }

    @Test
    void debuggerWritesToCodeTakeEffect() {
        Guest guest = Guest.longMode();
        guest.run("inc eax");
        assertThat(guest.cpu.poke(Guest.CODE, new byte[] {(byte) 0xFF, (byte) 0xC3}, 0, 2)).isTrue();
        guest.runFrom(Guest.CODE);
        assertThat(guest.rax()).isEqualTo(1);
        assertThat(guest.cpu.gpr[Processor.RBX]).isEqualTo(1);
    }

    @Test
    void instructionThatCrossesPagesExecutesAndNoticesChangesInTheSecondPage() {
        Guest guest = Guest.longMode();
        long start = 0x10FFE;
        guest.at(start, "mov eax, 0x11111111\n hlt");
        guest.runFrom(start);
        assertThat(guest.rax()).isEqualTo(0x11111111);
        guest.memory.write8(0x11001, 0x22);
        guest.runFrom(start);
        assertThat(guest.rax()).isEqualTo(0x11221111);
        guest.memory.write64(0x12000 + 0xFFE, 0);
        guest.mapPage(0x11000, 0x50007);
        guest.memory.write(0x50000, new byte[] {0x33, 0x33, 0x33, (byte) 0xF4});
        guest.runFrom(start);
        assertThat(guest.rax()).isEqualTo(0x33333311);
    }

    @Test
    void fetchFromAPageThatIsNotPresentFaultsWithItsAddress() {
        Guest guest = Guest.longMode();
        guest.mapPage(0x11000, 0);
        guest.at(0x10FFE, "mov eax, 0x11111111\n hlt");
        guest.runFrom(0x10FFE);
        assertThat(guest.vector()).isEqualTo(Vector.PF);
        assertThat(guest.cpu.cr2).isEqualTo(0x11000);
        assertThat(guest.stack(0)).isEqualTo(0x10);
        assertThat(guest.stack(8)).isEqualTo(0x10FFE);
    }

    @Test
    void sameLinearAddressExecutesWhatCr3MapsThere() {
        Guest guest = Guest.longMode();
        guest.memory.write(0x60000, Nasm.assemble(64, 0x60000, "mov ebx, 1\n ret"));
        guest.memory.write(0x61000, Nasm.assemble(64, 0x60000, "mov ebx, 2\n ret"));
        guest.run("""
                mov     rbp, 0x60000
                call    rbp
                mov     esi, ebx
                mov     qword [0x103000 + 0x60 * 8], 0x61007
                call    rbp
                mov     edi, ebx
                invlpg  [rbp]
                call    rbp
                """);
        assertThat(guest.cpu.gpr[Processor.RSI]).isEqualTo(1);
        assertThat(guest.cpu.gpr[Processor.RBX]).isEqualTo(2);
    }

    @Test
    void unimplementedInstructionStopsBeforeItWithItsName() {
        Guest guest = Guest.longMode();
        assertThatThrownBy(() -> guest.run("nop\n faddp"))
                .isInstanceOf(UnimplementedException.class).hasMessageContaining("DE C1");
        assertThat(guest.cpu.rip).isEqualTo(Guest.CODE + 1);
        assertThat(guest.cpu.instructions()).isEqualTo(1);
    }

    @Test
    void runsAreDeterministic() {
        String source = """
                mov     ecx, 500
                again:  rdtsc
                add     rbx, rax
                rdrand  rdx
                add     rbx, rdx
                mov     [0x20000+rcx*8], rbx
                loop    again
                """;
        Guest first = Guest.longMode().run(source);
        Guest second = Guest.longMode();
        second.cpu.hook = cpu -> false;
        second.run(source);
        assertThat(second.cpu.gpr).isEqualTo(first.cpu.gpr);
        assertThat(second.cpu.instructions()).isEqualTo(first.cpu.instructions());
    }
}
