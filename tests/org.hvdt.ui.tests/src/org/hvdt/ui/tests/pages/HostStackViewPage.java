// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.tests.pages;

import java.util.Arrays;
import java.util.List;

import org.eclipse.jface.viewers.TableViewer;
import org.eclipse.swt.widgets.TableItem;
import org.hvdt.debug.ui.internal.views.MachineView;

/** The Host Stack view. */
public final class HostStackViewPage {

    private static final String ID = "org.hvdt.debug.ui.HostStackView";

    private final WindowPage window;

    /** The view of a window; it is opened if need be. */
    public HostStackViewPage(WindowPage window) {
        this.window = window;
    }

    private TableItem[] items() {
        return ((TableViewer) window.view(ID).getSite().getSelectionProvider()).getTable().getItems();
    }

    /** The contents column from the top of the stack downwards. */
    public List<String> contents() {
        return Conditions.onUi(() -> Arrays.stream(items()).map(item -> item.getText(2)).toList());
    }

    /** The content at one of the paper's marks: "(1)", "(2)", "(3)", or at "RSP"; empty if there is none. */
    public String contentAt(String mark) {
        return Conditions.onUi(() -> Arrays.stream(items()).filter(item -> item.getText(0).contains(mark))
                .map(item -> item.getText(2)).findFirst().orElse(""));
    }

    /** The message in place of the contents; empty if there are contents. */
    public String message() {
        return Conditions.onUi(() -> ((MachineView) window.view(ID)).shownMessage());
    }
}
