// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

import org.hvdt.emulator.isa.Instruction;

/**
 * Carries out one decoded instruction on a processor. Executors are static methods over the state, bound to rows of
 * the instruction table once, at decode time.
 *
 * <p>On entry {@link Processor#rip} already holds the address of the next instruction and {@link Processor#startRip}
 * that of this one. An executor that faults throws {@link Processor#fault} before it has changed any register; the
 * interpreter then restores RIP. Memory is accessed before registers are written, so that faults are precise.
 */
@FunctionalInterface
public interface Executor {

    /**
     * Executes the instruction.
     *
     * @param cpu the processor
     * @param instruction the decoded instruction
     */
    void execute(Processor cpu, Instruction instruction);
}
