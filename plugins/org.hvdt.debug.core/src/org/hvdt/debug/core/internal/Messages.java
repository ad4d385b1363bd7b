// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.core.internal;

import org.eclipse.osgi.util.NLS;

/** Texts of this package. */
final class Messages extends NLS {

    public static String Launch_cpuModel;
    public static String Launch_errors;
    public static String Launch_limit;
    public static String Launch_memory;
    public static String Launch_noImage;
    public static String Launch_noProject;
    public static String Launch_notBuilt;
    public static String Launch_notHypervisor;
    public static String Launch_nothing;
    public static String Launch_processLabel;
    public static String Launch_task;

    static {
        NLS.initializeMessages("org.hvdt.debug.core.internal.messages", Messages.class);
    }

    private Messages() {
    }
}
