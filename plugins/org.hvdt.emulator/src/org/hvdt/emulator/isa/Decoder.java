// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.isa;

import java.util.function.Predicate;

/**
 * Decodes instruction bytes by the instruction table. Immutable and thread-safe.
 */
public final class Decoder {

    /** Longest instruction in bytes (SDM volume 2, "Instruction Format"). */
    public static final int MAX_LENGTH = 15;

    /** A decoder for every instruction in the table. */
    public Decoder() {
        this(flag -> true);
    }

    /**
     * A decoder for a processor model. Rows whose CPUID flag the model lacks do not exist for it: their opcodes are
     * undefined, or mean what they meant before (TZCNT is BSF, LZCNT is BSR).
     *
     * @param hasFeature tells whether the model has a CPUID flag of the table, for instance {@code "BMI1"}
     */
    public Decoder(Predicate<String> hasFeature) {
    }

    /**
     * Decodes one instruction.
     *
     * @param code bytes
     * @param offset index of the first byte
     * @param available number of bytes that may be read from there; 15 are always enough
     * @param mode code-segment mode: 16, 32 or 64
     * @return the instruction
     * @throws DecodeException if the bytes are not an instruction of this processor
     */
    public Instruction decode(byte[] code, int offset, int available, int mode) throws DecodeException {
        throw DecodeException.UNIMPLEMENTED;
    }
}
