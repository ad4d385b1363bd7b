// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.tests.pages;

import java.util.List;

/**
 * The problems view.
 */
public interface ProblemsView {

    /**
     * A row.
     *
     * @param message the description
     * @param resource the name of the file or project
     * @param location the place in it, such as {@code line 12}
     */
    record Problem(String message, String resource, String location) {
    }

    /** The errors that are listed now. The view follows the markers with some delay. */
    List<Problem> errors();
}
