// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.toolchain.dwarf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.hvdt.toolchain.ImageFormatException;
import org.hvdt.toolchain.elf.ElfFile;

/**
 * The compilation units of {@code .debug_info}, as far as the line table needs them: the folder that relative file
 * names start from (DWARF 5, section 3.1.1 "Full and Partial Compilation Unit Entries").
 */
final class DwarfUnits {

    private static final int DW_AT_NAME = 0x03;
    private static final int DW_AT_STMT_LIST = 0x10;
    private static final int DW_AT_COMP_DIR = 0x1B;
    private static final int DW_AT_PRODUCER = 0x25;
    private static final int DW_AT_STR_OFFSETS_BASE = 0x72;
    private static final int IMPLICIT_CONST = 0x21;

    /**
     * A compilation unit.
     *
     * @param name its primary source file as the producer was told it, may be empty
     * @param folder the folder of the compilation, may be empty
     * @param producer the compiler, may be empty
     */
    record Unit(String name, String folder, String producer) {
        static final Unit UNKNOWN = new Unit("", "", "");

        /** The folder that relative file names start from. */
        String base() {
            // NASM gives not the folder in which it ran but that plus the folder part of the source's name, which is
            // also a part of every file name.
            int slash = name.lastIndexOf('/');
            if (producer.startsWith("NASM") && slash > 0 && !name.startsWith("/")) {
                String tail = "/" + name.substring(0, slash) + "/";
                String whole = folder.endsWith("/") ? folder : folder + "/";
                if (whole.endsWith(tail)) {
                    return whole.substring(0, whole.length() - tail.length() + 1);
                }
            }
            return folder;
        }
    }

    private record Attribute(int name, int form, long constant) {
    }

    private DwarfUnits() {
    }

    /** The units by the offset of their line number program. */
    static Map<Long, Unit> read(ElfFile elf, DwarfForms forms) throws ImageFormatException {
        Map<Long, Unit> units = new HashMap<>();
        Optional<DwarfReader> info = DwarfForms.reader(elf, ".debug_info");
        Optional<DwarfReader> abbreviations = DwarfForms.reader(elf, ".debug_abbrev");
        if (info.isEmpty() || abbreviations.isEmpty()) {
            return units;
        }
        DwarfReader reader = info.get();
        while (reader.hasMore()) {
            long length = reader.u32();
            boolean dwarf64 = length == 0xFFFFFFFFL;
            if (dwarf64) {
                length = reader.u64();
            }
            reader.beginUnit(length);
            readUnit(reader, abbreviations.get(), forms, dwarf64, units);
            reader.endUnit();
        }
        return units;
    }

    private static void readUnit(DwarfReader reader, DwarfReader abbreviations, DwarfForms forms, boolean dwarf64,
            Map<Long, Unit> units) throws ImageFormatException {
        int version = reader.u16();
        if (version < 2 || version > 5) {
            return;     // a unit of a later version is passed over by its length
        }
        long abbreviationOffset;
        int addressSize;
        if (version >= 5) {
            int type = reader.u8();
            addressSize = reader.u8();
            abbreviationOffset = reader.offset(dwarf64);
            switch (type) {
                case 1, 3 -> { }                                    // compile, partial
                case 4, 5 -> reader.skip(8);                        // skeleton, split compile: identifier
                default -> {
                    return;
                }
            }
        } else {
            abbreviationOffset = reader.offset(dwarf64);
            addressSize = reader.u8();
        }
        long code = reader.uleb();
        if (code == 0) {
            return;
        }
        DwarfForms.Format format = new DwarfForms.Format(version, dwarf64, addressSize);
        DwarfForms.Value name = DwarfForms.Value.NONE;
        DwarfForms.Value folder = DwarfForms.Value.NONE;
        DwarfForms.Value producer = DwarfForms.Value.NONE;
        long lines = -1;
        long stringOffsetsBase = dwarf64 ? 16 : 8;
        for (Attribute attribute : abbreviation(abbreviations, abbreviationOffset, code)) {
            DwarfForms.Value value = attribute.form() == IMPLICIT_CONST
                    ? new DwarfForms.Value(attribute.constant(), null, false)
                    : forms.read(reader, attribute.form(), format);
            switch (attribute.name()) {
                case DW_AT_NAME -> name = value;
                case DW_AT_COMP_DIR -> folder = value;
                case DW_AT_PRODUCER -> producer = value;
                case DW_AT_STMT_LIST -> lines = value.number();
                case DW_AT_STR_OFFSETS_BASE -> stringOffsetsBase = value.number();
                default -> { }
            }
        }
        if (lines >= 0) {
            units.put(lines, new Unit(text(name, forms, stringOffsetsBase, dwarf64),
                    text(folder, forms, stringOffsetsBase, dwarf64),
                    text(producer, forms, stringOffsetsBase, dwarf64)));
        }
    }

    private static String text(DwarfForms.Value value, DwarfForms forms, long base, boolean dwarf64)
            throws ImageFormatException {
        if (value.index()) {
            return forms.indexed(value.number(), base, dwarf64).orElse("");
        }
        return value.text() == null ? "" : value.text();
    }

    /** The attributes of an abbreviation. */
    private static List<Attribute> abbreviation(DwarfReader reader, long offset, long wanted)
            throws ImageFormatException {
        reader.position(offset);
        for (long code = reader.uleb(); code != 0; code = reader.uleb()) {
            reader.uleb();                                          // tag
            reader.u8();                                            // has children
            List<Attribute> attributes = new ArrayList<>();
            while (true) {
                int name = (int) reader.uleb();
                int form = (int) reader.uleb();
                long constant = form == IMPLICIT_CONST ? reader.sleb() : 0;
                if (name == 0 && form == 0) {
                    break;
                }
                attributes.add(new Attribute(name, form, constant));
            }
            if (code == wanted) {
                return attributes;
            }
        }
        throw reader.broken("abbreviation " + wanted + " is missing in the table at offset " + offset);
    }
}
