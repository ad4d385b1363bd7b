// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

/** Executes instructions. */
final class Interpreter {

    private final Processor cpu;

    Interpreter(Processor cpu, Executors executors) {
        this.cpu = cpu;
    }

    long retiredNow() {
        return cpu.retired;
    }

    void deadlineChanged() {
        cpu.leaveBlock();
    }

    int run(long budget) {
        throw new UnimplementedException("running up to " + budget);
    }
}
