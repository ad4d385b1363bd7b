// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.ui.internal;

import org.eclipse.osgi.util.NLS;

/** Texts of this package. */
final class Messages extends NLS {

    public static String Presentation_instructions;
    public static String Presentation_line;
    public static String Presentation_terminated;

    static {
        NLS.initializeMessages("org.hvdt.debug.ui.internal.messages", Messages.class);
    }

    private Messages() {
    }
}
