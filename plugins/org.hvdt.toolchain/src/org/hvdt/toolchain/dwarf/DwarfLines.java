// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.toolchain.dwarf;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.hvdt.toolchain.ImageFormatException;
import org.hvdt.toolchain.LineTable;
import org.hvdt.toolchain.SourceLocation;
import org.hvdt.toolchain.elf.ElfFile;
import org.hvdt.toolchain.elf.ElfSection;

/**
 * Reads the line number programs of {@code .debug_line} of versions 2 to 5 (DWARF 5, section 6.2 "Line Number
 * Information").
 *
 * <p>Every program of the section is run, whether or not a compilation unit refers to it, and only its rows count: the
 * address ranges of NASM's units cover one section at most. NASM also goes from one section to the next within a
 * sequence, so that the end of a row is not always the next row's address.
 */
public final class DwarfLines {

    private static final int LNCT_PATH = 1;
    private static final int LNCT_DIRECTORY_INDEX = 2;

    /** The state machine's registers that matter here. */
    private static final class Registers {
        private long address;
        private long line = 1;
        private int file = 1;
        private boolean statement;
        private int operation;
    }

    /** A program's header. */
    private static final class Header {
        private DwarfForms.Format format;
        private int minimumInstructionLength;
        private int maximumOperations = 1;
        private boolean defaultStatement;
        private int lineBase;
        private int lineRange;
        private int opcodeBase;
        private int[] operandCounts;
        private final List<Path> folders = new ArrayList<>();
        private final List<Path> files = new ArrayList<>();
    }

    private record Raw(long address, SourceLocation location, boolean statement, boolean jumped) {
    }

    private final ElfFile elf;
    private final DwarfForms forms;
    private final Map<Long, DwarfUnits.Unit> units;
    private final Map<String, Path> paths = new HashMap<>();
    private final List<LineTable.Row> rows = new ArrayList<>();

    private DwarfLines(ElfFile elf) throws ImageFormatException {
        this.elf = elf;
        forms = new DwarfForms(elf);
        units = DwarfUnits.read(elf, forms);
    }

    /**
     * The line table of a program; empty if it has no debug information.
     *
     * @throws ImageFormatException if the debug information is broken
     */
    public static LineTable read(ElfFile elf) throws ImageFormatException {
        Optional<DwarfReader> lines = DwarfForms.reader(elf, ".debug_line");
        if (lines.isEmpty()) {
            return LineTable.EMPTY;
        }
        DwarfLines result = new DwarfLines(elf);
        result.readPrograms(lines.get());
        return new LineTable(withoutOverlaps(result.rows));
    }

