// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.internal.editor;

import java.util.ArrayList;
import java.util.List;

import org.eclipse.core.runtime.ICoreRunnable;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.jface.action.Action;
import org.eclipse.jface.action.IAction;
import org.eclipse.jface.action.IToolBarManager;
import org.eclipse.jface.text.DocumentEvent;
import org.eclipse.jface.text.IDocument;
import org.eclipse.jface.text.IDocumentListener;
import org.eclipse.jface.text.ITextSelection;
import org.eclipse.jface.viewers.DelegatingStyledCellLabelProvider;
import org.eclipse.jface.viewers.DelegatingStyledCellLabelProvider.IStyledLabelProvider;
import org.eclipse.jface.viewers.IPostSelectionProvider;
import org.eclipse.jface.viewers.ISelectionChangedListener;
import org.eclipse.jface.viewers.IStructuredSelection;
import org.eclipse.jface.viewers.ITreeContentProvider;
import org.eclipse.jface.viewers.LabelProvider;
import org.eclipse.jface.viewers.SelectionChangedEvent;
import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.jface.viewers.StyledString;
import org.eclipse.jface.viewers.TreeViewer;
import org.eclipse.jface.viewers.Viewer;
import org.eclipse.jface.viewers.ViewerComparator;
import org.eclipse.jface.viewers.ViewerFilter;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.texteditor.ITextEditor;
import org.eclipse.ui.views.contentoutline.ContentOutlinePage;
import org.hvdt.core.asm.AsmSymbol;
import org.hvdt.ui.internal.HelpContexts;
import org.hvdt.ui.internal.HvdtUi;

/**
 * The outline of a NASM source: sections with their labels, local labels, macros, structures and constants. Follows
 * the text while it is typed, and the caret.
 */
public final class AsmOutlinePage extends ContentOutlinePage {

    private static final long PARSE_DELAY_MILLISECONDS = 200;

    private final ITextEditor editor;
    private final Job parseJob = Job.createSystem(Messages.Outline_job, (ICoreRunnable) monitor -> parse());
    private final IDocumentListener documentListener = new IDocumentListener() {
        @Override
        public void documentAboutToBeChanged(DocumentEvent event) {
            // only the result of a change matters
        }

        @Override
        public void documentChanged(DocumentEvent event) {
            parseJob.schedule(PARSE_DELAY_MILLISECONDS);
        }
    };
    private final ISelectionChangedListener caretListener = this::caretMoved;
    private volatile IDocument document;
    private boolean selecting;

    /** The outline of what an editor shows. */
    public AsmOutlinePage(ITextEditor editor) {
        this.editor = editor;
    }

    @Override
    public void createControl(Composite parent) {
        super.createControl(parent);
        TreeViewer viewer = getTreeViewer();
        viewer.setContentProvider(new Contents());
        viewer.setLabelProvider(new DelegatingStyledCellLabelProvider(new Labels()));
        viewer.setUseHashlookup(true);
        PlatformUI.getWorkbench().getHelpSystem().setHelp(viewer.getControl(), HelpContexts.OUTLINE);
        toolBar(getSite().getActionBars().getToolBarManager());

        document = editor.getDocumentProvider().getDocument(editor.getEditorInput());
        if (document != null) {
            document.addDocumentListener(documentListener);
            viewer.setInput(AsmOutlineNode.nodes(AsmDocuments.symbols(document)));
            viewer.expandToLevel(2);
        }
        if (editor.getSelectionProvider() instanceof IPostSelectionProvider provider) {
            provider.addPostSelectionChangedListener(caretListener);
        }
    }

    private void toolBar(IToolBarManager manager) {
        Action sort = new Action(Messages.Outline_sort, IAction.AS_CHECK_BOX) {
            @Override
            public void run() {
                getTreeViewer().setComparator(isChecked() ? new ViewerComparator() : null);
            }
        };
        sort.setImageDescriptor(HvdtUi.descriptor("sort"));
        ViewerFilter noConstants = new ViewerFilter() {
            @Override
            public boolean select(Viewer viewer, Object parent, Object element) {
                return ((AsmOutlineNode) element).symbol().kind() != AsmSymbol.Kind.CONSTANT;
            }
        };
        Action hide = new Action(Messages.Outline_hideConstants, IAction.AS_CHECK_BOX) {
            @Override
            public void run() {
                if (isChecked()) {
                    getTreeViewer().addFilter(noConstants);
                } else {
                    getTreeViewer().removeFilter(noConstants);
                }
            }
        };
        hide.setImageDescriptor(HvdtUi.descriptor("hide_constants"));
        manager.add(sort);
        manager.add(hide);
    }

