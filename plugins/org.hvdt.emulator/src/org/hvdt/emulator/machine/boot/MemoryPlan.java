// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.machine.boot;

import java.util.ArrayList;
import java.util.List;
import org.hvdt.emulator.machine.BootFile;
import org.hvdt.emulator.machine.MachineException;

/**
 * Which parts of guest-physical memory are taken while booting, so that nothing is loaded over anything else, and the
 * memory map that the image is told.
 */
final class MemoryPlan {

    /** End of conventional memory; the extended BIOS data area follows. */
    static final long LOW_END = 0x9FC00;
    /** Start of video memory, option ROMs and firmware. */
    static final long HOLE_START = 0xA0000;
    /** End of the firmware; extended memory starts. */
    static final long HOLE_END = 0x100000;

    /** An entry of the memory map. @param available whether it is usable memory (type 1) or reserved (type 2) */
    record Region(long start, long length, boolean available) {
    }

    private record Taken(long start, long end, String what) {
    }

    private final long memorySize;
    private final List<Taken> taken = new ArrayList<>();

    MemoryPlan(long memorySize) {
        this.memorySize = memorySize;
    }

    /** What the firmware's memory map says. */
    List<Region> map() {
        return List.of(new Region(0, LOW_END, true), new Region(LOW_END, HOLE_START - LOW_END, false),
                new Region(0xF0000, 0x10000, false), new Region(HOLE_END, memorySize - HOLE_END, true));
    }

    /**
     * Takes an area that the image demands.
     *
     * @param what names the area in messages, for instance {@code "segment 2"}
     */
    void take(BootFile file, long start, long length, String what) throws MachineException {
        long end = start + length;
        if (start < 0 || end < start || end > memorySize) {
            throw ElfImage.broken(file, what + " occupies " + ElfImage.hex(start) + " to " + ElfImage.hex(end)
                    + ", beyond the machine's memory of " + sizeInWords(memorySize) + " (" + ElfImage.hex(memorySize)
                    + "); link it lower or give the machine more memory");
        }
        if (start < HOLE_END && end > LOW_END) {
            throw ElfImage.broken(file, what + " occupies " + ElfImage.hex(start) + " to " + ElfImage.hex(end)
                    + ", which reaches into video memory and firmware (" + ElfImage.hex(LOW_END) + " to "
                    + ElfImage.hex(HOLE_END) + "); valid are addresses below and above these");
        }
        for (Taken other : taken) {
            if (start < other.end && other.start < end) {
                throw ElfImage.broken(file, what + " (" + ElfImage.hex(start) + " to " + ElfImage.hex(end)
                        + ") overlaps " + other.what + " (" + ElfImage.hex(other.start) + " to "
                        + ElfImage.hex(other.end) + ")");
            }
        }
        taken.add(new Taken(start, end, what));
    }

    /** Finds and takes a page-aligned area in conventional memory, or above everything if there is no room. */
    long placeLow(BootFile file, long length, String what) throws MachineException {
        for (long start = 0x1000; start + length <= LOW_END; start += 0x1000) {
            if (isFree(start, start + length)) {
                taken.add(new Taken(start, start + length, what));
                return start;
            }
        }
        return placeHigh(file, length, what);
    }

    /** Finds and takes a page-aligned area in extended memory above everything that was taken before. */
    long placeHigh(BootFile file, long length, String what) throws MachineException {
        long start = HOLE_END;
        for (Taken other : taken) {
            start = Math.max(start, other.end + 0xFFF & ~0xFFFL);
        }
        if (start + length > memorySize) {
            throw ElfImage.broken(file, what + " (" + sizeInWords(length)
                    + ") does not fit into the machine's memory of " + sizeInWords(memorySize) + ": the room above "
                    + ElfImage.hex(start) + " is " + sizeInWords(Math.max(0, memorySize - start)));
        }
        taken.add(new Taken(start, start + length, what));
        return start;
    }

    private boolean isFree(long start, long end) {
        for (Taken other : taken) {
            if (start < other.end && other.start < end) {
                return false;
            }
        }
        return true;
    }

    static String sizeInWords(long bytes) {
        if (bytes >= 1 << 20 && bytes % (1 << 20) == 0) {
            return String.format("%,d MiB", bytes >> 20);
        }
        if (bytes >= 1 << 10 && bytes % (1 << 10) == 0) {
            return String.format("%,d KiB", bytes >> 10);
        }
        return String.format("%,d bytes", bytes);
    }
}
