// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.isa;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InstructionTableTest {

    @Test
    void everyRowIsFoundByItsIdentifierAndPosition() {
        for (InstructionForm form : InstructionTable.rows()) {
            assertThat(InstructionTable.byId(form.id())).isSameAs(form);
            assertThat(InstructionTable.rows().get(form.index())).isSameAs(form);
        }
    }

    @Test
    void everyRowHasADescriptionThatEndsWithAFullStop() {
        assertThat(InstructionTable.rows()).allSatisfy(form -> assertThat(form.description()).endsWith("."));
    }

    @Test
    void rowTellsOperandsFlagsAndAccess() {
        InstructionForm adc = InstructionTable.byId("ADC r/m32, r32");

        assertThat(adc.mnemonic()).isEqualTo("ADC");
        assertThat(adc.encoding()).isEqualTo("11 /r");
        assertThat(adc.modes()).containsExactlyInAnyOrder(16, 32, 64);
        assertThat(adc.flagsRead()).isEqualTo(0x001);
        assertThat(adc.flagsWritten()).isEqualTo(0x8D5);
        assertThat(adc.lockable()).isTrue();
        assertThat(adc.operands()).extracting(Operand::access)
                .containsExactly(Operand.Access.READ_WRITE, Operand.Access.READ);
        assertThat(adc.operands()).extracting(Operand::slot).containsExactly(Operand.Slot.RM, Operand.Slot.REG);
    }

    @Test
    void unknownIdentifierHasNoRow() {
        assertThat(InstructionTable.byId("ADD r/m128, r128")).isNull();
    }
}
