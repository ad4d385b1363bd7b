// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.core;

/** Identifiers that this bundle contributes to the platform's debugger. */
public final class HvdtDebug {

    /** This bundle, and the debug model. */
    public static final String PLUGIN_ID = "org.hvdt.debug.core";
    /** The launch configuration type "Hypervisor on VMX Emulator". */
    public static final String LAUNCH_TYPE = "org.hvdt.debug.core.launchConfigurationType";
    /** Marker type of line breakpoints. */
    public static final String LINE_BREAKPOINT = "org.hvdt.debug.core.lineBreakpoint";
    /** Marker type of VM-exit breakpoints. */
    public static final String VM_EXIT_BREAKPOINT = "org.hvdt.debug.core.vmExitBreakpoint";
    /** Process type attribute of launched machines. */
    public static final String PROCESS_TYPE = "org.hvdt.debug.core.machine";

    private HvdtDebug() {
    }
}
