// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.internal;

import org.eclipse.core.resources.IFile;
import org.eclipse.core.runtime.Adapters;
import org.eclipse.jface.text.BadLocationException;
import org.eclipse.jface.text.IDocument;
import org.eclipse.jface.text.IRegion;
import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.IWorkbenchWindow;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.ide.IDE;
import org.eclipse.ui.texteditor.ITextEditor;

/**
 * Opens source files at a line.
 */
public final class SourceLines {

    private SourceLines() {
    }

    /**
     * Opens a file in its editor and selects a line.
     *
     * @param file the file
     * @param line the line, from 1; one behind the end of the file is not selected
     */
    public static void open(IFile file, int line) {
        IWorkbenchWindow window = PlatformUI.getWorkbench().getActiveWorkbenchWindow();
        IWorkbenchPage page = window == null ? null : window.getActivePage();
        if (page == null) {
            return;
        }
        try {
            ITextEditor editor = Adapters.adapt(IDE.openEditor(page, file), ITextEditor.class);
            IDocument document = editor == null ? null
                    : editor.getDocumentProvider().getDocument(editor.getEditorInput());
            if (document != null && line >= 1 && line <= document.getNumberOfLines()) {
                IRegion region = document.getLineInformation(line - 1);
                editor.selectAndReveal(region.getOffset(), region.getLength());
            }
        } catch (PartInitException | BadLocationException e) {
            HvdtUi.log("Cannot open " + file.getFullPath() + ":" + line, e);
        }
    }
}
