// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.ui.internal.views;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.eclipse.jface.action.Action;
import org.eclipse.jface.action.IAction;
import org.eclipse.jface.action.IToolBarManager;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.jface.viewers.ColumnViewerToolTipSupport;
import org.eclipse.jface.viewers.IElementComparer;
import org.eclipse.jface.viewers.ITreeContentProvider;
import org.eclipse.jface.viewers.StyledCellLabelProvider;
import org.eclipse.jface.viewers.TreeViewer;
import org.eclipse.jface.viewers.TreeViewerColumn;
import org.eclipse.jface.viewers.ViewerCell;
import org.eclipse.osgi.util.NLS;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Text;
import org.hvdt.debug.core.inspect.MachinePicture;
import org.hvdt.debug.core.inspect.Numbers;
import org.hvdt.debug.core.inspect.VmcsRow;
import org.hvdt.debug.core.inspect.VmcsSnapshot;
import org.hvdt.debug.core.model.HypervisorTarget;
import org.hvdt.debug.ui.HvdtDebugUi;
import org.hvdt.debug.ui.internal.Icon;
import org.hvdt.debug.ui.internal.Sources;
import org.hvdt.emulator.vmx.Explanation.Finding;

/** All fields of the current VMCS, decoded, with what has changed and what would make a VM entry fail. */
public final class VmcsView extends MachineView {

    private static final int FIELD = 0;
    private static final int ENCODING = 1;
    private static final int VALUE = 2;
    private static final int DECODED = 3;
    private static final int WRITTEN = 4;

    private Label caption;
    private Label failures;
    private Text search;
    private TreeViewer viewer;
    private IAction changedOnly;
    private IAction failingOnly;
    private VmcsSnapshot shown;
    private boolean expandedOnce;

    @Override
    Control createContent(Composite parent) {
        Composite content = new Composite(parent, SWT.NONE);
        GridLayoutFactory.fillDefaults().numColumns(3).margins(4, 4).spacing(8, 4).applyTo(content);
        search = new Text(content, SWT.SEARCH | SWT.ICON_SEARCH | SWT.ICON_CANCEL);
        search.setMessage(Messages.Vmcs_search);
        GridDataFactory.fillDefaults().hint(180, SWT.DEFAULT).applyTo(search);
        search.addModifyListener(event -> refresh());
        caption = new Label(content, SWT.NONE);
        GridDataFactory.fillDefaults().align(SWT.FILL, SWT.CENTER).applyTo(caption);
        failures = new Label(content, SWT.NONE);
        GridDataFactory.fillDefaults().grab(true, false).align(SWT.FILL, SWT.CENTER).applyTo(failures);

        viewer = new TreeViewer(content, SWT.MULTI | SWT.FULL_SELECTION | SWT.H_SCROLL | SWT.V_SCROLL | SWT.BORDER);
        GridDataFactory.fillDefaults().grab(true, true).span(3, 1).applyTo(viewer.getControl());
        viewer.getTree().setHeaderVisible(true);
        viewer.setUseHashlookup(true);
        viewer.setComparer(new ByKey());
        viewer.setContentProvider(new Content());
        column(Messages.Vmcs_field, 310);
        column(Messages.Vmcs_encoding, 80);
        column(Messages.Vmcs_value, 156);
        column(Messages.Vmcs_decoded, 232);
        column(Messages.Vmcs_written, 180);
        viewer.setLabelProvider(new Labels());
        ColumnViewerToolTipSupport.enableFor(viewer);
        Columns.remember(viewer.getTree(), HvdtDebugUi.VMCS_VIEW);
        Columns.addCopy(viewer, getViewSite());
        viewer.addDoubleClickListener(event -> {
            Object first = viewer.getStructuredSelection().getFirstElement();
            if (first instanceof VmcsNode.Field field && field.row().lastWrite() != null) {
                Sources.open(getSite().getPage(), field.row().lastWrite());
            } else if (first != null) {
                viewer.setExpandedState(first, !viewer.getExpandedState(first));
            }
        });
        getSite().setSelectionProvider(viewer);
        createActions();
        return content;
    }

    private void column(String title, int width) {
        TreeViewerColumn column = new TreeViewerColumn(viewer, SWT.NONE);
        column.getColumn().setText(title);
        column.getColumn().setWidth(width);
    }

