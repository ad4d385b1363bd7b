// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

import org.hvdt.emulator.isa.Instruction;

/** Moves and exchanges (SDM volume 1, chapter 7, "Data Transfer Instructions" and "Address Computation"). */
public final class DataTransferExecutors {

    private static final Executor[] CMOVCC = {
        (cpu, i) -> cmov(cpu, i, 0), (cpu, i) -> cmov(cpu, i, 1), (cpu, i) -> cmov(cpu, i, 2),
        (cpu, i) -> cmov(cpu, i, 3), (cpu, i) -> cmov(cpu, i, 4), (cpu, i) -> cmov(cpu, i, 5),
        (cpu, i) -> cmov(cpu, i, 6), (cpu, i) -> cmov(cpu, i, 7), (cpu, i) -> cmov(cpu, i, 8),
        (cpu, i) -> cmov(cpu, i, 9), (cpu, i) -> cmov(cpu, i, 10), (cpu, i) -> cmov(cpu, i, 11),
        (cpu, i) -> cmov(cpu, i, 12), (cpu, i) -> cmov(cpu, i, 13), (cpu, i) -> cmov(cpu, i, 14),
        (cpu, i) -> cmov(cpu, i, 15)};

    private DataTransferExecutors() {
    }

    /** Binds the moves and exchanges, except those of segment, control and debug registers. */
    public static void register(Executors.Registry registry) {
        registerMoves(registry);
        registerExtensions(registry);
        for (int cc = 0; cc < 16; cc++) {
            registry.bind("CMOV" + Conditions.NAMES[cc], CMOVCC[cc]);
        }
        registry.bind("XCHG", DataTransferExecutors::xchg);
        for (String form : new String[] {"XCHG AX, r16", "XCHG EAX, r32", "XCHG RAX, r64"}) {
            registry.bind(form, DataTransferExecutors::xchgAccumulator);
        }
        registry.bind("LEA r16, m", (cpu, i) -> Operands.setReg16(cpu, i.reg(), (int) cpu.effectiveAddress(i)));
        registry.bind("LEA r32, m", (cpu, i) -> cpu.gpr[i.reg()] = cpu.effectiveAddress(i) & 0xFFFFFFFFL);
        registry.bind("LEA r64, m", (cpu, i) -> cpu.gpr[i.reg()] = cpu.effectiveAddress(i));
        registry.bind("XLATB", DataTransferExecutors::xlat);
    }

