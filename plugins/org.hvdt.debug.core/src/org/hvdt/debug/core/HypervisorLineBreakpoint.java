// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.core;

import java.util.Map;

import org.eclipse.core.resources.IMarker;
import org.eclipse.core.resources.IResource;
import org.eclipse.core.resources.IWorkspace;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.debug.core.model.IBreakpoint;
import org.eclipse.debug.core.model.LineBreakpoint;
import org.eclipse.osgi.util.NLS;

/** Suspends before the first instruction of a source line, in VMX root and non-root operation alike. */
public final class HypervisorLineBreakpoint extends LineBreakpoint {

    /** For the breakpoint manager, which then calls {@link #setMarker}. */
    public HypervisorLineBreakpoint() {
    }

    /**
     * Creates and registers a breakpoint.
     *
     * @param line counts from 1
     */
    public HypervisorLineBreakpoint(IResource file, int line) throws CoreException {
        ResourcesPlugin.getWorkspace().run(monitor -> {
            IMarker marker = file.createMarker(HvdtDebug.LINE_BREAKPOINT, Map.of(
                    IBreakpoint.ENABLED, Boolean.TRUE,
                    IMarker.LINE_NUMBER, line,
                    IBreakpoint.ID, getModelIdentifier(),
                    IBreakpoint.PERSISTED, Boolean.TRUE,
                    IBreakpoint.REGISTERED, Boolean.TRUE,
                    IMarker.MESSAGE, NLS.bind(Messages.LineBreakpoint_message, file.getName(), line)));
            setMarker(marker);
        }, file, IWorkspace.AVOID_UPDATE, null);
    }

    @Override
    public String getModelIdentifier() {
        return HvdtDebug.PLUGIN_ID;
    }
}
