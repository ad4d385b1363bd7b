// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

import static org.hvdt.emulator.cpu.BinaryOperations.bindAll;
import static org.hvdt.emulator.cpu.BinaryOperations.memoryImmediate16;
import static org.hvdt.emulator.cpu.BinaryOperations.memoryImmediate32;
import static org.hvdt.emulator.cpu.BinaryOperations.memoryImmediate64;
import static org.hvdt.emulator.cpu.BinaryOperations.memoryImmediate8;
import static org.hvdt.emulator.cpu.BinaryOperations.memoryRegister16;
import static org.hvdt.emulator.cpu.BinaryOperations.memoryRegister32;
import static org.hvdt.emulator.cpu.BinaryOperations.memoryRegister64;
import static org.hvdt.emulator.cpu.BinaryOperations.memoryRegister8;
import static org.hvdt.emulator.cpu.BinaryOperations.registerFromMemory16;
import static org.hvdt.emulator.cpu.BinaryOperations.registerFromMemory32;
import static org.hvdt.emulator.cpu.BinaryOperations.registerFromMemory64;
import static org.hvdt.emulator.cpu.BinaryOperations.registerFromMemory8;
import static org.hvdt.emulator.cpu.BinaryOperations.registerFromRegister16;
import static org.hvdt.emulator.cpu.BinaryOperations.registerFromRegister32;
import static org.hvdt.emulator.cpu.BinaryOperations.registerFromRegister64;
import static org.hvdt.emulator.cpu.BinaryOperations.registerFromRegister8;
import static org.hvdt.emulator.cpu.BinaryOperations.registerImmediate16;
import static org.hvdt.emulator.cpu.BinaryOperations.registerImmediate32;
import static org.hvdt.emulator.cpu.BinaryOperations.registerImmediate64;
import static org.hvdt.emulator.cpu.BinaryOperations.registerImmediate8;
import static org.hvdt.emulator.cpu.BinaryOperations.registerRegister16;
import static org.hvdt.emulator.cpu.BinaryOperations.registerRegister32;
import static org.hvdt.emulator.cpu.BinaryOperations.registerRegister64;
import static org.hvdt.emulator.cpu.BinaryOperations.registerRegister8;

import org.hvdt.emulator.isa.Instruction;
import org.hvdt.emulator.isa.Operand;

/**
 * Binary and decimal arithmetic (SDM volume 1, chapter 7, "Binary Arithmetic Instructions" and "Decimal Arithmetic
 * Instructions"), compare-and-exchange and sign extension of the accumulator.
 */
public final class ArithmeticExecutors {

    private ArithmeticExecutors() {
    }

