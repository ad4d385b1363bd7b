// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.cli.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.hvdt.toolchain.ld.Ld;
import org.hvdt.toolchain.nasm.Nasm;
import org.hvdt.toolchain.process.Cancellation;
import org.hvdt.toolchain.process.ToolCommand;
import org.hvdt.toolchain.process.ToolException;
import org.hvdt.toolchain.process.ToolFinder;
import org.hvdt.toolchain.process.ToolResult;
import org.hvdt.toolchain.process.ToolRunner;
import org.hvdt.toolchain.templates.Templates;

/** The guest programs of the folder {@code tests/guests}: their names, how they are built, what they must print. */
final class GuestPrograms {

    private static final String FOLDER = "tests/guests";

    private GuestPrograms() {
    }

    /** The names of all programs, which are those with an expected output. */
    static List<String> names() {
        try (Stream<Path> files = Files.list(folder().resolve("expected"))) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".txt"))
                    .map(name -> name.substring(0, name.length() - 4)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a program must print over COM1. */
    static String expected(String name) throws IOException {
        return Files.readString(folder().resolve("expected/" + name + ".txt"));
    }

    /** Assembles and links a program into a folder. */
    static Path build(String name, Path target) throws IOException, ToolException {
        Files.createDirectories(target);
        Path includes = target.resolve("include");
        Files.createDirectories(includes);
        Files.write(includes.resolve("vmx.inc"),
                Templates.find("thin-hypervisor").orElseThrow().open("src/vmx.inc").readAllBytes());
        Path object = target.resolve(name + ".o");
        run(Nasm.assemble(ToolFinder.ofPath().find(Nasm.TOOL), new Nasm.Job(folder().resolve(name + ".asm"), object,
                target.resolve(name + ".lst"), List.of(folder(), includes), List.of())));
        Path image = target.resolve(name + ".elf");
        run(Ld.link(ToolFinder.ofPath().find(Ld.TOOL), new Ld.Job(List.of(object), folder().resolve("link.ld"), image,
                List.of())));
        return image;
    }

    /** Assembles the boot loader for PC emulators and returns its sectors. */
    static byte[] bootLoader(Path target) throws IOException, ToolException {
        Path file = target.resolve("loader.bin");
        run(ToolCommand.of(ToolFinder.ofPath().find(Nasm.TOOL), List.of("-f", "bin", "-o", file.toString(),
                folder().resolve("boot/loader.asm").toString())));
        return Files.readAllBytes(file);
    }

    private static void run(ToolCommand command) throws ToolException {
        ToolResult result = ToolRunner.run(command, Cancellation.NEVER, line -> { });
        assertThat(result.exitCode()).as(command + "\n" + String.join("\n", result.output())).isZero();
    }

    /** The folder, seen from wherever in the tree the tests run. */
    private static Path folder() {
        for (Path place = Path.of("").toAbsolutePath(); place != null; place = place.getParent()) {
            if (Files.isDirectory(place.resolve(FOLDER))) {
                return place.resolve(FOLDER);
            }
        }
        throw new AssertionError("no folder " + FOLDER + " above " + Path.of("").toAbsolutePath());
    }
}
