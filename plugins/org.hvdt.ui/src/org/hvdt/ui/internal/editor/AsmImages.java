// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.internal.editor;

import org.eclipse.swt.graphics.Image;
import org.hvdt.core.asm.AsmSymbol;
import org.hvdt.core.asm.AsmWord;
import org.hvdt.ui.internal.HvdtUi;

/**
 * Which icon stands for what in outline and completion.
 */
final class AsmImages {

    private AsmImages() {
    }

    static Image image(AsmSymbol symbol) {
        return HvdtUi.image(switch (symbol.kind()) {
            case SECTION -> "section";
            case LABEL -> symbol.exported() ? "label_global" : "label";
            case DATA -> "data";
            case LOCAL_LABEL -> "label_local";
            case MACRO -> "macro";
            case CONSTANT -> "constant";
            case STRUCTURE -> "structure";
            case FIELD -> "field";
        });
    }

    static Image image(AsmWord word) {
        return HvdtUi.image(switch (word.kind()) {
            case INSTRUCTION, PREFIX -> "instruction";
            case REGISTER -> "register";
            case DIRECTIVE, DATA, OPERAND_KEYWORD, PREPROCESSOR -> "directive";
        });
    }
}
