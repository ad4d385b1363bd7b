// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.ui.internal;

import org.eclipse.core.runtime.ILog;
import org.eclipse.debug.core.DebugEvent;
import org.eclipse.debug.core.IDebugEventSetListener;
import org.eclipse.swt.widgets.Display;
import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.IWorkbenchWindow;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.PlatformUI;
import org.hvdt.debug.core.inspect.MachinePicture;
import org.hvdt.debug.core.model.VirtualCpu;
import org.hvdt.debug.ui.HvdtDebugUi;
import org.hvdt.emulator.control.StopReason;

/** Brings the Explanation view to the front when a machine stops with something to explain. */
final class ExplanationOpener implements IDebugEventSetListener {

    @Override
    public void handleDebugEvents(DebugEvent[] events) {
        for (DebugEvent event : events) {
            if (event.getKind() == DebugEvent.SUSPEND && event.getSource() instanceof VirtualCpu cpu) {
                MachinePicture picture = cpu.picture();
                if (picture != null && needsExplanation(picture.reason())) {
                    Display.getDefault().asyncExec(ExplanationOpener::open);
                }
            }
        }
    }

    private static boolean needsExplanation(StopReason reason) {
        return switch (reason) {
            case StopReason.VmxFailure failure -> true;
            case StopReason.VmxAbort abort -> true;
            case StopReason.TripleFault fault -> true;
            case StopReason.Unimplemented missing -> true;
            case StopReason.HaltedForGood halted -> true;
            case StopReason.InternalError error -> true;
            default -> false;
        };
    }

    private static void open() {
        IWorkbenchWindow window = PlatformUI.isWorkbenchRunning() ? PlatformUI.getWorkbench().getActiveWorkbenchWindow()
                : null;
        IWorkbenchPage page = window == null ? null : window.getActivePage();
        if (page == null) {
            return;
        }
        try {
            page.showView(HvdtDebugUi.EXPLANATION_VIEW, null, IWorkbenchPage.VIEW_VISIBLE);
        } catch (PartInitException broken) {
            ILog.of(ExplanationOpener.class).error(broken.getMessage(), broken);
        }
    }
}
