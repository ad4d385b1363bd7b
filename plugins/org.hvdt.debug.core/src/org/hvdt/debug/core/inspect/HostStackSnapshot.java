// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.core.inspect;

import java.util.List;

/**
 * The host stack as it was when the machine stopped: the layout that the exit handler's code gives it, with the values
 * that are there now. Addresses fall from the first row to the last.
 *
 * @param top host RSP field: RSP when the exit handler starts
 * @param end the first address above the stack
 * @param bottom lowest address of the stack
 * @param sizeKnown whether the size was taken from the image's symbols rather than assumed to be 64 KiB
 * @param active whether the processor runs on this stack now
 * @param rsp the processor's RSP
 * @param used bytes in use, 0 if not active
 * @param highWater most bytes that have ever been in use, as far as non-zero contents tell
 * @param handler name of the exit handler
 * @param rows the stack from its top downwards
 * @param warnings what is wrong with it, each a sentence
 */
public record HostStackSnapshot(long top, long end, long bottom, boolean sizeKnown, boolean active, long rsp, long used,
        long highWater, String handler, List<StackRow> rows, List<String> warnings) {

    /** Size of the host stack in the paper's layout. */
    public static final long PAPER_SIZE = 64 * 1024;

    /** Copies the lists. */
    public HostStackSnapshot {
        rows = List.copyOf(rows);
        warnings = List.copyOf(warnings);
    }

    /** Size in bytes. */
    public long size() {
        return end - bottom;
    }
}
