// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0
package org.hvdt.tour;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.core.runtime.ILog;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.ui.IStartup;
import org.eclipse.ui.PlatformUI;

/**
 * Walks the tour when the workbench is up, and closes the workbench afterwards. Nothing happens unless the system
 * property {@code hvdt.tour} names the folder that takes the screenshots.
 */
public final class TourStartup implements IStartup {

    private static final AtomicBoolean SUCCEEDED = new AtomicBoolean();

    @Override
    public void earlyStartup() {
        String folder = System.getProperty("hvdt.tour");
        if (folder == null) {
            return;
        }
        Display display = PlatformUI.getWorkbench().getDisplay();
        Thread.ofPlatform().name("HVDT guided tour").start(() -> {
            try {
                new Tour(new Narrator(display, Path.of(folder), System.out)).walk();
                SUCCEEDED.set(true);
            } catch (Exception | AssertionError e) {
                System.out.println("The tour ends here: " + e.getMessage());
                ILog.of(TourStartup.class).error("The guided tour failed", e);
            } finally {
                display.asyncExec(() -> {
                    // A dialog that is still open would keep the workbench from closing.
                    for (Shell shell : display.getShells()) {
                        if ((shell.getStyle() & SWT.APPLICATION_MODAL) != 0) {
                            shell.close();
                        }
                    }
                    PlatformUI.getWorkbench().close();
                });
            }
        });
    }

    static boolean hasSucceeded() {
        return SUCCEEDED.get();
    }
}