    /** Binds the instructions of this class. */
    public static void register(Executors.Registry registry) {
        bindAll(registry, "ADD", 8,
                (cpu, i) -> registerRegister8(cpu, i, BinaryOperations.ADD),
                (cpu, i) -> memoryRegister8(cpu, i, BinaryOperations.ADD),
                (cpu, i) -> registerFromRegister8(cpu, i, BinaryOperations.ADD),
                (cpu, i) -> registerFromMemory8(cpu, i, BinaryOperations.ADD),
                (cpu, i) -> registerImmediate8(cpu, i, BinaryOperations.ADD),
                (cpu, i) -> memoryImmediate8(cpu, i, BinaryOperations.ADD));
        bindAll(registry, "ADD", 16,
                (cpu, i) -> registerRegister16(cpu, i, BinaryOperations.ADD),
                (cpu, i) -> memoryRegister16(cpu, i, BinaryOperations.ADD),
                (cpu, i) -> registerFromRegister16(cpu, i, BinaryOperations.ADD),
                (cpu, i) -> registerFromMemory16(cpu, i, BinaryOperations.ADD),
                (cpu, i) -> registerImmediate16(cpu, i, BinaryOperations.ADD),
                (cpu, i) -> memoryImmediate16(cpu, i, BinaryOperations.ADD));
        bindAll(registry, "ADD", 32,
                (cpu, i) -> registerRegister32(cpu, i, BinaryOperations.ADD),
                (cpu, i) -> memoryRegister32(cpu, i, BinaryOperations.ADD),
                (cpu, i) -> registerFromRegister32(cpu, i, BinaryOperations.ADD),
                (cpu, i) -> registerFromMemory32(cpu, i, BinaryOperations.ADD),
                (cpu, i) -> registerImmediate32(cpu, i, BinaryOperations.ADD),
                (cpu, i) -> memoryImmediate32(cpu, i, BinaryOperations.ADD));
        bindAll(registry, "ADD", 64,
                (cpu, i) -> registerRegister64(cpu, i, BinaryOperations.ADD),
                (cpu, i) -> memoryRegister64(cpu, i, BinaryOperations.ADD),
                (cpu, i) -> registerFromRegister64(cpu, i, BinaryOperations.ADD),
                (cpu, i) -> registerFromMemory64(cpu, i, BinaryOperations.ADD),
                (cpu, i) -> registerImmediate64(cpu, i, BinaryOperations.ADD),
                (cpu, i) -> memoryImmediate64(cpu, i, BinaryOperations.ADD));
        bindAll(registry, "ADC", 8,
                (cpu, i) -> registerRegister8(cpu, i, BinaryOperations.ADC),
                (cpu, i) -> memoryRegister8(cpu, i, BinaryOperations.ADC),
                (cpu, i) -> registerFromRegister8(cpu, i, BinaryOperations.ADC),
                (cpu, i) -> registerFromMemory8(cpu, i, BinaryOperations.ADC),
                (cpu, i) -> registerImmediate8(cpu, i, BinaryOperations.ADC),
                (cpu, i) -> memoryImmediate8(cpu, i, BinaryOperations.ADC));
        bindAll(registry, "ADC", 16,
                (cpu, i) -> registerRegister16(cpu, i, BinaryOperations.ADC),
                (cpu, i) -> memoryRegister16(cpu, i, BinaryOperations.ADC),
                (cpu, i) -> registerFromRegister16(cpu, i, BinaryOperations.ADC),
                (cpu, i) -> registerFromMemory16(cpu, i, BinaryOperations.ADC),
                (cpu, i) -> registerImmediate16(cpu, i, BinaryOperations.ADC),
                (cpu, i) -> memoryImmediate16(cpu, i, BinaryOperations.ADC));
        bindAll(registry, "ADC", 32,
                (cpu, i) -> registerRegister32(cpu, i, BinaryOperations.ADC),
                (cpu, i) -> memoryRegister32(cpu, i, BinaryOperations.ADC),
                (cpu, i) -> registerFromRegister32(cpu, i, BinaryOperations.ADC),
                (cpu, i) -> registerFromMemory32(cpu, i, BinaryOperations.ADC),
                (cpu, i) -> registerImmediate32(cpu, i, BinaryOperations.ADC),
                (cpu, i) -> memoryImmediate32(cpu, i, BinaryOperations.ADC));
        bindAll(registry, "ADC", 64,
                (cpu, i) -> registerRegister64(cpu, i, BinaryOperations.ADC),
                (cpu, i) -> memoryRegister64(cpu, i, BinaryOperations.ADC),
                (cpu, i) -> registerFromRegister64(cpu, i, BinaryOperations.ADC),
                (cpu, i) -> registerFromMemory64(cpu, i, BinaryOperations.ADC),
                (cpu, i) -> registerImmediate64(cpu, i, BinaryOperations.ADC),
                (cpu, i) -> memoryImmediate64(cpu, i, BinaryOperations.ADC));
        bindAll(registry, "SUB", 8,
                (cpu, i) -> registerRegister8(cpu, i, BinaryOperations.SUB),
                (cpu, i) -> memoryRegister8(cpu, i, BinaryOperations.SUB),
                (cpu, i) -> registerFromRegister8(cpu, i, BinaryOperations.SUB),
                (cpu, i) -> registerFromMemory8(cpu, i, BinaryOperations.SUB),
                (cpu, i) -> registerImmediate8(cpu, i, BinaryOperations.SUB),
                (cpu, i) -> memoryImmediate8(cpu, i, BinaryOperations.SUB));
        bindAll(registry, "SUB", 16,
                (cpu, i) -> registerRegister16(cpu, i, BinaryOperations.SUB),
                (cpu, i) -> memoryRegister16(cpu, i, BinaryOperations.SUB),
                (cpu, i) -> registerFromRegister16(cpu, i, BinaryOperations.SUB),
                (cpu, i) -> registerFromMemory16(cpu, i, BinaryOperations.SUB),
                (cpu, i) -> registerImmediate16(cpu, i, BinaryOperations.SUB),
                (cpu, i) -> memoryImmediate16(cpu, i, BinaryOperations.SUB));
        bindAll(registry, "SUB", 32,
                (cpu, i) -> registerRegister32(cpu, i, BinaryOperations.SUB),
                (cpu, i) -> memoryRegister32(cpu, i, BinaryOperations.SUB),
                (cpu, i) -> registerFromRegister32(cpu, i, BinaryOperations.SUB),
                (cpu, i) -> registerFromMemory32(cpu, i, BinaryOperations.SUB),
                (cpu, i) -> registerImmediate32(cpu, i, BinaryOperations.SUB),
                (cpu, i) -> memoryImmediate32(cpu, i, BinaryOperations.SUB));
        bindAll(registry, "SUB", 64,
                (cpu, i) -> registerRegister64(cpu, i, BinaryOperations.SUB),
                (cpu, i) -> memoryRegister64(cpu, i, BinaryOperations.SUB),
                (cpu, i) -> registerFromRegister64(cpu, i, BinaryOperations.SUB),
                (cpu, i) -> registerFromMemory64(cpu, i, BinaryOperations.SUB),
                (cpu, i) -> registerImmediate64(cpu, i, BinaryOperations.SUB),
                (cpu, i) -> memoryImmediate64(cpu, i, BinaryOperations.SUB));
        bindAll(registry, "SBB", 8,
                (cpu, i) -> registerRegister8(cpu, i, BinaryOperations.SBB),
                (cpu, i) -> memoryRegister8(cpu, i, BinaryOperations.SBB),
                (cpu, i) -> registerFromRegister8(cpu, i, BinaryOperations.SBB),
                (cpu, i) -> registerFromMemory8(cpu, i, BinaryOperations.SBB),
                (cpu, i) -> registerImmediate8(cpu, i, BinaryOperations.SBB),
                (cpu, i) -> memoryImmediate8(cpu, i, BinaryOperations.SBB));
        bindAll(registry, "SBB", 16,
                (cpu, i) -> registerRegister16(cpu, i, BinaryOperations.SBB),
                (cpu, i) -> memoryRegister16(cpu, i, BinaryOperations.SBB),
                (cpu, i) -> registerFromRegister16(cpu, i, BinaryOperations.SBB),
                (cpu, i) -> registerFromMemory16(cpu, i, BinaryOperations.SBB),
                (cpu, i) -> registerImmediate16(cpu, i, BinaryOperations.SBB),
                (cpu, i) -> memoryImmediate16(cpu, i, BinaryOperations.SBB));
        bindAll(registry, "SBB", 32,
                (cpu, i) -> registerRegister32(cpu, i, BinaryOperations.SBB),
                (cpu, i) -> memoryRegister32(cpu, i, BinaryOperations.SBB),
                (cpu, i) -> registerFromRegister32(cpu, i, BinaryOperations.SBB),
                (cpu, i) -> registerFromMemory32(cpu, i, BinaryOperations.SBB),
                (cpu, i) -> registerImmediate32(cpu, i, BinaryOperations.SBB),
                (cpu, i) -> memoryImmediate32(cpu, i, BinaryOperations.SBB));
        bindAll(registry, "SBB", 64,
                (cpu, i) -> registerRegister64(cpu, i, BinaryOperations.SBB),
                (cpu, i) -> memoryRegister64(cpu, i, BinaryOperations.SBB),
                (cpu, i) -> registerFromRegister64(cpu, i, BinaryOperations.SBB),
                (cpu, i) -> registerFromMemory64(cpu, i, BinaryOperations.SBB),
                (cpu, i) -> registerImmediate64(cpu, i, BinaryOperations.SBB),
                (cpu, i) -> memoryImmediate64(cpu, i, BinaryOperations.SBB));
        bindAll(registry, "CMP", 8,
                (cpu, i) -> registerRegister8(cpu, i, BinaryOperations.CMP),
                (cpu, i) -> memoryRegister8(cpu, i, BinaryOperations.CMP),
                (cpu, i) -> registerFromRegister8(cpu, i, BinaryOperations.CMP),
                (cpu, i) -> registerFromMemory8(cpu, i, BinaryOperations.CMP),
                (cpu, i) -> registerImmediate8(cpu, i, BinaryOperations.CMP),
                (cpu, i) -> memoryImmediate8(cpu, i, BinaryOperations.CMP));
        bindAll(registry, "CMP", 16,
                (cpu, i) -> registerRegister16(cpu, i, BinaryOperations.CMP),
                (cpu, i) -> memoryRegister16(cpu, i, BinaryOperations.CMP),
                (cpu, i) -> registerFromRegister16(cpu, i, BinaryOperations.CMP),
                (cpu, i) -> registerFromMemory16(cpu, i, BinaryOperations.CMP),
                (cpu, i) -> registerImmediate16(cpu, i, BinaryOperations.CMP),
                (cpu, i) -> memoryImmediate16(cpu, i, BinaryOperations.CMP));
        bindAll(registry, "CMP", 32,
                (cpu, i) -> registerRegister32(cpu, i, BinaryOperations.CMP),
                (cpu, i) -> memoryRegister32(cpu, i, BinaryOperations.CMP),
                (cpu, i) -> registerFromRegister32(cpu, i, BinaryOperations.CMP),
                (cpu, i) -> registerFromMemory32(cpu, i, BinaryOperations.CMP),
                (cpu, i) -> registerImmediate32(cpu, i, BinaryOperations.CMP),
                (cpu, i) -> memoryImmediate32(cpu, i, BinaryOperations.CMP));
        bindAll(registry, "CMP", 64,
                (cpu, i) -> registerRegister64(cpu, i, BinaryOperations.CMP),
                (cpu, i) -> memoryRegister64(cpu, i, BinaryOperations.CMP),
                (cpu, i) -> registerFromRegister64(cpu, i, BinaryOperations.CMP),
                (cpu, i) -> registerFromMemory64(cpu, i, BinaryOperations.CMP),
                (cpu, i) -> registerImmediate64(cpu, i, BinaryOperations.CMP),
                (cpu, i) -> memoryImmediate64(cpu, i, BinaryOperations.CMP));
        registry.select("INC", ArithmeticExecutors::selectIncrement);
        registry.select("DEC", ArithmeticExecutors::selectDecrement);
        registry.bind("NEG", ArithmeticExecutors::neg);
        registry.bind("MUL", ArithmeticExecutors::mul);
        registry.bind("DIV", ArithmeticExecutors::div);
        registry.bind("IDIV", ArithmeticExecutors::idiv);
        for (int bits : new int[] {8, 16, 32, 64}) {
            registry.bind("IMUL r/m" + bits, ArithmeticExecutors::imulAccumulator);
            registry.bind("XADD r/m" + bits + ", r" + bits, ArithmeticExecutors::xadd);
            registry.bind("CMPXCHG r/m" + bits + ", r" + bits, ArithmeticExecutors::cmpxchg);
            if (bits > 8) {
                String form = "IMUL r" + bits + ", r/m" + bits;
                Executor plain = bits == 64 ? ArithmeticExecutors::imul64
                        : bits == 32 ? ArithmeticExecutors::imul32 : ArithmeticExecutors::imul16;
                Executor immediate = bits == 64 ? ArithmeticExecutors::imulImmediate64
                        : bits == 32 ? ArithmeticExecutors::imulImmediate32 : ArithmeticExecutors::imulImmediate16;
                registry.bind(form, plain);
                registry.bind(form + ", imm8", immediate);
                registry.bind(form + ", imm" + Math.min(bits, 32), immediate);
            }
        }
        registry.bind("CMPXCHG8B m64", ArithmeticExecutors::cmpxchg8b);
        registry.bind("CMPXCHG16B m128", ArithmeticExecutors::cmpxchg16b);
        registry.bind("ADCX", ArithmeticExecutors::adcx);
        registry.bind("ADOX", ArithmeticExecutors::adox);
        registry.select("MULX r32, r32, r/m32", i -> Operands.vex(i, ArithmeticExecutors::mulx32));
        registry.bind("MULX r64, r64, r/m64", ArithmeticExecutors::mulx64);
        registry.bind("AAA", ArithmeticExecutors::aaa);
        registry.bind("AAS", ArithmeticExecutors::aas);
        registry.bind("DAA", ArithmeticExecutors::daa);
        registry.bind("DAS", ArithmeticExecutors::das);
        registry.bind("AAM imm8", ArithmeticExecutors::aam);
        registry.bind("AAD imm8", ArithmeticExecutors::aad);
        registry.bind("CBW", (cpu, i) -> Operands.setReg16(cpu, 0, (byte) cpu.gpr[0]));
        registry.bind("CWDE", (cpu, i) -> cpu.gpr[0] = (short) cpu.gpr[0] & 0xFFFFFFFFL);
        registry.bind("CDQE", (cpu, i) -> cpu.gpr[0] = (int) cpu.gpr[0]);
        registry.bind("CWD", (cpu, i) -> Operands.setReg16(cpu, 2, (short) cpu.gpr[0] >> 15));
        registry.bind("CDQ", (cpu, i) -> cpu.gpr[2] = (int) cpu.gpr[0] >> 31 & 0xFFFFFFFFL);
        registry.bind("CQO", (cpu, i) -> cpu.gpr[2] = cpu.gpr[0] >> 63);
    }

