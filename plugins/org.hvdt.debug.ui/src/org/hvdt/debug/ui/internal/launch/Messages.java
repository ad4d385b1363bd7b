// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.ui.internal.launch;

import org.eclipse.osgi.util.NLS;

/** Texts of this package. */
final class Messages extends NLS {

    static String Machine_badLimit;
    static String Machine_cpuModel;
    static String Machine_debugging;
    static String Machine_instructions;
    static String Machine_limit;
    static String Machine_limits;
    static String Machine_machine;
    static String Machine_mebibytes;
    static String Machine_memory;
    static String Machine_name;
    static String Machine_noLimit;
    static String Machine_stopAtEntry;
    static String Machine_stopOnFailure;
    static String Machine_strict;
    static String Machine_unknownModel;
    static String Main_arguments;
    static String Main_browse;
    static String Main_commandLine;
    static String Main_image;
    static String Main_imageHint;
    static String Main_imageOfProject;
    static String Main_name;
    static String Main_noImage;
    static String Main_noProject;
    static String Main_notHypervisor;
    static String Main_nothing;
    static String Main_program;
    static String Main_project;

    static {
        NLS.initializeMessages("org.hvdt.debug.ui.internal.launch.messages", Messages.class);
    }

    private Messages() {
    }
}
