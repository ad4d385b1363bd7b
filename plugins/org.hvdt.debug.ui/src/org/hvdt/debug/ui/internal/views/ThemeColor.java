// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.ui.internal.views;

import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.graphics.Color;

/** The colours of the views, defined in the theme so that they can be changed and are readable in the dark theme. */
enum ThemeColor {
    /** Values that have changed since the stop before. */
    CHANGED("org.hvdt.debug.ui.changed"),
    /** Values that fail a check. */
    FAILING("org.hvdt.debug.ui.failing"),
    /** What is of less importance. */
    FAINT("org.hvdt.debug.ui.faint"),
    /** Band of the saved registers on the host stack. */
    BAND_REGISTERS("org.hvdt.debug.ui.bandRegisters"),
    /** Band of the home space. */
    BAND_HOME("org.hvdt.debug.ui.bandHome"),
    /** Band of the return address. */
    BAND_RETURN("org.hvdt.debug.ui.bandReturn"),
    /** Band of frames. */
    BAND_FRAME("org.hvdt.debug.ui.bandFrame");

    private final String id;

    ThemeColor(String id) {
        this.id = id;
    }

    /** The colour of the current theme; null, that is the default, if there is none. */
    Color get() {
        return JFaceResources.getColorRegistry().get(id);
    }
}
