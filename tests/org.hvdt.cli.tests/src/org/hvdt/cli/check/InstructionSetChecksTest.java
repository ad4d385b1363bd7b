// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.cli.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A fast subset of {@code hvdt check isa}. */
class InstructionSetChecksTest {

    private static final class Collector implements Check.Report {
        final List<String> failures = new ArrayList<>();
        final List<String> skips = new ArrayList<>();
        int passed;

        @Override
        public void passed(String title) {
            passed++;
        }

        @Override
        public void failed(String title, String details) {
            failures.add(title + "\n" + details);
        }

        @Override
        public void skipped(String title, String reason) {
            skips.add(title + ": " + reason);
        }
    }

    private static void run(Check check, int atLeast) throws Exception {
        Collector report = new Collector();
        check.run(report);
        assertThat(report.failures).isEmpty();
        if (report.passed == 0 && !report.skips.isEmpty()) {
            abort(String.join("; ", report.skips));
        }
        assertThat(report.passed).isGreaterThan(atLeast);
    }

    @Test
    void decoderAndFormatterAgreeWithNasmAndObjdump() throws Exception {
        run(new EncodingCheck(4), 8000);
    }

    @Test
    void executorsAgreeWithTheProcessorOfThisComputer() throws Exception {
        run(new HostProcessorCheck(20), 15_000);
    }
}
