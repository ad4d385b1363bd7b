// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.toolchain.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a build remembers for the next one, per generated file: the command, the files that it read with their times and
 * sizes, and the messages. Kept as a text in the output folder.
 */
final class BuildState {

    /** The file's name; it also marks the folder as one that may be deleted. */
    static final String FILE_NAME = ".hvdt-build";

    private static final String HEADING = "HVDT build state 1";

    /**
     * Time and size of a file.
     *
     * @param file the file
     * @param time the time of its last change in nanoseconds since 1970, or -1 if it is absent
     * @param size its size in bytes
     */
    record Input(Path file, long time, long size) {

        static Input of(Path file) {
            try {
                return new Input(file, Files.getLastModifiedTime(file).to(java.util.concurrent.TimeUnit.NANOSECONDS),
                        Files.size(file));
            } catch (IOException e) {
                return new Input(file, -1, 0);      // absent or unreadable: whatever it is later, it is different
            }
        }

        boolean isUnchanged() {
            return time >= 0 && equals(of(file));
        }
    }

    /**
     * How a file was generated.
     *
     * @param command the command
     * @param inputs what the command read
     * @param messages what the tool printed
     */
    record Entry(String command, List<Input> inputs, List<String> messages) {

        boolean isUpToDate(Path output, String newCommand) {
            return command.equals(newCommand) && Files.isRegularFile(output)
                    && inputs.stream().allMatch(Input::isUnchanged);
        }
    }

    private final Map<Path, Entry> entries = new HashMap<>();

    Map<Path, Entry> entries() {
        return entries;
    }

    /** Reads the state; a file that is absent or not understood gives an empty one, so that everything is built. */
    static BuildState read(Path folder) {
        BuildState state = new BuildState();
        Path file = folder.resolve(FILE_NAME);
        if (!Files.isRegularFile(file)) {
            return state;
        }
        try {
            List<String> lines = Files.readAllLines(file);
            if (lines.isEmpty() || !lines.get(0).equals(HEADING)) {
                return state;
            }
            Path output = null;
            for (String line : lines.subList(1, lines.size())) {
                String value = line.substring(Math.min(2, line.length()));
                switch (line.isEmpty() ? ' ' : line.charAt(0)) {
                    case 'o' -> {
                        output = Path.of(value);
                        state.entries.put(output, new Entry("", new ArrayList<>(), new ArrayList<>()));
                    }
                    case 'c' -> state.entries.computeIfPresent(output,
                            (key, entry) -> new Entry(value, entry.inputs(), entry.messages()));
                    case 'i' -> {
                        String[] parts = value.split(" ", 3);
                        state.entries.get(output).inputs().add(
                                new Input(Path.of(parts[2]), Long.parseLong(parts[0]), Long.parseLong(parts[1])));
                    }
                    case 'm' -> state.entries.get(output).messages().add(value);
                    default -> {
                        return new BuildState();
                    }
                }
            }
        } catch (IOException | InvalidPathException | NumberFormatException | NullPointerException
                | ArrayIndexOutOfBoundsException e) {
            return new BuildState();
        }
        return state;
    }

    void write(Path folder) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(HEADING);
        entries.keySet().stream().sorted().forEach(output -> {
            Entry entry = entries.get(output);
            lines.add("o " + output);
            lines.add("c " + entry.command());
            entry.inputs().forEach(input -> lines.add("i " + input.time() + " " + input.size() + " " + input.file()));
            entry.messages().forEach(message -> lines.add("m " + message));
        });
        Files.write(folder.resolve(FILE_NAME), lines);
    }
}
