// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.cli;

/** The user's input cannot be used; the message says why in one line. Ends the command with exit code 2. */
public final class UsageException extends Exception {

    private static final long serialVersionUID = 1L;

    /** @param message what is wrong and what would be right */
    public UsageException(String message) {
        super(message);
    }
}
