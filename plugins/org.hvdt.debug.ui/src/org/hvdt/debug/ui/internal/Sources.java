// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.ui.internal;

import java.util.Optional;

import org.eclipse.core.filesystem.EFS;
import org.eclipse.core.filesystem.IFileStore;
import org.eclipse.core.resources.IFile;
import org.eclipse.core.resources.IMarker;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.ILog;
import org.eclipse.ui.IEditorPart;
import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.ide.IDE;
import org.eclipse.ui.texteditor.ITextEditor;
import org.eclipse.jface.text.BadLocationException;
import org.eclipse.jface.text.IDocument;
import org.hvdt.toolchain.SourceLocation;

/** Opens source lines in editors. */
public final class Sources {

    private Sources() {
    }

    /** The workspace file of a location, if it has one. */
    static Optional<IFile> file(SourceLocation location) {
        for (IFile file : ResourcesPlugin.getWorkspace().getRoot().findFilesForLocationURI(location.file().toUri())) {
            if (file.exists()) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    /** Opens an editor at a location and selects the line. Failures are logged. */
    public static void open(IWorkbenchPage page, SourceLocation location) {
        try {
            Optional<IFile> file = file(location);
            IEditorPart editor;
            if (file.isPresent()) {
                editor = IDE.openEditor(page, file.get(), true);
            } else {
                IFileStore store = EFS.getLocalFileSystem().getStore(location.file().toUri());
                if (!store.fetchInfo().exists()) {
                    return;
                }
                editor = IDE.openEditorOnFileStore(page, store);
            }
            if (editor instanceof ITextEditor text) {
                select(text, location.line());
            }
        } catch (CoreException broken) {
            ILog.of(Sources.class).error(broken.getMessage(), broken);
        }
    }

    private static void select(ITextEditor editor, int line) {
        IDocument document = editor.getDocumentProvider().getDocument(editor.getEditorInput());
        if (document == null || line > document.getNumberOfLines()) {
            return;
        }
        try {
            editor.selectAndReveal(document.getLineOffset(line - 1), 0);
        } catch (BadLocationException changedMeanwhile) {
            ILog.of(Sources.class).info(IMarker.LINE_NUMBER + " " + line, changedMeanwhile);
        }
    }
}
