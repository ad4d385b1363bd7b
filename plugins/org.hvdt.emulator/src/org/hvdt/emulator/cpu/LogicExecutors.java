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

/** Logical instructions (SDM volume 1, chapter 7, "Logical Instructions" and "Test Instruction"). */
public final class LogicExecutors {

    private LogicExecutors() {
    }

    /** Binds AND, OR, XOR, TEST and NOT. */
    public static void register(Executors.Registry registry) {
        bindAll(registry, "AND", 8,
                (cpu, i) -> registerRegister8(cpu, i, BinaryOperations.AND),
                (cpu, i) -> memoryRegister8(cpu, i, BinaryOperations.AND),
                (cpu, i) -> registerFromRegister8(cpu, i, BinaryOperations.AND),
                (cpu, i) -> registerFromMemory8(cpu, i, BinaryOperations.AND),
                (cpu, i) -> registerImmediate8(cpu, i, BinaryOperations.AND),
                (cpu, i) -> memoryImmediate8(cpu, i, BinaryOperations.AND));
        bindAll(registry, "AND", 16,
                (cpu, i) -> registerRegister16(cpu, i, BinaryOperations.AND),
                (cpu, i) -> memoryRegister16(cpu, i, BinaryOperations.AND),
                (cpu, i) -> registerFromRegister16(cpu, i, BinaryOperations.AND),
                (cpu, i) -> registerFromMemory16(cpu, i, BinaryOperations.AND),
                (cpu, i) -> registerImmediate16(cpu, i, BinaryOperations.AND),
                (cpu, i) -> memoryImmediate16(cpu, i, BinaryOperations.AND));
        bindAll(registry, "AND", 32,
                (cpu, i) -> registerRegister32(cpu, i, BinaryOperations.AND),
                (cpu, i) -> memoryRegister32(cpu, i, BinaryOperations.AND),
                (cpu, i) -> registerFromRegister32(cpu, i, BinaryOperations.AND),
                (cpu, i) -> registerFromMemory32(cpu, i, BinaryOperations.AND),
                (cpu, i) -> registerImmediate32(cpu, i, BinaryOperations.AND),
                (cpu, i) -> memoryImmediate32(cpu, i, BinaryOperations.AND));
        bindAll(registry, "AND", 64,
                (cpu, i) -> registerRegister64(cpu, i, BinaryOperations.AND),
                (cpu, i) -> memoryRegister64(cpu, i, BinaryOperations.AND),
                (cpu, i) -> registerFromRegister64(cpu, i, BinaryOperations.AND),
                (cpu, i) -> registerFromMemory64(cpu, i, BinaryOperations.AND),
                (cpu, i) -> registerImmediate64(cpu, i, BinaryOperations.AND),
                (cpu, i) -> memoryImmediate64(cpu, i, BinaryOperations.AND));
        bindAll(registry, "OR", 8,
                (cpu, i) -> registerRegister8(cpu, i, BinaryOperations.OR),
                (cpu, i) -> memoryRegister8(cpu, i, BinaryOperations.OR),
                (cpu, i) -> registerFromRegister8(cpu, i, BinaryOperations.OR),
                (cpu, i) -> registerFromMemory8(cpu, i, BinaryOperations.OR),
                (cpu, i) -> registerImmediate8(cpu, i, BinaryOperations.OR),
                (cpu, i) -> memoryImmediate8(cpu, i, BinaryOperations.OR));
        bindAll(registry, "OR", 16,
                (cpu, i) -> registerRegister16(cpu, i, BinaryOperations.OR),
                (cpu, i) -> memoryRegister16(cpu, i, BinaryOperations.OR),
                (cpu, i) -> registerFromRegister16(cpu, i, BinaryOperations.OR),
                (cpu, i) -> registerFromMemory16(cpu, i, BinaryOperations.OR),
                (cpu, i) -> registerImmediate16(cpu, i, BinaryOperations.OR),
                (cpu, i) -> memoryImmediate16(cpu, i, BinaryOperations.OR));
        bindAll(registry, "OR", 32,
                (cpu, i) -> registerRegister32(cpu, i, BinaryOperations.OR),
                (cpu, i) -> memoryRegister32(cpu, i, BinaryOperations.OR),
                (cpu, i) -> registerFromRegister32(cpu, i, BinaryOperations.OR),
                (cpu, i) -> registerFromMemory32(cpu, i, BinaryOperations.OR),
                (cpu, i) -> registerImmediate32(cpu, i, BinaryOperations.OR),
                (cpu, i) -> memoryImmediate32(cpu, i, BinaryOperations.OR));
        bindAll(registry, "OR", 64,
                (cpu, i) -> registerRegister64(cpu, i, BinaryOperations.OR),
                (cpu, i) -> memoryRegister64(cpu, i, BinaryOperations.OR),
                (cpu, i) -> registerFromRegister64(cpu, i, BinaryOperations.OR),
                (cpu, i) -> registerFromMemory64(cpu, i, BinaryOperations.OR),
                (cpu, i) -> registerImmediate64(cpu, i, BinaryOperations.OR),
                (cpu, i) -> memoryImmediate64(cpu, i, BinaryOperations.OR));
        bindAll(registry, "XOR", 8,
                (cpu, i) -> registerRegister8(cpu, i, BinaryOperations.XOR),
                (cpu, i) -> memoryRegister8(cpu, i, BinaryOperations.XOR),
                (cpu, i) -> registerFromRegister8(cpu, i, BinaryOperations.XOR),
                (cpu, i) -> registerFromMemory8(cpu, i, BinaryOperations.XOR),
                (cpu, i) -> registerImmediate8(cpu, i, BinaryOperations.XOR),
                (cpu, i) -> memoryImmediate8(cpu, i, BinaryOperations.XOR));
        bindAll(registry, "XOR", 16,
                (cpu, i) -> registerRegister16(cpu, i, BinaryOperations.XOR),
                (cpu, i) -> memoryRegister16(cpu, i, BinaryOperations.XOR),
                (cpu, i) -> registerFromRegister16(cpu, i, BinaryOperations.XOR),
                (cpu, i) -> registerFromMemory16(cpu, i, BinaryOperations.XOR),
                (cpu, i) -> registerImmediate16(cpu, i, BinaryOperations.XOR),
                (cpu, i) -> memoryImmediate16(cpu, i, BinaryOperations.XOR));
        bindAll(registry, "XOR", 32,
                (cpu, i) -> registerRegister32(cpu, i, BinaryOperations.XOR),
                (cpu, i) -> memoryRegister32(cpu, i, BinaryOperations.XOR),
                (cpu, i) -> registerFromRegister32(cpu, i, BinaryOperations.XOR),
                (cpu, i) -> registerFromMemory32(cpu, i, BinaryOperations.XOR),
                (cpu, i) -> registerImmediate32(cpu, i, BinaryOperations.XOR),
                (cpu, i) -> memoryImmediate32(cpu, i, BinaryOperations.XOR));
        bindAll(registry, "XOR", 64,
                (cpu, i) -> registerRegister64(cpu, i, BinaryOperations.XOR),
                (cpu, i) -> memoryRegister64(cpu, i, BinaryOperations.XOR),
                (cpu, i) -> registerFromRegister64(cpu, i, BinaryOperations.XOR),
                (cpu, i) -> registerFromMemory64(cpu, i, BinaryOperations.XOR),
                (cpu, i) -> registerImmediate64(cpu, i, BinaryOperations.XOR),
                (cpu, i) -> memoryImmediate64(cpu, i, BinaryOperations.XOR));
        bindAll(registry, "TEST", 8,
                (cpu, i) -> registerRegister8(cpu, i, BinaryOperations.TEST),
                (cpu, i) -> memoryRegister8(cpu, i, BinaryOperations.TEST),
                (cpu, i) -> registerFromRegister8(cpu, i, BinaryOperations.TEST),
                (cpu, i) -> registerFromMemory8(cpu, i, BinaryOperations.TEST),
                (cpu, i) -> registerImmediate8(cpu, i, BinaryOperations.TEST),
                (cpu, i) -> memoryImmediate8(cpu, i, BinaryOperations.TEST));
        bindAll(registry, "TEST", 16,
                (cpu, i) -> registerRegister16(cpu, i, BinaryOperations.TEST),
                (cpu, i) -> memoryRegister16(cpu, i, BinaryOperations.TEST),
                (cpu, i) -> registerFromRegister16(cpu, i, BinaryOperations.TEST),
                (cpu, i) -> registerFromMemory16(cpu, i, BinaryOperations.TEST),
                (cpu, i) -> registerImmediate16(cpu, i, BinaryOperations.TEST),
                (cpu, i) -> memoryImmediate16(cpu, i, BinaryOperations.TEST));
        bindAll(registry, "TEST", 32,
                (cpu, i) -> registerRegister32(cpu, i, BinaryOperations.TEST),
                (cpu, i) -> memoryRegister32(cpu, i, BinaryOperations.TEST),
                (cpu, i) -> registerFromRegister32(cpu, i, BinaryOperations.TEST),
                (cpu, i) -> registerFromMemory32(cpu, i, BinaryOperations.TEST),
                (cpu, i) -> registerImmediate32(cpu, i, BinaryOperations.TEST),
                (cpu, i) -> memoryImmediate32(cpu, i, BinaryOperations.TEST));
        bindAll(registry, "TEST", 64,
                (cpu, i) -> registerRegister64(cpu, i, BinaryOperations.TEST),
                (cpu, i) -> memoryRegister64(cpu, i, BinaryOperations.TEST),
                (cpu, i) -> registerFromRegister64(cpu, i, BinaryOperations.TEST),
                (cpu, i) -> registerFromMemory64(cpu, i, BinaryOperations.TEST),
                (cpu, i) -> registerImmediate64(cpu, i, BinaryOperations.TEST),
                (cpu, i) -> memoryImmediate64(cpu, i, BinaryOperations.TEST));
        registry.bind("NOT", LogicExecutors::not);
    }

    private static void not(Processor cpu, Instruction i) {
        Operands.replace(cpu, i, ~Operands.readForWrite(cpu, i));
    }
}
