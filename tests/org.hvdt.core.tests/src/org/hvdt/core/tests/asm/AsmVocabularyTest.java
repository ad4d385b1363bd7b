// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.core.tests.asm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;

import org.hvdt.core.asm.AsmVocabulary;
import org.hvdt.core.asm.AsmWord;
import org.hvdt.emulator.isa.InstructionForm;
import org.hvdt.emulator.isa.InstructionTable;
import org.junit.jupiter.api.Test;

class AsmVocabularyTest {

    private final AsmVocabulary vocabulary = AsmVocabulary.get();

    @Test
    void everyInstructionOfTheEmulatorIsAWordWithItsForms() {
        for (InstructionForm form : InstructionTable.rows()) {
            AsmWord word = vocabulary.find(form.mnemonic()).orElseThrow();
            assertThat(word.kind()).as(form.mnemonic()).isEqualTo(AsmWord.Kind.INSTRUCTION);
            assertThat(word.forms()).contains(form.id());
            assertThat(word.description()).isNotBlank();
        }
    }

    @Test
    void registersOfEverySizeAreKnown() {
        String[] names = {"rax", "r15d", "sil", "ch", "cr4", "dr7", "gs", "xmm15"};
        assertThat(names).allSatisfy(name -> assertThat(vocabulary.find(name)).get().extracting(AsmWord::kind).isEqualTo(AsmWord.Kind.REGISTER));
    }

    @Test
    void everyWordIsInLowerCaseAndFoundInAnyCase() {
        assertThat(vocabulary.words()).allSatisfy(word -> {
            assertThat(word.text()).isEqualTo(word.text().toLowerCase(Locale.ROOT));
            assertThat(vocabulary.find(word.text().toUpperCase(Locale.ROOT))).contains(word);
        });
    }

    @Test
    void everyWordSaysWhatItMeans() {
        assertThat(vocabulary.words()).allSatisfy(word -> assertThat(word.description()).as(word.text()).isNotBlank());
    }
}
