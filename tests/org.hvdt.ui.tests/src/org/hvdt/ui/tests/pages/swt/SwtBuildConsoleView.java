// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.tests.pages.swt;

import java.util.Arrays;

import org.eclipse.ui.console.ConsolePlugin;
import org.eclipse.ui.console.IConsole;
import org.eclipse.ui.console.IConsoleManager;
import org.eclipse.ui.console.TextConsole;
import org.hvdt.ui.HypervisorUi;
import org.hvdt.ui.tests.pages.BuildConsoleView;
import org.hvdt.ui.tests.pages.Conditions;

final class SwtBuildConsoleView implements BuildConsoleView {

    private static TextConsole console() {
        IConsoleManager manager = ConsolePlugin.getDefault().getConsoleManager();
        Conditions.until("there is a build console", () -> Arrays.stream(manager.getConsoles())
                .anyMatch(SwtBuildConsoleView::isBuildConsole));
        IConsole console = Arrays.stream(manager.getConsoles()).filter(SwtBuildConsoleView::isBuildConsole)
                .findFirst().orElseThrow();
        manager.showConsoleView(console);
        return (TextConsole) console;
    }

    private static boolean isBuildConsole(IConsole console) {
        return HypervisorUi.BUILD_CONSOLE_TYPE.equals(console.getType());
    }

    @Override
    public String text() {
        return console().getDocument().get();
    }

    @Override
    public int links() {
        return console().getHyperlinks().length;
    }
}
