// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.tests.pages.swt;

import java.util.Arrays;
import java.util.List;

import org.eclipse.jface.wizard.WizardDialog;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableItem;
import org.eclipse.swt.widgets.Text;
import org.hvdt.ui.tests.pages.Conditions;
import org.hvdt.ui.tests.pages.NewHypervisorProjectWizardPage;

final class SwtNewHypervisorProjectWizardPage implements NewHypervisorProjectWizardPage {

    private final WizardDialog dialog;
    private final Shell shell;

    SwtNewHypervisorProjectWizardPage(WizardDialog dialog) {
        this.dialog = dialog;
        this.shell = dialog.getShell();
    }

    private Composite page() {
        return (Composite) dialog.getCurrentPage().getControl();
    }

    private Text nameField() {
        return Widgets.first(page(), Text.class, text -> (text.getStyle() & SWT.READ_ONLY) == 0);
    }

    private Table templateList() {
        return Widgets.first(page(), Table.class);
    }

    @Override
    public String name() {
        return nameField().getText();
    }

    @Override
    public void setName(String name) {
        nameField().setText(name);
    }

    @Override
    public List<String> templates() {
        return Arrays.stream(templateList().getItems()).map(TableItem::getText).toList();
    }

    @Override
    public String selectedTemplate() {
        return Arrays.stream(templateList().getSelection()).map(TableItem::getText).findFirst().orElse("");
    }

    @Override
    public String preview() {
        return Widgets.first(page(), Text.class, text -> (text.getStyle() & SWT.MULTI) != 0).getText();
    }

    @Override
    public String error() {
        String message = dialog.getCurrentPage().getErrorMessage();
        return message == null ? "" : message;
    }

    @Override
    public boolean canFinish() {
        return Widgets.button(shell, "Finish").isEnabled();
    }

    @Override
    public void finish() {
        Widgets.press(Widgets.button(shell, "Finish"));
        Conditions.until("the wizard is gone", shell::isDisposed);
    }

    @Override
    public void cancel() {
        Widgets.press(Widgets.button(shell, "Cancel"));
        Conditions.until("the wizard is gone", shell::isDisposed);
    }
}
