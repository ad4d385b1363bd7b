// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CheckAndBenchCommandTest {

    @Test
    void checkClosesWithTheNumberOfCases() {
        CommandLineRunner.Result result = CommandLineRunner.run("check", "guests");
        assertThat(result.out().lines().toList().getLast()).matches("[1-9][0-9]* passed, 0 failed");
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void verboseCheckNamesTheCasesThatPass() {
        assertThat(CommandLineRunner.run("check", "--verbose", "guests").out())
                .contains("passed  example:thin-hypervisor on skylake");
    }

    @Test
    void unknownSuiteIsBadInput() {
        CommandLineRunner.Result result = CommandLineRunner.run("check", "absent");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("absent", "isa", "vmx", "guests");
    }

    @Test
    void benchPrintsATableWithAHeader() {
        CommandLineRunner.Result result = CommandLineRunner.run("bench", "--repeat", "1", "--scale", "0.001");
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        List<String> lines = result.out().lines().toList();
        assertThat(lines.get(0)).isEqualTo("workload\tinstructions\tseconds\tMIPS");
        assertThat(lines).hasSizeGreaterThan(6).allSatisfy(line -> assertThat(line.split("\t")).hasSize(4));
    }

    @Test
    void benchRefusesWhatItCannotDo() {
        assertThat(CommandLineRunner.run("bench", "absent").exitCode()).isEqualTo(2);
        assertThat(CommandLineRunner.run("bench", "--repeat", "0").exitCode()).isEqualTo(2);
        assertThat(CommandLineRunner.run("bench", "--scale", "0").exitCode()).isEqualTo(2);
    }
}
