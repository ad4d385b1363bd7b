// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

import org.hvdt.emulator.isa.Instruction;

/** Shifts and rotates (SDM volume 1, chapter 7, "Shift and Rotate Instructions"). */
public final class ShiftExecutors {

    private static final int ROL = 0;
    private static final int ROR = 1;
    private static final int RCL = 2;
    private static final int RCR = 3;
    private static final int SHL = 4;
    private static final int SHR = 5;
    private static final int SAR = 7;

    private ShiftExecutors() {
    }

    /** Binds the shifts and rotates. */
    public static void register(Executors.Registry registry) {
        bind(registry, "ROL", (cpu, i) -> constant64(cpu, i, ROL), (cpu, i) -> constant32(cpu, i, ROL),
                (cpu, i) -> shift(cpu, i, ROL, 1), (cpu, i) -> shift(cpu, i, ROL, (int) i.immediate()),
                (cpu, i) -> shift(cpu, i, ROL, (int) cpu.gpr[1]));
        bind(registry, "ROR", (cpu, i) -> constant64(cpu, i, ROR), (cpu, i) -> constant32(cpu, i, ROR),
                (cpu, i) -> shift(cpu, i, ROR, 1), (cpu, i) -> shift(cpu, i, ROR, (int) i.immediate()),
                (cpu, i) -> shift(cpu, i, ROR, (int) cpu.gpr[1]));
        bind(registry, "RCL", (cpu, i) -> constant64(cpu, i, RCL), (cpu, i) -> constant32(cpu, i, RCL),
                (cpu, i) -> shift(cpu, i, RCL, 1), (cpu, i) -> shift(cpu, i, RCL, (int) i.immediate()),
                (cpu, i) -> shift(cpu, i, RCL, (int) cpu.gpr[1]));
        bind(registry, "RCR", (cpu, i) -> constant64(cpu, i, RCR), (cpu, i) -> constant32(cpu, i, RCR),
                (cpu, i) -> shift(cpu, i, RCR, 1), (cpu, i) -> shift(cpu, i, RCR, (int) i.immediate()),
                (cpu, i) -> shift(cpu, i, RCR, (int) cpu.gpr[1]));
        bind(registry, "SHL", (cpu, i) -> constant64(cpu, i, SHL), (cpu, i) -> constant32(cpu, i, SHL),
                (cpu, i) -> shift(cpu, i, SHL, 1), (cpu, i) -> shift(cpu, i, SHL, (int) i.immediate()),
                (cpu, i) -> shift(cpu, i, SHL, (int) cpu.gpr[1]));
        bind(registry, "SHR", (cpu, i) -> constant64(cpu, i, SHR), (cpu, i) -> constant32(cpu, i, SHR),
                (cpu, i) -> shift(cpu, i, SHR, 1), (cpu, i) -> shift(cpu, i, SHR, (int) i.immediate()),
                (cpu, i) -> shift(cpu, i, SHR, (int) cpu.gpr[1]));
        bind(registry, "SAR", (cpu, i) -> constant64(cpu, i, SAR), (cpu, i) -> constant32(cpu, i, SAR),
                (cpu, i) -> shift(cpu, i, SAR, 1), (cpu, i) -> shift(cpu, i, SAR, (int) i.immediate()),
                (cpu, i) -> shift(cpu, i, SAR, (int) cpu.gpr[1]));
        for (int bits : new int[] {16, 32, 64}) {
            String operands = " r/m" + bits + ", r" + bits + ", ";
            registry.bind("SHLD" + operands + "imm8", (cpu, i) -> shld(cpu, i, (int) i.immediate()));
            registry.bind("SHLD" + operands + "CL", (cpu, i) -> shld(cpu, i, (int) cpu.gpr[1]));
            registry.bind("SHRD" + operands + "imm8", (cpu, i) -> shrd(cpu, i, (int) i.immediate()));
            registry.bind("SHRD" + operands + "CL", (cpu, i) -> shrd(cpu, i, (int) cpu.gpr[1]));
        }
        registry.select("RORX", i -> Operands.vex(i, ShiftExecutors::rorx));
        registry.select("SARX", i -> Operands.vex(i, ShiftExecutors::sarx));
        registry.select("SHLX", i -> Operands.vex(i, ShiftExecutors::shlx));
        registry.select("SHRX", i -> Operands.vex(i, ShiftExecutors::shrx));
    }

