// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.core.internal;

import org.eclipse.osgi.util.NLS;

/** Texts of this package. */
final class Messages extends NLS {

    static String Launch_cpuModel;
    static String Launch_errors;
    static String Launch_limit;
    static String Launch_memory;
    static String Launch_noImage;
    static String Launch_noProject;
    static String Launch_notBuilt;
    static String Launch_notHypervisor;
    static String Launch_nothing;
    static String Launch_processLabel;
    static String Launch_task;

    static {
        NLS.initializeMessages("org.hvdt.debug.core.internal.messages", Messages.class);
    }

    private Messages() {
    }
}
