// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.core.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.eclipse.core.resources.IMarkerDelta;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.debug.core.DebugPlugin;
import org.eclipse.debug.core.IBreakpointListener;
import org.eclipse.debug.core.IBreakpointManager;
import org.eclipse.debug.core.IBreakpointManagerListener;
import org.eclipse.debug.core.model.IBreakpoint;
import org.hvdt.debug.core.HvdtDebug;
import org.hvdt.debug.core.HypervisorLineBreakpoint;
import org.hvdt.debug.core.VmExitBreakpoint;
import org.hvdt.emulator.control.Breakpoint;
import org.hvdt.emulator.control.StopReason;

/** Keeps the machine's breakpoints equal to those of the workspace that are enabled, unless all are skipped. */
final class BreakpointBridge implements IBreakpointListener, IBreakpointManagerListener {

    private final HypervisorTarget target;
    private final Map<IBreakpoint, List<Breakpoint>> installed = new HashMap<>();
    private boolean active;

    BreakpointBridge(HypervisorTarget target) {
        this.target = target;
    }

    private static IBreakpointManager manager() {
        return DebugPlugin.getDefault().getBreakpointManager();
    }

    /** Installs all breakpoints and follows their changes from now on. */
    synchronized void start() {
        active = true;
        manager().addBreakpointListener(this);
        manager().addBreakpointManagerListener(this);
        for (IBreakpoint breakpoint : manager().getBreakpoints(HvdtDebug.PLUGIN_ID)) {
            breakpointAdded(breakpoint);
        }
    }

    /** Follows no more changes. */
    synchronized void stop() {
        active = false;
        manager().removeBreakpointListener(this);
        manager().removeBreakpointManagerListener(this);
        installed.clear();
    }

    boolean supports(IBreakpoint breakpoint) {
        return breakpoint instanceof HypervisorLineBreakpoint || breakpoint instanceof VmExitBreakpoint;
    }

    /** The workspace's breakpoints that a stop is due to. */
    synchronized List<IBreakpoint> hitBy(StopReason reason) {
        Breakpoint hit = switch (reason) {
            case StopReason.BreakpointHit address -> address.breakpoint();
            case StopReason.VmExitHit exit -> exit.breakpoint();
            default -> null;
        };
        return hit == null ? List.of()
                : installed.entrySet().stream().filter(entry -> entry.getValue().contains(hit)).map(Map.Entry::getKey)
                        .toList();
    }

    @Override
    public synchronized void breakpointAdded(IBreakpoint breakpoint) {
        if (!active || !supports(breakpoint) || installed.containsKey(breakpoint)) {
            return;
        }
        try {
            if (breakpoint.isEnabled() && manager().isEnabled()) {
                List<Breakpoint> made = translate(breakpoint);
                made.forEach(target.control()::addBreakpoint);
                installed.put(breakpoint, made);
            }
        } catch (CoreException markerIsGone) {
            HypervisorTarget.report(markerIsGone);
        }
    }

    private List<Breakpoint> translate(IBreakpoint breakpoint) throws CoreException {
        if (breakpoint instanceof VmExitBreakpoint exit) {
            return List.of(new Breakpoint.VmExit(exit.reasons()));
        }
        HypervisorLineBreakpoint line = (HypervisorLineBreakpoint) breakpoint;
        List<Breakpoint> made = new ArrayList<>();
        if (line.getMarker().getResource().getLocation() != null) {
            for (long address : target.symbols().addressesOf(line.getMarker().getResource().getLocation().toPath(),
                    line.getLineNumber())) {
                made.add(new Breakpoint.Address(address, Breakpoint.Operation.ANY));
            }
        }
        return made;
    }

    @Override
    public synchronized void breakpointRemoved(IBreakpoint breakpoint, IMarkerDelta delta) {
        List<Breakpoint> made = installed.remove(breakpoint);
        if (made != null) {
            made.forEach(target.control()::removeBreakpoint);
        }
    }

    @Override
    public synchronized void breakpointChanged(IBreakpoint breakpoint, IMarkerDelta delta) {
        breakpointRemoved(breakpoint, delta);
        breakpointAdded(breakpoint);
    }

    @Override
    public synchronized void breakpointManagerEnablementChanged(boolean enabled) {
        for (IBreakpoint breakpoint : manager().getBreakpoints(HvdtDebug.PLUGIN_ID)) {
            breakpointChanged(breakpoint, null);
        }
    }
}
