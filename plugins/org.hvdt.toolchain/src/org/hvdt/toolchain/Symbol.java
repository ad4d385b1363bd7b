// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.toolchain;

import java.util.Objects;

/**
 * A named address of a program.
 *
 * @param name the name as the source gives it
 * @param address the address, unsigned
 * @param size the size in bytes, or 0 if unknown, as for labels of NASM
 * @param kind what it names
 * @param global whether other objects can refer to it
 */
public record Symbol(String name, long address, long size, Kind kind, boolean global) {

    /** What a symbol names. */
    public enum Kind {
        /** A place in an executable section. */
        CODE,
        /** A place in another section that is loaded. */
        DATA,
        /** A number that is not an address, such as one defined with {@code equ}. */
        CONSTANT
    }

    /** Checks for null. */
    public Symbol {
        Objects.requireNonNull(name);
        Objects.requireNonNull(kind);
    }

    /** Whether this is an assembler's local label, such as {@code VMHost.remove}. */
    public boolean isLocalLabel() {
        return name.indexOf('.') > 0;
    }
}
