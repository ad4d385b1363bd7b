// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.ui.internal.launch;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

import org.eclipse.core.resources.IProject;
import org.eclipse.core.resources.IResource;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.debug.core.ILaunchConfiguration;
import org.eclipse.debug.core.ILaunchConfigurationWorkingCopy;
import org.eclipse.debug.ui.AbstractLaunchConfigurationTab;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.osgi.util.NLS;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.swt.widgets.Group;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Text;
import org.eclipse.ui.PlatformUI;
import org.hvdt.core.HypervisorProject;
import org.hvdt.core.HypervisorProjects;
import org.hvdt.debug.core.LaunchAttributes;
import org.hvdt.debug.ui.HvdtDebugUi;
import org.hvdt.debug.ui.internal.Icon;

/** What is run: the project, the image, its command line. */
final class MainTab extends AbstractLaunchConfigurationTab {

    private Combo project;
    private Text image;
    private Text commandLine;

    @Override
    public void createControl(Composite parent) {
        Composite page = new Composite(parent, SWT.NONE);
        GridLayoutFactory.swtDefaults().applyTo(page);
        setControl(page);
        PlatformUI.getWorkbench().getHelpSystem().setHelp(page, HvdtDebugUi.PLUGIN_ID + ".launch_main");

        Group program = group(page, Messages.Main_program);
        label(program, Messages.Main_project);
        project = new Combo(program, SWT.DROP_DOWN);
        GridDataFactory.fillDefaults().grab(true, false).span(2, 1).applyTo(project);
        project.setItems(HypervisorProjects.all().stream().map(one -> one.project().getName()).toArray(String[]::new));
        project.addModifyListener(event -> changed());
        label(program, Messages.Main_image);
        image = new Text(program, SWT.BORDER);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(image);
        image.addModifyListener(event -> changed());
        Button browse = createPushButton(program, Messages.Main_browse, null);
        browse.addListener(SWT.Selection, event -> {
            String chosen = new FileDialog(getShell(), SWT.OPEN).open();
            if (chosen != null) {
                image.setText(chosen);
            }
        });

        Group arguments = group(page, Messages.Main_arguments);
        label(arguments, Messages.Main_commandLine);
        commandLine = new Text(arguments, SWT.BORDER);
        GridDataFactory.fillDefaults().grab(true, false).span(2, 1).applyTo(commandLine);
        commandLine.addModifyListener(event -> updateLaunchConfigurationDialog());
    }

    private static Group group(Composite page, String title) {
        Group group = new Group(page, SWT.NONE);
        group.setText(title);
        GridLayoutFactory.swtDefaults().numColumns(3).applyTo(group);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(group);
        return group;
    }

    private static void label(Composite parent, String text) {
        new Label(parent, SWT.NONE).setText(text);
    }

    private void changed() {
        HypervisorProject chosen = HypervisorProject.of(chosenProject()).orElse(null);
        image.setMessage(chosen == null ? Messages.Main_imageHint
                : NLS.bind(Messages.Main_imageOfProject, chosen.imageFile().getProjectRelativePath()));
        updateLaunchConfigurationDialog();
    }

    private IProject chosenProject() {
        String name = project.getText().strip();
        return name.isEmpty() || !ResourcesPlugin.getWorkspace().validateName(name, IResource.PROJECT).isOK() ? null
                : ResourcesPlugin.getWorkspace().getRoot().getProject(name);
    }

    @Override
    public void setDefaults(ILaunchConfigurationWorkingCopy configuration) {
        LaunchAttributes.setDefaults(configuration);
        List<HypervisorProject> projects = HypervisorProjects.all();
        if (!projects.isEmpty()) {
            String name = projects.getFirst().project().getName();
            configuration.setAttribute(LaunchAttributes.PROJECT, name);
            configuration.setMappedResources(new IProject[] { projects.getFirst().project() });
            configuration.rename(getLaunchConfigurationDialog().generateName(name));
        }
    }

    @Override
    public void initializeFrom(ILaunchConfiguration configuration) {
        project.setText(attribute(configuration, LaunchAttributes.PROJECT));
        image.setText(attribute(configuration, LaunchAttributes.IMAGE));
        commandLine.setText(attribute(configuration, LaunchAttributes.COMMAND_LINE));
        changed();
    }

    private String attribute(ILaunchConfiguration configuration, String name) {
        try {
            return configuration.getAttribute(name, "");
        } catch (CoreException unreadable) {
            setErrorMessage(unreadable.getMessage());
            return "";
        }
    }

    @Override
    public void performApply(ILaunchConfigurationWorkingCopy configuration) {
        configuration.setAttribute(LaunchAttributes.PROJECT, project.getText().strip());
        configuration.setAttribute(LaunchAttributes.IMAGE, image.getText().strip());
        configuration.setAttribute(LaunchAttributes.COMMAND_LINE, commandLine.getText().strip());
        IProject chosen = chosenProject();
        configuration.setMappedResources(chosen == null || !chosen.exists() ? null : new IProject[] { chosen });
    }

    @Override
    public boolean isValid(ILaunchConfiguration configuration) {
        setErrorMessage(null);
        setMessage(null);
        String name = attribute(configuration, LaunchAttributes.PROJECT);
        String file = attribute(configuration, LaunchAttributes.IMAGE);
        String problem = problem(name, file);
        setErrorMessage(problem);
        return problem == null;
    }

    private static String problem(String name, String file) {
        if (name.isEmpty() && file.isEmpty()) {
            return Messages.Main_nothing;
        }
        IProject named = null;
        if (!name.isEmpty()) {
            if (!ResourcesPlugin.getWorkspace().validateName(name, IResource.PROJECT).isOK()) {
                return NLS.bind(Messages.Main_noProject, name);
            }
            named = ResourcesPlugin.getWorkspace().getRoot().getProject(name);
            if (!named.isAccessible()) {
                return NLS.bind(Messages.Main_noProject, name);
            }
            if (file.isEmpty() && HypervisorProject.of(named).isEmpty()) {
                return NLS.bind(Messages.Main_notHypervisor, name);
            }
        }
        if (!file.isEmpty()) {
            try {
                Path path = Path.of(file);
                Path full = path.isAbsolute() || named == null ? path : named.getLocation().toPath().resolve(path);
                // An image inside of a project may not have been built yet.
                if (named == null && !Files.isRegularFile(full)) {
                    return NLS.bind(Messages.Main_noImage, full);
                }
            } catch (InvalidPathException notAPath) {
                return NLS.bind(Messages.Main_noImage, file);
            }
        }
        return null;
    }

    @Override
    public String getName() {
        return Messages.Main_name;
    }

    @Override
    public Image getImage() {
        return Icon.HYPERVISOR.image();
    }

    @Override
    public String getId() {
        return HvdtDebugUi.PLUGIN_ID + ".mainTab";
    }
}
