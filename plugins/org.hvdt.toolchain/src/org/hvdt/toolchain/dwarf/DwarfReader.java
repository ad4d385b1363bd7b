// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.toolchain.dwarf;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.hvdt.toolchain.ImageFormatException;

/** Reads DWARF's data types from a section, with every access checked. */
final class DwarfReader {

    private final String file;
    private final String section;
    private final ByteBuffer data;
    private int position;
    private int limit;

    DwarfReader(String file, String section, ByteBuffer data) {
        this.file = file;
        this.section = section;
        this.data = data;
        limit = data.limit();
    }

    int position() {
        return position;
    }

    void position(long value) throws ImageFormatException {
        if (value < 0 || value > limit) {
            throw broken("something is to be at offset " + Long.toUnsignedString(value) + ", behind its end");
        }
        position = (int) value;
    }

    void skip(long bytes) throws ImageFormatException {
        if (bytes < 0 || bytes > limit - position) {
            throw broken("an entry at offset " + position + " reaches beyond the end");
        }
        position += (int) bytes;
    }

    boolean hasMore() {
        return position < limit;
    }

    /** Reads no further than {@code length} bytes from here until {@link #endUnit()}. */
    void beginUnit(long length) throws ImageFormatException {
        if (length < 0 || length > data.limit() - position) {
            throw broken("the unit at offset " + position + " is to have " + Long.toUnsignedString(length)
                    + " bytes, only " + (data.limit() - position) + " are left");
        }
        limit = position + (int) length;
    }

    /** Goes on behind the unit. */
    void endUnit() {
        position = limit;
        limit = data.limit();
    }

    int u8() throws ImageFormatException {
        need(1);
        return data.get(position++) & 0xFF;
    }

    int s8() throws ImageFormatException {
        return (byte) u8();
    }

    int u16() throws ImageFormatException {
        need(2);
        position += 2;
        return data.getShort(position - 2) & 0xFFFF;
    }

    long u32() throws ImageFormatException {
        need(4);
        position += 4;
        return data.getInt(position - 4) & 0xFFFFFFFFL;
    }

    long u64() throws ImageFormatException {
        need(8);
        position += 8;
        return data.getLong(position - 8);
    }

    /** An unsigned number of 1, 2, 3, 4 or 8 bytes. */
    long unsigned(int size) throws ImageFormatException {
        return switch (size) {
            case 1 -> u8();
            case 2 -> u16();
            case 3 -> u16() | (long) u8() << 16;
            case 4 -> u32();
            case 8 -> u64();
            default -> throw broken("a number at offset " + position + " is to have " + size + " bytes");
        };
    }

    /** An offset into a section: 4 bytes, or 8 in the 64-bit format. */
    long offset(boolean dwarf64) throws ImageFormatException {
        return dwarf64 ? u64() : u32();
    }

    long uleb() throws ImageFormatException {
        long result = 0;
        int shift = 0;
        int next;
        do {
            next = u8();
            if (shift < 64) {
                result |= (long) (next & 0x7F) << shift;
            }
            shift += 7;
        } while (next >= 0x80);
        return result;
    }

    long sleb() throws ImageFormatException {
        long result = 0;
        int shift = 0;
        int next;
        do {
            next = u8();
            if (shift < 64) {
                result |= (long) (next & 0x7F) << shift;
            }
            shift += 7;
        } while (next >= 0x80);
        return shift < 64 && (next & 0x40) != 0 ? result | -1L << shift : result;
    }

    String string() throws ImageFormatException {
        int start = position;
        while (u8() != 0) {
            // up to the zero byte
        }
        byte[] bytes = new byte[position - 1 - start];
        data.get(start, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The string at an offset of this section; the position stays. */
    String stringAt(long offset) throws ImageFormatException {
        int saved = position;
        position(offset);
        String result = string();
        position = saved;
        return result;
    }

    ImageFormatException broken(String what) {
        return new ImageFormatException(
                file + " has debug information that cannot be used: in section " + section + ", " + what + ".");
    }

    private void need(int bytes) throws ImageFormatException {
        if (bytes > limit - position) {
            throw broken("the data end at offset " + limit + " within an entry");
        }
    }
}
