// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.ui.internal.launch;

import org.eclipse.osgi.util.NLS;

/** Texts of this package. */
final class Messages extends NLS {

    public static String Machine_badLimit;
    public static String Machine_cpuModel;
    public static String Machine_debugging;
    public static String Machine_instructions;
    public static String Machine_limit;
    public static String Machine_limits;
    public static String Machine_machine;
    public static String Machine_mebibytes;
    public static String Machine_memory;
    public static String Machine_name;
    public static String Machine_noLimit;
    public static String Machine_stopAtEntry;
    public static String Machine_stopOnFailure;
    public static String Machine_strict;
    public static String Machine_unknownModel;
    public static String Main_arguments;
    public static String Main_browse;
    public static String Main_commandLine;
    public static String Main_image;
    public static String Main_imageHint;
    public static String Main_imageOfProject;
    public static String Main_name;
    public static String Main_noImage;
    public static String Main_noProject;
    public static String Main_notHypervisor;
    public static String Main_nothing;
    public static String Main_program;
    public static String Main_project;

    static {
        NLS.initializeMessages("org.hvdt.debug.ui.internal.launch.messages", Messages.class);
    }

    private Messages() {
    }
}
