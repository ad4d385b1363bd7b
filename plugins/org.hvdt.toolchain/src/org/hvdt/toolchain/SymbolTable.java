// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.toolchain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The symbols of a program, by name and by address. Immutable. */
public final class SymbolTable {

    /** A table without symbols. */
    public static final SymbolTable EMPTY = new SymbolTable(List.of());

    /** How far behind the last symbol an address may lie and still be named after it, if its section is unknown. */
    private static final long FARTHEST = 0x10000;

    private final List<Symbol> all;
    private final Map<String, Symbol> byName = new HashMap<>();
    /** Symbols that are addresses, by address; of several at one address the best name comes last. */
    private final Symbol[] byAddress;

    /** A table of the given symbols. */
    public SymbolTable(Collection<Symbol> symbols) {
        all = List.copyOf(symbols);
        List<Symbol> addresses = new ArrayList<>();
        for (Symbol symbol : all) {
            byName.merge(symbol.name(), symbol, (first, second) -> second.global() && !first.global() ? second : first);
            if (symbol.kind() != Symbol.Kind.CONSTANT) {
                addresses.add(symbol);
            }
        }
        byAddress = addresses.toArray(Symbol[]::new);
        Arrays.sort(byAddress, Comparator.comparing(Symbol::address, Long::compareUnsigned)
                .thenComparing(SymbolTable::rank));
    }

    /** Among names of one address: code before data, global before local, whole names before local labels. */
    private static int rank(Symbol symbol) {
        return (symbol.kind() == Symbol.Kind.CODE ? 4 : 0) + (symbol.global() ? 2 : 0)
                + (symbol.isLocalLabel() ? 0 : 1);
    }

    /** All symbols, in the image's order. */
    public List<Symbol> all() {
        return all;
    }

    /** The symbol of a name; of several the global one. */
    public Optional<Symbol> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The address (or number) of a name. */
    public OptionalLong address(String name) {
        Symbol symbol = byName.get(name);
        return symbol == null ? OptionalLong.empty() : OptionalLong.of(symbol.address());
    }

    /**
     * The nearest symbol at or below an address that can be said to cover it: local labels are passed over unless the
     * address is exactly theirs, a symbol of known size covers its size only, and one of unknown size 64 KiB at most.
     */
    public Optional<Symbol> covering(long address) {
        int low = 0;
        int high = byAddress.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(byAddress[middle].address(), address) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        for (int i = low - 1; i >= 0; i--) {
            Symbol symbol = byAddress[i];
            long offset = address - symbol.address();
            if (symbol.size() == 0 && Long.compareUnsigned(offset, FARTHEST) >= 0) {
                break;
            }
            if (offset != 0 && (symbol.isLocalLabel()
                    || symbol.size() != 0 && Long.compareUnsigned(offset, symbol.size()) >= 0)) {
                continue;
            }
            return Optional.of(symbol);
        }
        return Optional.empty();
    }

    /** The address in words, {@code VMHost+0x2A} or {@code VMHost}; empty if no symbol covers it. */
    public Optional<String> symbolize(long address) {
        return covering(address).map(symbol -> {
            long offset = address - symbol.address();
            return offset == 0 ? symbol.name()
                    : symbol.name() + "+0x" + Long.toHexString(offset).toUpperCase(Locale.ROOT);
        });
    }
}
