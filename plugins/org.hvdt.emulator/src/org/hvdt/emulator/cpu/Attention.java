// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

/** Bits of {@link Processor#raiseAttention}: reasons for the interpreter to leave its fast path. */
public final class Attention {

    /** Return from {@link Processor#run} at the next instruction boundary. */
    public static final int STOP = 1;
    /** The interrupt controller's output is active, or masking has changed while it is. */
    public static final int INTERRUPT = 1 << 1;
    /** A non-maskable interrupt is latched. */
    public static final int NMI = 1 << 2;
    /** INIT was signalled. */
    public static final int INIT = 1 << 3;
    /** Call {@link VmxOperation#interceptPendingEvents} at the next boundary (window exits, preemption timer, MTF). */
    public static final int VMX = 1 << 4;
    /** Blocking by STI or MOV SS is in effect and ends after one instruction. */
    public static final int SHADOW = 1 << 5;
    /** RFLAGS.TF is set, instruction breakpoints are enabled, or a debug exception is pending. */
    public static final int DEBUG = 1 << 6;
    /** The processor is not in the active state (HLT, shutdown, wait-for-SIPI). */
    public static final int INACTIVE = 1 << 7;

    private Attention() {
    }
}
