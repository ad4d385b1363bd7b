// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.internal.editor;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

import org.eclipse.jface.text.DefaultInformationControl;
import org.eclipse.jface.text.IDocument;
import org.eclipse.jface.text.IInformationControlCreator;
import org.eclipse.jface.text.IRegion;
import org.eclipse.jface.text.ITextHover;
import org.eclipse.jface.text.ITextHoverExtension;
import org.eclipse.jface.text.ITextHoverExtension2;
import org.eclipse.jface.text.ITextViewer;
import org.eclipse.jface.text.Region;
import org.eclipse.osgi.util.NLS;
import org.hvdt.core.asm.AsmSymbol;
import org.hvdt.core.asm.AsmToken;
import org.hvdt.core.asm.AsmVocabulary;
import org.hvdt.core.asm.AsmWord;

/**
 * Says what the word under the mouse is: an instruction with its forms, a register, a directive, or a symbol with its
 * definition.
 */
public final class AsmHover implements ITextHover, ITextHoverExtension, ITextHoverExtension2 {

    private static final int MOST_FORMS = 12;

    @Override
    public IRegion getHoverRegion(ITextViewer viewer, int offset) {
        return AsmDocuments.token(viewer.getDocument(), offset)
                .map(token -> new Region(token.offset(), token.length())).orElse(null);
    }

    @Override
    @Deprecated
    public String getHoverInfo(ITextViewer viewer, IRegion region) {
        return getHoverInfo2(viewer, region);
    }

    @Override
    public String getHoverInfo2(ITextViewer viewer, IRegion region) {
        return AsmDocuments.token(viewer.getDocument(), region.getOffset() + region.getLength())
                .flatMap(token -> describe(viewer.getDocument(), token)).orElse(null);
    }

    @Override
    public IInformationControlCreator getHoverControlCreator() {
        return parent -> new DefaultInformationControl(parent, false);
    }

    private static Optional<String> describe(IDocument document, AsmToken token) {
        return switch (token.kind()) {
            case COMMENT, STRING, NUMBER -> Optional.empty();
            case MNEMONIC, REGISTER, DIRECTIVE, PREPROCESSOR ->
                AsmVocabulary.get().find(AsmDocuments.text(document, token)).map(AsmHover::describe);
            case LABEL, NAME -> AsmDocuments.definition(document, AsmDocuments.text(document, token), token.offset())
                    .map(AsmHover::describe);
        };
    }

    /** A word as plain text. */
    static String plain(AsmWord word) {
        StringBuilder text = new StringBuilder(word.description());
        word.forms().stream().limit(MOST_FORMS).forEach(form -> text.append('\n').append(form));
        if (word.forms().size() > MOST_FORMS) {
            text.append('\n').append(NLS.bind(Messages.Hover_moreForms, word.forms().size() - MOST_FORMS));
        }
        return text.toString();
    }

    /** A word as simplified HTML. */
    private static String describe(AsmWord word) {
        StringBuilder html = new StringBuilder("<b>");
        html.append(escape(word.kind() == AsmWord.Kind.INSTRUCTION ? word.text().toUpperCase(Locale.ROOT)
                : word.text()));
        html.append("</b>");
        if (!word.description().isEmpty()) {
            html.append(" \u2013 ").append(escape(word.description()));
        }
        List<String> forms = word.forms();
        if (!forms.isEmpty()) {
            html.append("<ul>").append(forms.stream().limit(MOST_FORMS)
                    .map(form -> "<li>" + escape(form) + "</li>").collect(Collectors.joining())).append("</ul>");
            if (forms.size() > MOST_FORMS) {
                html.append(NLS.bind(Messages.Hover_moreForms, forms.size() - MOST_FORMS));
            }
        }
        return html.toString();
    }

    private static String describe(AsmDocuments.Place place) {
        AsmSymbol symbol = place.symbol();
        StringBuilder html = new StringBuilder("<b>").append(escape(symbol.name())).append("</b> \u2013 ")
                .append(kind(symbol));
        if (!symbol.detail().isEmpty()) {
            html.append(": ").append(escape(symbol.detail()));
        }
        html.append("<p>").append(place.file()
                .map(file -> NLS.bind(Messages.Hover_definedIn, escape(file.getName()), symbol.line()))
                .orElseGet(() -> NLS.bind(Messages.Hover_definedHere, symbol.line()))).append("</p>");
        return html.toString();
    }

    /** What a symbol is, in words. */
    static String kind(AsmSymbol symbol) {
        return switch (symbol.kind()) {
            case SECTION -> Messages.Symbol_section;
            case LABEL -> symbol.exported() ? Messages.Symbol_globalLabel : Messages.Symbol_label;
            case DATA -> symbol.exported() ? Messages.Symbol_globalData : Messages.Symbol_data;
            case LOCAL_LABEL -> Messages.Symbol_localLabel;
            case MACRO -> Messages.Symbol_macro;
            case CONSTANT -> Messages.Symbol_constant;
            case STRUCTURE -> Messages.Symbol_structure;
            case FIELD -> Messages.Symbol_field;
        };
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
