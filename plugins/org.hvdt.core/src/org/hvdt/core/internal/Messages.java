// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.core.internal;

import org.eclipse.osgi.util.NLS;

/** Texts of this bundle. */
public final class Messages extends NLS {

    public static String Builder_cannotClean;
    public static String Builder_notLocal;
    public static String Builder_task;
    public static String Create_cannotRead;
    public static String Create_task;
    public static String Marker_line;
    public static String Settings_cannotRead;

    static {
        NLS.initializeMessages("org.hvdt.core.internal.messages", Messages.class);
    }

    private Messages() {
    }
}
