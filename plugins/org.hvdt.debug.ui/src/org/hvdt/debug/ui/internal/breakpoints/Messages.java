// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.ui.internal.breakpoints;

import org.eclipse.osgi.util.NLS;

/** Texts of this package. */
final class Messages extends NLS {

    static String Dialog_any;
    static String Dialog_description;
    static String Dialog_message;
    static String Dialog_number;
    static String Dialog_reason;
    static String Dialog_search;
    static String Dialog_shell;
    static String Dialog_title;
    static String Toggle_description;
    static String Toggle_name;

    static {
        NLS.initializeMessages("org.hvdt.debug.ui.internal.breakpoints.messages", Messages.class);
    }

    private Messages() {
    }
}
