// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.device;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * Real-time clock and CMOS memory (MC146818): time and date from virtual time, periodic, alarm and update-ended
 * interrupts on IRQ 8, the memory-size bytes that a PC's firmware leaves.
 */
public final class CmosRtc implements PortDevice {

    /** Index port; the data port follows. */
    public static final int PORT = 0x70;
    /** Number of ports. */
    public static final int COUNT = 2;
    /** The time at power-on: runs are reproducible. */
    public static final Instant POWER_ON = Instant.parse("2026-01-01T00:00:00Z");

    private static final int STATUS_A = 0x0A;
    private static final int STATUS_B = 0x0B;
    private static final int STATUS_C = 0x0C;
    private static final int STATUS_D = 0x0D;
    private static final int CENTURY = 0x32;

    private static final int B_SET = 0x80;
    private static final int B_PERIODIC = 0x40;
    private static final int B_ALARM = 0x20;
    private static final int B_UPDATE = 0x10;
    private static final int B_BINARY = 0x04;
    private static final int B_24_HOURS = 0x02;

    private static final long UPDATE_LENGTH = 244_000;

    private final VirtualClock clock;
    private final InterruptLine irq8;
    private final VirtualClock.Timer periodicTimer;
    private final VirtualClock.Timer secondTimer;
    private final int[] memory = new int[128];
    private int index;
    /** Seconds that the guest has set the clock forward by. */
    private long offset;
    private LocalDateTime frozen;

    /** @param clock virtual time
     * @param irq8 its request line
     * @param memorySize guest-physical memory in bytes */
    public CmosRtc(VirtualClock clock, InterruptLine irq8, long memorySize) {
        this.clock = clock;
        this.irq8 = irq8;
        periodicTimer = clock.newTimer("real-time clock, periodic", 8, this::periodic);
        secondTimer = clock.newTimer("real-time clock, second", 8, this::second);
        memory[STATUS_A] = 0x26;
        memory[STATUS_B] = B_24_HOURS;
        memory[STATUS_D] = 0x80;
        memory[0x15] = 640 & 0xFF;
        memory[0x16] = 640 >> 8;
        int extendedKib = (int) Math.min(0xFFFF, Math.max(0, (memorySize >> 10) - 1024));
        memory[0x17] = memory[0x30] = extendedKib & 0xFF;
        memory[0x18] = memory[0x31] = extendedKib >> 8;
        long above16 = Math.max(0, (Math.min(memorySize, 0xC000_0000L) >> 16) - 256);
        memory[0x34] = (int) (above16 & 0xFF);
        memory[0x35] = (int) (Math.min(0xFFFF, above16) >> 8);
    }

    @Override
    public int readPort(int port) {
        if (port == PORT) {
            return 0xFF;
        }
        switch (index) {
            case 0, 2, 4, 6, 7, 8, 9, CENTURY:
                return timeRegister(index);
            case STATUS_A:
                return memory[STATUS_A] | (updateInProgress() ? 0x80 : 0);
            case STATUS_C:
                int flags = memory[STATUS_C];
                memory[STATUS_C] = 0;
                irq8.set(false);
                return flags;
            default:
                return memory[index];
        }
    }

    @Override
    public void writePort(int port, int value) {
        if (port == PORT) {
            index = value & 0x7F;
            return;
        }
        switch (index) {
            case 0, 2, 4, 6, 7, 8, 9, CENTURY -> setTimeRegister(index, value);
            case STATUS_A -> {
                memory[STATUS_A] = value & 0x7F;
                schedulePeriodic();
            }
            case STATUS_B -> writeStatusB(value);
            case STATUS_C, STATUS_D -> {
                // Read-only.
            }
            default -> memory[index] = value;
        }
    }

    private void writeStatusB(int value) {
        boolean wasSet = (memory[STATUS_B] & B_SET) != 0;
        boolean isSet = (value & B_SET) != 0;
        if (isSet && !wasSet) {
            frozen = now();
        } else if (!isSet && wasSet) {
            offset += frozen.toEpochSecond(ZoneOffset.UTC) - runningSeconds();
            frozen = null;
        }
        memory[STATUS_B] = isSet ? value & ~B_UPDATE : value;
        schedulePeriodic();
        if ((memory[STATUS_B] & (B_ALARM | B_UPDATE)) != 0) {
            scheduleSecond();
        } else {
            secondTimer.cancel();
        }
        raise(0);
    }

