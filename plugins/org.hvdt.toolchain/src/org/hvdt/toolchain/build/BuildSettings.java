// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.toolchain.build;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

import org.hvdt.toolchain.Diagnostic;
import org.hvdt.toolchain.Severity;

/**
 * How a project is built: the content of its file {@value #FILE_NAME}. All paths are relative to the project.
 *
 * @param sources the folders with sources
 * @param endings the endings of files to assemble, without the dot
 * @param includes the folders to search for included files
 * @param linkerScript the linker script
 * @param output the folder for generated files
 * @param image the name of the image in that folder
 * @param nasmOptions additional options of the assembler
 * @param ldOptions additional options of the linker
 */
public record BuildSettings(List<Path> sources, List<String> endings, List<Path> includes, Path linkerScript,
        Path output, String image, List<String> nasmOptions, List<String> ldOptions) {

    /** The name of the file in the project's folder. The file may be absent, and so may each of its lines. */
    public static final String FILE_NAME = "hvdt.properties";

    private static final String SOURCES = "build.sources";
    private static final String ENDINGS = "build.endings";
    private static final String INCLUDES = "build.includes";
    private static final String LINKER_SCRIPT = "build.linker-script";
    private static final String OUTPUT = "build.output";
    private static final String IMAGE = "build.image";
    private static final String NASM_OPTIONS = "build.nasm-options";
    private static final String LD_OPTIONS = "build.ld-options";
    private static final Map<String, String> DEFAULTS = Map.of(SOURCES, "src", ENDINGS, "asm, nasm", INCLUDES, "src",
            LINKER_SCRIPT, "link.ld", OUTPUT, "build", IMAGE, "", NASM_OPTIONS, "", LD_OPTIONS, "");

    /** Copies the lists. */
    public BuildSettings {
        sources = List.copyOf(sources);
        endings = List.copyOf(endings);
        includes = List.copyOf(includes);
        nasmOptions = List.copyOf(nasmOptions);
        ldOptions = List.copyOf(ldOptions);
    }

    /**
     * Settings with what is wrong in their file.
     *
     * @param settings the settings, with the default for each value that is wrong
     * @param diagnostics what is wrong
     */
    public record Loaded(BuildSettings settings, List<Diagnostic> diagnostics) {
    }

    /** Reads a project's settings. */
    public static Loaded load(Path project) {
        return new Reader(project.toAbsolutePath().normalize()).read();
    }

    /** The settings of a project without a settings file. */
    public static BuildSettings defaults(Path project) {
        return new Reader(project.toAbsolutePath().normalize()).settings();
    }

    private static final class Reader {
        private final Path project;
        private final Path file;
        private final Properties values = new Properties();
        private final List<Diagnostic> diagnostics = new ArrayList<>();
        private List<String> lines = List.of();

        Reader(Path project) {
            this.project = project;
            file = project.resolve(FILE_NAME);
        }

        Loaded read() {
            if (Files.exists(file)) {
                try {
                    String text = Files.readString(file);
                    lines = text.lines().toList();
                    values.load(new StringReader(text));
                } catch (CharacterCodingException e) {
                    problem(Severity.ERROR, "", FILE_NAME + " is not a UTF-8 text");
                } catch (IllegalArgumentException e) {
                    problem(Severity.ERROR, "\\u", "after \\u there must be four hexadecimal digits");
                } catch (IOException e) {
                    problem(Severity.ERROR, "", "cannot be read: " + e.getMessage());
                }
                Set<String> unknown = new TreeSet<>(values.stringPropertyNames());
                unknown.removeAll(DEFAULTS.keySet());
                for (String key : unknown) {
                    if (key.startsWith("build.")) {     // other prefixes belong to other tools
                        problem(Severity.WARNING, key, "unknown setting " + key + "; known are "
                                + String.join(", ", new TreeSet<>(DEFAULTS.keySet())));
                    }
                }
            }
            BuildSettings settings = settings();
            return new Loaded(settings, List.copyOf(diagnostics));
        }

        BuildSettings settings() {
            Path output = path(OUTPUT);
            for (Path source : paths(SOURCES)) {
                if (source.startsWith(output)) {
                    problem(Severity.ERROR, OUTPUT, "the folder for generated files must not contain the sources: "
                            + output + " contains " + source);
                    output = Path.of(DEFAULTS.get(OUTPUT));
                }
            }
            String image = values.getProperty(IMAGE, "").strip();
            if (image.isEmpty()) {
                Path name = project.getFileName();
                image = (name == null ? "image" : name.toString()) + ".elf";
            } else if (image.contains("/") || image.contains("\\")) {
                problem(Severity.ERROR, IMAGE, "the image is a file in the folder of " + OUTPUT
                        + "; its name must have no folder: " + image);
                image = image.substring(Math.max(image.lastIndexOf('/'), image.lastIndexOf('\\')) + 1);
            }
            List<String> endings = new ArrayList<>();
            for (String ending : list(ENDINGS)) {
                endings.add(ending.startsWith(".") ? ending.substring(1) : ending);
            }
            return new BuildSettings(paths(SOURCES), endings, paths(INCLUDES), path(LINKER_SCRIPT), output, image,
                    words(NASM_OPTIONS), words(LD_OPTIONS));
        }

        private String value(String key) {
            String value = values.getProperty(key, "").strip();
            return value.isEmpty() ? DEFAULTS.get(key) : value;
        }

        private List<String> list(String key) {
            List<String> result = new ArrayList<>();
            for (String part : value(key).split(",")) {
                if (!part.isBlank()) {
                    result.add(part.strip());
                }
            }
            return result;
        }

        private List<Path> paths(String key) {
            List<Path> result = new ArrayList<>();
            for (String part : list(key)) {
                result.add(path(key, part));
            }
            return result;
        }

        private Path path(String key) {
            return path(key, value(key));
        }

        /** A path within the project. */
        private Path path(String key, String text) {
            try {
                Path path = Path.of(text).normalize();
                if (!path.isAbsolute() && !path.startsWith("..") && !path.toString().isEmpty()) {
                    return path;
                }
                if (!key.equals(OUTPUT) && (path.toString().isEmpty() || !path.isAbsolute())) {
                    return path;    // reading from elsewhere harms nothing
                }
                problem(Severity.ERROR, key, key + " must be a path within the project: " + text);
            } catch (InvalidPathException e) {
                problem(Severity.ERROR, key, key + " is not a path: " + text);
            }
            return Path.of(DEFAULTS.get(key));
        }

        /** Words separated by blanks; quotes of either kind keep words together. */
        private List<String> words(String key) {
            List<String> result = new ArrayList<>();
            StringBuilder word = null;
            char quote = 0;
            for (char c : value(key).toCharArray()) {
                if (quote != 0) {
                    if (c == quote) {
                        quote = 0;
                    } else {
                        word.append(c);
                    }
                } else if (Character.isWhitespace(c)) {
                    if (word != null) {
                        result.add(word.toString());
                    }
                    word = null;
                } else {
                    word = word == null ? new StringBuilder() : word;
                    if (c == '"' || c == '\'') {
                        quote = c;
                    } else {
                        word.append(c);
                    }
                }
            }
            if (word != null) {
                result.add(word.toString());
            }
            if (quote != 0) {
                problem(Severity.ERROR, key, key + " has a quote that is not closed");
            }
            return result;
        }

        private void problem(Severity severity, String where, String message) {
            int line = 1;
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i).stripLeading().startsWith(where) || where.startsWith("\\")
                        && lines.get(i).contains(where)) {
                    line = i + 1;
                    break;
                }
            }
            Diagnostic diagnostic = new Diagnostic(severity, file, line, 0, message);
            if (!diagnostics.contains(diagnostic)) {
                diagnostics.add(diagnostic);
            }
        }
    }
}
