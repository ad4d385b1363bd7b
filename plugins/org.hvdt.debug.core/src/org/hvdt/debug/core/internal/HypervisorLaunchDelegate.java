// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.core.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import org.eclipse.core.resources.IProject;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.SubMonitor;
import org.eclipse.debug.core.ILaunch;
import org.eclipse.debug.core.ILaunchConfiguration;
import org.eclipse.debug.core.ILaunchManager;
import org.eclipse.debug.core.model.LaunchConfigurationDelegate;
import org.eclipse.osgi.util.NLS;
import org.hvdt.core.HypervisorProject;
import org.hvdt.debug.core.HvdtDebug;
import org.hvdt.debug.core.LaunchAttributes;
import org.hvdt.debug.core.inspect.ImageSymbols;
import org.hvdt.debug.core.model.HypervisorTarget;
import org.hvdt.debug.core.model.MachineProcess;
import org.hvdt.emulator.cpu.CpuModel;
import org.hvdt.emulator.machine.BootFile;
import org.hvdt.emulator.machine.MachineConfiguration;
import org.hvdt.emulator.machine.MachineException;
import org.hvdt.toolchain.ImageFormatException;
import org.hvdt.toolchain.ProgramImage;

/** Builds the project, makes a machine of the configuration and runs or debugs it. */
public final class HypervisorLaunchDelegate extends LaunchConfigurationDelegate {

    @Override
    protected IProject[] getBuildOrder(ILaunchConfiguration configuration, String mode) throws CoreException {
        return project(configuration).map(project -> new IProject[] { project }).orElse(new IProject[0]);
    }

    @Override
    protected IProject[] getProjectsForProblemSearch(ILaunchConfiguration configuration, String mode)
            throws CoreException {
        return getBuildOrder(configuration, mode);
    }

    /** Builds the project whether or not the workspace is set to do so before launching: an image is needed. */
    @Override
    public boolean buildForLaunch(ILaunchConfiguration configuration, String mode, IProgressMonitor monitor)
            throws CoreException {
        Optional<HypervisorProject> project = HypervisorProject.of(project(configuration).orElse(null));
        if (project.isPresent()) {
            project.get().build(monitor);
        }
        return false;
    }

    @Override
    public void launch(ILaunchConfiguration configuration, String mode, ILaunch launch, IProgressMonitor monitor)
            throws CoreException {
        SubMonitor progress = SubMonitor.convert(monitor, NLS.bind(Messages.Launch_task, configuration.getName()), 3);
        Path image = image(configuration);
        progress.worked(1);
        MachineProcess process;
        try {
            process = MachineProcess.create(launch, NLS.bind(Messages.Launch_processLabel, image.getFileName()),
                    machine(configuration, image));
        } catch (MachineException invalid) {
            throw failure(invalid.getMessage(), invalid);
        }
        progress.worked(1);
        if (mode.equals(ILaunchManager.DEBUG_MODE)) {
            process.control()
                    .setStopOnVmxFailure(configuration.getAttribute(LaunchAttributes.STOP_ON_VMX_FAILURE, true));
            HypervisorTarget target = new HypervisorTarget(launch, process, new ImageSymbols(program(image)));
            launch.addDebugTarget(target);
            target.start(configuration.getAttribute(LaunchAttributes.STOP_AT_ENTRY, false));
        } else {
            process.control().setStopOnVmxFailure(false);
            process.run();
        }
        progress.worked(1);
    }

    private static MachineConfiguration.Builder machine(ILaunchConfiguration configuration, Path image)
            throws CoreException, MachineException {
        int memory = configuration.getAttribute(LaunchAttributes.MEMORY, LaunchAttributes.DEFAULT_MEMORY);
        if (memory < 1 || memory > LaunchAttributes.MAX_MEMORY) {
            throw failure(NLS.bind(Messages.Launch_memory, memory, LaunchAttributes.MAX_MEMORY), null);
        }
        String model = configuration.getAttribute(LaunchAttributes.CPU_MODEL, LaunchAttributes.DEFAULT_CPU_MODEL);
        if (!CpuModel.names().contains(model)) {
            throw failure(NLS.bind(Messages.Launch_cpuModel, model, String.join(", ", CpuModel.names())), null);
        }
        long limit = LaunchAttributes.maxInstructions(configuration);
        if (limit < 0) {
            throw failure(NLS.bind(Messages.Launch_limit,
                    configuration.getAttribute(LaunchAttributes.MAX_INSTRUCTIONS, "")), null);
        }
        return MachineConfiguration.builder(BootFile.read(image)).memory((long) memory << 20).cpuModel(model)
                .commandLine(configuration.getAttribute(LaunchAttributes.COMMAND_LINE, "")).maxInstructions(limit)
                .strict(configuration.getAttribute(LaunchAttributes.STRICT, false));
    }

    /** The project of a configuration, empty if it names none or one that does not exist. */
    static Optional<IProject> project(ILaunchConfiguration configuration) throws CoreException {
        String name = configuration.getAttribute(LaunchAttributes.PROJECT, "");
        IProject project = name.isBlank() ? null : ResourcesPlugin.getWorkspace().getRoot().getProject(name);
        return Optional.ofNullable(project).filter(IProject::isAccessible);
    }

    private static Path image(ILaunchConfiguration configuration) throws CoreException {
        String projectName = configuration.getAttribute(LaunchAttributes.PROJECT, "");
        String image = configuration.getAttribute(LaunchAttributes.IMAGE, "");
        Optional<IProject> project = project(configuration);
        if (!projectName.isBlank() && project.isEmpty()) {
            throw failure(NLS.bind(Messages.Launch_noProject, projectName), null);
        }
        Path path;
        if (image.isBlank()) {
            HypervisorProject hypervisor = HypervisorProject.of(project.orElse(null)).orElse(null);
            if (hypervisor == null) {
                throw failure(projectName.isBlank() ? Messages.Launch_nothing
                        : NLS.bind(Messages.Launch_notHypervisor, projectName), null);
            }
            switch (hypervisor.state()) {
                case ERRORS -> throw failure(NLS.bind(Messages.Launch_errors, projectName), null);
                case NOT_BUILT -> throw failure(NLS.bind(Messages.Launch_notBuilt, projectName), null);
                case READY -> { }
            }
            path = hypervisor.image();
        } else {
            Path given = Path.of(image.strip());
            path = given.isAbsolute() || project.isEmpty() ? given
                    : project.get().getLocation().toPath().resolve(given);
        }
        if (!Files.isRegularFile(path)) {
            throw failure(NLS.bind(Messages.Launch_noImage, path), null);
        }
        return path;
    }

    private static ProgramImage program(Path image) {
        try {
            return ProgramImage.read(image);
        } catch (ImageFormatException noElf) {
            return ProgramImage.unknown(image); // a flat binary: debugged by addresses
        }
    }

    private static CoreException failure(String message, Throwable cause) {
        return new CoreException(new Status(IStatus.ERROR, HvdtDebug.PLUGIN_ID, message, cause));
    }
}
