// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.core;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.eclipse.core.resources.IContainer;
import org.eclipse.core.resources.IFile;
import org.eclipse.core.resources.IProject;
import org.eclipse.core.resources.IResource;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.ILog;

/**
 * Finds the workspace file that belongs to a path in debug information or in a tool's message.
 */
public final class SourceLookup {

    private SourceLookup() {
    }

    /**
     * The workspace file at a path of the file system.
     *
     * @param project preferred if several projects contain the file
     * @param path an absolute path
     */
    public static Optional<IFile> exactFile(IProject project, Path path) {
        IFile[] found = ResourcesPlugin.getWorkspace().getRoot().findFilesForLocationURI(path.toUri());
        List<IFile> files = Arrays.stream(found).filter(IResource::exists).toList();
        return files.stream().filter(file -> file.getProject().equals(project)).findFirst()
                .or(() -> files.stream().findFirst());
    }

    /**
     * The workspace file for a path in debug information. If there is none at that path - the image was built
     * elsewhere, or the project was moved - the project's file whose path has the longest common ending is taken.
     *
     * @param project where to look
     * @param path the path as debug information gives it
     */
    public static Optional<IFile> find(IProject project, Path path) {
        Optional<IFile> exact = path.isAbsolute() ? exactFile(project, path) : Optional.empty();
        if (exact.isPresent() || !project.isAccessible() || path.getFileName() == null) {
            return exact;
        }
        List<IFile> candidates = new ArrayList<>();
        collect(project, path.getFileName().toString(), candidates);
        IFile best = null;
        int bestLength = 0;
        for (IFile candidate : candidates) {
            int length = commonEnding(candidate, path);
            if (length > bestLength) {
                best = candidate;
                bestLength = length;
            }
        }
        return Optional.ofNullable(best);
    }

    private static int commonEnding(IFile file, Path path) {
        String[] segments = file.getProjectRelativePath().segments();
        int common = 0;
        while (common < segments.length && common < path.getNameCount() && segments[segments.length - 1 - common]
                .equals(path.getName(path.getNameCount() - 1 - common).toString())) {
            common++;
        }
        return common;
    }

    private static void collect(IContainer container, String name, List<IFile> found) {
        try {
            for (IResource member : container.members()) {
                if (member instanceof IContainer folder && !member.isDerived()) {
                    collect(folder, name, found);
                } else if (member instanceof IFile file && file.getName().equals(name)) {
                    found.add(file);
                }
            }
        } catch (CoreException e) {
            ILog.of(SourceLookup.class).log(e.getStatus());
        }
    }
}
