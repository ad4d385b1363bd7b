// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.ui.internal.commands;

import java.util.Set;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.core.commands.ExecutionException;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.debug.core.DebugPlugin;
import org.eclipse.jface.window.Window;
import org.eclipse.ui.handlers.HandlerUtil;
import org.hvdt.debug.core.VmExitBreakpoint;
import org.hvdt.debug.ui.internal.breakpoints.VmExitBreakpointDialog;
import org.hvdt.emulator.vmx.ExitReason;

/** Asks for the exit reasons and adds a VM-exit breakpoint. */
public final class AddVmExitBreakpointHandler extends AbstractHandler {

    @Override
    public Object execute(ExecutionEvent event) throws ExecutionException {
        VmExitBreakpointDialog dialog = new VmExitBreakpointDialog(HandlerUtil.getActiveShell(event),
                Set.of(ExitReason.CPUID));
        if (dialog.open() == Window.OK) {
            try {
                DebugPlugin.getDefault().getBreakpointManager().addBreakpoint(new VmExitBreakpoint(dialog.reasons()));
            } catch (CoreException refused) {
                throw new ExecutionException(refused.getMessage(), refused);
            }
        }
        return null;
    }
}
