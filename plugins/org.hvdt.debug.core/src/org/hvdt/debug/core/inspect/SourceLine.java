// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.core.inspect;

/**
 * A line of a source file.
 *
 * @param file path as the debug information gives it, made absolute where it says to what it is relative
 * @param line counts from 1
 */
public record SourceLine(String file, int line) {

    /** The file's name without its folders. */
    public String fileName() {
        return file.substring(file.lastIndexOf('/') + 1);
    }

    /** {@code entry.asm:128}. */
    @Override
    public String toString() {
        return fileName() + ":" + line;
    }
}
