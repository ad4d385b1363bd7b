// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.ui.internal.views;

import java.util.StringJoiner;

import org.eclipse.jface.action.Action;
import org.eclipse.jface.action.MenuManager;
import org.eclipse.jface.action.Separator;
import org.eclipse.jface.dialogs.IDialogSettings;
import org.eclipse.jface.viewers.ColumnViewer;
import org.eclipse.swt.SWT;
import org.eclipse.swt.dnd.Clipboard;
import org.eclipse.swt.dnd.TextTransfer;
import org.eclipse.swt.dnd.Transfer;
import org.eclipse.swt.widgets.Item;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableColumn;
import org.eclipse.swt.widgets.TableItem;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.swt.widgets.TreeColumn;
import org.eclipse.swt.widgets.TreeItem;
import org.eclipse.ui.IViewSite;
import org.eclipse.ui.IWorkbenchActionConstants;
import org.eclipse.ui.IWorkbenchCommandConstants;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.actions.ActionFactory;
import org.hvdt.debug.ui.internal.DebugUiPlugin;
import org.hvdt.debug.ui.internal.Icon;

/** What the tables and trees of the views have in common: remembered column widths, copying of the selected rows. */
final class Columns {

    private Columns() {
    }

    /** Gives a tree's columns the widths that they had last. */
    static void remember(Tree tree, String view) {
        for (TreeColumn column : tree.getColumns()) {
            String key = column.getText();
            column.setWidth(width(view, key, column.getWidth()));
            column.setMoveable(true);
            column.addListener(SWT.Resize, event -> settings(view).put(key, column.getWidth()));
        }
    }

    /** Gives a table's columns the widths that they had last. */
    static void remember(Table table, String view) {
        for (TableColumn column : table.getColumns()) {
            String key = column.getText();
            column.setWidth(width(view, key, column.getWidth()));
            column.setMoveable(true);
            column.addListener(SWT.Resize, event -> settings(view).put(key, column.getWidth()));
        }
    }

    private static int width(String view, String key, int initial) {
        String stored = settings(view).get(key);
        return stored == null ? initial : settings(view).getInt(key);
    }

    private static IDialogSettings settings(String view) {
        IDialogSettings all = DebugUiPlugin.instance().getDialogSettings();
        IDialogSettings section = all.getSection(view);
        return section == null ? all.addNewSection(view) : section;
    }

    /** Makes Edit > Copy and a context menu with it copy the selected rows as lines with tabs. */
    static Action addCopy(ColumnViewer viewer, IViewSite site) {
        Action copy = new Action(Messages.Columns_copy) {
            @Override
            public void run() {
                copy(viewer);
            }
        };
        copy.setImageDescriptor(Icon.COPY.descriptor());
        copy.setActionDefinitionId(IWorkbenchCommandConstants.EDIT_COPY);
        site.getActionBars().setGlobalActionHandler(ActionFactory.COPY.getId(), copy);
        MenuManager menu = new MenuManager();
        menu.setRemoveAllWhenShown(true);
        menu.addMenuListener(manager -> {
            manager.add(copy);
            manager.add(new Separator(IWorkbenchActionConstants.MB_ADDITIONS));
        });
        viewer.getControl().setMenu(menu.createContextMenu(viewer.getControl()));
        site.registerContextMenu(menu, viewer);
        return copy;
    }

    private static void copy(ColumnViewer viewer) {
        StringJoiner lines = new StringJoiner(System.lineSeparator());
        if (viewer.getControl() instanceof Tree tree) {
            for (TreeItem item : tree.getSelection()) {
                lines.add(line(item, tree.getColumnCount()));
            }
        } else if (viewer.getControl() instanceof Table table) {
            for (TableItem item : table.getSelection()) {
                lines.add(line(item, table.getColumnCount()));
            }
        }
        if (lines.length() > 0) {
            Clipboard clipboard = new Clipboard(PlatformUI.getWorkbench().getDisplay());
            clipboard.setContents(new Object[] { lines.toString() }, new Transfer[] { TextTransfer.getInstance() });
            clipboard.dispose();
        }
    }

    private static String line(Item item, int columns) {
        StringJoiner cells = new StringJoiner("\t");
        for (int i = 0; i < columns; i++) {
            cells.add(item instanceof TreeItem row ? row.getText(i) : ((TableItem) item).getText(i));
        }
        return cells.toString();
    }
}
