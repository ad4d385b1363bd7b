// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.cli;

import org.hvdt.emulator.control.StopReason;

/**
 * The exit codes of {@code hvdt run}. Odd ones belong to the guest; even ones are given here. They are part of the
 * command line's interface and do not change.
 */
final class ExitCode {

    /** Clean power-off. */
    static final int OK = 0;
    /** Wrong usage or bad input. */
    static final int USAGE = 2;
    /** A VMX instruction failed or a VM entry was refused. */
    static final int VMX_FAILURE = 4;
    /** Triple fault. */
    static final int TRIPLE_FAULT = 6;
    /** The guest needs what the emulator does not provide. */
    static final int UNIMPLEMENTED = 8;
    /** The instruction limit was reached. */
    static final int LIMIT = 10;
    /** Halted for good without a power-off. */
    static final int HALTED = 12;
    /** A defect of HVDT. */
    static final int INTERNAL_ERROR = 14;

    private ExitCode() {
    }

    /** The exit code for the way a machine stopped. */
    static int of(StopReason reason) {
        return switch (reason) {
            case StopReason.GuestExit guest -> guest.exitCode();
            case StopReason.PowerOff off -> OK;
            case StopReason.VmxFailure failure -> VMX_FAILURE;
            case StopReason.VmxAbort abort -> VMX_FAILURE;
            case StopReason.TripleFault fault -> TRIPLE_FAULT;
            case StopReason.Unimplemented unimplemented -> UNIMPLEMENTED;
            case StopReason.LimitReached limit -> LIMIT;
            case StopReason.HaltedForGood halted -> HALTED;
            default -> INTERNAL_ERROR;
        };
    }
}
