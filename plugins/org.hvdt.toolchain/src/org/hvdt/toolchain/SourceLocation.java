// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.toolchain;

import java.nio.file.Path;
import java.util.Objects;

/**
 * A line of a source file.
 *
 * @param file the path as the debug information gives it, made absolute and normalised; the file need not exist
 * @param line the line, 1 or greater
 */
public record SourceLocation(Path file, int line) {

    /** Checks for null and for a line. */
    public SourceLocation {
        Objects.requireNonNull(file);
        if (line < 1) {
            throw new IllegalArgumentException("line " + line);
        }
    }

    /** The file's name without its folder. */
    public String fileName() {
        Path name = file.getFileName();
        return name == null ? file.toString() : name.toString();
    }

    /** {@code name:line}, for messages. */
    @Override
    public String toString() {
        return fileName() + ":" + line;
    }
}
