// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.machine;

import org.hvdt.emulator.control.VmExitRecord;
import org.hvdt.emulator.vmx.Explanation;

/** Told what happens inside a running machine, on the machine's thread. May call {@link Machine#stop}. */
public interface MachineObserver {

    /** Observes nothing. */
    MachineObserver NONE = new MachineObserver() {
    };

    /** A VM exit is complete; the processor holds the host's state. */
    default void vmExit(VmExitRecord exit) {
    }

    /** A VM entry is complete; the processor holds the guest's state. @param launch VMLAUNCH rather than VMRESUME */
    default void vmEntry(boolean launch) {
    }

    /** A VMX instruction failed or a VM entry was refused. */
    default void vmxFailure(Explanation explanation) {
    }

    /** The processor takes an external interrupt; RIP and RSP are still those of the interrupted code. */
    default void interruptAcknowledged() {
    }
}
