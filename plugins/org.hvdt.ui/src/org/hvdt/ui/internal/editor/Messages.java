// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.internal.editor;

import org.eclipse.osgi.util.NLS;

final class Messages extends NLS {

    static String Hover_definedHere;
    static String Hover_definedIn;
    static String Hover_moreForms;
    static String Hyperlink_definition;
    static String Hyperlink_include;
    static String Outline_hideConstants;
    static String Outline_job;
    static String Outline_sort;
    static String Symbol_constant;
    static String Symbol_data;
    static String Symbol_field;
    static String Symbol_globalData;
    static String Symbol_globalLabel;
    static String Symbol_label;
    static String Symbol_localLabel;
    static String Symbol_macro;
    static String Symbol_section;
    static String Symbol_structure;

    static {
        NLS.initializeMessages("org.hvdt.ui.internal.editor.messages", Messages.class);
    }

    private Messages() {
    }
}
