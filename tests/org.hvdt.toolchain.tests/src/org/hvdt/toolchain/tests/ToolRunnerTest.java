// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.toolchain.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import org.hvdt.toolchain.ld.Ld;
import org.hvdt.toolchain.nasm.Nasm;
import org.hvdt.toolchain.process.Cancellation;
import org.hvdt.toolchain.process.ToolCancelledException;
import org.hvdt.toolchain.process.ToolCommand;
import org.hvdt.toolchain.process.ToolException;
import org.hvdt.toolchain.process.ToolFinder;
import org.hvdt.toolchain.process.ToolMissingException;
import org.hvdt.toolchain.process.ToolResult;
import org.hvdt.toolchain.process.ToolRunner;
import org.hvdt.toolchain.process.ToolTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ToolRunnerTest {

    @TempDir
    private Path folder;

    @Test
    void outputAndExitCodeAreCollected() throws Exception {
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        ToolResult result = ToolRunner.run(script("echo one; echo two >&2; echo drei äöü; exit 3"),
                Cancellation.NEVER, lines::add);
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.isSuccess()).isFalse();
        assertThat(result.output()).containsExactly("one", "two", "drei äöü");
        assertThat(lines).isEqualTo(result.output());
    }

    @Test
    void argumentsAreNotInterpretedByAShell() throws Exception {
        ToolCommand command = ToolCommand.of(Path.of("/bin/echo"), List.of("a b", "$HOME", "`id`", "'", "*"));
        assertThat(ToolRunner.run(command, Cancellation.NEVER, line -> { }).output())
                .containsExactly("a b $HOME `id` ' *");
        assertThat(command).hasToString("/bin/echo 'a b' '$HOME' '`id`' ''\\''' '*'");
    }

    @Test
    void standardInputIsEmpty() throws Exception {
        assertThat(ToolRunner.run(script("cat; echo end"), Cancellation.NEVER, line -> { }).output())
                .containsExactly("end");
    }

    @Test
    void muchOutputDoesNotBlock() throws Exception {
        ToolResult result = ToolRunner.run(script("i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done"),
                Cancellation.NEVER, line -> { });
        assertThat(result.output()).hasSize(20000).last().isEqualTo("line 19999");
    }

    @Test
    void cancellationEndsTheToolAndItsChildren() throws Exception {
        Path mark = folder.resolve("mark");
        AtomicBoolean started = new AtomicBoolean();
        assertThatThrownBy(() -> ToolRunner.run(script("echo started; sleep 600; touch " + mark), started::get,
                line -> started.set(true))).isInstanceOf(ToolCancelledException.class).hasMessage("sh was cancelled.");
        assertThat(mark).doesNotExist();
    }

    @Test
    void aCancelledToolIsNotStartedAtAll() {
        Path mark = folder.resolve("mark");
        assertThatThrownBy(() -> ToolRunner.run(script("touch " + mark), () -> true, line -> { }))
                .isInstanceOf(ToolCancelledException.class);
        assertThat(mark).doesNotExist();
    }

    @Test
    void theTimeLimitEndsTheTool() {
        assertThatThrownBy(() -> ToolRunner.run(script("sleep 600").withTimeLimit(Duration.ofMillis(300)),
                Cancellation.NEVER, line -> { })).isInstanceOf(ToolTimeoutException.class)
                        .hasMessage("sh was ended because it ran for more than 300 ms.");
    }

    @Test
    void aProgramThatCannotBeStartedIsAToolException() {
        assertThatThrownBy(() -> ToolRunner.run(ToolCommand.of(folder.resolve("none"), List.of()),
                Cancellation.NEVER, line -> { })).isInstanceOf(ToolException.class)
                        .hasMessageStartingWith("none could not be started: ");
    }

    @Test
    void aMissingToolIsNamedWithWhatToInstall() {
        assertThatThrownBy(() -> ToolFinder.of(Map.of(), folder.toString()).find(Nasm.TOOL))
                .isInstanceOfSatisfying(ToolMissingException.class, e -> assertThat(e.tool()).isEqualTo(Nasm.TOOL))
                .hasMessage("The NASM assembler not found: there is no program \"nasm\" in the folders of PATH. "
                        + "Install it (on Debian or Ubuntu: apt-get install nasm; otherwise see https://www.nasm.us), "
                        + "or say in the preferences where it is.");
        assertThatThrownBy(() -> ToolFinder.of(Map.of(), "").find(Ld.TOOL)).isInstanceOf(ToolMissingException.class)
                .hasMessageContaining("apt-get install binutils");
    }

    @Test
    void aConfiguredPlaceGoesBeforeThePath() throws Exception {
        Path program = program("my nasm", "echo NASM version 9.87 compiled");
        ToolFinder finder = ToolFinder.of(Map.of("nasm", program));
        assertThat(finder.find(Nasm.TOOL)).isEqualTo(program);
        assertThat(finder.version(Nasm.TOOL)).contains("9.87");
    }

    @Test
    void aConfiguredPlaceWithoutProgramIsSaidToBeWrong() {
        Path place = folder.resolve("nowhere");
        assertThatThrownBy(() -> ToolFinder.of(Map.of("nasm", place)).find(Nasm.TOOL))
                .isInstanceOf(ToolMissingException.class)
                .hasMessageContaining("the preferences say " + place + ", where there is nothing");
    }

    @Test
    void theInstalledToolsHaveVersions() throws Exception {
        assertThat(ToolFinder.ofPath().version(Nasm.TOOL).orElseThrow()).matches("\\d+\\.\\d+.*");
        assertThat(ToolFinder.ofPath().version(Ld.TOOL).orElseThrow()).matches("\\d+\\.\\d+.*");
    }

    private ToolCommand script(String text) {
        return ToolCommand.of(Path.of("/bin/sh"), List.of("-c", text)).in(folder);
    }

    private Path program(String name, String text) throws Exception {
        Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + text + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
