// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

import org.hvdt.emulator.isa.Instruction;

/**
 * The eight operations that share their encodings (SDM volume 2, appendix "Opcode Extensions for One-byte and Two-byte
 * Opcodes", group 1) in every operand shape. Each method takes the operation as a constant: an executor that passes a
 * literal is compiled to the code of that operation alone.
 */
final class BinaryOperations {

    static final int ADD = 0;
    static final int OR = 1;
    static final int ADC = 2;
    static final int SBB = 3;
    static final int AND = 4;
    static final int SUB = 5;
    static final int XOR = 6;
    static final int CMP = 7;
    /** AND without a result. */
    static final int TEST = 8;

    private BinaryOperations() {
    }

    private static boolean writes(int operation) {
        return operation != CMP && operation != TEST;
    }

    /** Binds all encodings of an operation with one operand size; TEST lacks some of them. */
    static void bindAll(Executors.Registry registry, String mnemonic, int bits, Executor registerRegister,
            Executor memoryRegister, Executor registerFromRegister, Executor registerFromMemory,
            Executor registerImmediate, Executor memoryImmediate) {
        String rm = mnemonic + " r/m" + bits + ", ";
        String immediate = "imm" + Math.min(bits, 32);
        String accumulator = switch (bits) {
            case 8 -> "AL";
            case 16 -> "AX";
            case 32 -> "EAX";
            default -> "RAX";
        };
        registry.select(rm + "r" + bits, i -> i.memory() ? memoryRegister : registerRegister);
        registry.select(rm + immediate, i -> i.memory() ? memoryImmediate : registerImmediate);
        registry.bind(mnemonic + " " + accumulator + ", " + immediate, registerImmediate);
        if (mnemonic.equals("TEST")) {
            registry.select(rm + immediate + (bits == 8 ? " (F6 /1)" : " (F7 /1)"),
                    i -> i.memory() ? memoryImmediate : registerImmediate);
            return;
        }
        registry.select(mnemonic + " r" + bits + ", r/m" + bits,
                i -> i.memory() ? registerFromMemory : registerFromRegister);
        if (bits == 8) {
            registry.select(rm + immediate + " (82)", i -> i.memory() ? memoryImmediate : registerImmediate);
        } else {
            registry.select(rm + "imm8", i -> i.memory() ? memoryImmediate : registerImmediate);
        }
    }

    static int operate8(Processor cpu, int operation, int a, int b) {
        int result;
        switch (operation) {
            case ADD -> {
                result = a + b;
                cpu.flagsAdd8(a, b, result);
            }
            case ADC -> {
                result = a + b + (cpu.cf() ? 1 : 0);
                cpu.flagsAdd8(a, b, result);
            }
            case SUB, CMP -> {
                result = a - b;
                cpu.flagsSub8(a, b, result);
            }
            case SBB -> {
                result = a - b - (cpu.cf() ? 1 : 0);
                cpu.flagsSub8(a, b, result);
            }
            case OR -> {
                result = a | b;
                cpu.flagsLogic((byte) result);
            }
            case XOR -> {
                result = a ^ b;
                cpu.flagsLogic((byte) result);
            }
            default -> {
                result = a & b;
                cpu.flagsLogic((byte) result);
            }
        }
        return result;
    }

    static int operate16(Processor cpu, int operation, int a, int b) {
        int result;
        switch (operation) {
            case ADD -> {
                result = a + b;
                cpu.flagsAdd16(a, b, result);
            }
            case ADC -> {
                result = a + b + (cpu.cf() ? 1 : 0);
                cpu.flagsAdd16(a, b, result);
            }
            case SUB, CMP -> {
                result = a - b;
                cpu.flagsSub16(a, b, result);
            }
            case SBB -> {
                result = a - b - (cpu.cf() ? 1 : 0);
                cpu.flagsSub16(a, b, result);
            }
            case OR -> {
                result = a | b;
                cpu.flagsLogic((short) result);
            }
            case XOR -> {
                result = a ^ b;
                cpu.flagsLogic((short) result);
            }
            default -> {
                result = a & b;
                cpu.flagsLogic((short) result);
            }
        }
        return result;
    }

    static int operate32(Processor cpu, int operation, int a, int b) {
        int result;
        switch (operation) {
            case ADD -> {
                result = a + b;
                cpu.flagsAdd32(a, b, result);
            }
            case ADC -> {
                result = a + b + (cpu.cf() ? 1 : 0);
                cpu.flagsAdd32(a, b, result);
            }
            case SUB, CMP -> {
                result = a - b;
                cpu.flagsSub32(a, b, result);
            }
            case SBB -> {
                result = a - b - (cpu.cf() ? 1 : 0);
                cpu.flagsSub32(a, b, result);
            }
            case OR -> {
                result = a | b;
                cpu.flagsLogic(result);
            }
            case XOR -> {
                result = a ^ b;
                cpu.flagsLogic(result);
            }
            default -> {
                result = a & b;
                cpu.flagsLogic(result);
            }
        }
        return result;
    }

