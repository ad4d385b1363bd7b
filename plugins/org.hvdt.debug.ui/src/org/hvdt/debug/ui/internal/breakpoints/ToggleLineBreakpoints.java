// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.ui.internal.breakpoints;

import org.eclipse.core.resources.IResource;
import org.eclipse.core.runtime.Adapters;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.debug.core.DebugPlugin;
import org.eclipse.debug.core.model.IBreakpoint;
import org.eclipse.debug.core.model.ILineBreakpoint;
import org.eclipse.debug.ui.actions.IToggleBreakpointsTargetExtension;
import org.eclipse.jface.text.ITextSelection;
import org.eclipse.jface.viewers.ISelection;
import org.eclipse.ui.IEditorPart;
import org.eclipse.ui.IWorkbenchPart;
import org.hvdt.debug.core.HvdtDebug;
import org.hvdt.debug.core.HypervisorLineBreakpoint;

/** Adds and removes line breakpoints at the selected line of an editor on assembly sources. */
final class ToggleLineBreakpoints implements IToggleBreakpointsTargetExtension {

    @Override
    public void toggleLineBreakpoints(IWorkbenchPart part, ISelection selection) throws CoreException {
        if (!canToggleLineBreakpoints(part, selection)) {
            return;
        }
        IResource file = resource(part);
        int line = ((ITextSelection) selection).getStartLine() + 1;
        for (IBreakpoint breakpoint : DebugPlugin.getDefault().getBreakpointManager()
                .getBreakpoints(HvdtDebug.PLUGIN_ID)) {
            if (breakpoint instanceof ILineBreakpoint existing && existing.getLineNumber() == line
                    && file.equals(breakpoint.getMarker().getResource())) {
                existing.delete();
                return;
            }
        }
        DebugPlugin.getDefault().getBreakpointManager().addBreakpoint(new HypervisorLineBreakpoint(file, line));
    }

    @Override
    public boolean canToggleLineBreakpoints(IWorkbenchPart part, ISelection selection) {
        return selection instanceof ITextSelection && resource(part) != null;
    }

    private static IResource resource(IWorkbenchPart part) {
        return part instanceof IEditorPart editor ? Adapters.adapt(editor.getEditorInput(), IResource.class) : null;
    }

    @Override
    public void toggleMethodBreakpoints(IWorkbenchPart part, ISelection selection) {
        // There are none.
    }

    @Override
    public boolean canToggleMethodBreakpoints(IWorkbenchPart part, ISelection selection) {
        return false;
    }

    @Override
    public void toggleWatchpoints(IWorkbenchPart part, ISelection selection) {
        // There are none.
    }

    @Override
    public boolean canToggleWatchpoints(IWorkbenchPart part, ISelection selection) {
        return false;
    }

    @Override
    public void toggleBreakpoints(IWorkbenchPart part, ISelection selection) throws CoreException {
        toggleLineBreakpoints(part, selection);
    }

    @Override
    public boolean canToggleBreakpoints(IWorkbenchPart part, ISelection selection) {
        return canToggleLineBreakpoints(part, selection);
    }
}
