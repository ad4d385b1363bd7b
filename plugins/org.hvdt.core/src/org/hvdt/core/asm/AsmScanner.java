// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.core.asm;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Splits one line of NASM source into tokens. Works on a single line without knowledge of others, which is all that
 * highlighting needs: NASM has no comments or strings that go over several lines.
 */
public final class AsmScanner {

    private final CharSequence text;
    private final int end;
    private final List<AsmToken> tokens = new ArrayList<>();
    private int position;
    /** No instruction, directive or label has been seen on the line yet. */
    private boolean atStart = true;
    /** After TIMES and its count comes an instruction or data; where the count ends is not looked for. */
    private boolean afterTimes;

    private AsmScanner(CharSequence text, int start, int end) {
        this.text = text;
        this.position = start;
        this.end = end;
    }

    /**
     * The tokens of a line in their order; white space and punctuation yield none.
     *
     * @param line the line; a line delimiter at its end is ignored
     */
    public static List<AsmToken> scan(CharSequence line) {
        return scan(line, 0, line.length());
    }

    /**
     * The tokens of a line within a larger text.
     *
     * @param text the text
     * @param start offset of the line
     * @param end offset of the end of the line
     * @return tokens with offsets into the text
     */
    public static List<AsmToken> scan(CharSequence text, int start, int end) {
        return new AsmScanner(text, start, end).run();
    }

    private List<AsmToken> run() {
        while (position < end) {
            char c = text.charAt(position);
            if (c == ';') {
                int last = end;
                while (last > position && (text.charAt(last - 1) == '\n' || text.charAt(last - 1) == '\r')) {
                    last--;
                }
                add(AsmToken.Kind.COMMENT, last);
                position = end;
            } else if (c == '"' || c == '\'' || c == '`') {
                string(c);
            } else if (c == '%') {
                preprocessor();
            } else if (Character.isDigit(c) || c == '$' && position + 1 < end
                    && Character.isDigit(text.charAt(position + 1))) {
                add(AsmToken.Kind.NUMBER, wordEnd(position + 1));
                atStart = false;
            } else if (isNameStart(c)) {
                name();
            } else {
                position++;
            }
        }
        return tokens;
    }

    private void string(char quote) {
        int i = position + 1;
        while (i < end && text.charAt(i) != quote && text.charAt(i) != '\n' && text.charAt(i) != '\r') {
            if (quote == '`' && text.charAt(i) == '\\' && i + 1 < end) {
                i++;
            }
            i++;
        }
        add(AsmToken.Kind.STRING, i < end && text.charAt(i) == quote ? i + 1 : i);
        atStart = false;
    }

    /** {@code %macro}, {@code %%local}, {@code %1}, {@code %{1}}, {@code %$context}; alone {@code %} is an operator. */
    private void preprocessor() {
        int i = position + 1;
        while (i < end && (text.charAt(i) == '%' || text.charAt(i) == '$')) {
            i++;
        }
        if (i < end && text.charAt(i) == '{') {
            int close = i;
            while (close < end && text.charAt(close) != '}') {
                close++;
            }
            i = Math.min(end, close + 1);
        } else if (i < end && (text.charAt(i) == '+' || text.charAt(i) == '-') && i + 1 < end
                && Character.isDigit(text.charAt(i + 1))) {
            i = wordEnd(i + 1);
        } else {
            int word = wordEnd(i);
            if (word == i) {
                position = i;
                return;
            }
            i = word;
        }
        boolean labelDefinition = atStart && i < end && text.charAt(i) == ':';
        atStart &= !Character.isLetter(text.charAt(position + 1));
        add(labelDefinition ? AsmToken.Kind.LABEL : AsmToken.Kind.PREPROCESSOR, i);
    }

    private void name() {
        int wordEnd = wordEnd(position);
        String word = text.subSequence(position, wordEnd).toString();
        Optional<AsmWord> known = find(word);
        boolean colon = wordEnd < end && text.charAt(wordEnd) == ':';
        if (atStart && colon && known.map(AsmWord::kind).orElse(null) != AsmWord.Kind.REGISTER) {
            add(AsmToken.Kind.LABEL, wordEnd);
            position++;
            return;
        }
        AsmToken.Kind kind = known.map(w -> switch (w.kind()) {
            case INSTRUCTION, PREFIX -> atStart || afterTimes ? AsmToken.Kind.MNEMONIC : AsmToken.Kind.NAME;
            case REGISTER -> AsmToken.Kind.REGISTER;
            case DIRECTIVE, DATA, OPERAND_KEYWORD -> AsmToken.Kind.DIRECTIVE;
            case PREPROCESSOR -> AsmToken.Kind.NAME;
        }).orElse(AsmToken.Kind.NAME);
        if (kind == AsmToken.Kind.NAME && atStart && definesLabel(wordEnd)) {
            kind = AsmToken.Kind.LABEL;
        } else if (known.map(AsmWord::kind).orElse(null) != AsmWord.Kind.PREFIX) {
            atStart = false;
        }
        afterTimes |= word.equalsIgnoreCase("times");
        add(kind, wordEnd);
    }

    /** A name without colon is a label if a data definition, {@code equ} or an instruction follows. */
    private boolean definesLabel(int from) {
        int i = from;
        while (i < end && (text.charAt(i) == ' ' || text.charAt(i) == '\t')) {
            i++;
        }
        if (i == from || i >= end || !isNameStart(text.charAt(i))) {
            return false;
        }
        int next = wordEnd(i);
        return find(text.subSequence(i, next).toString())
                .map(w -> w.kind() == AsmWord.Kind.DATA)
                .orElse(false);
    }

    /** NASM takes its words in any case, but in mixed case they are names of macros, such as {@code VmWrite}. */
    private static Optional<AsmWord> find(String word) {
        boolean mixed = !word.equals(word.toLowerCase(Locale.ROOT)) && !word.equals(word.toUpperCase(Locale.ROOT));
        return mixed ? Optional.empty() : AsmVocabulary.get().find(word);
    }

    private void add(AsmToken.Kind kind, int tokenEnd) {
        tokens.add(new AsmToken(kind, position, tokenEnd - position));
        position = tokenEnd;
    }

    private int wordEnd(int from) {
        int i = from;
        while (i < end && isNamePart(text.charAt(i))) {
            i++;
        }
        return i;
    }

    /** Whether a name can start with the character (NASM manual, "Layout of a NASM Source Line"). */
    public static boolean isNameStart(char c) {
        return Character.isLetter(c) || c == '_' || c == '.' || c == '?' || c == '$' || c == '@';
    }

    /** Whether a name can contain the character (NASM manual, "Layout of a NASM Source Line"). */
    public static boolean isNamePart(char c) {
        return Character.isLetterOrDigit(c) || "_$#@~.?".indexOf(c) >= 0;
    }
}
