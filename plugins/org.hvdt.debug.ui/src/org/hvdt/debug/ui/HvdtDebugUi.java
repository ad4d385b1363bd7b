// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.ui;

/** Identifiers of what this bundle contributes to the workbench. */
public final class HvdtDebugUi {

    /** This bundle. */
    public static final String PLUGIN_ID = "org.hvdt.debug.ui";
    /** The Hypervisor perspective. */
    public static final String PERSPECTIVE = "org.hvdt.debug.ui.HypervisorPerspective";
    /** The VMCS view. */
    public static final String VMCS_VIEW = "org.hvdt.debug.ui.VmcsView";
    /** The Host Stack view. */
    public static final String HOST_STACK_VIEW = "org.hvdt.debug.ui.HostStackView";
    /** The VM Exits view. */
    public static final String VM_EXITS_VIEW = "org.hvdt.debug.ui.VmExitsView";
    /** The Explanation view. */
    public static final String EXPLANATION_VIEW = "org.hvdt.debug.ui.ExplanationView";
    /** Command: add a VM-exit breakpoint. */
    public static final String ADD_VM_EXIT_BREAKPOINT = "org.hvdt.debug.ui.addVmExitBreakpoint";
    /** Command: step to the next VM exit. */
    public static final String STEP_TO_VM_EXIT = "org.hvdt.debug.ui.stepToVmExit";
    /** Command: step to the next VM entry. */
    public static final String STEP_TO_VM_ENTRY = "org.hvdt.debug.ui.stepToVmEntry";
    /** Command: step by instruction or by source line. */
    public static final String INSTRUCTION_STEPPING = "org.hvdt.debug.ui.instructionStepping";

    private HvdtDebugUi() {
    }
}
