// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.core.asm;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Finds the parts of a NASM source that an editor can fold: routines and data from their label on, macros, structures
 * and long comments.
 */
public final class AsmFolding {

    /** Comments of fewer lines are not worth folding. */
    private static final int SHORTEST_COMMENT = 4;

    private static final Set<String> MACRO_START = Set.of("%macro", "%imacro", "%rmacro");
    private static final Set<String> MACRO_END = Set.of("%endmacro", "%endm");
    /** Directives that prepare what follows rather than belong to what precedes. */
    private static final Set<String> LEADING = Set.of("global", "extern", "static", "align", "alignb", "bits",
            "default");

    /**
     * A range of lines.
     *
     * @param first the line that stays visible, from 0
     * @param last the last line, from 0, greater than {@code first}
     */
    public record Fold(int first, int last) {
    }

    private final List<Fold> folds = new ArrayList<>();
    private int labelLine = -1;
    private int lastCode = -1;
    private int commentLine = -1;
    private int macroLine = -1;
    private int structureLine = -1;

    private AsmFolding() {
    }

    /**
     * The folds of a source text, by their first line.
     *
     * @param text the whole file
     */
    public static List<Fold> folds(CharSequence text) {
        AsmFolding folding = new AsmFolding();
        int line = 0;
        int start = 0;
        int length = text.length();
        while (start < length) {
            int end = start;
            while (end < length && text.charAt(end) != '\n') {
                end++;
            }
            folding.line(line++, text, AsmScanner.scan(text, start, end));
            start = end + 1;
        }
        folding.endComment(line);
        folding.endLabel();
        folding.folds.sort((a, b) -> Integer.compare(a.first(), b.first()));
        return List.copyOf(folding.folds);
    }

    private void line(int line, CharSequence text, List<AsmToken> tokens) {
        boolean comment = !tokens.isEmpty() && tokens.get(0).kind() == AsmToken.Kind.COMMENT;
        if (!comment) {
            endComment(line);
        } else if (commentLine < 0) {
            commentLine = line;
        }
        if (tokens.isEmpty() || comment) {
            return;
        }
        AsmToken first = tokens.get(0);
        String word = first.in(text).toLowerCase(Locale.ROOT);
        if (macroLine >= 0) {
            if (MACRO_END.contains(word)) {
                add(macroLine, line);
                macroLine = -1;
            }
        } else if (MACRO_START.contains(word)) {
            endLabel();
            macroLine = line;
        } else if (word.equals("struc")) {
            endLabel();
            structureLine = line;
        } else if (structureLine >= 0) {
            if (word.equals("endstruc")) {
                add(structureLine, line);
                structureLine = -1;
            }
        } else if (word.equals("section") || word.equals("segment")) {
            endLabel();
        } else if (isLabel(first, word, tokens, text)) {
            endLabel();
            labelLine = line;
            lastCode = line;
        } else if (!LEADING.contains(word)) {
            lastCode = line;
        }
    }

    private static boolean isLabel(AsmToken first, String word, List<AsmToken> tokens, CharSequence text) {
        return first.kind() == AsmToken.Kind.LABEL && !word.startsWith(".") && !word.startsWith("%")
                && (tokens.size() < 2 || !tokens.get(1).in(text).equalsIgnoreCase("equ"));
    }

    private void endLabel() {
        if (labelLine >= 0) {
            add(labelLine, lastCode);
        }
        labelLine = -1;
    }

    private void endComment(int line) {
        if (commentLine >= 0 && line - commentLine >= SHORTEST_COMMENT) {
            add(commentLine, line - 1);
        }
        commentLine = -1;
    }

    private void add(int first, int last) {
        if (last > first) {
            folds.add(new Fold(first, last));
        }
    }
}
