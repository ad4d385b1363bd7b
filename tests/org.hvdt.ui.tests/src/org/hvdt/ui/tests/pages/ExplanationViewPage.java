// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.tests.pages;

import org.hvdt.debug.ui.internal.views.ExplanationView;

/** The Explanation view. */
public final class ExplanationViewPage {

    private static final String ID = "org.hvdt.debug.ui.ExplanationView";

    private final WindowPage window;

    /** The view of a window. */
    public ExplanationViewPage(WindowPage window) {
        this.window = window;
    }

    /** Whether it is in front. */
    public boolean isVisible() {
        return window.isVisible(ID);
    }

    /** What it explains; empty if nothing. */
    public String text() {
        return Conditions.onUi(() -> ((ExplanationView) window.view(ID)).shownText());
    }
}
