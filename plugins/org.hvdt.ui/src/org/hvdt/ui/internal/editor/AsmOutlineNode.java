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
    private AsmSymbol symbol;
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

    /**
     * Takes over the places of newer nodes if nothing else has changed, which is what most keystrokes do: then the
     * tree need not be touched.
     *
     * @param nodes what the tree shows
     * @param newer the same file after an edit
     * @return false if names, nesting or details differ; then nothing has been taken over
     */
    static boolean adopt(List<AsmOutlineNode> nodes, List<AsmOutlineNode> newer) {
        if (!sameShape(nodes, newer)) {
            return false;
        }
        move(nodes, newer);
        return true;
    }

    private static boolean sameShape(List<AsmOutlineNode> nodes, List<AsmOutlineNode> newer) {
        boolean same = nodes.size() == newer.size();
        for (int i = 0; same && i < nodes.size(); i++) {
            AsmSymbol a = nodes.get(i).symbol;
            AsmSymbol b = newer.get(i).symbol;
            same = a.kind() == b.kind() && a.name().equals(b.name()) && a.detail().equals(b.detail())
                    && a.exported() == b.exported() && sameShape(nodes.get(i).children, newer.get(i).children);
        }
        return same;
    }

    private static void move(List<AsmOutlineNode> nodes, List<AsmOutlineNode> newer) {
        for (int i = 0; i < nodes.size(); i++) {
            nodes.get(i).symbol = newer.get(i).symbol;
            move(nodes.get(i).children, newer.get(i).children);
        }
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
