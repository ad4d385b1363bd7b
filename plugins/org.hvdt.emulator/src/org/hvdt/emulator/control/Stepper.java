// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.control;

import java.util.List;
import org.hvdt.emulator.cpu.Processor;
import org.hvdt.emulator.isa.Decoder;

/**
 * Decides at each instruction boundary whether a step has arrived. One instance per step.
 *
 * <p>Procedures are told apart by the stack pointer: a call has come back when the instruction after it is reached
 * with a stack pointer that is not below the one at the call, so that recursion does not end a step early. Interrupts
 * that are taken on the way run to their end unnoticed.
 */
final class Stepper {

    private final StepKind kind;
    private final List<AddressRange> within;
    private final Decoder decoder;
    private final byte[] buffer = new byte[Decoder.MAX_LENGTH];

    private boolean started;
    private boolean startedNonRoot;
    private long startStack;
    /** The instruction before the current boundary. */
    private CodeLocation previous;
    private long previousCount;

    /** Running a call: until this address with at least this stack pointer. */
    private boolean calling;
    private long callReturn;
    private long callStack;

    /** An interrupt was taken at this boundary: until it comes back. */
    private boolean interrupted;
    private long interruptReturn;
    private long interruptStack;

    /** Stepping over a VM entry: until root operation again. */
    private boolean inGuest;
    /** Stepping over a VM exit in the guest: until non-root operation again. */
    private boolean inHost;

    Stepper(StepKind kind, List<AddressRange> within, Decoder decoder) {
        this.kind = kind;
        this.within = List.copyOf(within);
        this.decoder = decoder;
    }

    StepKind kind() {
        return kind;
    }

    /** Whether it has to see every instruction. */
    boolean needsHook() {
        return kind == StepKind.INTO || kind == StepKind.OVER || kind == StepKind.RETURN;
    }

    /** Called when an external interrupt is about to be delivered. */
    void interruptAcknowledged(Processor cpu) {
        if (!interrupted && !calling) {
            interrupted = true;
            interruptReturn = CodeLocation.linear(cpu);
            interruptStack = CodeLocation.stack(cpu);
        }
    }

    /** Called when a VM exit is complete. @return whether the step has arrived */
    boolean vmExit() {
        interrupted = false;
        return kind == StepKind.TO_NEXT_VM_EXIT;
    }

    /** Called when a VM entry is complete. @return whether the step has arrived */
    boolean vmEntry() {
        return kind == StepKind.TO_NEXT_VM_ENTRY;
    }

    /** Called before each instruction. @return whether the step has arrived */
    boolean arrived(Processor cpu) {
        long address = CodeLocation.linear(cpu);
        if (interrupted) {
            if (address != interruptReturn || CodeLocation.stack(cpu) != interruptStack) {
                return false;
            }
            interrupted = false;
        }
        if (!started) {
            started = true;
            startedNonRoot = cpu.nonRoot;
            startStack = CodeLocation.stack(cpu);
        } else if (address == previous.address() && cpu.instructions() == previousCount) {
            // A repeated string instruction was interrupted and goes on, or the instruction was restarted.
            return false;
        } else if (kind == StepKind.RETURN ? hasReturned(cpu) : hasStepped(cpu, address)) {
            return true;
        }
        if (!calling && !inGuest && !inHost) {
            prepare(cpu);
        }
        return false;
    }

    private void prepare(Processor cpu) {
        previous = CodeLocation.of(cpu, decoder, buffer);
        previousCount = cpu.instructions();
        if (kind == StepKind.OVER && previous.kind() == CodeLocation.Kind.CALL) {
            calling = true;
            callReturn = previous.next();
            callStack = previous.stack();
        }
    }

    private boolean hasStepped(Processor cpu, long address) {
        if (calling) {
            if (address != callReturn || Long.compareUnsigned(CodeLocation.stack(cpu), callStack) < 0) {
                return false;
            }
            calling = false;
            return !inRanges(address);
        }
        if (inGuest) {
            return !cpu.nonRoot;
        }
        if (inHost) {
            boolean wentOnWithoutVmx = address == previous.next() && CodeLocation.stack(cpu) == previous.stack();
            if (!cpu.nonRoot && !wentOnWithoutVmx) {
                return false;
            }
            inHost = false;
            // The same instruction again: the host has removed the cause of the exit.
            return address != previous.address() && !inRanges(address);
        }
        if (cpu.nonRoot != startedNonRoot) {
            if (kind == StepKind.INTO) {
                return true;
            }
            if (cpu.nonRoot) {
                inGuest = true;
            } else {
                inHost = true;
            }
            return false;
        }
        // A call (INTO) or return into the same statement is another frame of a recursion.
        return !inRanges(address) || previous.kind() == CodeLocation.Kind.CALL
                || previous.kind() == CodeLocation.Kind.RETURN;
    }

    private boolean inRanges(long address) {
        for (AddressRange range : within) {
            if (range.contains(address)) {
                return true;
            }
        }
        return false;
    }

    private boolean hasReturned(Processor cpu) {
        boolean fromOurFrame = Long.compareUnsigned(previous.stack(), startStack) >= 0;
        if (cpu.nonRoot == startedNonRoot || !cpu.nonRoot && !cpu.vmx.inVmxOperation()) {
            return previous.kind() == CodeLocation.Kind.RETURN && fromOurFrame;
        }
        // A handler without a caller returns by entering the guest.
        return cpu.nonRoot && previous.kind() == CodeLocation.Kind.VM_ENTRY && fromOurFrame;
    }
}
