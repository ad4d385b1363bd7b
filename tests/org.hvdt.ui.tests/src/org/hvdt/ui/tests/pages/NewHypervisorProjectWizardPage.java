// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.tests.pages;

import java.util.List;

/**
 * The wizard for a new hypervisor project.
 */
public interface NewHypervisorProjectWizardPage {

    /** The project's name. */
    String name();

    /** Types another name. */
    void setName(String name);

    /** The names of the templates. */
    List<String> templates();

    /** The name of the selected template. */
    String selectedTemplate();

    /** What is said about the selected template. */
    String preview();

    /** The error shown in the wizard's head, or an empty string. */
    String error();

    /** Whether Finish can be pressed. */
    boolean canFinish();

    /** Presses Finish and waits until the wizard is gone. */
    void finish();

    /** Presses Cancel. */
    void cancel();
}
