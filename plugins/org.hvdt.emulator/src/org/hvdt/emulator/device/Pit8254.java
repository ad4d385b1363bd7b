// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.device;

/**
 * Interval timer 8254 on virtual time: three counters at 1.193182 MHz, modes 0 to 5, binary and BCD, latch and
 * read-back commands. Counter 0 drives IRQ 0; counter 2's gate and output are on system control port B (61h).
 */
public final class Pit8254 implements PortDevice {

    /** First of its four ports. */
    public static final int PORT = 0x40;
    /** Number of ports. */
    public static final int COUNT = 4;
    /** System control port B. */
    public static final int CONTROL_B = 0x61;
    /** Counts per second. */
    public static final long FREQUENCY = 1_193_182;

    private final VirtualClock clock;
    private final Counter[] counters = new Counter[3];
    private final InterruptLine irq0;
    private final VirtualClock.Timer timer;
    private int controlB;

    /** @param clock virtual time
     * @param irq0 the request line of counter 0 */
    public Pit8254(VirtualClock clock, InterruptLine irq0) {
        this.clock = clock;
        this.irq0 = irq0;
        for (int i = 0; i < 3; i++) {
            counters[i] = new Counter(i != 2);
        }
        timer = clock.newTimer("interval timer, counter 0", 0, this::counter0Changed);
    }

    /** Puts counter 0 into the state in which a PC's firmware leaves it: 18.2 interrupts a second. */
    public void initializeLikeFirmware() {
        writePort(PORT + 3, 0x36);
        writePort(PORT, 0);
        writePort(PORT, 0);
    }

    @Override
    public int readPort(int port) {
        if (port == CONTROL_B) {
            // Bit 4 toggles with the memory refresh requests, every 15 microseconds.
            int refresh = clock.now() / 15_085 % 2 == 0 ? 0 : 0x10;
            return controlB & 0x0F | refresh | (counters[2].output(ticks()) ? 0x20 : 0);
        }
        int index = port - PORT;
        return index == 3 ? 0xFF : counters[index].read(ticks());
    }

    @Override
    public void writePort(int port, int value) {
        if (port == CONTROL_B) {
            controlB = value & 0x0F;
            counters[2].setGate((value & 1) != 0, ticks());
            return;
        }
        int index = port - PORT;
        if (index == 3) {
            int selected = value >> 6;
            if (selected == 3) {
                for (int i = 0; i < 3; i++) {
                    if ((value & 2 << i) != 0) {
                        counters[i].readBack((value & 0x20) == 0, (value & 0x10) == 0, ticks());
                    }
                }
                return;
            }
            counters[selected].control(value, ticks());
            index = selected;
        } else {
            counters[index].write(value, ticks());
        }
        if (index == 0) {
            driveIrq0();
        }
    }

    private long ticks() {
        return VirtualClock.scale(clock.now(), FREQUENCY, VirtualClock.FREQUENCY);
    }

    private void counter0Changed() {
        driveIrq0();
    }

    private void driveIrq0() {
        long now = ticks();
        Counter counter = counters[0];
        if (counter.pulsed(now)) {
            // The output was low for one count between two looks at it (modes 2, 4 and 5).
            irq0.set(false);
        }
        irq0.set(counter.output(now));
        long next = counter.nextRise(now);
        if (next == VirtualClock.NEVER) {
            timer.cancel();
        } else {
            // The first nanosecond at which that many counts have passed.
            timer.schedule(VirtualClock.scale(next, VirtualClock.FREQUENCY, FREQUENCY) + 1);
        }
    }

    /** One counter. Its state is the count's start; the count and the output follow from the time that has passed. */
    private static final class Counter {
        private int mode;
        private boolean bcd;
        private int access = 3;
        private int reload = 0x10000;
        private boolean loaded;
        private long start;
        private boolean gate;
        /** Count at which a low gate stopped it, or -1. */
        private long stopped = -1;
        private boolean triggered;
        private int lowByte;
        private boolean writeHigh;
        private boolean readHigh;
        private int latch = -1;
        private int statusLatch = -1;
        private long lastLook;

        Counter(boolean gate) {
            this.gate = gate;
        }

        void control(int value, long now) {
            int newAccess = value >> 4 & 3;
            if (newAccess == 0) {
                if (latch < 0) {
                    latch = count(now);
                }
                return;
            }
            access = newAccess;
            mode = value >> 1 & 7;
            if (mode > 5) {
                mode -= 4;
            }
            bcd = (value & 1) != 0;
            loaded = false;
            triggered = false;
            stopped = -1;
            writeHigh = false;
            readHigh = false;
            latch = -1;
            statusLatch = -1;
            lastLook = now;
        }

