// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.core.asm;

import java.util.List;
import java.util.function.Consumer;

/**
 * Something that a source file defines.
 *
 * @param kind what it is
 * @param name its name as written; a local label starts with its dot
 * @param detail what follows in the source and helps to recognise it: the value of a constant, the kind of data, the
 *            number of a macro's parameters; may be empty
 * @param exported whether a {@code global} directive of the file names it
 * @param line line number, from 1
 * @param offset where the name starts in the text, in characters
 * @param children what is nested in it: the labels of a section, the local labels of a label, the fields of a
 *            structure
 */
public record AsmSymbol(Kind kind, String name, String detail, boolean exported, int line, int offset,
        List<AsmSymbol> children) {

    /** What a symbol is. */
    public enum Kind {
        /** Output section. */
        SECTION,
        /** Label of code. */
        LABEL,
        /** Label of data or of reserved space. */
        DATA,
        /** Label that belongs to the label before it. */
        LOCAL_LABEL,
        /** Multi-line macro. */
        MACRO,
        /** {@code equ}, {@code %define} or {@code %assign}. */
        CONSTANT,
        /** Structure ({@code struc}). */
        STRUCTURE,
        /** Field of a structure. */
        FIELD
    }

    public AsmSymbol {
        children = List.copyOf(children);
    }

    /** The number of characters of the name. */
    public int length() {
        return name.length();
    }

    /** Hands this symbol and everything nested in it to a consumer, in source order. */
    public void visit(Consumer<AsmSymbol> consumer) {
        consumer.accept(this);
        children.forEach(child -> child.visit(consumer));
    }
}
