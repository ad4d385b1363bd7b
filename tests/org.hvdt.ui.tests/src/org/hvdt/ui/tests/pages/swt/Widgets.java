// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.tests.pages.swt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Group;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.swt.widgets.TreeItem;

/**
 * Finds widgets and does to them what a user does.
 */
public final class Widgets {

    private Widgets() {
    }

    /** All controls of a kind below a parent, in their order. */
    public static <T extends Control> List<T> all(Composite parent, Class<T> type) {
        List<T> found = new ArrayList<>();
        for (Control child : parent.getChildren()) {
            if (type.isInstance(child)) {
                found.add(type.cast(child));
            }
            if (child instanceof Composite composite) {
                found.addAll(all(composite, type));
            }
        }
        return found;
    }

    /** The first control of a kind. */
    public static <T extends Control> T first(Composite parent, Class<T> type) {
        return first(parent, type, control -> true);
    }

    /** The first control of a kind for which something is true. */
    public static <T extends Control> T first(Composite parent, Class<T> type, Predicate<T> wanted) {
        return all(parent, type).stream().filter(wanted).findFirst()
                .orElseThrow(() -> new AssertionError("There is no such " + type.getSimpleName()));
    }

    /** The button with a text, without regard to its mnemonic. */
    public static Button button(Composite parent, String text) {
        return first(parent, Button.class, button -> button.getText().replace("&", "").equals(text));
    }

    /** The group with a heading. */
    public static Group group(Composite parent, String text) {
        return first(parent, Group.class, group -> group.getText().equals(text));
    }

    /** Presses a button. */
    public static void press(Button button) {
        if (!button.isEnabled()) {
            throw new AssertionError("The button " + button.getText() + " is disabled");
        }
        button.notifyListeners(SWT.Selection, new Event());
    }

    /** The open shells. */
    public static List<Shell> shells() {
        return Arrays.stream(Display.getCurrent().getShells())
                .filter(shell -> !shell.isDisposed() && shell.isVisible()).toList();
    }

    /** The item at a path of texts; parents are expanded on the way. Names match up to a detail after two blanks. */
    public static TreeItem item(Tree tree, String... path) {
        TreeItem[] level = tree.getItems();
        TreeItem found = null;
        for (String name : path) {
            found = Arrays.stream(level).filter(item -> name(item).equals(name)).findFirst()
                    .orElseThrow(() -> new AssertionError("There is no item " + name));
            expand(tree, found);
            level = found.getItems();
        }
        return found;
    }

    /** Opens an item, so that its children are there. */
    public static void expand(Tree tree, TreeItem item) {
        if (!item.getExpanded()) {
            Event event = new Event();
            event.item = item;
            tree.notifyListeners(SWT.Expand, event);
            item.setExpanded(true);
        }
    }

    /** An item's text without the detail that follows after two blanks. */
    public static String name(TreeItem item) {
        int detail = item.getText().indexOf("  ");
        return detail < 0 ? item.getText() : item.getText().substring(0, detail);
    }
}
