// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.machine;

import org.hvdt.emulator.cpu.CryptoExecutors;
import org.hvdt.emulator.cpu.Executors;
import org.hvdt.emulator.cpu.FarTransferExecutors;
import org.hvdt.emulator.cpu.GeneralPurposeExecutors;
import org.hvdt.emulator.cpu.IoExecutors;
import org.hvdt.emulator.cpu.SegmentExecutors;
import org.hvdt.emulator.cpu.SseExecutors;
import org.hvdt.emulator.cpu.SseFloatExecutors;
import org.hvdt.emulator.cpu.SystemExecutors;
import org.hvdt.emulator.cpu.X87ControlExecutors;
import org.hvdt.emulator.vmx.VmxExecutors;

/** The executors of all areas of the instruction set, shared by all machines. */
final class InstructionSet {

    private static final Executors EXECUTORS = Executors.of(GeneralPurposeExecutors::register,
            SystemExecutors::register, SegmentExecutors::register, FarTransferExecutors::register,
            IoExecutors::register, VmxExecutors::register, X87ControlExecutors::register,
            SseExecutors::register, SseFloatExecutors::register,
            CryptoExecutors::register);

    private InstructionSet() {
    }

    static Executors executors() {
        return EXECUTORS;
    }
}
