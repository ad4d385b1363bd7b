// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.cli.check;

import java.io.IOException;

/** The long conformance suite of the instruction set. */
public final class InstructionSetCheck implements Check {

    private static final int ENCODINGS_PER_ROW = 100;
    private static final int EXECUTIONS_PER_ROW = 1000;

    @Override
    public String name() {
        return "isa";
    }

    @Override
    public String description() {
        return "decoder and formatter against NASM and objdump, executors against this computer's processor";
    }

    @Override
    public void run(Report report) throws IOException {
        new EncodingCheck(ENCODINGS_PER_ROW).run(report);
        new HostProcessorCheck(EXECUTIONS_PER_ROW).run(report);
    }
}
