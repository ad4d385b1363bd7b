// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.hvdt.emulator.cpu.CpuModel;
import org.hvdt.emulator.cpu.Executors;
import org.hvdt.emulator.cpu.Processor;
import org.hvdt.emulator.cpu.ProcessorException;
import org.hvdt.emulator.memory.PhysicalMemory;
import org.junit.jupiter.api.Test;

/** SDM volume 3, chapter "Advanced Programmable Interrupt Controller (APIC)". */
class LocalApicTest {

    private static final long BASE = 0xFEE0_0000L;
    private static final int APIC_BASE = 0x1B;
    private static final int TSC_DEADLINE = 0x6E0;

    private long now;
    private boolean external;
    private final PhysicalMemory memory = new PhysicalMemory(1 << 20);
    private final Processor cpu = new Processor(memory, CpuModel.load("skylake"), Executors.of());
    private final VirtualClock clock = new VirtualClock(() -> now);
    private final LocalApic apic = new LocalApic(cpu, memory, clock, () -> external);

    LocalApicTest() {
        cpu.apic = apic;
    }

    private int read(int offset) {
        return memory.read32(BASE + offset);
    }

    private void write(int offset, int value) {
        memory.write32(BASE + offset, value);
    }

    private void enable() {
        write(0xF0, 0x1FF);
    }

    private void selfIpi(int vector) {
        write(0x300, 0x0004_0000 | vector);
    }

    private void advance(long nanoseconds) {
        now += nanoseconds;
        clock.runDue();
    }

    @Test
    void theStateAfterResetIsThatOfTheManual() {
        assertThat(read(0xF0)).isEqualTo(0xFF);
        assertThat(read(0x320)).isEqualTo(0x10000);
        assertThat(read(0x350)).isEqualTo(0x10000);
        assertThat(read(0xE0)).isEqualTo(-1);
        assertThat(read(0x20)).isZero();
        assertThat(read(0x30) & 0xFF).isBetween(0x10, 0x15);
    }

    @Test
    void aSelfInterruptIsAcceptedIntoIrrAndMovesToIsrWhenItIsAcknowledged() {
        enable();
        selfIpi(0x45);
        assertThat(apic.pending()).isTrue();
        assertThat(read(0x220)).isEqualTo(1 << 5);
        assertThat(apic.acknowledge()).isEqualTo(0x45);
        assertThat(read(0x220)).isZero();
        assertThat(read(0x120)).isEqualTo(1 << 5);
        assertThat(read(0xA0)).isEqualTo(0x40);
        write(0xB0, 0);
        assertThat(read(0x120)).isZero();
    }

    @Test
    void anInterruptOfTheSameClassWaitsUntilTheOneInServiceHasEnded() {
        enable();
        selfIpi(0x51);
        apic.acknowledge();
        selfIpi(0x5F);
        assertThat(apic.pending()).isFalse();
        selfIpi(0x60);
        assertThat(apic.acknowledge()).isEqualTo(0x60);
        write(0xB0, 0);
        assertThat(apic.pending()).isFalse();
        write(0xB0, 0);
        assertThat(apic.acknowledge()).isEqualTo(0x5F);
    }

    @Test
    void theTaskPriorityHoldsInterruptsOfItsClassAndBelowBack() {
        enable();
        cpu.cr8 = 5;
        assertThat(read(0x80)).isEqualTo(0x50);
        selfIpi(0x5F);
        assertThat(apic.pending()).isFalse();
        write(0x80, 0x4F);
        assertThat(cpu.cr8).isEqualTo(4);
        assertThat(apic.pending()).isTrue();
    }

    @Test
    void theSpuriousVectorIsGivenWhenTheRequestIsGoneAtTheAcknowledgeCycle() {
        write(0xF0, 0x1AB);
        assertThat(apic.acknowledge()).isEqualTo(0xAB);
        assertThat(read(0x150)).isZero();
    }