    // ---- INC, DEC, NEG

    private static Executor selectIncrement(Instruction i) {
        if (!i.memory() && i.form().operands().get(0).slot() == Operand.Slot.RM) {
            if (i.operandSize() == 8) {
                return ArithmeticExecutors::increment64;
            }
            if (i.operandSize() == 4) {
                return ArithmeticExecutors::increment32;
            }
        }
        return (cpu, instruction) -> step(cpu, instruction, 1);
    }

    private static Executor selectDecrement(Instruction i) {
        if (!i.memory() && i.form().operands().get(0).slot() == Operand.Slot.RM) {
            if (i.operandSize() == 8) {
                return ArithmeticExecutors::decrement64;
            }
            if (i.operandSize() == 4) {
                return ArithmeticExecutors::decrement32;
            }
        }
        return (cpu, instruction) -> step(cpu, instruction, -1);
    }

    private static void increment64(Processor cpu, Instruction i) {
        long aux = cpu.flagsAux;
        long old = cpu.gpr[i.rm()];
        long result = old + 1;
        cpu.flagsAdd64(old, 1, result);
        keepCarry(cpu, aux);
        cpu.gpr[i.rm()] = result;
    }

    private static void increment32(Processor cpu, Instruction i) {
        long aux = cpu.flagsAux;
        int old = (int) cpu.gpr[i.rm()];
        int result = old + 1;
        cpu.flagsAdd32(old, 1, result);
        keepCarry(cpu, aux);
        cpu.gpr[i.rm()] = result & 0xFFFFFFFFL;
    }

