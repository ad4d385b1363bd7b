// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.internal.console;

import org.eclipse.core.resources.IProject;
import org.eclipse.ui.PlatformUI;
import org.hvdt.core.BuildListener;
import org.hvdt.toolchain.build.BuildOutcome;

/**
 * Sends what the builds print to the build console. Does nothing where there is no workbench.
 */
public final class BuildConsoleListener implements BuildListener {

    @Override
    public void buildStarted(IProject project) {
        if (PlatformUI.isWorkbenchRunning()) {
            BuildConsole.get().started(project);
        }
    }

    @Override
    public void output(IProject project, String line) {
        if (PlatformUI.isWorkbenchRunning()) {
            BuildConsole.get().line(line);
        }
    }

    @Override
    public void buildFinished(IProject project, BuildOutcome outcome) {
        if (PlatformUI.isWorkbenchRunning()) {
            BuildConsole.get().finished(project, outcome);
        }
    }
}