    @Test
    void theOneShotTimerInterruptsOnceWhenTheCountHasReachedZero() {
        enable();
        write(0x3E0, 0xB);
        write(0x320, 0x30);
        write(0x380, 100);
        // 25 MHz: 40 ns for each count.
        advance(50 * 40);
        assertThat(read(0x390)).isEqualTo(50);
        assertThat(apic.pending()).isFalse();
        advance(50 * 40);
        assertThat(read(0x390)).isZero();
        assertThat(apic.acknowledge()).isEqualTo(0x30);
        write(0xB0, 0);
        advance(1_000_000);
        assertThat(apic.pending()).isFalse();
    }

    @Test
    void thePeriodicTimerReloadsItsInitialCount() {
        enable();
        write(0x3E0, 0x0);
        write(0x320, 0x20030);
        write(0x380, 10);
        for (int i = 0; i < 3; i++) {
            advance(10 * 80);
            assertThat(apic.acknowledge()).isEqualTo(0x30);
            write(0xB0, 0);
        }
    }

    @Test
    void inTscDeadlineModeTheTimerIsArmedByTheMsrAndDisarmedWhenItFires() {
        enable();
        write(0x320, 0x40031);
        cpu.writeMsr(TSC_DEADLINE, 500);
        assertThat(cpu.readMsr(TSC_DEADLINE)).isEqualTo(500);
        assertThat(clock.nextDeadline()).isEqualTo(500);
        advance(500);
        assertThat(apic.acknowledge()).isEqualTo(0x31);
        assertThat(cpu.readMsr(TSC_DEADLINE)).isZero();
        write(0x380, 10);
        assertThat(clock.nextDeadline()).isEqualTo(VirtualClock.NEVER);
    }

    @Test
    void writesToTheDeadlineAreIgnoredInTheOtherTimerModes() {
        enable();
        write(0x320, 0x31);
        cpu.writeMsr(TSC_DEADLINE, 500);
        assertThat(cpu.readMsr(TSC_DEADLINE)).isZero();
    }

    @Test
    void x2ApicModeCanOnlyBeEnteredFromXApicModeAndOnlyBeLeftByDisabling() {
        long base = BASE | 1 << 8;
        long enabled = base | 1 << 11;
        long x2 = enabled | 1 << 10;
        assertGp(() -> cpu.writeMsr(APIC_BASE, base | 1 << 10));
        cpu.writeMsr(APIC_BASE, x2);
        assertGp(() -> cpu.writeMsr(APIC_BASE, enabled));
        assertGp(() -> cpu.writeMsr(APIC_BASE, base | 1 << 10));
        cpu.writeMsr(APIC_BASE, base);
        assertGp(() -> cpu.writeMsr(APIC_BASE, x2));
        cpu.writeMsr(APIC_BASE, enabled);
        assertThat(read(0xF0)).isEqualTo(0xFF);
    }

    @Test
    void theRegistersAreNotInMemoryWhileTheApicIsDisabledOrInX2ApicMode() {
        cpu.writeMsr(APIC_BASE, BASE | 0xD00);
        assertThat(read(0x30)).isEqualTo(-1);
        cpu.writeMsr(APIC_BASE, BASE | 0x100);
        assertThat(read(0x30)).isEqualTo(-1);
        cpu.writeMsr(APIC_BASE, 0xFED4_0000L | 0x900);
        assertThat(memory.read8(0xFED4_0030L)).isEqualTo(0x14);
    }

    @Test
    void inX2ApicModeTheRegistersAreMsrsAndReservedBitsRaiseGeneralProtection() {
        cpu.writeMsr(APIC_BASE, BASE | 0xD00);
        cpu.writeMsr(0x80F, 0x1FF);
        cpu.writeMsr(0x83F, 0x77);
        assertThat(apic.acknowledge()).isEqualTo(0x77);
        assertThat(cpu.readMsr(0x813)).isEqualTo(1 << 23);
        assertGp(() -> cpu.writeMsr(0x80B, 1));
        cpu.writeMsr(0x80B, 0);
        assertThat(cpu.readMsr(0x813)).isZero();
        assertGp(() -> cpu.readMsr(0x80B));
        assertGp(() -> cpu.readMsr(0x80E));
        assertGp(() -> cpu.readMsr(0x831));
        assertGp(() -> cpu.readMsr(0x83F));
        assertGp(() -> cpu.writeMsr(0x802, 0));
        assertGp(() -> cpu.writeMsr(0x808, 0x100));
        assertThat(cpu.readMsr(0x80D)).isEqualTo(1);
    }

