// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.core;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.eclipse.core.resources.IMarker;
import org.eclipse.core.resources.IResource;
import org.eclipse.core.resources.IWorkspace;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.debug.core.model.Breakpoint;
import org.eclipse.debug.core.model.IBreakpoint;
import org.hvdt.emulator.vmx.ExitReason;

/**
 * Suspends at the host's first instruction after VM exits with certain basic exit reasons (SDM volume 3, appendix "VMX
 * Basic Exit Reasons"). Belongs to the workspace, not to a file.
 */
public final class VmExitBreakpoint extends Breakpoint {

    /** Marker attribute: the basic exit reasons as decimal numbers separated by commas, empty for every reason. */
    public static final String REASONS = "org.hvdt.debug.core.exitReasons";

    /** For the breakpoint manager, which then calls {@link #setMarker}. */
    public VmExitBreakpoint() {
    }

    /**
     * Creates and registers a breakpoint.
     *
     * @param reasons basic exit reasons, empty for every reason
     */
    public VmExitBreakpoint(Set<Integer> reasons) throws CoreException {
        IResource root = ResourcesPlugin.getWorkspace().getRoot();
        ResourcesPlugin.getWorkspace().run(monitor -> {
            IMarker marker = root.createMarker(HvdtDebug.VM_EXIT_BREAKPOINT, Map.of(
                    IBreakpoint.ENABLED, Boolean.TRUE,
                    IBreakpoint.ID, getModelIdentifier(),
                    IBreakpoint.PERSISTED, Boolean.TRUE,
                    IBreakpoint.REGISTERED, Boolean.TRUE,
                    REASONS, format(reasons),
                    IMarker.MESSAGE, describe(reasons)));
            setMarker(marker);
        }, root, IWorkspace.AVOID_UPDATE, null);
    }

    @Override
    public String getModelIdentifier() {
        return HvdtDebug.PLUGIN_ID;
    }

    /** The basic exit reasons, in ascending order; empty for every reason. */
    public Set<Integer> reasons() {
        IMarker marker = getMarker();
        Set<Integer> reasons = new TreeSet<>();
        if (marker != null) {
            for (String number : marker.getAttribute(REASONS, "").split(",")) {
                if (!number.isBlank()) {
                    reasons.add(Integer.valueOf(number.strip()));
                }
            }
        }
        return reasons;
    }

    /** Changes the reasons. */
    public void setReasons(Set<Integer> reasons) throws CoreException {
        setAttributes(new String[] { REASONS, IMarker.MESSAGE }, new Object[] { format(reasons), describe(reasons) });
    }

    /** What it stops at, in words: "VM exit: CPUID, RDMSR". */
    public String description() {
        return describe(reasons());
    }

    private static String format(Set<Integer> reasons) {
        return new TreeSet<>(reasons).stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private static String describe(Set<Integer> reasons) {
        if (reasons.isEmpty()) {
            return Messages.VmExitBreakpoint_any;
        }
        return Messages.VmExitBreakpoint_prefix + new TreeSet<>(reasons).stream().map(VmExitBreakpoint::nameOf)
                .collect(Collectors.joining(", "));
    }

    private static String nameOf(int reason) {
        ExitReason known = ExitReason.of(reason);
        return known == null ? String.valueOf(reason) : known.name();
    }
}
