// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.toolchain.nasm;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

import org.hvdt.toolchain.process.Tool;
import org.hvdt.toolchain.process.ToolCommand;

/** Command lines of NASM, and what its dependency list says. */
public final class Nasm {

    /** The assembler. */
    public static final Tool TOOL = new Tool("nasm", "The NASM assembler", "nasm", "nasm", "https://www.nasm.us",
            List.of("-v"), Pattern.compile("NASM version (\\S+)"));

    /**
     * A source to assemble.
     *
     * @param source the source file
     * @param object the object file to write
     * @param listing the listing to write, or null for none
     * @param includes folders to search for included files
     * @param options additional options
     */
    public record Job(Path source, Path object, Path listing, List<Path> includes, List<String> options) {

        /** Checks for null and copies the lists. */
        public Job {
            Objects.requireNonNull(source);
            Objects.requireNonNull(object);
            includes = List.copyOf(includes);
            options = List.copyOf(options);
        }
    }

    private Nasm() {
    }

    /**
     * The command that assembles to a 64-bit ELF object with DWARF line numbers. All paths are made absolute: NASM
     * names the wrong folder in the debug information for a source that is given by a relative path.
     *
     * @param program where NASM is
     */
    public static ToolCommand assemble(Path program, Job job) {
        List<String> arguments = new ArrayList<>(List.of("-f", "elf64", "-g", "-F", "dwarf"));
        addCommon(arguments, job);
        if (job.listing() != null) {
            arguments.add("-l");
            arguments.add(absolute(job.listing()));
        }
        arguments.add("-o");
        arguments.add(absolute(job.object()));
        arguments.add(absolute(job.source()));
        return ToolCommand.of(program, arguments);
    }

    /**
     * The command that prints on which files a source depends. It is a separate run: together with assembling
     * ({@code -MD}), NASM 2.16 leaves out the included files.
     *
     * @param program where NASM is
     */
    public static ToolCommand dependencies(Path program, Job job) {
        List<String> arguments = new ArrayList<>(List.of("-f", "elf64", "-M"));
        addCommon(arguments, job);
        arguments.add("-MT");
        arguments.add("object");
        arguments.add(absolute(job.source()));
        return ToolCommand.of(program, arguments);
    }

    private static void addCommon(List<String> arguments, Job job) {
        for (Path include : job.includes()) {
            arguments.add("-I" + absolute(include) + "/");      // NASM before 2.14 puts no slash between
        }
        arguments.addAll(job.options());
    }

    private static String absolute(Path path) {
        return path.toAbsolutePath().normalize().toString();
    }

    /**
     * Reads a dependency list, which is a rule for {@code make}.
     *
     * @param lines what the {@linkplain #dependencies(Path, Job) command} printed
     * @param folder the folder that relative names start from
     * @return the files on which the object depends, the source first
     */
    public static List<Path> readDependencies(List<String> lines, Path folder) {
        StringBuilder rule = new StringBuilder();
        for (String line : lines) {
            boolean continued = line.endsWith("\\");
            rule.append(continued ? line.substring(0, line.length() - 1) : line).append(' ');
        }
        int colon = rule.indexOf(" : ");
        Set<Path> files = new LinkedHashSet<>();
        StringBuilder name = new StringBuilder();
        for (int i = colon < 0 ? rule.length() : colon + 3; i < rule.length(); i++) {
            char c = rule.charAt(i);
            char next = i + 1 < rule.length() ? rule.charAt(i + 1) : ' ';
            if (c == '\\' && (next == ' ' || next == '#' || next == '\\')) {
                name.append(next);
                i++;
            } else if (c == '$' && next == '$') {
                name.append('$');
                i++;
            } else if (c != ' ') {
                name.append(c);
            } else if (!name.isEmpty()) {
                files.add(folder.resolve(name.toString()).normalize());
                name.setLength(0);
            }
        }
        return List.copyOf(files);
    }
}