        void write(int value, long now) {
            int full;
            switch (access) {
                case 1 -> full = value;
                case 2 -> full = value << 8;
                default -> {
                    if (!writeHigh) {
                        lowByte = value;
                        writeHigh = true;
                        if (mode == 0) {
                            // Writing the first byte stops the count of mode 0.
                            loaded = false;
                        }
                        return;
                    }
                    writeHigh = false;
                    full = value << 8 | lowByte;
                }
            }
            int count = bcd ? fromBcd(full) : full;
            if (count == 0) {
                count = bcd ? 10_000 : 0x10000;
            }
            boolean periodic = mode == 2 || mode == 3;
            if (periodic && loaded) {
                // The new count is taken at the end of the current period.
                long passed = now - start;
                long periodEnd = start + (passed / reload + 1) * reload;
                reload = count;
                start = periodEnd - reload;
                return;
            }
            reload = count;
            loaded = true;
            if (mode != 1 && mode != 5) {
                start = now;
                stopped = gate ? -1 : reload;
            }
        }

        void setGate(boolean high, long now) {
            if (high == gate) {
                return;
            }
            if (high) {
                if (mode == 1 || mode == 5) {
                    triggered = loaded;
                    start = now;
                } else if (mode == 2 || mode == 3) {
                    start = now;
                } else if (stopped >= 0) {
                    start = now - (reload - stopped);
                }
                stopped = -1;
            } else if (mode != 1 && mode != 5) {
                stopped = Math.max(0, reload - (now - start));
            }
            gate = high;
        }

        boolean output(long now) {
            lastLook = now;
            long passed = now - start;
            switch (mode) {
                case 0:
                    return loaded && stopped < 0 && passed >= reload;
                case 1:
                    return !triggered || passed >= reload;
                case 2:
                    return !loaded || !gate || passed < 0 || passed % reload != reload - 1;
                case 3:
                    return !loaded || !gate || passed < 0 || passed % reload < (reload + 1) / 2;
                case 4:
                    return !loaded || stopped >= 0 || passed != reload;
                default:
                    return !triggered || passed != reload;
            }
        }

        /** Whether the output has had a short low pulse since it was looked at last. */
        boolean pulsed(long now) {
            if (!loaded) {
                return false;
            }
            return switch (mode) {
                case 2 -> gate && now > start && periods(now) > periods(lastLook);
                case 3 -> gate && now > start && periods(now) > periods(lastLook);
                case 4 -> stopped < 0 && lastLook - start <= reload && now - start > reload;
                case 5 -> triggered && lastLook - start <= reload && now - start > reload;
                default -> false;
            };
        }

        private long periods(long time) {
            return Math.floorDiv(time - start, reload);
        }

        /** The next time after {@code now} at which the output rises, or {@link VirtualClock#NEVER}. */
        long nextRise(long now) {
            if (!loaded) {
                return VirtualClock.NEVER;
            }
            long passed = now - start;
            return switch (mode) {
                case 0 -> stopped < 0 && passed < reload ? start + reload : VirtualClock.NEVER;
                case 1 -> triggered && passed < reload ? start + reload : VirtualClock.NEVER;
                case 2, 3 -> gate ? start + (Math.floorDiv(passed, reload) + 1) * reload : VirtualClock.NEVER;
                case 4 -> stopped < 0 && passed <= reload ? start + reload + 1 : VirtualClock.NEVER;
                default -> triggered && passed <= reload ? start + reload + 1 : VirtualClock.NEVER;
            };
        }

        private int count(long now) {
            long left;
            if (!loaded) {
                left = reload;
            } else if (stopped >= 0) {
                left = stopped;
            } else {
                long passed = Math.max(0, now - start);
                left = switch (mode) {
                    case 2 -> reload - passed % reload;
                    // Mode 3 counts down by two, twice per period.
                    case 3 -> reload - 2 * passed % reload;
                    default -> Math.floorMod(reload - passed, bcd ? 10_000 : 0x10000);
                };
            }
            int value = (int) left;
            return (bcd ? toBcd(value) : value) & 0xFFFF;
        }

        int read(long now) {
            if (statusLatch >= 0) {
                int status = statusLatch;
                statusLatch = -1;
                return status;
            }
            int value = latch >= 0 ? latch : count(now);
            boolean high = access == 2 || access == 3 && readHigh;
            if (access == 3) {
                readHigh = !readHigh;
            }
            if (access != 3 || high) {
                latch = -1;
            }
            return high ? value >> 8 : value & 0xFF;
        }

        void readBack(boolean latchCount, boolean latchStatus, long now) {
            if (latchStatus && statusLatch < 0) {
                statusLatch = (output(now) ? 0x80 : 0) | (loaded ? 0 : 0x40) | access << 4 | mode << 1 | (bcd ? 1 : 0);
            }
            if (latchCount && latch < 0) {
                latch = count(now);
            }
        }

        private static int fromBcd(int value) {
            return (value >> 12 & 15) * 1000 + (value >> 8 & 15) * 100 + (value >> 4 & 15) * 10 + (value & 15);
        }

        private static int toBcd(int value) {
            int v = value % 10_000;
            return v / 1000 << 12 | v / 100 % 10 << 8 | v / 10 % 10 << 4 | v % 10;
        }
    }
}
