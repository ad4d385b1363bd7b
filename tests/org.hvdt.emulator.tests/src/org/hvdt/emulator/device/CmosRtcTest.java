// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.device;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CmosRtcTest {

    private static final long SECOND = VirtualClock.FREQUENCY;

    private long time;
    private int interrupts;
    private boolean irq;
    private final VirtualClock clock = new VirtualClock(() -> time);
    private final CmosRtc rtc = new CmosRtc(clock, this::line, 128L << 20);

    private void line(boolean high) {
        if (high && !irq) {
            interrupts++;
        }
        irq = high;
    }

    private int read(int register) {
        rtc.writePort(0x70, register);
        return rtc.readPort(0x71);
    }

    private void write(int register, int value) {
        rtc.writePort(0x70, register);
        rtc.writePort(0x71, value);
    }

    private void runUntil(long end) {
        while (clock.nextDeadline() <= end) {
            time = Math.max(time, clock.nextDeadline());
            clock.runDue();
            read(0x0C);
        }
        time = end;
    }

    @Test
    void timeRunsInBinaryCodedDecimal() {
        time = 3 * 3600 * SECOND + 25 * 60 * SECOND + 42 * SECOND;
        assertThat(read(4)).isEqualTo(0x03);
        assertThat(read(2)).isEqualTo(0x25);
        assertThat(read(0)).isEqualTo(0x42);
    }

    @Test
    void powerOnIsTheFirstOfJanuary2026() {
        assertThat(read(7)).isEqualTo(0x01);
        assertThat(read(8)).isEqualTo(0x01);
        assertThat(read(9)).isEqualTo(0x26);
        assertThat(read(0x32)).isEqualTo(0x20);
        assertThat(read(6)).as("Thursday").isEqualTo(5);
    }

    @Test
    void binaryModeGivesPlainNumbers() {
        write(0x0B, 0x06);
        time = 42 * SECOND;
        assertThat(read(0)).isEqualTo(42);
    }

    @Test
    void twelveHourModeMarksTheAfternoon() {
        write(0x0B, 0x00);
        assertThat(read(4)).isEqualTo(0x12);
        time = 13 * 3600 * SECOND;
        assertThat(read(4)).isEqualTo(0x81);
    }

    @Test
    void clockCanBeSet() {
        write(0x0B, 0x82);
        write(4, 0x23);
        write(2, 0x59);
        write(0, 0x58);
        write(0x0B, 0x02);
        time += 2 * SECOND;
        assertThat(read(4)).isZero();
        assertThat(read(7)).isEqualTo(0x02);
    }

    @Test
    void periodicInterruptComes1024TimesASecond() {
        write(0x0B, 0x42);
        runUntil(SECOND);
        assertThat(interrupts).isEqualTo(1024);
    }

    @Test
    void updateInterruptComesOncePerSecond() {
        write(0x0B, 0x12);
        runUntil(10 * SECOND);
        assertThat(interrupts).isEqualTo(10);
    }

    @Test
    void alarmInterruptsAtItsTime() {
        write(1, 0x05);
        write(3, 0xC0);
        write(5, 0xC0);
        write(0x0B, 0x22);
        runUntil(59 * SECOND);
        assertThat(interrupts).isEqualTo(1);
    }

    @Test
    void readingStatusCClearsTheInterrupt() {
        write(0x0B, 0x12);
        time = SECOND;
        clock.runDue();
        assertThat(irq).isTrue();
        assertThat(read(0x0C)).isEqualTo(0x90);
        assertThat(irq).isFalse();
        assertThat(read(0x0C)).isZero();
    }

    @Test
    void memorySizeIsInTheCmos() {
        assertThat(read(0x15) | read(0x16) << 8).isEqualTo(640);
        assertThat((read(0x34) | read(0x35) << 8) * 64L + 16 * 1024).isEqualTo(128 * 1024);
    }
}
