// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.core;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import org.eclipse.core.resources.IContainer;
import org.eclipse.core.resources.IFile;
import org.eclipse.core.resources.IFolder;
import org.eclipse.core.resources.IProject;
import org.eclipse.core.resources.IProjectDescription;
import org.eclipse.core.resources.IResource;
import org.eclipse.core.resources.IWorkspace;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IPath;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.SubMonitor;
import org.eclipse.osgi.util.NLS;
import org.hvdt.core.internal.Messages;
import org.hvdt.toolchain.templates.Template;

/**
 * Makes hypervisor projects and lists them.
 */
public final class HypervisorProjects {

    private HypervisorProjects() {
    }

    /** The hypervisor projects of the workspace that are open. */
    public static List<HypervisorProject> all() {
        return Arrays.stream(ResourcesPlugin.getWorkspace().getRoot().getProjects())
                .flatMap(project -> HypervisorProject.of(project).stream()).toList();
    }

    /**
     * A name for a new project that is not in use: that of the template, with a number if need be.
     *
     * @param template the template
     */
    public static String freeName(Template template) {
        IWorkspace workspace = ResourcesPlugin.getWorkspace();
        String name = template.id();
        for (int number = 2; isTaken(workspace, name); number++) {
            name = template.id() + "-" + number;
        }
        return name;
    }

    private static boolean isTaken(IWorkspace workspace, String name) {
        return Arrays.stream(workspace.getRoot().getProjects()).anyMatch(
                project -> project.getName().toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT)))
                || workspace.getRoot().getLocation().append(name).toFile().exists();
    }

    /**
     * Creates a project from a template. Files that are already at the location are kept as they are.
     *
     * @param name the project's name
     * @param location its folder, or null for a folder in the workspace
     * @param template where its files come from
     * @param monitor progress and cancellation
     * @return the project, open and with the nature
     * @throws CoreException if the project exists or cannot be written; a project that was half made is taken out of
     *             the workspace, its files are left
     */
    public static IProject create(String name, URI location, Template template, IProgressMonitor monitor)
            throws CoreException {
        IWorkspace workspace = ResourcesPlugin.getWorkspace();
        IProject project = workspace.getRoot().getProject(name);
        SubMonitor progress = SubMonitor.convert(monitor, NLS.bind(Messages.Create_task, name), 1);
        workspace.run(inner -> create(project, location, template, SubMonitor.convert(inner)),
                workspace.getRoot(), IWorkspace.AVOID_UPDATE, progress.split(1));
        return project;
    }

    private static void create(IProject project, URI location, Template template, SubMonitor progress)
            throws CoreException {
        progress.setWorkRemaining(template.files().size() + 3);
        IProjectDescription description = project.getWorkspace().newProjectDescription(project.getName());
        description.setLocationURI(location);
        project.create(description, progress.split(1));
        boolean complete = false;
        try {
            project.open(progress.split(1));
            project.setDefaultCharset("UTF-8", progress.split(1));
            for (String file : template.files()) {
                copy(template, file, project.getFile(IPath.fromPortableString(file)), progress.split(1));
            }
            addNature(project, progress);
            complete = true;
        } finally {
            if (!complete) {
                project.delete(false, true, null);
            }
        }
    }

    /**
     * Makes an existing project a hypervisor project.
     *
     * @param project an open project
     * @param monitor progress and cancellation
     * @throws CoreException if its description cannot be written
     */
    public static void addNature(IProject project, IProgressMonitor monitor) throws CoreException {
        IProjectDescription description = project.getDescription();
        List<String> natures = new ArrayList<>(Arrays.asList(description.getNatureIds()));
        if (!natures.contains(HypervisorCore.NATURE)) {
            natures.add(0, HypervisorCore.NATURE);
            description.setNatureIds(natures.toArray(String[]::new));
            project.setDescription(description, monitor);
        }
    }

    private static void copy(Template template, String name, IFile file, SubMonitor progress) throws CoreException {
        progress.setWorkRemaining(2);
        folder(file.getParent(), progress.split(1));
        if (file.exists()) {
            return;
        }
        try (InputStream content = template.open(name)) {
            file.create(content, IResource.NONE, progress.split(1));
        } catch (IOException e) {
            throw new CoreException(new Status(IStatus.ERROR, HypervisorCore.ID,
                    NLS.bind(Messages.Create_cannotRead, template.name(), e.getMessage()), e));
        }
    }

    private static void folder(IContainer container, IProgressMonitor monitor) throws CoreException {
        if (container instanceof IFolder folder && !folder.exists()) {
            folder(folder.getParent(), monitor);
            folder.create(IResource.NONE, true, monitor);
        }
    }
}
