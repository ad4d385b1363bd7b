// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.tests.pages;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.swt.widgets.TreeItem;
import org.eclipse.swt.widgets.Widget;

/** Finds widgets and acts on them as a user would. On the UI thread only. */
final class Widgets {

    private Widgets() {
    }

    /** The open shell whose title contains a text. */
    static Optional<Shell> shell(String title) {
        return Arrays.stream(Display.getCurrent().getShells())
                .filter(shell -> !shell.isDisposed() && shell.isVisible() && shell.getText().contains(title))
                .findFirst();
    }

    /** All controls of a kind below a control, in the order of the tree. */
    static <T extends Control> List<T> all(Control root, Class<T> kind) {
        List<T> found = new ArrayList<>();
        collect(root, kind, found);
        return found;
    }

    private static <T extends Control> void collect(Control control, Class<T> kind, List<T> found) {
        if (kind.isInstance(control)) {
            found.add(kind.cast(control));
        }
        if (control instanceof Composite composite) {
            for (Control child : composite.getChildren()) {
                collect(child, kind, found);
            }
        }
    }

    /** The first control of a kind that a test accepts. */
    static <T extends Control> T one(Control root, Class<T> kind, Predicate<T> test) {
        return all(root, kind).stream().filter(test).findFirst()
                .orElseThrow(() -> new AssertionError("No such " + kind.getSimpleName()));
    }

    /** Presses the button with a text; mnemonics are ignored. */
    static void press(Control root, String text) {
        Button button = one(root, Button.class, candidate -> plain(candidate.getText()).equals(plain(text)));
        if (!button.isEnabled()) {
            throw new AssertionError("The button is disabled: " + text);
        }
        select(button);
    }

    /** Sends a widget the event that a click on it leads to. */
    static void select(Widget widget) {
        Event event = new Event();
        event.widget = widget;
        widget.notifyListeners(SWT.Selection, event);
    }

    /** A text without mnemonics and what else differs by platform. */
    static String plain(String text) {
        return text.replace("&", "");
    }

    /** All items of a tree that exist, depth first. */
    static List<TreeItem> items(Tree tree) {
        List<TreeItem> items = new ArrayList<>();
        for (TreeItem item : tree.getItems()) {
            collect(item, items);
        }
        return items;
    }

    private static void collect(TreeItem item, List<TreeItem> items) {
        items.add(item);
        for (TreeItem child : item.getItems()) {
            collect(child, items);
        }
    }
}
