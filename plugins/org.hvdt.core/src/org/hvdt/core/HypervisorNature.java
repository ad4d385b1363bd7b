// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.eclipse.core.resources.ICommand;
import org.eclipse.core.resources.IProject;
import org.eclipse.core.resources.IProjectDescription;
import org.eclipse.core.resources.IProjectNature;
import org.eclipse.core.resources.IResource;
import org.eclipse.core.runtime.CoreException;

/**
 * Makes a project a hypervisor project: adds the builder, takes it away again.
 */
public final class HypervisorNature implements IProjectNature {

    private IProject project;

    @Override
    public void configure() throws CoreException {
        IProjectDescription description = project.getDescription();
        List<ICommand> commands = new ArrayList<>(Arrays.asList(description.getBuildSpec()));
        if (commands.stream().noneMatch(HypervisorNature::isOurs)) {
            ICommand command = description.newCommand();
            command.setBuilderName(HypervisorCore.BUILDER);
            commands.add(command);
            description.setBuildSpec(commands.toArray(ICommand[]::new));
            project.setDescription(description, null);
        }
    }

    @Override
    public void deconfigure() throws CoreException {
        IProjectDescription description = project.getDescription();
        description.setBuildSpec(Arrays.stream(description.getBuildSpec()).filter(command -> !isOurs(command))
                .toArray(ICommand[]::new));
        project.setDescription(description, null);
        project.deleteMarkers(HypervisorCore.PROBLEM, true, IResource.DEPTH_INFINITE);
    }

    private static boolean isOurs(ICommand command) {
        return command.getBuilderName().equals(HypervisorCore.BUILDER);
    }

    @Override
    public IProject getProject() {
        return project;
    }

    @Override
    public void setProject(IProject newProject) {
        project = newProject;
    }
}
