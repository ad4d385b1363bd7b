// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.device;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.LongSupplier;

/**
 * The machine's virtual time and the events that devices schedule on it. One retired instruction takes one nanosecond
 * of virtual time; while the processor is halted, time is moved forward to the next event. Nothing here depends on the
 * host's clock, so that a run with the same inputs is the same run.
 *
 * <p>Every device owns its timers for good. The state of the queue is the deadline of each timer; timers that are due
 * at the same time fire in the order in which they were made.
 */
public final class VirtualClock {

    /** Virtual time units per second. */
    public static final long FREQUENCY = 1_000_000_000L;
    /** The deadline of a timer that is not scheduled. */
    public static final long NEVER = Long.MAX_VALUE;

    private final LongSupplier time;
    private final List<Timer> timers = new ArrayList<>();
    private long nextDeadline = NEVER;
    private Runnable deadlineMoved = () -> {
    };

    /** @param time gives the virtual time in nanoseconds since power-on */
    public VirtualClock(LongSupplier time) {
        this.time = time;
    }

    /** An event that can be scheduled again and again. */
    public final class Timer {
        private final String name;
        private final int irq;
        private final Runnable action;
        private long deadline = NEVER;

        private Timer(String name, int irq, Runnable action) {
            this.name = name;
            this.irq = irq;
            this.action = action;
        }

        /** What it is for, for reports. */
        public String name() {
            return name;
        }

        /** When it fires, or {@link #NEVER}. */
        public long deadline() {
            return deadline;
        }

        /** Lets it fire once at a virtual time; replaces an earlier deadline. */
        public void schedule(long time) {
            deadline = time;
            updateNext();
            deadlineMoved.run();
        }

        /** Lets it not fire. */
        public void cancel() {
            deadline = NEVER;
            updateNext();
        }
    }

    /**
     * Makes a timer, not scheduled yet.
     *
     * @param name what it is for
     * @param irq the interrupt request line that it may raise
     * @param action what happens when it is due
     */
    public Timer newTimer(String name, int irq, Runnable action) {
        Timer timer = new Timer(name, irq, action);
        timers.add(timer);
        return timer;
    }

    /** Called whenever a timer was scheduled, so that a running processor notices an earlier deadline. */
    public void onDeadlineMoved(Runnable listener) {
        deadlineMoved = listener;
    }

    /** Virtual time in nanoseconds since power-on. */
    public long now() {
        return time.getAsLong();
    }

    /** When the next timer fires, or {@link #NEVER}. */
    public long nextDeadline() {
        return nextDeadline;
    }

    /** Whether a timer is scheduled that may raise an interrupt request line for which {@code enabled} is true. */
    public boolean canRaise(IntPredicate enabled) {
        for (Timer timer : timers) {
            if (timer.deadline != NEVER && enabled.test(timer.irq)) {
                return true;
            }
        }
        return false;
    }

    /** Fires the timers that are due, in the order of their deadlines. */
    public void runDue() {
        while (nextDeadline <= now()) {
            Timer due = null;
            for (Timer timer : timers) {
                if (timer.deadline == nextDeadline) {
                    due = timer;
                    break;
                }
            }
            due.deadline = NEVER;
            updateNext();
            due.action.run();
        }
    }

    private void updateNext() {
        long next = NEVER;
        for (Timer timer : timers) {
            next = Math.min(next, timer.deadline);
        }
        nextDeadline = next;
    }

    /** {@code a * b / c} without overflow of the product, for conversions between frequencies. Nothing is negative. */
    static long scale(long a, long b, long c) {
        long whole = a / c;
        long rest = a % c;
        return whole * b + rest * b / c;
    }
}
