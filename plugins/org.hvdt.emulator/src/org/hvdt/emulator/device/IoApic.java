// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.device;

import java.util.Arrays;
import org.hvdt.emulator.memory.MmioRegion;

/**
 * The I/O APIC of a PC with 24 inputs (Intel 82093AA data sheet; ID 0). Requests of ISA devices arrive at the input of
 * their IRQ number, that of the interval timer at input 2. All inputs are masked after reset.
 */
public final class IoApic implements MmioRegion {

    /** Guest-physical address of its registers. */
    public static final long BASE = 0xFEC0_0000L;

    private static final int INPUTS = 24;
    private static final int VERSION = 0x11 | INPUTS - 1 << 16;
    private static final long MASKED = 1 << 16;
    private static final long LEVEL = 1 << 15;
    private static final long REMOTE_IRR = 1 << 14;
    private static final long LOGICAL = 1 << 11;
    /** Bits that software cannot change: delivery status and remote IRR. */
    private static final long READ_ONLY = 1 << 12 | REMOTE_IRR;
    private static final long DEFINED = 0xFF00_0000_0001_FFFFL;

    private final LocalApic apic;
    private final long[] redirection = new long[INPUTS];
    private int lines;
    private int selected;
    private int id;

    /** @param apic where its messages go */
    public IoApic(LocalApic apic) {
        this.apic = apic;
        Arrays.fill(redirection, MASKED);
        apic.onEndOfInterrupt(this::ended);
    }

    /** The input that an ISA interrupt request is wired to. */
    public static int inputOf(int irq) {
        return irq == 0 ? 2 : irq;
    }

    /** Whether an ISA interrupt request is not masked here. */
    public boolean canDeliver(int irq) {
        return (redirection[inputOf(irq)] & MASKED) == 0;
    }

    /** Drives an input. */
    public void setInput(int input, boolean high) {
        int bit = 1 << input;
        boolean before = (lines & bit) != 0;
        lines = high ? lines | bit : lines & ~bit;
        if (high && (!before || (redirection[input] & LEVEL) != 0)) {
            deliver(input);
        }
    }

    private void deliver(int input) {
        long entry = redirection[input];
        boolean level = (entry & LEVEL) != 0;
        if ((entry & MASKED) != 0 || level && (entry & REMOTE_IRR) != 0) {
            return;
        }
        if (level) {
            redirection[input] |= REMOTE_IRR;
        }
        apic.message((int) (entry >>> 56), (entry & LOGICAL) != 0, (int) (entry >>> 8) & 7, (int) entry & 0xFF, level);
    }

    private void ended(int vector) {
        for (int input = 0; input < INPUTS; input++) {
            long entry = redirection[input];
            if ((entry & LEVEL) != 0 && (entry & 0xFF) == vector) {
                redirection[input] &= ~REMOTE_IRR;
                deliverLevel(input);
            }
        }
    }

    /** A level-triggered input that is active requests again. */
    private void deliverLevel(int input) {
        boolean high = (lines >>> input & 1) != 0;
        if ((redirection[input] & LEVEL) != 0 && high) {
            deliver(input);
        }
    }

    @Override
    public long start() {
        return BASE;
    }

    @Override
    public long length() {
        return 0x1000;
    }

    @Override
    public long read(long offset, int size) {
        long value = switch ((int) offset) {
            case 0x00 -> selected;
            case 0x10 -> readSelected() & 0xFFFF_FFFFL;
            default -> 0;
        };
        return size == 8 ? value : value & (1L << 8 * size) - 1;
    }

    private int readSelected() {
        return switch (selected) {
            case 0, 2 -> id << 24;
            case 1 -> VERSION;
            default -> {
                int input = selected - 0x10 >> 1;
                if (selected < 0x10 || input >= INPUTS) {
                    yield 0;
                }
                yield (int) ((selected & 1) == 0 ? redirection[input] : redirection[input] >>> 32);
            }
        };
    }

    @Override
    public void write(long offset, int size, long value) {
        switch ((int) offset) {
            case 0x00 -> selected = (int) value & 0xFF;
            case 0x10 -> writeSelected(value & 0xFFFF_FFFFL);
            default -> {
                // No register.
            }
        }
    }

    private void writeSelected(long value) {
        if (selected == 0) {
            id = (int) (value >>> 24) & 0xF;
            return;
        }
        int input = selected - 0x10 >> 1;
        if (selected < 0x10 || input >= INPUTS) {
            return;
        }
        long old = redirection[input];
        long entry = (selected & 1) == 0 ? old & 0xFFFF_FFFF_0000_0000L | value : old & 0xFFFF_FFFFL | value << 32;
        entry = entry & DEFINED & ~READ_ONLY | old & READ_ONLY;
        if ((entry & LEVEL) == 0) {
            entry &= ~REMOTE_IRR;
        }
        redirection[input] = entry;
        deliverLevel(input);
    }
}
