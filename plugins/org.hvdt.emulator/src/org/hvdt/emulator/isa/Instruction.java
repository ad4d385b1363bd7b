// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.isa;

/**
 * One decoded instruction. Register numbers are the architectural ones with the REX/VEX extension bits applied (Intel
 * SDM volume 2, chapter 2, "Instruction Format"). It is a record because the JVM's compiler takes the components of a
 * record that is constant for constants, which the execution of frequent instructions depends on.
 *
 * @param form the row of the instruction table that the bytes matched
 * @param length length in bytes, 1 to 15.
 * @param mode code-segment mode it was decoded for: 16, 32 or 64 bits.
 * @param operandSize effective operand size in bytes: 1, 2, 4 or 8 (1 where the row's operands are bytes).
 * @param addressSize effective address size in bytes: 2, 4 or 8.
 * @param segment effective segment of the memory operand: 0 ES, 1 CS, 2 SS, 3 DS, 4 FS, 5 GS; defaults applied.
 * @param segmentOverride segment override prefix as written, 0 to 5, or {@link #NONE}.
 * @param repeat last REP-class prefix: 0, 0xF2 (REPNE) or 0xF3 (REP/REPE). Zero where it is a mandatory prefix of
 *        the opcode.
 * @param lock whether a LOCK prefix is present.
 * @param rex whether a REX prefix is present (byte registers 4 to 7 are then SPL, BPL, SIL, DIL).
 * @param reg ModRM.reg with REX.R, or the register in the opcode's low bits with REX.B for +r rows that have no
 *        ModRM.
 * @param rm ModRM.rm with REX.B when it names a register; undefined for a memory operand.
 * @param memory whether ModRM selects a memory operand (mod is not 3).
 * @param base base register 0 to 15, {@link #RIP} or {@link #NONE}.
 * @param index index register 0 to 15 or {@link #NONE}.
 * @param scale shift applied to the index register: 0 to 3.
 * @param displacement sign-extended displacement; for moffs operands the absolute offset.
 * @param immediate first immediate, sign-extended to 64 bits as the row's operand says; relative branch
 *        displacement likewise.
 * @param immediate2 second immediate (ENTER, EXTRQ, the selector of a far pointer), zero otherwise.
 * @param vvvv VEX.vvvv register, 0 to 15; zero without VEX.
 * @param vectorLength VEX.L: vector length 128 (0) or 256 (1).
 * @param baseSlot {@link #base} as an index into a register file whose entry {@link #ZERO} is always zero.
 * @param indexSlot {@link #index} as an index into a register file whose entry {@link #ZERO} is always zero.
 * @param addressMask what an effective address is truncated to: all ones in the address size.
 */
public record Instruction(InstructionForm form, int length, int mode, int operandSize, int addressSize, int segment,
        int segmentOverride, int repeat, boolean lock, boolean rex, int reg, int rm, boolean memory, int base,
        int index, int scale, long displacement, long immediate, long immediate2, int vvvv, int vectorLength,
        int baseSlot, int indexSlot, long addressMask) {

    /** {@link #base} or {@link #index}: no register. */
    public static final int NONE = -1;
    /** {@link #baseSlot} and {@link #indexSlot}: an entry that reads as zero. */
    public static final int ZERO = 17;
    /** {@link #base}: the address of the next instruction (RIP-relative addressing, 64-bit mode). */
    public static final int RIP = 16;
}
