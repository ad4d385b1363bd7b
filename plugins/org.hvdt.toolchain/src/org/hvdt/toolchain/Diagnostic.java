// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.toolchain;

import java.nio.file.Path;
import java.util.Objects;

/**
 * A message of a tool about a place in a source file.
 *
 * @param severity how bad it is
 * @param file the absolute path of the file, or null if the message is not about a file
 * @param line the line, 1 or greater, or 0 if unknown
 * @param column the column, 1 or greater, or 0 if unknown
 * @param message the tool's words, without place and severity
 */
public record Diagnostic(Severity severity, Path file, int line, int column, String message) {

    /** Checks the parts that must be there. */
    public Diagnostic {
        Objects.requireNonNull(severity);
        Objects.requireNonNull(message);
        if (line < 0 || column < 0) {
            throw new IllegalArgumentException("line " + line + ", column " + column);
        }
    }

    /** An error that is about no particular file. */
    public static Diagnostic error(String message) {
        return new Diagnostic(Severity.ERROR, null, 0, 0, message);
    }

    /** Whether this is an error. */
    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /** The message as compilers print it: {@code file:line:column: severity: message}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        if (file != null) {
            text.append(file).append(':');
            if (line > 0) {
                text.append(line).append(':');
                if (column > 0) {
                    text.append(column).append(':');
                }
            }
            text.append(' ');
        }
        return text.append(severity.name().toLowerCase(java.util.Locale.ROOT)).append(": ").append(message)
                .toString();
    }
}
