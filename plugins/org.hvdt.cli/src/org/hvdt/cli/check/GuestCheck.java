// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.cli.check;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.hvdt.cli.Program;
import org.hvdt.cli.UsageException;
import org.hvdt.emulator.control.StopReason;
import org.hvdt.emulator.cpu.CpuModel;
import org.hvdt.emulator.machine.Machine;
import org.hvdt.emulator.machine.MachineConfiguration;
import org.hvdt.emulator.machine.MachineException;
import org.hvdt.toolchain.templates.Template;
import org.hvdt.toolchain.templates.Templates;

/** Runs the shipped examples on every CPU model: they must end well, and two runs must be the same run. */
final class GuestCheck implements Check {

    private static final long LIMIT = 2_000_000_000L;

    private record Outcome(StopReason reason, String serial, long instructions) {
    }

    @Override
    public String name() {
        return "guests";
    }

    @Override
    public String description() {
        return "the shipped examples on every CPU model: exit code 0, and the same run twice";
    }

    @Override
    public void run(Report report) throws MachineException {
        for (Template template : Templates.list()) {
            String name = Program.EXAMPLE_PREFIX + template.id();
            Program program;
            try {
                program = Program.find(name);
            } catch (UsageException e) {
                report.failed(name, e.getMessage());
                continue;
            }
            for (String model : CpuModel.names()) {
                check(name + " on " + model, program, model, report);
            }
        }
    }

    private static void check(String title, Program program, String model, Report report) throws MachineException {
        Outcome first = execute(program, model);
        if (!(first.reason instanceof StopReason.PowerOff)) {
            report.failed(title, "expected a clean power-off, found " + first.reason + "\n" + first.serial);
            return;
        }
        Outcome second = execute(program, model);
        List<String> differences = new ArrayList<>();
        if (first.instructions != second.instructions) {
            differences.add("instructions " + first.instructions + " and " + second.instructions);
        }
        if (!first.serial.equals(second.serial)) {
            differences.add("serial output:\n" + first.serial + "\nand:\n" + second.serial);
        }
        if (differences.isEmpty()) {
            report.passed(title);
        } else {
            report.failed(title, "two runs differ: " + String.join("; ", differences));
        }
    }

    private static Outcome execute(Program program, String model) throws MachineException {
        ByteArrayOutputStream serial = new ByteArrayOutputStream();
        Machine machine = Machine.create(MachineConfiguration.builder(program.file()).cpuModel(model)
                .serialOutput(serial).maxInstructions(LIMIT).build());
        StopReason reason = null;
        while (reason == null) {
            reason = machine.run();
        }
        return new Outcome(reason, serial.toString(StandardCharsets.UTF_8), machine.instructions());
    }
}
