// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.machine.boot;

import java.util.ArrayList;
import java.util.List;
import org.hvdt.emulator.memory.Bytes;

/** Makes small ELF files, well-formed or broken as a test needs them. */
final class ElfBuilder {

    record Segment(long physical, long virtual, byte[] content, long memorySize) {
    }

    private static final int HEADER_SPACE = 0x200;

    private final boolean wide;
    private final List<Segment> segments = new ArrayList<>();
    private int machine = 62;
    private int type = 2;
    private long entry = 0x100010;

    ElfBuilder(boolean wide) {
        this.wide = wide;
    }

    ElfBuilder machine(int value) {
        machine = value;
        return this;
    }

    ElfBuilder type(int value) {
        type = value;
        return this;
    }

    ElfBuilder entry(long value) {
        entry = value;
        return this;
    }

    ElfBuilder segment(long physical, byte[] content, long memorySize) {
        return segment(physical, physical, content, memorySize);
    }

    ElfBuilder segment(long physical, long virtual, byte[] content, long memorySize) {
        segments.add(new Segment(physical, virtual, content, memorySize));
        return this;
    }

    /** A segment's content that starts with a multiboot header, followed by code bytes. */
    static byte[] multiboot(int flags, byte... code) {
        byte[] content = new byte[16 + code.length];
        Bytes.set32(content, 0, 0x1BADB002);
        Bytes.set32(content, 4, flags);
        Bytes.set32(content, 8, -(0x1BADB002 + flags));
        System.arraycopy(code, 0, content, 16, code.length);
        return content;
    }

    byte[] build() {
        int size = HEADER_SPACE;
        for (Segment segment : segments) {
            size += segment.content.length;
        }
        byte[] file = new byte[size];
        file[0] = 0x7F;
        file[1] = 'E';
        file[2] = 'L';
        file[3] = 'F';
        file[4] = (byte) (wide ? 2 : 1);
        file[5] = 1;
        file[6] = 1;
        Bytes.set16(file, 16, type);
        Bytes.set16(file, 18, machine);
        int headerSize = wide ? 64 : 52;
        int entrySize = wide ? 56 : 32;
        if (wide) {
            Bytes.set64(file, 24, entry);
            Bytes.set64(file, 32, headerSize);
        } else {
            Bytes.set32(file, 24, (int) entry);
            Bytes.set32(file, 28, headerSize);
        }
        Bytes.set16(file, wide ? 54 : 42, entrySize);
        Bytes.set16(file, wide ? 56 : 44, segments.size());
        int offset = HEADER_SPACE;
        for (int i = 0; i < segments.size(); i++) {
            Segment segment = segments.get(i);
            int at = headerSize + i * entrySize;
            Bytes.set32(file, at, 1);
            if (wide) {
                Bytes.set64(file, at + 8, offset);
                Bytes.set64(file, at + 16, segment.virtual);
                Bytes.set64(file, at + 24, segment.physical);
                Bytes.set64(file, at + 32, segment.content.length);
                Bytes.set64(file, at + 40, segment.memorySize);
            } else {
                Bytes.set32(file, at + 4, offset);
                Bytes.set32(file, at + 8, (int) segment.virtual);
                Bytes.set32(file, at + 12, (int) segment.physical);
                Bytes.set32(file, at + 16, segment.content.length);
                Bytes.set32(file, at + 20, (int) segment.memorySize);
            }
            System.arraycopy(segment.content, 0, file, offset, segment.content.length);
            offset += segment.content.length;
        }
        return file;
    }
}
