// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.cli.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;

import org.hvdt.emulator.cpu.CpuModel;
import org.hvdt.toolchain.build.BuildMonitor;
import org.hvdt.toolchain.build.BuildOutcome;
import org.hvdt.toolchain.process.ToolFinder;
import org.hvdt.toolchain.templates.Templates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every guest program prints in the emulator what it must; the expected texts are Bochs' and agree with the SDM. */
class GuestProgramTest {

    @TempDir
    private Path folder;

    static List<String> programs() {
        return GuestPrograms.names();
    }

    @ParameterizedTest
    @MethodSource("programs")
    void printsWhatIsExpected(String program) throws Exception {
        assertThat(EmulatorRunner.run(GuestPrograms.build(program, folder), CpuModel.DEFAULT))
                .isEqualTo(GuestPrograms.expected(program));
    }

    @Test
    void theThinHypervisorPrintsTheSameOnEveryCpuModel() throws Exception {
        BuildOutcome outcome = Templates.build(Templates.find("thin-hypervisor").orElseThrow(),
                folder.resolve("thin"), ToolFinder.ofPath(), BuildMonitor.NONE);
        String expected = EmulatorRunner.run(outcome.image(), CpuModel.DEFAULT);
        assertThat(expected).startsWith("HVDT thin hypervisor\n").endsWith("\nPower off\n");
        for (String model : CpuModel.names()) {
            assertThat(EmulatorRunner.run(outcome.image(), model)).as(model).isEqualTo(expected);
        }
    }
}
