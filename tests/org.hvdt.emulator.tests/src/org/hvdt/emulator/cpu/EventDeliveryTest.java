// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** SDM volume 3, chapter "Interrupt and Exception Handling". */
class EventDeliveryTest {

    @Test
    void stackFrameIn64BitModeIsAlignedAndHoldsSsRspRflagsCsRip() {
        Guest guest = Guest.longMode();
        guest.cpu.gpr[Processor.RSP] = Guest.STACK - 5;
        guest.run("stc\n ud2");
        assertThat(guest.vector()).isEqualTo(Vector.UD);
        assertThat(guest.cpu.gpr[Processor.RSP]).isEqualTo(Guest.STACK - 16 - 40);
        assertThat(guest.stack(0)).isEqualTo(Guest.CODE + 1);
        assertThat(guest.stack(8)).isEqualTo(Guest.CODE64);
        assertThat(guest.stack(16)).isEqualTo(Flags.RF | Flags.CF | Flags.FIXED);
        assertThat(guest.stack(24)).isEqualTo(Guest.STACK - 5);
        assertThat(guest.stack(32)).isEqualTo(Guest.DATA0);
    }

    @Test
    void faultsPushTheAddressOfTheInstructionAndSoftwareInterruptsThatOfTheNext() {
        Guest guest = Guest.longMode();
        guest.run("xor ecx, ecx\n div ecx");
        assertThat(guest.vector()).isEqualTo(Vector.DE);
        assertThat(guest.stack(0)).isEqualTo(Guest.CODE + 2);
        guest = Guest.longMode().run("nop\n int 0x77");
        assertThat(guest.vector()).isEqualTo(0x77);
        assertThat(guest.stack(0)).isEqualTo(Guest.CODE + 3);
        guest = Guest.longMode().run("int3");
        assertThat(guest.vector()).isEqualTo(Vector.BP);
        assertThat(guest.stack(0)).isEqualTo(Guest.CODE + 1);
    }

    @Test
    void faultRestoresTheRegistersThatTheInstructionUses() {
        Guest guest = Guest.longMode();
        guest.run("mov rsp, 0x20000\n mov rax, 0x1122334455667788\n push qword [rax]");
        assertThat(guest.vector()).isEqualTo(Vector.GP);
        assertThat(guest.stack(8 + 24)).isEqualTo(0x20000);
    }

    @Test
    void interruptGateClearsIfAndTrapGateLeavesIt() {
        Guest guest = Guest.longMode();
        guest.gate64(0x50, Guest.HANDLERS + 0x500, 0x8F, 0);
        guest.run("sti\n nop\n int 0x50");
        assertThat(guest.cpu.rflags() & Flags.IF).isNotZero();
        guest = Guest.longMode().run("sti\n nop\n int 0x50");
        assertThat(guest.cpu.rflags() & Flags.IF).isZero();
        assertThat(guest.stack(16) & Flags.IF).isNotZero();
    }

    @Test
    void interruptStackTableEntryReplacesRspEvenWithoutAChangeOfPrivilege() {
        Guest guest = Guest.longMode();
        guest.gate64(Vector.UD, Guest.HANDLERS + 16 * Vector.UD, 0x8E, 1);
        guest.run("ud2");
        assertThat(guest.cpu.gpr[Processor.RSP]).isEqualTo(Guest.IST1_STACK - 40);
        assertThat(guest.stack(24)).isEqualTo(Guest.STACK);
    }

    private static final String TO_USER = "push 0x23\n push 0x31000\n push 0x202\n push 0x2B\n push 0x40000\n iretq";

    @Test
    void interruptFromUserModeSwitchesToTheStackOfTheTssAndLoadsANullSs() {
        Guest guest = Guest.longMode();
        guest.at(Guest.USER, "mov ax, ss\n hlt");
        guest.run(TO_USER);
        assertThat(guest.vector()).isEqualTo(Vector.GP);
        assertThat(guest.cpu.cpl).isZero();
        assertThat(guest.cpu.selector[Processor.SS]).isZero();
        assertThat(guest.cpu.gpr[Processor.RSP]).isEqualTo(Guest.RING0_STACK - 48);
        assertThat(guest.stack(0)).isZero();
        assertThat(guest.stack(8)).isEqualTo(Guest.USER + 3);
        assertThat(guest.stack(16)).isEqualTo(0x2B);
        assertThat(guest.stack(32)).isEqualTo(0x31000);
        assertThat(guest.stack(40)).isEqualTo(0x23);
        assertThat(guest.rax() & 0xFFFF).isEqualTo(0x23);
    }

    @Test
    void softwareInterruptNeedsAGateWhoseDplAdmitsTheCaller() {
        Guest guest = Guest.longMode();
        guest.at(Guest.USER, "int 0x60");
        guest.run(TO_USER);
        assertThat(guest.vector()).isEqualTo(Vector.GP);
        assertThat(guest.stack(0)).isEqualTo(0x60 * 8 + 2);
        guest = Guest.longMode();
        guest.gate64(0x60, Guest.HANDLERS + 0x600, 0xEE, 0);
        guest.at(Guest.USER, "int 0x60");
        guest.run(TO_USER);
        assertThat(guest.vector()).isEqualTo(0x60);
    }

