// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.core.internal;

import java.util.HashMap;
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
 * Turns the messages of a build into problem markers: on the line of the file if that is in the workspace, otherwise
 * on the project.
 */
final class ProblemMarkers {

    private ProblemMarkers() {
    }

    /** Replaces a project's markers by those of a build. */
    static void replace(IProject project, BuildOutcome outcome) throws CoreException {
        project.deleteMarkers(HypervisorCore.PROBLEM, true, IResource.DEPTH_INFINITE);
        for (Diagnostic diagnostic : outcome.diagnostics()) {
            Map<String, Object> attributes = attributes(diagnostic);
            Optional<IFile> file = diagnostic.file() == null ? Optional.empty()
                    : SourceLookup.exactFile(project, diagnostic.file());
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
            IResource target = file.map(IResource.class::cast).orElse(project);
            target.createMarker(HypervisorCore.PROBLEM, attributes);
        }
    }

    /** Replaces a project's markers by one error on the project. */
    static void replace(IProject project, String message) throws CoreException {
        project.deleteMarkers(HypervisorCore.PROBLEM, true, IResource.DEPTH_INFINITE);
        project.createMarker(HypervisorCore.PROBLEM, attributes(Diagnostic.error(message)));
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
