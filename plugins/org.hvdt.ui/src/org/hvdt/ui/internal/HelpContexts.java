// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.internal;

/**
 * Identifiers of the context help, which org.hvdt.doc supplies.
 */
public final class HelpContexts {

    /** The wizard page for a new project. */
    public static final String NEW_PROJECT = "org.hvdt.ui.new_project";
    /** The outline of an assembly source. */
    public static final String OUTLINE = "org.hvdt.ui.outline";
    /** The preference page with the tools. */
    public static final String TOOLS = "org.hvdt.ui.tools";
    /** The property page of a project. */
    public static final String PROJECT = "org.hvdt.ui.project";
    /** The build console. */
    public static final String BUILD_CONSOLE = "org.hvdt.ui.build_console";

    private HelpContexts() {
    }
}
