// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.internal.editor;

import org.eclipse.osgi.util.NLS;

final class Messages extends NLS {

    public static String Folding_job;
    public static String Hover_definedHere;
    public static String Hover_definedIn;
    public static String Hover_moreForms;
    public static String Hyperlink_definition;
    public static String Hyperlink_include;
    public static String Outline_hideConstants;
    public static String Outline_job;
    public static String Outline_sort;
    public static String Symbol_constant;
    public static String Symbol_data;
    public static String Symbol_field;
    public static String Symbol_globalData;
    public static String Symbol_globalLabel;
    public static String Symbol_label;
    public static String Symbol_localLabel;
    public static String Symbol_macro;
    public static String Symbol_section;
    public static String Symbol_structure;

    static {
        NLS.initializeMessages("org.hvdt.ui.internal.editor.messages", Messages.class);
    }

    private Messages() {
    }
}
