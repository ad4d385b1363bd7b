// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.core;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import org.eclipse.core.resources.IFile;
import org.eclipse.core.resources.IFolder;
import org.eclipse.core.resources.IMarker;
import org.eclipse.core.resources.IProject;
import org.eclipse.core.resources.IResource;
import org.eclipse.core.resources.IncrementalProjectBuilder;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IPath;
import org.eclipse.core.runtime.IProgressMonitor;
import org.hvdt.toolchain.ImageFormatException;
import org.hvdt.toolchain.ProgramImage;
import org.hvdt.toolchain.build.BuildSettings;

/**
 * A hypervisor project: where its image is, in which state, and what the debug information says about it. What a
 * launch needs to know of a project.
 */
public final class HypervisorProject {

    /** Whether there is something to run. */
    public enum State {
        /** The image is there and the last build had no errors. */
        READY,
        /** The last build had errors; the problem markers say which. */
        ERRORS,
        /** There is no image: the project has not been built yet. */
        NOT_BUILT
    }

    private record Read(long time, ProgramImage program) {
    }

    private static final Map<Path, Read> PROGRAMS = new ConcurrentHashMap<>();

    private final IProject project;
    private final Path location;

    private HypervisorProject(IProject project, Path location) {
        this.project = project;
        this.location = location;
    }

    /**
     * The hypervisor project behind a project.
     *
     * @param project any project, or null
     * @return empty if the project is closed, has not the nature, or is not in the local file system
     */
    public static Optional<HypervisorProject> of(IProject project) {
        try {
            if (project == null || !project.isAccessible() || !project.hasNature(HypervisorCore.NATURE)) {
                return Optional.empty();
            }
        } catch (CoreException e) {
            // It was closed or deleted in between.
            return Optional.empty();
        }
        IPath path = project.getLocation();
        return path == null ? Optional.empty() : Optional.of(new HypervisorProject(project, path.toPath()));
    }

    /** The project. */
    public IProject project() {
        return project;
    }

    /** Its folder. */
    public Path location() {
        return location;
    }

    /** How it is built, from its file {@value BuildSettings#FILE_NAME}; defaults stand for what is wrong there. */
    public BuildSettings settings() {
        return BuildSettings.load(location).settings();
    }

    /** The folder for generated files, whether or not it exists. */
    public IFolder outputFolder() {
        return project.getFolder(IPath.fromPath(settings().output()));
    }

    /** The image as a resource, whether or not it exists. */
    public IFile imageFile() {
        BuildSettings settings = settings();
        return project.getFolder(IPath.fromPath(settings.output())).getFile(settings.image());
    }

    /** The image in the file system, whether or not it exists. */
    public Path image() {
        BuildSettings settings = settings();
        return location.resolve(settings.output()).resolve(settings.image());
    }

    /** Whether there is an image that can be run. */
    public State state() {
        try {
            int severity = project.findMaxProblemSeverity(HypervisorCore.PROBLEM, true, IResource.DEPTH_INFINITE);
            if (severity >= IMarker.SEVERITY_ERROR) {
                return State.ERRORS;
            }
        } catch (CoreException e) {
            // Closed or deleted: there is nothing to run.
            return State.NOT_BUILT;
        }
        return Files.isRegularFile(image()) ? State.READY : State.NOT_BUILT;
    }

    /**
     * Brings the image up to date, on the calling thread. Problems of the project become markers, not exceptions.
     *
     * @param monitor progress and cancellation
     * @return the state afterwards
     * @throws CoreException if the workspace refuses
     */
    public State build(IProgressMonitor monitor) throws CoreException {
        // A full build even if no resource has changed: the tools, or files outside of the workspace, may have. What
        // is really stale, the toolchain decides.
        project.build(IncrementalProjectBuilder.FULL_BUILD, HypervisorCore.BUILDER, null, monitor);
        return state();
    }

    /**
     * Symbols and source lines of the image as it is now. Read once per build.
     *
     * @throws ImageFormatException if there is no image or it is broken
     */
    public ProgramImage program() throws ImageFormatException {
        Path image = image();
        long time = image.toFile().lastModified();
        Read read = PROGRAMS.get(image);
        if (read == null || read.time() != time || time == 0) {
            read = new Read(time, ProgramImage.read(image));
            PROGRAMS.put(image, read);
        }
        return read.program();
    }

    /**
     * The workspace file for a source path of the debug information, see {@link SourceLookup#find}.
     *
     * @param source the path as the debug information gives it
     */
    public Optional<IFile> source(Path source) {
        return SourceLookup.find(project, source);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HypervisorProject that && project.equals(that.project);
    }

    @Override
    public int hashCode() {
        return project.hashCode();
    }

    @Override
    public String toString() {
        return project.getName();
    }
}
