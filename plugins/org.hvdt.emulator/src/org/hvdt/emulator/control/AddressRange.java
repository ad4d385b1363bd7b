// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.control;

/**
 * Linear addresses from {@code start} (inclusive) to {@code end} (exclusive), compared as unsigned.
 */
public record AddressRange(long start, long end) {

    /** Whether the range contains {@code address}. */
    public boolean contains(long address) {
        return Long.compareUnsigned(address, start) >= 0 && Long.compareUnsigned(address, end) < 0;
    }
}