    @Test
    void pageFaultStoresTheLinearAddressInCr2AndDescribesTheAccess() {
        Guest guest = Guest.longMode();
        guest.mapPage(0x55000, 0);
        guest.run("mov rbx, 0x55123\n mov byte [rbx], 1");
        assertThat(guest.vector()).isEqualTo(Vector.PF);
        assertThat(guest.cpu.cr2).isEqualTo(0x55123);
        assertThat(guest.stack(0)).isEqualTo(2);
        guest = Guest.longMode();
        guest.mapPage(0x41000, 0x41003);
        guest.at(Guest.USER, "mov al, [0x41010]");
        guest.run(TO_USER);
        assertThat(guest.stack(0)).isEqualTo(5);
    }

    @Test
    void contributoryFaultDuringDeliveryOfAContributoryFaultIsADoubleFault() {
        Guest guest = Guest.longMode();
        guest.gate64(Vector.DE, Guest.HANDLERS, 0x0E, 0);
        guest.run("xor ecx, ecx\n div ecx");
        assertThat(guest.vector()).isEqualTo(Vector.DF);
        assertThat(guest.stack(0)).isZero();
        assertThat(guest.stack(8)).isEqualTo(Guest.CODE + 2);
        assertThat(guest.events).containsExactly("#DE", "#NP", "#DF");
    }

    @Test
    void faultDuringDeliveryOfABenignExceptionIsDeliveredOnItsOwn() {
        Guest guest = Guest.longMode();
        guest.gate64(Vector.UD, Guest.HANDLERS, 0x0E, 0);
        guest.run("ud2");
        assertThat(guest.vector()).isEqualTo(Vector.NP);
        assertThat(guest.stack(0)).isEqualTo(Vector.UD * 8 + 3);
    }

    @Test
    void faultDuringDeliveryOfADoubleFaultShutsDownAndTheChainTellsWhy() {
        Guest guest = Guest.longMode();
        guest.cpu.idtrLimit = 0;
        guest.at(Guest.CODE, "ud2");
        guest.cpu.rip = Guest.CODE;
        assertThat(guest.cpu.run(1000)).isEqualTo(Processor.RUN_SHUTDOWN);
        assertThat(guest.cpu.activityState).isEqualTo(Processor.SHUTDOWN);
        assertThat(guest.cpu.faultChain().lines()).satisfiesExactly(
                first -> assertThat(first).startsWith("#UD at RIP 00000000_00010000"),
                second -> assertThat(second).startsWith("#GP(0033)"),
                third -> assertThat(third).startsWith("#GP(006B)"),
                fourth -> assertThat(fourth).startsWith("#DF(0000)"),
                fifth -> assertThat(fifth).startsWith("#GP(0043)"));
    }

    @Test
    void stiHoldsInterruptsBackForOneInstruction() {
        Guest guest = Guest.longMode();
        guest.cpu.intc = new OneInterrupt(0x66);
        guest.cpu.raiseAttention(Attention.INTERRUPT);
        guest.run("mov eax, 1\n sti\n inc eax\n inc eax\n inc eax");
        assertThat(guest.vector()).isEqualTo(0x66);
        assertThat(guest.rax()).isEqualTo(2);
        assertThat(guest.stack(0)).isEqualTo(Guest.CODE + 8);
    }

    @Test
    void movSsHoldsInterruptsBackUntilTheStackPointerIsLoadedToo() {
        Guest guest = Guest.longMode();
        guest.cpu.intc = new OneInterrupt(0x66);
        guest.run("mov ecx, ss\n sti\n mov ss, ecx\n mov esp, 0x2F000\n nop");
        assertThat(guest.vector()).isEqualTo(0x66);
        assertThat(guest.stack(24)).isEqualTo(0x2F000);
    }

    @Test
    void haltedProcessorWakesForAnInterruptAndReturnsToTheInstructionAfterHlt() {
        Guest guest = Guest.longMode();
        guest.cpu.intc = new OneInterrupt(0x44);
        guest.gate64(0x44, 0x9000, 0x8E, 0);
        guest.at(0x9000, "mov ebx, 7\n iretq");
        guest.at(Guest.CODE, "sti\n hlt\n mov ecx, 9\n cli\n hlt");
        guest.runFrom(Guest.CODE);
        assertThat(guest.cpu.gpr[Processor.RBX]).isEqualTo(7);
        assertThat(guest.cpu.gpr[Processor.RCX]).isEqualTo(9);
    }

    @Test
    void haltWithoutAnyTimerIsReported() {
        Guest guest = Guest.longMode();
        guest.at(Guest.CODE, "hlt");
        guest.cpu.rip = Guest.CODE;
        assertThat(guest.cpu.run(100)).isEqualTo(Processor.RUN_HALTED);
        assertThat(guest.cpu.instructions()).isEqualTo(1);
    }