    private static void bind(Executors.Registry registry, String mnemonic, Executor constant64, Executor constant32,
            Executor one, Executor immediate, Executor cl) {
        registry.select(mnemonic, i -> {
            String count = i.form().operands().get(1).text();
            boolean register = !i.memory() && count.equals("imm8");
            // A count of zero is left to the general form, so that the specialised ones always set flags.
            if (register && i.operandSize() == 8 && (i.immediate() & 63) != 0) {
                return constant64;
            }
            if (register && i.operandSize() == 4 && (i.immediate() & 31) != 0) {
                return constant32;
            }
            return count.equals("CL") ? cl : count.equals("1") ? one : immediate;
        });
    }

    private static void constant64(Processor cpu, Instruction i, int operation) {
        cpu.gpr[i.rm()] = shift64(cpu, operation, cpu.gpr[i.rm()], (int) i.immediate() & 63);
    }

    private static void constant32(Processor cpu, Instruction i, int operation) {
        cpu.gpr[i.rm()] = shift32(cpu, operation, (int) cpu.gpr[i.rm()], (int) i.immediate() & 31) & 0xFFFFFFFFL;
    }

    private static void shift(Processor cpu, Instruction i, int operation, int count) {
        if (i.operandSize() == 8) {
            int masked = count & 63;
            if (i.memory()) {
                long old = cpu.readForWrite64(i.segment(), cpu.effectiveAddress(i));
                cpu.writeBack64(masked == 0 ? old : shift64(cpu, operation, old, masked));
            } else if (masked != 0) {
                cpu.gpr[i.rm()] = shift64(cpu, operation, cpu.gpr[i.rm()], masked);
            }
        } else if (i.operandSize() == 4) {
            int masked = count & 31;
            if (i.memory()) {
                int old = cpu.readForWrite32(i.segment(), cpu.effectiveAddress(i));
                cpu.writeBack32(masked == 0 ? old : shift32(cpu, operation, old, masked));
            } else {
                int old = (int) cpu.gpr[i.rm()];
                cpu.gpr[i.rm()] = (masked == 0 ? old : shift32(cpu, operation, old, masked)) & 0xFFFFFFFFL;
            }
        } else {
            int masked = count & 31;
            int old = (int) Operands.readForWrite(cpu, i);
            Operands.replace(cpu, i, masked == 0 ? old : shiftSmall(cpu, operation, old, masked, i.operandSize() * 8));
        }
    }

    /** Flags of a shift: CF is bit 0 of {@code carry}, OF its difference to bit 0 of {@code other}. */
    private static void shifted(Processor cpu, long result, long carry, long other) {
        cpu.flagsResult = result;
        cpu.flagsAux = carry << 63 | (other & 1) << 62;
    }

    /** Shifts 64 bits by 1 to 63. */
    private static long shift64(Processor cpu, int operation, long value, int count) {
        long result;
        switch (operation) {
            case SHL -> {
                result = value << count;
                shifted(cpu, result, value >>> 64 - count, result >>> 63);
            }
            case SHR -> {
                result = value >>> count;
                shifted(cpu, result, value >>> count - 1, value >>> 63 ^ value >>> count - 1);
            }
            case SAR -> {
                result = value >> count;
                shifted(cpu, result, value >> count - 1, value >> count - 1);
            }
            case ROL -> {
                result = Long.rotateLeft(value, count);
                boolean carry = (result & 1) != 0;
                rotated(cpu, carry, carry != result < 0);
            }
            case ROR -> {
                result = Long.rotateRight(value, count);
                rotated(cpu, result < 0, (result ^ result << 1) < 0);
            }
            case RCL -> {
                long carryIn = cpu.cf() ? 1 : 0;
                result = value << count | carryIn << count - 1 | (count == 1 ? 0 : value >>> 65 - count);
                boolean carry = (value >>> 64 - count & 1) != 0;
                rotated(cpu, carry, carry != result < 0);
            }
            default -> {
                long carryIn = cpu.cf() ? 1 : 0;
                result = value >>> count | carryIn << 64 - count | (count == 1 ? 0 : value << 65 - count);
                rotated(cpu, (value >>> count - 1 & 1) != 0, (result ^ result << 1) < 0);
            }
        }
        return result;
    }

