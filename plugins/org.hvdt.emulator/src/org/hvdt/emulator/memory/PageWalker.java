// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.memory;

/**
 * Walks the paging structures: 32-bit, PAE, 4-level and 5-level paging with large pages, NX, WP, SMEP, SMAP, protection
 * keys and accessed and dirty flags (SDM volume 3, chapter "Paging"). The processor sets the public fields whenever
 * the registers behind them change. Results are left in fields: no allocation.
 */
public final class PageWalker {

    /** Kind of translation. */
    public enum Mode {
        /** CR0.PG is clear: linear addresses are physical. */
        NONE,
        /** CR4.PAE is clear. */
        LEGACY_32,
        /** CR4.PAE without IA32_EFER.LMA. */
        PAE,
        /** IA32_EFER.LMA with four levels. */
        FOUR_LEVEL,
        /** IA32_EFER.LMA with CR4.LA57. */
        FIVE_LEVEL
    }

    /** Access: data read. */
    public static final int READ = 0;
    /** Access: data write. */
    public static final int WRITE = 1;
    /** Access: instruction fetch. */
    public static final int FETCH = 2;

    /** Error code bits (SDM volume 3, "Page-Fault Exceptions"). */
    public static final int ERROR_PRESENT = 1;
    /** The access was a write. */
    public static final int ERROR_WRITE = 2;
    /** The access was a user-mode access. */
    public static final int ERROR_USER = 4;
    /** A reserved bit was set in a paging-structure entry. */
    public static final int ERROR_RESERVED = 8;
    /** The access was an instruction fetch. */
    public static final int ERROR_FETCH = 16;
    /** Protection keys did not allow the access. */
    public static final int ERROR_PROTECTION_KEY = 32;

    private static final long PRESENT = 1;
    private static final long WRITABLE = 2;
    private static final long USER = 4;
    private static final long ACCESSED = 0x20;
    private static final long DIRTY = 0x40;
    private static final long PAGE_SIZE_BIT = 0x80;
    private static final long GLOBAL = 0x100;
    private static final long NO_EXECUTE = 1L << 63;

    /** Paging mode. */
    public Mode mode = Mode.NONE;
    /** CR3. */
    public long cr3;
    /** Page-directory-pointer-table registers for PAE paging. */
    public final long[] pdpte = new long[4];
    /** CR0.WP. */
    public boolean writeProtect;
    /** CR4.PSE. */
    public boolean pageSizeExtension;
    /** CR4.PGE. */
    public boolean globalPages;
    /** CR4.SMEP. */
    public boolean smep;
    /** CR4.SMAP. */
    public boolean smap;
    /** IA32_EFER.NXE. */
    public boolean noExecuteEnabled;
    /** CR4.PKE: PKRU applies to user pages. */
    public boolean protectionKeys;
    /** PKRU: for each of 16 keys, bit 0 access disable, bit 1 write disable. */
    public int pkru;
    /** MAXPHYADDR. */
    public int physicalAddressBits = 46;
    /** Whether 1-GiB pages are supported. */
    public boolean gigabytePages = true;

    /** Result: the physical address that the linear address translates to. */
    public long physical;
    /** Result: size of the page that maps the address, in bytes. */
    public long pageSize;
    /** Result: whether the translation is global. */
    public boolean global;
    /** Result: page-fault error code if the walk failed. */
    public int errorCode;

    private final PhysicalMemory memory;
    private final long[] entryAddress = new long[5];
    private final long[] entryValue = new long[5];

    /** Walks structures in {@code memory}. */
    public PageWalker(PhysicalMemory memory) {
        this.memory = memory;
    }

    /**
     * Translates, checks permissions, and sets accessed and dirty flags.
     *
     * @param linear linear address, canonical
     * @param access {@link #READ}, {@link #WRITE} or {@link #FETCH}
     * @param kind access kind of {@link Tlb}
     * @return true with the result in {@link #physical}; false with {@link #errorCode} set
     */
    public boolean walk(long linear, int access, int kind) {
        return walk(linear, access, kind, true);
    }

    /**
     * Translates without permission checks and without changing accessed and dirty flags.
     *
     * @return the physical address, or -1 if the page is not present
     */
    public long peek(long linear) {
        return walk(linear, READ, Tlb.SUPERVISOR, false) ? physical : -1;
    }

    private boolean walk(long linear, int access, int kind, boolean real) {
        switch (mode) {
        case NONE:
            physical = linear;
            pageSize = PhysicalMemory.PAGE_SIZE;
            global = false;
            return true;
        case LEGACY_32:
            return walk32(linear, access, kind, real);
        default:
            return walk64(linear, access, kind, real);
        }
    }

    private boolean fail(int access, int kind, int bits) {
        int code = bits;
        if (access == WRITE) {
            code |= ERROR_WRITE;
        }
        if (kind == Tlb.USER) {
            code |= ERROR_USER;
        }
        if (access == FETCH && (smep || noExecuteEnabled && mode != Mode.LEGACY_32)) {
            code |= ERROR_FETCH;
        }
        errorCode = code;
        return false;
    }

    private boolean permitted(int access, int kind, boolean writable, boolean user, boolean noExecute) {
        if (kind == Tlb.USER) {
            return user && (access != WRITE || writable) && (access != FETCH || !noExecute);
        }
        return switch (access) {
        case FETCH -> !noExecute && !(user && smep);
        case WRITE -> (writable || !writeProtect) && !(user && smap && kind != Tlb.SUPERVISOR_AC);
        default -> !(user && smap && kind != Tlb.SUPERVISOR_AC);
        };
    }

