// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.core.inspect;

/**
 * A register as it was when the machine stopped.
 *
 * @param name as in the SDM: {@code RAX}, {@code CR0}, {@code IA32_EFER}
 * @param bits 16, 32 or 64
 * @param value its value; 0 if not known
 * @param known whether the value is known: of a frame below the top one only some registers are
 * @param decoded what the value means, in words; empty if there is nothing to say
 * @param writable whether {@link RegisterAccess} can write it
 */
public record RegisterState(String name, int bits, long value, boolean known, String decoded, boolean writable) {

    /** The value as it is shown. */
    public String text() {
        return known ? Numbers.hex(value, bits) : "not known";
    }
}
