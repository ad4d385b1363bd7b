// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.ui.internal.launch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.eclipse.core.resources.IFile;
import org.eclipse.core.resources.IProject;
import org.eclipse.core.resources.IResource;
import org.eclipse.core.runtime.Adapters;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.debug.core.DebugPlugin;
import org.eclipse.debug.core.ILaunchConfiguration;
import org.eclipse.debug.core.ILaunchConfigurationType;
import org.eclipse.debug.core.ILaunchConfigurationWorkingCopy;
import org.eclipse.debug.core.ILaunchManager;
import org.eclipse.debug.ui.DebugUITools;
import org.eclipse.debug.ui.ILaunchShortcut2;
import org.eclipse.jface.viewers.ISelection;
import org.eclipse.jface.viewers.IStructuredSelection;
import org.eclipse.ui.IEditorPart;
import org.eclipse.ui.statushandlers.StatusManager;
import org.hvdt.core.HypervisorProject;
import org.hvdt.debug.core.HvdtDebug;
import org.hvdt.debug.core.LaunchAttributes;

/** Run As and Debug As: Hypervisor on VMX Emulator, on projects, images, sources and editors. */
public final class HypervisorLaunchShortcut implements ILaunchShortcut2 {

    /**
     * What is launched.
     *
     * @param project whose image or file it is
     * @param image relative to the project, empty for the image that the project builds
     */
    private record Program(IProject project, String image) {
    }

    @Override
    public void launch(ISelection selection, String mode) {
        launch(getLaunchableResource(selection), mode);
    }

    @Override
    public void launch(IEditorPart editor, String mode) {
        launch(getLaunchableResource(editor), mode);
    }

    private static void launch(IResource resource, String mode) {
        if (resource == null) {
            return;
        }
        try {
            Program program = program(resource);
            ILaunchConfiguration[] existing = configurations(program);
            DebugUITools.launch(existing.length > 0 ? existing[0] : create(program), mode);
        } catch (CoreException failed) {
            StatusManager.getManager().handle(failed.getStatus(), StatusManager.SHOW | StatusManager.LOG);
        }
    }

    private static Program program(IResource resource) {
        IProject project = resource.getProject();
        boolean isImage = resource instanceof IFile file && isImage(file);
        boolean isBuilt = HypervisorProject.of(project).map(hypervisor -> hypervisor.imageFile().equals(resource))
                .orElse(false);
        return new Program(project, isImage && !isBuilt ? resource.getProjectRelativePath().toString() : "");
    }

    private static boolean isImage(IFile file) {
        String extension = file.getFileExtension();
        return extension != null && Arrays.asList("elf", "bin", "img").contains(extension);
    }

    private static ILaunchConfigurationType type() {
        return DebugPlugin.getDefault().getLaunchManager().getLaunchConfigurationType(HvdtDebug.LAUNCH_TYPE);
    }

    private static ILaunchConfiguration[] configurations(Program program) throws CoreException {
        ILaunchManager manager = DebugPlugin.getDefault().getLaunchManager();
        List<ILaunchConfiguration> found = new ArrayList<>();
        for (ILaunchConfiguration configuration : manager.getLaunchConfigurations(type())) {
            if (configuration.getAttribute(LaunchAttributes.PROJECT, "").equals(program.project().getName())
                    && configuration.getAttribute(LaunchAttributes.IMAGE, "").equals(program.image())) {
                found.add(configuration);
            }
        }
        return found.toArray(ILaunchConfiguration[]::new);
    }

    private static ILaunchConfiguration create(Program program) throws CoreException {
        String name = program.image().isEmpty() ? program.project().getName()
                : program.project().getName() + " " + program.image().replace('/', ' ');
        ILaunchConfigurationWorkingCopy copy = type().newInstance(null,
                DebugPlugin.getDefault().getLaunchManager().generateLaunchConfigurationName(name));
        LaunchAttributes.setDefaults(copy);
        copy.setAttribute(LaunchAttributes.PROJECT, program.project().getName());
        copy.setAttribute(LaunchAttributes.IMAGE, program.image());
        copy.setMappedResources(new IResource[] { program.project() });
        return copy.doSave();
    }

    @Override
    public ILaunchConfiguration[] getLaunchConfigurations(ISelection selection) {
        return configurations(getLaunchableResource(selection));
    }

    @Override
    public ILaunchConfiguration[] getLaunchConfigurations(IEditorPart editor) {
        return configurations(getLaunchableResource(editor));
    }

    private static ILaunchConfiguration[] configurations(IResource resource) {
        if (resource == null) {
            return null;
        }
        try {
            return configurations(program(resource));
        } catch (CoreException unreadable) {
            StatusManager.getManager().handle(unreadable.getStatus(), StatusManager.LOG);
            return null;
        }
    }

    @Override
    public IResource getLaunchableResource(ISelection selection) {
        Object first = selection instanceof IStructuredSelection structured ? structured.getFirstElement() : null;
        IResource resource = Adapters.adapt(first, IResource.class);
        return resource == null || resource.getProject() == null ? null : resource;
    }

    @Override
    public IResource getLaunchableResource(IEditorPart editor) {
        return Adapters.adapt(editor.getEditorInput(), IResource.class);
    }
}
