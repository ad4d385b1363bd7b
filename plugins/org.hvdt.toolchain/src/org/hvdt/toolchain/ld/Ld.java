// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.toolchain.ld;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

import org.hvdt.toolchain.process.Tool;
import org.hvdt.toolchain.process.ToolCommand;

/** Command lines of GNU ld. */
public final class Ld {

    /** The linker. */
    public static final Tool TOOL = new Tool("ld", "The GNU linker", "ld", "binutils",
            "https://www.gnu.org/software/binutils/", List.of("-v"), Pattern.compile("GNU ld .*?(\\d+\\.[\\d.]+\\d)"));

    /**
     * An image to link.
     *
     * @param objects the object files, in order
     * @param script the linker script
     * @param image the image to write
     * @param options additional options
     */
    public record Job(List<Path> objects, Path script, Path image, List<String> options) {

        /** Checks for null and copies the lists. */
        public Job {
            objects = List.copyOf(objects);
            Objects.requireNonNull(script);
            Objects.requireNonNull(image);
            options = List.copyOf(options);
        }
    }

    private Ld() {
    }

    /**
     * The command that links a static 64-bit image for a machine without operating system: pages of 4 KiB, so that the
     * file is laid out like the memory; no build identifier, so that equal sources give equal images.
     *
     * @param program where ld is
     */
    public static ToolCommand link(Path program, Job job) {
        List<String> arguments = new ArrayList<>(List.of("-m", "elf_x86_64", "-nostdlib", "-static", "-z",
                "max-page-size=0x1000", "-z", "noexecstack", "--build-id=none"));
        arguments.addAll(job.options());
        arguments.add("-T");
        arguments.add(absolute(job.script()));
        arguments.add("-o");
        arguments.add(absolute(job.image()));
        for (Path object : job.objects()) {
            arguments.add(absolute(object));
        }
        return ToolCommand.of(program, arguments);
    }

    private static String absolute(Path path) {
        return path.toAbsolutePath().normalize().toString();
    }
}
