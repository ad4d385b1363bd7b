// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.core.inspect;

import java.util.ArrayList;
import java.util.List;

import org.hvdt.debug.core.inspect.MachinePicture.Fact;
import org.hvdt.emulator.control.StepKind;
import org.hvdt.emulator.control.StopReason;
import org.hvdt.emulator.control.VmExitRecord;
import org.hvdt.emulator.vmx.ExitQualification;
import org.hvdt.emulator.vmx.FieldDecoder;

/** Stops and VM exits in words. */
public final class Words {

    private Words() {
    }

    /** {@code VM exit 17: CPUID, leaf 0x1}. */
    public static String exit(VmExitRecord exit) {
        String details = exit.details();
        return shortExit(exit) + (details.isEmpty() ? "" : ", " + details);
    }

    /** {@code VM exit 17: CPUID}. */
    public static String shortExit(VmExitRecord exit) {
        return "VM exit " + Numbers.count(exit.number()) + ": " + exit.reasonName();
    }

    /** Why the machine is stopped, for the label of the virtual CPU. */
    public static String stop(MachinePicture picture) {
        VmExitRecord exit = picture.exit();
        String handling = exit == null ? "" : ", handling " + shortExit(exit);
        return switch (picture.reason()) {
            case StopReason.Created created -> "suspended before the first instruction";
            case StopReason.Suspended suspended -> "suspended" + handling;
            case StopReason.StepCompleted step -> step.kind() == StepKind.TO_NEXT_VM_EXIT && exit != null
                    ? "suspended at " + shortExit(exit) + " (step)"
                    : "suspended (step)" + handling;
            case StopReason.BreakpointHit breakpoint -> "suspended (breakpoint)" + handling;
            case StopReason.VmExitHit hit -> "suspended at " + shortExit(hit.exit()) + " (breakpoint)";
            case StopReason.VmxFailure failure -> "suspended: " + failure.explanation().title();
            case StopReason.VmxAbort abort -> "ended: " + abort.explanation().title();
            case StopReason.GuestExit end -> "ended by the guest with exit code " + end.exitCode();
            case StopReason.PowerOff off -> "powered off";
            case StopReason.HaltedForGood halted -> "halted for good";
            case StopReason.TripleFault fault -> "ended by a triple fault";
            case StopReason.Unimplemented missing -> "ended: not implemented: " + missing.what();
            case StopReason.LimitReached limit -> "ended: limit of " + Numbers.count(limit.instructions())
                    + " instructions reached";
            case StopReason.Terminated terminated -> "terminated";
            case StopReason.InternalError error -> "ended: defect of the emulator: " + error.message();
        };
    }

    /**
     * How the machine ended, for the console.
     *
     * @param reason a final reason
     * @param exits number of VM exits
     * @param instructions retired instructions
     */
    public static String end(StopReason reason, long exits, long instructions) {
        String what = switch (reason) {
            case StopReason.GuestExit end -> "The guest ended the machine with exit code " + end.exitCode() + ".";
            case StopReason.PowerOff off -> "The machine was powered off.";
            case StopReason.HaltedForGood halted -> "The processor halted for good: " + halted.message();
            case StopReason.TripleFault fault -> "Triple fault; the processor shut down. " + fault.faultChain();
            case StopReason.VmxAbort abort -> abort.explanation().title();
            case StopReason.VmxFailure failure -> failure.explanation().title();
            case StopReason.Unimplemented missing -> "Not implemented: " + missing.what() + ", at RIP "
                    + Numbers.hex64(missing.rip()) + ".";
            case StopReason.LimitReached limit -> "The limit of " + Numbers.count(limit.instructions())
                    + " instructions was reached.";
            case StopReason.InternalError error -> "Defect of the emulator: " + error.message() + "\n" + error.report();
            default -> "The machine was terminated.";
        };
        return what + " " + Numbers.count(instructions) + " instructions, " + Numbers.count(exits)
                + (exits == 1 ? " VM exit." : " VM exits.");
    }

    /** The exit code of a run: odd is the guest's, 0 a clean power-off, even HVDT's own (see {@code ./hvdt run
     * --help}). */
    public static int exitCode(StopReason reason) {
        return switch (reason) {
            case StopReason.GuestExit end -> end.exitCode();
            case StopReason.PowerOff off -> 0;
            case StopReason.VmxFailure failure -> 4;
            case StopReason.VmxAbort abort -> 4;
            case StopReason.TripleFault fault -> 6;
            case StopReason.Unimplemented missing -> 8;
            case StopReason.LimitReached limit -> 10;
            case StopReason.HaltedForGood halted -> 12;
            default -> 14;
        };
    }

    /** What there is to know about a frame beside its registers. */
    public static List<Fact> facts(MachinePicture picture, FrameState frame) {
        List<Fact> facts = new ArrayList<>();
        VmExitRecord exit = picture.exit();
        if (exit != null) {
            String details = exit.details();
            facts.add(new Fact("VM exit", Numbers.count(exit.number()),
                    exit.reasonName() + (details.isEmpty() ? "" : ", " + details)));
            facts.add(new Fact("Exit reason", Numbers.hex(exit.reason(), 32), FieldDecoder.exitReason(exit.reason())));
            facts.add(new Fact("Exit qualification", Numbers.hex64(exit.qualification()), ExitQualification.describe(
                    exit.basicReason(), exit.qualification(), exit.interruptionInformation())));
            facts.add(new Fact("Instruction length", String.valueOf(exit.instructionLength()),
                    exit.instructionLength() == 1 ? "byte" : "bytes"));
            facts.add(new Fact("Guest RIP at exit", Numbers.hex64(exit.guestRip()), ""));
        }
        if (frame.kind() != FrameState.Kind.BOUNDARY) {
            facts.addAll(picture.globals());
        }
        return facts;
    }
}
