// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.toolchain.elf;

/**
 * A program header of an ELF file (System V ABI, chapter "Program Loading and Dynamic Linking", section
 * "Program Header").
 *
 * @param type {@code p_type}
 * @param flags {@code p_flags}
 * @param offset where its content begins in the file
 * @param virtualAddress where it is when the program runs
 * @param physicalAddress where a boot loader puts it
 * @param fileSize its size in the file
 * @param memorySize its size in memory; what exceeds {@code fileSize} is cleared
 * @param alignment its alignment
 */
public record ElfSegment(int type, int flags, long offset, long virtualAddress, long physicalAddress, long fileSize,
        long memorySize, long alignment) {

    /** Type of a segment that is loaded. */
    public static final int LOAD = 1;

    /** Whether it is loaded. */
    public boolean isLoaded() {
        return type == LOAD;
    }
}
