// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.toolchain.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.hvdt.toolchain.LineTable;
import org.hvdt.toolchain.ProgramImage;
import org.hvdt.toolchain.SourceLocation;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineTableTest {

    @TempDir
    private static Path folder;

    private static TemplateImage template;
    private static ProgramImage image;

    @BeforeAll
    static void buildTemplate() throws Exception {
        template = TemplateImage.build(folder.resolve("lines"));
        image = template.read();
    }

    @Test
    void rowsAreThoseThatObjdumpShows() throws Exception {
        Pattern row = Pattern.compile("\\S+ +(\\d+) +0x([0-9a-f]+) +.*");
        List<String> expected = new ArrayList<>();
        for (String line : TemplateImage.run("objdump", "--dwarf=decodedline", template.file().toString())) {
            Matcher matcher = row.matcher(line);
            if (matcher.matches()) {
                expected.add(matcher.group(2) + " " + matcher.group(1));
            }
        }
        List<String> found = image.lines().rows().stream()
                .map(line -> Long.toHexString(line.start()) + " " + line.location().line()).toList();
        assertThat(found).hasSizeGreaterThan(500).isEqualTo(expected);
    }

    @Test
    void theFileIsTheSource() {
        assertThat(image.lines().files()).containsExactly(template.source());
    }

    @Test
    void addressesOfALineLeadBackToIt() throws Exception {
        int line = template.line("call    HostCallback");
        List<Long> addresses = image.addresses(template.source(), line);
        assertThat(addresses).hasSize(1);
        assertThat(image.location(addresses.get(0))).contains(new SourceLocation(template.source(), line));
        assertThat(image.describe(addresses.get(0))).matches("VMHost\\+0x[0-9A-F]+ \\(thin-hypervisor.asm:" + line
                + "\\)");
    }

    @Test
    void aLineWithoutCodeIsResolvedToTheNextOneThatHasSome() throws Exception {
        int label = template.line("VMHost:");
        assertThat(image.addresses(template.source(), label)).containsExactly(
                image.address("VMHost").orElseThrow());
        assertThat(image.lines().resolve(template.source(), label))
                .contains(new SourceLocation(template.source(), label + 1));
    }

    @Test
    void behindTheLastLineWithCodeThereIsNothing() throws Exception {
        int last = Files.readAllLines(template.source()).size();
        assertThat(image.addresses(template.source(), last)).isEmpty();
        assertThat(image.lines().resolve(template.source(), last)).isEmpty();
        assertThat(image.addresses(template.source().resolveSibling("other.asm"), 1)).isEmpty();
    }

    @Test
    void aUseOfAMacroIsOneLine() throws Exception {
        int line = template.line("VmWrite GUEST_RIP, VMGuest");
        long start = image.addresses(template.source(), line).get(0);
        LineTable.Row row = image.lines().row(start).orElseThrow();
        assertThat(row.end() - row.start()).isGreaterThan(10);
        assertThat(row.location().line()).isEqualTo(line);
    }

    @Test
    void dataHaveNoLine() {
        assertThat(image.location(image.address("Gdt").orElseThrow())).isEmpty();
        assertThat(image.location(0)).isEmpty();
        assertThat(image.location(-1)).isEmpty();
    }

    @Test
    void aSymbolicLinkToTheSourceIsTheSource() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), template.source().getParent());
        int line = template.line("    vmresume");
        assertThat(image.addresses(link.resolve("thin-hypervisor.asm"), line))
                .isNotEmpty().isEqualTo(image.addresses(template.source(), line));
    }

    @Test
    void codeInSeveralSectionsAndFilesIsFound() throws Exception {
        ProgramImage program = assemble("sections", """
                section .text
                first:  nop
                section .other exec
                second: nop
                        ret
                section .data
                value:  dd 1
                section .text
                third:  ret
                %include "part.inc"
                """, "fourth: nop\n  ret\n");
        Path source = folder.resolve("sections/sections.asm");
        Path part = folder.resolve("sections/part.inc");
        assertThat(lineOf(program, "first")).contains(new SourceLocation(source, 2));
        assertThat(lineOf(program, "second")).contains(new SourceLocation(source, 4));
        assertThat(program.location(program.address("second").orElseThrow() + 1))
                .contains(new SourceLocation(source, 5));
        assertThat(lineOf(program, "third")).contains(new SourceLocation(source, 9));
        assertThat(lineOf(program, "fourth")).contains(new SourceLocation(part, 1));
        assertThat(program.addresses(part, 2)).containsExactly(program.address("fourth").orElseThrow() + 1);
        assertThat(program.lines().files()).containsExactly(part, source);
    }

    @Test
    void aRelativeSourceNameIsResolvedInSpiteOfTheFolderThatNasmGives() throws Exception {
        Path project = Files.createDirectories(folder.resolve("relative/src"));
        Files.writeString(project.resolve("a.asm"), "section .text\nstart: ret\n");
        runIn(project.getParent(), "nasm -f elf64 -g -F dwarf -o a.o src/a.asm && ld -o a.elf a.o -e start");
        ProgramImage program = ProgramImage.read(project.getParent().resolve("a.elf"));
        assertThat(program.lines().files()).containsExactly(project.resolve("a.asm"));
    }

    @Test
    void everyVersionThatCompilersWriteIsRead() throws Exception {
        Path source = Files.createDirectories(folder.resolve("c")).resolve("prog.c");
        Files.writeString(source, """
                int value;
                static int twice(int x)
                {
                    return x * 2;
                }
                void _start(void)
                {
                    value = twice(value);
                }
                """);
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/gcc")),
                "gcc is not installed");
        for (int version = 2; version <= 5; version++) {
            runIn(source.getParent(), "gcc -gdwarf-" + version + " -O0 -fno-inline -nostdlib -static -no-pie"
                    + " -fno-asynchronous-unwind-tables -Wl,--build-id=none -o prog.elf prog.c");
            ProgramImage program = ProgramImage.read(source.resolveSibling("prog.elf"));
            assertThat(lineOf(program, "_start")).as("version " + version).contains(new SourceLocation(source, 7));
            assertThat(lineOf(program, "twice")).contains(new SourceLocation(source, 3));
            assertThat(program.addresses(source, 8)).isNotEmpty();
            long start = program.address("twice").orElseThrow();
            assertThat(program.symbolize(start + 3)).isEqualTo("twice+0x3");
        }
    }

    private static Optional<SourceLocation> lineOf(ProgramImage program, String symbol) {
        return program.location(program.address(symbol).orElseThrow());
    }

    private static ProgramImage assemble(String name, String text, String part) throws Exception {
        Path project = Files.createDirectories(folder.resolve(name));
        Path source = Files.writeString(project.resolve(name + ".asm"), text);
        Files.writeString(project.resolve("part.inc"), part);
        runIn(project, "nasm -f elf64 -g -F dwarf -I" + project + "/ -o a.o " + source
                + " && ld -e first -o a.elf a.o");
        return ProgramImage.read(project.resolve("a.elf"));
    }

    private static void runIn(Path directory, String commands) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-c", commands).directory(directory.toFile())
                .redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(output).isZero();
    }
}
