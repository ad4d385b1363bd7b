// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.core.asm;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Finds what a NASM source file defines. Reads the text as written: included files and macro expansions are not
 * followed, and what is inside a macro definition belongs to the macro.
 */
public final class AsmOutline {

    /** A symbol whose children are still being collected. */
    private static final class Node {
        final AsmSymbol.Kind kind;
        final String name;
        final String detail;
        final int line;
        final int offset;
        final List<Node> children = new ArrayList<>();

        Node(AsmSymbol.Kind kind, String name, String detail, int line, int offset) {
            this.kind = kind;
            this.name = name;
            this.detail = detail;
            this.line = line;
            this.offset = offset;
        }

        AsmSymbol freeze(Set<String> exported) {
            return new AsmSymbol(kind, name, detail, exported.contains(name), line, offset,
                    children.stream().map(child -> child.freeze(exported)).toList());
        }
    }

    private static final int DETAIL_LENGTH = 40;

    private final CharSequence text;
    private final Node root = new Node(AsmSymbol.Kind.SECTION, "", "", 0, 0);
    private final Set<String> exported = new HashSet<>();
    private Node section = root;
    private Node label;
    private Node structure;
    private int macroDepth;
    private int line;

    private AsmOutline(CharSequence text) {
        this.text = text;
    }

    /**
     * The symbols of a source text, in source order. Labels are nested in their section, local labels in their label.
     * Malformed source yields what can be recognised.
     *
     * @param text the whole file
     */
    public static List<AsmSymbol> parse(CharSequence text) {
        AsmOutline outline = new AsmOutline(text);
        outline.run();
        return outline.root.children.stream().map(node -> node.freeze(outline.exported)).toList();
    }

    private void run() {
        int start = 0;
        int length = text.length();
        while (start < length) {
            int end = start;
            while (end < length && text.charAt(end) != '\n') {
                end++;
            }
            line++;
            line(AsmScanner.scan(text, start, end), end);
            start = end + 1;
        }
    }

    private void line(List<AsmToken> tokens, int lineEnd) {
        if (tokens.isEmpty() || tokens.get(0).kind() == AsmToken.Kind.COMMENT) {
            return;
        }
        AsmToken first = tokens.get(0);
        String word = first.in(text).toLowerCase(Locale.ROOT);
        AsmToken second = tokens.size() > 1 && tokens.get(1).kind() != AsmToken.Kind.COMMENT ? tokens.get(1) : null;
        if (first.kind() == AsmToken.Kind.PREPROCESSOR) {
            preprocessor(word, second, lineEnd);
        } else if (macroDepth > 0) {
            return;
        } else if (first.kind() == AsmToken.Kind.LABEL) {
            label(first, second, lineEnd);
        } else if (second != null && first.kind() == AsmToken.Kind.DIRECTIVE) {
            directive(word, tokens, second);
        } else if (word.equals("endstruc")) {
            structure = null;
        }
    }

    private void preprocessor(String word, AsmToken name, int lineEnd) {
        switch (word) {
            case "%macro", "%imacro", "%rmacro" -> {
                if (macroDepth++ == 0 && name != null) {
                    add(section, AsmSymbol.Kind.MACRO, name, rest(name.end(), lineEnd));
                }
            }
            case "%endmacro", "%endm" -> macroDepth = Math.max(0, macroDepth - 1);
            case "%define", "%xdefine", "%idefine", "%ixdefine", "%assign", "%iassign" -> {
                if (macroDepth == 0 && name != null) {
                    String value = rest(name.end(), lineEnd);
                    if (!value.isEmpty()) {
                        add(section, AsmSymbol.Kind.CONSTANT, name, value);
                    }
                }
            }
            default -> {
                // the other directives define nothing
            }
        }
    }

    private void label(AsmToken name, AsmToken next, int lineEnd) {
        String what = next == null ? "" : next.in(text).toLowerCase(Locale.ROOT);
        boolean data = next != null && AsmVocabulary.get().find(what)
                .map(w -> w.kind() == AsmWord.Kind.DATA).orElse(false);
        String spelling = name.in(text);
        if (what.equals("equ")) {
            add(section, AsmSymbol.Kind.CONSTANT, name, rest(next.end(), lineEnd));
        } else if (structure != null) {
            add(structure, AsmSymbol.Kind.FIELD, name, data ? rest(next.offset(), lineEnd) : "");
        } else if (spelling.startsWith(".") && !spelling.startsWith("..")) {
            add(label == null ? section : label, AsmSymbol.Kind.LOCAL_LABEL, name, data ? what : "");
        } else if (!spelling.startsWith("%")) {
            label = add(section, data ? AsmSymbol.Kind.DATA : AsmSymbol.Kind.LABEL, name, data ? what : "");
        }
    }

    private void directive(String word, List<AsmToken> tokens, AsmToken second) {
        switch (word) {
            case "section", "segment" -> {
                label = null;
                section = add(root, AsmSymbol.Kind.SECTION, second, "");
            }
            case "struc" -> structure = add(section, AsmSymbol.Kind.STRUCTURE, second, "");
            case "endstruc" -> structure = null;
            case "global" -> tokens.stream().skip(1).filter(t -> t.kind() == AsmToken.Kind.NAME)
                    .forEach(t -> exported.add(t.in(text)));
            default -> {
                // the other directives define nothing
            }
        }
    }

    private Node add(Node parent, AsmSymbol.Kind kind, AsmToken name, String detail) {
        Node node = new Node(kind, name.in(text), detail, line, name.offset());
        parent.children.add(node);
        return node;
    }

    /** The rest of the line without comment, shortened. */
    private String rest(int from, int lineEnd) {
        int end = lineEnd;
        for (AsmToken token : AsmScanner.scan(text, from, lineEnd)) {
            if (token.kind() == AsmToken.Kind.COMMENT) {
                end = token.offset();
            }
        }
        String rest = text.subSequence(from, end).toString().strip();
        return rest.length() <= DETAIL_LENGTH ? rest : rest.substring(0, DETAIL_LENGTH - 1) + "\u2026";
    }
}
