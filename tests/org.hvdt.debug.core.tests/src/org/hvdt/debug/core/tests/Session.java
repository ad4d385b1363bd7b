// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.core.tests;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.eclipse.core.resources.IFile;
import org.eclipse.core.resources.IProject;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.NullProgressMonitor;
import org.eclipse.debug.core.DebugEvent;
import org.eclipse.debug.core.DebugPlugin;
import org.eclipse.debug.core.IDebugEventSetListener;
import org.eclipse.debug.core.ILaunch;
import org.eclipse.debug.core.ILaunchConfigurationWorkingCopy;
import org.hvdt.core.HypervisorProject;
import org.hvdt.core.HypervisorProjects;
import org.hvdt.debug.core.HvdtDebug;
import org.hvdt.debug.core.LaunchAttributes;
import org.hvdt.debug.core.model.HypervisorTarget;
import org.hvdt.debug.core.model.VirtualCpu;
import org.hvdt.toolchain.templates.Templates;

/** A workspace with the thin hypervisor's project, and what debuggers do: launch it, and wait for events. */
final class Session implements IDebugEventSetListener, AutoCloseable {

    private static final long TIMEOUT_SECONDS = 60;

    private final BlockingQueue<DebugEvent> events = new LinkedBlockingQueue<>();
    private final List<ILaunch> launches = new ArrayList<>();
    private final IProject project;

    private Session(IProject project) {
        this.project = project;
        DebugPlugin.getDefault().addDebugEventListener(this);
    }

    /** A new project with the template, built. */
    static Session open() throws CoreException {
        IProject project = HypervisorProjects.create("thin-hypervisor", null,
                Templates.find("thin-hypervisor").orElseThrow(), new NullProgressMonitor());
        HypervisorProject.of(project).orElseThrow().build(new NullProgressMonitor());
        return new Session(project);
    }

    /** The main source. */
    IFile source() {
        return project.getFile("src/thin-hypervisor.asm");
    }

    /** The line, from 1, of the source that contains a text. */
    int lineOf(String text) throws CoreException {
        return source().readString().lines().toList().stream().map(String::strip).toList().indexOf(text) + 1;
    }

    /** A configuration for the project, not saved. */
    ILaunchConfigurationWorkingCopy configuration() throws CoreException {
        ILaunchConfigurationWorkingCopy copy = DebugPlugin.getDefault().getLaunchManager()
                .getLaunchConfigurationType(HvdtDebug.LAUNCH_TYPE).newInstance(null, "thin-hypervisor");
        LaunchAttributes.setDefaults(copy);
        copy.setAttribute(LaunchAttributes.PROJECT, project.getName());
        return copy;
    }

    /** Launches a configuration. */
    ILaunch launch(ILaunchConfigurationWorkingCopy configuration, String mode) throws CoreException {
        ILaunch launch = configuration.launch(mode, new NullProgressMonitor(), true);
        launches.add(launch);
        return launch;
    }

    /** Debugs the project. */
    HypervisorTarget debug() throws CoreException {
        return (HypervisorTarget) launch(configuration(), "debug").getDebugTarget();
    }

    /** Waits for an event of the virtual CPU. */
    VirtualCpu awaitCpu(int kind) throws InterruptedException {
        while (true) {
            DebugEvent event = events.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            if (event == null) {
                throw new AssertionError("No event of kind " + kind + " within " + TIMEOUT_SECONDS + " s");
            }
            if (event.getKind() == kind && event.getSource() instanceof VirtualCpu cpu) {
                return cpu;
            }
        }
    }

    /** Waits for the end of a source. */
    void awaitTerminated(Object source) throws InterruptedException {
        while (true) {
            DebugEvent event = events.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            if (event == null) {
                throw new AssertionError("No end within " + TIMEOUT_SECONDS + " s");
            }
            if (event.getKind() == DebugEvent.TERMINATE && event.getSource() == source) {
                return;
            }
        }
    }

    @Override
    public void handleDebugEvents(DebugEvent[] set) {
        events.addAll(List.of(set));
    }

    @Override
    public void close() throws Exception {
        for (ILaunch launch : launches) {
            if (!launch.isTerminated()) {
                launch.terminate();
                awaitTerminated(launch.getProcesses()[0]);
            }
        }
        DebugPlugin.getDefault().removeDebugEventListener(this);
        DebugPlugin.getDefault().getLaunchManager().removeLaunches(launches.toArray(ILaunch[]::new));
        DebugPlugin.getDefault().getBreakpointManager()
                .removeBreakpoints(DebugPlugin.getDefault().getBreakpointManager().getBreakpoints(), true);
        ResourcesPlugin.getWorkspace().run(monitor -> project.delete(true, true, monitor), new NullProgressMonitor());
    }
}
