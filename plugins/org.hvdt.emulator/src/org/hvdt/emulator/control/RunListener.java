// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.control;

/** Told what a machine does. Called on the machine's thread, in order; implementations return quickly. */
public interface RunListener {

    /** The machine started to run: resumed, or stepping if {@code step} is not null. */
    default void resumed(StepKind step) {
    }

    /** The machine stopped and its state may be queried. Also called, last, with a final reason. */
    default void stopped(StopReason reason) {
    }

    /** A VM exit has been completed. Only delivered while {@link #wantsExits} is true when the listener is added. */
    default void vmExit(VmExitRecord exit) {
    }

    /** Whether {@link #vmExit} is to be called. */
    default boolean wantsExits() {
        return false;
    }
}