    static long operate64(Processor cpu, int operation, long a, long b) {
        long result;
        switch (operation) {
            case ADD -> {
                result = a + b;
                cpu.flagsAdd64(a, b, result);
            }
            case ADC -> {
                result = a + b + (cpu.cf() ? 1 : 0);
                cpu.flagsAdd64(a, b, result);
            }
            case SUB, CMP -> {
                result = a - b;
                cpu.flagsSub64(a, b, result);
            }
            case SBB -> {
                result = a - b - (cpu.cf() ? 1 : 0);
                cpu.flagsSub64(a, b, result);
            }
            case OR -> {
                result = a | b;
                cpu.flagsLogic(result);
            }
            case XOR -> {
                result = a ^ b;
                cpu.flagsLogic(result);
            }
            default -> {
                result = a & b;
                cpu.flagsLogic(result);
            }
        }
        return result;
    }

    static void registerRegister8(Processor cpu, Instruction i, int operation) {
        int result = operate8(cpu, operation, Operands.reg8(cpu, i, i.rm()), Operands.reg8(cpu, i, i.reg()));
        if (writes(operation)) {
            Operands.setReg8(cpu, i, i.rm(), result);
        }
    }

    static void memoryRegister8(Processor cpu, Instruction i, int operation) {
        if (writes(operation)) {
            int old = cpu.readForWrite8(i.segment(), cpu.effectiveAddress(i));
            cpu.writeBack8(operate8(cpu, operation, old, Operands.reg8(cpu, i, i.reg())));
        } else {
            operate8(cpu, operation, cpu.read8(i.segment(), cpu.effectiveAddress(i)), Operands.reg8(cpu, i, i.reg()));
        }
    }

    static void registerFromRegister8(Processor cpu, Instruction i, int operation) {
        int result = operate8(cpu, operation, Operands.reg8(cpu, i, i.reg()), Operands.reg8(cpu, i, i.rm()));
        if (writes(operation)) {
            Operands.setReg8(cpu, i, i.reg(), result);
        }
    }

    static void registerFromMemory8(Processor cpu, Instruction i, int operation) {
        int source = cpu.read8(i.segment(), cpu.effectiveAddress(i));
        int result = operate8(cpu, operation, Operands.reg8(cpu, i, i.reg()), source);
        if (writes(operation)) {
            Operands.setReg8(cpu, i, i.reg(), result);
        }
    }

    static void registerImmediate8(Processor cpu, Instruction i, int operation) {
        int result = operate8(cpu, operation, Operands.reg8(cpu, i, i.rm()), (int) i.immediate());
        if (writes(operation)) {
            Operands.setReg8(cpu, i, i.rm(), result);
        }
    }

    static void memoryImmediate8(Processor cpu, Instruction i, int operation) {
        if (writes(operation)) {
            int old = cpu.readForWrite8(i.segment(), cpu.effectiveAddress(i));
            cpu.writeBack8(operate8(cpu, operation, old, (int) i.immediate()));
        } else {
            operate8(cpu, operation, cpu.read8(i.segment(), cpu.effectiveAddress(i)), (int) i.immediate());
        }
    }

    static void registerRegister16(Processor cpu, Instruction i, int operation) {
        int result = operate16(cpu, operation, (int) cpu.gpr[i.rm()], (int) cpu.gpr[i.reg()]);
        if (writes(operation)) {
            Operands.setReg16(cpu, i.rm(), result);
        }
    }

    static void memoryRegister16(Processor cpu, Instruction i, int operation) {
        if (writes(operation)) {
            int old = cpu.readForWrite16(i.segment(), cpu.effectiveAddress(i));
            cpu.writeBack16(operate16(cpu, operation, old, (int) cpu.gpr[i.reg()]));
        } else {
            operate16(cpu, operation, cpu.read16(i.segment(), cpu.effectiveAddress(i)), (int) cpu.gpr[i.reg()]);
        }
    }

    static void registerFromRegister16(Processor cpu, Instruction i, int operation) {
        int result = operate16(cpu, operation, (int) cpu.gpr[i.reg()], (int) cpu.gpr[i.rm()]);
        if (writes(operation)) {
            Operands.setReg16(cpu, i.reg(), result);
        }
    }

    static void registerFromMemory16(Processor cpu, Instruction i, int operation) {
        int source = cpu.read16(i.segment(), cpu.effectiveAddress(i));
        int result = operate16(cpu, operation, (int) cpu.gpr[i.reg()], source);
        if (writes(operation)) {
            Operands.setReg16(cpu, i.reg(), result);
        }
    }

    static void registerImmediate16(Processor cpu, Instruction i, int operation) {
        int result = operate16(cpu, operation, (int) cpu.gpr[i.rm()], (int) i.immediate());
        if (writes(operation)) {
            Operands.setReg16(cpu, i.rm(), result);
        }
    }

