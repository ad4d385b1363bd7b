// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.core.asm;

/**
 * A piece of a source line.
 *
 * @param kind what it is
 * @param offset where it starts, in characters from the start of the scanned text
 * @param length its length in characters, at least 1
 */
public record AsmToken(Kind kind, int offset, int length) {

    /** What a token is, which decides its colour. */
    public enum Kind {
        /** From a semicolon to the end of the line. */
        COMMENT,
        /** Text between quotes, with the quotes. */
        STRING,
        /** A number in any of NASM's notations. */
        NUMBER,
        /** The mnemonic of an instruction, or a prefix such as {@code rep}. */
        MNEMONIC,
        /** The name of a processor register. */
        REGISTER,
        /** An assembler directive or data definition such as {@code section} or {@code db}, or an operand keyword. */
        DIRECTIVE,
        /** A preprocessor directive such as {@code %macro}, or a macro parameter. */
        PREPROCESSOR,
        /** A label where it is defined, without its colon. */
        LABEL,
        /** Any other name: a reference to a label, a constant, or the use of a macro. */
        NAME
    }

    /** The first offset after the token. */
    public int end() {
        return offset + length;
    }

    /**
     * The token's characters.
     *
     * @param text the text that was scanned
     */
    public String in(CharSequence text) {
        return text.subSequence(offset, end()).toString();
    }
}
