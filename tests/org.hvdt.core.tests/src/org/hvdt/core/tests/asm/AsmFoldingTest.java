// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.core.tests.asm;

import static org.assertj.core.api.Assertions.assertThat;

import org.hvdt.core.asm.AsmFolding;
import org.hvdt.core.asm.AsmFolding.Fold;
import org.junit.jupiter.api.Test;

class AsmFoldingTest {

    @Test
    void aRoutineFoldsFromItsLabelToItsLastInstruction() {
        assertThat(AsmFolding.folds("""
                Start:
                    nop
                .loop:
                    jmp .loop

                ; about Stop
                global Stop
                Stop:
                    hlt
                    ret
                """)).containsExactly(new Fold(0, 3), new Fold(7, 9));
    }

    @Test
    void macrosAndStructuresFoldToTheirEnd() {
        assertThat(AsmFolding.folds("""
                %macro Twice 1
                inner:
                    %1
                %endmacro
                struc Pair
                    .first resq 1
                endstruc
                """)).containsExactly(new Fold(0, 3), new Fold(4, 6));
    }

    @Test
    void aLongCommentFoldsAndAShortOneDoesNot() {
        assertThat(AsmFolding.folds("; 1\n; 2\n; 3\n; 4\n\n; a\n; b\n")).containsExactly(new Fold(0, 3));
    }

    @Test
    void constantsAndSingleLinesDoNotFold() {
        assertThat(AsmFolding.folds("A equ 1\nB equ 2\nOne: dq 1\nTwo: dq 2\n")).isEmpty();
    }

    @Test
    void unfinishedMacrosAndStructuresDoNotFold() {
        assertThat(AsmFolding.folds("%macro Open 0\n nop\n")).isEmpty();
        assertThat(AsmFolding.folds("struc Open\n .a resb 1\n")).isEmpty();
        assertThat(AsmFolding.folds("")).isEmpty();
    }
}
