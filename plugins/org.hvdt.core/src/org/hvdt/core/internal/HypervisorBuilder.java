// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.core.internal;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

import org.eclipse.core.resources.IFolder;
import org.eclipse.core.resources.IProject;
import org.eclipse.core.resources.IResource;
import org.eclipse.core.resources.IncrementalProjectBuilder;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IPath;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.OperationCanceledException;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.SubMonitor;
import org.eclipse.core.runtime.jobs.ISchedulingRule;
import org.eclipse.osgi.util.NLS;
import org.hvdt.core.HypervisorCore;
import org.hvdt.core.HypervisorProject;
import org.hvdt.core.ToolPreferences;
import org.hvdt.toolchain.build.BuildMonitor;
import org.hvdt.toolchain.build.BuildOutcome;
import org.hvdt.toolchain.build.ProjectBuild;

/**
 * Builds a hypervisor project with the toolchain, which knows itself what is stale, and turns its messages into
 * problem markers.
 */
public final class HypervisorBuilder extends IncrementalProjectBuilder {

    @Override
    public ISchedulingRule getRule(int kind, Map<String, String> arguments) {
        return getProject();
    }

    @Override
    protected IProject[] build(int kind, Map<String, String> arguments, IProgressMonitor monitor)
            throws CoreException {
        IProject project = getProject();
        Optional<HypervisorProject> hypervisor = HypervisorProject.of(project);
        if (hypervisor.isEmpty()) {
            ProblemMarkers.replace(project, Messages.Builder_notLocal);
            return null;
        }
        ProjectBuild build = new ProjectBuild(hypervisor.get().location(), ToolPreferences.finder(project));
        BuildListeners.tell(listener -> listener.buildStarted(project));
        BuildOutcome outcome = build.build(new Follower(project, monitor));
        publish(hypervisor.get(), outcome, monitor);
        BuildListeners.tell(listener -> listener.buildFinished(project, outcome));
        if (outcome.status() == BuildOutcome.Status.CANCELLED) {
            forgetLastBuiltState();
            throw new OperationCanceledException();
        }
        return null;
    }

    private static void publish(HypervisorProject hypervisor, BuildOutcome outcome, IProgressMonitor monitor)
            throws CoreException {
        IFolder output = hypervisor.outputFolder();
        if (outcome.status() != BuildOutcome.Status.UP_TO_DATE || !output.exists()) {
            output.refreshLocal(IResource.DEPTH_INFINITE, monitor);
        }
        if (output.exists() && !output.isDerived()) {
            output.setDerived(true, monitor);
        }
        if (outcome.status() != BuildOutcome.Status.CANCELLED) {
            ProblemMarkers.replace(hypervisor.project(), outcome);
        }
    }

    @Override
    protected void clean(IProgressMonitor monitor) throws CoreException {
        IProject project = getProject();
        project.deleteMarkers(HypervisorCore.PROBLEM, true, IResource.DEPTH_INFINITE);
        Optional<HypervisorProject> hypervisor = HypervisorProject.of(project);
        if (hypervisor.isEmpty()) {
            return;
        }
        try {
            new ProjectBuild(hypervisor.get().location(), ToolPreferences.finder(project)).clean();
        } catch (IOException e) {
            throw new CoreException(new Status(IStatus.ERROR, HypervisorCore.ID,
                    NLS.bind(Messages.Builder_cannotClean, project.getName(), e.getMessage()), e));
        } finally {
            IPath output = hypervisor.get().outputFolder().getProjectRelativePath();
            project.getFolder(output).refreshLocal(IResource.DEPTH_INFINITE, monitor);
        }
    }

    /** Passes progress on, and cancellation back. */
    private static final class Follower implements BuildMonitor {

        private final IProject project;
        private final SubMonitor progress;

        Follower(IProject project, IProgressMonitor monitor) {
            this.project = project;
            this.progress = SubMonitor.convert(monitor, NLS.bind(Messages.Builder_task, project.getName()), 1);
        }

        @Override
        public boolean isCancelled() {
            return progress.isCanceled();
        }

        @Override
        public void begin(int steps) {
            progress.setWorkRemaining(steps);
        }

        @Override
        public void step(String text) {
            progress.subTask(text);
            progress.worked(1);
        }

        @Override
        public void output(String line) {
            BuildListeners.tell(listener -> listener.output(project, line));
        }
    }
}
