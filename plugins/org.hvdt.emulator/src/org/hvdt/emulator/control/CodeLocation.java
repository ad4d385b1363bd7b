// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.control;

import org.hvdt.emulator.cpu.Processor;
import org.hvdt.emulator.isa.DecodeException;
import org.hvdt.emulator.isa.Decoder;
import org.hvdt.emulator.isa.Instruction;

/**
 * The instruction that a processor is about to execute, as far as stepping cares.
 *
 * @param address its linear address
 * @param next linear address of the instruction that follows it in memory; {@code address} if it cannot be decoded
 * @param stack stack pointer before it
 * @param kind what it does to the flow of control
 */
record CodeLocation(long address, long next, long stack, Kind kind) {

    /** What an instruction does to the flow of control. */
    enum Kind {
        /** Comes back to the instruction that follows: CALL, INT n, SYSCALL. */
        CALL,
        /** Leaves a procedure or handler. */
        RETURN,
        /** VMLAUNCH, VMRESUME. */
        VM_ENTRY,
        /** Anything else. */
        OTHER
    }

    /** Linear address of the instruction that the processor is about to execute. */
    static long linear(Processor cpu) {
        return cpu.mode() == 64 ? cpu.rip : cpu.base[Processor.CS] + cpu.rip & 0xFFFF_FFFFL;
    }

    /** The stack pointer in the width of the current mode. */
    static long stack(Processor cpu) {
        long pointer = cpu.gpr[Processor.RSP];
        return switch (cpu.stackSize()) {
            case 8 -> pointer;
            case 4 -> pointer & 0xFFFF_FFFFL;
            default -> pointer & 0xFFFF;
        };
    }

    /** Looks at the instruction that the processor is about to execute. */
    static CodeLocation of(Processor cpu, Decoder decoder, byte[] buffer) {
        long address = linear(cpu);
        int available = cpu.peek(address, buffer, 0, Decoder.MAX_LENGTH);
        try {
            Instruction instruction = decoder.decode(buffer, 0, available, cpu.mode());
            return new CodeLocation(address, address + instruction.length(), stack(cpu), kindOf(instruction));
        } catch (DecodeException e) {
            // It will raise an exception; where that leads is not known.
            return new CodeLocation(address, address, stack(cpu), Kind.OTHER);
        }
    }

    private static Kind kindOf(Instruction instruction) {
        return switch (instruction.form().mnemonic()) {
            case "CALL", "INT", "INT3", "INTO", "INT1", "SYSCALL", "SYSENTER" -> Kind.CALL;
            case "RET", "RETF", "IRET", "IRETD", "IRETQ", "SYSRET", "SYSEXIT" -> Kind.RETURN;
            case "VMLAUNCH", "VMRESUME" -> Kind.VM_ENTRY;
            default -> Kind.OTHER;
        };
    }
}
