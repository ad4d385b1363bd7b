// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.machine.boot;

import java.util.ArrayList;
import java.util.List;
import org.hvdt.emulator.machine.BootFile;
import org.hvdt.emulator.machine.MachineException;
import org.hvdt.emulator.memory.Bytes;

/**
 * What a boot loader needs of an ELF executable: its loadable segments and entry point (System V ABI, "Program
 * Loading"). Every offset and size in the file is checked before use.
 *
 * @param is64Bit whether it is of class ELF64
 * @param entry the entry point, a virtual address
 * @param segments the segments of type PT_LOAD that occupy memory, in file order
 */
record ElfImage(boolean is64Bit, long entry, List<Segment> segments) {

    private static final int PT_LOAD = 1;
    private static final int ET_EXEC = 2;
    private static final int EM_386 = 3;
    private static final int EM_X86_64 = 62;

    /**
     * A loadable segment.
     *
     * @param index number of its program header
     * @param offset of its bytes in the file
     * @param fileSize number of bytes in the file
     * @param virtualAddress address it is linked for
     * @param physicalAddress address it is loaded to
     * @param memorySize bytes in memory; those beyond {@code fileSize} are zero
     */
    record Segment(int index, int offset, int fileSize, long virtualAddress, long physicalAddress, long memorySize) {
    }

    static boolean hasMagic(byte[] bytes) {
        return bytes.length >= 4 && bytes[0] == 0x7F && bytes[1] == 'E' && bytes[2] == 'L' && bytes[3] == 'F';
    }

    static ElfImage read(BootFile file) throws MachineException {
        byte[] bytes = file.content();
        if (bytes.length < 16) {
            throw broken(file, "the ELF identification needs 16 bytes, the file has " + bytes.length);
        }
        int elfClass = bytes[4];
        if (elfClass != 1 && elfClass != 2) {
            throw broken(file, "ELF class " + (elfClass & 0xFF) + " at offset 4 is neither 1 (32-bit) nor 2 (64-bit)");
        }
        if (bytes[5] != 1) {
            throw broken(file, "ELF data encoding " + (bytes[5] & 0xFF)
                    + " at offset 5 is not 1 (little-endian), which x86 needs");
        }
        boolean wide = elfClass == 2;
        int headerSize = wide ? 64 : 52;
        if (bytes.length < headerSize) {
            throw broken(file, "truncated: the ELF header needs " + headerSize + " bytes, the file has "
                    + bytes.length);
        }
        int type = Bytes.get16(bytes, 16);
        if (type != ET_EXEC) {
            String kind = switch (type) {
                case 1 -> "a relocatable object; link it first";
                case 3 -> "position-independent; link it with -no-pie";
                case 4 -> "a core file";
                default -> "of type " + type;
            };
            throw broken(file, "not an executable (ELF type 2) but " + kind);
        }
        int machine = Bytes.get16(bytes, 18);
        if (machine != EM_386 && machine != EM_X86_64) {
            throw broken(file, "made for another processor: ELF machine " + machine + " at offset 18; valid are "
                    + EM_386 + " (x86) and " + EM_X86_64 + " (x86-64)");
        }
        long entry = wide ? Bytes.get64(bytes, 24) : Bytes.get32(bytes, 24) & 0xFFFF_FFFFL;
        long tableOffset = wide ? Bytes.get64(bytes, 32) : Bytes.get32(bytes, 28) & 0xFFFF_FFFFL;
        int entrySize = Bytes.get16(bytes, wide ? 54 : 42);
        int count = Bytes.get16(bytes, wide ? 56 : 44);
        int wanted = wide ? 56 : 32;
        if (count == 0) {
            throw broken(file, "it has no program headers, so nothing to load");
        }
        if (entrySize < wanted) {
            throw broken(file, "program headers of " + entrySize + " bytes; " + wanted + " are needed");
        }
        if (tableOffset < 0 || tableOffset + (long) count * entrySize > bytes.length) {
            throw broken(file, "truncated: " + count + " program headers at offset " + hex(tableOffset) + " end at "
                    + hex(tableOffset + (long) count * entrySize) + ", the file has " + hex(bytes.length) + " bytes");
        }
        List<Segment> segments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Segment segment = readSegment(file, wide, (int) tableOffset + i * entrySize, i);
            if (segment != null) {
                segments.add(segment);
            }
        }
        if (segments.isEmpty()) {
            throw broken(file, "none of its " + count + " program headers is loadable (PT_LOAD)");
        }
        return new ElfImage(wide, entry, List.copyOf(segments));
    }

    private static Segment readSegment(BootFile file, boolean wide, int at, int index) throws MachineException {
        byte[] bytes = file.content();
        if (Bytes.get32(bytes, at) != PT_LOAD) {
            return null;
        }
        long offset = wide ? Bytes.get64(bytes, at + 8) : Bytes.get32(bytes, at + 4) & 0xFFFF_FFFFL;
        long virtual = wide ? Bytes.get64(bytes, at + 16) : Bytes.get32(bytes, at + 8) & 0xFFFF_FFFFL;
        long physical = wide ? Bytes.get64(bytes, at + 24) : Bytes.get32(bytes, at + 12) & 0xFFFF_FFFFL;
        long fileSize = wide ? Bytes.get64(bytes, at + 32) : Bytes.get32(bytes, at + 16) & 0xFFFF_FFFFL;
        long memorySize = wide ? Bytes.get64(bytes, at + 40) : Bytes.get32(bytes, at + 20) & 0xFFFF_FFFFL;
        if (memorySize == 0 && fileSize == 0) {
            return null;
        }
        if (offset < 0 || fileSize < 0 || offset > bytes.length || fileSize > bytes.length - offset) {
            throw broken(file, "truncated: segment " + index + " occupies the file's bytes " + hex(offset) + " to "
                    + hex(offset + fileSize) + ", the file has " + hex(bytes.length) + " bytes");
        }
        if (memorySize < 0 || memorySize < fileSize) {
            throw broken(file, "segment " + index + " has " + hex(fileSize) + " bytes in the file but only "
                    + hex(memorySize) + " in memory");
        }
        return new Segment(index, (int) offset, (int) fileSize, virtual, physical, memorySize);
    }

    static MachineException broken(BootFile file, String what) {
        return new MachineException(file.name() + ": " + what);
    }

    static String hex(long value) {
        return String.format("%08Xh", value);
    }
}