    @Test
    void singleStepTrapsAfterTheInstructionThatFollowsTheOneThatSetTf() {
        Guest guest = Guest.longMode();
        guest.run("pushfq\n or qword [rsp], 0x100\n popfq\n inc eax\n inc eax");
        assertThat(guest.vector()).isEqualTo(Vector.DB);
        assertThat(guest.rax()).isEqualTo(1);
        assertThat(guest.cpu.dr[6] & 1 << 14).isNotZero();
        assertThat(guest.stack(16) & Flags.TF).isNotZero();
        assertThat(guest.cpu.rflags() & Flags.TF).isZero();
    }

    @Test
    void instructionBreakpointIsAFaultThatRfSuppresses() {
        Guest guest = Guest.longMode();
        guest.gate64(Vector.DB, 0x9000, 0x8E, 0);
        guest.at(0x9000, "inc ebx\n or qword [rsp+16], 0x10000\n iretq");
        guest.run("mov eax, target\n mov dr0, rax\n mov eax, 0x401\n mov dr7, rax\n xor ebx, ebx\n nop\n"
                + "target: inc ecx\n nop");
        assertThat(guest.vector()).isEqualTo(-1);
        assertThat(guest.cpu.gpr[Processor.RBX]).isEqualTo(1);
        assertThat(guest.cpu.gpr[Processor.RCX]).isEqualTo(1);
        assertThat(guest.cpu.dr[6] & 0xF).isEqualTo(1);
    }

    @Test
    void dataBreakpointTrapsAfterTheAccess() {
        Guest guest = Guest.longMode();
        guest.run("mov eax, 0x20010\n mov dr1, rax\n mov eax, 0xD00404\n mov dr7, rax\n mov ecx, [0x20010]\n"
                + " mov [0x20012], cl\n nop\n nop");
        assertThat(guest.vector()).isEqualTo(Vector.DB);
        assertThat(guest.cpu.dr[6] & 0xF).isEqualTo(2);
        assertThat(guest.memory.read8(guest.stack(0))).isEqualTo(0x90);
    }

    @Test
    void debugRegisterAccessWithGeneralDetectFaults() {
        Guest guest = Guest.longMode();
        guest.run("mov eax, 0x2400\n mov dr7, rax\n mov rbx, dr0");
        assertThat(guest.vector()).isEqualTo(Vector.DB);
        assertThat(guest.cpu.dr[6] & 1 << 13).isNotZero();
        assertThat(guest.cpu.dr[7] & 1 << 13).isZero();
    }

    @Test
    void protectedModePushesThreeDoublewordsWithoutChangeOfPrivilege() {
        Guest guest = Guest.protectedMode();
        guest.run("int 0x70");
        assertThat(guest.vector()).isEqualTo(0x70);
        assertThat(guest.cpu.gpr[Processor.RSP]).isEqualTo(Guest.STACK - 12);
        assertThat(guest.memory.read32(Guest.STACK - 12)).isEqualTo((int) Guest.CODE + 2);
        assertThat(guest.memory.read32(Guest.STACK - 8)).isEqualTo(Guest.CODE32);
    }

    @Test
    void protectedModeSwitchesStacksAndIretReturnsToTheOuterLevel() {
        Guest guest = Guest.protectedMode();
        guest.gate32(0x70, Guest.CODE32, 0x9000, 0xEE);
        guest.at(0x9000, "mov edx, esp\n mov esi, ss\n iretd");
        guest.at(Guest.USER, "mov ecx, 5\n int 0x70\n mov edi, cs\n hlt");
        guest.run("push 0x23\n push 0x31000\n push 0x2\n push 0x1B\n push 0x40000\n iretd");
        assertThat(guest.vector()).isEqualTo(Vector.GP);
        assertThat(guest.cpu.gpr[Processor.RDX]).isEqualTo(Guest.RING0_STACK - 20);
        assertThat(guest.cpu.gpr[Processor.RSI]).isEqualTo(Guest.DATA0);
        assertThat(guest.cpu.gpr[Processor.RDI]).isEqualTo(Guest.USER_CODE32 | 3);
        assertThat(guest.memory.read32(guest.cpu.gpr[Processor.RSP] + 16)).isEqualTo(0x31000);
    }

    @Test
    void realModeUsesTheInterruptVectorTable() {
        Guest guest = Guest.realMode();
        guest.at(Guest.CODE, "mov ax, 0x1234\n int 0x21\n hlt");
        guest.runFrom(Guest.CODE);
        assertThat(guest.cpu.rip).isEqualTo((Guest.HANDLERS + 0x21 * 16 & 0xFFFF) + 1);
        assertThat(guest.cpu.gpr[Processor.RSP]).isEqualTo(0x7000 - 6);
        assertThat(guest.memory.read16(0x7000 - 6)).isEqualTo(5);
        assertThat(guest.memory.read16(0x7000 - 4)).isEqualTo(0x1000);
    }

    /** Raises its line until the first acknowledgement. */
    private static final class OneInterrupt implements InterruptController {
        private final int vector;
        private boolean pending = true;

        OneInterrupt(int vector) {
            this.vector = vector;
        }

        @Override
        public boolean pending() {
            return pending;
        }

        @Override
        public int acknowledge() {
            pending = false;
            return vector;
        }
    }
}
