// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.ui.internal.commands;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.core.commands.ExecutionException;
import org.eclipse.core.runtime.Adapters;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.debug.core.model.IBreakpoint;
import org.eclipse.jface.window.Window;
import org.eclipse.ui.handlers.HandlerUtil;
import org.hvdt.debug.core.VmExitBreakpoint;
import org.hvdt.debug.ui.internal.breakpoints.VmExitBreakpointDialog;

/** Changes the reasons of the selected VM-exit breakpoint. */
public final class EditVmExitBreakpointHandler extends AbstractHandler {

    @Override
    public Object execute(ExecutionEvent event) throws ExecutionException {
        IBreakpoint selected = Adapters.adapt(HandlerUtil.getCurrentStructuredSelection(event).getFirstElement(),
                IBreakpoint.class);
        if (selected instanceof VmExitBreakpoint breakpoint) {
            VmExitBreakpointDialog dialog = new VmExitBreakpointDialog(HandlerUtil.getActiveShell(event),
                    breakpoint.reasons());
            if (dialog.open() == Window.OK) {
                try {
                    breakpoint.setReasons(dialog.reasons());
                } catch (CoreException refused) {
                    throw new ExecutionException(refused.getMessage(), refused);
                }
            }
        }
        return null;
    }
}