    @Test
    void x2ApicRegistersRaiseGeneralProtectionOutsideX2ApicMode() {
        assertGp(() -> cpu.readMsr(0x802));
        assertGp(() -> cpu.writeMsr(0x80B, 0));
    }

    @Test
    void initAndStartUpForAllButSelfGoNowhereOnOneProcessor() {
        enable();
        write(0x300, 0x000C_4500);
        write(0x300, 0x000C_4608);
        assertThat(cpu.activityState).isEqualTo(Processor.ACTIVE);
        assertThat(read(0x300) & 1 << 12).isZero();
    }

    @Test
    void anIllegalVectorIsReportedInTheErrorStatusRegisterAfterAWrite() {
        enable();
        write(0x370, 0xFE);
        selfIpi(0x0F);
        assertThat(read(0x280)).isZero();
        write(0x280, 0);
        assertThat(read(0x280)).isEqualTo(0x60);
        assertThat(apic.acknowledge()).isEqualTo(0xFE);
    }

    @Test
    void localInterruptsAreMaskedWhileTheApicIsDisabledBySoftware() {
        enable();
        write(0x320, 0x30);
        write(0xF0, 0xFF);
        assertThat(read(0x320)).isEqualTo(0x10030);
        write(0x320, 0x30);
        assertThat(read(0x320)).isEqualTo(0x10030);
    }

    @Test
    void interruptsOfTheOldControllersPassThroughLint0InExtIntMode() {
        external = true;
        assertThat(apic.pending()).isFalse();
        apic.initializeLikeFirmware();
        assertThat(apic.pending()).isTrue();
        write(0x350, 0x10700);
        assertThat(apic.pending()).isFalse();
        cpu.writeMsr(APIC_BASE, BASE | 0x100);
        assertThat(apic.pending()).isTrue();
    }

    @Test
    void aLevelTriggeredInputOfTheIoApicRequestsAgainUntilItIsReleased() {
        enable();
        IoApic io = new IoApic(apic);
        memory.addRegion(io);
        memory.write32(IoApic.BASE, 0x10 + 2 * 9);
        memory.write32(IoApic.BASE + 0x10, 0x8061);
        io.setInput(9, true);
        assertThat(apic.acknowledge()).isEqualTo(0x61);
        assertThat(memory.read32(IoApic.BASE + 0x10)).isEqualTo(0xC061);
        assertThat(apic.pending()).isFalse();
        write(0xB0, 0);
        assertThat(apic.acknowledge()).isEqualTo(0x61);
        io.setInput(9, false);
        write(0xB0, 0);
        assertThat(apic.pending()).isFalse();
        assertThat(memory.read32(IoApic.BASE + 0x10)).isEqualTo(0x8061);
    }

    @Test
    void anEdgeTriggeredInputOfTheIoApicRequestsOncePerEdge() {
        enable();
        IoApic io = new IoApic(apic);
        memory.addRegion(io);
        io.setInput(4, true);
        assertThat(apic.pending()).isFalse();
        io.setInput(4, false);
        memory.write32(IoApic.BASE, 0x10 + 2 * 4);
        memory.write32(IoApic.BASE + 0x10, 0x62);
        io.setInput(4, true);
        assertThat(apic.acknowledge()).isEqualTo(0x62);
        write(0xB0, 0);
        io.setInput(4, true);
        assertThat(apic.pending()).isFalse();
    }

    private static void assertGp(Runnable access) {
        assertThatThrownBy(access::run).isInstanceOfSatisfying(ProcessorException.class,
                e -> assertThat(e.vector).isEqualTo(13));
    }
}