    private void parse() {
        IDocument current = document;
        if (current == null) {
            return;
        }
        Display display = PlatformUI.getWorkbench().getDisplay();
        List<AsmOutlineNode> nodes = AsmOutlineNode.nodes(AsmDocuments.symbolsInBackground(current, display));
        if (!display.isDisposed()) {
            display.asyncExec(() -> show(nodes));
        }
    }

    private void show(List<AsmOutlineNode> nodes) {
        Control control = getControl();
        if (control == null || control.isDisposed()) {
            return;
        }
        TreeViewer viewer = getTreeViewer();
        if (AsmOutlineNode.adopt(nodes(), nodes)) {
            caretMoved(null);
            return;
        }
        selecting = true;
        control.setRedraw(false);
        try {
            Object[] expanded = viewer.getExpandedElements();
            viewer.setInput(nodes);
            viewer.setExpandedElements(expanded);
        } finally {
            control.setRedraw(true);
            selecting = false;
        }
        caretMoved(null);
    }

    private void caretMoved(SelectionChangedEvent event) {
        if (selecting || getControl() == null || getControl().isDisposed()
                || !(editor.getSelectionProvider().getSelection() instanceof ITextSelection selection)) {
            return;
        }
        AsmOutlineNode node = enclosing(selection.getOffset());
        IStructuredSelection shown = getTreeViewer().getStructuredSelection();
        if (node != null && !node.equals(shown.getFirstElement())) {
            selecting = true;
            try {
                getTreeViewer().setSelection(new StructuredSelection(node), true);
            } finally {
                selecting = false;
            }
        }
    }

    /** The last symbol defined at or before an offset. */
    private AsmOutlineNode enclosing(int offset) {
        AsmOutlineNode found = null;
        List<AsmOutlineNode> level = new ArrayList<>(nodes());
        while (!level.isEmpty()) {
            AsmOutlineNode best = null;
            for (AsmOutlineNode node : level) {
                if (node.symbol().offset() <= offset) {
                    best = node;
                }
            }
            if (best == null) {
                return found;
            }
            found = best;
            level = best.children();
        }
        return found;
    }

    @SuppressWarnings("unchecked")
    private List<AsmOutlineNode> nodes() {
        return getTreeViewer().getInput() instanceof List<?> list ? (List<AsmOutlineNode>) list : List.of();
    }

    @Override
    public void selectionChanged(SelectionChangedEvent event) {
        super.selectionChanged(event);
        if (!selecting && event.getStructuredSelection().getFirstElement() instanceof AsmOutlineNode node) {
            selecting = true;
            try {
                editor.selectAndReveal(node.symbol().offset(), node.symbol().length());
            } finally {
                selecting = false;
            }
        }
    }

    @Override
    public void dispose() {
        parseJob.cancel();
        if (document != null) {
            document.removeDocumentListener(documentListener);
            document = null;
        }
        if (editor.getSelectionProvider() instanceof IPostSelectionProvider provider) {
            provider.removePostSelectionChangedListener(caretListener);
        }
        super.dispose();
    }

    private static final class Contents implements ITreeContentProvider {

        @Override
        public Object[] getElements(Object input) {
            return ((List<?>) input).toArray();
        }

        @Override
        public Object[] getChildren(Object parent) {
            return ((AsmOutlineNode) parent).children().toArray();
        }

        @Override
        public Object getParent(Object element) {
            return ((AsmOutlineNode) element).parent();
        }

        @Override
        public boolean hasChildren(Object element) {
            return !((AsmOutlineNode) element).children().isEmpty();
        }
    }

    private static final class Labels extends LabelProvider implements IStyledLabelProvider {

        @Override
        public StyledString getStyledText(Object element) {
            AsmSymbol symbol = ((AsmOutlineNode) element).symbol();
            StyledString text = new StyledString(symbol.name());
            if (!symbol.detail().isEmpty()) {
                text.append("  " + symbol.detail(), StyledString.DECORATIONS_STYLER);
            }
            return text;
        }

        @Override
        public String getText(Object element) {
            return element.toString();
        }

        @Override
        public Image getImage(Object element) {
            return AsmImages.image(((AsmOutlineNode) element).symbol());
        }
    }
}
