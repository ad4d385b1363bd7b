// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.toolchain.build;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import org.hvdt.toolchain.Diagnostic;
import org.hvdt.toolchain.process.Tool;

/**
 * How a build ended.
 *
 * @param status how
 * @param image the image; it exists if the status is {@link Status#BUILT} or {@link Status#UP_TO_DATE}
 * @param diagnostics all messages about the project as it is now, also those of files that were up to date
 * @param log the commands that were run and what they printed
 * @param missingTool the tool that is not installed, if that is why the build failed
 */
public record BuildOutcome(Status status, Path image, List<Diagnostic> diagnostics, List<String> log,
        Optional<Tool> missingTool) {

    /** How a build can end. */
    public enum Status {
        /** There is a new image. */
        BUILT,
        /** Nothing had to be done. */
        UP_TO_DATE,
        /** There is no image; the diagnostics say why. */
        FAILED,
        /** The monitor ended the build; there may be no image. */
        CANCELLED
    }

    /** Checks for null and copies the lists. */
    public BuildOutcome {
        Objects.requireNonNull(status);
        Objects.requireNonNull(image);
        Objects.requireNonNull(missingTool);
        diagnostics = List.copyOf(diagnostics);
        log = List.copyOf(log);
    }

    /** Whether there is an image that fits the sources. */
    public boolean isSuccess() {
        return status == Status.BUILT || status == Status.UP_TO_DATE;
    }

    /** The errors among the diagnostics. */
    public List<Diagnostic> errors() {
        return diagnostics.stream().filter(Diagnostic::isError).toList();
    }
}
