// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.ui.internal.breakpoints;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.dialogs.TitleAreaDialog;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.viewers.ArrayContentProvider;
import org.eclipse.jface.viewers.CheckboxTableViewer;
import org.eclipse.jface.viewers.ColumnLabelProvider;
import org.eclipse.jface.viewers.TableViewerColumn;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;
import org.eclipse.ui.PlatformUI;
import org.hvdt.debug.ui.HvdtDebugUi;
import org.hvdt.emulator.vmx.ExitReason;

/** Lets one choose, in words, the VM exits to stop at. */
public final class VmExitBreakpointDialog extends TitleAreaDialog {

    private final Set<Integer> chosen;
    private Button any;
    private Text search;
    private CheckboxTableViewer viewer;

    /**
     * A dialog.
     *
     * @param chosen the basic exit reasons that are chosen at first; empty for every reason
     */
    public VmExitBreakpointDialog(Shell shell, Set<Integer> chosen) {
        super(shell);
        this.chosen = new TreeSet<>(chosen);
    }

    @Override
    protected void configureShell(Shell shell) {
        super.configureShell(shell);
        shell.setText(Messages.Dialog_shell);
        PlatformUI.getWorkbench().getHelpSystem().setHelp(shell, HvdtDebugUi.PLUGIN_ID + ".vm_exit_breakpoint");
    }

    @Override
    protected boolean isResizable() {
        return true;
    }

    @Override
    protected Point getInitialSize() {
        return getShell().computeSize(820, 620, true);
    }

    @Override
    protected Control createDialogArea(Composite parent) {
        Composite area = (Composite) super.createDialogArea(parent);
        setTitle(Messages.Dialog_title);
        setMessage(Messages.Dialog_message);
        Composite page = new Composite(area, SWT.NONE);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(page);
        GridLayoutFactory.swtDefaults().margins(10, 8).applyTo(page);
        any = new Button(page, SWT.CHECK);
        any.setText(Messages.Dialog_any);
        any.addListener(SWT.Selection, event -> validate());
        search = new Text(page, SWT.SEARCH | SWT.ICON_SEARCH | SWT.ICON_CANCEL);
        search.setMessage(Messages.Dialog_search);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(search);
        search.addModifyListener(event -> filter());
        viewer = CheckboxTableViewer.newCheckList(page, SWT.BORDER | SWT.FULL_SELECTION | SWT.V_SCROLL);
        GridDataFactory.fillDefaults().grab(true, true).hint(SWT.DEFAULT, 280).applyTo(viewer.getControl());
        viewer.getTable().setHeaderVisible(true);
        column(Messages.Dialog_reason, 250, reason -> reason.name());
        column(Messages.Dialog_number, 76, reason -> String.valueOf(reason.number()));
        column(Messages.Dialog_description, 520, reason -> reason.description());
        viewer.setContentProvider(ArrayContentProvider.getInstance());
        viewer.addCheckStateListener(event -> {
            int number = ((ExitReason) event.getElement()).number();
            if (event.getChecked()) {
                chosen.add(number);
            } else {
                chosen.remove(number);
            }
            validate();
        });
        filter();
        return area;
    }

    private void column(String title, int width, Function<ExitReason, String> text) {
        TableViewerColumn column = new TableViewerColumn(viewer, SWT.NONE);
        column.getColumn().setText(title);
        column.getColumn().setWidth(width);
        column.setLabelProvider(new ColumnLabelProvider() {
            @Override
            public String getText(Object element) {
                return text.apply((ExitReason) element);
            }
        });
    }

    private void filter() {
        String pattern = search.getText().strip().toLowerCase(Locale.ROOT);
        List<ExitReason> shown = ExitReason.all().stream()
                .filter(reason -> (reason.name() + " " + reason.number() + " " + reason.description())
                        .toLowerCase(Locale.ROOT).contains(pattern))
                .toList();
        viewer.setInput(shown);
        viewer.setCheckedElements(shown.stream().filter(reason -> chosen.contains(reason.number())).toArray());
    }

    @Override
    protected void createButtonsForButtonBar(Composite parent) {
        super.createButtonsForButtonBar(parent);
        validate();
        search.setFocus();
    }

    private void validate() {
        boolean every = any.getSelection();
        viewer.getTable().setEnabled(!every);
        search.setEnabled(!every);
        getButton(IDialogConstants.OK_ID).setEnabled(every || !chosen.isEmpty());
    }

    @Override
    protected void okPressed() {
        if (any.getSelection()) {
            chosen.clear();
        }
        super.okPressed();
    }

    /** The basic exit reasons that were chosen; empty for every reason. */
    public Set<Integer> reasons() {
        return new HashSet<>(chosen);
    }
}
