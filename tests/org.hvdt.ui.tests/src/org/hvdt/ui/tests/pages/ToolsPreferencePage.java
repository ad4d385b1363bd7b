// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.tests.pages;

/**
 * The preference page with the tools.
 */
public interface ToolsPreferencePage {

    /** Types the path of a tool; the name is the heading of its group. */
    void setPath(String tool, String path);

    /** What is said about a tool below its path. */
    String found(String tool);

    /** Presses Apply and Close. */
    void apply();

    /** Presses Cancel. */
    void cancel();
}
