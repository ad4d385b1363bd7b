// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.internal.editor;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Map;

import org.eclipse.jface.text.BadLocationException;
import org.eclipse.jface.text.IDocument;
import org.eclipse.jface.text.IRegion;
import org.eclipse.jface.text.TextAttribute;
import org.eclipse.jface.text.rules.IToken;
import org.eclipse.jface.text.rules.ITokenScanner;
import org.eclipse.jface.text.rules.Token;
import org.hvdt.core.asm.AsmScanner;
import org.hvdt.core.asm.AsmToken;

/**
 * Feeds the tokens of the language to the text framework, line by line. The framework wants no gaps, so what lies
 * between tokens is a token too.
 */
final class AsmTokenScanner implements ITokenScanner {

    private final Map<AsmToken.Kind, IToken> attributes = new EnumMap<>(AsmToken.Kind.class);
    private final IToken plain = new Token(new TextAttribute(null));

    private IDocument document;
    private int end;
    private int position;
    private int lineEnd;
    private String line = "";
    private int lineStart;
    private Iterator<AsmToken> tokens = Collections.emptyIterator();
    private AsmToken pending;
    private int tokenOffset;
    private int tokenLength;

    AsmTokenScanner() {
        readColors();
    }

    /** Takes the colours of the theme anew. */
    void readColors() {
        for (AsmToken.Kind kind : AsmToken.Kind.values()) {
            attributes.put(kind, new Token(new TextAttribute(AsmColors.color(kind), null, AsmColors.style(kind))));
        }
    }

    @Override
    public void setRange(IDocument newDocument, int offset, int length) {
        document = newDocument;
        position = offset;
        end = offset + length;
        lineEnd = offset;
        pending = null;
        tokens = Collections.emptyIterator();
    }

    @Override
    public IToken nextToken() {
        if (position >= end) {
            tokenOffset = end;
            tokenLength = 0;
            return Token.EOF;
        }
        if (pending == null && !tokens.hasNext() && position >= lineEnd) {
            readLine();
        }
        if (pending == null && tokens.hasNext()) {
            pending = tokens.next();
        }
        if (pending == null) {
            return emit(lineEnd, plain);
        }
        int start = lineStart + pending.offset();
        if (start > position) {
            return emit(start, plain);
        }
        AsmToken token = pending;
        pending = null;
        return emit(lineStart + token.end(), attributes.get(token.kind()));
    }

    private IToken emit(int tokenEnd, IToken token) {
        tokenOffset = position;
        position = Math.max(position + 1, Math.min(tokenEnd, end));
        tokenLength = position - tokenOffset;
        return token;
    }

    private void readLine() {
        try {
            int number = document.getLineOfOffset(position);
            IRegion region = document.getLineInformation(number);
            lineStart = region.getOffset();
            lineEnd = lineStart + document.getLineLength(number);
            line = document.get(lineStart, region.getLength());
        } catch (BadLocationException e) {
            // The document shrank between damage and repair; the rest is repaired after the next change.
            lineStart = position;
            lineEnd = end;
            line = "";
        }
        int from = position;
        tokens = AsmScanner.scan(line).stream().filter(token -> lineStart + token.offset() >= from).iterator();
    }

    @Override
    public int getTokenOffset() {
        return tokenOffset;
    }

    @Override
    public int getTokenLength() {
        return tokenLength;
    }
}
