// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.toolchain.process;

/** A tool was ended because it took longer than its time limit. */
public final class ToolTimeoutException extends ToolException {

    private static final long serialVersionUID = 1L;

    /** @param message which tool was ended, and after which time */
    public ToolTimeoutException(String message) {
        super(message);
    }
}