    private static void decrement64(Processor cpu, Instruction i) {
        long aux = cpu.flagsAux;
        long old = cpu.gpr[i.rm()];
        long result = old - 1;
        cpu.flagsSub64(old, 1, result);
        keepCarry(cpu, aux);
        cpu.gpr[i.rm()] = result;
    }

    private static void decrement32(Processor cpu, Instruction i) {
        long aux = cpu.flagsAux;
        int old = (int) cpu.gpr[i.rm()];
        int result = old - 1;
        cpu.flagsSub32(old, 1, result);
        keepCarry(cpu, aux);
        cpu.gpr[i.rm()] = result & 0xFFFFFFFFL;
    }

    /** Puts CF back to what it was; OF, the difference of bits 63 and 62, stays. */
    private static void keepCarry(Processor cpu, long oldAux) {
        long aux = cpu.flagsAux;
        cpu.flagsAux = aux ^ (aux ^ oldAux) >> 63 & 3L << 62;
    }

    private static void step(Processor cpu, Instruction i, int delta) {
        long aux = cpu.flagsAux;
        boolean inOpcode = i.form().operands().get(0).slot() == Operand.Slot.OPCODE;
        long old = inOpcode ? Operands.reg(cpu, i.reg(), i.operandSize()) : Operands.readForWrite(cpu, i);
        long result = old + delta;
        if (delta < 0) {
            Operands.compare(cpu, i.operandSize(), old, 1);
        } else {
            switch (i.operandSize()) {
                case 8 -> cpu.flagsAdd64(old, 1, result);
                case 4 -> cpu.flagsAdd32((int) old, 1, (int) result);
                case 2 -> cpu.flagsAdd16((int) old, 1, (int) result);
                default -> cpu.flagsAdd8((int) old, 1, (int) result);
            }
        }
        keepCarry(cpu, aux);
        if (inOpcode) {
            Operands.setReg(cpu, i.reg(), i.operandSize(), result);
        } else {
            Operands.replace(cpu, i, result);
        }
    }