    static void memoryImmediate16(Processor cpu, Instruction i, int operation) {
        if (writes(operation)) {
            int old = cpu.readForWrite16(i.segment(), cpu.effectiveAddress(i));
            cpu.writeBack16(operate16(cpu, operation, old, (int) i.immediate()));
        } else {
            operate16(cpu, operation, cpu.read16(i.segment(), cpu.effectiveAddress(i)), (int) i.immediate());
        }
    }

    static void registerRegister32(Processor cpu, Instruction i, int operation) {
        int result = operate32(cpu, operation, (int) cpu.gpr[i.rm()], (int) cpu.gpr[i.reg()]);
        if (writes(operation)) {
            cpu.gpr[i.rm()] = result & 0xFFFFFFFFL;
        }
    }

    static void memoryRegister32(Processor cpu, Instruction i, int operation) {
        if (writes(operation)) {
            int old = cpu.readForWrite32(i.segment(), cpu.effectiveAddress(i));
            cpu.writeBack32(operate32(cpu, operation, old, (int) cpu.gpr[i.reg()]));
        } else {
            operate32(cpu, operation, cpu.read32(i.segment(), cpu.effectiveAddress(i)), (int) cpu.gpr[i.reg()]);
        }
    }

    static void registerFromRegister32(Processor cpu, Instruction i, int operation) {
        int result = operate32(cpu, operation, (int) cpu.gpr[i.reg()], (int) cpu.gpr[i.rm()]);
        if (writes(operation)) {
            cpu.gpr[i.reg()] = result & 0xFFFFFFFFL;
        }
    }

    static void registerFromMemory32(Processor cpu, Instruction i, int operation) {
        int source = cpu.read32(i.segment(), cpu.effectiveAddress(i));
        int result = operate32(cpu, operation, (int) cpu.gpr[i.reg()], source);
        if (writes(operation)) {
            cpu.gpr[i.reg()] = result & 0xFFFFFFFFL;
        }
    }

    static void registerImmediate32(Processor cpu, Instruction i, int operation) {
        int result = operate32(cpu, operation, (int) cpu.gpr[i.rm()], (int) i.immediate());
        if (writes(operation)) {
            cpu.gpr[i.rm()] = result & 0xFFFFFFFFL;
        }
    }

    static void memoryImmediate32(Processor cpu, Instruction i, int operation) {
        if (writes(operation)) {
            int old = cpu.readForWrite32(i.segment(), cpu.effectiveAddress(i));
            cpu.writeBack32(operate32(cpu, operation, old, (int) i.immediate()));
        } else {
            operate32(cpu, operation, cpu.read32(i.segment(), cpu.effectiveAddress(i)), (int) i.immediate());
        }
    }

    static void registerRegister64(Processor cpu, Instruction i, int operation) {
        long result = operate64(cpu, operation, cpu.gpr[i.rm()], cpu.gpr[i.reg()]);
        if (writes(operation)) {
            cpu.gpr[i.rm()] = result;
        }
    }

    static void memoryRegister64(Processor cpu, Instruction i, int operation) {
        if (writes(operation)) {
            long old = cpu.readForWrite64(i.segment(), cpu.effectiveAddress(i));
            cpu.writeBack64(operate64(cpu, operation, old, cpu.gpr[i.reg()]));
        } else {
            operate64(cpu, operation, cpu.read64(i.segment(), cpu.effectiveAddress(i)), cpu.gpr[i.reg()]);
        }
    }

    static void registerFromRegister64(Processor cpu, Instruction i, int operation) {
        long result = operate64(cpu, operation, cpu.gpr[i.reg()], cpu.gpr[i.rm()]);
        if (writes(operation)) {
            cpu.gpr[i.reg()] = result;
        }
    }

    static void registerFromMemory64(Processor cpu, Instruction i, int operation) {
        long source = cpu.read64(i.segment(), cpu.effectiveAddress(i));
        long result = operate64(cpu, operation, cpu.gpr[i.reg()], source);
        if (writes(operation)) {
            cpu.gpr[i.reg()] = result;
        }
    }

    static void registerImmediate64(Processor cpu, Instruction i, int operation) {
        long result = operate64(cpu, operation, cpu.gpr[i.rm()], i.immediate());
        if (writes(operation)) {
            cpu.gpr[i.rm()] = result;
        }
    }

    static void memoryImmediate64(Processor cpu, Instruction i, int operation) {
        if (writes(operation)) {
            long old = cpu.readForWrite64(i.segment(), cpu.effectiveAddress(i));
            cpu.writeBack64(operate64(cpu, operation, old, i.immediate()));
        } else {
            operate64(cpu, operation, cpu.read64(i.segment(), cpu.effectiveAddress(i)), i.immediate());
        }
    }
}