    /** Ends each row where the next one starts at the latest. */
    private static List<LineTable.Row> withoutOverlaps(List<LineTable.Row> rows) {
        rows.sort(Comparator.comparing(LineTable.Row::start, Long::compareUnsigned));
        List<LineTable.Row> result = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            LineTable.Row row = rows.get(i);
            long end = row.end();
            if (i + 1 < rows.size() && Long.compareUnsigned(rows.get(i + 1).start(), end) < 0) {
                end = rows.get(i + 1).start();
            }
            result.add(end == row.end() ? row
                    : new LineTable.Row(row.start(), end, row.location(), row.statement()));
        }
        return result;
    }

    private void readPrograms(DwarfReader reader) throws ImageFormatException {
        while (reader.hasMore()) {
            long offset = reader.position();
            long length = reader.u32();
            boolean dwarf64 = length == 0xFFFFFFFFL;
            if (dwarf64) {
                length = reader.u64();
            }
            reader.beginUnit(length);
            int version = reader.u16();
            if (version >= 2 && version <= 5) {
                Header header = readHeader(reader, version, dwarf64, units.getOrDefault(offset,
                        DwarfUnits.Unit.UNKNOWN));
                run(reader, header);
            }
            reader.endUnit();
        }
    }

    private Header readHeader(DwarfReader reader, int version, boolean dwarf64, DwarfUnits.Unit unit)
            throws ImageFormatException {
        Header header = new Header();
        int addressSize = elf.is64() ? 8 : 4;
        if (version >= 5) {
            addressSize = reader.u8();
            reader.u8();                                        // segment selector size
        }
        header.format = new DwarfForms.Format(version, dwarf64, addressSize);
        long headerLength = reader.offset(dwarf64);
        long program = reader.position() + headerLength;
        header.minimumInstructionLength = reader.u8();
        if (version >= 4) {
            header.maximumOperations = Math.max(1, reader.u8());
        }
        header.defaultStatement = reader.u8() != 0;
        header.lineBase = reader.s8();
        header.lineRange = reader.u8();
        header.opcodeBase = reader.u8();
        header.operandCounts = new int[Math.max(1, header.opcodeBase)];
        for (int i = 1; i < header.opcodeBase; i++) {
            header.operandCounts[i] = reader.u8();
        }
        Path base = path(Path.of("").toAbsolutePath(), unit.base());
        if (version >= 5) {
            readTable(reader, header, true, base);
            readTable(reader, header, false, base);
        } else {
            header.folders.add(base);
            for (String name = reader.string(); !name.isEmpty(); name = reader.string()) {
                header.folders.add(path(base, name));
            }
            header.files.add(path(base, unit.name()));          // numbers start at 1
            for (String name = reader.string(); !name.isEmpty(); name = reader.string()) {
                addFile(reader, header, name, reader.uleb());
                reader.uleb();                                  // time
                reader.uleb();                                  // size
            }
        }
        reader.position(program);
        return header;
    }

    /** A table of folders or files as version 5 has it: first the form of an entry, then the entries. */
    private void readTable(DwarfReader reader, Header header, boolean folders, Path base)
            throws ImageFormatException {
        int formatCount = reader.u8();
        int[] contents = new int[formatCount];
        int[] entryForms = new int[formatCount];
        for (int i = 0; i < formatCount; i++) {
            contents[i] = (int) reader.uleb();
            entryForms[i] = (int) reader.uleb();
        }
        long count = reader.uleb();
        for (long entry = 0; entry < count; entry++) {
            String name = "";
            long folder = 0;
            for (int i = 0; i < formatCount; i++) {
                DwarfForms.Value value = forms.read(reader, entryForms[i], header.format);
                if (contents[i] == LNCT_PATH) {
                    name = value.text() == null ? "" : value.text();
                } else if (contents[i] == LNCT_DIRECTORY_INDEX) {
                    folder = value.number();
                }
            }
            if (formatCount == 0) {
                throw reader.broken("a table of files at offset " + reader.position() + " has entries without form");
            }
            if (folders) {
                header.folders.add(path(entry == 0 ? base : header.folders.get(0), name));
            } else {
                addFile(reader, header, name, folder);
            }
        }
    }

    private void addFile(DwarfReader reader, Header header, String name, long folder) throws ImageFormatException {
        if (folder < 0 || folder >= header.folders.size()) {
            throw reader.broken("the file " + name + " is to be in folder " + Long.toUnsignedString(folder)
                    + " of a table of " + header.folders.size());
        }
        header.files.add(path(header.folders.get((int) folder), name));
    }

    private void run(DwarfReader reader, Header header) throws ImageFormatException {
        List<Raw> sequence = new ArrayList<>();
        Registers registers = start(header);
        boolean jumped = false;
        while (reader.hasMore()) {
            int opcode = reader.u8();
            boolean row = false;
            if (opcode >= header.opcodeBase) {
                int adjusted = opcode - header.opcodeBase;
                if (header.lineRange == 0) {
                    throw reader.broken("a line number program has a line range of 0");
                }
                advance(registers, header, adjusted / header.lineRange);
                registers.line += header.lineBase + adjusted % header.lineRange;
                row = true;
            } else if (opcode == 0) {
                long length = reader.uleb();
                if (length == 0) {
                    continue;
                }
                long end = reader.position() + length;
                int extended = reader.u8();
                if (extended == 1) {                            // end_sequence
                    finish(sequence, registers.address);
                    sequence.clear();
                    registers = start(header);
                    jumped = false;
                } else if (extended == 2) {                     // set_address
                    registers.address = reader.unsigned((int) Math.min(length - 1, 9));
                    registers.operation = 0;
                    jumped = true;
                } else if (extended == 3) {                     // define_file
                    String name = reader.string();
                    addFile(reader, header, name, reader.uleb());
                }
                reader.position(end);
            } else {
                row = standard(reader, header, registers, opcode);
            }
            if (row) {
                add(reader, header, registers, sequence, jumped);
                jumped = false;
            }
        }
        finish(sequence, registers.address);                    // a sequence without end
    }

    private static Registers start(Header header) {
        Registers registers = new Registers();
        registers.statement = header.defaultStatement;
        return registers;
    }

    /** Executes a standard opcode; returns whether it appends a row. */
    private static boolean standard(DwarfReader reader, Header header, Registers registers, int opcode)
            throws ImageFormatException {
        switch (opcode) {
            case 1:                                             // copy
                return true;
            case 2:                                             // advance_pc
                advance(registers, header, reader.uleb());
                return false;
            case 3:                                             // advance_line
                registers.line += reader.sleb();
                return false;
            case 4:                                             // set_file
                registers.file = (int) Math.min(reader.uleb() & Long.MAX_VALUE, Integer.MAX_VALUE);
                return false;
            case 6:                                             // negate_stmt
                registers.statement = !registers.statement;
                return false;
            case 8:                                             // const_add_pc
                if (header.lineRange == 0) {
                    throw reader.broken("a line number program has a line range of 0");
                }
                advance(registers, header, (255 - header.opcodeBase) / header.lineRange);
                return false;
            case 9:                                             // fixed_advance_pc
                registers.address += reader.u16();
                registers.operation = 0;
                return false;
            default:                                            // columns, blocks, prologues, unknown ones
                for (int i = 0; i < header.operandCounts[opcode]; i++) {
                    reader.uleb();
                }
                return false;
        }
    }

    private static void advance(Registers registers, Header header, long operations) {
        long total = registers.operation + operations;
        registers.address += header.minimumInstructionLength * (total / header.maximumOperations);
        registers.operation = (int) (total % header.maximumOperations);
    }

    private static void add(DwarfReader reader, Header header, Registers registers, List<Raw> sequence, boolean jumped)
            throws ImageFormatException {
        if (registers.file < 0 || registers.file >= header.files.size()) {
            throw reader.broken("a row refers to file " + registers.file + " of a table of " + header.files.size());
        }
        SourceLocation location = registers.line < 1 || registers.line > Integer.MAX_VALUE ? null
                : new SourceLocation(header.files.get(registers.file), (int) registers.line);
        sequence.add(new Raw(registers.address, location, registers.statement, jumped));
    }

    /** Makes rows of a sequence that ends at an address. */
    private void finish(List<Raw> sequence, long endAddress) {
        for (int i = 0; i < sequence.size(); i++) {
            Raw row = sequence.get(i);
            if (row.location() == null) {
                continue;                                       // line 0: code that belongs to no line
            }
            boolean last = i + 1 == sequence.size();
            long end = last ? endAddress : sequence.get(i + 1).address();
            Optional<ElfSection> section = elf.sectionAt(row.address());
            if (section.isEmpty() && elf.type() != ElfFile.RELOCATABLE) {
                continue;                                       // the linker has dropped this code
            }
            boolean unknownEnd = !last && sequence.get(i + 1).jumped()
                    || Long.compareUnsigned(end, row.address()) < 0;
            if (unknownEnd && section.isPresent()) {
                end = section.get().address() + section.get().size();
            }
            if (Long.compareUnsigned(end, row.address()) > 0) {
                rows.add(new LineTable.Row(row.address(), end, row.location(), row.statement()));
            }
        }
    }

    private Path path(Path base, String name) {
        Path relative = paths.computeIfAbsent(name, text -> {
            try {
                return Path.of(text);
            } catch (InvalidPathException e) {
                return Path.of(text.replaceAll("[^\\x20-\\x7E]", "_"));   // a name that this system cannot have
            }
        });
        return base.resolve(relative).normalize();
    }
}
