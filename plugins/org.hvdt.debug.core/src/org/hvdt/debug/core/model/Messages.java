// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.core.model;

import org.eclipse.osgi.util.NLS;

/** Texts of this package. */
final class Messages extends NLS {

    static String HypervisorTarget_badExpression;
    static String HypervisorTarget_noDisconnect;
    static String HypervisorVariable_invalid;
    static String HypervisorVariable_refused;
    static String LinearMemoryBlock_fixedBase;
    static String LinearMemoryBlock_notWritten;
    static String LinearMemoryBlock_running;
    static String MachineProcess_running;

    static {
        NLS.initializeMessages("org.hvdt.debug.core.model.messages", Messages.class);
    }

    private Messages() {
    }
}