    private void createActions() {
        changedOnly = new Action(Messages.Vmcs_changedOnly, IAction.AS_CHECK_BOX) {
            @Override
            public void run() {
                refresh();
            }
        };
        changedOnly.setImageDescriptor(Icon.CHANGED_ONLY.descriptor());
        failingOnly = new Action(Messages.Vmcs_failingOnly, IAction.AS_CHECK_BOX) {
            @Override
            public void run() {
                refresh();
            }
        };
        failingOnly.setImageDescriptor(Icon.FAILING_ONLY.descriptor());
        IToolBarManager bar = getViewSite().getActionBars().getToolBarManager();
        bar.add(changedOnly);
        bar.add(failingOnly);
    }

    @Override
    String emptyMessage() {
        return Messages.Vmcs_empty;
    }

    @Override
    String helpContext() {
        return "vmcs_view";
    }

    @Override
    String show(HypervisorTarget target, MachinePicture picture) {
        if (target == null || target.isTerminated()) {
            shown = null;
            return target == null ? Messages.Vmcs_empty : Messages.View_terminated;
        }
        if (picture == null) {
            return shown == null ? Messages.View_running : null; // keeps what was there while the machine steps
        }
        shown = picture.vmcs();
        if (shown == null) {
            return Messages.Vmcs_none;
        }
        String state = shown.launched() ? Messages.Vmcs_launched : Messages.Vmcs_clear;
        long failing = shown.failingCount() + shown.otherFindings().size();
        caption.setText(NLS.bind(Messages.Vmcs_caption, Numbers.hex64(shown.address()), state));
        failures.setText(failing == 0 ? "" : NLS.bind(Messages.Vmcs_failing, failing));
        failures.setForeground(ThemeColor.FAILING.get());
        caption.getParent().layout();
        refresh();
        return null;
    }

    private void refresh() {
        if (shown == null) {
            return;
        }
        viewer.getTree().setRedraw(false);
        try {
            if (viewer.getInput() == null) {
                viewer.setInput(this);
            } else {
                viewer.refresh();
            }
            if (!expandedOnce) {
                expandedOnce = true;
                List<VmcsNode> areas = roots();
                viewer.setExpandedState(areas.getLast(), true);
            }
            if (isFiltered()) {
                viewer.expandToLevel(2);
            }
        } finally {
            viewer.getTree().setRedraw(true);
        }
    }

    private boolean isFiltered() {
        return changedOnly.isChecked() || failingOnly.isChecked() || !search.getText().isBlank();
    }

    private List<VmcsNode> roots() {
        List<VmcsNode> roots = new ArrayList<>();
        for (Finding finding : shown.otherFindings()) {
            roots.add(new VmcsNode.Check(finding));
        }
        for (VmcsSnapshot.Group group : shown.groups()) {
            VmcsNode.Area area = new VmcsNode.Area(group);
            if (!isFiltered() || !fields(area).isEmpty()) {
                roots.add(area);
            }
        }
        return roots;
    }

    private List<VmcsNode> fields(VmcsNode.Area area) {
        String pattern = search.getText().strip().toLowerCase(Locale.ROOT);
        List<VmcsNode> fields = new ArrayList<>();
        for (VmcsRow row : area.group().rows()) {
            if ((!changedOnly.isChecked() || row.changed()) && (!failingOnly.isChecked() || row.failing())
                    && (pattern.isEmpty() || matches(row, pattern))) {
                fields.add(new VmcsNode.Field(area, row));
            }
        }
        return fields;
    }

    private static boolean matches(VmcsRow row, String pattern) {
        String all = String.join("\n", row.field().name(), row.field().symbol(), row.encodingText(), row.valueText(),
                row.decoded());
        return all.toLowerCase(Locale.ROOT).contains(pattern);
    }

    /** Shows only what was looked for. For tests, as if typed. */
    public void setSearch(String text) {
        search.setText(text);
    }

    private static final class ByKey implements IElementComparer {
        @Override
        public boolean equals(Object a, Object b) {
            return a instanceof VmcsNode one && b instanceof VmcsNode other ? one.key().equals(other.key()) : a == b;
        }

        @Override
        public int hashCode(Object element) {
            return element instanceof VmcsNode node ? node.key().hashCode() : System.identityHashCode(element);
        }
    }

    private final class Content implements ITreeContentProvider {
        @Override
        public Object[] getElements(Object input) {
            return shown == null ? new Object[0] : roots().toArray();
        }

        @Override
        public Object[] getChildren(Object parent) {
            return switch ((VmcsNode) parent) {
                case VmcsNode.Area area -> fields(area).toArray();
                case VmcsNode.Field field -> field.row().bits().stream().map(bit -> new VmcsNode.Bit(field, bit))
                        .toArray();
                case VmcsNode.Bit bit -> new Object[0];
                case VmcsNode.Check check -> new Object[0];
            };
        }

