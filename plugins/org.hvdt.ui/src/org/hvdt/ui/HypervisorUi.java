// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui;

/**
 * Identifiers of the user interface that other bundles refer to.
 */
public final class HypervisorUi {

    /** The wizard <em>New &gt; Hypervisor Project</em>. */
    public static final String NEW_PROJECT_WIZARD = "org.hvdt.ui.newHypervisorProject";
    /** The preference page with the tools. */
    public static final String TOOLS_PREFERENCE_PAGE = "org.hvdt.ui.preferences.tools";
    /** The property page of a hypervisor project. */
    public static final String PROJECT_PROPERTY_PAGE = "org.hvdt.ui.properties.project";
    /** The name of the build console's type. */
    public static final String BUILD_CONSOLE_TYPE = "org.hvdt.ui.buildConsole";
    /** Content type of NASM sources, for extensions of their editor. */
    public static final String ASM_CONTENT_TYPE = "org.hvdt.core.asm";

    private HypervisorUi() {
    }
}
