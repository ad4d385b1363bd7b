// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.toolchain.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.hvdt.toolchain.Symbol;
import org.hvdt.toolchain.SymbolTable;
import org.junit.jupiter.api.Test;

class SymbolTableTest {

    private final SymbolTable table = new SymbolTable(List.of(
            symbol("VMHost", 0x1000, 0, Symbol.Kind.CODE, true),
            symbol("VMHost.remove", 0x1040, 0, Symbol.Kind.CODE, false),
            symbol("helper", 0x1080, 0x10, Symbol.Kind.CODE, false),
            symbol("alias", 0x1000, 0, Symbol.Kind.CODE, false),
            symbol("Gdt", 0x2000, 0, Symbol.Kind.DATA, false),
            symbol("SIZE", 0x1004, 0, Symbol.Kind.CONSTANT, false),
            symbol("high", 0xFFFF800000000000L, 0, Symbol.Kind.CODE, true)));

    @Test
    void anAddressIsNamedAfterTheSymbolBelowIt() {
        assertThat(table.symbolize(0x1000)).contains("VMHost");
        assertThat(table.symbolize(0x102A)).contains("VMHost+0x2A");
        assertThat(table.symbolize(0xFFFF800000000123L)).contains("high+0x123");
    }

    @Test
    void aLocalLabelNamesOnlyItsOwnAddress() {
        assertThat(table.symbolize(0x1040)).contains("VMHost.remove");
        assertThat(table.symbolize(0x1041)).contains("VMHost+0x41");
    }

    @Test
    void aSymbolWithASizeCoversNoMore() {
        assertThat(table.symbolize(0x108F)).contains("helper+0xF");
        assertThat(table.symbolize(0x1090)).contains("VMHost+0x90");
    }

    @Test
    void aConstantIsNoAddress() {
        assertThat(table.symbolize(0x1004)).contains("VMHost+0x4");
        assertThat(table.address("SIZE")).hasValue(0x1004);
    }

    @Test
    void farFromEverySymbolThereIsNoName() {
        assertThat(table.symbolize(0x10)).isEmpty();
        assertThat(table.symbolize(0x2000 + 0x10000)).isEmpty();
        assertThat(table.symbolize(-1)).isEmpty();
        assertThat(SymbolTable.EMPTY.symbolize(0)).isEmpty();
    }

    @Test
    void namesLeadToSymbols() {
        assertThat(table.find("Gdt").orElseThrow().kind()).isEqualTo(Symbol.Kind.DATA);
        assertThat(table.find("nothing")).isEmpty();
        assertThat(table.address("nothing")).isEmpty();
    }

    private static Symbol symbol(String name, long address, long size, Symbol.Kind kind, boolean global) {
        return new Symbol(name, address, size, kind, global);
    }
}