    /** Shifts 32 bits by 1 to 31. */
    private static int shift32(Processor cpu, int operation, int value, int count) {
        int result;
        switch (operation) {
            case SHL -> {
                result = value << count;
                shifted(cpu, result, value >>> 32 - count, result >>> 31);
            }
            case SHR -> {
                result = value >>> count;
                shifted(cpu, result, value >>> count - 1, value >>> 31 ^ value >>> count - 1);
            }
            case SAR -> {
                result = value >> count;
                shifted(cpu, result, value >> count - 1, value >> count - 1);
            }
            case ROL -> {
                result = Integer.rotateLeft(value, count);
                boolean carry = (result & 1) != 0;
                rotated(cpu, carry, carry != result < 0);
            }
            case ROR -> {
                result = Integer.rotateRight(value, count);
                rotated(cpu, result < 0, (result ^ result << 1) < 0);
            }
            case RCL -> {
                int carryIn = cpu.cf() ? 1 : 0;
                result = value << count | carryIn << count - 1 | (count == 1 ? 0 : value >>> 33 - count);
                boolean carry = (value >>> 32 - count & 1) != 0;
                rotated(cpu, carry, carry != result < 0);
            }
            default -> {
                int carryIn = cpu.cf() ? 1 : 0;
                result = value >>> count | carryIn << 32 - count | (count == 1 ? 0 : value << 33 - count);
                rotated(cpu, (value >>> count - 1 & 1) != 0, (result ^ result << 1) < 0);
            }
        }
        return result;
    }

    /** Shifts 8 or 16 bits by 1 to 31. */
    private static int shiftSmall(Processor cpu, int operation, int value, int count, int bits) {
        int mask = (1 << bits) - 1;
        int sign = 1 << bits - 1;
        int result;
        switch (operation) {
            case SHL -> {
                long shifted = (long) value << count;
                result = (int) shifted & mask;
                boolean carry = (shifted >>> bits & 1) != 0;
                cpu.flagsExplicit(Operands.signExtend(result, bits / 8), carry, carry != ((result & sign) != 0), false);
            }
            case SHR -> {
                result = value >>> count;
                cpu.flagsExplicit(Operands.signExtend(result, bits / 8), (value >>> count - 1 & 1) != 0,
                        (value & sign) != 0, false);
            }
            case SAR -> {
                int extended = (int) Operands.signExtend(value, bits / 8);
                result = extended >> count & mask;
                cpu.flagsExplicit(Operands.signExtend(result, bits / 8), (extended >> count - 1 & 1) != 0, false,
                        false);
            }
            case ROL -> {
                int by = count & bits - 1;
                result = (value << by | value >>> bits - by) & mask;
                boolean carry = (result & 1) != 0;
                rotated(cpu, carry, carry != ((result & sign) != 0));
            }
            case ROR -> {
                int by = count & bits - 1;
                result = (value >>> by | value << bits - by) & mask;
                rotated(cpu, (result & sign) != 0, ((result ^ result << 1) & sign) != 0);
            }
            default -> {
                // The carry flag is one more bit of the rotated value.
                int width = bits + 1;
                int by = count % width;
                long wide = (long) (cpu.cf() ? 1 : 0) << bits | value;
                long rotated = operation == RCL ? wide << by | wide >>> width - by : wide >>> by | wide << width - by;
                result = (int) rotated & mask;
                boolean carry = (rotated >>> bits & 1) != 0;
                boolean top = (result & sign) != 0;
                rotated(cpu, carry, operation == RCL ? carry != top : ((result ^ result << 1) & sign) != 0);
            }
        }
        return result;
    }

