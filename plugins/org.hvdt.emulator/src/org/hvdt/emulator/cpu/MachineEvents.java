// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

import org.hvdt.emulator.control.VmExitRecord;
import org.hvdt.emulator.vmx.Explanation;

/** What the processor and its VMX unit tell the machine. Called on the machine's thread, on slow paths only. */
public interface MachineEvents {

    /** Listens to nothing. */
    MachineEvents NONE = new MachineEvents() {
    };

    /** Virtual time has reached {@link Processor#timerDeadline}, which has been reset to "never". */
    default void timerDue(long time) {
    }

    /** Whether {@link #vmExit} is to be called, so that the record is worth creating. */
    default boolean wantsVmExits() {
        return true;
    }

    /** A VM exit is complete; the processor holds the host's state. */
    default void vmExit(VmExitRecord exit) {
    }

    /** A VM entry is complete; the processor holds the guest's state. @param launch VMLAUNCH rather than VMRESUME */
    default void vmEntry(boolean launch) {
    }

    /** A VMX instruction failed or a VM entry was refused. */
    default void vmxFailure(Explanation explanation) {
    }

    /** A VMX abort shut the processor down. */
    default void vmxAbort(Explanation explanation) {
    }

    /** A triple fault shut the processor down. @param faultChain the faults, oldest first, one per line */
    default void tripleFault(String faultChain) {
    }

    /** An exception is about to be delivered through the IDT. {@code errorCode} is 0 if the vector has none. */
    default void exceptionRaised(int vector, int errorCode, long rip) {
    }
}
