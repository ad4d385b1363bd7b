// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

/** The model-specific registers. */
final class Msrs {

    private final Processor cpu;

    Msrs(Processor cpu) {
        this.cpu = cpu;
    }

    long read(int index) {
        throw cpu.fault(Vector.GP, 0);
    }

    void write(int index, long value) {
        throw cpu.fault(Vector.GP, 0);
    }
}
