// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.toolchain.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.hvdt.toolchain.ImageFormatException;
import org.hvdt.toolchain.ProgramImage;
import org.hvdt.toolchain.build.BuildMonitor;
import org.hvdt.toolchain.build.BuildOutcome;
import org.hvdt.toolchain.process.Cancellation;
import org.hvdt.toolchain.process.Tool;
import org.hvdt.toolchain.process.ToolCommand;
import org.hvdt.toolchain.process.ToolException;
import org.hvdt.toolchain.process.ToolFinder;
import org.hvdt.toolchain.process.ToolRunner;
import org.hvdt.toolchain.templates.Templates;

/** The thin hypervisor template, built into a folder, and the binary utilities to compare what we read from it. */
final class TemplateImage {

    private final Path project;
    private final BuildOutcome outcome;

    private TemplateImage(Path project, BuildOutcome outcome) {
        this.project = project;
        this.outcome = outcome;
    }

    static TemplateImage build(Path project) throws IOException {
        BuildOutcome outcome = Templates.build(Templates.find("thin-hypervisor").orElseThrow(), project,
                ToolFinder.ofPath(), BuildMonitor.NONE);
        assertThat(outcome.diagnostics()).isEmpty();
        assertThat(outcome.status()).isEqualTo(BuildOutcome.Status.BUILT);
        return new TemplateImage(project, outcome);
    }

    Path source() {
        return project.resolve("src/thin-hypervisor.asm");
    }

    Path file() {
        return outcome.image();
    }

    ProgramImage read() throws ImageFormatException {
        return ProgramImage.read(file());
    }

    byte[] bytes() throws IOException {
        return Files.readAllBytes(file());
    }

    /** What a program of the binary utilities prints. */
    static List<String> run(String program, String... arguments) throws ToolException {
        Tool tool = new Tool(program, program, program, "binutils", "https://www.gnu.org/software/binutils/",
                List.of("--version"), java.util.regex.Pattern.compile("(\\d+\\.\\d+)"));
        return ToolRunner.run(ToolCommand.of(ToolFinder.ofPath().find(tool), List.of(arguments)), Cancellation.NEVER,
                line -> { }).output();
    }

    /** The number of the line with a text, from 1. */
    int line(String text) throws IOException {
        List<String> lines = Files.readAllLines(source());
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(text)) {
                return i + 1;
            }
        }
        throw new AssertionError("no line with " + text);
    }
}
