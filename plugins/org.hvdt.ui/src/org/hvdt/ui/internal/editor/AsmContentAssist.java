// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.internal.editor;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import org.eclipse.core.resources.IFile;
import org.eclipse.jface.text.BadLocationException;
import org.eclipse.jface.text.IDocument;
import org.eclipse.jface.text.IRegion;
import org.eclipse.jface.text.ITextViewer;
import org.eclipse.jface.text.contentassist.CompletionProposal;
import org.eclipse.jface.text.contentassist.ICompletionProposal;
import org.eclipse.jface.text.contentassist.IContentAssistProcessor;
import org.eclipse.jface.text.contentassist.IContextInformation;
import org.eclipse.jface.text.contentassist.IContextInformationValidator;
import org.hvdt.core.SourceIndex;
import org.hvdt.core.asm.AsmScanner;
import org.hvdt.core.asm.AsmSymbol;
import org.hvdt.core.asm.AsmToken;
import org.hvdt.core.asm.AsmVocabulary;
import org.hvdt.core.asm.AsmWord;

/**
 * Proposes what fits at the caret: instructions, directives and macros at the start of a statement; registers,
 * keywords and the project's symbols in operands; preprocessor directives after a percent sign.
 */
public final class AsmContentAssist implements IContentAssistProcessor {

    @Override
    public ICompletionProposal[] computeCompletionProposals(ITextViewer viewer, int offset) {
        IDocument document = viewer.getDocument();
        try {
            return new Request(document, offset).proposals().toArray(ICompletionProposal[]::new);
        } catch (BadLocationException e) {
            // The caret has left the document since the request.
            return new ICompletionProposal[0];
        }
    }

    /** One request for proposals. */
    private static final class Request {

        private final IDocument document;
        private final int start;
        private final int offset;
        private final String prefix;
        private final boolean statementStart;
        private final boolean silent;
        private final List<ICompletionProposal> proposals = new ArrayList<>();
        private final Set<String> seen = new HashSet<>();

        Request(IDocument document, int offset) throws BadLocationException {
            this.document = document;
            this.offset = offset;
            IRegion line = document.getLineInformationOfOffset(offset);
            String before = document.get(line.getOffset(), offset - line.getOffset());
            int from = before.length();
            while (from > 0 && AsmScanner.isNamePart(before.charAt(from - 1))) {
                from--;
            }
            if (from > 0 && before.charAt(from - 1) == '%') {
                from--;
            }
            this.start = line.getOffset() + from;
            this.prefix = before.substring(from).toLowerCase(Locale.ROOT);
            List<AsmToken> tokens = AsmScanner.scan(before);
            this.silent = !tokens.isEmpty() && (tokens.get(tokens.size() - 1).kind() == AsmToken.Kind.COMMENT
                    || tokens.get(tokens.size() - 1).kind() == AsmToken.Kind.STRING
                            && tokens.get(tokens.size() - 1).end() == before.length());
            int wordStart = from;
            this.statementStart = tokens.stream().filter(t -> t.offset() < wordStart)
                    .allMatch(t -> t.kind() == AsmToken.Kind.LABEL || isPrefix(t, before));
        }

        private static boolean isPrefix(AsmToken token, String text) {
            return AsmVocabulary.get().find(token.in(text)).map(w -> w.kind() == AsmWord.Kind.PREFIX).orElse(false);
        }

        List<ICompletionProposal> proposals() {
            if (silent) {
                return List.of();
            }
            if (prefix.startsWith("%")) {
                words(AsmWord.Kind.PREPROCESSOR);
            } else if (statementStart) {
                if (!prefix.startsWith(".")) {
                    words(AsmWord.Kind.INSTRUCTION, AsmWord.Kind.PREFIX, AsmWord.Kind.DIRECTIVE, AsmWord.Kind.DATA);
                    symbols(AsmSymbol.Kind.MACRO);
                }
            } else {
                words(AsmWord.Kind.REGISTER);
                symbols(AsmSymbol.Kind.LABEL, AsmSymbol.Kind.DATA, AsmSymbol.Kind.LOCAL_LABEL,
                        AsmSymbol.Kind.CONSTANT, AsmSymbol.Kind.STRUCTURE, AsmSymbol.Kind.FIELD);
                words(AsmWord.Kind.OPERAND_KEYWORD);
            }
            return proposals;
        }

        private void words(AsmWord.Kind... kinds) {
            Set<AsmWord.Kind> wanted = Set.of(kinds);
            for (AsmWord word : AsmVocabulary.get().words()) {
                if (wanted.contains(word.kind()) && matches(word.text()) && seen.add(word.text())) {
                    String display = word.description().isEmpty() ? word.text()
                            : word.text() + " \u2013 " + word.description();
                    proposals.add(new CompletionProposal(word.text(), start, offset - start, word.text().length(),
                            AsmImages.image(word), display, null, AsmHover.plain(word)));
                }
            }
        }

        private void symbols(AsmSymbol.Kind... kinds) {
            Set<AsmSymbol.Kind> wanted = Set.of(kinds);
            AsmDocuments.allSymbols(document).forEach(symbol -> symbol(wanted, symbol, ""));
            Optional<IFile> file = AsmDocuments.file(document);
            if (file.isPresent() && !prefix.startsWith(".")) {
                for (SourceIndex.Definition definition : SourceIndex.definitions(file.get().getProject())) {
                    if (!definition.file().equals(file.get())
                            && definition.symbol().kind() != AsmSymbol.Kind.LOCAL_LABEL
                            && definition.symbol().kind() != AsmSymbol.Kind.FIELD) {
                        symbol(wanted, definition.symbol(), definition.file().getName());
                    }
                }
            }
        }

        private void symbol(Set<AsmSymbol.Kind> wanted, AsmSymbol symbol, String place) {
            if (wanted.contains(symbol.kind()) && matches(symbol.name()) && seen.add(symbol.name())) {
                StringBuilder display = new StringBuilder(symbol.name()).append(" \u2013 ")
                        .append(AsmHover.kind(symbol));
                if (!symbol.detail().isEmpty()) {
                    display.append(' ').append(symbol.detail());
                }
                if (!place.isEmpty()) {
                    display.append(" (").append(place).append(')');
                }
                proposals.add(new CompletionProposal(symbol.name(), start, offset - start, symbol.name().length(),
                        AsmImages.image(symbol), display.toString(), null, null));
            }
        }

        private boolean matches(String word) {
            return word.toLowerCase(Locale.ROOT).startsWith(prefix);
        }
    }

    @Override
    public IContextInformation[] computeContextInformation(ITextViewer viewer, int offset) {
        return null;
    }

    @Override
    public char[] getCompletionProposalAutoActivationCharacters() {
        return new char[] {'%' };
    }

    @Override
    public char[] getContextInformationAutoActivationCharacters() {
        return null;
    }

    @Override
    public String getErrorMessage() {
        return null;
    }

    @Override
    public IContextInformationValidator getContextInformationValidator() {
        return null;
    }
}