    private static void neg(Processor cpu, Instruction i) {
        long old = Operands.readForWrite(cpu, i);
        Operands.compare(cpu, i.operandSize(), 0, old);
        Operands.replace(cpu, i, -old);
    }

    // ---- multiplication

    private static void mul(Processor cpu, Instruction i) {
        long[] gpr = cpu.gpr;
        boolean overflow;
        long result;
        switch (i.operandSize()) {
            case 8 -> {
                long source = Operands.rm64(cpu, i);
                long high = Math.unsignedMultiplyHigh(gpr[0], source);
                result = gpr[0] * source;
                gpr[0] = result;
                gpr[2] = high;
                overflow = high != 0;
            }
            case 4 -> {
                long product = (gpr[0] & 0xFFFFFFFFL) * (Operands.rm32(cpu, i) & 0xFFFFFFFFL);
                gpr[0] = product & 0xFFFFFFFFL;
                gpr[2] = product >>> 32;
                overflow = product >>> 32 != 0;
                result = (int) product;
            }
            case 2 -> {
                int product = Operands.reg16(cpu, 0) * Operands.rm16(cpu, i);
                Operands.setReg16(cpu, 0, product);
                Operands.setReg16(cpu, 2, product >>> 16);
                overflow = product >>> 16 != 0;
                result = (short) product;
            }
            default -> {
                int product = ((int) gpr[0] & 0xFF) * Operands.rm8(cpu, i);
                Operands.setReg16(cpu, 0, product);
                overflow = product >>> 8 != 0;
                result = (byte) product;
            }
        }
        cpu.flagsExplicit(result, overflow, overflow, false);
    }

    private static void imulAccumulator(Processor cpu, Instruction i) {
        long[] gpr = cpu.gpr;
        boolean overflow;
        long result;
        switch (i.operandSize()) {
            case 8 -> {
                long source = Operands.rm64(cpu, i);
                long high = Math.multiplyHigh(gpr[0], source);
                result = gpr[0] * source;
                gpr[0] = result;
                gpr[2] = high;
                overflow = high != result >> 63;
            }
            case 4 -> {
                long product = (long) (int) gpr[0] * Operands.rm32(cpu, i);
                gpr[0] = product & 0xFFFFFFFFL;
                gpr[2] = product >>> 32;
                result = (int) product;
                overflow = product != result;
            }
            case 2 -> {
                int product = (short) gpr[0] * (short) Operands.rm16(cpu, i);
                Operands.setReg16(cpu, 0, product);
                Operands.setReg16(cpu, 2, product >>> 16);
                result = (short) product;
                overflow = product != result;
            }
            default -> {
                int product = (byte) gpr[0] * (byte) Operands.rm8(cpu, i);
                Operands.setReg16(cpu, 0, product);
                result = (byte) product;
                overflow = product != result;
            }
        }
        cpu.flagsExplicit(result, overflow, overflow, false);
    }

