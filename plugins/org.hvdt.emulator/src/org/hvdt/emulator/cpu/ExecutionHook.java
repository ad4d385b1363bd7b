// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

/** Sees every instruction while it is set; the processor then runs its slower loop. */
@FunctionalInterface
public interface ExecutionHook {

    /**
     * Called before the instruction at {@link Processor#rip} is fetched, after pending events have been delivered.
     *
     * @return true to stop before this instruction
     */
    boolean beforeInstruction(Processor processor);
}
