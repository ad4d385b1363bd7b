// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.isa;

/**
 * The bytes are no instruction that can be executed. One preallocated instance per {@link Kind}, without a stack
 * trace: guests run into them on purpose.
 */
@SuppressWarnings("serial")
public final class DecodeException extends Exception {

    /** Why decoding failed. */
    public enum Kind {
        /** The opcode is undefined, or a prefix or operand form is not permitted with it: #UD. */
        INVALID_OPCODE,
        /** Longer than 15 bytes: #GP(0). */
        TOO_LONG,
        /** The available bytes end within the instruction. */
        NEEDS_MORE_BYTES,
        /** The architecture defines the opcode, the instruction table does not have it yet. */
        UNIMPLEMENTED
    }

    static final DecodeException INVALID_OPCODE = new DecodeException(Kind.INVALID_OPCODE);
    static final DecodeException TOO_LONG = new DecodeException(Kind.TOO_LONG);
    static final DecodeException NEEDS_MORE_BYTES = new DecodeException(Kind.NEEDS_MORE_BYTES);
    static final DecodeException UNIMPLEMENTED = new DecodeException(Kind.UNIMPLEMENTED);

    /** Why decoding failed. */
    public final Kind kind;

    private DecodeException(Kind kind) {
        super(kind.name(), null, false, false);
        this.kind = kind;
    }
}
