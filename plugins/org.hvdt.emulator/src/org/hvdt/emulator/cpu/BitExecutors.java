// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

import org.hvdt.emulator.isa.Instruction;
import org.hvdt.emulator.isa.Operand;

/**
 * Bit tests and scans, bit-field instructions of BMI1 and BMI2, byte order and checksum (SDM volume 1, chapter 7, "Bit
 * and Byte Instructions").
 */
public final class BitExecutors {

    private static final int TEST = 0;
    private static final int SET = 1;
    private static final int RESET = 2;
    private static final int COMPLEMENT = 3;

    /** CRC32C remainders of all bytes, bit-reflected. */
    private static final int[] CRC = crcTable();

    private static final Executor[] SETCC = {
        (cpu, i) -> set(cpu, i, 0), (cpu, i) -> set(cpu, i, 1), (cpu, i) -> set(cpu, i, 2),
        (cpu, i) -> set(cpu, i, 3), (cpu, i) -> set(cpu, i, 4), (cpu, i) -> set(cpu, i, 5),
        (cpu, i) -> set(cpu, i, 6), (cpu, i) -> set(cpu, i, 7), (cpu, i) -> set(cpu, i, 8),
        (cpu, i) -> set(cpu, i, 9), (cpu, i) -> set(cpu, i, 10), (cpu, i) -> set(cpu, i, 11),
        (cpu, i) -> set(cpu, i, 12), (cpu, i) -> set(cpu, i, 13), (cpu, i) -> set(cpu, i, 14),
        (cpu, i) -> set(cpu, i, 15)};

    private BitExecutors() {
    }

    /** Binds the instructions of this class. */
    public static void register(Executors.Registry registry) {
        registry.bind("BT", (cpu, i) -> bit(cpu, i, TEST));
        registry.bind("BTS", (cpu, i) -> bit(cpu, i, SET));
        registry.bind("BTR", (cpu, i) -> bit(cpu, i, RESET));
        registry.bind("BTC", (cpu, i) -> bit(cpu, i, COMPLEMENT));
        registry.bind("BSF", BitExecutors::bsf);
        registry.bind("BSR", BitExecutors::bsr);
        registry.bind("TZCNT", BitExecutors::tzcnt);
        registry.bind("LZCNT", BitExecutors::lzcnt);
        registry.bind("POPCNT", BitExecutors::popcnt);
        registry.bind("BSWAP r16", (cpu, i) -> Operands.setReg16(cpu, i.reg(), 0));
        registry.bind("BSWAP r32", (cpu, i) -> cpu.gpr[i.reg()] = Integer.reverseBytes((int) cpu.gpr[i.reg()])
                & 0xFFFFFFFFL);
        registry.bind("BSWAP r64", (cpu, i) -> cpu.gpr[i.reg()] = Long.reverseBytes(cpu.gpr[i.reg()]));
        registry.bind("CRC32 r32, r/m8", (cpu, i) -> crc(cpu, i, Operands.rm8(cpu, i), 1));
        registry.bind("CRC32 r64, r/m8", (cpu, i) -> crc(cpu, i, Operands.rm8(cpu, i), 1));
        registry.bind("CRC32 r32, r/m16", (cpu, i) -> crc(cpu, i, Operands.rm16(cpu, i), 2));
        registry.bind("CRC32 r32, r/m32", (cpu, i) -> crc(cpu, i, Operands.rm32(cpu, i), 4));
        registry.bind("CRC32 r64, r/m64", (cpu, i) -> crc(cpu, i, Operands.rm64(cpu, i), 8));
        registry.select("ANDN", i -> Operands.vex(i, BitExecutors::andn));
        registry.select("BEXTR", i -> Operands.vex(i, BitExecutors::bextr));
        registry.select("BLSR", i -> Operands.vex(i, BitExecutors::blsr));
        registry.select("BLSMSK", i -> Operands.vex(i, BitExecutors::blsmsk));
        registry.select("BLSI", i -> Operands.vex(i, BitExecutors::blsi));
        registry.select("BZHI", i -> Operands.vex(i, BitExecutors::bzhi));
        registry.select("PDEP", i -> Operands.vex(i, BitExecutors::pdep));
        registry.select("PEXT", i -> Operands.vex(i, BitExecutors::pext));
        for (int cc = 0; cc < 16; cc++) {
            registry.bind("SET" + Conditions.NAMES[cc] + " r/m8", SETCC[cc]);
        }
    }

    private static void bit(Processor cpu, Instruction i, int operation) {
        int size = i.operandSize();
        boolean immediate = i.form().operands().get(1).slot() == Operand.Slot.IMMEDIATE;
        long offset = immediate ? i.immediate() : Operands.signExtend(cpu.gpr[i.reg()], size);
        int position = (int) offset & size * 8 - 1;
        long old;
        if (i.memory()) {
            long address = cpu.effectiveAddress(i);
            if (!immediate) {
                // A register offset addresses a bit string of any length.
                int shift = size == 8 ? 6 : size == 4 ? 5 : 4;
                address = Operands.address(address + (offset >> shift) * size, i.addressSize());
            }
            old = operation == TEST ? Operands.read(cpu, i.segment(), address, size)
                    : Operands.readForWrite(cpu, i.segment(), address, size);
        } else {
            old = Operands.reg(cpu, i.rm(), size);
        }
        long mask = 1L << position;
        if (operation != TEST) {
            long result = switch (operation) {
                case SET -> old | mask;
                case RESET -> old & ~mask;
                default -> old ^ mask;
            };
            Operands.replace(cpu, i, result);
        }
        cpu.setCf((old & mask) != 0);
    }

