// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.control;

import org.hvdt.emulator.vmx.Explanation;

/** Why a machine is not running. {@link #isFinal} tells whether it can go on. */
public sealed interface StopReason {

    /** Whether the machine has ended and can only be looked at. */
    default boolean isFinal() {
        return false;
    }

    /** Stopped before its first instruction. */
    record Created() implements StopReason {
    }

    /** Suspended on request. */
    record Suspended() implements StopReason {
    }

    /** A step or run-to-address has arrived. */
    record StepCompleted(StepKind kind) implements StopReason {
    }

    /** An address or VM-entry breakpoint was reached. */
    record BreakpointHit(Breakpoint breakpoint) implements StopReason {
    }

    /** A VM-exit breakpoint was reached; the processor is at the host's first instruction. */
    record VmExitHit(Breakpoint.VmExit breakpoint, VmExitRecord exit) implements StopReason {
    }

    /** A VMX instruction failed or a VM entry was refused; the processor is at the instruction that follows (VMfail) or
     * at the host's first instruction (exit 33 or 34). */
    record VmxFailure(Explanation explanation) implements StopReason {
    }

    /** The guest wrote to the exit port. {@code exitCode} is value*2+1, truncated to 8 bits, always odd. */
    record GuestExit(int exitCode) implements StopReason {
        @Override
        public boolean isFinal() {
            return true;
        }
    }

    /** Clean power-off: the word "Shutdown" was written to port 0x8900, or halted for good after it. */
    record PowerOff() implements StopReason {
        @Override
        public boolean isFinal() {
            return true;
        }
    }

    /** HLT with no event source that could ever wake the processor. */
    record HaltedForGood(String message) implements StopReason {
        @Override
        public boolean isFinal() {
            return true;
        }
    }

    /** Triple fault in VMX root operation or outside VMX: the processor shut down. {@code faultChain} tells the faults
     * that led to it, oldest first, one per line. */
    record TripleFault(String faultChain) implements StopReason {
        @Override
        public boolean isFinal() {
            return true;
        }
    }

    /** A VMX abort. */
    record VmxAbort(Explanation explanation) implements StopReason {
        @Override
        public boolean isFinal() {
            return true;
        }
    }

    /** The guest needs behaviour that the emulator does not provide. */
    record Unimplemented(String what, long rip) implements StopReason {
        @Override
        public boolean isFinal() {
            return true;
        }
    }

    /** The instruction limit of the configuration was reached. */
    record LimitReached(long instructions) implements StopReason {
        @Override
        public boolean isFinal() {
            return true;
        }
    }

    /** The front end ended the machine. */
    record Terminated() implements StopReason {
        @Override
        public boolean isFinal() {
            return true;
        }
    }

    /** A defect of the emulator itself. {@code report} is a full description to attach to a bug report. */
    record InternalError(String message, String report) implements StopReason {
        @Override
        public boolean isFinal() {
            return true;
        }
    }
}
