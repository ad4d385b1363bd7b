// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.tests.pages;

import java.util.Arrays;
import java.util.List;

import org.eclipse.jface.viewers.TableViewer;
import org.hvdt.debug.ui.internal.views.MachineView;

/** The VM Exits view. */
public final class VmExitsViewPage {

    private static final String ID = "org.hvdt.debug.ui.VmExitsView";

    private final WindowPage window;

    /** The view of a window; it is opened if need be. */
    public VmExitsViewPage(WindowPage window) {
        this.window = window;
    }

    /** The reasons, oldest first. */
    public List<String> reasons() {
        return Conditions.onUi(() -> Arrays
                .stream(((TableViewer) window.view(ID).getSite().getSelectionProvider()).getTable().getItems())
                .map(item -> item.getText(2)).toList());
    }

    /** The message in place of the contents; empty if there are contents. */
    public String message() {
        return Conditions.onUi(() -> ((MachineView) window.view(ID)).shownMessage());
    }
}
