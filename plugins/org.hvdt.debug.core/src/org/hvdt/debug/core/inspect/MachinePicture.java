// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.core.inspect;

import java.util.List;

import org.hvdt.emulator.control.StopReason;
import org.hvdt.emulator.control.VmExitRecord;
import org.hvdt.emulator.vmx.Explanation;

/**
 * Everything that the debugger shows of a stopped machine, taken at once, so that nothing has to be asked of the
 * machine while somebody looks.
 *
 * @param reason why it stopped
 * @param instructions retired instructions
 * @param exitCount VM exits since the start
 * @param operation which kind of operation the processor is in
 * @param exit the VM exit that is being handled, null if none
 * @param frames the stack, innermost frame first
 * @param vmcs the current VMCS, null if none
 * @param hostStack the host stack, null if no VMCS names one
 * @param globals the small variables of the image, those of at most eight bytes
 */
public record MachinePicture(StopReason reason, long instructions, long exitCount, Operation operation,
        VmExitRecord exit, List<FrameState> frames, VmcsSnapshot vmcs, HostStackSnapshot hostStack,
        List<Fact> globals) {

    /** Kinds of operation (SDM volume 3, chapter "Introduction to Virtual Machine Extensions"). */
    public enum Operation {
        /** Before VMXON or after VMXOFF. */
        OUTSIDE_VMX("not in VMX operation"),
        /** VMX root operation. */
        ROOT("VMX root"),
        /** VMX non-root operation. */
        NON_ROOT("VMX non-root");

        private final String label;

        Operation(String label) {
            this.label = label;
        }

        /** In words. */
        public String label() {
            return label;
        }
    }

    /**
     * Something that is known, for the Variables view.
     *
     * @param name what
     * @param value its value
     * @param detail what the value means, in words; may be empty
     */
    public record Fact(String name, String value, String detail) {
    }

    /** Copies the lists. */
    public MachinePicture {
        frames = List.copyOf(frames);
        globals = List.copyOf(globals);
    }

    /** The picture of a machine that could not be looked at. */
    public static MachinePicture unreadable(StopReason reason) {
        return new MachinePicture(reason, 0, 0, Operation.OUTSIDE_VMX, null, List.of(), null, null, List.of());
    }

    /** The explanation of a VMX failure, null if the machine stopped for another reason. */
    public Explanation explanation() {
        if (reason instanceof StopReason.VmxFailure failure) {
            return failure.explanation();
        }
        return reason instanceof StopReason.VmxAbort abort ? abort.explanation() : null;
    }
}
