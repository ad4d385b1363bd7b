// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

/**
 * The guest asked for something that the processor architecture defines and this emulator does not provide. Stops the
 * machine with the message; the guest's state is that before the instruction.
 */
@SuppressWarnings("serial")
public final class UnimplementedException extends RuntimeException {

    /**
     * @param what names the behaviour in the SDM's terms, for instance {@code "far CALL through a call gate"}
     */
    public UnimplementedException(String what) {
        super(what, null, false, false);
    }
}
