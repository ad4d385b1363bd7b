// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.isa;

/**
 * One explicit operand of a row of the instruction table, in the notation of SDM volume 2, "Instruction Column in the
 * Opcode Summary Table".
 *
 * @param text the operand as the row spells it, for instance {@code "r/m32"}
 * @param type what the operand is
 * @param registerBits width of the register form in bits, 0 if there is none or the width is not the operand's matter
 * @param memoryBits width of the memory form in bits, 0 if there is none or memory has no definite width
 * @param slot where the encoding holds it
 * @param access what the instruction does with it
 */
public record Operand(String text, Type type, int registerBits, int memoryBits, Slot slot, Access access) {

    /** What an operand is. */
    public enum Type {
        /** A general-purpose, MMX or XMM register. */
        REGISTER,
        /** A general-purpose, MMX or XMM register or a memory location. */
        REGISTER_OR_MEMORY,
        /** A memory location. */
        MEMORY,
        /** A constant in the instruction. */
        IMMEDIATE,
        /** A branch target relative to the next instruction. */
        RELATIVE,
        /** A far pointer in the instruction. */
        FAR_POINTER,
        /** A memory location given by its offset only. */
        OFFSET,
        /** A segment register. */
        SEGMENT,
        /** A control register. */
        CONTROL,
        /** A debug register. */
        DEBUG,
        /** A register or constant that the opcode implies and the assembler syntax spells. */
        FIXED
    }

    /** Where the encoding holds an operand (SDM volume 2, "Operand Encoding Column"). */
    public enum Slot {
        /** ModRM.reg. */
        REG,
        /** ModRM.rm, with SIB and displacement. */
        RM,
        /** The low three bits of the opcode. */
        OPCODE,
        /** VEX.vvvv. */
        VEX,
        /** Immediate bytes, relative displacement or offset. */
        IMMEDIATE,
        /** Implied. */
        NONE
    }

    /** What an instruction does with an operand. */
    public enum Access {
        /** Reads it. */
        READ,
        /** Writes it. */
        WRITE,
        /** Reads and writes it. */
        READ_WRITE,
        /** Uses its address or value as a hint only. */
        NONE
    }

    /** Whether its register form is an MMX register. */
    public boolean isMmx() {
        return text.startsWith("mm");
    }

    /** Whether its register form is an XMM register. */
    public boolean isXmm() {
        return text.startsWith("xmm");
    }

    static Operand parse(String text, Slot slot, Access access) {
        if (text.startsWith("r/m")) {
            int bits = Integer.parseInt(text.substring(3));
            return new Operand(text, Type.REGISTER_OR_MEMORY, bits, bits, slot, access);
        }
        if (text.matches("r\\d+/m\\d+")) {
            int slash = text.indexOf('/');
            return new Operand(text, Type.REGISTER_OR_MEMORY, Integer.parseInt(text.substring(1, slash)),
                    Integer.parseInt(text.substring(slash + 2)), slot, access);
        }
        if (text.matches("r\\d+")) {
            return new Operand(text, Type.REGISTER, Integer.parseInt(text.substring(1)), 0, slot, access);
        }
        if (text.startsWith("imm")) {
            return new Operand(text, Type.IMMEDIATE, Integer.parseInt(text.substring(3)), 0, slot, access);
        }
        if (text.startsWith("rel")) {
            return new Operand(text, Type.RELATIVE, Integer.parseInt(text.substring(3)), 0, slot, access);
        }
        if (text.startsWith("ptr16:")) {
            return new Operand(text, Type.FAR_POINTER, Integer.parseInt(text.substring(6)), 0, slot, access);
        }
        if (text.startsWith("moffs")) {
            return new Operand(text, Type.OFFSET, 0, Integer.parseInt(text.substring(5)), slot, access);
        }
        if (text.matches("m\\d*([:&]\\d+)?")) {
            boolean definite = text.matches("m\\d+");
            return new Operand(text, Type.MEMORY, 0, definite ? Integer.parseInt(text.substring(1)) : 0, slot, access);
        }
        if (text.matches("x?mm(/m\\d+)?")) {
            int slash = text.indexOf('/');
            int bits = text.startsWith("xmm") ? 128 : 64;
            return slash < 0 ? new Operand(text, Type.REGISTER, bits, 0, slot, access)
                    : new Operand(text, Type.REGISTER_OR_MEMORY, bits, Integer.parseInt(text.substring(slash + 2)),
                            slot, access);
        }
        return switch (text) {
            case "XMM0" -> new Operand(text, Type.FIXED, 128, 0, slot, access);
            case "Sreg" -> new Operand(text, Type.SEGMENT, 16, 0, slot, access);
            case "CR0-CR8" -> new Operand(text, Type.CONTROL, 0, 0, slot, access);
            case "DR0-DR7" -> new Operand(text, Type.DEBUG, 0, 0, slot, access);
            case "AL", "CL" -> new Operand(text, Type.FIXED, 8, 0, slot, access);
            case "AX", "DX", "CS", "DS", "ES", "SS", "FS", "GS" -> new Operand(text, Type.FIXED, 16, 0, slot, access);
            case "EAX" -> new Operand(text, Type.FIXED, 32, 0, slot, access);
            case "RAX" -> new Operand(text, Type.FIXED, 64, 0, slot, access);
            case "1" -> new Operand(text, Type.FIXED, 0, 0, slot, access);
            default -> throw new IllegalArgumentException("unknown operand notation: " + text);
        };
    }
}
