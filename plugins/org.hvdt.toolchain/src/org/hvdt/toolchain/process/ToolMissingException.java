// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.toolchain.process;

/** A tool is not installed, or not where the configuration says. The message says what to install. */
public final class ToolMissingException extends ToolException {

    private static final long serialVersionUID = 1L;

    private final transient Tool tool;

    /** @param tool the tool
     * @param message what is missing where, and what to install */
    public ToolMissingException(Tool tool, String message) {
        super(message);
        this.tool = tool;
    }

    /** The tool that is missing. */
    public Tool tool() {
        return tool;
    }
}
