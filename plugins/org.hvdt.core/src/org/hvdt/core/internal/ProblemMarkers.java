// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.core.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.eclipse.core.resources.IFile;
import org.eclipse.core.resources.IMarker;
import org.eclipse.core.resources.IProject;
import org.eclipse.core.resources.IResource;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.osgi.util.NLS;
import org.hvdt.core.HypervisorCore;
import org.hvdt.core.SourceLookup;
import org.hvdt.toolchain.Diagnostic;
import org.hvdt.toolchain.build.BuildOutcome;

/**
 * Turns the messages of a build into problem markers: on the line of the file if that is in the project, otherwise on
 * the project itself.
 */
final class ProblemMarkers {

    private ProblemMarkers() {
    }

    /** A marker to be: where and what. */
    private record Problem(IResource resource, Map<String, Object> attributes) {
    }

    /** Replaces a project's markers by those of a build. */
    static void replace(IProject project, BuildOutcome outcome) throws CoreException {
        List<Problem> problems = new ArrayList<>();
        for (Diagnostic diagnostic : outcome.diagnostics()) {
            Map<String, Object> attributes = attributes(diagnostic);
            Optional<IFile> file = diagnostic.file() == null ? Optional.empty()
                    : SourceLookup.exactFile(project, diagnostic.file())
                            .filter(found -> found.getProject().equals(project));
            if (file.isPresent()) {
                if (diagnostic.line() > 0) {
                    attributes.put(IMarker.LINE_NUMBER, diagnostic.line());
                    attributes.put(IMarker.LOCATION, NLS.bind(Messages.Marker_line, diagnostic.line()));
                }
                if (diagnostic.column() > 0) {
                    attributes.put(HypervisorCore.COLUMN, diagnostic.column());
                }
            } else if (diagnostic.file() != null) {
                attributes.put(IMarker.LOCATION, diagnostic.file() + ":" + diagnostic.line());
            } else {
                outcome.missingTool().ifPresent(tool -> attributes.put(HypervisorCore.MISSING_TOOL, tool.id()));
            }
            problems.add(new Problem(file.map(IResource.class::cast).orElse(project), attributes));
        }
        replace(project, problems);
    }

    /** Replaces a project's markers by one error on the project. */
    static void replace(IProject project, String message) throws CoreException {
        replace(project, List.of(new Problem(project, attributes(Diagnostic.error(message)))));
    }

    /** Markers that are there already stay, so that views and editors do not flicker. */
    private static void replace(IProject project, List<Problem> problems) throws CoreException {
        List<Problem> missing = new ArrayList<>(problems);
        for (IMarker marker : project.findMarkers(HypervisorCore.PROBLEM, true, IResource.DEPTH_INFINITE)) {
            if (!missing.remove(new Problem(marker.getResource(), marker.getAttributes()))) {
                marker.delete();
            }
        }
        for (Problem problem : missing) {
            problem.resource().createMarker(HypervisorCore.PROBLEM, problem.attributes());
        }
    }

    private static Map<String, Object> attributes(Diagnostic diagnostic) {
        Map<String, Object> attributes = new HashMap<>();
        attributes.put(IMarker.MESSAGE, diagnostic.message());
        attributes.put(IMarker.SEVERITY, switch (diagnostic.severity()) {
            case ERROR -> IMarker.SEVERITY_ERROR;
            case WARNING -> IMarker.SEVERITY_WARNING;
            case INFO -> IMarker.SEVERITY_INFO;
        });
        attributes.put(IMarker.SOURCE_ID, HypervisorCore.ID);
        return attributes;
    }
}
