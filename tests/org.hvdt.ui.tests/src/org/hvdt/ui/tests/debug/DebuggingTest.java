// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.tests.debug;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.eclipse.core.resources.IProject;
import org.eclipse.debug.core.DebugPlugin;
import org.eclipse.debug.core.model.IBreakpoint;
import org.hvdt.ui.tests.pages.AsmEditorPage;
import org.hvdt.ui.tests.pages.Conditions;
import org.hvdt.ui.tests.pages.ConsolePage;
import org.hvdt.ui.tests.pages.DebugViewPage;
import org.hvdt.ui.tests.pages.EditorRulerPage;
import org.hvdt.ui.tests.pages.ExplanationViewPage;
import org.hvdt.ui.tests.pages.HostStackViewPage;
import org.hvdt.ui.tests.pages.NewHypervisorProjectWizardPage;
import org.hvdt.ui.tests.pages.VmExitBreakpointDialogPage;
import org.hvdt.ui.tests.pages.VmExitsViewPage;
import org.hvdt.ui.tests.pages.VmcsViewPage;
import org.hvdt.ui.tests.pages.WindowPage;
import org.hvdt.ui.tests.pages.Workbench;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DebuggingTest {

    private static final String PERSPECTIVE = "org.hvdt.debug.ui.HypervisorPerspective";
    private static final String PIN_CONTROLS = "VmWrite PIN_BASED_CONTROLS, rax";

    private final Workbench workbench = Workbench.get();
    private WindowPage window;
    private DebugViewPage debug;

    @BeforeEach
    void open() {
        workbench.reset();
        window = WindowPage.open();
        debug = new DebugViewPage(window);
    }

    @AfterEach
    void clean() throws Exception {
        Conditions.beside(() -> {
            debug.terminateAndRemoveAll();
            return null;
        });
        DebugPlugin.getDefault().getBreakpointManager()
                .removeBreakpoints(DebugPlugin.getDefault().getBreakpointManager().getBreakpoints(), true);
        workbench.reset();
    }

    private IProject newProject() {
        NewHypervisorProjectWizardPage wizard = workbench.newHypervisorProject();
        String name = wizard.name();
        wizard.finish();
        workbench.waitForBuild();
        return workbench.project(name);
    }

    @Test
    void aHypervisorIsCreatedBuiltStoppedAtAVmExitInspectedSteppedAndResumed() {
        IProject project = newProject();
        Conditions.beside(() -> {
            VmExitBreakpointDialogPage.open(window).choose("CPUID").ok();

            debug.debugAs(project).awaitSuspended();
            assertThat(debug.cpuLabel()).contains("VMX root").contains("VM exit 1: CPUID").contains("breakpoint");
            assertThat(window.perspective()).isEqualTo(PERSPECTIVE);
            assertThat(debug.labels()).anyMatch(label -> label.startsWith("VMHost at thin-hypervisor.asm:"))
                    .anyMatch(label -> label.contains("== VM exit 1: CPUID, leaf 0x1 =="))
                    .anyMatch(label -> label.startsWith("guest  ReportHypervisor+"))
                    .anyMatch(label -> label.startsWith("guest  Start64+"));

            VmcsViewPage vmcs = new VmcsViewPage(window);
            assertThat(vmcs.row("Exit reason")).containsExactly("Exit reason", "4402h", "0000000A", "CPUID (10)",
                    "by the processor");
            assertThat(vmcs.caption()).contains("current, launched");
            HostStackViewPage stack = new HostStackViewPage(window);
            assertThat(stack.contentAt("(1)")).isEqualTo("top of stack");
            assertThat(stack.contentAt("(2)")).isEqualTo("home space of RCX");
            assertThat(stack.contentAt("(3)")).isEqualTo("return address");
            assertThat(stack.contentAt("RSP")).isEqualTo("top of stack");
            assertThat(stack.contents().subList(1, 16)).containsExactly("RAX", "RCX", "RDX", "RBX", "RBP", "RSI", "RDI",
                    "R8", "R9", "R10", "R11", "R12", "R13", "R14", "R15");
            assertThat(new VmExitsViewPage(window).reasons()).containsExactly("CPUID");

            debug.stepOver();
            assertThat(debug.cpuLabel()).contains("step").contains("handling VM exit 1: CPUID");
            assertThat(stack.contentAt("RSP")).isEqualTo("RAX");

            debug.resume().awaitSuspended();
            assertThat(debug.cpuLabel()).contains("VM exit 2: CPUID");
            debug.resume().awaitSuspended();
            debug.resume().awaitTerminated();
            assertThat(new ConsolePage(window).await("Power off").text()).contains("HVDT thin hypervisor")
                    .contains("Hypervisor removed");
            assertThat(new VmExitsViewPage(window).reasons()).startsWith("CPUID", "CPUID", "VMCALL");
            return null;
        });
    }

    @Test
    void aReservedPinBasedControlIsExplainedWithFieldPlaceAndValidValue() {
        IProject project = newProject();
        AsmEditorPage editor = workbench.activeEditor();
        editor.replace(PIN_CONTROLS, "VmWrite PIN_BASED_CONTROLS, 0");
        editor.save();
        workbench.waitForBuild();
        Conditions.beside(() -> {
            debug.debugAs(project).awaitSuspended();
            assertThat(debug.cpuLabel()).contains("VM entry failed").contains("invalid control field");

            ExplanationViewPage explanation = new ExplanationViewPage(window);
            Conditions.until("the Explanation view is in front", explanation::isVisible);
            assertThat(explanation.text()).contains("VM-instruction error 7").contains("Pin-based")
                    .contains("00000000h").contains("00000016h").contains("thin-hypervisor.asm:")
                    .contains("Checks on VMX Controls");

            List<String> row = new VmcsViewPage(window).row("Pin-based VM-execution controls");
            assertThat(row.get(2)).isEqualTo("00000000");
            assertThat(row.get(3)).contains("must be 1");
            assertThat(row.get(4)).startsWith("thin-hypervisor.asm:");
            return null;
        });
    }

    @Test
    void aDoubleClickInTheRulerSetsALineBreakpointThatStopsInHostAndGuest() throws Exception {
        IProject project = newProject();
        AsmEditorPage editor = workbench.activeEditor();
        editor.placeCaretAfter("VMGuest:\n");
        int line = editor.caretLine();
        Conditions.beside(() -> {
            new EditorRulerPage().toggleBreakpoint(line);
            return null;
        });
        IBreakpoint[] breakpoints = DebugPlugin.getDefault().getBreakpointManager()
                .getBreakpoints("org.hvdt.debug.core");
        assertThat(breakpoints).hasSize(1);
        assertThat(breakpoints[0].getMarker().getAttribute("lineNumber", 0)).isEqualTo(line);

        Conditions.beside(() -> {
            debug.debugAs(project).awaitSuspended();
            assertThat(debug.cpuLabel()).contains("VMX non-root").contains("breakpoint");
            assertThat(debug.labels()).anyMatch(label -> label.startsWith("guest  VMGuest at"))
                    .anyMatch(label -> label.contains("== VM entry"));
            debug.resume().awaitTerminated();
            return null;
        });
    }

    @Test
    void viewsSayWhatWillAppearUntilThereIsSomething() {
        Conditions.beside(() -> {
            window.openPerspective(PERSPECTIVE);
            assertThat(new VmcsViewPage(window).message()).contains("fields of the current VMCS appear here");
            assertThat(new HostStackViewPage(window).message()).contains("host stack appears here");
            assertThat(new VmExitsViewPage(window).message()).contains("VM exits of a debugged hypervisor appear here");
            return null;
        });
    }
}