    private static void registerMoves(Executors.Registry registry) {
        registry.select("MOV r/m8, r8", i -> i.memory()
                ? (cpu, x) -> cpu.write8(x.segment(), cpu.effectiveAddress(x), Operands.reg8(cpu, x, x.reg()))
                : (cpu, x) -> Operands.setReg8(cpu, x, x.rm(), Operands.reg8(cpu, x, x.reg())));
        registry.select("MOV r/m16, r16", i -> i.memory()
                ? (cpu, x) -> cpu.write16(x.segment(), cpu.effectiveAddress(x), (int) cpu.gpr[x.reg()])
                : (cpu, x) -> Operands.setReg16(cpu, x.rm(), (int) cpu.gpr[x.reg()]));
        registry.select("MOV r/m32, r32", i -> i.memory()
                ? (cpu, x) -> cpu.write32(x.segment(), cpu.effectiveAddress(x), (int) cpu.gpr[x.reg()])
                : (cpu, x) -> cpu.gpr[x.rm()] = cpu.gpr[x.reg()] & 0xFFFFFFFFL);
        registry.select("MOV r/m64, r64", i -> i.memory()
                ? (cpu, x) -> cpu.write64(x.segment(), cpu.effectiveAddress(x), cpu.gpr[x.reg()])
                : (cpu, x) -> cpu.gpr[x.rm()] = cpu.gpr[x.reg()]);
        registry.select("MOV r8, r/m8", i -> i.memory()
                ? (cpu, x) -> Operands.setReg8(cpu, x, x.reg(), cpu.read8(x.segment(), cpu.effectiveAddress(x)))
                : (cpu, x) -> Operands.setReg8(cpu, x, x.reg(), Operands.reg8(cpu, x, x.rm())));
        registry.select("MOV r16, r/m16", i -> i.memory()
                ? (cpu, x) -> Operands.setReg16(cpu, x.reg(), cpu.read16(x.segment(), cpu.effectiveAddress(x)))
                : (cpu, x) -> Operands.setReg16(cpu, x.reg(), (int) cpu.gpr[x.rm()]));
        registry.select("MOV r32, r/m32", i -> i.memory()
                ? (cpu, x) -> cpu.gpr[x.reg()] = cpu.read32(x.segment(), cpu.effectiveAddress(x)) & 0xFFFFFFFFL
                : (cpu, x) -> cpu.gpr[x.reg()] = cpu.gpr[x.rm()] & 0xFFFFFFFFL);
        registry.select("MOV r64, r/m64", i -> i.memory()
                ? (cpu, x) -> cpu.gpr[x.reg()] = cpu.read64(x.segment(), cpu.effectiveAddress(x))
                : (cpu, x) -> cpu.gpr[x.reg()] = cpu.gpr[x.rm()]);
        registry.bind("MOV r8, imm8", (cpu, x) -> Operands.setReg8(cpu, x, x.reg(), (int) x.immediate()));
        registry.bind("MOV r16, imm16", (cpu, x) -> Operands.setReg16(cpu, x.reg(), (int) x.immediate()));
        registry.bind("MOV r32, imm32", (cpu, x) -> cpu.gpr[x.reg()] = x.immediate() & 0xFFFFFFFFL);
        registry.bind("MOV r64, imm64", (cpu, x) -> cpu.gpr[x.reg()] = x.immediate());
        registry.select("MOV r/m8, imm8", i -> i.memory()
                ? (cpu, x) -> cpu.write8(x.segment(), cpu.effectiveAddress(x), (int) x.immediate())
                : (cpu, x) -> Operands.setReg8(cpu, x, x.rm(), (int) x.immediate()));
        registry.select("MOV r/m16, imm16", i -> i.memory()
                ? (cpu, x) -> cpu.write16(x.segment(), cpu.effectiveAddress(x), (int) x.immediate())
                : (cpu, x) -> Operands.setReg16(cpu, x.rm(), (int) x.immediate()));
        registry.select("MOV r/m32, imm32", i -> i.memory()
                ? (cpu, x) -> cpu.write32(x.segment(), cpu.effectiveAddress(x), (int) x.immediate())
                : (cpu, x) -> cpu.gpr[x.rm()] = x.immediate() & 0xFFFFFFFFL);
        registry.select("MOV r/m64, imm32", i -> i.memory()
                ? (cpu, x) -> cpu.write64(x.segment(), cpu.effectiveAddress(x), x.immediate())
                : (cpu, x) -> cpu.gpr[x.rm()] = x.immediate());
        registry.bind("MOV AL, moffs8",
                (cpu, x) -> Operands.setReg8(cpu, x, 0, cpu.read8(x.segment(), x.displacement())));
        registry.bind("MOV moffs8, AL", (cpu, x) -> cpu.write8(x.segment(), x.displacement(), (int) cpu.gpr[0]));
        for (int bits : new int[] {16, 32, 64}) {
            String accumulator = bits == 16 ? "AX" : bits == 32 ? "EAX" : "RAX";
            registry.bind("MOV " + accumulator + ", moffs" + bits, (cpu, x) -> Operands.setReg(cpu, 0, x.operandSize(),
                    Operands.read(cpu, x.segment(), x.displacement(), x.operandSize())));
            registry.bind("MOV moffs" + bits + ", " + accumulator, (cpu, x) -> Operands.write(cpu, x.segment(),
                    x.displacement(), x.operandSize(), cpu.gpr[0]));
            registry.bind("MOVBE r" + bits + ", m" + bits, (cpu, x) -> Operands.setReg(cpu, x.reg(), x.operandSize(),
                    swap(Operands.rm(cpu, x), x.operandSize())));
            registry.bind("MOVBE m" + bits + ", r" + bits,
                    (cpu, x) -> Operands.setRm(cpu, x, swap(cpu.gpr[x.reg()], x.operandSize())));
        }
        for (String mnemonic : new String[] {"MOVNTI", "MOVDIRI"}) {
            registry.bind(mnemonic, (cpu, x) -> Operands.setRm(cpu, x, cpu.gpr[x.reg()]));
        }
    }

