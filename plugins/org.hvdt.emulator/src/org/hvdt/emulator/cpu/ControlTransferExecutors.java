// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

import org.hvdt.emulator.isa.Instruction;

/** Near transfers of control (SDM volume 1, chapter 7, "Control Transfer Instructions"). */
public final class ControlTransferExecutors {

    private static final Executor[] JCC = {
        (cpu, i) -> jump(cpu, i, 0), (cpu, i) -> jump(cpu, i, 1), (cpu, i) -> jump(cpu, i, 2),
        (cpu, i) -> jump(cpu, i, 3), (cpu, i) -> jump(cpu, i, 4), (cpu, i) -> jump(cpu, i, 5),
        (cpu, i) -> jump(cpu, i, 6), (cpu, i) -> jump(cpu, i, 7), (cpu, i) -> jump(cpu, i, 8),
        (cpu, i) -> jump(cpu, i, 9), (cpu, i) -> jump(cpu, i, 10), (cpu, i) -> jump(cpu, i, 11),
        (cpu, i) -> jump(cpu, i, 12), (cpu, i) -> jump(cpu, i, 13), (cpu, i) -> jump(cpu, i, 14),
        (cpu, i) -> jump(cpu, i, 15)};

    private ControlTransferExecutors() {
    }

    /** Binds near JMP, Jcc, CALL, RET, LOOP, JCXZ and BOUND. */
    public static void register(Executors.Registry registry) {
        for (int cc = 0; cc < 16; cc++) {
            registry.bind("J" + Conditions.NAMES[cc], JCC[cc]);
        }
        for (String form : new String[] {"rel8", "rel16", "rel32"}) {
            registry.bind("JMP " + form, ControlTransferExecutors::relative);
        }
        registry.select("CALL rel32", i -> i.mode() == 64
                ? ControlTransferExecutors::callRelative64 : ControlTransferExecutors::callRelative);
        registry.bind("CALL rel16", ControlTransferExecutors::callRelative);
        for (int bits : new int[] {16, 32, 64}) {
            registry.bind("JMP r/m" + bits, (cpu, i) -> cpu.branch(Operands.rm(cpu, i)));
            registry.bind("CALL r/m" + bits, ControlTransferExecutors::callIndirect);
        }
        registry.select("RET", i -> i.mode() == 64 ? ControlTransferExecutors::return64
                : ControlTransferExecutors::returnNear);
        registry.bind("RET imm16", ControlTransferExecutors::returnNear);
        registry.bind("LOOP rel8", (cpu, i) -> loop(cpu, i, true));
        registry.bind("LOOPE rel8", (cpu, i) -> loop(cpu, i, cpu.zf()));
        registry.bind("LOOPNE rel8", (cpu, i) -> loop(cpu, i, !cpu.zf()));
        registry.bind("JCXZ rel8", ControlTransferExecutors::jumpIfCounterZero);
        registry.bind("JECXZ rel8", ControlTransferExecutors::jumpIfCounterZero);
        registry.bind("JRCXZ rel8", ControlTransferExecutors::jumpIfCounterZero);
        registry.bind("BOUND", ControlTransferExecutors::bound);
    }

    private static void jump(Processor cpu, Instruction i, int cc) {
        if (cpu.condition(cc)) {
            relative(cpu, i);
        }
    }

    private static void relative(Processor cpu, Instruction i) {
        long target = cpu.rip + i.immediate();
        cpu.branch(i.operandSize() == 2 ? target & 0xFFFF : target);
    }

    private static void callRelative64(Processor cpu, Instruction i) {
        long next = cpu.rip;
        cpu.branch(next + i.immediate());
        cpu.push64(next);
    }

    private static void callRelative(Processor cpu, Instruction i) {
        long next = cpu.rip;
        relative(cpu, i);
        StackExecutors.push(cpu, i.operandSize(), next);
    }

    private static void callIndirect(Processor cpu, Instruction i) {
        long next = cpu.rip;
        cpu.branch(Operands.rm(cpu, i));
        StackExecutors.push(cpu, i.operandSize(), next);
    }

    private static void return64(Processor cpu, Instruction i) {
        long top = cpu.gpr[Processor.RSP];
        cpu.branch(cpu.read64(Processor.SS, top));
        cpu.gpr[Processor.RSP] = top + 8;
    }

    private static void returnNear(Processor cpu, Instruction i) {
        int size = i.operandSize();
        cpu.branch(Operands.read(cpu, Processor.SS, cpu.stackAddress(0), size));
        cpu.adjustStack(size + i.immediate());
    }

    private static void loop(Processor cpu, Instruction i, boolean condition) {
        int size = i.addressSize();
        long count = Operands.address(cpu.gpr[Processor.RCX] - 1, size);
        if (count != 0 && condition) {
            relative(cpu, i);
        }
        Operands.setReg(cpu, Processor.RCX, size, count);
    }

    private static void jumpIfCounterZero(Processor cpu, Instruction i) {
        if (Operands.address(cpu.gpr[Processor.RCX], i.addressSize()) == 0) {
            relative(cpu, i);
        }
    }

    private static void bound(Processor cpu, Instruction i) {
        int size = i.operandSize();
        long address = cpu.effectiveAddress(i);
        long lower = Operands.signExtend(Operands.read(cpu, i.segment(), address, size), size);
        long upperAddress = Operands.address(address + size, i.addressSize());
        long upper = Operands.signExtend(Operands.read(cpu, i.segment(), upperAddress, size), size);
        long index = Operands.signExtend(cpu.gpr[i.reg()], size);
        if (index < lower || index > upper) {
            throw cpu.fault(Vector.BR);
        }
    }
}
