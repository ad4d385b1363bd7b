// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.isa;

/**
 * One decoded instruction. Immutable; the fields are public and final because the executors read them on the
 * emulator's hot path. Register numbers are the architectural ones with the REX/VEX extension bits applied
 * (Intel SDM volume 2, chapter 2, "Instruction Format").
 */
public final class Instruction {

    /** {@link #base} or {@link #index}: no register. */
    public static final int NONE = -1;
    /** {@link #baseSlot} and {@link #indexSlot}: an entry that reads as zero. */
    public static final int ZERO = 17;
    /** {@link #base}: the address of the next instruction (RIP-relative addressing, 64-bit mode). */
    public static final int RIP = 16;

    /** The row of the instruction table that the bytes matched. */
    public final InstructionForm form;
    /** Length in bytes, 1 to 15. */
    public final int length;
    /** Code-segment mode it was decoded for: 16, 32 or 64 bits. */
    public final int mode;
    /** Effective operand size in bytes: 1, 2, 4 or 8 (1 where the row's operands are bytes). */
    public final int operandSize;
    /** Effective address size in bytes: 2, 4 or 8. */
    public final int addressSize;
    /** Effective segment of the memory operand: 0 ES, 1 CS, 2 SS, 3 DS, 4 FS, 5 GS; defaults applied. */
    public final int segment;
    /** Segment override prefix as written, 0 to 5, or {@link #NONE}. */
    public final int segmentOverride;
    /** Last REP-class prefix: 0, 0xF2 (REPNE) or 0xF3 (REP/REPE). Zero where it is a mandatory prefix of the opcode. */
    public final int repeat;
    /** Whether a LOCK prefix is present. */
    public final boolean lock;
    /** Whether a REX prefix is present (byte registers 4 to 7 are then SPL, BPL, SIL, DIL). */
    public final boolean rex;
    /** ModRM.reg with REX.R, or the register in the opcode's low bits with REX.B for +r rows that have no ModRM. */
    public final int reg;
    /** ModRM.rm with REX.B when it names a register; undefined for a memory operand. */
    public final int rm;
    /** Whether ModRM selects a memory operand (mod is not 3). */
    public final boolean memory;
    /** Base register 0 to 15, {@link #RIP} or {@link #NONE}. */
    public final int base;
    /** Index register 0 to 15 or {@link #NONE}. */
    public final int index;
    /** Shift applied to the index register: 0 to 3. */
    public final int scale;
    /** Sign-extended displacement; for moffs operands the absolute offset. */
    public final long displacement;
    /** First immediate, sign-extended to 64 bits as the row's operand says; relative branch displacement likewise. */
    public final long immediate;
    /** Second immediate (ENTER, EXTRQ, the selector of a far pointer), zero otherwise. */
    public final long immediate2;
    /** VEX.vvvv register, 0 to 15; zero without VEX. */
    public final int vvvv;
    /** VEX.L: vector length 128 (0) or 256 (1). */
    public final int vectorLength;
    /** {@link #base} as an index into a register file whose entry {@link #ZERO} is always zero. */
    public final int baseSlot;
    /** {@link #index} as an index into a register file whose entry {@link #ZERO} is always zero. */
    public final int indexSlot;
    /** What an effective address is truncated to: all ones in the address size. */
    public final long addressMask;

    Instruction(InstructionForm form, int length, int mode, int operandSize, int addressSize, int segment,
            int segmentOverride, int repeat, boolean lock, boolean rex, int reg, int rm, boolean memory, int base,
            int index, int scale, long displacement, long immediate, long immediate2, int vvvv, int vectorLength) {
        this.form = form;
        this.length = length;
        this.mode = mode;
        this.operandSize = operandSize;
        this.addressSize = addressSize;
        this.segment = segment;
        this.segmentOverride = segmentOverride;
        this.repeat = repeat;
        this.lock = lock;
        this.rex = rex;
        this.reg = reg;
        this.rm = rm;
        this.memory = memory;
        this.base = base;
        this.index = index;
        this.scale = scale;
        this.displacement = displacement;
        this.immediate = immediate;
        this.immediate2 = immediate2;
        this.vvvv = vvvv;
        this.vectorLength = vectorLength;
        this.baseSlot = base == NONE || base == RIP ? ZERO : base;
        this.indexSlot = index == NONE ? ZERO : index;
        this.addressMask = addressSize == 8 ? -1L : addressSize == 4 ? 0xFFFFFFFFL : 0xFFFF;
    }
}