    private static void registerExtensions(Executors.Registry registry) {
        registry.bind("MOVZX r16, r/m8", (cpu, x) -> Operands.setReg16(cpu, x.reg(), Operands.rm8(cpu, x)));
        registry.bind("MOVZX r16, r/m16", (cpu, x) -> Operands.setReg16(cpu, x.reg(), Operands.rm16(cpu, x)));
        registry.bind("MOVSX r16, r/m8", (cpu, x) -> Operands.setReg16(cpu, x.reg(), (byte) Operands.rm8(cpu, x)));
        registry.bind("MOVSX r16, r/m16", (cpu, x) -> Operands.setReg16(cpu, x.reg(), Operands.rm16(cpu, x)));
        for (int bits : new int[] {32, 64}) {
            registry.select("MOVZX r" + bits + ", r/m8", i -> i.memory()
                    ? (cpu, x) -> cpu.gpr[x.reg()] = cpu.read8(x.segment(), cpu.effectiveAddress(x))
                    : (cpu, x) -> cpu.gpr[x.reg()] = Operands.reg8(cpu, x, x.rm()));
            registry.select("MOVZX r" + bits + ", r/m16", i -> i.memory()
                    ? (cpu, x) -> cpu.gpr[x.reg()] = cpu.read16(x.segment(), cpu.effectiveAddress(x))
                    : (cpu, x) -> cpu.gpr[x.reg()] = cpu.gpr[x.rm()] & 0xFFFF);
        }
        registry.bind("MOVSX r32, r/m8", (cpu, x) -> cpu.gpr[x.reg()] = (byte) Operands.rm8(cpu, x) & 0xFFFFFFFFL);
        registry.bind("MOVSX r64, r/m8", (cpu, x) -> cpu.gpr[x.reg()] = (byte) Operands.rm8(cpu, x));
        registry.bind("MOVSX r32, r/m16", (cpu, x) -> cpu.gpr[x.reg()] = (short) Operands.rm16(cpu, x) & 0xFFFFFFFFL);
        registry.bind("MOVSX r64, r/m16", (cpu, x) -> cpu.gpr[x.reg()] = (short) Operands.rm16(cpu, x));
        registry.bind("MOVSXD r16, r/m16", (cpu, x) -> Operands.setReg16(cpu, x.reg(), Operands.rm16(cpu, x)));
        registry.bind("MOVSXD r32, r/m32", (cpu, x) -> cpu.gpr[x.reg()] = Operands.rm32(cpu, x) & 0xFFFFFFFFL);
        registry.select("MOVSXD r64, r/m32", i -> i.memory()
                ? (cpu, x) -> cpu.gpr[x.reg()] = cpu.read32(x.segment(), cpu.effectiveAddress(x))
                : (cpu, x) -> cpu.gpr[x.reg()] = (int) cpu.gpr[x.rm()]);
    }

    private static long swap(long value, int size) {
        return Long.reverseBytes(value) >>> 64 - 8 * size;
    }

    private static void cmov(Processor cpu, Instruction i, int cc) {
        // The source is read, and the upper half cleared, whether or not the condition holds.
        if (i.operandSize() == 8) {
            long source = Operands.rm64(cpu, i);
            if (cpu.condition(cc)) {
                cpu.gpr[i.reg()] = source;
            }
        } else if (i.operandSize() == 4) {
            int source = Operands.rm32(cpu, i);
            cpu.gpr[i.reg()] = (cpu.condition(cc) ? source : cpu.gpr[i.reg()]) & 0xFFFFFFFFL;
        } else {
            int source = Operands.rm16(cpu, i);
            if (cpu.condition(cc)) {
                Operands.setReg16(cpu, i.reg(), source);
            }
        }
    }

    private static void xchg(Processor cpu, Instruction i) {
        long old = Operands.readForWrite(cpu, i);
        if (i.operandSize() == 1) {
            Operands.replace(cpu, i, Operands.reg8(cpu, i, i.reg()));
            Operands.setReg8(cpu, i, i.reg(), (int) old);
        } else {
            Operands.replace(cpu, i, Operands.reg(cpu, i.reg(), i.operandSize()));
            Operands.setReg(cpu, i.reg(), i.operandSize(), old);
        }
    }

    private static void xchgAccumulator(Processor cpu, Instruction i) {
        long old = Operands.reg(cpu, 0, i.operandSize());
        Operands.setReg(cpu, 0, i.operandSize(), Operands.reg(cpu, i.reg(), i.operandSize()));
        Operands.setReg(cpu, i.reg(), i.operandSize(), old);
    }

    private static void xlat(Processor cpu, Instruction i) {
        long address = Operands.address(cpu.gpr[Processor.RBX] + (cpu.gpr[0] & 0xFF), i.addressSize());
        Operands.setReg8(cpu, i, 0, cpu.read8(i.segment(), address));
    }
}