    private static void imul64(Processor cpu, Instruction i) {
        multiply64(cpu, i, cpu.gpr[i.reg()], Operands.rm64(cpu, i));
    }

    private static void imul32(Processor cpu, Instruction i) {
        multiply32(cpu, i, (int) cpu.gpr[i.reg()], Operands.rm32(cpu, i));
    }

    private static void imul16(Processor cpu, Instruction i) {
        multiply16(cpu, i, (short) cpu.gpr[i.reg()], (short) Operands.rm16(cpu, i));
    }

    private static void imulImmediate64(Processor cpu, Instruction i) {
        multiply64(cpu, i, Operands.rm64(cpu, i), i.immediate());
    }

    private static void imulImmediate32(Processor cpu, Instruction i) {
        multiply32(cpu, i, Operands.rm32(cpu, i), (int) i.immediate());
    }

    private static void imulImmediate16(Processor cpu, Instruction i) {
        multiply16(cpu, i, (short) Operands.rm16(cpu, i), (short) i.immediate());
    }

    private static void multiply64(Processor cpu, Instruction i, long a, long b) {
        long product = a * b;
        cpu.gpr[i.reg()] = product;
        multiplied(cpu, product, Math.multiplyHigh(a, b) != product >> 63);
    }

    private static void multiply32(Processor cpu, Instruction i, int a, int b) {
        long product = (long) a * b;
        cpu.gpr[i.reg()] = product & 0xFFFFFFFFL;
        multiplied(cpu, (int) product, product != (int) product);
    }

    private static void multiply16(Processor cpu, Instruction i, int a, int b) {
        int product = a * b;
        Operands.setReg16(cpu, i.reg(), product);
        multiplied(cpu, (short) product, product != (short) product);
    }

    /** CF and OF tell whether the result was truncated; OF is the difference of the bits 63 and 62. */
    private static void multiplied(Processor cpu, long result, boolean overflow) {
        cpu.flagsResult = result;
        cpu.flagsAux = overflow ? 1L << 63 : 0;
    }

    private static void mulx32(Processor cpu, Instruction i) {
        long product = (cpu.gpr[2] & 0xFFFFFFFFL) * (Operands.rm32(cpu, i) & 0xFFFFFFFFL);
        cpu.gpr[i.vvvv()] = product & 0xFFFFFFFFL;
        cpu.gpr[i.reg()] = product >>> 32;
    }

    private static void mulx64(Processor cpu, Instruction i) {
        long a = cpu.gpr[2];
        long b = Operands.rm64(cpu, i);
        cpu.gpr[i.vvvv()] = a * b;
        cpu.gpr[i.reg()] = Math.unsignedMultiplyHigh(a, b);
    }

    // ---- division

    private static void div(Processor cpu, Instruction i) {
        long[] gpr = cpu.gpr;
        switch (i.operandSize()) {
            case 8 -> {
                long divisor = Operands.rm64(cpu, i);
                if (Long.compareUnsigned(gpr[2], divisor) >= 0) {
                    throw cpu.fault(Vector.DE);
                }
                long low = gpr[0];
                long quotient = WideArithmetic.divideUnsigned(gpr[2], low, divisor);
                gpr[0] = quotient;
                gpr[2] = low - quotient * divisor;
            }
            case 4 -> {
                long divisor = Operands.rm32(cpu, i) & 0xFFFFFFFFL;
                long high = gpr[2] & 0xFFFFFFFFL;
                if (high >= divisor) {
                    throw cpu.fault(Vector.DE);
                }
                long dividend = high << 32 | gpr[0] & 0xFFFFFFFFL;
                gpr[0] = Long.divideUnsigned(dividend, divisor);
                gpr[2] = Long.remainderUnsigned(dividend, divisor);
            }
            case 2 -> {
                int divisor = Operands.rm16(cpu, i);
                int high = Operands.reg16(cpu, 2);
                if (high >= divisor) {
                    throw cpu.fault(Vector.DE);
                }
                long dividend = (long) high << 16 | Operands.reg16(cpu, 0);
                Operands.setReg16(cpu, 0, (int) (dividend / divisor));
                Operands.setReg16(cpu, 2, (int) (dividend % divisor));
            }
            default -> {
                int divisor = Operands.rm8(cpu, i);
                int dividend = Operands.reg16(cpu, 0);
                if (dividend >>> 8 >= divisor) {
                    throw cpu.fault(Vector.DE);
                }
                Operands.setReg16(cpu, 0, dividend / divisor | dividend % divisor << 8);
            }
        }
    }

