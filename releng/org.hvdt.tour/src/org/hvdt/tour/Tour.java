// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0
package org.hvdt.tour;

import java.io.IOException;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.ui.IWorkbench;
import org.eclipse.ui.PlatformUI;

/** The main path of HVDT as a user walks it, step by step. Runs in the UI thread. */
final class Tour {

    private final Narrator narrator;

    Tour(Narrator narrator) {
        this.narrator = narrator;
    }

    /**
     * Walks the tour from the first step to the last.
     *
     * @throws Exception when a step does not lead to what it promises
     */
    void walk() throws Exception {
        openWorkbench();
    }

    private void openWorkbench() throws IOException {
        IWorkbench workbench = PlatformUI.getWorkbench();
        workbench.getIntroManager().closeIntro(workbench.getIntroManager().getIntro());
        Shell shell = workbench.getWorkbenchWindows()[0].getShell();
        Rectangle screen = shell.getDisplay().getBounds();
        shell.setBounds(screen);
        narrator.tell("workbench", "The workbench is open; HVDT was installed into it from the update site.");
    }
}
