// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0
package org.hvdt.tour;

import java.io.IOException;
import org.eclipse.core.resources.IProject;
import org.hvdt.ui.tests.pages.AsmEditorPage;
import org.hvdt.ui.tests.pages.Conditions;
import org.hvdt.ui.tests.pages.ConsolePage;
import org.hvdt.ui.tests.pages.DebugViewPage;
import org.hvdt.ui.tests.pages.ExplanationViewPage;
import org.hvdt.ui.tests.pages.HostStackViewPage;
import org.hvdt.ui.tests.pages.NewHypervisorProjectWizardPage;
import org.hvdt.ui.tests.pages.VmExitBreakpointDialogPage;
import org.hvdt.ui.tests.pages.VmExitsViewPage;
import org.hvdt.ui.tests.pages.VmcsViewPage;
import org.hvdt.ui.tests.pages.WindowPage;
import org.hvdt.ui.tests.pages.Workbench;

/** The main path of HVDT as a user walks it, step by step. Runs beside the UI thread. */
final class Tour {

    private static final String PROJECT = "thin-hypervisor";
    private static final String PERSPECTIVE = "org.hvdt.debug.ui.HypervisorPerspective";
    private static final int WIDTH = 1680;
    private static final int HEIGHT = 1000;

    private final Narrator narrator;
    private WindowPage window;
    private DebugViewPage debug;
    private IProject project;

    Tour(Narrator narrator) {
        this.narrator = narrator;
    }

    /**
     * Walks the tour from the first step to the last.
     *
     * @throws Exception when a step does not lead to what it promises
     */
    void walk() throws Exception {
        openWorkbench();
        createProject();
        setBreakpoint();
        stopAtFirstVmExit();
        step();
        resume();
        useDarkTheme();
        explainFailure();
    }

    private void openWorkbench() throws IOException {
        window = WindowPage.open().resize(WIDTH, HEIGHT);
        debug = new DebugViewPage(window);
        narrator.tell("workbench", "The workbench is open; HVDT was installed into it from the update site.");
    }

    private void createProject() throws IOException {
        NewHypervisorProjectWizardPage wizard = Conditions.onUi(() -> Workbench.get().newHypervisorProject());
        Conditions.onUi(() -> {
            wizard.setName(PROJECT);
            return null;
        });
        narrator.tell("wizard", "File > New > Hypervisor Project, with the template Thin hypervisor (assembly).");
        Conditions.onUi(() -> {
            wizard.finish();
            Workbench.get().waitForBuild();
            return null;
        });
        project = Workbench.get().project(PROJECT);
        window.openPerspective(PERSPECTIVE);
        narrator.tell("project", "The project is there and has been built; its source is in the editor.");
    }

    private void setBreakpoint() throws IOException {
        VmExitBreakpointDialogPage dialog = VmExitBreakpointDialogPage.open(window).choose("CPUID");
        narrator.tell("breakpoint", "Run > Add VM-Exit Breakpoint: suspend at VM exits whose reason is CPUID.");
        dialog.ok();
    }

    private void stopAtFirstVmExit() throws IOException {
        debug.debugAs(project).awaitSuspended();
        Conditions.until("the Hypervisor perspective", () -> window.perspective().equals(PERSPECTIVE));
        String reason = new VmcsViewPage(window).row("Exit reason").get(3);
        promise("The VMCS view's exit reason is CPUID", reason.contains("CPUID"));
        promise("The Host Stack view marks (1)", !new HostStackViewPage(window).contentAt("(1)").isEmpty());
        new VmExitsViewPage(window).reasons();
        narrator.tell("vm-exit", "Debug As > Hypervisor on VMX Emulator: suspended at the first VM exit, in VMHost. "
                + "One stack goes from the host through the VM exit into the guest; the VMCS view says "
                + reason + ".");
    }

    private void step() throws IOException {
        for (int i = 0; i < 17; i++) {
            debug.stepOver();
        }
        narrator.tell("stepped", "Seventeen steps over: VMHost has saved 15 registers and reserved the home space, as "
                + "the Host Stack view shows; RSP is at mark (2).");
        debug.stepInto().stepOver().stepOver().stepOver().stepOver();
        new VmcsViewPage(window).expandOnly("Guest-state area");
        narrator.tell("handler", "Stepped into HostCallback, past mark (3): " + debug.cpuLabel().strip() + ".");
        debug.stepToNextVmEntry();
        narrator.tell("guest", "Step to Next VM Entry: the guest goes on behind its CPUID instruction; changed VMCS "
                + "fields are marked.");
        debug.stepToNextVmExit();
        new VmcsViewPage(window).expandOnly("VM-exit information fields (read only)");
        narrator.tell("next-exit", "Step to Next VM Exit: " + debug.cpuLabel().strip() + ".");
    }

    private void resume() throws IOException {
        debug.resume().awaitSuspended();
        debug.resume().awaitTerminated();
        ConsolePage console = new ConsolePage(window).show().await("Power off");
        promise("The hypervisor was removed", console.text().contains("Hypervisor removed"));
        narrator.tell("terminated", "Resumed to the end: the hypervisor was removed, the machine powered off, and the "
                + "console shows what it printed over the serial port.");
        debug.terminateAndRemoveAll();
    }

    private void useDarkTheme() throws IOException {
        new VmExitsViewPage(window).reasons();
        window.useDarkTheme(true);
        debug.debugAs(project).awaitSuspended();
        for (int i = 0; i < 20; i++) {
            debug.stepInto();
        }
        new VmExitsViewPage(window).reasons();
        new VmcsViewPage(window).expandOnly("VM-exit information fields (read only)");
        narrator.tell("dark", "The same in the dark theme.");
        debug.terminateAndRemoveAll();
        window.useDarkTheme(false);
    }

    private void explainFailure() throws IOException {
        editSource("VmWrite PIN_BASED_CONTROLS, rax", "VmWrite PIN_BASED_CONTROLS, 0");
        debug.debugAs(project).awaitSuspended();
        ExplanationViewPage explanation = new ExplanationViewPage(window);
        Conditions.until("the Explanation view", explanation::isVisible);
        promise("The explanation names the field", explanation.text().contains("Pin-based"));
        narrator.tell("explanation", "A mistake: the source now writes 0 to the pin-based controls. The Explanation "
                + "view says which rule VMLAUNCH found violated, where the value was written and what would be right.");
        debug.terminateAndRemoveAll();
        editSource("VmWrite PIN_BASED_CONTROLS, 0", "VmWrite PIN_BASED_CONTROLS, rax");
    }

    private static void editSource(String old, String text) {
        Conditions.onUi(() -> {
            AsmEditorPage editor = Workbench.get().activeEditor();
            editor.replace(old, text);
            editor.save();
            Workbench.get().waitForBuild();
            return null;
        });
    }

    private static void promise(String what, boolean kept) {
        if (!kept) {
            throw new AssertionError("This is not so: " + what);
        }
    }
}
