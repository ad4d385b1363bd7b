// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.toolchain.elf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

import org.hvdt.toolchain.ImageFormatException;
import org.hvdt.toolchain.Symbol;
import org.hvdt.toolchain.SymbolTable;

/**
 * An ELF file for x86: 32-bit or 64-bit, little-endian (System V ABI, chapter "Object Files"). Everything that the
 * headers point to is checked against the file's size when it is read. Immutable.
 */
public final class ElfFile {

    /** {@code e_type} of an object file that is yet to be linked. */
    public static final int RELOCATABLE = 1;
    /** {@code e_type} of a program. */
    public static final int EXECUTABLE = 2;
    /** {@code e_type} of a shared object or position-independent program. */
    public static final int SHARED = 3;

    private static final int MACHINE_386 = 3;
    private static final int MACHINE_X86_64 = 62;
    private static final int HEADER_32 = 52;
    private static final int HEADER_64 = 64;
    private static final int SHN_ABS = 0xFFF1;
    private static final int SHN_RESERVED = 0xFF00;
    private static final int STT_SECTION = 3;
    private static final int STT_FILE = 4;
    private static final int COMPRESS_ZLIB = 1;
    private static final long LARGEST_UNCOMPRESSED = 1L << 30;

    private final String name;
    private final ByteBuffer content;
    private final boolean is64;
    private final int type;
    private final long entry;
    private final List<ElfSection> sections;
    private final List<ElfSegment> segments;

