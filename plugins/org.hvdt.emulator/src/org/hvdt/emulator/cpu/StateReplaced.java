// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

/**
 * Thrown when the current instruction was replaced by a complete change of processor state - a VM exit, a VM entry
 * that injects, a triple fault - so that the interpreter goes on with the new state instead of finishing the executor.
 * Stackless singleton.
 */
@SuppressWarnings("serial")
public final class StateReplaced extends RuntimeException {

    /** The only instance. */
    public static final StateReplaced SIGNAL = new StateReplaced();

    private StateReplaced() {
        super(null, null, false, false);
    }
}
