// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.toolchain.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;

/** Knows where the tools are: where the configuration says, otherwise in the folders of PATH. Immutable. */
public final class ToolFinder {

    private static final Duration VERSION_LIMIT = Duration.ofSeconds(20);

    private final Map<String, Path> configured;
    private final List<Path> folders;

    private ToolFinder(Map<String, Path> configured, List<Path> folders) {
        this.configured = Map.copyOf(configured);
        this.folders = List.copyOf(folders);
    }

    /** Looks in the folders of the environment variable PATH. */
    public static ToolFinder ofPath() {
        return of(Map.of());
    }

    /**
     * Looks at configured places first, then in the folders of PATH.
     *
     * @param configured programs by {@link Tool#id()}
     */
    public static ToolFinder of(Map<String, Path> configured) {
        String path = System.getenv("PATH");
        return of(configured, path == null ? "" : path);
    }

    /**
     * Looks at configured places first, then in given folders.
     *
     * @param configured programs by {@link Tool#id()}
     * @param path folders, separated as in PATH
     */
    public static ToolFinder of(Map<String, Path> configured, String path) {
        List<Path> folders = new ArrayList<>();
        for (String folder : path.split(File.pathSeparator)) {
            try {
                if (!folder.isBlank()) {
                    folders.add(Path.of(folder));
                }
            } catch (InvalidPathException e) {
                continue;   // no folder of this system
            }
        }
        return new ToolFinder(configured, folders);
    }

    /**
     * Finds a tool.
     *
     * @return the program's path
     * @throws ToolMissingException if it is not there; the message says what to install
     */
    public Path find(Tool tool) throws ToolMissingException {
        Path place = configured.get(tool.id());
        if (place != null) {
            if (isProgram(place)) {
                return place;
            }
            throw new ToolMissingException(tool, tool.label() + " not found: the preferences say " + place + ", where "
                    + (Files.exists(place) ? "there is no program that can be started" : "there is nothing") + ". "
                    + tool.installHint());
        }
        for (Path folder : folders) {
            for (String name : List.of(tool.command(), tool.command() + ".exe")) {
                Path candidate = folder.resolve(name);
                if (isProgram(candidate)) {
                    return candidate;
                }
            }
        }
        throw new ToolMissingException(tool, tool.label() + " not found: there is no program \"" + tool.command()
                + "\" in the folders of PATH. " + tool.installHint());
    }

    /**
     * Asks a tool for its version.
     *
     * @return the version, empty if the tool does not say one that is understood
     * @throws ToolException if the tool is missing or cannot be run
     */
    public Optional<String> version(Tool tool) throws ToolException {
        ToolCommand command = ToolCommand.of(find(tool), tool.versionArguments()).withTimeLimit(VERSION_LIMIT);
        for (String line : ToolRunner.run(command, Cancellation.NEVER, text -> { }).output()) {
            Matcher matcher = tool.version().matcher(line);
            if (matcher.find()) {
                return Optional.of(matcher.group(1));
            }
        }
        return Optional.empty();
    }

    private static boolean isProgram(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }
}
