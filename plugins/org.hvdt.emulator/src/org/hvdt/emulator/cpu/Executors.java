// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

import org.hvdt.emulator.isa.Instruction;
import org.hvdt.emulator.isa.InstructionForm;
import org.hvdt.emulator.isa.InstructionTable;

/**
 * Binds rows of the instruction table to the code that executes them. Each area of the instruction set is a class with
 * a static method {@code register(Registry)}. Immutable once built.
 */
public final class Executors {

    /** Collects bindings. The last binding of a row wins; one of a form's identifier wins over one of a mnemonic. */
    public static final class Registry {

        private final Map<String, Function<Instruction, Executor>> byKey = new HashMap<>();

        private Registry() {
        }

        /**
         * Binds an executor.
         *
         * @param key a form's identifier, or a mnemonic for all its forms
         * @param executor executes the instruction
         */
        public void bind(String key, Executor executor) {
            select(key, instruction -> executor);
        }

        /**
         * Binds a choice among executors, made once when an instruction is decoded: by operands, sizes or prefixes.
         *
         * @param key a form's identifier, or a mnemonic for all its forms
         * @param selector gives the executor for an instruction
         */
        public void select(String key, Function<Instruction, Executor> selector) {
            if (!KEYS.contains(key)) {
                throw new IllegalArgumentException("the instruction table has no row for " + key);
            }
            byKey.put(key, selector);
        }
    }

    private static final Set<String> KEYS = keys();

    private final List<Function<Instruction, Executor>> byIndex;

    private Executors(Registry registry) {
        this.byIndex = InstructionTable.rows().stream().map(form -> {
            Function<Instruction, Executor> selector = registry.byKey.get(form.id());
            if (selector == null) {
                selector = registry.byKey.get(form.mnemonic());
            }
            return selector == null ? unimplemented(form) : selector;
        }).toList();
    }

    /**
     * Builds the bindings.
     *
     * @param areas the {@code register} methods of the areas, for instance {@code ArithmeticExecutors::register}
     */
    @SafeVarargs
    public static Executors of(Consumer<Registry>... areas) {
        Registry registry = new Registry();
        for (Consumer<Registry> area : areas) {
            area.accept(registry);
        }
        return new Executors(registry);
    }

    /**
     * The executor of an instruction. For a row without one it is an executor that stops the machine with the form's
     * name.
     *
     * @param form the instruction's row
     * @param instruction the instruction
     */
    public Executor forForm(InstructionForm form, Instruction instruction) {
        return byIndex.get(form.index()).apply(instruction);
    }

    private static Function<Instruction, Executor> unimplemented(InstructionForm form) {
        Executor executor = (cpu, instruction) -> {
            throw new UnimplementedException(form.id());
        };
        return instruction -> executor;
    }

    private static Set<String> keys() {
        Set<String> keys = new HashSet<>();
        for (InstructionForm form : InstructionTable.rows()) {
            keys.add(form.id());
            keys.add(form.mnemonic());
        }
        return keys;
    }
}