    private static void bsf(Processor cpu, Instruction i) {
        long source = Operands.rm(cpu, i);
        if (source != 0) {
            Operands.setReg(cpu, i.reg(), i.operandSize(), Long.numberOfTrailingZeros(source));
        }
        cpu.flagsLogic(source);
    }

    private static void bsr(Processor cpu, Instruction i) {
        long source = Operands.rm(cpu, i);
        if (source != 0) {
            Operands.setReg(cpu, i.reg(), i.operandSize(), 63 - Long.numberOfLeadingZeros(source));
        }
        cpu.flagsLogic(source);
    }

    private static void tzcnt(Processor cpu, Instruction i) {
        long source = Operands.rm(cpu, i);
        long count = source == 0 ? i.operandSize() * 8 : Long.numberOfTrailingZeros(source);
        Operands.setReg(cpu, i.reg(), i.operandSize(), count);
        cpu.flagsExplicit(count, source == 0, false, false);
    }

    private static void lzcnt(Processor cpu, Instruction i) {
        long source = Operands.rm(cpu, i);
        long count = Long.numberOfLeadingZeros(source) - (64 - i.operandSize() * 8);
        Operands.setReg(cpu, i.reg(), i.operandSize(), count);
        cpu.flagsExplicit(count, source == 0, false, false);
    }

    private static void popcnt(Processor cpu, Instruction i) {
        int count = Long.bitCount(Operands.rm(cpu, i));
        Operands.setReg(cpu, i.reg(), i.operandSize(), count);
        cpu.setStatusFlags(count == 0 ? Flags.ZF : 0);
    }

    private static void crc(Processor cpu, Instruction i, long data, int bytes) {
        int crc = (int) cpu.gpr[i.reg()];
        for (int n = 0; n < bytes; n++) {
            crc = crc >>> 8 ^ CRC[(crc ^ (int) (data >>> 8 * n)) & 0xFF];
        }
        cpu.gpr[i.reg()] = crc & 0xFFFFFFFFL;
    }

    private static int[] crcTable() {
        int[] table = new int[256];
        for (int n = 0; n < table.length; n++) {
            int remainder = n;
            for (int bit = 0; bit < 8; bit++) {
                remainder = remainder >>> 1 ^ ((remainder & 1) != 0 ? 0x82F63B78 : 0);
            }
            table[n] = remainder;
        }
        return table;
    }

    private static void result(Processor cpu, Instruction i, int register, long value, boolean carry) {
        long extended = Operands.signExtend(value, i.operandSize());
        Operands.setReg(cpu, register, i.operandSize(), value);
        cpu.flagsExplicit(extended, carry, false, false);
    }

    private static void andn(Processor cpu, Instruction i) {
        result(cpu, i, i.reg(), ~cpu.gpr[i.vvvv()] & Operands.rm(cpu, i), false);
    }

    private static void bextr(Processor cpu, Instruction i) {
        long source = Operands.rm(cpu, i);
        int start = (int) cpu.gpr[i.vvvv()] & 0xFF;
        int length = (int) (cpu.gpr[i.vvvv()] >> 8) & 0xFF;
        long field = start < 64 ? source >>> start : 0;
        result(cpu, i, i.reg(), length < 64 ? field & (1L << length) - 1 : field, false);
    }

    private static void blsr(Processor cpu, Instruction i) {
        long source = Operands.rm(cpu, i);
        result(cpu, i, i.vvvv(), source & source - 1, source == 0);
    }

    private static void blsmsk(Processor cpu, Instruction i) {
        long source = Operands.rm(cpu, i);
        result(cpu, i, i.vvvv(), source ^ source - 1, source == 0);
    }

    private static void blsi(Processor cpu, Instruction i) {
        long source = Operands.rm(cpu, i);
        result(cpu, i, i.vvvv(), source & -source, source != 0);
    }

    private static void bzhi(Processor cpu, Instruction i) {
        long source = Operands.rm(cpu, i);
        int index = (int) cpu.gpr[i.vvvv()] & 0xFF;
        boolean all = index > i.operandSize() * 8 - 1;
        result(cpu, i, i.reg(), all ? source : source & (1L << index) - 1, all);
    }

    private static void pdep(Processor cpu, Instruction i) {
        long mask = Operands.rm(cpu, i);
        long source = cpu.gpr[i.vvvv()];
        long deposited = 0;
        while (mask != 0) {
            if ((source & 1) != 0) {
                deposited |= mask & -mask;
            }
            source >>>= 1;
            mask &= mask - 1;
        }
        Operands.setReg(cpu, i.reg(), i.operandSize(), deposited);
    }

    private static void pext(Processor cpu, Instruction i) {
        long mask = Operands.rm(cpu, i);
        long source = cpu.gpr[i.vvvv()];
        long extracted = 0;
        for (int n = 0; mask != 0; n++) {
            if ((source & mask & -mask) != 0) {
                extracted |= 1L << n;
            }
            mask &= mask - 1;
        }
        Operands.setReg(cpu, i.reg(), i.operandSize(), extracted);
    }

    private static void set(Processor cpu, Instruction i, int cc) {
        int value = cpu.condition(cc) ? 1 : 0;
        if (i.memory()) {
            cpu.write8(i.segment(), cpu.effectiveAddress(i), value);
        } else {
            Operands.setReg8(cpu, i, i.rm(), value);
        }
    }
}
