// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.tests.pages;

import org.eclipse.debug.core.DebugPlugin;
import org.eclipse.jface.text.ITextViewer;
import org.eclipse.jface.text.source.IVerticalRulerInfo;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Event;
import org.eclipse.ui.IEditorPart;
import org.eclipse.ui.PlatformUI;

/** The ruler at the left of the active editor. */
public final class EditorRulerPage {

    /** Double-clicks beside a line, from 1, and waits until that has added or removed a breakpoint. */
    public void toggleBreakpoint(int line) {
        int before = breakpoints();
        Conditions.onUi(() -> {
            IEditorPart editor = PlatformUI.getWorkbench().getActiveWorkbenchWindow().getActivePage().getActiveEditor();
            StyledText text = editor.getAdapter(ITextViewer.class).getTextWidget();
            text.setTopIndex(Math.max(0, line - 5));
            Control ruler = editor.getAdapter(IVerticalRulerInfo.class).getControl();
            for (int type : new int[] { SWT.MouseDown, SWT.MouseUp, SWT.MouseDown, SWT.MouseDoubleClick,
                SWT.MouseUp }) {
                Event event = new Event();
                event.button = 1;
                event.count = type == SWT.MouseDoubleClick ? 2 : 1;
                event.x = 2;
                event.y = text.getLinePixel(line - 1) + text.getLineHeight() / 2;
                firstColumn(ruler).notifyListeners(type, event);
            }
            return null;
        });
        Conditions.until("a breakpoint is added or removed", () -> breakpoints() != before);
    }

    private static int breakpoints() {
        return DebugPlugin.getDefault().getBreakpointManager().getBreakpoints().length;
    }

    /** The column with the annotations; the ruler is made of several. */
    private static Control firstColumn(Control ruler) {
        return Widgets.all(ruler, Control.class).stream()
                .filter(control -> control != ruler && control.isListening(SWT.MouseDoubleClick)).findFirst()
                .orElseThrow(() -> new AssertionError("The ruler does not listen to double clicks"));
    }
}
