// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class Pit8254Test {

    private long time;
    private int rises;
    private boolean irq;
    private final VirtualClock clock = new VirtualClock(() -> time);
    private final Pit8254 pit = new Pit8254(clock, this::line);

    private void line(boolean high) {
        if (high && !irq) {
            rises++;
        }
        irq = high;
    }

    private void program(int counter, int mode, int count) {
        pit.writePort(0x43, counter << 6 | 0x30 | mode << 1);
        pit.writePort(0x40 + counter, count & 0xFF);
        pit.writePort(0x40 + counter, count >> 8);
    }

    private void runUntil(long end) {
        while (clock.nextDeadline() <= end) {
            time = Math.max(time, clock.nextDeadline());
            clock.runDue();
        }
        time = end;
    }

    private static long nanoseconds(long ticks) {
        return ticks * 1_000_000_000L / Pit8254.FREQUENCY + 1;
    }

    private int read(int counter) {
        pit.writePort(0x43, counter << 6);
        return pit.readPort(0x40 + counter) | pit.readPort(0x40 + counter) << 8;
    }

    @Test
    void rateGeneratorInterruptsAtItsRate() {
        program(0, 2, 1193);
        rises = 0;
        runUntil(1_000_000_000);
        assertThat(rises).isCloseTo(1000, within(1));
    }

    @Test
    void squareWaveInterruptsAtItsRate() {
        program(0, 3, 11932);
        rises = 0;
        runUntil(1_000_000_000);
        assertThat(rises).isCloseTo(100, within(1));
    }

    @Test
    void countOfZeroMeans65536() {
        program(0, 3, 0);
        rises = 0;
        runUntil(1_000_000_000);
        assertThat(rises).isCloseTo(18, within(1));
    }

    @Test
    void interruptOnTerminalCountHappensOnce() {
        program(0, 0, 1000);
        rises = 0;
        runUntil(nanoseconds(999));
        assertThat(irq).isFalse();
        runUntil(nanoseconds(1001));
        assertThat(irq).isTrue();
        runUntil(1_000_000_000);
        assertThat(rises).isEqualTo(1);
    }

    @Test
    void counterCountsDown() {
        program(0, 0, 1000);
        time = nanoseconds(400);
        assertThat(read(0)).isEqualTo(600);
    }

    @Test
    void latchedCountStaysUntilItIsRead() {
        program(0, 2, 1000);
        time = nanoseconds(100);
        pit.writePort(0x43, 0x00);
        time = nanoseconds(700);
        int latched = pit.readPort(0x40) | pit.readPort(0x40) << 8;
        assertThat(latched).isEqualTo(900);
        assertThat(read(0)).isEqualTo(300);
    }

    @Test
    void readBackGivesStatusAndCount() {
        program(0, 2, 1000);
        time = nanoseconds(100);
        pit.writePort(0x43, 0xC2);
        assertThat(pit.readPort(0x40)).isEqualTo(0x80 | 0x30 | 2 << 1);
        assertThat(pit.readPort(0x40) | pit.readPort(0x40) << 8).isEqualTo(900);
    }

    @Test
    void gateOfCounter2IsBit0OfPort61() {
        program(2, 0, 1000);
        time = nanoseconds(2000);
        assertThat(pit.readPort(0x61) & 0x20).isZero();
        pit.writePort(0x61, 1);
        time += nanoseconds(1001);
        assertThat(pit.readPort(0x61) & 0x20).isEqualTo(0x20);
    }

    @Test
    void binaryCodedCountsAreUnderstood() {
        pit.writePort(0x43, 0x31);
        pit.writePort(0x40, 0x00);
        pit.writePort(0x40, 0x10);
        time = nanoseconds(1);
        assertThat(read(0)).isEqualTo(0x0999);
    }

    @Test
    void lowByteAloneCanBeWrittenAndRead() {
        pit.writePort(0x43, 0x10);
        pit.writePort(0x40, 200);
        time = nanoseconds(50);
        pit.writePort(0x43, 0x00);
        assertThat(pit.readPort(0x40)).isEqualTo(150);
    }
}
