// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.internal.editor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;

import org.eclipse.core.filebuffers.FileBuffers;
import org.eclipse.core.filebuffers.ITextFileBuffer;
import org.eclipse.core.resources.IFile;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.jface.text.BadLocationException;
import org.eclipse.jface.text.IDocument;
import org.eclipse.jface.text.IDocumentExtension4;
import org.eclipse.jface.text.IRegion;
import org.eclipse.jface.text.Region;
import org.eclipse.swt.widgets.Display;
import org.hvdt.core.SourceIndex;
import org.hvdt.core.asm.AsmOutline;
import org.hvdt.core.asm.AsmScanner;
import org.hvdt.core.asm.AsmSymbol;
import org.hvdt.core.asm.AsmToken;

/**
 * Questions about open documents: their symbols as being typed, the word at an offset, where a name is defined.
 */
final class AsmDocuments {

    private record Parsed(long stamp, List<AsmSymbol> symbols) {
    }

    private static final Map<IDocument, Parsed> PARSED = Collections.synchronizedMap(new WeakHashMap<>());

    private AsmDocuments() {
    }

    /**
     * The symbols of a document as it is now; parsed again only if it has changed. For the thread that may change the
     * document, which is that of the user interface.
     */
    static List<AsmSymbol> symbols(IDocument document) {
        long stamp = stamp(document);
        Parsed parsed = PARSED.get(document);
        return parsed != null && parsed.stamp() == stamp && stamp != IDocumentExtension4.UNKNOWN_MODIFICATION_STAMP
                ? parsed.symbols() : parse(document, document.get(), stamp);
    }

    /**
     * The same for other threads: only the text is fetched on the thread of the user interface.
     *
     * @return empty if the display is gone
     */
    static List<AsmSymbol> symbolsInBackground(IDocument document, Display display) {
        String[] text = new String[1];
        long[] stamp = new long[1];
        if (display.isDisposed()) {
            return List.of();
        }
        display.syncExec(() -> {
            text[0] = document.get();
            stamp[0] = stamp(document);
        });
        return text[0] == null ? List.of() : parse(document, text[0], stamp[0]);
    }

    private static List<AsmSymbol> parse(IDocument document, String text, long stamp) {
        Parsed parsed = new Parsed(stamp, AsmOutline.parse(text));
        PARSED.put(document, parsed);
        return parsed.symbols();
    }

    private static long stamp(IDocument document) {
        return document instanceof IDocumentExtension4 stamped ? stamped.getModificationStamp()
                : IDocumentExtension4.UNKNOWN_MODIFICATION_STAMP;
    }

    /** The symbols of a document with those nested in them, in source order. */
    static List<AsmSymbol> allSymbols(IDocument document) {
        List<AsmSymbol> all = new ArrayList<>();
        symbols(document).forEach(top -> top.visit(all::add));
        return all;
    }

    /** The workspace file that a document shows, if it shows one. */
    static Optional<IFile> file(IDocument document) {
        ITextFileBuffer buffer = FileBuffers.getTextFileBufferManager().getTextFileBuffer(document);
        return Optional.ofNullable(buffer).map(ITextFileBuffer::getLocation)
                .map(path -> ResourcesPlugin.getWorkspace().getRoot().findMember(path))
                .filter(IFile.class::isInstance).map(IFile.class::cast);
    }

    /** The token that contains an offset or ends there. */
    static Optional<AsmToken> token(IDocument document, int offset) {
        try {
            IRegion line = document.getLineInformationOfOffset(offset);
            String text = document.get(line.getOffset(), line.getLength());
            int column = offset - line.getOffset();
            return AsmScanner.scan(text).stream().filter(t -> t.offset() <= column && column <= t.end())
                    .reduce((first, second) -> second)
                    .map(t -> new AsmToken(t.kind(), line.getOffset() + t.offset(), t.length()));
        } catch (BadLocationException e) {
            return Optional.empty();
        }
    }

    /** The characters of a token; empty if the document has changed since. */
    static String text(IDocument document, AsmToken token) {
        try {
            return document.get(token.offset(), token.length());
        } catch (BadLocationException e) {
            return "";
        }
    }

    /** Where a name is defined: in a file of the project, or, without file, in the document itself. */
    record Place(Optional<IFile> file, AsmSymbol symbol) {

        IRegion region() {
            return new Region(symbol.offset(), symbol.length());
        }
    }

    /**
     * Finds the definition of a name.
     *
     * @param document the document in which the name is used
     * @param name the name; a local label starts with its dot
     * @param offset where it is used: a local label belongs to the label above
     */
    static Optional<Place> definition(IDocument document, String name, int offset) {
        if (name.startsWith(".") && !name.startsWith("..")) {
            return localDefinition(document, name, offset).map(symbol -> new Place(Optional.empty(), symbol));
        }
        int dot = name.indexOf('.', 1);
        if (dot > 0) {
            String parent = name.substring(0, dot);
            String child = name.substring(dot);
            return allSymbols(document).stream().filter(s -> s.name().equals(parent))
                    .flatMap(s -> s.children().stream()).filter(s -> s.name().equals(child)).findFirst()
                    .map(symbol -> new Place(Optional.empty(), symbol));
        }
        Optional<AsmSymbol> here = allSymbols(document).stream().filter(s -> s.name().equals(name)).findFirst();
        if (here.isPresent()) {
            return here.map(symbol -> new Place(Optional.empty(), symbol));
        }
        return file(document).flatMap(file -> SourceIndex.find(file.getProject(), name))
                .map(found -> new Place(Optional.of(found.file()), found.symbol()));
    }

    private static Optional<AsmSymbol> localDefinition(IDocument document, String name, int offset) {
        AsmSymbol owner = null;
        for (AsmSymbol symbol : allSymbols(document)) {
            if (symbol.offset() > offset) {
                break;
            }
            if (symbol.kind() == AsmSymbol.Kind.LABEL || symbol.kind() == AsmSymbol.Kind.DATA
                    || symbol.kind() == AsmSymbol.Kind.STRUCTURE) {
                owner = symbol;
            }
        }
        return owner == null ? Optional.empty()
                : owner.children().stream().filter(s -> s.name().equals(name)).findFirst();
    }
}