    private long runningSeconds() {
        return POWER_ON.getEpochSecond() + clock.now() / VirtualClock.FREQUENCY + offset;
    }

    private LocalDateTime now() {
        return frozen != null ? frozen : LocalDateTime.ofEpochSecond(runningSeconds(), 0, ZoneOffset.UTC);
    }

    private boolean updateInProgress() {
        return frozen == null && clock.now() % VirtualClock.FREQUENCY >= VirtualClock.FREQUENCY - UPDATE_LENGTH;
    }

    private int timeRegister(int register) {
        LocalDateTime now = now();
        return switch (register) {
            case 0 -> encode(now.getSecond());
            case 2 -> encode(now.getMinute());
            case 4 -> encodeHour(now.getHour());
            case 6 -> encode(now.getDayOfWeek().getValue() % 7 + 1);
            case 7 -> encode(now.getDayOfMonth());
            case 8 -> encode(now.getMonthValue());
            case 9 -> encode(now.getYear() % 100);
            default -> encode(now.getYear() / 100);
        };
    }

    private void setTimeRegister(int register, int value) {
        boolean setting = frozen != null;
        LocalDateTime time = now();
        int v = register == 4 ? decodeHour(value) : decode(value);
        try {
            time = switch (register) {
                case 0 -> time.withSecond(v);
                case 2 -> time.withMinute(v);
                case 4 -> time.withHour(v);
                case 6 -> time;
                case 7 -> time.withDayOfMonth(v);
                case 8 -> time.withMonth(v);
                case 9 -> time.withYear(time.getYear() / 100 * 100 + v);
                default -> time.withYear(v * 100 + time.getYear() % 100);
            };
        } catch (DateTimeException e) {
            // The chip takes impossible dates; here the register keeps its value.
            return;
        }
        if (setting) {
            frozen = time;
        } else {
            offset += time.toEpochSecond(ZoneOffset.UTC) - runningSeconds();
        }
    }

    private int encode(int value) {
        return (memory[STATUS_B] & B_BINARY) != 0 ? value : value / 10 << 4 | value % 10;
    }

    private int decode(int value) {
        return (memory[STATUS_B] & B_BINARY) != 0 ? value : (value >> 4) * 10 + (value & 15);
    }

    private int encodeHour(int hour) {
        if ((memory[STATUS_B] & B_24_HOURS) != 0) {
            return encode(hour);
        }
        return encode((hour + 11) % 12 + 1) | (hour >= 12 ? 0x80 : 0);
    }

    private int decodeHour(int value) {
        if ((memory[STATUS_B] & B_24_HOURS) != 0) {
            return decode(value);
        }
        return decode(value & 0x7F) % 12 + ((value & 0x80) != 0 ? 12 : 0);
    }

    private long period() {
        int rate = memory[STATUS_A] & 15;
        if (rate == 0) {
            return 0;
        }
        int shift = rate <= 2 ? rate + 6 : rate - 1;
        return (VirtualClock.FREQUENCY << shift) / 32_768;
    }

    private void schedulePeriodic() {
        long period = period();
        if ((memory[STATUS_B] & B_PERIODIC) != 0 && period > 0) {
            periodicTimer.schedule(clock.now() / period * period + period);
        } else {
            periodicTimer.cancel();
        }
    }

    private void periodic() {
        raise(B_PERIODIC);
        schedulePeriodic();
    }

    private void scheduleSecond() {
        secondTimer.schedule((clock.now() / VirtualClock.FREQUENCY + 1) * VirtualClock.FREQUENCY);
    }

    private void second() {
        if (frozen == null) {
            boolean alarm = alarmMatches(1, 0) && alarmMatches(3, 2) && alarmMatches(5, 4);
            raise(B_UPDATE | (alarm ? B_ALARM : 0));
        }
        scheduleSecond();
    }

    private boolean alarmMatches(int alarmRegister, int register) {
        return (memory[alarmRegister] & 0xC0) == 0xC0 || memory[alarmRegister] == timeRegister(register);
    }

    /** Sets interrupt flags and drives the line. */
    private void raise(int flags) {
        int all = memory[STATUS_C] & 0x70 | flags;
        boolean interrupt = (all & memory[STATUS_B] & 0x70) != 0;
        memory[STATUS_C] = all | (interrupt ? 0x80 : 0);
        irq8.set(interrupt);
    }
}
