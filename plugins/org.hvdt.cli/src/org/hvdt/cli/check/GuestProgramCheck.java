// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.cli.check;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.hvdt.cli.TemporaryFolder;
import org.hvdt.emulator.control.StopReason;
import org.hvdt.emulator.machine.BootFile;
import org.hvdt.emulator.machine.Machine;
import org.hvdt.emulator.machine.MachineConfiguration;
import org.hvdt.emulator.machine.MachineException;
import org.hvdt.toolchain.ld.Ld;
import org.hvdt.toolchain.nasm.Nasm;
import org.hvdt.toolchain.process.Cancellation;
import org.hvdt.toolchain.process.ToolCommand;
import org.hvdt.toolchain.process.ToolException;
import org.hvdt.toolchain.process.ToolFinder;
import org.hvdt.toolchain.process.ToolMissingException;
import org.hvdt.toolchain.process.ToolResult;
import org.hvdt.toolchain.process.ToolRunner;
import org.hvdt.toolchain.templates.Template;
import org.hvdt.toolchain.templates.Templates;

/**
 * Runs guest programs of the source tree and compares what they print, line by line, with what Bochs 2.7 printed. Each
 * line is a case.
 */
final class GuestProgramCheck implements Check {

    private static final String FOLDER = "tests/guests";
    private static final long LIMIT = 2_000_000_000L;

    private final String name;
    private final String description;
    private final Predicate<String> selected;

    /** @param selected which programs belong to the suite, by name */
    GuestProgramCheck(String name, String description, Predicate<String> selected) {
        this.name = name;
        this.description = description;
        this.selected = selected;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public void run(Report report) throws IOException, ToolException, MachineException {
        String home = System.getProperty("hvdt.home");
        Path folder = home == null ? null : Path.of(home, FOLDER);
        if (folder == null || !Files.isDirectory(folder)) {
            report.skipped(name, "the guest programs are in the source tree; run ./hvdt check there");
            return;
        }
        try (TemporaryFolder work = new TemporaryFolder("hvdt-check-");
                Stream<Path> files = Files.list(folder.resolve("expected"))) {
            for (Path expected : files.sorted().toList()) {
                String program = expected.getFileName().toString().replace(".txt", "");
                if (selected.test(program)) {
                    compare(program, Files.readString(expected), execute(build(program, folder, work.path())), report);
                }
            }
        } catch (ToolMissingException e) {
            report.skipped(name, e.getMessage());
        }
    }

    private static Path build(String program, Path folder, Path work) throws IOException, ToolException {
        Path includes = Files.createDirectories(work.resolve("include"));
        Template template = Templates.find("thin-hypervisor").orElseThrow();
        try (InputStream stream = template.open("src/vmx.inc")) {
            Files.write(includes.resolve("vmx.inc"), stream.readAllBytes());
        }
        ToolFinder tools = ToolFinder.ofPath();
        Path object = work.resolve(program + ".o");
        run(Nasm.assemble(tools.find(Nasm.TOOL), new Nasm.Job(folder.resolve(program + ".asm"), object,
                work.resolve(program + ".lst"), List.of(folder, includes), List.of())));
        Path image = work.resolve(program + ".elf");
        run(Ld.link(tools.find(Ld.TOOL), new Ld.Job(List.of(object), folder.resolve("link.ld"), image, List.of())));
        return image;
    }

    private static void run(ToolCommand command) throws IOException, ToolException {
        ToolResult result = ToolRunner.run(command, Cancellation.NEVER, line -> {
        });
        if (!result.isSuccess()) {
            throw new IOException(command + ": " + String.join(" ", result.output()));
        }
    }

    private static String execute(Path image) throws MachineException {
        ByteArrayOutputStream serial = new ByteArrayOutputStream();
        Machine machine = Machine.create(MachineConfiguration.builder(BootFile.read(image)).serialOutput(serial)
                .maxInstructions(LIMIT).build());
        StopReason reason = null;
        while (reason == null) {
            reason = machine.run();
        }
        String text = serial.toString(StandardCharsets.UTF_8);
        return reason instanceof StopReason.PowerOff ? text : text + "\n" + reason;
    }

    private static void compare(String program, String expected, String found, Report report) {
        List<String> expectedLines = expected.lines().toList();
        List<String> foundLines = found.lines().toList();
        for (int i = 0; i < Math.max(expectedLines.size(), foundLines.size()); i++) {
            String wanted = i < expectedLines.size() ? expectedLines.get(i) : "the end of the output";
            String got = i < foundLines.size() ? foundLines.get(i) : "the end of the output";
            String title = program + ", line " + (i + 1) + ": " + wanted.strip();
            if (wanted.equals(got)) {
                report.passed(title);
            } else {
                report.failed(title, "expected " + wanted + "\nfound    " + got);
            }
        }
    }
}