    private ElfFile(String name, byte[] bytes) throws ImageFormatException {
        this.name = name;
        content = ByteBuffer.wrap(bytes).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length < 16 || content.getInt(0) != 0x464C457F) {
            throw broken("it does not begin with the ELF magic number 7F 45 4C 46" + beginning(bytes));
        }
        int fileClass = content.get(4);
        if (fileClass != 1 && fileClass != 2) {
            throw broken("byte 4, the class, is " + fileClass + "; valid are 1 (32-bit) and 2 (64-bit)");
        }
        is64 = fileClass == 2;
        if (content.get(5) != 1) {
            throw broken("byte 5, the data encoding, is " + content.get(5)
                    + "; x86 programs are little-endian, which is 1");
        }
        int header = is64 ? HEADER_64 : HEADER_32;
        if (bytes.length < header) {
            throw broken("it ends within the ELF header: " + size(bytes.length) + ", the header alone has "
                    + size(header));
        }
        type = unsignedShort(16);
        int machine = unsignedShort(18);
        if (machine != MACHINE_386 && machine != MACHINE_X86_64) {
            throw broken("it is made for machine " + machine + "; x86 programs have 62 (x86-64) or 3 (80386)");
        }
        entry = word(24, 24);
        segments = List.copyOf(readSegments());
        sections = List.copyOf(readSections());
    }

    /**
     * Reads an ELF file.
     *
     * @param name what messages call the file
     * @param content its bytes; must not be changed afterwards
     * @throws ImageFormatException if it is no ELF file, is for another processor, or is broken
     */
    public static ElfFile parse(String name, byte[] content) throws ImageFormatException {
        return new ElfFile(name, content);
    }

    /** Whether the bytes begin like an ELF file. */
    public static boolean isElf(byte[] content) {
        return content.length >= 4 && content[0] == 0x7F && content[1] == 'E' && content[2] == 'L'
                && content[3] == 'F';
    }

    /** What messages call the file. */
    public String name() {
        return name;
    }

    /** Whether it is a 64-bit file. */
    public boolean is64() {
        return is64;
    }

    /** {@code e_type}: {@link #RELOCATABLE}, {@link #EXECUTABLE}, {@link #SHARED} or another. */
    public int type() {
        return type;
    }

    /** The address of the first instruction. */
    public long entry() {
        return entry;
    }

    /** The sections, in the order of their numbers. */
    public List<ElfSection> sections() {
        return sections;
    }

    /** The segments, in the file's order. */
    public List<ElfSegment> segments() {
        return segments;
    }

    /** The first section of a name. */
    public Optional<ElfSection> section(String sectionName) {
        return sections.stream().filter(section -> section.name().equals(sectionName)).findFirst();
    }

    /** The section in which an address lies. */
    public Optional<ElfSection> sectionAt(long address) {
        return sections.stream().filter(section -> section.contains(address)).findFirst();
    }

    /**
     * The content of a section, little-endian, uncompressed; empty for a section without content in the file.
     *
     * @throws ImageFormatException if it is compressed in a way that is broken or unknown
     */
    public ByteBuffer data(ElfSection section) throws ImageFormatException {
        if (section.type() == ElfSection.NOBITS) {
            return ByteBuffer.allocate(0);
        }
        ByteBuffer data = content.slice((int) section.offset(), (int) section.size())
                .order(ByteOrder.LITTLE_ENDIAN);
        return section.isCompressed() ? uncompress(section, data) : data;
    }

    /**
     * The content of a segment as it is in the file.
     */
    public ByteBuffer data(ElfSegment segment) {
        return content.slice((int) segment.offset(), (int) segment.fileSize()).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * The named symbols: no sections, files, undefined names, nor the names that NASM makes up for local labels of
     * macros.
     *
     * @throws ImageFormatException if the symbol table is broken
     */
    public SymbolTable symbolTable() throws ImageFormatException {
        List<Symbol> symbols = new ArrayList<>();
        for (ElfSection section : sections) {
            if (section.type() == ElfSection.SYMTAB) {
                readSymbols(section, symbols);
            }
        }
        return symbols.isEmpty() ? SymbolTable.EMPTY : new SymbolTable(symbols);
    }

    private void readSymbols(ElfSection table, List<Symbol> symbols) throws ImageFormatException {
        int entrySize = is64 ? 24 : 16;
        if (table.entrySize() != entrySize) {
            throw broken("an entry of the symbol table " + table.name() + " has " + size(table.entrySize())
                    + "; in " + (is64 ? "64" : "32") + "-bit files it has " + size(entrySize));
        }
        if (table.link() <= 0 || table.link() >= sections.size()) {
            throw broken("the symbol table " + table.name() + " names section " + table.link()
                    + " as its string table; there are " + sections.size() + " sections");
        }
        ByteBuffer strings = data(sections.get(table.link()));
        ByteBuffer data = data(table);
        for (int at = 0; at + entrySize <= data.limit(); at += entrySize) {
            long value = is64 ? data.getLong(at + 8) : data.getInt(at + 4) & 0xFFFFFFFFL;
            long size = is64 ? data.getLong(at + 16) : data.getInt(at + 8) & 0xFFFFFFFFL;
            int info = data.get(at + (is64 ? 4 : 12)) & 0xFF;
            int index = data.getShort(at + (is64 ? 6 : 14)) & 0xFFFF;
            String symbol = string(strings, data.getInt(at), table.name());
            int kind = info & 0xF;
            if (symbol.isEmpty() || kind == STT_SECTION || kind == STT_FILE || index == 0
                    || symbol.startsWith("..@")) {
                continue;
            }
            symbols.add(new Symbol(symbol, value, size, kind(index), info >>> 4 != 0));
        }
    }

    private Symbol.Kind kind(int sectionIndex) {
        if (sectionIndex == SHN_ABS || sectionIndex >= SHN_RESERVED || sectionIndex >= sections.size()) {
            return Symbol.Kind.CONSTANT;
        }
        return sections.get(sectionIndex).isExecutable() ? Symbol.Kind.CODE : Symbol.Kind.DATA;
    }

    private List<ElfSegment> readSegments() throws ImageFormatException {
        long table = word(28, 32);
        int entrySize = unsignedShort(is64 ? 54 : 42);
        int count = unsignedShort(is64 ? 56 : 44);
        List<ElfSegment> result = new ArrayList<>();
        if (count == 0) {
            return result;
        }
        int expected = is64 ? 56 : 32;
        if (entrySize < expected) {
            throw broken("a program header has " + size(entrySize) + "; it must have at least " + size(expected));
        }
        checkRange("the program header table", table, (long) entrySize * count);
        for (int i = 0; i < count; i++) {
            int at = (int) table + i * entrySize;
            ElfSegment segment = is64
                    ? new ElfSegment(content.getInt(at), content.getInt(at + 4), content.getLong(at + 8),
                            content.getLong(at + 16), content.getLong(at + 24), content.getLong(at + 32),
                            content.getLong(at + 40), content.getLong(at + 48))
                    : new ElfSegment(content.getInt(at), content.getInt(at + 24), unsigned(at + 4), unsigned(at + 8),
                            unsigned(at + 12), unsigned(at + 16), unsigned(at + 20), unsigned(at + 28));
            checkRange("segment " + i, segment.offset(), segment.fileSize());
            if (segment.isLoaded() && Long.compareUnsigned(segment.memorySize(), segment.fileSize()) < 0) {
                throw broken("segment " + i + " has " + size(segment.fileSize()) + " in the file and only "
                        + size(segment.memorySize()) + " in memory");
            }
            result.add(segment);
        }
        return result;
    }

    private List<ElfSection> readSections() throws ImageFormatException {
        long table = word(32, 40);
        int entrySize = unsignedShort(is64 ? 58 : 46);
        long count = unsignedShort(is64 ? 60 : 48);
        long namesIndex = unsignedShort(is64 ? 62 : 50);
        List<ElfSection> raw = new ArrayList<>();
        if (table == 0) {
            return raw;
        }
        int expected = is64 ? 64 : 40;
        if (entrySize < expected) {
            throw broken("a section header has " + size(entrySize) + "; it must have at least " + size(expected));
        }
        checkRange("the section header table", table, (long) entrySize * Math.max(count, 1));
        if (count == 0) {   // more sections than 16 bits can count: the number is in section 0
            count = is64 ? content.getLong((int) table + 32) : unsigned((int) table + 20);
            if (count < 0 || count > content.limit() / entrySize) {
                throw broken("the section header table is to have " + Long.toUnsignedString(count)
                        + " entries, more than fit into the file");
            }
            checkRange("the section header table", table, entrySize * count);
        }
        for (int i = 0; i < count; i++) {
            int at = (int) table + i * entrySize;
            ElfSection section = is64
                    ? new ElfSection(i, "", content.getInt(at + 4), content.getLong(at + 8), content.getLong(at + 16),
                            content.getLong(at + 24), content.getLong(at + 32), content.getInt(at + 40),
                            content.getInt(at + 44), content.getLong(at + 56))
                    : new ElfSection(i, "", content.getInt(at + 4), unsigned(at + 8), unsigned(at + 12),
                            unsigned(at + 16), unsigned(at + 20), content.getInt(at + 24), content.getInt(at + 28),
                            unsigned(at + 36));
            if (section.type() != ElfSection.NOBITS && section.type() != 0) {
                checkRange("section " + i, section.offset(), section.size());
            }
            raw.add(section);
        }
        if (namesIndex == 0xFFFF && !raw.isEmpty()) {
            namesIndex = raw.get(0).link();
        }
        if (namesIndex == 0) {
            return raw;
        }
        if (namesIndex < 0 || namesIndex >= count || raw.get((int) namesIndex).type() != ElfSection.STRTAB) {
            throw broken("the section names are to be in section " + namesIndex
                    + ", which is no string table of this file");
        }
        ByteBuffer names = data(raw.get((int) namesIndex));
        List<ElfSection> result = new ArrayList<>();
        for (ElfSection section : raw) {
            int at = (int) table + section.index() * entrySize;
            result.add(new ElfSection(section.index(), string(names, content.getInt(at), "the section names"),
                    section.type(), section.flags(), section.address(), section.offset(), section.size(),
                    section.link(), section.info(), section.entrySize()));
        }
        return result;
    }

    private ByteBuffer uncompress(ElfSection section, ByteBuffer data) throws ImageFormatException {
        int header = is64 ? 24 : 12;
        if (data.limit() < header) {
            throw broken("the compressed section " + section.name() + " ends within its compression header");
        }
        int method = data.getInt(0);
        if (method != COMPRESS_ZLIB) {
            throw broken("section " + section.name() + " is compressed by method " + method
                    + "; only zlib (1) is known. Link without --compress-debug-sections");
        }
        long size = is64 ? data.getLong(8) : data.getInt(4) & 0xFFFFFFFFL;
        if (size < 0 || size > LARGEST_UNCOMPRESSED) {
            throw broken("the compressed section " + section.name() + " is to have " + Long.toUnsignedString(size)
                    + " bytes uncompressed; at most " + size(LARGEST_UNCOMPRESSED) + " are read");
        }
        byte[] result = new byte[(int) size];
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(data.slice(header, data.limit() - header));
            int length = 0;
            while (length < result.length) {
                int more = inflater.inflate(result, length, result.length - length);
                if (more == 0) {
                    throw broken("the compressed section " + section.name() + " has " + size(length)
                            + " uncompressed, its header says " + size(size));
                }
                length += more;
            }
        } catch (DataFormatException e) {
            throw new ImageFormatException(name + " is broken: the compressed section " + section.name()
                    + " cannot be uncompressed", e);
        } finally {
            inflater.end();
        }
        return ByteBuffer.wrap(result).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    private String string(ByteBuffer strings, int offset, String where) throws ImageFormatException {
        if (offset == 0 && strings.limit() == 0) {
            return "";
        }
        if (offset < 0 || offset >= strings.limit()) {
            throw broken("a name of " + where + " is to be at offset " + Integer.toUnsignedString(offset)
                    + " of a string table of " + size(strings.limit()));
        }
        int end = offset;
        while (end < strings.limit() && strings.get(end) != 0) {
            end++;
        }
        byte[] bytes = new byte[end - offset];
        strings.get(offset, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private void checkRange(String what, long offset, long length) throws ImageFormatException {
        if (offset < 0 || length < 0 || offset > content.limit() || length > content.limit() - offset) {
            throw broken(what + " is to be at offset " + Long.toUnsignedString(offset) + " with "
                    + Long.toUnsignedString(length) + " bytes, but the file has " + size(content.limit())
                    + ". It may have been cut off");
        }
    }

    private ImageFormatException broken(String what) {
        return new ImageFormatException(name + " is not a usable ELF file: " + what + ".");
    }

    private static String beginning(byte[] bytes) {
        if (bytes.length == 0) {
            return "; it is empty";
        }
        StringBuilder text = new StringBuilder(", but with");
        for (int i = 0; i < Math.min(4, bytes.length); i++) {
            text.append(String.format(" %02X", bytes[i]));
        }
        return text.toString();
    }

    private static String size(long bytes) {
        return String.format(Locale.ROOT, "%,d bytes", bytes);
    }

    private int unsignedShort(int at) {
        return content.getShort(at) & 0xFFFF;
    }

    private long unsigned(int at) {
        return content.getInt(at) & 0xFFFFFFFFL;
    }

    /** A field that has the width of an address, at one offset in 32-bit files and at another in 64-bit files. */
    private long word(int at32, int at64) {
        return is64 ? content.getLong(at64) : unsigned(at32);
    }
}
