// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hvdt.toolchain.build.BuildMonitor;
import org.hvdt.toolchain.build.BuildOutcome;
import org.hvdt.toolchain.build.ProjectBuild;
import org.hvdt.toolchain.process.ToolFinder;
import org.hvdt.toolchain.templates.Template;
import org.hvdt.toolchain.templates.Templates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class RunCommandTest {

    @TempDir
    private Path folder;

    private CommandLineRunner.Result runFlat(List<String> options, int... code) throws IOException {
        return runFlat(new byte[0], options, code);
    }

    private CommandLineRunner.Result runFlat(byte[] input, List<String> options, int... code) throws IOException {
        byte[] bytes = new byte[code.length];
        for (int i = 0; i < code.length; i++) {
            bytes[i] = (byte) code[i];
        }
        Path image = Files.write(folder.resolve("flat.bin"), bytes);
        List<String> arguments = new ArrayList<>(List.of("run", "--flat", "0x100000"));
        arguments.addAll(options);
        arguments.add(image.toString());
        return CommandLineRunner.runWithInput(input, arguments.toArray(String[]::new));
    }

    private static void assertUsageError(CommandLineRunner.Result result, String... words) {
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.err()).contains(words);
        assertThat(result.out()).isEmpty();
    }

    // ---- exit codes

    @Test
    void valueWrittenToTheExitPortIsDoubledPlusOne() throws IOException {
        assertThat(runFlat(List.of(), 0xB0, 0x00, 0xE6, 0xF4).exitCode()).isEqualTo(1);
        assertThat(runFlat(List.of(), 0xB0, 0x10, 0xE6, 0xF4).exitCode()).isEqualTo(33);
        assertThat(runFlat(List.of(), 0xB0, 0xFF, 0xE6, 0xF4).exitCode()).isEqualTo(255);
    }

    @Test
    void powerOffEndsWith0() throws IOException {
        int[] code = new int[4 + 3 * 8];
        System.arraycopy(new int[] {0x66, 0xBA, 0x00, 0x89}, 0, code, 0, 4);
        for (int i = 0; i < 8; i++) {
            System.arraycopy(new int[] {0xB0, "Shutdown".charAt(i), 0xEE}, 0, code, 4 + 3 * i, 3);
        }
        assertThat(runFlat(List.of(), code).exitCode()).isZero();
    }

    @Test
    void tripleFaultEndsWith6AndPrintsTheFaults() throws IOException {
        CommandLineRunner.Result result = runFlat(List.of(), 0x0F, 0x0B);
        assertThat(result.exitCode()).isEqualTo(6);
        assertThat(result.err()).startsWith("Triple fault").contains("#UD");
    }

    @Test
    void unimplementedInstructionEndsWith8AndIsNamed() throws IOException {
        CommandLineRunner.Result result = runFlat(List.of(), 0xD8, 0xC1);
        assertThat(result.exitCode()).isEqualTo(8);
        assertThat(result.err()).startsWith("Unimplemented: ").contains("00000000_00100000");
    }

    @Test
    void strictMachineEndsWith8AtAPortWithoutDevice() throws IOException {
        assertThat(runFlat(List.of(), 0xE4, 0x10, 0xE6, 0xF4).exitCode()).isEqualTo(255);
        CommandLineRunner.Result result = runFlat(List.of("--strict"), 0xE4, 0x10, 0xE6, 0xF4);
        assertThat(result.exitCode()).isEqualTo(8);
        assertThat(result.err()).contains("0010h");
    }

    @Test
    void instructionLimitEndsWith10() throws IOException {
        CommandLineRunner.Result result = runFlat(List.of("--max-instructions", "1000"), 0xEB, 0xFE);
        assertThat(result.exitCode()).isEqualTo(10);
        assertThat(result.err()).contains("1,000 instructions");
    }

    @Test
    void haltForGoodEndsWith12() throws IOException {
        CommandLineRunner.Result result = runFlat(List.of(), 0xF4);
        assertThat(result.exitCode()).isEqualTo(12);
        assertThat(result.err()).contains("interrupts disabled");
    }

    // ---- serial port

    @Test
    void serialOutputGoesToTheStandardOutput() throws IOException {
        CommandLineRunner.Result result = runFlat(List.of(), 0x66, 0xBA, 0xF8, 0x03, 0xB0, 'O', 0xEE, 0xB0, 'K', 0xEE,
                0xB0, 0x00, 0xE6, 0xF4);
        assertThat(result.out()).isEqualTo("OK" + System.lineSeparator());
    }

    @Test
    void serialOutputGoesToAFileIfOneIsGiven() throws IOException {
        Path file = folder.resolve("serial.txt");
        CommandLineRunner.Result result = runFlat(List.of("--serial", file.toString()), 0x66, 0xBA, 0xF8, 0x03, 0xB0,
                'O', 0xEE, 0xB0, 0x00, 0xE6, 0xF4);
        assertThat(file).hasContent("O");
        assertThat(result.out()).isEmpty();
    }

    @Test
    void serialFileThatCannotBeWrittenIsBadInput() throws IOException {
        assertUsageError(runFlat(List.of("--serial", folder.resolve("absent/file").toString()), 0xF4), "absent");
    }

    @Test
    void standardInputReachesTheSerialPort() throws IOException {
        // Polls the line status until there is a byte, which becomes the exit code.
        CommandLineRunner.Result result = runFlat(new byte[] {5}, List.of(), 0x66, 0xBA, 0xFD, 0x03, 0xEC, 0xA8, 0x01,
                0x74, 0xFB, 0x66, 0xBA, 0xF8, 0x03, 0xEC, 0xE6, 0xF4);
        assertThat(result.exitCode()).isEqualTo(11);
    }

    // ---- bad input

    @Test
    void badInputIsToldInOneLineAndEndsWith2() throws IOException {
        assertUsageError(CommandLineRunner.run("run"), "an image is missing");
        assertUsageError(CommandLineRunner.run("run", "absent.elf"), "file not found: absent.elf");
        assertUsageError(CommandLineRunner.run("run", folder.toString()), "folder");
        assertUsageError(CommandLineRunner.run("run", "example:absent"), "absent", "thin-hypervisor");
        assertUsageError(CommandLineRunner.run("run", "--colour", "x"), "--colour", "--help");
        assertUsageError(CommandLineRunner.run("run", "--memory", "lots", "x"), "lots", "128M");
        assertUsageError(CommandLineRunner.run("run", "--trace", "everything", "x"), "everything", "exits");
        assertUsageError(CommandLineRunner.run("frobnicate"), "frobnicate");
        assertUsageError(runFlat(List.of("--memory", "1M"), 0xF4), "2 MiB to 3 GiB");
        assertUsageError(runFlat(List.of("--memory", "4G"), 0xF4), "2 MiB to 3 GiB");
        assertUsageError(runFlat(List.of("--cpu", "z80"), 0xF4), "z80", "skylake");
        assertUsageError(runFlat(List.of("--max-instructions", "-1"), 0xF4), "-1");
        assertUsageError(runFlat(List.of("--kind", "multiboot"), 0xF4), "exclude");
        assertUsageError(runFlat(List.of("--module", "absent.img"), 0xF4), "absent.img");
        Path text = Files.writeString(folder.resolve("text"), "no kernel");
        assertUsageError(CommandLineRunner.run("run", text.toString()), "no multiboot header");
    }

    @Test
    void memoryUpTo3GiBIsPossible() throws IOException {
        assertThat(runFlat(List.of("--memory", "2560M"), 0xB0, 0x00, 0xE6, 0xF4).exitCode()).isEqualTo(1);
        assertThat(runFlat(List.of("--memory", "3G"), 0xB0, 0x00, 0xE6, 0xF4).exitCode()).isEqualTo(1);
        assertThat(runFlat(List.of("--memory", "2M"), 0xB0, 0x00, 0xE6, 0xF4).exitCode()).isEqualTo(1);
    }

    // ---- help

    @Test
    void helpNamesEveryOptionAndExitCode() {
        CommandLineRunner.Result result = CommandLineRunner.run("run", "--help");
        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).contains("--list", "--trace", "--memory", "--cpu", "--append", "--module", "--serial",
                "--max-instructions", "--kind", "--flat", "--strict", "--on-vmx-failure", "Exit codes:", "  odd",
                "  0 ", "  2 ", "  4 ", "  6 ", "  8 ", "  10 ", "  12 ", "  14 ");
    }

    @Test
    void helpWithoutCommandNamesTheCommands() {
        assertThat(CommandLineRunner.run().out()).contains("run", "check", "bench");
        assertThat(CommandLineRunner.run("--version").out()).contains("hvdt " + Main.VERSION);
    }

    @Test
    void listNamesExamplesAndCpuModels() {
        CommandLineRunner.Result result = CommandLineRunner.run("run", "--list");
        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).contains("example:thin-hypervisor", "penryn", "haswell", "skylake", "icelake", "max");
    }

    // ---- the thin hypervisor

    @Test
    void thinHypervisorRunsAndItsExitsAreTraced() {
        CommandLineRunner.Result result = CommandLineRunner.run("run", "--trace", "exits", "example:thin-hypervisor");
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        List<String> exits = result.out().lines().filter(line -> line.startsWith("exit ")).toList();
        assertThat(exits).hasSizeGreaterThanOrEqualTo(8).allMatch(line -> line.endsWith("host VMHost"));
        assertThat(exits.get(0)).matches("exit 1 +at +[0-9,]+  CPUID .*leaf 0x1 .* guest ReportHypervisor\\+0x.*");
        assertThat(exits).anyMatch(line -> line.contains("VMCALL")).anyMatch(line -> line.contains("VMXOFF"));
        assertThat(result.out()).contains("Hypervisor: HVDT thin hv", "Power off");
    }

    @Test
    void thinHypervisorRunsOnEveryCpuModel() {
        for (String model : List.of("penryn", "haswell", "skylake", "icelake", "max")) {
            CommandLineRunner.Result result = CommandLineRunner.run("run", "--cpu", model, "example:thin-hypervisor");
            assertThat(result.exitCode()).as(model).isZero();
            assertThat(result.out()).as(model).contains("Power off");
        }
    }

    @Test
    void twoRunsAreTheSameRun() {
        CommandLineRunner.Result first = CommandLineRunner.run("run", "--trace", "exits", "example:thin-hypervisor");
        assertThat(CommandLineRunner.run("run", "--trace", "exits", "example:thin-hypervisor")).isEqualTo(first);
    }

    @Test
    void brokenControlIsExplainedWithFieldValueAndSource() throws IOException {
        Path image = buildThinHypervisorWith("    VmWrite PIN_BASED_CONTROLS, rax",
                "    and     eax, ~2\n    VmWrite PIN_BASED_CONTROLS, rax");
        CommandLineRunner.Result result = CommandLineRunner.run("run", image.toString());
        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.err()).contains("VM entry failed: invalid control field (VM-instruction error 7)",
                "Pin-based VM-execution controls", "bit 1", "Found: ", "00000014h",
                "last written by VMWRITE at SetUpControls", "thin-hypervisor.asm:", "00000016h");
    }

    @Test
    void vmxFailureMayBeIgnored() throws IOException {
        Path image = buildThinHypervisorWith("    VmWrite PIN_BASED_CONTROLS, rax",
                "    and     eax, ~2\n    VmWrite PIN_BASED_CONTROLS, rax");
        CommandLineRunner.Result result = CommandLineRunner.run("run", "--on-vmx-failure", "continue",
                image.toString());
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.out()).contains("VM-instruction error 7");
    }

    private Path buildThinHypervisorWith(String original, String replacement) throws IOException {
        Template template = Templates.find("thin-hypervisor").orElseThrow();
        Path project = folder.resolve("broken");
        template.copyTo(project);
        Path source = project.resolve("src/thin-hypervisor.asm");
        String text = Files.readString(source);
        assertThat(text).contains(original);
        Files.writeString(source, text.replace(original, replacement));
        BuildOutcome outcome = new ProjectBuild(project, ToolFinder.ofPath()).build(BuildMonitor.NONE);
        assertThat(outcome.errors()).isEmpty();
        return outcome.image();
    }
}
