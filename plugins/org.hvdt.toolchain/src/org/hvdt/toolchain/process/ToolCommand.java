// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.toolchain.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * A program to run with its arguments. The arguments are passed as they are; no shell interprets them.
 *
 * @param program the program
 * @param arguments its arguments
 * @param folder the folder to run in, or null for the current one
 * @param timeLimit after which time it is ended
 */
public record ToolCommand(Path program, List<String> arguments, Path folder, Duration timeLimit) {

    /** The time limit unless another is set. */
    public static final Duration DEFAULT_TIME_LIMIT = Duration.ofMinutes(2);

    /** Checks for null and copies the list. */
    public ToolCommand {
        Objects.requireNonNull(program);
        Objects.requireNonNull(timeLimit);
        arguments = List.copyOf(arguments);
    }

    /** A command in the current folder with the default time limit. */
    public static ToolCommand of(Path program, List<String> arguments) {
        return new ToolCommand(program, arguments, null, DEFAULT_TIME_LIMIT);
    }

    /** The same in another folder. */
    public ToolCommand in(Path newFolder) {
        return new ToolCommand(program, arguments, newFolder, timeLimit);
    }

    /** The same with another time limit. */
    public ToolCommand withTimeLimit(Duration limit) {
        return new ToolCommand(program, arguments, folder, limit);
    }

    /** The command as one would type it, with quotes where needed; for logs. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(quoted(program.toString()));
        for (String argument : arguments) {
            text.append(' ').append(quoted(argument));
        }
        return text.toString();
    }

    private static String quoted(String text) {
        if (!text.isEmpty() && text.codePoints().allMatch(
                c -> Character.isLetterOrDigit(c) || "_-+=.,:/@%".indexOf(c) >= 0)) {
            return text;
        }
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
