// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.cli.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

import org.hvdt.emulator.control.RunControl;
import org.hvdt.emulator.control.StopReason;
import org.hvdt.emulator.machine.BootFile;
import org.hvdt.emulator.machine.Machine;
import org.hvdt.emulator.machine.MachineConfiguration;
import org.hvdt.emulator.machine.MachineException;

/** Runs an image in the emulator to its power-off and returns what it sends over COM1. */
final class EmulatorRunner {

    private static final Duration TIME_LIMIT = Duration.ofMinutes(2);
    private static final long INSTRUCTION_LIMIT = 200_000_000;

    private EmulatorRunner() {
    }

    static String run(Path image, String model) throws MachineException, InterruptedException {
        ByteArrayOutputStream serial = new ByteArrayOutputStream();
        MachineConfiguration configuration = MachineConfiguration.builder(BootFile.read(image)).cpuModel(model)
                .serialOutput(serial).maxInstructions(INSTRUCTION_LIMIT).build();
        try (RunControl control = new RunControl(Machine.create(configuration))) {
            control.setStopOnVmxFailure(false);
            control.resume();
            StopReason reason = control.awaitStop(TIME_LIMIT).orElseThrow(
                    () -> new AssertionError("still running after " + TIME_LIMIT));
            assertThat(reason).as(serial.toString(StandardCharsets.US_ASCII))
                    .isInstanceOf(StopReason.PowerOff.class);
        }
        return serial.toString(StandardCharsets.US_ASCII);
    }
}
