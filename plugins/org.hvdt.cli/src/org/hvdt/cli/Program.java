// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.hvdt.emulator.machine.BootFile;
import org.hvdt.emulator.machine.MachineException;
import org.hvdt.toolchain.Diagnostic;
import org.hvdt.toolchain.ImageFormatException;
import org.hvdt.toolchain.ProgramImage;
import org.hvdt.toolchain.build.BuildMonitor;
import org.hvdt.toolchain.build.BuildOutcome;
import org.hvdt.toolchain.process.ToolFinder;
import org.hvdt.toolchain.templates.Template;
import org.hvdt.toolchain.templates.Templates;

/**
 * What is to be run: an image file, or a shipped example that is built first.
 *
 * @param file the image
 * @param symbols its symbols and source lines, as far as it has any
 */
public record Program(BootFile file, ProgramImage symbols) {

    /** Before the name of an example. */
    public static final String EXAMPLE_PREFIX = "example:";

    /**
     * Finds and reads a program.
     *
     * @param name path of an image, or {@code example:} and the name of an example
     * @throws UsageException if there is none or it cannot be built
     */
    public static Program find(String name) throws UsageException {
        return name.startsWith(EXAMPLE_PREFIX) ? example(name.substring(EXAMPLE_PREFIX.length())) : read(Path.of(name));
    }

    private static Program read(Path path) throws UsageException {
        try {
            BootFile file = BootFile.read(path);
            return new Program(file, symbols(path, file.content()));
        } catch (MachineException e) {
            throw new UsageException(e.getMessage());
        }
    }

    /** Symbols help to read the output; an image without them, or with broken ones, runs all the same. */
    private static ProgramImage symbols(Path path, byte[] content) {
        try {
            return ProgramImage.of(path, content);
        } catch (ImageFormatException e) {
            return ProgramImage.unknown(path);
        }
    }

    private static Program example(String id) throws UsageException {
        Template template = Templates.find(id).orElseThrow(() -> new UsageException("there is no example named \"" + id
                + "\"; valid are " + Templates.list().stream().map(Template::id).collect(Collectors.joining(", "))));
        try (TemporaryFolder folder = new TemporaryFolder("hvdt-example-")) {
            BuildOutcome outcome = Templates.build(template, folder.path().resolve(id), ToolFinder.ofPath(),
                    BuildMonitor.NONE);
            if (!outcome.isSuccess()) {
                List<Diagnostic> errors = outcome.errors();
                throw new UsageException("the example " + id + " cannot be built: "
                        + (errors.isEmpty() ? "no reason is given" : errors.get(0).message()));
            }
            return read(outcome.image());
        } catch (IOException e) {
            throw new UsageException("the example " + id + " cannot be built: " + e.getMessage());
        }
    }
}
