// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.internal.editor;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.core.commands.ExecutionException;
import org.eclipse.core.runtime.Adapters;
import org.eclipse.jface.text.BadLocationException;
import org.eclipse.jface.text.IDocument;
import org.eclipse.jface.text.IRegion;
import org.eclipse.jface.text.IRewriteTarget;
import org.eclipse.jface.text.ITextSelection;
import org.eclipse.ui.handlers.HandlerUtil;
import org.eclipse.ui.texteditor.ITextEditor;
import org.eclipse.ui.texteditor.ITextEditorExtension2;

/**
 * Makes the selected lines comments, or takes the semicolons away if all of them are.
 */
public final class ToggleCommentHandler extends AbstractHandler {

    @Override
    public Object execute(ExecutionEvent event) throws ExecutionException {
        ITextEditor editor = Adapters.adapt(HandlerUtil.getActiveEditor(event), ITextEditor.class);
        if (editor == null || !(editor.getSelectionProvider().getSelection() instanceof ITextSelection selection)
                || editor instanceof ITextEditorExtension2 guarded && !guarded.validateEditorInputState()) {
            return null;
        }
        IDocument document = editor.getDocumentProvider().getDocument(editor.getEditorInput());
        IRewriteTarget target = editor.getAdapter(IRewriteTarget.class);
        if (target != null) {
            target.beginCompoundChange();
        }
        try {
            toggle(document, selection.getStartLine(), Math.max(selection.getStartLine(), selection.getEndLine()));
        } catch (BadLocationException e) {
            throw new ExecutionException("The selection is outside of the document.", e);
        } finally {
            if (target != null) {
                target.endCompoundChange();
            }
        }
        return null;
    }

    /**
     * Toggles a range of lines.
     *
     * @param document the text
     * @param first first line, from 0
     * @param last last line, from 0
     * @throws BadLocationException if there are no such lines
     */
    static void toggle(IDocument document, int first, int last) throws BadLocationException {
        boolean allComments = true;
        for (int line = first; line <= last; line++) {
            String text = text(document, line).strip();
            allComments &= text.isEmpty() || text.startsWith(";");
        }
        for (int line = first; line <= last; line++) {
            String text = text(document, line);
            int start = document.getLineOffset(line);
            if (allComments) {
                int semicolon = text.indexOf(';');
                if (semicolon >= 0) {
                    boolean space = semicolon + 1 < text.length() && text.charAt(semicolon + 1) == ' ';
                    document.replace(start + semicolon, space ? 2 : 1, "");
                }
            } else if (!text.isBlank()) {
                document.replace(start, 0, "; ");
            }
        }
    }

    private static String text(IDocument document, int line) throws BadLocationException {
        IRegion region = document.getLineInformation(line);
        return document.get(region.getOffset(), region.getLength());
    }
}
