// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.toolchain.dwarf;

import java.nio.ByteBuffer;
import java.util.Optional;

import org.hvdt.toolchain.ImageFormatException;
import org.hvdt.toolchain.elf.ElfFile;
import org.hvdt.toolchain.elf.ElfSection;

/** Attribute values by form (DWARF 5, section 7.5.6 "Form Encodings"), and the string sections that they refer to. */
final class DwarfForms {

    private static final int STRX = 0x1A;
    private static final int STRX1 = 0x25;
    private static final int STRX4 = 0x28;

    /**
     * A value: a number, a text, or neither if the form is only skipped.
     *
     * @param number the number, or the index of an indirect string
     * @param text the text or null
     * @param index whether {@code number} is an index into the string offsets table
     */
    record Value(long number, String text, boolean index) {
        static final Value NONE = new Value(0, null, false);
    }

    /**
     * What the size of some forms depends on.
     *
     * @param version the unit's DWARF version
     * @param dwarf64 whether offsets have 8 bytes
     * @param addressSize the size of an address in bytes
     */
    record Format(int version, boolean dwarf64, int addressSize) {
    }

    private final Optional<DwarfReader> strings;
    private final Optional<DwarfReader> lineStrings;
    private final Optional<DwarfReader> stringOffsets;

    DwarfForms(ElfFile elf) throws ImageFormatException {
        strings = reader(elf, ".debug_str");
        lineStrings = reader(elf, ".debug_line_str");
        stringOffsets = reader(elf, ".debug_str_offsets");
    }

    static Optional<DwarfReader> reader(ElfFile elf, String section) throws ImageFormatException {
        Optional<ElfSection> found = elf.section(section);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        ByteBuffer data = elf.data(found.get());
        return Optional.of(new DwarfReader(elf.name(), section, data));
    }

    /** Reads or skips a value. */
    Value read(DwarfReader reader, int form, Format format) throws ImageFormatException {
        switch (form) {
            case 0x01:                                          // addr
                return number(reader.unsigned(format.addressSize()));
            case 0x03:                                          // block2
                reader.skip(reader.u16());
                return Value.NONE;
            case 0x04:                                          // block4
                reader.skip(reader.u32());
                return Value.NONE;
            case 0x05, 0x12:                                    // data2, ref2
                return number(reader.u16());
            case 0x06, 0x13:                                    // data4, ref4
                return number(reader.u32());
            case 0x07, 0x14, 0x20:                              // data8, ref8, ref_sig8
                return number(reader.u64());
            case 0x08:                                          // string
                return text(reader.string());
            case 0x09, 0x18:                                    // block, exprloc
                reader.skip(reader.uleb());
                return Value.NONE;
            case 0x0A:                                          // block1
                reader.skip(reader.u8());
                return Value.NONE;
            case 0x0B, 0x0C, 0x11:                              // data1, flag, ref1
                return number(reader.u8());
            case 0x0D:                                          // sdata
                return number(reader.sleb());
            case 0x0E:                                          // strp
                return text(from(strings, reader, reader.offset(format.dwarf64())));
            case 0x1F:                                          // line_strp
                return text(from(lineStrings, reader, reader.offset(format.dwarf64())));
            case 0x0F, 0x15, 0x1B, 0x22, 0x23:                  // udata, ref_udata, addrx, loclistx, rnglistx
                return number(reader.uleb());
            case 0x10:                                          // ref_addr
                return number(format.version() <= 2 ? reader.unsigned(format.addressSize())
                        : reader.offset(format.dwarf64()));
            case 0x16:                                          // indirect
                return read(reader, (int) reader.uleb(), format);
            case 0x17, 0x1D:                                    // sec_offset, strp_sup
                return number(reader.offset(format.dwarf64()));
            case 0x19:                                          // flag_present
                return number(1);
            case STRX:
                return new Value(reader.uleb(), null, true);
            case STRX1, 0x26, 0x27, STRX4:
                return new Value(reader.unsigned(form - STRX1 + 1), null, true);
            case 0x1C:                                          // ref_sup4
                return number(reader.u32());
            case 0x1E:                                          // data16
                reader.skip(16);
                return Value.NONE;
            case 0x24:                                          // ref_sup8
                return number(reader.u64());
            case 0x29, 0x2A, 0x2B, 0x2C:                        // addrx1 to addrx4
                return number(reader.unsigned(form - 0x29 + 1));
            default:
                throw reader.broken(String.format("an attribute at offset %d has the unknown form %Xh",
                        reader.position(), form));
        }
    }

    /** The text of an index into the string offsets table whose entries begin at {@code base}. */
    Optional<String> indexed(long index, long base, boolean dwarf64) throws ImageFormatException {
        if (stringOffsets.isEmpty() || strings.isEmpty()) {
            return Optional.empty();
        }
        DwarfReader offsets = stringOffsets.get();
        offsets.position(base + index * (dwarf64 ? 8 : 4));
        return Optional.of(strings.get().stringAt(offsets.offset(dwarf64)));
    }

    private static String from(Optional<DwarfReader> section, DwarfReader reader, long offset)
            throws ImageFormatException {
        if (section.isEmpty()) {
            throw reader.broken("a text is to be in a string section that the file does not have");
        }
        return section.get().stringAt(offset);
    }

    private static Value number(long value) {
        return new Value(value, null, false);
    }

    private static Value text(String value) {
        return new Value(0, value, false);
    }
}
