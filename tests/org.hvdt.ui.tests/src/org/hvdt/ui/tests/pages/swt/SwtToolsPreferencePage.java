// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.tests.pages.swt;

import java.util.List;

import org.eclipse.jface.preference.PreferenceDialog;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;
import org.hvdt.ui.tests.pages.Conditions;
import org.hvdt.ui.tests.pages.ToolsPreferencePage;

final class SwtToolsPreferencePage implements ToolsPreferencePage {

    private final Shell shell;

    SwtToolsPreferencePage(PreferenceDialog dialog) {
        this.shell = dialog.getShell();
    }

    @Override
    public void setPath(String tool, String path) {
        Widgets.first(Widgets.group(shell, tool), Text.class).setText(path);
    }

    @Override
    public String found(String tool) {
        List<Label> labels = Widgets.all(Widgets.group(shell, tool), Label.class);
        return labels.get(labels.size() - 1).getText();
    }

    @Override
    public void apply() {
        Widgets.press(Widgets.button(shell, "Apply and Close"));
        Conditions.until("the preferences are closed", shell::isDisposed);
    }

    @Override
    public void cancel() {
        Widgets.press(Widgets.button(shell, "Cancel"));
        Conditions.until("the preferences are closed", shell::isDisposed);
    }
}