        @Override
        public Object getParent(Object element) {
            return switch (element) {
                case VmcsNode.Field field -> field.area();
                case VmcsNode.Bit bit -> bit.field();
                default -> null;
            };
        }

        @Override
        public boolean hasChildren(Object element) {
            return switch ((VmcsNode) element) {
                case VmcsNode.Area area -> true;
                case VmcsNode.Field field -> !field.row().bits().isEmpty();
                case VmcsNode.Bit bit -> false;
                case VmcsNode.Check check -> false;
            };
        }
    }

    private static final class Labels extends StyledCellLabelProvider {

        @Override
        public void update(ViewerCell cell) {
            VmcsNode node = (VmcsNode) cell.getElement();
            int column = cell.getColumnIndex();
            cell.setText(switch (node) {
                case VmcsNode.Area area -> column == FIELD ? area.group().title()
                        : column == DECODED ? summary(area.group()) : "";
                case VmcsNode.Field field -> fieldText(field.row(), column);
                case VmcsNode.Bit bit -> bitText(bit.bit(), column);
                case VmcsNode.Check check -> column == FIELD ? check.finding().message()
                        : column == DECODED ? check.finding().valid() : "";
            });
            cell.setImage(column == FIELD ? image(node) : null);
            cell.setForeground(colour(node, column));
            cell.setFont(column == VALUE || column == ENCODING
                    ? JFaceResources.getTextFont() : null);
            super.update(cell);
        }

        private static String summary(VmcsSnapshot.Group group) {
            long failing = group.rows().stream().filter(VmcsRow::failing).count();
            long changed = group.rows().stream().filter(VmcsRow::changed).count();
            String text = changed == 0 ? "" : NLS.bind(Messages.Vmcs_changedCount, changed);
            return failing == 0 ? text
                    : NLS.bind(Messages.Vmcs_failingCount, failing) + (text.isEmpty() ? "" : ", " + text);
        }

        private static String fieldText(VmcsRow row, int column) {
            return switch (column) {
                case FIELD -> row.field().name();
                case ENCODING -> row.encodingText();
                case VALUE -> row.valueText();
                case DECODED -> row.failing() ? row.findings().getFirst().message() : row.decoded();
                case WRITTEN -> row.lastWritten();
                default -> "";
            };
        }

        private static String bitText(VmcsRow.Bit bit, int column) {
            return switch (column) {
                case FIELD -> NLS.bind(Messages.Vmcs_bit, bit.position(), bit.name());
                case VALUE -> Long.toHexString(bit.value()).toUpperCase(Locale.ROOT);
                case DECODED -> bit.allowed().isEmpty() ? bit.meaning()
                        : bit.meaning().isEmpty() ? bit.allowed() : bit.allowed() + "; " + bit.meaning();
                default -> "";
            };
        }

        private static Image image(VmcsNode node) {
            return switch (node) {
                case VmcsNode.Area area -> (area.group().rows().stream().anyMatch(VmcsRow::failing) ? Icon.FAILING
                        : Icon.GROUP).image();
                case VmcsNode.Field field -> (field.row().failing() ? Icon.FAILING
                        : field.row().changed() ? Icon.CHANGED : Icon.FIELD).image();
                case VmcsNode.Bit bit -> Icon.BIT.image();
                case VmcsNode.Check check -> Icon.FAILING.image();
            };
        }

        private static Color colour(VmcsNode node, int column) {
            return switch (node) {
                case VmcsNode.Field field -> field.row().failing() ? ThemeColor.FAILING.get()
                        : field.row().changed() ? ThemeColor.CHANGED.get()
                                : column == ENCODING || column == WRITTEN ? ThemeColor.FAINT.get() : null;
                case VmcsNode.Check check -> ThemeColor.FAILING.get();
                default -> column == DECODED ? ThemeColor.FAINT.get() : null;
            };
        }

        @Override
        public String getToolTipText(Object element) {
            return switch ((VmcsNode) element) {
                case VmcsNode.Area area -> null;
                case VmcsNode.Field field -> tip(field.row());
                case VmcsNode.Bit bit -> bit.bit().meaning().isEmpty() ? null : bit.bit().meaning();
                case VmcsNode.Check check -> Explanations.text(check.finding());
            };
        }

        private static String tip(VmcsRow row) {
            if (!row.failing()) {
                return row.field().name() + " (" + row.field().symbol() + ")\n" + row.field().group()
                        + (row.decoded().isEmpty() ? "" : "\n" + row.decoded());
            }
            List<String> parts = new ArrayList<>();
            row.findings().forEach(finding -> parts.add(Explanations.text(finding)));
            return String.join("\n\n", parts);
        }
    }
}
