// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.toolchain.process;

import java.time.Duration;
import java.util.List;

/**
 * What a tool that ran to its end left behind.
 *
 * @param exitCode its exit code
 * @param output the lines of its standard output and standard error, in the order in which they came
 * @param duration how long it ran
 */
public record ToolResult(int exitCode, List<String> output, Duration duration) {

    /** Copies the list. */
    public ToolResult {
        output = List.copyOf(output);
    }

    /** Whether the exit code is 0. */
    public boolean isSuccess() {
        return exitCode == 0;
    }
}
