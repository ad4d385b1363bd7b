// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

/**
 * What the processor's MSRs need of its local APIC (SDM volume 3, chapter "Advanced Programmable Interrupt Controller
 * (APIC)"). All methods are called on the machine's thread.
 */
public interface ApicRegisters {

    /**
     * Reads an x2APIC register.
     *
     * @param index MSR address, 800h to 8FFh
     * @return the value, or null if RDMSR raises #GP(0): no such register, or not in x2APIC mode
     */
    Long readX2Apic(int index);

    /**
     * Writes an x2APIC register.
     *
     * @param index MSR address, 800h to 8FFh
     * @return false if WRMSR raises #GP(0)
     */
    boolean writeX2Apic(int index, long value);

    /** IA32_TSC_DEADLINE; 0 if the timer is not armed or not in TSC-deadline mode. */
    long tscDeadline();

    /** Writes IA32_TSC_DEADLINE. */
    void setTscDeadline(long value);

    /** The time-stamp counter was written: a deadline in its units comes at another time. */
    void timeStampCounterChanged();

    /** IA32_APIC_BASE has changed, by a transition that is valid. @param old the value before */
    void baseChanged(long old);

    /** The APIC's part of INIT. */
    void initialize();
}
