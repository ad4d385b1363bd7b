// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.ui.internal.breakpoints;

import java.util.Set;

import org.eclipse.debug.ui.actions.IToggleBreakpointsTarget;
import org.eclipse.debug.ui.actions.IToggleBreakpointsTargetFactory;
import org.eclipse.jface.viewers.ISelection;
import org.eclipse.ui.IWorkbenchPart;

/** Offers line breakpoints for assembly sources. */
public final class ToggleBreakpointsFactory implements IToggleBreakpointsTargetFactory {

    private static final String LINE = "org.hvdt.debug.ui.toggleLineBreakpoint";

    private final ToggleLineBreakpoints target = new ToggleLineBreakpoints();

    @Override
    public Set<String> getToggleTargets(IWorkbenchPart part, ISelection selection) {
        return Set.of(LINE);
    }

    @Override
    public String getDefaultToggleTarget(IWorkbenchPart part, ISelection selection) {
        return LINE;
    }

    @Override
    public String getToggleTargetName(String targetId) {
        return Messages.Toggle_name;
    }

    @Override
    public String getToggleTargetDescription(String targetId) {
        return Messages.Toggle_description;
    }

    @Override
    public IToggleBreakpointsTarget createToggleTarget(String targetId) {
        return target;
    }
}
