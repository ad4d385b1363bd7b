// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.internal.wizard;

import org.eclipse.osgi.util.NLS;

final class Messages extends NLS {

    public static String Page_creates;
    public static String Page_description;
    public static String Page_template;
    public static String Page_title;
    public static String Wizard_failed;
    public static String Wizard_title;

    static {
        NLS.initializeMessages("org.hvdt.ui.internal.wizard.messages", Messages.class);
    }

    private Messages() {
    }
}
