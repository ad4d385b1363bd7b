// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.tests.pages;

import org.eclipse.core.resources.IFile;
import org.eclipse.core.resources.IProject;
import org.eclipse.swt.graphics.RGB;
import org.hvdt.ui.tests.pages.swt.SwtWorkbench;

/**
 * The workbench as its user sees it.
 */
public interface Workbench {

    /** The running workbench. */
    static Workbench get() {
        return new SwtWorkbench();
    }

    /** Opens New &gt; Hypervisor Project. */
    NewHypervisorProjectWizardPage newHypervisorProject();

    /** Opens an assembly source in its editor. */
    AsmEditorPage open(IFile file);

    /** The assembly editor that is active. */
    AsmEditorPage activeEditor();

    /** Opens the outline. */
    OutlineView outline();

    /** Opens the problems view. */
    ProblemsView problems();

    /** Opens the console with the output of the builds. */
    BuildConsoleView buildConsole();

    /** Opens the preference page with the tools. */
    ToolsPreferencePage toolsPreferences();

    /** Waits until the builds that are due are done. */
    void waitForBuild();

    /** The colour that the theme has for an identifier. */
    RGB themeColor(String id);

    /** Makes the dark or the light theme current. */
    void useDarkTheme(boolean dark);

    /** The project of that name. */
    IProject project(String name);

    /** Closes editors without saving and deletes all projects. */
    void reset();
}
