// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.core;

import org.eclipse.osgi.util.NLS;

/** Texts of this package. */
final class Messages extends NLS {

    public static String LineBreakpoint_message;
    public static String VmExitBreakpoint_any;
    public static String VmExitBreakpoint_prefix;

    static {
        NLS.initializeMessages("org.hvdt.debug.core.messages", Messages.class);
    }

    private Messages() {
    }
}
