// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.machine;

/**
 * A machine cannot be created from its configuration: an image that is broken or of the wrong kind, memory that does
 * not suffice, an unknown CPU model. The message says what is wrong, where, what was found and what would be valid, in
 * one line that can be shown to the user as it is.
 */
public final class MachineException extends Exception {

    private static final long serialVersionUID = 1L;

    /** @param message what is wrong, in words for the user */
    public MachineException(String message) {
        super(message);
    }

    /** @param message what is wrong, in words for the user
     * @param cause the failure underneath */
    public MachineException(String message, Throwable cause) {
        super(message, cause);
    }
}
