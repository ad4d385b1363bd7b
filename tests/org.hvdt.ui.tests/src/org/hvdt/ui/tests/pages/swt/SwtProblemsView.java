// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.tests.pages.swt;

import java.util.ArrayList;
import java.util.List;

import org.eclipse.jface.viewers.Viewer;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.swt.widgets.TreeColumn;
import org.eclipse.swt.widgets.TreeItem;
import org.eclipse.ui.IViewPart;
import org.hvdt.ui.tests.pages.ProblemsView;

final class SwtProblemsView implements ProblemsView {

    private final IViewPart view;

    SwtProblemsView(IViewPart view) {
        this.view = view;
    }

    private Tree tree() {
        return (Tree) ((Viewer) view.getSite().getSelectionProvider()).getControl();
    }

    @Override
    public List<Problem> errors() {
        // A view that is hidden by another does not follow the markers.
        view.getSite().getPage().bringToTop(view);
        Tree tree = tree();
        int message = column(tree, "Description");
        int resource = column(tree, "Resource");
        int location = column(tree, "Location");
        List<Problem> problems = new ArrayList<>();
        for (TreeItem category : tree.getItems()) {
            if (category.getText(message).startsWith("Errors")) {
                Widgets.expand(tree, category);
                for (TreeItem row : category.getItems()) {
                    problems.add(new Problem(row.getText(message), row.getText(resource), row.getText(location)));
                }
            }
        }
        return problems;
    }

    private static int column(Tree tree, String title) {
        for (TreeColumn column : tree.getColumns()) {
            if (column.getText().equals(title)) {
                return tree.indexOf(column);
            }
        }
        throw new AssertionError("There is no column " + title);
    }
}
