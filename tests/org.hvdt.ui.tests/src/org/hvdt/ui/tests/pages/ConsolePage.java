// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.tests.pages;

import org.eclipse.debug.core.DebugPlugin;
import org.eclipse.debug.core.model.IProcess;
import org.eclipse.debug.ui.DebugUITools;
import org.eclipse.jface.text.IDocument;
import org.eclipse.ui.console.IConsoleConstants;
import org.eclipse.ui.console.TextConsole;

/** The Console view with the serial port of the machine that was launched last. */
public final class ConsolePage {

    private final WindowPage window;

    /** The Console view of a window. */
    public ConsolePage(WindowPage window) {
        this.window = window;
    }

    /** What the console shows. */
    public String text() {
        return Conditions.onUi(() -> {
            IProcess[] processes = DebugPlugin.getDefault().getLaunchManager().getProcesses();
            if (processes.length == 0) {
                return "";
            }
            TextConsole console = (TextConsole) DebugUITools.getConsole(processes[processes.length - 1]);
            IDocument document = console == null ? null : console.getDocument();
            return document == null ? "" : document.get();
        });
    }

    /** Waits until the console shows a text. */
    public ConsolePage await(String text) {
        Conditions.until("the console shows: " + text, () -> text().contains(text));
        return this;
    }

    /** Brings the view to the front. */
    public ConsolePage show() {
        window.view(IConsoleConstants.ID_CONSOLE_VIEW);
        return this;
    }
}
