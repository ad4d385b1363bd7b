// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.toolchain.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.hvdt.toolchain.ImageFormatException;
import org.hvdt.toolchain.ProgramImage;
import org.hvdt.toolchain.Symbol;
import org.hvdt.toolchain.elf.ElfFile;
import org.hvdt.toolchain.elf.ElfSection;
import org.hvdt.toolchain.elf.ElfSegment;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ElfFileTest {

    @TempDir
    private static Path folder;

    private static TemplateImage template;

    @BeforeAll
    static void buildTemplate() throws IOException {
        template = TemplateImage.build(folder.resolve("elf"));
    }

    @Test
    void sectionsAreThoseThatReadelfShows() throws Exception {
        Pattern row = Pattern.compile(" *\\[ *(\\d+)] (\\S*) +\\S+ +([0-9a-f]{16}) ([0-9a-f]+) ([0-9a-f]+) .*");
        List<String> expected = new ArrayList<>();
        for (String line : TemplateImage.run("readelf", "-SW", template.file().toString())) {
            Matcher matcher = row.matcher(line);
            if (matcher.matches() && !matcher.group(1).equals("0")) {
                expected.add(matcher.group(1) + " " + matcher.group(2) + " " + Long.parseLong(matcher.group(3), 16)
                        + " " + Long.parseLong(matcher.group(4), 16) + " " + Long.parseLong(matcher.group(5), 16));
            }
        }
        List<String> found = new ArrayList<>();
        for (ElfSection section : template.read().elf().orElseThrow().sections()) {
            if (section.index() > 0) {
                found.add(section.index() + " " + section.name() + " " + section.address() + " " + section.offset()
                        + " " + section.size());
            }
        }
        assertThat(found).isNotEmpty().isEqualTo(expected);
    }

    @Test
    void segmentsAreThoseThatReadelfShows() throws Exception {
        Pattern row = Pattern.compile(" *LOAD +0x(\\S+) 0x(\\S+) 0x(\\S+) 0x(\\S+) 0x(\\S+) .*");
        List<List<Long>> expected = new ArrayList<>();
        for (String line : TemplateImage.run("readelf", "-lW", template.file().toString())) {
            Matcher matcher = row.matcher(line);
            if (matcher.matches()) {
                expected.add(Arrays.stream(new int[] {1, 2, 3, 4, 5})
                        .mapToObj(group -> Long.parseLong(matcher.group(group), 16)).toList());
            }
        }
        List<List<Long>> found = new ArrayList<>();
        for (ElfSegment segment : template.read().elf().orElseThrow().segments()) {
            if (segment.isLoaded()) {
                found.add(List.of(segment.offset(), segment.virtualAddress(), segment.physicalAddress(),
                        segment.fileSize(), segment.memorySize()));
            }
        }
        assertThat(found).isNotEmpty().isEqualTo(expected);
    }

    @Test
    void symbolsAreThoseThatNmShows() throws Exception {
        List<String> expected = new ArrayList<>();
        for (String line : TemplateImage.run("nm", template.file().toString())) {
            String[] parts = line.split(" ", 3);
            if (!parts[2].startsWith("..@")) {
                boolean global = Character.isUpperCase(parts[1].charAt(0));
                Symbol.Kind kind = switch (Character.toLowerCase(parts[1].charAt(0))) {
                    case 't' -> Symbol.Kind.CODE;
                    case 'a' -> Symbol.Kind.CONSTANT;
                    default -> Symbol.Kind.DATA;
                };
                expected.add(parts[2] + " " + Long.parseUnsignedLong(parts[0], 16) + " " + kind + " " + global);
            }
        }
        List<String> found = template.read().symbols().all().stream().map(symbol -> symbol.name() + " "
                + symbol.address() + " " + symbol.kind() + " " + symbol.global()).toList();
        assertThat(found).isNotEmpty().containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void entryIsTheLabelEntry() throws Exception {
        ProgramImage image = template.read();
        assertThat(image.elf().orElseThrow().entry()).isEqualTo(image.address("Entry").orElseThrow());
        assertThat(image.elf().orElseThrow().is64()).isTrue();
    }

    @Test
    void thirtyTwoBitFilesAreRead() throws Exception {
        Path source = Files.writeString(folder.resolve("small.asm"),
                "bits 32\nglobal _start\nsection .text\n_start: nop\nwork: ret\nsection .data\nvalue: dd 1\n");
        TemplateImage.run("nasm", "-f", "elf32", "-g", "-F", "dwarf", "-o", folder.resolve("small.o").toString(),
                source.toString());
        Path file = folder.resolve("small.elf");
        TemplateImage.run("ld", "-m", "elf_i386", "-Ttext", "0x200000", "-o", file.toString(),
                folder.resolve("small.o").toString());
        ProgramImage image = ProgramImage.read(file);
        assertThat(image.elf().orElseThrow().is64()).isFalse();
        assertThat(image.symbolize(0x200001)).isEqualTo("work");
        assertThat(image.location(0x200001).orElseThrow().line()).isEqualTo(5);
        assertThat(image.symbols().find("value").orElseThrow().kind()).isEqualTo(Symbol.Kind.DATA);
    }

    @Test
    void compressedDebugSectionsAreRead() throws Exception {
        Path copy = folder.resolve("compressed.elf");
        TemplateImage.run("objcopy", "--compress-debug-sections=zlib-gabi", template.file().toString(),
                copy.toString());
        assertThat(ProgramImage.read(copy).lines().rows()).isEqualTo(template.read().lines().rows());
    }

    @Test
    void aFileWithoutSymbolsAndLinesHasNone() throws Exception {
        Path copy = folder.resolve("stripped.elf");
        TemplateImage.run("strip", "-o", copy.toString(), template.file().toString());
        ProgramImage image = ProgramImage.read(copy);
        assertThat(image.symbols().all()).isEmpty();
        assertThat(image.lines().rows()).isEmpty();
        assertThat(image.describe(0x100020)).isEqualTo("00000000_00100020");
    }

    @Test
    void aMissingFileIsSaidToBeMissing() {
        assertThatThrownBy(() -> ProgramImage.read(folder.resolve("nothing.elf")))
                .isInstanceOf(ImageFormatException.class).hasMessageStartingWith("file not found: ");
    }

    @Test
    void aFileThatIsNoElfFileIsSaidToBeNone() {
        assertBroken("Hello, world, this is some text".getBytes(StandardCharsets.US_ASCII),
                "x.elf is not a usable ELF file: it does not begin with the ELF magic number 7F 45 4C 46, "
                        + "but with 48 65 6C 6C.");
        assertBroken(new byte[0], "x.elf is not a usable ELF file: it does not begin with the ELF magic number "
                + "7F 45 4C 46; it is empty.");
    }

    @Test
    void wrongHeaderFieldsAreNamed() throws Exception {
        assertBroken(patched(4, 3, 1), "byte 4, the class, is 3; valid are 1 (32-bit) and 2 (64-bit)");
        assertBroken(patched(5, 2, 1), "byte 5, the data encoding, is 2");
        assertBroken(patched(18, 183, 2), "it is made for machine 183; x86 programs have 62 (x86-64) or 3 (80386)");
        assertBroken(patched(54, 8, 2), "a program header has 8 bytes; it must have at least 56 bytes");
        assertBroken(patched(40, 0x7000000, 4), "the section header table is to be at offset 117440512");
        assertBroken(patched(62, 250, 2), "the section names are to be in section 250");
    }

    @Test
    void aFileThatIsCutOffIsNeverReadWrongly() throws Exception {
        byte[] whole = template.bytes();
        for (int length = 0; length < whole.length; length += length < 200 ? 1 : 997) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> ProgramImage.of(Path.of("x.elf"), part))
                    .isInstanceOf(ImageFormatException.class).hasMessageStartingWith("x.elf ");
        }
    }

    @Test
    void randomDamageNeverCausesAnotherExceptionThanImageFormatException() throws Exception {
        byte[] whole = template.bytes();
        Random random = new Random(20260314);
        int broken = 0;
        for (int round = 0; round < 3000; round++) {
            byte[] damaged = whole.clone();
            // headers, section table and debug information are where damage matters
            int area = random.nextInt(3);
            int start = area == 0 ? 0 : area == 1 ? whole.length - 12 * 64 : 0x4000;
            int length = area == 0 ? 300 : area == 1 ? 12 * 64 : 0x1000;
            for (int i = 0; i < 1 + random.nextInt(4); i++) {
                damaged[start + random.nextInt(length)] = (byte) random.nextInt();
            }
            try {
                ProgramImage.of(Path.of("x.elf"), damaged);
            } catch (ImageFormatException e) {
                broken++;
                assertThat(e.getMessage()).startsWith("x.elf ").endsWith(".");
            }
        }
        assertThat(broken).isPositive();
    }

    private static byte[] patched(int offset, long value, int size) throws IOException {
        byte[] bytes = template.bytes();
        ByteBuffer buffer = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, value);
        System.arraycopy(buffer.array(), 0, bytes, offset, size);
        return bytes;
    }

    private static void assertBroken(byte[] content, String words) {
        assertThatThrownBy(() -> ElfFile.parse("x.elf", content)).isInstanceOf(ImageFormatException.class)
                .hasMessageContaining(words);
    }
}
