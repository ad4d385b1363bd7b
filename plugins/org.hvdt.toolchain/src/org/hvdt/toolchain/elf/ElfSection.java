// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.toolchain.elf;

/**
 * A section header of an ELF file (System V ABI, chapter "Object Files", section "Section Header").
 *
 * @param index its number in the section header table
 * @param name its name
 * @param type {@code sh_type}
 * @param flags {@code sh_flags}
 * @param address its address in memory, 0 if it is not loaded
 * @param offset where its content begins in the file
 * @param size its size in bytes
 * @param link {@code sh_link}, the number of a related section
 * @param info {@code sh_info}
 * @param entrySize the size of an entry if it is a table, otherwise 0
 */
public record ElfSection(int index, String name, int type, long flags, long address, long offset, long size, int link,
        int info, long entrySize) {

    /** Type of a symbol table. */
    public static final int SYMTAB = 2;
    /** Type of a string table. */
    public static final int STRTAB = 3;
    /** Type of a section that takes no room in the file. */
    public static final int NOBITS = 8;

    private static final long WRITE = 1;
    private static final long ALLOC = 2;
    private static final long EXECINSTR = 4;
    private static final long COMPRESSED = 0x800;

    /** Whether it takes part in the memory image. */
    public boolean isLoaded() {
        return (flags & ALLOC) != 0;
    }

    /** Whether it can be written by the program. */
    public boolean isWritable() {
        return (flags & WRITE) != 0;
    }

    /** Whether it holds machine code. */
    public boolean isExecutable() {
        return (flags & EXECINSTR) != 0;
    }

    /** Whether its content is compressed in the file. */
    public boolean isCompressed() {
        return (flags & COMPRESSED) != 0;
    }

    /** Whether an address lies in it. */
    public boolean contains(long value) {
        return isLoaded() && Long.compareUnsigned(value - address, size) < 0;
    }
}
