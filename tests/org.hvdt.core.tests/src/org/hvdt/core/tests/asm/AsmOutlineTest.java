// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.core.tests.asm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.hvdt.core.asm.AsmOutline;
import org.hvdt.core.asm.AsmSymbol;
import org.hvdt.toolchain.templates.Template;
import org.hvdt.toolchain.templates.Templates;
import org.junit.jupiter.api.Test;

class AsmOutlineTest {

    private static AsmSymbol find(List<AsmSymbol> symbols, String name) {
        return symbols.stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
    }

    @Test
    void labelsAreNestedInTheirSectionAndLocalLabelsInTheirLabel() {
        List<AsmSymbol> symbols = AsmOutline.parse("""
                section .text
                global Start
                Start:
                    nop
                .loop:
                    jmp .loop
                Stop:
                    hlt
                section .data
                Count: dq 0
                """);

        assertThat(symbols).extracting(AsmSymbol::name).containsExactly(".text", ".data");
        AsmSymbol start = find(symbols.get(0).children(), "Start");
        assertThat(start.exported()).isTrue();
        assertThat(start.line()).isEqualTo(3);
        assertThat(start.children()).extracting(AsmSymbol::name).containsExactly(".loop");
        assertThat(find(symbols.get(0).children(), "Stop").exported()).isFalse();
        AsmSymbol count = find(symbols.get(1).children(), "Count");
        assertThat(count.kind()).isEqualTo(AsmSymbol.Kind.DATA);
        assertThat(count.detail()).isEqualTo("dq");
    }

    @Test
    void whatIsInsideAMacroBelongsToTheMacro() {
        List<AsmSymbol> symbols = AsmOutline.parse("""
                %macro Print 1+
                %%text: db %1, 0
                inner:
                %endmacro
                outer:
                """);

        assertThat(symbols).extracting(AsmSymbol::name).containsExactly("Print", "outer");
        assertThat(symbols.get(0).kind()).isEqualTo(AsmSymbol.Kind.MACRO);
        assertThat(symbols.get(0).detail()).isEqualTo("1+");
    }

    @Test
    void constantsHaveTheirValueWithoutTheComment() {
        List<AsmSymbol> symbols = AsmOutline.parse("""
                COM1 equ 0x3F8  ; first port
                %define SIZE 4096
                %ifdef SIZE
                """);

        assertThat(symbols).extracting(AsmSymbol::name).containsExactly("COM1", "SIZE");
        assertThat(symbols).extracting(AsmSymbol::detail).containsExactly("0x3F8", "4096");
        assertThat(symbols).extracting(AsmSymbol::kind).containsOnly(AsmSymbol.Kind.CONSTANT);
    }

    @Test
    void fieldsAreNestedInTheirStructure() {
        List<AsmSymbol> symbols = AsmOutline.parse("""
                struc Registers
                    .rax resq 1
                    .rcx: resq 1
                endstruc
                After:
                """);

        assertThat(symbols).extracting(AsmSymbol::name).containsExactly("Registers", "After");
        assertThat(symbols.get(0).children()).extracting(AsmSymbol::name).containsExactly(".rax", ".rcx");
        assertThat(symbols.get(0).children()).extracting(AsmSymbol::kind).containsOnly(AsmSymbol.Kind.FIELD);
    }

    @Test
    void offsetsPointAtTheNamesAlsoWithWindowsLineEnds() {
        String text = "first:\r\n  nop\r\nsecond:\r\n";

        AsmOutline.parse(text).forEach(symbol -> assertThat(
                text.substring(symbol.offset(), symbol.offset() + symbol.length())).isEqualTo(symbol.name()));
    }

    @Test
    void emptyAndUnfinishedSourcesGiveWhatCanBeRecognised() {
        assertThat(AsmOutline.parse("")).isEmpty();
        assertThat(AsmOutline.parse("%macro")).isEmpty();
        assertThat(AsmOutline.parse("section\nglobal\nstruc\n%endmacro\nlabel:")).extracting(AsmSymbol::name)
                .containsExactly("label");
    }

    @Test
    void theThinHypervisorShowsTheLabelsOfThePaper() throws IOException {
        Template template = Templates.find("thin-hypervisor").orElseThrow();
        String source = new String(template.open(template.opened()).readAllBytes(), StandardCharsets.UTF_8);

        AsmSymbol text = find(AsmOutline.parse(source), ".text");

        assertThat(text.children()).filteredOn(AsmSymbol::exported).extracting(AsmSymbol::name)
                .contains("VM_Launch", "VMGuest", "VMHost");
    }
}
