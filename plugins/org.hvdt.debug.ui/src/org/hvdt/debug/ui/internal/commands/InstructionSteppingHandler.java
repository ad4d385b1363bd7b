// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.ui.internal.commands;

import java.util.Map;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.ui.commands.IElementUpdater;
import org.eclipse.ui.handlers.HandlerUtil;
import org.eclipse.ui.commands.ICommandService;
import org.eclipse.ui.menus.UIElement;
import org.hvdt.debug.core.model.VirtualCpu;

/** Switches between steps by source line and steps by instruction. */
public final class InstructionSteppingHandler extends AbstractHandler implements IElementUpdater {

    @Override
    public Object execute(ExecutionEvent event) {
        VirtualCpu cpu = CpuHandler.selectedCpu();
        if (cpu != null) {
            cpu.hypervisorTarget().setInstructionStepping(!cpu.hypervisorTarget().isInstructionStepping());
        }
        ICommandService commands = HandlerUtil.getActiveWorkbenchWindow(event).getService(ICommandService.class);
        commands.refreshElements(event.getCommand().getId(), null);
        return null;
    }

    @Override
    public void updateElement(UIElement element, @SuppressWarnings("rawtypes") Map parameters) {
        VirtualCpu cpu = CpuHandler.selectedCpu();
        element.setChecked(cpu != null && cpu.hypervisorTarget().isInstructionStepping());
    }
}
