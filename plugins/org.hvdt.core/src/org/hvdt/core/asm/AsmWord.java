// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.core.asm;

import java.util.List;

/**
 * A word that NASM or the processor knows.
 *
 * @param kind what it is
 * @param text the word in lower case, as one writes it
 * @param description one line that says what it means; may be empty
 * @param forms for an instruction, its operand forms in the SDM's notation, such as {@code ADD r/m32, r32}; otherwise
 *            empty
 */
public record AsmWord(Kind kind, String text, String description, List<String> forms) {

    /** What a word is. */
    public enum Kind {
        /** Mnemonic of an instruction. */
        INSTRUCTION,
        /** Instruction prefix such as {@code rep} or {@code lock}; {@code times} behaves the same. */
        PREFIX,
        /** Processor register. */
        REGISTER,
        /** Assembler directive such as {@code section}. */
        DIRECTIVE,
        /** Pseudo-instruction that can follow a label without a colon, such as {@code db} or {@code equ}. */
        DATA,
        /** Keyword in an operand, such as {@code qword} or {@code rel}. */
        OPERAND_KEYWORD,
        /** Preprocessor directive, with its percent sign. */
        PREPROCESSOR
    }

    public AsmWord {
        forms = List.copyOf(forms);
    }
}
