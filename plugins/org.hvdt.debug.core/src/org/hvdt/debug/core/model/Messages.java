// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.core.model;

import org.eclipse.osgi.util.NLS;

/** Texts of this package. */
final class Messages extends NLS {

    public static String HypervisorTarget_badExpression;
    public static String HypervisorTarget_noDisconnect;
    public static String HypervisorVariable_invalid;
    public static String HypervisorVariable_refused;
    public static String LinearMemoryBlock_fixedBase;
    public static String LinearMemoryBlock_notWritten;
    public static String LinearMemoryBlock_running;
    public static String MachineProcess_running;

    static {
        NLS.initializeMessages("org.hvdt.debug.core.model.messages", Messages.class);
    }

    private Messages() {
    }
}
