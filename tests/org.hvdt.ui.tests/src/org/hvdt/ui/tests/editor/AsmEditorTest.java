// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.tests.editor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;

import org.eclipse.core.resources.IFile;
import org.eclipse.swt.graphics.RGB;
import org.hvdt.ui.tests.pages.AsmEditorPage;
import org.hvdt.ui.tests.pages.AsmEditorPage.Style;
import org.hvdt.ui.tests.pages.Conditions;
import org.hvdt.ui.tests.pages.OutlineView;
import org.hvdt.ui.tests.pages.Workbench;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AsmEditorTest {

    private final Workbench workbench = Workbench.get();
    private AsmEditorPage editor;

    @BeforeEach
    void createProject() {
        workbench.reset();
        workbench.newHypervisorProject().finish();
        editor = workbench.activeEditor();
    }

    @AfterEach
    void reset() {
        workbench.reset();
    }

    private void assertColor(String text, String color) {
        Conditions.until(text + " has the color " + color, () -> editor.styleOf(text).foreground()
                .filter(workbench.themeColor("org.hvdt.ui.asm." + color)::equals).isPresent(),
                () -> editor.styleOf(text).toString());
    }

    @Test
    void everyKindOfWordHasItsColorFromTheTheme() {
        assertColor("push    rax", "mnemonic");
        assertColor("rax\n", "register");
        assertColor("global VMHost", "directive");
        assertColor("%include", "preprocessor");
        assertColor("VMHost:", "label");
        assertColor("; A thin hypervisor", "comment");
        assertColor("0x3F8", "number");
        assertColor("\"vmx.inc\"", "string");
        assertThat(editor.styleOf("VMHost:").bold()).as("labels are bold too").isTrue();
    }

    @Test
    void highlightingFollowsWhatIsTyped() {
        assertColor("push    rax", "mnemonic");
        editor.replace("push    rax", "; push  rax");

        assertColor("; push  rax", "comment");
    }

    @Test
    void theDarkThemeHasItsOwnColors() {
        RGB light = workbench.themeColor("org.hvdt.ui.asm.mnemonic");
        workbench.useDarkTheme(true);
        try {
            Conditions.until("the theme's color changes",
                    () -> !workbench.themeColor("org.hvdt.ui.asm.mnemonic").equals(light));
            assertColor("push    rax", "mnemonic");
            assertColor("VMHost:", "label");
        } finally {
            workbench.useDarkTheme(false);
        }
        Conditions.until("the color is back",
                () -> workbench.themeColor("org.hvdt.ui.asm.mnemonic").equals(light));
    }

    @Test
    void theOutlineShowsSectionsLabelsAndLocalLabels() {
        OutlineView outline = workbench.outline();

        assertThat(outline.items()).contains(".text", ".multiboot", "VmWrite", "GuestRegisters");
        assertThat(outline.items(".text")).contains("VM_Launch", "VMGuest", "VMHost");
        assertThat(outline.items(".text", "Entry")).contains(".nextPage");
        assertThat(outline.items("GuestRegisters")).contains(".rax");
    }

    @Test
    void selectingInTheOutlineGoesToTheDefinitionAndTheCaretSelectsInTheOutline() {
        OutlineView outline = workbench.outline();

        outline.select(".text", "VMHost");
        assertThat(editor.selection()).isEqualTo("VMHost");

        editor.placeCaretAfter("VMGuest:\n");
        Conditions.until("the outline follows the caret", () -> outline.selected().equals("VMGuest"),
                outline::selected);
    }

    @Test
    void theOutlineFollowsWhatIsTypedAndCanHideConstants() {
        OutlineView outline = workbench.outline();
        assertThat(outline.items()).contains("SERIAL_PORT");
        editor.replace("VMHost:", "VMHostRenamed:");

        Conditions.until("the outline has the new name",
                () -> outline.items(".text").contains("VMHostRenamed"));

        outline.toggleConstants();
        assertThat(outline.items()).doesNotContain("SERIAL_PORT").contains(".text");
    }

    @Test
    void completionProposesInstructionsAtTheStartOfAStatement() {
        editor.replace("push    rax", "vmr");
        editor.placeCaretAfter("    vmr");

        assertThat(editor.proposals()).anyMatch(text -> text.startsWith("vmread"))
                .anyMatch(text -> text.startsWith("vmresume")).noneMatch(text -> text.startsWith("rax"));
    }

    @Test
    void completionProposesRegistersAndSymbolsInOperands() {
        editor.replace("push    rax", "mov r1, Host");
        editor.placeCaretAfter("mov r1");
        assertThat(editor.proposals()).anyMatch(text -> text.startsWith("r10 "))
                .anyMatch(text -> text.startsWith("r15 "));

        editor.placeCaretAfter("mov r1, Host");
        assertThat(editor.proposals()).anyMatch(text -> text.startsWith("HostCallback"));
    }

    @Test
    void completionKnowsTheNamesOfIncludedFiles() {
        editor.replace("push    rax", "mov rax, GUEST_RI");
        editor.placeCaretAfter("mov rax, GUEST_RI");

        assertThat(editor.proposals()).anyMatch(text -> text.startsWith("GUEST_RIP") && text.contains("vmx.inc"));
    }

    @Test
    void theHoverDescribesInstructionsRegistersAndSymbols() {
        assertThat(editor.hover("vmlaunch")).contains("VMLAUNCH").contains("<li>");
        assertThat(editor.hover("rcx\n")).contains("parameter 1");
        assertThat(editor.hover("HostCallback\n")).contains("global label");
        assertThat(editor.hover("; A thin hypervisor")).isEmpty();
    }

    @Test
    void aLinkLeadsToTheDefinitionAlsoInAnotherFile() {
        editor.openDeclaration("HostCallback\n");
        Conditions.until("the definition is selected", () -> editor.selection().equals("HostCallback"));

        editor.openDeclaration("GUEST_RIP");
        Conditions.until("the include file is open", () -> workbench.activeEditor().title().equals("vmx.inc"));
        assertThat(workbench.activeEditor().selection()).isEqualTo("GUEST_RIP");
    }

    @Test
    void theBracketThatMatchesIsFound() {
        editor.replace("push    rax", "mov rax, [rbx + (8)]");
        editor.placeCaretAfter("[rbx + (8)]");

        assertThat(editor.matchingBracket()).isEqualTo(editor.text().indexOf("[rbx + (8)]"));
    }

    @Test
    void selectedLinesBecomeCommentsAndCodeAgain() {
        String before = editor.text();
        int line = (int) before.substring(0, before.indexOf("VMHost:\n")).lines().count() + 2;
        editor.selectLines(line, line + 1);

        editor.toggleComment();
        List<String> lines = editor.text().lines().toList();
        assertThat(lines.get(line - 1)).startsWith("; ");
        assertThat(lines.get(line)).startsWith("; ");

        editor.selectLines(line, line + 1);
        editor.toggleComment();
        assertThat(editor.text()).isEqualTo(before);
    }

    @Test
    void routinesCanBeFoldedAndTheFoldsFollowTheText() {
        String text = editor.text();
        int line = (int) text.substring(0, text.indexOf("VMHost:\n")).lines().count() + 1;
        Conditions.until("the routine can be folded", () -> editor.foldableLines().contains(line),
                () -> line + " is not in " + editor.foldableLines());

        editor.replace("VMGuest:", "\n\nVMGuest:");
        Conditions.until("the fold has moved", () -> editor.foldableLines().contains(line + 2)
                && !editor.foldableLines().contains(line));
    }

    @Test
    void includedFilesHaveTheSameEditor() {
        IFile include = workbench.project("thin-hypervisor").getFile("src/vmx.inc");
        AsmEditorPage included = workbench.open(include);

        Conditions.until("a number is highlighted", () -> included.styleOf("0x3A").equals(new Style(
                Optional.of(workbench.themeColor("org.hvdt.ui.asm.number")), false)));
    }
}
