// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.ui.internal.breakpoints;

import org.eclipse.osgi.util.NLS;

/** Texts of this package. */
final class Messages extends NLS {

    public static String Dialog_any;
    public static String Dialog_description;
    public static String Dialog_message;
    public static String Dialog_number;
    public static String Dialog_reason;
    public static String Dialog_search;
    public static String Dialog_shell;
    public static String Dialog_title;
    public static String Toggle_description;
    public static String Toggle_name;

    static {
        NLS.initializeMessages("org.hvdt.debug.ui.internal.breakpoints.messages", Messages.class);
    }

    private Messages() {
    }
}
