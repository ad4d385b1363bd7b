// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.ui.internal.views;

import java.util.List;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.jface.viewers.ArrayContentProvider;
import org.eclipse.jface.viewers.ColumnViewerToolTipSupport;
import org.eclipse.jface.viewers.StyledCellLabelProvider;
import org.eclipse.jface.viewers.TableViewer;
import org.eclipse.jface.viewers.TableViewerColumn;
import org.eclipse.jface.viewers.ViewerCell;
import org.eclipse.osgi.util.NLS;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.CLabel;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.hvdt.debug.core.inspect.HostStackSnapshot;
import org.hvdt.debug.core.inspect.MachinePicture;
import org.hvdt.debug.core.inspect.Numbers;
import org.hvdt.debug.core.inspect.StackRow;
import org.hvdt.debug.core.model.HypervisorTarget;
import org.hvdt.debug.ui.HvdtDebugUi;
import org.hvdt.debug.ui.internal.Icon;

/**
 * The host stack as the founding paper draws it, high addresses up, over the live values: saved registers, home space,
 * return address, frames, and the three marked positions of the stack pointer.
 */
public final class HostStackView extends MachineView {

    private static final int MARK = 0;
    private static final int ADDRESS = 1;
    private static final int CONTENT = 2;
    private static final int VALUE = 3;
    private static final int MEANING = 4;

    private Label caption;
    private Label usage;
    private Composite warnings;
    private Composite content;
    private TableViewer viewer;
    private boolean hasContent;

    @Override
    Control createContent(Composite parent) {
        content = new Composite(parent, SWT.NONE);
        GridLayoutFactory.fillDefaults().margins(4, 4).spacing(4, 2).applyTo(content);
        caption = new Label(content, SWT.NONE);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(caption);
        usage = new Label(content, SWT.NONE);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(usage);
        warnings = new Composite(content, SWT.NONE);
        GridLayoutFactory.fillDefaults().applyTo(warnings);
        GridDataFactory.fillDefaults().grab(true, false).exclude(true).applyTo(warnings);

        viewer = new TableViewer(content, SWT.MULTI | SWT.FULL_SELECTION | SWT.H_SCROLL | SWT.V_SCROLL | SWT.BORDER);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(viewer.getControl());
        viewer.getTable().setHeaderVisible(true);
        viewer.setContentProvider(ArrayContentProvider.getInstance());
        column(Messages.HostStack_pointer, 84);
        column(Messages.HostStack_address, 148);
        column(Messages.HostStack_content, 164);
        column(Messages.HostStack_value, 148);
        column(Messages.HostStack_meaning, 260);
        viewer.setLabelProvider(new Labels());
        ColumnViewerToolTipSupport.enableFor(viewer);
        Columns.remember(viewer.getTable(), HvdtDebugUi.HOST_STACK_VIEW);
        Columns.addCopy(viewer, getViewSite());
        getSite().setSelectionProvider(viewer);
        return content;
    }

    private void column(String title, int width) {
        TableViewerColumn column = new TableViewerColumn(viewer, SWT.NONE);
        column.getColumn().setText(title);
        column.getColumn().setWidth(width);
    }

    @Override
    String emptyMessage() {
        return Messages.HostStack_empty;
    }

    @Override
    String helpContext() {
        return "host_stack_view";
    }

    @Override
    String show(HypervisorTarget target, MachinePicture picture) {
        if (target == null || target.isTerminated()) {
            hasContent = false;
            return target == null ? Messages.HostStack_empty : Messages.View_terminated;
        }
        if (picture == null) {
            return hasContent ? null : Messages.View_running;
        }
        HostStackSnapshot stack = picture.hostStack();
        hasContent = stack != null;
        if (stack == null) {
            return Messages.HostStack_none;
        }
        caption.setText(NLS.bind(stack.sizeKnown() ? Messages.HostStack_caption : Messages.HostStack_captionAssumed,
                new Object[] { Numbers.size(stack.size()), Numbers.hex64(stack.bottom()),
                    Numbers.hex64(stack.end()) }));
        usage.setText(stack.active()
                ? NLS.bind(Messages.HostStack_usage, new Object[] { Numbers.size(stack.used()),
                    Numbers.size(stack.highWater()), stack.rsp() & 15 })
                : NLS.bind(Messages.HostStack_idle, Numbers.size(stack.highWater())));
        showWarnings(stack.warnings());
        viewer.setInput(stack.rows());
        stack.rows().stream().filter(StackRow::stackPointer).findFirst().ifPresent(viewer::reveal);
        if (!stack.active()) {
            viewer.getTable().setTopIndex(0);
        }
        return null;
    }

    private void showWarnings(List<String> texts) {
        for (Control old : warnings.getChildren()) {
            old.dispose();
        }
        for (String text : texts) {
            CLabel label = new CLabel(warnings, SWT.NONE);
            label.setImage(Icon.WARNING.image());
            label.setText(text);
            label.setToolTipText(text);
            GridDataFactory.fillDefaults().grab(true, false).applyTo(label);
        }
        ((GridData) warnings.getLayoutData()).exclude = texts.isEmpty();
        warnings.setVisible(!texts.isEmpty());
        content.layout(true, true);
    }

    private static final class Labels extends StyledCellLabelProvider {

        @Override
        public void update(ViewerCell cell) {
            StackRow row = (StackRow) cell.getElement();
            cell.setText(switch (cell.getColumnIndex()) {
                case MARK -> mark(row);
                case ADDRESS -> Numbers.hex64(row.address());
                case CONTENT -> content(row);
                case VALUE -> row.live() ? Numbers.hex64(row.value()) : "";
                case MEANING -> row.note();
                default -> "";
            });
            int column = cell.getColumnIndex();
            cell.setFont(column == ADDRESS || column == VALUE ? JFaceResources.getTextFont()
                    : column == MARK ? JFaceResources.getFontRegistry().getBold(JFaceResources.DEFAULT_FONT) : null);
            cell.setBackground(band(row));
            cell.setForeground(row.live() || column != MEANING ? null : ThemeColor.FAINT.get());
            super.update(cell);
        }

        private static String mark(StackRow row) {
            String mark = row.mark() == 0 ? "" : "(" + row.mark() + ")";
            return row.stackPointer() ? mark + (mark.isEmpty() ? "" : " ") + "\u2192 RSP" : mark;
        }

        private static String content(StackRow row) {
            if (row.region() == StackRow.Region.FRAME) {
                return row.name().isEmpty() ? row.frame() : row.frame() + ": " + row.name();
            }
            return row.name();
        }

        private static Color band(StackRow row) {
            return switch (row.region()) {
                case TOP, OTHER -> null;
                case SAVED_REGISTERS -> ThemeColor.BAND_REGISTERS.get();
                case HOME_SPACE -> ThemeColor.BAND_HOME.get();
                case RETURN_ADDRESS -> ThemeColor.BAND_RETURN.get();
                case FRAME -> ThemeColor.BAND_FRAME.get();
            };
        }

        @Override
        public String getToolTipText(Object element) {
            StackRow row = (StackRow) element;
            String text = row.region().label() + (row.frame().isEmpty() ? "" : " of " + row.frame());
            return switch (row.mark()) {
                case 1 -> Messages.HostStack_mark1 + "\n" + text;
                case 2 -> Messages.HostStack_mark2 + "\n" + text;
                case 3 -> Messages.HostStack_mark3 + "\n" + text;
                default -> text;
            };
        }
    }
}
