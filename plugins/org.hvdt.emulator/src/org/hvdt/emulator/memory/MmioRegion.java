// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.memory;

/** A device's registers in the guest-physical address space. Called on the machine's thread only. */
public interface MmioRegion {

    /** Guest-physical address of the first byte, page aligned. */
    long start();

    /** Length in bytes, a multiple of the page size; 0 while it is switched off. */
    long length();

    /**
     * Reads {@code size} bytes (1, 2, 4 or 8) at {@code offset} from the start.
     *
     * @return the value, zero-extended
     */
    long read(long offset, int size);

    /** Writes the low {@code size} bytes (1, 2, 4 or 8) of {@code value} at {@code offset} from the start. */
    void write(long offset, int size, long value);
}
