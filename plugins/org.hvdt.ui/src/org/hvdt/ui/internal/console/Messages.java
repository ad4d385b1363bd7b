// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.internal.console;

import org.eclipse.osgi.util.NLS;

final class Messages extends NLS {

    public static String Console_built;
    public static String Console_cancelled;
    public static String Console_failed;
    public static String Console_name;

    static {
        NLS.initializeMessages("org.hvdt.ui.internal.console.messages", Messages.class);
    }

    private Messages() {
    }
}
