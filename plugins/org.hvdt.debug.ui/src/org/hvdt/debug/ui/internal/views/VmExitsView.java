// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.ui.internal.views;

import java.util.List;
import java.util.Locale;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.viewers.ILazyContentProvider;
import org.eclipse.jface.viewers.StyledCellLabelProvider;
import org.eclipse.jface.viewers.TableViewer;
import org.eclipse.jface.viewers.TableViewerColumn;
import org.eclipse.jface.viewers.ViewerCell;
import org.eclipse.osgi.util.NLS;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Text;
import org.hvdt.debug.core.inspect.ImageSymbols;
import org.hvdt.debug.core.inspect.MachinePicture;
import org.hvdt.debug.core.inspect.Numbers;
import org.hvdt.debug.core.inspect.Words;
import org.hvdt.debug.core.model.HypervisorTarget;
import org.hvdt.debug.ui.HvdtDebugUi;
import org.hvdt.debug.ui.internal.Icon;
import org.hvdt.debug.ui.internal.Sources;
import org.hvdt.emulator.control.VmExitRecord;
import org.hvdt.toolchain.SourceLocation;

/** The VM exits so far, newest last. Stays after the machine has ended. */
public final class VmExitsView extends MachineView {

    private static final int NUMBER = 0;
    private static final int INSTRUCTION = 1;
    private static final int REASON = 2;
    private static final int DETAILS = 3;
    private static final int GUEST = 4;
    private static final int HANDLER = 5;

    private Text search;
    private Label caption;
    private TableViewer viewer;
    private HypervisorTarget machine;
    private List<VmExitRecord> all = List.of();
    private List<VmExitRecord> rows = List.of();

    @Override
    Control createContent(Composite parent) {
        Composite content = new Composite(parent, SWT.NONE);
        GridLayoutFactory.fillDefaults().numColumns(2).margins(4, 4).spacing(8, 4).applyTo(content);
        search = new Text(content, SWT.SEARCH | SWT.ICON_SEARCH | SWT.ICON_CANCEL);
        search.setMessage(Messages.VmExits_search);
        GridDataFactory.fillDefaults().hint(180, SWT.DEFAULT).applyTo(search);
        search.addModifyListener(event -> filter());
        caption = new Label(content, SWT.NONE);
        GridDataFactory.fillDefaults().grab(true, false).align(SWT.FILL, SWT.CENTER).applyTo(caption);
        viewer = new TableViewer(content,
                SWT.MULTI | SWT.FULL_SELECTION | SWT.H_SCROLL | SWT.V_SCROLL | SWT.BORDER | SWT.VIRTUAL);
        GridDataFactory.fillDefaults().grab(true, true).span(2, 1).applyTo(viewer.getControl());
        viewer.getTable().setHeaderVisible(true);
        column(Messages.VmExits_number, 72, SWT.RIGHT);
        column(Messages.VmExits_instruction, 118, SWT.RIGHT);
        column(Messages.VmExits_reason, 150, SWT.LEFT);
        column(Messages.VmExits_details, 150, SWT.LEFT);
        column(Messages.VmExits_guest, 300, SWT.LEFT);
        column(Messages.VmExits_handler, 110, SWT.LEFT);
        viewer.setContentProvider((ILazyContentProvider) index -> {
            if (index < rows.size()) {
                viewer.replace(rows.get(index), index);
            }
        });
        viewer.setLabelProvider(new Labels());
        viewer.setInput(this);
        Columns.remember(viewer.getTable(), HvdtDebugUi.VM_EXITS_VIEW);
        Columns.addCopy(viewer, getViewSite());
        viewer.addDoubleClickListener(event -> {
            if (viewer.getStructuredSelection().getFirstElement() instanceof VmExitRecord exit && machine != null) {
                SourceLocation source = machine.symbols().location(exit.guestRip());
                if (source != null) {
                    Sources.open(getSite().getPage(), source);
                }
            }
        });
        getSite().setSelectionProvider(viewer);
        return content;
    }

    private void column(String title, int width, int alignment) {
        TableViewerColumn column = new TableViewerColumn(viewer, alignment);
        column.getColumn().setText(title);
        column.getColumn().setWidth(width);
    }

    @Override
    String emptyMessage() {
        return Messages.VmExits_empty;
    }

    @Override
    String helpContext() {
        return "vm_exits_view";
    }

    @Override
    String show(HypervisorTarget target, MachinePicture picture) {
        if (target == null) {
            machine = null;
            all = List.of();
            rows = all;
            viewer.setItemCount(0);
            return Messages.VmExits_empty;
        }
        if (picture == null && !target.isTerminated() && machine == target) {
            return all.isEmpty() ? Messages.VmExits_none : null;
        }
        machine = target;
        all = target.exits();
        if (all.isEmpty()) {
            return target.isTerminated() ? Messages.VmExits_terminatedWithout : Messages.VmExits_none;
        }
        filter();
        return null;
    }

    private void filter() {
        String pattern = search.getText().strip().toLowerCase(Locale.ROOT);
        rows = pattern.isEmpty() ? all : all.stream().filter(exit -> matches(exit, pattern)).toList();
        long count = all.isEmpty() ? 0 : all.getLast().number();
        caption.setText(rows.size() == count ? count == 1 ? Messages.VmExits_one
                : NLS.bind(Messages.VmExits_count, Numbers.count(count))
                : NLS.bind(Messages.VmExits_countOf, Numbers.count(rows.size()), Numbers.count(count)));
        viewer.setItemCount(rows.size());
        viewer.refresh();
        if (!rows.isEmpty()) {
            viewer.getTable().showItem(viewer.getTable().getItem(rows.size() - 1));
        }
    }

    private boolean matches(VmExitRecord exit, String pattern) {
        return (Words.exit(exit) + "\n" + machine.symbols().describe(exit.guestRip())).toLowerCase(Locale.ROOT)
                .contains(pattern);
    }

    private final class Labels extends StyledCellLabelProvider {
        @Override
        public void update(ViewerCell cell) {
            VmExitRecord exit = (VmExitRecord) cell.getElement();
            ImageSymbols symbols = machine.symbols();
            cell.setText(switch (cell.getColumnIndex()) {
                case NUMBER -> Numbers.count(exit.number());
                case INSTRUCTION -> Numbers.count(exit.instructions());
                case REASON -> exit.reasonName();
                case DETAILS -> exit.details();
                case GUEST -> symbols.describeWithLine(exit.guestRip());
                case HANDLER -> symbols.describe(exit.hostRip());
                default -> "";
            });
            cell.setImage(cell.getColumnIndex() == REASON ? Icon.VM_EXITS.image() : null);
            super.update(cell);
        }
    }
}
