// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.core.tests.project;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.eclipse.core.resources.IFile;
import org.eclipse.core.resources.IMarker;
import org.eclipse.core.resources.IProject;
import org.eclipse.core.resources.IResource;
import org.eclipse.core.resources.IWorkspace;
import org.eclipse.core.resources.IWorkspaceDescription;
import org.eclipse.core.resources.IncrementalProjectBuilder;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.NullProgressMonitor;
import org.hvdt.core.HypervisorCore;
import org.hvdt.core.HypervisorProject;
import org.hvdt.core.HypervisorProjects;
import org.hvdt.toolchain.templates.Template;
import org.hvdt.toolchain.templates.Templates;

/**
 * A hypervisor project in the test workspace. It is built only when a test says so, and is gone afterwards.
 */
final class TestProject implements AutoCloseable {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final IProject project;

    private TestProject(IProject project) {
        this.project = project;
    }

    /** A new project from the template of the thin hypervisor. */
    static TestProject thinHypervisor() throws CoreException {
        IWorkspace workspace = ResourcesPlugin.getWorkspace();
        IWorkspaceDescription description = workspace.getDescription();
        description.setAutoBuilding(false);
        workspace.setDescription(description);
        Template template = Templates.find("thin-hypervisor").orElseThrow();
        return new TestProject(HypervisorProjects.create("project \u00FC " + NUMBER.incrementAndGet(), null, template,
                new NullProgressMonitor()));
    }

    IProject project() {
        return project;
    }

    HypervisorProject hypervisor() {
        return HypervisorProject.of(project).orElseThrow();
    }

    void build() throws CoreException {
        project.build(IncrementalProjectBuilder.INCREMENTAL_BUILD, new NullProgressMonitor());
    }

    void clean() throws CoreException {
        project.build(IncrementalProjectBuilder.CLEAN_BUILD, new NullProgressMonitor());
    }

    IFile file(String path) {
        return project.getFile(path);
    }

    IFile source() {
        return file("src/thin-hypervisor.asm");
    }

    String read(IFile file) throws CoreException {
        return file.readString();
    }

    void write(IFile file, String text) throws CoreException {
        ByteArrayInputStream content = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        if (file.exists()) {
            file.setContents(content, IResource.FORCE, null);
        } else {
            file.create(content, IResource.FORCE, null);
        }
    }

    /** The problem markers of the project and everything in it. */
    List<IMarker> problems() throws CoreException {
        return Arrays.asList(project.findMarkers(HypervisorCore.PROBLEM, true, IResource.DEPTH_INFINITE));
    }

    @Override
    public void close() throws CoreException {
        project.delete(true, true, null);
    }
}
