// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

import org.hvdt.emulator.isa.Instruction;

/** Access to the operands of an instruction. Reads of 8 and 16 bits give unsigned values. */
final class Operands {

    private Operands() {
    }

    /** Byte register {@code number}: AH to BH for 4 to 7 without REX. */
    static int reg8(Processor cpu, Instruction i, int number) {
        if ((number & ~3) != 4 || i.rex()) {
            return (int) cpu.gpr[number] & 0xFF;
        }
        return (int) cpu.gpr[number - 4] >> 8 & 0xFF;
    }

    /** Sets a byte register. */
    static void setReg8(Processor cpu, Instruction i, int number, int value) {
        if ((number & ~3) != 4 || i.rex()) {
            cpu.gpr[number] = cpu.gpr[number] & ~0xFFL | value & 0xFF;
        } else {
            cpu.gpr[number - 4] = cpu.gpr[number - 4] & ~0xFF00L | (value & 0xFF) << 8;
        }
    }

    /** A 16-bit register. */
    static int reg16(Processor cpu, int number) {
        return (int) cpu.gpr[number] & 0xFFFF;
    }

    /** Sets a 16-bit register; the upper bits stay. */
    static void setReg16(Processor cpu, int number, int value) {
        cpu.gpr[number] = cpu.gpr[number] & ~0xFFFFL | value & 0xFFFF;
    }

    /** A register of 16, 32 or 64 bits, zero-extended. @param size in bytes */
    static long reg(Processor cpu, int number, int size) {
        long value = cpu.gpr[number];
        return size == 8 ? value : size == 4 ? value & 0xFFFFFFFFL : value & 0xFFFF;
    }

    /** Sets a register of 16, 32 or 64 bits; 32-bit writes clear the upper half. @param size in bytes */
    static void setReg(Processor cpu, int number, int size, long value) {
        if (size == 8) {
            cpu.gpr[number] = value;
        } else if (size == 4) {
            cpu.gpr[number] = value & 0xFFFFFFFFL;
        } else {
            setReg16(cpu, number, (int) value);
        }
    }

    /** The byte operand in ModRM.rm. */
    static int rm8(Processor cpu, Instruction i) {
        return i.memory() ? cpu.read8(i.segment(), cpu.effectiveAddress(i)) : reg8(cpu, i, i.rm());
    }

    /** The 16-bit operand in ModRM.rm. */
    static int rm16(Processor cpu, Instruction i) {
        return i.memory() ? cpu.read16(i.segment(), cpu.effectiveAddress(i)) : reg16(cpu, i.rm());
    }

    /** The 32-bit operand in ModRM.rm. */
    static int rm32(Processor cpu, Instruction i) {
        return i.memory() ? cpu.read32(i.segment(), cpu.effectiveAddress(i)) : (int) cpu.gpr[i.rm()];
    }

    /** The 64-bit operand in ModRM.rm. */
    static long rm64(Processor cpu, Instruction i) {
        return i.memory() ? cpu.read64(i.segment(), cpu.effectiveAddress(i)) : cpu.gpr[i.rm()];
    }

    /** The operand of 16, 32 or 64 bits in ModRM.rm, zero-extended; its size is the instruction's operand size. */
    static long rm(Processor cpu, Instruction i) {
        return switch (i.operandSize()) {
            case 8 -> rm64(cpu, i);
            case 4 -> rm32(cpu, i) & 0xFFFFFFFFL;
            default -> rm16(cpu, i);
        };
    }

    /** Sets the operand of 16, 32 or 64 bits in ModRM.rm. */
    static void setRm(Processor cpu, Instruction i, long value) {
        if (i.memory()) {
            write(cpu, i.segment(), cpu.effectiveAddress(i), i.operandSize(), value);
        } else {
            setReg(cpu, i.rm(), i.operandSize(), value);
        }
    }

    /** Reads the operand of 8 to 64 bits in ModRM.rm, zero-extended, to be replaced by {@link #replace}. */
    static long readForWrite(Processor cpu, Instruction i) {
        if (!i.memory()) {
            return i.operandSize() == 1 ? reg8(cpu, i, i.rm()) : reg(cpu, i.rm(), i.operandSize());
        }
        return readForWrite(cpu, i.segment(), cpu.effectiveAddress(i), i.operandSize());
    }

    static long readForWrite(Processor cpu, int segment, long offset, int size) {
        return switch (size) {
            case 8 -> cpu.readForWrite64(segment, offset);
            case 4 -> cpu.readForWrite32(segment, offset) & 0xFFFFFFFFL;
            case 2 -> cpu.readForWrite16(segment, offset);
            default -> cpu.readForWrite8(segment, offset);
        };
    }

    /** Stores what replaces the operand of the last {@link #readForWrite}. */
    static void replace(Processor cpu, Instruction i, long value) {
        if (i.memory()) {
            writeBack(cpu, i.operandSize(), value);
        } else if (i.operandSize() == 1) {
            setReg8(cpu, i, i.rm(), (int) value);
        } else {
            setReg(cpu, i.rm(), i.operandSize(), value);
        }
    }

    static void writeBack(Processor cpu, int size, long value) {
        switch (size) {
            case 8 -> cpu.writeBack64(value);
            case 4 -> cpu.writeBack32((int) value);
            case 2 -> cpu.writeBack16((int) value);
            default -> cpu.writeBack8((int) value);
        }
    }

    /** Reads memory, zero-extended. @param size in bytes */
    static long read(Processor cpu, int segment, long offset, int size) {
        return switch (size) {
            case 8 -> cpu.read64(segment, offset);
            case 4 -> cpu.read32(segment, offset) & 0xFFFFFFFFL;
            case 2 -> cpu.read16(segment, offset);
            default -> cpu.read8(segment, offset);
        };
    }

    /** Writes memory. @param size in bytes */
    static void write(Processor cpu, int segment, long offset, int size, long value) {
        switch (size) {
            case 8 -> cpu.write64(segment, offset, value);
            case 4 -> cpu.write32(segment, offset, (int) value);
            case 2 -> cpu.write16(segment, offset, (int) value);
            default -> cpu.write8(segment, offset, (int) value);
        }
    }

    /** Truncates an address to an address size in bytes. */
    static long address(long value, int addressSize) {
        return addressSize == 8 ? value : addressSize == 4 ? value & 0xFFFFFFFFL : value & 0xFFFF;
    }

    /** Sign-extends the low {@code size} bytes. */
    static long signExtend(long value, int size) {
        int shift = 64 - 8 * size;
        return value << shift >> shift;
    }

    /** Sets the flags of a subtraction of operands of 8 to 64 bits. */
    static void compare(Processor cpu, int size, long a, long b) {
        switch (size) {
            case 8 -> cpu.flagsSub64(a, b, a - b);
            case 4 -> cpu.flagsSub32((int) a, (int) b, (int) (a - b));
            case 2 -> cpu.flagsSub16((int) a, (int) b, (int) (a - b));
            default -> cpu.flagsSub8((int) a, (int) b, (int) (a - b));
        }
    }

    /** An executor for rows with a VEX prefix, which are undefined in real-address and virtual-8086 mode. */
    static Executor vex(Instruction instruction, Executor executor) {
        if (instruction.mode() != 16) {
            return executor;
        }
        return (cpu, i) -> {
            if (!cpu.protectedMode() || cpu.virtual8086()) {
                throw cpu.fault(Vector.UD);
            }
            executor.execute(cpu, i);
        };
    }
}