    private static void rotated(Processor cpu, boolean carry, boolean overflow) {
        cpu.setCf(carry);
        cpu.setOf(overflow);
    }

    private static void shld(Processor cpu, Instruction i, int counter) {
        int bits = i.operandSize() * 8;
        int count = counter & (bits == 64 ? 63 : 31);
        long old = Operands.readForWrite(cpu, i);
        if (count == 0) {
            Operands.replace(cpu, i, old);
            return;
        }
        long filler = Operands.reg(cpu, i.reg(), i.operandSize());
        long result;
        boolean carry;
        if (bits == 16) {
            // Counts above 16 are undefined; processors shift in the destination again.
            long wide = old << 32 | filler << 16 | old;
            long shifted = wide << count;
            result = shifted >>> 32 & 0xFFFF;
            carry = (shifted >>> 48 & 1) != 0;
        } else {
            result = old << count | filler >>> bits - count;
            carry = (old >>> bits - count & 1) != 0;
        }
        finishDouble(cpu, i, old, result, carry);
    }

    private static void shrd(Processor cpu, Instruction i, int counter) {
        int bits = i.operandSize() * 8;
        int count = counter & (bits == 64 ? 63 : 31);
        long old = Operands.readForWrite(cpu, i);
        if (count == 0) {
            Operands.replace(cpu, i, old);
            return;
        }
        long filler = Operands.reg(cpu, i.reg(), i.operandSize());
        long wide = bits == 16 ? old << 32 | filler << 16 | old : old;
        long result = wide >>> count | (bits == 16 ? 0 : filler << bits - count);
        finishDouble(cpu, i, old, result, (wide >>> count - 1 & 1) != 0);
    }

    private static void finishDouble(Processor cpu, Instruction i, long old, long result, boolean carry) {
        long extended = Operands.signExtend(result, i.operandSize());
        boolean overflow = (extended ^ Operands.signExtend(old, i.operandSize())) < 0;
        Operands.replace(cpu, i, result);
        cpu.flagsExplicit(extended, carry, overflow, false);
    }

    private static void rorx(Processor cpu, Instruction i) {
        int count = (int) i.immediate();
        if (i.operandSize() == 8) {
            cpu.gpr[i.reg()] = Long.rotateRight(Operands.rm64(cpu, i), count);
        } else {
            cpu.gpr[i.reg()] = Integer.rotateRight(Operands.rm32(cpu, i), count) & 0xFFFFFFFFL;
        }
    }

    private static void sarx(Processor cpu, Instruction i) {
        int count = (int) cpu.gpr[i.vvvv()];
        if (i.operandSize() == 8) {
            cpu.gpr[i.reg()] = Operands.rm64(cpu, i) >> count;
        } else {
            cpu.gpr[i.reg()] = Operands.rm32(cpu, i) >> count & 0xFFFFFFFFL;
        }
    }

    private static void shlx(Processor cpu, Instruction i) {
        int count = (int) cpu.gpr[i.vvvv()];
        if (i.operandSize() == 8) {
            cpu.gpr[i.reg()] = Operands.rm64(cpu, i) << count;
        } else {
            cpu.gpr[i.reg()] = Operands.rm32(cpu, i) << count & 0xFFFFFFFFL;
        }
    }

    private static void shrx(Processor cpu, Instruction i) {
        int count = (int) cpu.gpr[i.vvvv()];
        if (i.operandSize() == 8) {
            cpu.gpr[i.reg()] = Operands.rm64(cpu, i) >>> count;
        } else {
            cpu.gpr[i.reg()] = Operands.rm32(cpu, i) >>> count & 0xFFFFFFFFL;
        }
    }
}
