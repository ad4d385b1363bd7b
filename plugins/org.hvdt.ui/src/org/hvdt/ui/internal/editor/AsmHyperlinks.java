// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.internal.editor;

import java.util.Optional;

import org.eclipse.core.resources.IFile;
import org.eclipse.core.runtime.IPath;
import org.eclipse.jface.text.BadLocationException;
import org.eclipse.jface.text.IDocument;
import org.eclipse.jface.text.IRegion;
import org.eclipse.jface.text.ITextViewer;
import org.eclipse.jface.text.Region;
import org.eclipse.jface.text.hyperlink.AbstractHyperlinkDetector;
import org.eclipse.jface.text.hyperlink.IHyperlink;
import org.eclipse.osgi.util.NLS;
import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.ide.IDE;
import org.eclipse.ui.texteditor.ITextEditor;
import org.hvdt.core.SourceIndex;
import org.hvdt.core.asm.AsmToken;
import org.hvdt.ui.internal.HvdtUi;

/**
 * Opens the definition of the symbol under the mouse, or the included file (Ctrl+click, or F3).
 */
public final class AsmHyperlinks extends AbstractHyperlinkDetector {

    @Override
    public IHyperlink[] detectHyperlinks(ITextViewer viewer, IRegion region, boolean several) {
        IDocument document = viewer.getDocument();
        if (!AsmDocuments.file(document).map(SourceIndex::isAssembly).orElse(false)) {
            return null;    // the generic editor asks for every kind of file
        }
        return AsmDocuments.token(document, region.getOffset())
                .flatMap(token -> token.kind() == AsmToken.Kind.STRING ? include(document, token)
                        : definition(document, token))
                .map(link -> new IHyperlink[] {link }).orElse(null);
    }

    private static Optional<IHyperlink> definition(IDocument document, AsmToken token) {
        if (token.kind() != AsmToken.Kind.NAME) {
            return Optional.empty();
        }
        String name = AsmDocuments.text(document, token);
        return AsmDocuments.definition(document, name, token.offset()).map(place -> new Link(
                new Region(token.offset(), token.length()), NLS.bind(Messages.Hyperlink_definition, name),
                place.file().or(() -> AsmDocuments.file(document)).orElse(null), place.region()));
    }

    private static Optional<IHyperlink> include(IDocument document, AsmToken token) {
        try {
            IRegion line = document.getLineInformationOfOffset(token.offset());
            String before = document.get(line.getOffset(), token.offset() - line.getOffset()).strip();
            if (!before.equals("%include") && !before.equals("incbin")) {
                return Optional.empty();
            }
        } catch (BadLocationException e) {
            return Optional.empty();
        }
        String text = AsmDocuments.text(document, token);
        String path = text.length() < 2 ? "" : text.substring(1, text.length() - 1);
        return AsmDocuments.file(document).flatMap(file -> resolve(file, path)).map(file -> new Link(
                new Region(token.offset(), token.length()), NLS.bind(Messages.Hyperlink_include, path), file,
                new Region(0, 0)));
    }

    /** Beside the including file, else from the project's root, else any source whose path ends like that. */
    private static Optional<IFile> resolve(IFile from, String path) {
        if (path.isEmpty()) {
            return Optional.empty();
        }
        IPath relative = IPath.fromOSString(path);
        IFile beside = from.getParent().getFile(relative);
        if (beside.exists()) {
            return Optional.of(beside);
        }
        IFile top = from.getProject().getFile(relative);
        if (top.exists()) {
            return Optional.of(top);
        }
        return SourceIndex.sources(from.getProject()).stream()
                .filter(file -> file.getProjectRelativePath().toString().endsWith("/" + relative)).findFirst();
    }

    /** Opens a file and selects a region in it. */
    private record Link(IRegion region, String text, IFile file, IRegion target) implements IHyperlink {

        @Override
        public IRegion getHyperlinkRegion() {
            return region;
        }

        @Override
        public String getTypeLabel() {
            return text;
        }

        @Override
        public String getHyperlinkText() {
            return text;
        }

        @Override
        public void open() {
            IWorkbenchPage page = PlatformUI.getWorkbench().getActiveWorkbenchWindow().getActivePage();
            try {
                if (file != null && IDE.openEditor(page, file) instanceof ITextEditor editor) {
                    editor.selectAndReveal(target.getOffset(), target.getLength());
                }
            } catch (PartInitException e) {
                HvdtUi.log("Cannot open " + file.getFullPath(), e);
            }
        }
    }
}
