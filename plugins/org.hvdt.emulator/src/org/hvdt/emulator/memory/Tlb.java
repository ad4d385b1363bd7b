// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.memory;

import java.util.Arrays;

/**
 * Software translation look-aside buffer: three direct-mapped arrays (reads, writes, instruction fetches) whose tags
 * hold the linear page and, in the low 12 bits, a context. A context stands for an address space (PCID, VPID, EPTP)
 * and an access kind; permissions are checked when an entry is filled, so a tag match is all a hit needs. Flushing an
 * address space gives it fresh contexts, which takes constant time.
 *
 * <p>SDM volume 3, "Caching Translation Information".
 */
public final class Tlb {

    /** Access kind: supervisor-mode access, implicit or explicit with SMAP enforced. */
    public static final int SUPERVISOR = 0;
    /** Access kind: user-mode access. */
    public static final int USER = 1;
    /** Access kind: explicit supervisor-mode access with EFLAGS.AC set, which SMAP does not stop. */
    public static final int SUPERVISOR_AC = 2;
    /** A context that no tag ever matches. */
    public static final long NO_CONTEXT = 0xFFF;

    /** Entries of each array. */
    public static final int ENTRIES = 1024;
    /** Mask of an array index. */
    public static final int INDEX_MASK = ENTRIES - 1;

    private static final int MAX_SPACES = 1023;
    private static final long EMPTY = -1L;

    /** Tags of pages that may be read directly. */
    public final long[] readTag = new long[ENTRIES];
    /** Pages for {@link #readTag}. */
    public final byte[][] readPage = new byte[ENTRIES][];
    /** Tags of pages that may be written directly. */
    public final long[] writeTag = new long[ENTRIES];
    /** Pages for {@link #writeTag}. */
    public final byte[][] writePage = new byte[ENTRIES][];
    /** Tags of translations for writes to pages that hold code or device registers. */
    public final long[] slowWriteTag = new long[ENTRIES];
    /** Physical page addresses for {@link #slowWriteTag}. */
    public final long[] slowWritePhysical = new long[ENTRIES];
    /** Tags of translations for instruction fetches. */
    public final long[] fetchTag = new long[ENTRIES];
    /** Physical page addresses for {@link #fetchTag}. */
    public final long[] fetchPhysical = new long[ENTRIES];

    /** Live address spaces; the id of space i is {@code spaceId[i]}. */
    private int spaces;
    private final int[] spacePcid = new int[MAX_SPACES];
    private final int[] spaceVpid = new int[MAX_SPACES];
    private final long[] spaceEptp = new long[MAX_SPACES];
    private final int[] spaceId = new int[MAX_SPACES];
    private int nextId;
    private int generation;

    /** Creates an empty TLB. */
    public Tlb() {
        clear();
    }

    private void clear() {
        Arrays.fill(readTag, EMPTY);
        Arrays.fill(writeTag, EMPTY);
        Arrays.fill(slowWriteTag, EMPTY);
        Arrays.fill(fetchTag, EMPTY);
        spaces = 0;
        nextId = 0;
        generation++;
    }

    /** Grows whenever context numbers start over, so that a context stays unique together with it. */
    public int generation() {
        return generation;
    }

    /** Forgets everything. Contexts handed out before are void: ask {@link #context} again. */
    public void flushAll() {
        clear();
    }

    /**
     * The context of an address space, to which the caller adds an access kind. Valid until the next flush.
     *
     * @return a multiple of 4 below 4092
     */
    public long context(int pcid, int vpid, long eptp) {
        for (int i = 0; i < spaces; i++) {
            if (spacePcid[i] == pcid && spaceVpid[i] == vpid && spaceEptp[i] == eptp) {
                return (long) spaceId[i] << 2;
            }
        }
        if (nextId == MAX_SPACES) {
            clear();
        }
        spacePcid[spaces] = pcid;
        spaceVpid[spaces] = vpid;
        spaceEptp[spaces] = eptp;
        spaceId[spaces] = nextId++;
        return (long) spaceId[spaces++] << 2;
    }

    private void drop(int i) {
        spaces--;
        spacePcid[i] = spacePcid[spaces];
        spaceVpid[i] = spaceVpid[spaces];
        spaceEptp[i] = spaceEptp[spaces];
        spaceId[i] = spaceId[spaces];
    }

    /** Forgets the translations of one address space. */
    public void flush(int pcid, int vpid, long eptp) {
        for (int i = spaces - 1; i >= 0; i--) {
            if (spacePcid[i] == pcid && spaceVpid[i] == vpid && spaceEptp[i] == eptp) {
                drop(i);
            }
        }
    }

    /** Forgets the translations of all PCIDs of a VPID. */
    public void flushVpid(int vpid) {
        for (int i = spaces - 1; i >= 0; i--) {
            if (spaceVpid[i] == vpid) {
                drop(i);
            }
        }
    }

    /** Forgets the translations that were made with an EPT pointer. */
    public void flushEptp(long eptp) {
        for (int i = spaces - 1; i >= 0; i--) {
            if (spaceEptp[i] == eptp) {
                drop(i);
            }
        }
    }

    /** Forgets the translations of the 4 KiB page of {@code linear} in all address spaces. */
    public void flushPage(long linear) {
        int index = (int) (linear >>> 12) & INDEX_MASK;
        readTag[index] = EMPTY;
        writeTag[index] = EMPTY;
        slowWriteTag[index] = EMPTY;
        fetchTag[index] = EMPTY;
    }

    /** Forgets direct read and write access to all pages; their translations are made anew. */
    public void dropWrites() {
        Arrays.fill(writeTag, EMPTY);
    }

    /** Forgets direct write access to the one page, whatever linear address it has been entered under. */
    public void dropWrites(byte[] page) {
        for (int i = 0; i < ENTRIES; i++) {
            if (writePage[i] == page) {
                writeTag[i] = EMPTY;
            }
        }
    }
}
