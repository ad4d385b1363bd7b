// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

import org.hvdt.emulator.isa.Instruction;

/** Decoded instructions that follow one another in one physical page, up to the first that may change the flow. */
final class Block {

    /** Tag of a block that must not be entered without a new look-up. */
    static final long NO_KEY = -1;

    /** Linear address of the first instruction, as of the last look-up. */
    long linear;
    /** {@link Processor#fetchKey()} at the last look-up. */
    long key = NO_KEY;
    /** Physical address of the first byte. */
    final long physical;
    /** Physical address of the second page of an instruction that crosses pages, or -1. */
    final long physical2;
    /** Code-segment mode it was decoded for. */
    final int mode;
    /** Bytes of all instructions. */
    final int bytes;
    /** The instructions. */
    final Instruction[] instructions;
    /** Their executors. */
    final Executor[] executors;
    /** Whether a write has changed its bytes. */
    boolean stale;
    /** The block that was entered after this one the last time. */
    Block next;

    Block(long physical, long physical2, int mode, int bytes, Instruction[] instructions, Executor[] executors) {
        this.physical = physical;
        this.physical2 = physical2;
        this.mode = mode;
        this.bytes = bytes;
        this.instructions = instructions;
        this.executors = executors;
    }
}
