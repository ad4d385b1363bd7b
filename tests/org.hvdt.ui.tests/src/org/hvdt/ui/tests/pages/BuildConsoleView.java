// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.tests.pages;

/**
 * The console with the output of the builds.
 */
public interface BuildConsoleView {

    /** What it shows. */
    String text();

    /** How many links there are in it. */
    int links();
}
