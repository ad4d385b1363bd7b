// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.ui.internal.views;

import java.util.function.BiConsumer;

import org.eclipse.core.runtime.Adapters;
import org.eclipse.core.runtime.IAdaptable;
import org.eclipse.debug.core.DebugEvent;
import org.eclipse.debug.core.DebugPlugin;
import org.eclipse.debug.core.IDebugEventSetListener;
import org.eclipse.debug.core.ILaunch;
import org.eclipse.debug.core.model.IDebugElement;
import org.eclipse.debug.core.model.IProcess;
import org.eclipse.debug.ui.DebugUITools;
import org.eclipse.debug.ui.contexts.DebugContextEvent;
import org.eclipse.debug.ui.contexts.IDebugContextListener;
import org.eclipse.debug.ui.contexts.IDebugContextService;
import org.eclipse.jface.viewers.ISelection;
import org.eclipse.jface.viewers.IStructuredSelection;
import org.eclipse.swt.widgets.Display;
import org.eclipse.ui.IViewSite;
import org.hvdt.debug.core.inspect.MachinePicture;
import org.hvdt.debug.core.model.HypervisorDebugElement;
import org.hvdt.debug.core.model.HypervisorTarget;

/**
 * Tells a view which machine is selected in the Debug view and what is known of it, on the UI thread, whenever one of
 * both changes. A machine that runs has no picture.
 */
final class StopFollower implements IDebugContextListener, IDebugEventSetListener {

    private final IDebugContextService contexts;
    private final Display display;
    private final BiConsumer<HypervisorTarget, MachinePicture> view;
    private volatile HypervisorTarget target;
    private volatile boolean disposed;

    /**
     * Starts to follow.
     *
     * @param view told of the target, null if none is selected, and its picture, null if it runs
     */
    StopFollower(IViewSite site, BiConsumer<HypervisorTarget, MachinePicture> view) {
        this.contexts = DebugUITools.getDebugContextManager().getContextService(site.getWorkbenchWindow());
        this.display = site.getShell().getDisplay();
        this.view = view;
        contexts.addDebugContextListener(this);
        DebugPlugin.getDefault().addDebugEventListener(this);
        target = targetOf(contexts.getActiveContext());
        update();
    }

    /** Stops to follow. */
    void dispose() {
        disposed = true;
        contexts.removeDebugContextListener(this);
        DebugPlugin debug = DebugPlugin.getDefault();
        if (debug != null) {
            debug.removeDebugEventListener(this);
        }
    }

    /** The selected machine, null if none. */
    HypervisorTarget target() {
        return target;
    }

    @Override
    public void debugContextChanged(DebugContextEvent event) {
        if ((event.getFlags() & DebugContextEvent.ACTIVATED) != 0) {
            HypervisorTarget selected = targetOf(event.getContext());
            if (selected != null || event.getContext().isEmpty()) {
                target = selected;
                update();
            }
        }
    }

    @Override
    public void handleDebugEvents(DebugEvent[] events) {
        for (DebugEvent event : events) {
            if (event.getSource() instanceof HypervisorDebugElement element) {
                if (target == null || target.isTerminated()) {
                    target = element.hypervisorTarget(); // shown until something else is selected
                }
                if (element.hypervisorTarget() == target && event.getKind() != DebugEvent.CREATE) {
                    update();
                }
            }
        }
    }

    private void update() {
        if (display.isDisposed()) {
            return;
        }
        display.asyncExec(() -> {
            if (!disposed) {
                HypervisorTarget current = target;
                view.accept(current, current == null || current.isTerminated() ? null : current.picture());
            }
        });
    }

    private static HypervisorTarget targetOf(ISelection selection) {
        Object first = selection instanceof IStructuredSelection structured ? structured.getFirstElement() : null;
        if (first instanceof HypervisorDebugElement element) {
            return element.hypervisorTarget();
        }
        if (first instanceof IProcess process) {
            return process.getLaunch().getDebugTarget() instanceof HypervisorTarget found ? found : null;
        }
        if (first instanceof ILaunch launch) {
            return launch.getDebugTarget() instanceof HypervisorTarget found ? found : null;
        }
        IDebugElement element = first instanceof IAdaptable ? Adapters.adapt(first, IDebugElement.class) : null;
        return element instanceof HypervisorDebugElement known ? known.hypervisorTarget() : null;
    }
}
