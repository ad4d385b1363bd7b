// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.tests.pages.swt;

import java.util.Arrays;
import java.util.List;

import org.eclipse.jface.action.ActionContributionItem;
import org.eclipse.jface.action.IAction;
import org.eclipse.jface.action.SubContributionItem;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.swt.widgets.TreeItem;
import org.eclipse.ui.IViewPart;
import org.eclipse.ui.part.IPage;
import org.eclipse.ui.part.PageBookView;
import org.hvdt.ui.tests.pages.Conditions;
import org.hvdt.ui.tests.pages.OutlineView;

final class SwtOutlineView implements OutlineView {

    private final PageBookView view;

    SwtOutlineView(IViewPart view) {
        this.view = (PageBookView) view;
    }

    private Tree tree() {
        Conditions.until("the outline shows a tree", () -> page().getControl() instanceof Tree);
        return (Tree) page().getControl();
    }

    private IPage page() {
        return view.getCurrentPage();
    }

    @Override
    public List<String> items(String... path) {
        TreeItem[] items = path.length == 0 ? tree().getItems() : Widgets.item(tree(), path).getItems();
        return Arrays.stream(items).map(Widgets::name).toList();
    }

    @Override
    public void select(String... path) {
        TreeItem item = Widgets.item(tree(), path);
        tree().setSelection(item);
        Event event = new Event();
        event.item = item;
        tree().notifyListeners(SWT.Selection, event);
    }

    @Override
    public String selected() {
        return Arrays.stream(tree().getSelection()).map(Widgets::name).findFirst().orElse("");
    }

    @Override
    public void toggleConstants() {
        IAction action = Arrays.stream(view.getViewSite().getActionBars().getToolBarManager().getItems())
                .map(item -> item instanceof SubContributionItem sub ? sub.getInnerItem() : item)
                .filter(ActionContributionItem.class::isInstance)
                .map(item -> ((ActionContributionItem) item).getAction())
                .filter(candidate -> candidate.getText().equals("Hide constants")).findFirst()
                .orElseThrow(() -> new AssertionError("There is no button Hide constants"));
        action.setChecked(!action.isChecked());
        action.run();
    }
}
