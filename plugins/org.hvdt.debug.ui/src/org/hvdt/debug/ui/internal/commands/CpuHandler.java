// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.ui.internal.commands;

import java.util.function.Consumer;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.debug.core.DebugEvent;
import org.eclipse.debug.core.DebugPlugin;
import org.eclipse.debug.core.IDebugEventSetListener;
import org.eclipse.debug.ui.DebugUITools;
import org.eclipse.swt.widgets.Display;
import org.hvdt.debug.core.model.HypervisorDebugElement;
import org.hvdt.debug.core.model.VirtualCpu;

/** What commands on the selected virtual CPU have in common: they are enabled while it is suspended. */
abstract class CpuHandler extends AbstractHandler {

    private final Consumer<VirtualCpu> action;
    private final IDebugEventSetListener listener = this::debugEvents;

    CpuHandler(Consumer<VirtualCpu> action) {
        this.action = action;
        DebugPlugin.getDefault().addDebugEventListener(listener);
        setBaseEnabled(false);
    }

    private void debugEvents(DebugEvent[] events) {
        for (DebugEvent event : events) {
            if (event.getSource() instanceof VirtualCpu) {
                Display.getDefault().asyncExec(() -> setEnabled(null));
                return;
            }
        }
    }

    /** The virtual CPU of the selection in the Debug view, null if there is none. */
    static VirtualCpu selectedCpu() {
        return DebugUITools.getDebugContext() instanceof HypervisorDebugElement element
                ? element.hypervisorTarget().cpu()
                : null;
    }

    @Override
    public void setEnabled(Object context) {
        VirtualCpu cpu = selectedCpu();
        setBaseEnabled(cpu != null && cpu.canResume());
    }

    @Override
    public Object execute(ExecutionEvent event) {
        VirtualCpu cpu = selectedCpu();
        if (cpu != null) {
            action.accept(cpu);
        }
        return null;
    }

    @Override
    public void dispose() {
        DebugPlugin debug = DebugPlugin.getDefault();
        if (debug != null) {
            debug.removeDebugEventListener(listener);
        }
        super.dispose();
    }
}
