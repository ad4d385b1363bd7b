// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.cli.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.hvdt.emulator.cpu.CpuModel;
import org.hvdt.toolchain.build.BuildMonitor;
import org.hvdt.toolchain.build.BuildOutcome;
import org.hvdt.toolchain.process.ToolFinder;
import org.hvdt.toolchain.templates.Template;
import org.hvdt.toolchain.templates.Templates;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The templates and the guest programs print the same in Bochs as in the emulator. */
class BochsComparisonTest {

    /** The model of Bochs that is closest to our default. */
    private static final String BOCHS_MODEL = "corei7_skylake_x";

    private static Optional<BochsRunner> bochs = Optional.empty();

    @TempDir
    private Path folder;

    @BeforeAll
    static void findBochs() {
        bochs = BochsRunner.find();
        assumeTrue(bochs.isPresent(), "Bochs is not installed; on Debian or Ubuntu: apt-get install bochs");
    }

    static List<String> programs() {
        return GuestPrograms.names();
    }

    static List<Template> templates() {
        return Templates.list();
    }

    @ParameterizedTest
    @MethodSource("programs")
    void aGuestProgramPrintsTheSame(String program) throws Exception {
        Path image = GuestPrograms.build(program, folder);
        String output = bochs.orElseThrow().run(image, BOCHS_MODEL, true, folder);
        assertThat(output).isEqualTo(GuestPrograms.expected(program));
        assertThat(EmulatorRunner.run(image, CpuModel.DEFAULT)).isEqualTo(output);
    }

    @ParameterizedTest
    @MethodSource("templates")
    void aTemplatePrintsTheSame(Template template) throws Exception {
        BuildOutcome outcome = Templates.build(template, folder.resolve(template.id()), ToolFinder.ofPath(),
                BuildMonitor.NONE);
        assertThat(outcome.isSuccess()).as(outcome.diagnostics().toString()).isTrue();
        // Bochs has no IA32_DEBUGCTL, which every processor with VMX has
        String output = bochs.orElseThrow().run(outcome.image(), BOCHS_MODEL, false, folder);
        assertThat(EmulatorRunner.run(outcome.image(), CpuModel.DEFAULT)).isEqualTo(output);
    }
}
