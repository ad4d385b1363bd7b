// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.tests.pages;

import java.util.List;

/**
 * The outline of the active editor.
 */
public interface OutlineView {

    /** The names below a path of names; without path, those on top. */
    List<String> items(String... path);

    /** Selects the item at a path of names. */
    void select(String... path);

    /** The name of the selected item, or an empty string. */
    String selected();

    /** Presses the button Hide constants. */
    void toggleConstants();
}
