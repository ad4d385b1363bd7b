// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0
package org.hvdt.tour;

import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IExtension;
import org.eclipse.core.runtime.Platform;
import org.eclipse.equinox.app.IApplication;
import org.eclipse.equinox.app.IApplicationContext;

/** Runs the IDE's own application, and turns the outcome of the tour into the exit code: 0, or 1 when a step failed. */
public final class TourApplication implements IApplication {

    private static final String IDE = "org.eclipse.ui.ide.workbench";

    private final IApplication ide;

    /** Called by the platform. */
    public TourApplication() throws CoreException {
        IExtension extension = Platform.getExtensionRegistry().getExtension(Platform.PI_RUNTIME,
                Platform.PT_APPLICATIONS, IDE);
        ide = (IApplication) extension.getConfigurationElements()[0].getChildren("run")[0]
                .createExecutableExtension("class");
    }

    @Override
    public Object start(IApplicationContext context) throws Exception {
        ide.start(context);
        return TourStartup.hasSucceeded() ? EXIT_OK : Integer.valueOf(1);
    }

    @Override
    public void stop() {
        ide.stop();
    }
}