    private static void idiv(Processor cpu, Instruction i) {
        long[] gpr = cpu.gpr;
        switch (i.operandSize()) {
            case 8 -> divideSigned128(cpu, Operands.rm64(cpu, i));
            case 4 -> {
                long divisor = Operands.rm32(cpu, i);
                long dividend = gpr[2] << 32 | gpr[0] & 0xFFFFFFFFL;
                if (divisor == 0 || dividend == Long.MIN_VALUE && divisor == -1) {
                    throw cpu.fault(Vector.DE);
                }
                long quotient = dividend / divisor;
                if (quotient != (int) quotient) {
                    throw cpu.fault(Vector.DE);
                }
                gpr[0] = quotient & 0xFFFFFFFFL;
                gpr[2] = dividend % divisor & 0xFFFFFFFFL;
            }
            case 2 -> {
                long divisor = (short) Operands.rm16(cpu, i);
                long dividend = (int) gpr[2] << 16 | Operands.reg16(cpu, 0);
                if (divisor == 0 || dividend / divisor != (short) (dividend / divisor)) {
                    throw cpu.fault(Vector.DE);
                }
                Operands.setReg16(cpu, 0, (int) (dividend / divisor));
                Operands.setReg16(cpu, 2, (int) (dividend % divisor));
            }
            default -> {
                int divisor = (byte) Operands.rm8(cpu, i);
                int dividend = (short) gpr[0];
                if (divisor == 0 || dividend / divisor != (byte) (dividend / divisor)) {
                    throw cpu.fault(Vector.DE);
                }
                Operands.setReg16(cpu, 0, dividend / divisor & 0xFF | dividend % divisor << 8);
            }
        }
    }

    private static void divideSigned128(Processor cpu, long divisor) {
        long low = cpu.gpr[0];
        long high = cpu.gpr[2];
        boolean negative = high < 0;
        if (negative) {
            low = -low;
            high = ~high + (low == 0 ? 1 : 0);
        }
        long magnitude = Math.abs(divisor);
        if (Long.compareUnsigned(high, magnitude) >= 0) {
            throw cpu.fault(Vector.DE);
        }
        long quotient = WideArithmetic.divideUnsigned(high, low, magnitude);
        long remainder = low - quotient * magnitude;
        if (negative != divisor < 0) {
            quotient = -quotient;
            if (quotient > 0) {
                throw cpu.fault(Vector.DE);
            }
        } else if (quotient < 0) {
            throw cpu.fault(Vector.DE);
        }
        cpu.gpr[0] = quotient;
        cpu.gpr[2] = negative ? -remainder : remainder;
    }

    // ---- XADD, CMPXCHG, ADCX, ADOX

    private static void xadd(Processor cpu, Instruction i) {
        int size = i.operandSize();
        long destination = Operands.readForWrite(cpu, i);
        long source = size == 1 ? Operands.reg8(cpu, i, i.reg()) : Operands.reg(cpu, i.reg(), size);
        long sum = destination + source;
        switch (size) {
            case 8 -> cpu.flagsAdd64(destination, source, sum);
            case 4 -> cpu.flagsAdd32((int) destination, (int) source, (int) sum);
            case 2 -> cpu.flagsAdd16((int) destination, (int) source, (int) sum);
            default -> cpu.flagsAdd8((int) destination, (int) source, (int) sum);
        }
        // With both operands in one register the sum stays.
        if (size == 1) {
            Operands.setReg8(cpu, i, i.reg(), (int) destination);
        } else {
            Operands.setReg(cpu, i.reg(), size, destination);
        }
        Operands.replace(cpu, i, sum);
    }

    private static void cmpxchg(Processor cpu, Instruction i) {
        int size = i.operandSize();
        long destination = Operands.readForWrite(cpu, i);
        long accumulator = size == 1 ? cpu.gpr[0] & 0xFF : Operands.reg(cpu, 0, size);
        Operands.compare(cpu, size, accumulator, destination);
        if (accumulator == destination) {
            Operands.replace(cpu, i,
                    size == 1 ? Operands.reg8(cpu, i, i.reg()) : Operands.reg(cpu, i.reg(), size));
        } else {
            // Memory is written back; a register is not touched, not even its upper half.
            if (i.memory()) {
                Operands.writeBack(cpu, size, destination);
            }
            if (size == 1) {
                cpu.gpr[0] = cpu.gpr[0] & ~0xFFL | destination;
            } else {
                Operands.setReg(cpu, 0, size, destination);
            }
        }
    }

