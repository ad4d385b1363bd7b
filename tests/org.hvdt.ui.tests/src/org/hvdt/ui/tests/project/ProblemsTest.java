// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.tests.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.hvdt.core.HypervisorProject;
import org.hvdt.ui.tests.pages.AsmEditorPage;
import org.hvdt.ui.tests.pages.BuildConsoleView;
import org.hvdt.ui.tests.pages.Conditions;
import org.hvdt.ui.tests.pages.ProblemsView;
import org.hvdt.ui.tests.pages.ToolsPreferencePage;
import org.hvdt.ui.tests.pages.Workbench;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProblemsTest {

    private static final String GOOD = "VMHost:\n    push    rax";
    private static final String WRONG = "VMHost:\n    push    rax, rbx";

    private final Workbench workbench = Workbench.get();
    private AsmEditorPage editor;

    @BeforeEach
    void createProject() {
        workbench.reset();
        workbench.newHypervisorProject().finish();
        workbench.waitForBuild();
        editor = workbench.activeEditor();
    }

    @AfterEach
    void reset() {
        workbench.reset();
    }

    @Test
    void aMistakeShowsInEditorProblemsViewAndConsoleAndGoesWhenFixed() {
        ProblemsView problems = workbench.problems();
        String text = editor.text();
        int line = (int) text.substring(0, text.indexOf(GOOD)).lines().count() + 2;

        editor.replace(GOOD, WRONG);
        editor.save();
        workbench.waitForBuild();

        Conditions.until("the editor shows the error", () -> editor.errorLines().equals(List.of(line)),
                () -> editor.errorLines().toString());
        Conditions.until("the problems view lists the error", () -> problems.errors().size() == 1);
        ProblemsView.Problem problem = problems.errors().get(0);
        assertThat(problem.message()).contains("invalid combination of opcode and operands");
        assertThat(problem.resource()).isEqualTo("thin-hypervisor.asm");
        assertThat(problem.location()).isEqualTo("line " + line);
        BuildConsoleView console = workbench.buildConsole();
        Conditions.until("the console links to the error", () -> console.links() > 0, console::text);

        editor.replace(WRONG, GOOD);
        editor.save();
        workbench.waitForBuild();

        Conditions.until("the editor shows no error", () -> editor.errorLines().isEmpty());
        Conditions.until("the problems view is empty", () -> problems.errors().isEmpty());
    }

    @Test
    void aMissingAssemblerIsAProblemUntilThePreferencesSayWhereItIs() {
        ToolsPreferencePage preferences = workbench.toolsPreferences();
        Conditions.until("the version is shown",
                () -> preferences.found("NASM assembler").startsWith("Found: version 2."),
                () -> preferences.found("NASM assembler"));
        preferences.setPath("NASM assembler", "/nowhere/nasm");
        Conditions.until("the page says that it is not there",
                () -> preferences.found("NASM assembler").contains("apt-get install nasm"),
                () -> preferences.found("NASM assembler"));
        preferences.apply();
        HypervisorProject project = HypervisorProject.of(workbench.project("thin-hypervisor")).orElseThrow();
        try {
            ProblemsView problems = workbench.problems();
            Conditions.until("the project has an error",
                    () -> project.state() == HypervisorProject.State.ERRORS);
            Conditions.until("the problems view says what to install", () -> problems.errors().stream()
                    .anyMatch(problem -> problem.message().contains("apt-get install nasm")
                            && problem.resource().equals("thin-hypervisor")));
        } finally {
            ToolsPreferencePage again = workbench.toolsPreferences();
            again.setPath("NASM assembler", "");
            again.apply();
        }
        Conditions.until("the project is built again", () -> project.state() == HypervisorProject.State.READY);
    }
}
