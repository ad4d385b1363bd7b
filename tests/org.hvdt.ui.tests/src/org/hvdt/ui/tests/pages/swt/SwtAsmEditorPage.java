// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.tests.pages.swt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

import org.eclipse.core.commands.common.CommandException;
import org.eclipse.core.runtime.NullProgressMonitor;
import org.eclipse.jface.text.BadLocationException;
import org.eclipse.jface.text.IDocument;
import org.eclipse.jface.text.IRegion;
import org.eclipse.jface.text.ITextOperationTarget;
import org.eclipse.jface.text.ITextSelection;
import org.eclipse.jface.text.ITextViewer;
import org.eclipse.jface.text.Position;
import org.eclipse.jface.text.source.Annotation;
import org.eclipse.jface.text.source.IAnnotationModel;
import org.eclipse.jface.text.source.ISourceViewer;
import org.eclipse.jface.text.source.projection.ProjectionViewer;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.StyleRange;
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableItem;
import org.eclipse.ui.handlers.IHandlerService;
import org.eclipse.ui.texteditor.ITextEditor;
import org.eclipse.ui.texteditor.MarkerAnnotation;
import org.hvdt.ui.internal.editor.AsmHover;
import org.hvdt.ui.internal.editor.AsmPairMatcher;
import org.hvdt.ui.tests.pages.AsmEditorPage;
import org.hvdt.ui.tests.pages.Conditions;

final class SwtAsmEditorPage implements AsmEditorPage {

    private final ITextEditor editor;

    SwtAsmEditorPage(ITextEditor editor) {
        this.editor = editor;
    }

    private IDocument document() {
        return editor.getDocumentProvider().getDocument(editor.getEditorInput());
    }

    private StyledText widget() {
        return (StyledText) editor.getAdapter(Control.class);
    }

    private ITextViewer viewer() {
        return editor.getAdapter(ITextViewer.class);
    }

    private int offset(String text) {
        int offset = document().get().indexOf(text);
        if (offset < 0) {
            throw new AssertionError("The editor does not contain: " + text);
        }
        return offset;
    }

    @Override
    public String title() {
        return editor.getTitle();
    }

    @Override
    public String text() {
        return document().get();
    }

    @Override
    public void replace(String old, String text) {
        try {
            document().replace(offset(old), old.length(), text);
        } catch (BadLocationException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void save() {
        editor.doSave(new NullProgressMonitor());
        Conditions.until("the editor is saved", () -> !editor.isDirty());
    }

    @Override
    public boolean isDirty() {
        return editor.isDirty();
    }

    @Override
    public void placeCaretAfter(String text) {
        editor.setFocus();
        editor.selectAndReveal(offset(text) + text.length(), 0);
    }

    @Override
    public void selectLines(int first, int last) {
        try {
            int start = document().getLineOffset(first - 1);
            IRegion end = document().getLineInformation(last - 1);
            editor.setFocus();
            editor.selectAndReveal(start, end.getOffset() + end.getLength() - start);
        } catch (BadLocationException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public int caretLine() {
        return ((ITextSelection) editor.getSelectionProvider().getSelection()).getStartLine() + 1;
    }

    @Override
    public String selection() {
        return ((ITextSelection) editor.getSelectionProvider().getSelection()).getText();
    }

    @Override
    public Style styleOf(String text) {
        StyleRange range = widget().getStyleRangeAtOffset(offset(text));
        return range == null ? new Style(Optional.empty(), false)
                : new Style(Optional.ofNullable(range.foreground).map(color -> color.getRGB()),
                        (range.fontStyle & SWT.BOLD) != 0);
    }

    @Override
    public List<String> proposals() {
        List<Shell> before = Widgets.shells();
        ((ITextOperationTarget) viewer()).doOperation(ISourceViewer.CONTENTASSIST_PROPOSALS);
        List<Table> tables = new ArrayList<>();
        Conditions.until("the proposals are shown", () -> {
            tables.clear();
            Widgets.shells().stream().filter(shell -> !before.contains(shell))
                    .forEach(shell -> tables.addAll(Widgets.all(shell, Table.class)));
            return !tables.isEmpty() && tables.get(0).getItemCount() > 0 && !pending(tables.get(0));
        });
        List<String> proposals = Arrays.stream(tables.get(0).getItems()).map(TableItem::getText).toList();
        tables.get(0).getShell().close();
        return proposals;
    }

    /** While proposals are still being computed, the first row of the list says so. */
    private static boolean pending(Table table) {
        return table.getItem(0).getText().startsWith("Computing");
    }

    @Override
    public String hover(String text) {
        AsmHover hover = new AsmHover();
        IRegion region = hover.getHoverRegion(viewer(), offset(text) + 1);
        String info = region == null ? null : hover.getHoverInfo2(viewer(), region);
        return info == null ? "" : info;
    }

    @Override
    public void openDeclaration(String text) {
        editor.setFocus();
        editor.selectAndReveal(offset(text), text.length());
        execute("org.eclipse.ui.edit.text.open.hyperlink");
    }

    @Override
    public int matchingBracket() {
        AsmPairMatcher matcher = new AsmPairMatcher();
        try {
            int caret = ((ITextSelection) editor.getSelectionProvider().getSelection()).getOffset();
            IRegion pair = matcher.match(document(), caret);
            return pair == null ? -1 : pair.getOffset() == caret - 1 ? pair.getOffset() + pair.getLength() - 1
                    : pair.getOffset();
        } finally {
            matcher.dispose();
        }
    }

    @Override
    public void toggleComment() {
        execute("org.hvdt.ui.toggleComment");
    }

    private void execute(String command) {
        editor.getSite().getPage().activate(editor);
        try {
            editor.getSite().getService(IHandlerService.class).executeCommand(command, new Event());
        } catch (CommandException e) {
            throw new AssertionError("The command " + command + " is not available", e);
        }
    }

    @Override
    public List<Integer> foldableLines() {
        IAnnotationModel model = ((ProjectionViewer) viewer()).getProjectionAnnotationModel();
        return model == null ? List.of() : lines(model, annotation -> true);
    }

    @Override
    public List<Integer> errorLines() {
        return lines(editor.getDocumentProvider().getAnnotationModel(editor.getEditorInput()),
                annotation -> annotation instanceof MarkerAnnotation && annotation.getType().endsWith(".error"));
    }

    private List<Integer> lines(IAnnotationModel model, Predicate<Annotation> wanted) {
        List<Integer> lines = new ArrayList<>();
        for (Iterator<Annotation> all = model.getAnnotationIterator(); all.hasNext();) {
            Annotation annotation = all.next();
            Position position = model.getPosition(annotation);
            if (position != null && wanted.test(annotation)) {
                try {
                    lines.add(document().getLineOfOffset(position.getOffset()) + 1);
                } catch (BadLocationException e) {
                    throw new AssertionError(e);
                }
            }
        }
        return lines.stream().sorted().toList();
    }
}
