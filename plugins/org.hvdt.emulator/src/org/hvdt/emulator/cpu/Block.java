// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

import org.hvdt.emulator.isa.Instruction;
import org.hvdt.emulator.memory.PhysicalMemory;

/** Decoded instructions that follow one another in one physical page, up to the first that may change the flow. */
final class Block {

    /** Tag of a block that must not be entered without a new look-up. */
    static final long NO_KEY = -1;

    /** Linear address of the first instruction, as of the last look-up. */
    long linear;
    /** {@link Processor#fetchKey()} at the last look-up. */
    long key = NO_KEY;
    /** RIP at the last entry. */
    long startRip;
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
    /** Whether it may be found again: false for code outside of ordinary memory. */
    final boolean cached;
    /** Whether a write has changed its bytes. */
    boolean stale;
    /** Two blocks that were entered after this one. */
    Block next;
    Block otherNext;

    /** Times that it was entered, until it is hot. */
    int entries;
    /** Its compiled form once it is hot, or null. */
    HotBlock hot;

    Block(long physical, long physical2, int mode, int bytes, Instruction[] instructions, Executor[] executors,
            boolean cached) {
        this.physical = physical;
        this.physical2 = physical2;
        this.mode = mode;
        this.bytes = bytes;
        this.instructions = instructions;
        this.executors = executors;
        this.cached = cached;
    }

    private int bytesInFirstPage() {
        return Math.min(bytes, PhysicalMemory.PAGE_SIZE - ((int) physical & PhysicalMemory.PAGE_MASK));
    }

    boolean covers(long address, int length) {
        int first = bytesInFirstPage();
        return overlaps(physical, first, address, length)
                || physical2 != -1 && overlaps(physical2, bytes - first, address, length);
    }

    private static boolean overlaps(long start, int size, long address, int length) {
        return address < start + size && start < address + length;
    }

    /** Marks the bytes that lie in the page of {@code address} as code. */
    void mark(PhysicalMemory memory, long address) {
        int first = bytesInFirstPage();
        if ((physical ^ address) >>> 12 == 0) {
            memory.markCode(physical, first);
        }
        if (physical2 != -1 && (physical2 ^ address) >>> 12 == 0) {
            memory.markCode(physical2, bytes - first);
        }
    }
}
