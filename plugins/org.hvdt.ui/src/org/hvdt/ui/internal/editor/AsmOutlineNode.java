// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.internal.editor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.hvdt.core.asm.AsmSymbol;

/**
 * A symbol in the outline. Two nodes are equal if they stand for the same definition before and after an edit, so that
 * the tree keeps what is expanded and selected.
 */
public final class AsmOutlineNode {

    private final AsmOutlineNode parent;
    private final AsmSymbol symbol;
    private final int repetition;
    private final List<AsmOutlineNode> children;

    private AsmOutlineNode(AsmOutlineNode parent, AsmSymbol symbol, int repetition) {
        this.parent = parent;
        this.symbol = symbol;
        this.repetition = repetition;
        this.children = nodes(this, symbol.children());
    }

    /** The nodes of a file's symbols. */
    static List<AsmOutlineNode> nodes(List<AsmSymbol> symbols) {
        return nodes(null, symbols);
    }

    private static List<AsmOutlineNode> nodes(AsmOutlineNode parent, List<AsmSymbol> symbols) {
        Map<String, Integer> seen = new HashMap<>();
        List<AsmOutlineNode> result = new ArrayList<>();
        for (AsmSymbol symbol : symbols) {
            int repetition = seen.merge(symbol.kind() + symbol.name(), 1, Integer::sum);
            result.add(new AsmOutlineNode(parent, symbol, repetition));
        }
        return List.copyOf(result);
    }

    /** The symbol. */
    public AsmSymbol symbol() {
        return symbol;
    }

    /** The node this one is nested in, or null. */
    AsmOutlineNode parent() {
        return parent;
    }

    /** What is nested in it. */
    List<AsmOutlineNode> children() {
        return children;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AsmOutlineNode node && symbol.kind() == node.symbol.kind()
                && symbol.name().equals(node.symbol.name()) && repetition == node.repetition
                && Objects.equals(parent, node.parent);
    }

    @Override
    public int hashCode() {
        return Objects.hash(symbol.kind(), symbol.name(), repetition, parent);
    }

    /** The name, for accessibility and tests. */
    @Override
    public String toString() {
        return symbol.name();
    }
}
