// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.tests.pages;

import java.util.Arrays;
import java.util.List;

import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableItem;

/** The dialog that asks for the reasons of a VM-exit breakpoint. */
public final class VmExitBreakpointDialogPage {

    private static final String TITLE = "VM-Exit Breakpoint";

    private final Shell shell;

    private VmExitBreakpointDialogPage(Shell shell) {
        this.shell = shell;
    }

    /** Opens it with <em>Add VM-Exit Breakpoint...</em>. */
    public static VmExitBreakpointDialogPage open(WindowPage window) {
        window.execute("org.hvdt.debug.ui.addVmExitBreakpoint");
        Conditions.until("the dialog for VM-exit breakpoints", () -> Widgets.shell(TITLE).isPresent());
        return Conditions.onUi(() -> new VmExitBreakpointDialogPage(Widgets.shell(TITLE).orElseThrow()));
    }

    /** Checks exactly these reasons, by their names. */
    public VmExitBreakpointDialogPage choose(String... reasons) {
        return Conditions.onUi(() -> {
            Table table = Widgets.all(shell, Table.class).getFirst();
            List<String> wanted = Arrays.asList(reasons);
            for (TableItem item : table.getItems()) {
                boolean check = wanted.contains(item.getText(0));
                if (item.getChecked() != check) {
                    item.setChecked(check);
                    Event event = new Event();
                    event.detail = SWT.CHECK;
                    event.item = item;
                    table.notifyListeners(SWT.Selection, event);
                }
            }
            return this;
        });
    }

    /** Confirms. */
    public void ok() {
        Conditions.onUi(() -> {
            Widgets.press(shell, "OK");
            return null;
        });
        Conditions.until("the dialog is closed", shell::isDisposed);
    }
}
