// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.tests.project;

import static org.assertj.core.api.Assertions.assertThat;

import org.eclipse.core.resources.IProject;
import org.hvdt.core.HypervisorProject;
import org.hvdt.ui.tests.pages.BuildConsoleView;
import org.hvdt.ui.tests.pages.Conditions;
import org.hvdt.ui.tests.pages.NewHypervisorProjectWizardPage;
import org.hvdt.ui.tests.pages.Workbench;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NewProjectTest {

    private final Workbench workbench = Workbench.get();

    @BeforeEach
    @AfterEach
    void reset() {
        workbench.reset();
    }

    @Test
    void theProjectCanBeFinishedAtOnceAndIsBuilt() {
        NewHypervisorProjectWizardPage wizard = workbench.newHypervisorProject();
        assertThat(wizard.name()).isEqualTo("thin-hypervisor");
        assertThat(wizard.canFinish()).isTrue();
        wizard.finish();

        assertThat(workbench.activeEditor().title()).isEqualTo("thin-hypervisor.asm");
        workbench.waitForBuild();
        HypervisorProject project = HypervisorProject.of(workbench.project("thin-hypervisor")).orElseThrow();
        assertThat(project.state()).isEqualTo(HypervisorProject.State.READY);
    }

    @Test
    void theWizardSaysWhatTheTemplateDoesAndWhichFilesItMakes() {
        NewHypervisorProjectWizardPage wizard = workbench.newHypervisorProject();

        assertThat(wizard.templates()).contains("Thin hypervisor (assembly)");
        assertThat(wizard.selectedTemplate()).isEqualTo("Thin hypervisor (assembly)");
        assertThat(wizard.preview()).contains("launches the running system as its own guest")
                .contains("src/thin-hypervisor.asm");
        wizard.cancel();
    }

    @Test
    void aNameThatIsTakenOrEmptyIsRefused() {
        workbench.newHypervisorProject().finish();

        NewHypervisorProjectWizardPage wizard = workbench.newHypervisorProject();
        assertThat(wizard.name()).as("another proposal").isEqualTo("thin-hypervisor-2");
        wizard.setName("thin-hypervisor");
        assertThat(wizard.canFinish()).isFalse();
        assertThat(wizard.error()).contains("already exists");
        wizard.setName("");
        assertThat(wizard.canFinish()).isFalse();
        wizard.setName("another one");
        assertThat(wizard.canFinish()).isTrue();
        wizard.finish();

        IProject project = workbench.project("another one");
        assertThat(project.exists()).isTrue();
        workbench.waitForBuild();
        assertThat(HypervisorProject.of(project).orElseThrow().state()).isEqualTo(HypervisorProject.State.READY);
    }

    @Test
    void theConsoleShowsWhatTheBuildRan() {
        workbench.newHypervisorProject().finish();
        workbench.waitForBuild();

        BuildConsoleView console = workbench.buildConsole();
        Conditions.until("the console has the build", () -> console.text()
                .contains("thin-hypervisor: built thin-hypervisor.elf"), console::text);
        assertThat(console.text()).contains("nasm -f elf64").contains("link.ld");
    }
}
