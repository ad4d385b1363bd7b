// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.toolchain.process;

/** A tool was ended because its caller asked for it. */
public final class ToolCancelledException extends ToolException {

    private static final long serialVersionUID = 1L;

    /** @param message which tool was ended */
    public ToolCancelledException(String message) {
        super(message);
    }
}
