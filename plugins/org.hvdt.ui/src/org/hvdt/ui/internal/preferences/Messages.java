// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.internal.preferences;

import org.eclipse.osgi.util.NLS;

final class Messages extends NLS {

    public static String Fix_openPreferences;
    public static String Fix_openPreferencesDescription;
    public static String Project_empty;
    public static String Project_endings;
    public static String Project_image;
    public static String Project_includes;
    public static String Project_ldOptions;
    public static String Project_linkerScript;
    public static String Project_name;
    public static String Project_nasmOptions;
    public static String Project_noSettings;
    public static String Project_none;
    public static String Project_openSettings;
    public static String Project_openTools;
    public static String Project_output;
    public static String Project_sources;
    public static String Tool_browse;
    public static String Tool_found;
    public static String Tool_fromPath;
    public static String Tool_job;
    public static String Tool_looking;
    public static String Tool_noPath;
    public static String Tool_path;
    public static String Tool_unknown;
    public static String Tools_intro;
    public static String Tools_rebuild;

    static {
        NLS.initializeMessages("org.hvdt.ui.internal.preferences.messages", Messages.class);
    }

    private Messages() {
    }
}
