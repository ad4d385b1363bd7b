// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.toolchain.process;

/**
 * A tool could not do its work for a reason that is not in its input. The message says what happened and what to do; it
 * can be shown to the user as it is.
 */
public sealed class ToolException extends Exception
        permits ToolMissingException, ToolCancelledException, ToolTimeoutException {

    private static final long serialVersionUID = 1L;

    /** @param message what happened, in words for the user */
    public ToolException(String message) {
        super(message);
    }

    /** @param message what happened, in words for the user
     * @param cause the failure underneath */
    public ToolException(String message, Throwable cause) {
        super(message, cause);
    }
}