    private static void cmpxchg8b(Processor cpu, Instruction i) {
        long[] gpr = cpu.gpr;
        long destination = cpu.readForWrite64(i.segment(), cpu.effectiveAddress(i));
        long expected = gpr[2] << 32 | gpr[0] & 0xFFFFFFFFL;
        if (destination == expected) {
            cpu.writeBack64(gpr[1] << 32 | gpr[3] & 0xFFFFFFFFL);
            cpu.setZf(true);
        } else {
            cpu.writeBack64(destination);
            gpr[0] = destination & 0xFFFFFFFFL;
            gpr[2] = destination >>> 32;
            cpu.setZf(false);
        }
    }

    private static void cmpxchg16b(Processor cpu, Instruction i) {
        long[] gpr = cpu.gpr;
        long address = cpu.effectiveAddress(i);
        if ((cpu.linearAddress(i.segment(), address) & 15) != 0) {
            throw cpu.fault(Vector.GP, 0);
        }
        // Aligned: both halves are in one page, so that a write to the second cannot fault after the first.
        long low = cpu.readForWrite64(i.segment(), address);
        long high = cpu.read64(i.segment(), address + 8);
        boolean equal = low == gpr[0] && high == gpr[2];
        cpu.write64(i.segment(), address, equal ? gpr[3] : low);
        cpu.write64(i.segment(), address + 8, equal ? gpr[1] : high);
        if (!equal) {
            gpr[0] = low;
            gpr[2] = high;
        }
        cpu.setZf(equal);
    }

    private static void adcx(Processor cpu, Instruction i) {
        cpu.setCf(addWithCarry(cpu, i, cpu.cf()));
    }

    private static void adox(Processor cpu, Instruction i) {
        cpu.setOf(addWithCarry(cpu, i, cpu.of()));
    }

    private static boolean addWithCarry(Processor cpu, Instruction i, boolean carry) {
        long a = Operands.reg(cpu, i.reg(), i.operandSize());
        long b = Operands.rm(cpu, i);
        long sum = a + b + (carry ? 1 : 0);
        Operands.setReg(cpu, i.reg(), i.operandSize(), sum);
        return i.operandSize() == 4 ? sum >>> 32 != 0 : (a & b | (a | b) & ~sum) < 0;
    }

    // ---- decimal adjustment

    private static void aaa(Processor cpu, Instruction i) {
        boolean adjust = (cpu.gpr[0] & 15) > 9 || cpu.af();
        if (adjust) {
            Operands.setReg16(cpu, 0, (int) cpu.gpr[0] + 0x106);
        }
        finishAscii(cpu, adjust);
    }

    private static void aas(Processor cpu, Instruction i) {
        boolean adjust = (cpu.gpr[0] & 15) > 9 || cpu.af();
        if (adjust) {
            Operands.setReg16(cpu, 0, (int) cpu.gpr[0] - 0x106);
        }
        finishAscii(cpu, adjust);
    }

    private static void finishAscii(Processor cpu, boolean adjust) {
        cpu.gpr[0] &= ~0xF0L;
        cpu.flagsExplicit((byte) cpu.gpr[0], adjust, false, adjust);
    }

    private static void daa(Processor cpu, Instruction i) {
        int al = (int) cpu.gpr[0] & 0xFF;
        int result = al;
        boolean carry = false;
        boolean adjust = (al & 15) > 9 || cpu.af();
        if (adjust) {
            result += 6;
        }
        if (al > 0x99 || cpu.cf()) {
            result += 0x60;
            carry = true;
        }
        cpu.gpr[0] = cpu.gpr[0] & ~0xFFL | result & 0xFF;
        cpu.flagsExplicit((byte) result, carry, false, adjust);
    }

    private static void das(Processor cpu, Instruction i) {
        int al = (int) cpu.gpr[0] & 0xFF;
        int result = al;
        boolean carry = cpu.cf();
        boolean adjust = (al & 15) > 9 || cpu.af();
        boolean high = al > 0x99 || carry;
        if (adjust) {
            carry |= result < 6;
            result -= 6;
        }
        if (high) {
            result -= 0x60;
            carry = true;
        }
        cpu.gpr[0] = cpu.gpr[0] & ~0xFFL | result & 0xFF;
        cpu.flagsExplicit((byte) result, carry, false, adjust);
    }

    private static void aam(Processor cpu, Instruction i) {
        int base = (int) i.immediate();
        if (base == 0) {
            throw cpu.fault(Vector.DE);
        }
        int al = (int) cpu.gpr[0] & 0xFF;
        Operands.setReg16(cpu, 0, al / base << 8 | al % base);
        cpu.flagsLogic((byte) cpu.gpr[0]);
    }

    private static void aad(Processor cpu, Instruction i) {
        int ax = Operands.reg16(cpu, 0);
        int result = (ax & 0xFF) + (ax >> 8) * (int) i.immediate() & 0xFF;
        Operands.setReg16(cpu, 0, result);
        cpu.flagsLogic((byte) result);
    }
}
