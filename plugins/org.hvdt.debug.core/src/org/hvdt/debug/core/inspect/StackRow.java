// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.core.inspect;

/**
 * Eight bytes of the host stack, with their meaning.
 *
 * @param region what they belong to
 * @param mark 1 to 3 if one of the paper's marked stack-pointer positions is here, otherwise 0
 * @param address of the lowest byte
 * @param live whether RSP is at or below the address, so that the value means something
 * @param stackPointer whether RSP points here
 * @param value the eight bytes, little-endian
 * @param name what is here: a register's name, "home space of RCX", "return address"
 * @param note more about the value, in words; empty if there is nothing to say
 * @param frame for a row of {@link Region#FRAME} the name of the procedure, otherwise empty
 */
public record StackRow(Region region, int mark, long address, boolean live, boolean stackPointer, long value,
        String name, String note, String frame) {

    /** Parts of the host stack, in the order from high to low addresses. */
    public enum Region {
        /** The first address above the stack: RSP when the exit handler starts. */
        TOP("top of stack"),
        /** The guest's general-purpose registers that the exit handler saves. */
        SAVED_REGISTERS("saved registers"),
        /** Between the saved registers and the home space: alignment, locals of the exit handler. */
        OTHER("exit handler"),
        /** Home space of the four register parameters (Microsoft x64 calling convention). */
        HOME_SPACE("home space"),
        /** Return address into the exit handler. */
        RETURN_ADDRESS("return address"),
        /** Frames of the handler procedure and of what it calls. */
        FRAME("frame");

        private final String label;

        Region(String label) {
            this.label = label;
        }

        /** The name of the region. */
        public String label() {
            return label;
        }
    }
}