    private boolean walk32(long linear, int access, int kind, boolean real) {
        long address = (cr3 & 0xFFFF_F000L) + (linear >>> 22 & 0x3FF) * 4;
        int pde = memory.read32(address);
        if ((pde & PRESENT) == 0) {
            return fail(access, kind, 0);
        }
        boolean writable = (pde & WRITABLE) != 0;
        boolean user = (pde & USER) != 0;
        if (pageSizeExtension && (pde & PAGE_SIZE_BIT) != 0) {
            // PSE-36: bits 20:13 give physical address bits 39:32, as far as they are implemented; bit 21 is reserved.
            long high = (pde >>> 13 & 0xFFL) << 32;
            if ((pde & 1 << 21) != 0 || high >>> physicalAddressBits != 0) {
                return fail(access, kind, ERROR_PRESENT | ERROR_RESERVED);
            }
            if (real && !permitted(access, kind, writable, user, false)) {
                return fail(access, kind, ERROR_PRESENT);
            }
            if (real) {
                long update = ACCESSED | (access == WRITE ? DIRTY : 0);
                if ((pde & update) != update) {
                    memory.write32(address, (int) (pde | update));
                }
            }
            physical = high | pde & 0xFFC0_0000L | linear & 0x3F_FFFF;
            pageSize = 1 << 22;
            global = globalPages && (pde & GLOBAL) != 0;
            return true;
        }
        long pteAddress = (pde & 0xFFFF_F000L) + (linear >>> 12 & 0x3FF) * 4;
        int pte = memory.read32(pteAddress);
        if ((pte & PRESENT) == 0) {
            return fail(access, kind, 0);
        }
        writable &= (pte & WRITABLE) != 0;
        user &= (pte & USER) != 0;
        if (real && !permitted(access, kind, writable, user, false)) {
            return fail(access, kind, ERROR_PRESENT);
        }
        if (real) {
            if ((pde & ACCESSED) == 0) {
                memory.write32(address, (int) (pde | ACCESSED));
            }
            long update = ACCESSED | (access == WRITE ? DIRTY : 0);
            if ((pte & update) != update) {
                memory.write32(pteAddress, (int) (pte | update));
            }
        }
        physical = pte & 0xFFFF_F000L | linear & 0xFFF;
        pageSize = PhysicalMemory.PAGE_SIZE;
        global = globalPages && (pte & GLOBAL) != 0;
        return true;
    }

    private boolean walk64(long linear, int access, int kind, boolean real) {
        long reserved = ~((1L << physicalAddressBits) - 1) & 0x000F_FFFF_FFFF_F000L;
        if (!noExecuteEnabled) {
            reserved |= NO_EXECUTE;
        }
        long addressMask = 0x000F_FFFF_FFFF_F000L;
        boolean writable = true;
        boolean user = true;
        boolean noExecute = false;
        int level;
        long table;
        if (mode == Mode.PAE) {
            // Bits 62:52 of PAE entries are reserved, unlike those of 4-level paging.
            reserved |= 0x7FF0_0000_0000_0000L;
            long entry = pdpte[(int) (linear >>> 30) & 3];
            if ((entry & PRESENT) == 0) {
                return fail(access, kind, 0);
            }
            table = entry & addressMask;
            level = 1;
        } else {
            table = cr3 & addressMask;
            level = mode == Mode.FIVE_LEVEL ? 4 : 3;
        }
        int top = level;
        for (;; level--) {
            int shift = 12 + 9 * level;
            long address = table + ((linear >>> shift & 0x1FF) << 3);
            long entry = memory.read64(address);
            if ((entry & PRESENT) == 0) {
                return fail(access, kind, 0);
            }
            boolean leaf = level == 0 || (entry & PAGE_SIZE_BIT) != 0;
            long mustBeZero = reserved;
            if (leaf && level > 0) {
                if (level >= 3 || level == 2 && !gigabytePages) {
                    mustBeZero |= PAGE_SIZE_BIT;
                } else {
                    mustBeZero |= (1L << shift) - 1 & ~0x1FFFL;
                }
            }
            if ((entry & mustBeZero) != 0) {
                return fail(access, kind, ERROR_PRESENT | ERROR_RESERVED);
            }
            writable &= (entry & WRITABLE) != 0;
            user &= (entry & USER) != 0;
            noExecute |= (entry & NO_EXECUTE) != 0;
            entryAddress[level] = address;
            entryValue[level] = entry;
            if (leaf) {
                if (real) {
                    boolean keyed = protectionKeys && user && mode != Mode.PAE && keyForbids(entry, access, kind);
                    if (keyed || !permitted(access, kind, writable, user, noExecute)) {
                        return fail(access, kind, keyed ? ERROR_PRESENT | ERROR_PROTECTION_KEY : ERROR_PRESENT);
                    }
                    setAccessed(level, top, access);
                }
                long offsetMask = (1L << shift) - 1;
                physical = entry & addressMask & ~offsetMask | linear & offsetMask;
                pageSize = offsetMask + 1;
                global = globalPages && (entry & GLOBAL) != 0;
                return true;
            }
            table = entry & addressMask;
        }
    }

    /** Whether the protection key in bits 62:59 of the entry that maps a user page forbids a data access. */
    private boolean keyForbids(long entry, int access, int kind) {
        if (access == FETCH) {
            return false;
        }
        int rights = pkru >>> 2 * ((int) (entry >>> 59) & 0xF) & 3;
        return (rights & 1) != 0 || (rights & 2) != 0 && access == WRITE && (kind == Tlb.USER || writeProtect);
    }

    private void setAccessed(int leaf, int top, int access) {
        for (int level = top; level >= leaf; level--) {
            long update = level == leaf && access == WRITE ? ACCESSED | DIRTY : ACCESSED;
            if ((entryValue[level] & update) != update) {
                memory.write64(entryAddress[level], entryValue[level] | update);
            }
        }
    }
}
