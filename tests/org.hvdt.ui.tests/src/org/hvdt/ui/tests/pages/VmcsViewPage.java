// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.tests.pages;

import java.util.List;

import org.eclipse.jface.viewers.TreeViewer;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Text;
import org.eclipse.swt.widgets.TreeItem;
import org.eclipse.ui.IViewPart;
import org.hvdt.debug.ui.internal.views.MachineView;

/** The VMCS view. */
public final class VmcsViewPage {

    private static final String ID = "org.hvdt.debug.ui.VmcsView";

    private final WindowPage window;

    /** The view of a window; it is opened if need be. */
    public VmcsViewPage(WindowPage window) {
        this.window = window;
    }

    private TreeViewer viewer() {
        IViewPart part = window.view(ID);
        return (TreeViewer) part.getSite().getSelectionProvider();
    }

    /** Types into the search box; an empty text shows everything. */
    public VmcsViewPage search(String text) {
        Conditions.onUi(() -> {
            Widgets.all(viewer().getControl().getParent(), Text.class).getFirst().setText(text);
            return null;
        });
        return this;
    }

    /** The line above the fields. */
    public String caption() {
        return Conditions.onUi(() -> Widgets.all(viewer().getControl().getParent(), Label.class).getFirst().getText());
    }

    /** The cells of a field's row: name, encoding, value, decoded, last written. */
    public List<String> row(String field) {
        search(field);
        try {
            Conditions.until("the VMCS view has the field " + field, () -> find(field) != null);
            return Conditions.onUi(() -> cells(find(field)));
        } finally {
            search("");
        }
    }

    private TreeItem find(String field) {
        return Widgets.items(viewer().getTree()).stream().filter(item -> item.getText(0).equals(field)).findFirst()
                .orElse(null);
    }

    private static List<String> cells(TreeItem item) {
        return List.of(item.getText(0), item.getText(1), item.getText(2), item.getText(3), item.getText(4));
    }

    /** Opens the parts of the VMCS that are named and closes the others. */
    public VmcsViewPage expandOnly(String... parts) {
        return Conditions.onUi(() -> {
            TreeViewer viewer = viewer();
            viewer.collapseAll();
            for (TreeItem item : viewer.getTree().getItems()) {
                if (List.of(parts).contains(item.getText(0))) {
                    viewer.setExpandedState(item.getData(), true);
                }
            }
            if (viewer.getTree().getItemCount() > 0) {
                viewer.getTree().setTopItem(viewer.getTree().getItem(0));
            }
            return this;
        });
    }

    /** The message in place of the contents; empty if there are contents. */
    public String message() {
        return Conditions.onUi(() -> ((MachineView) window.view(ID)).shownMessage());
    }
}
