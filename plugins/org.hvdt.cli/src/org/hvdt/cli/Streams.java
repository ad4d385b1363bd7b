// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.cli;

import java.io.InputStream;
import java.io.PrintStream;

/**
 * Where a command reads and writes, so that it can be run within another program.
 *
 * @param in input of the guest's serial port
 * @param out the guest's output and what the user has asked for
 * @param err messages
 */
public record Streams(InputStream in, PrintStream out, PrintStream err) {

    /** The process's own. */
    public static Streams standard() {
        return new Streams(System.in, System.out, System.err);
    }
}
