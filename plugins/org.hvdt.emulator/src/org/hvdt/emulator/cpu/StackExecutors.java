// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

import org.hvdt.emulator.isa.Instruction;

/** Stack instructions (SDM volume 1, chapter 7, "Stack Manipulation Instructions" and "ENTER and LEAVE"). */
public final class StackExecutors {

    private StackExecutors() {
    }

    /** Binds PUSH, POP of general-purpose operands, PUSHA, POPA, PUSHF, POPF, ENTER and LEAVE. */
    public static void register(Executors.Registry registry) {
        registry.bind("PUSH r64", (cpu, i) -> cpu.push64(cpu.gpr[i.reg()]));
        registry.bind("PUSH r32", (cpu, i) -> cpu.push32((int) cpu.gpr[i.reg()]));
        registry.bind("PUSH r16", (cpu, i) -> cpu.push16((int) cpu.gpr[i.reg()]));
        registry.bind("POP r64", (cpu, i) -> cpu.gpr[i.reg()] = cpu.pop64());
        registry.bind("POP r32", (cpu, i) -> cpu.gpr[i.reg()] = cpu.pop32() & 0xFFFFFFFFL);
        registry.bind("POP r16", (cpu, i) -> Operands.setReg16(cpu, i.reg(), cpu.pop16()));
        for (int bits : new int[] {16, 32, 64}) {
            registry.bind("PUSH r/m" + bits, (cpu, i) -> push(cpu, i.operandSize(), Operands.rm(cpu, i)));
            registry.bind("POP r/m" + bits, StackExecutors::popMemory);
        }
        for (int bits : new int[] {8, 16, 32}) {
            registry.bind("PUSH imm" + bits, (cpu, i) -> push(cpu, i.operandSize(), i.immediate()));
        }
        String[] segments = {"ES", "CS", "SS", "DS", "FS", "GS"};
        for (int segment = 0; segment < segments.length; segment++) {
            int number = segment;
            registry.bind("PUSH " + segments[segment], (cpu, i) -> pushSegment(cpu, i, number));
        }
        registry.bind("PUSHA", StackExecutors::pushAll);
        registry.bind("PUSHAD", StackExecutors::pushAll);
        registry.bind("POPA", StackExecutors::popAll);
        registry.bind("POPAD", StackExecutors::popAll);
        registry.bind("PUSHF", StackExecutors::pushFlags);
        registry.bind("PUSHFD", StackExecutors::pushFlags);
        registry.bind("PUSHFQ", StackExecutors::pushFlags);
        registry.bind("POPF", StackExecutors::popFlags);
        registry.bind("POPFD", StackExecutors::popFlags);
        registry.bind("POPFQ", StackExecutors::popFlags);
        registry.bind("ENTER imm16, imm8", StackExecutors::enter);
        registry.bind("LEAVE", StackExecutors::leave);
    }

    /** Pushes 2, 4 or 8 bytes. */
    static void push(Processor cpu, int size, long value) {
        switch (size) {
            case 8 -> cpu.push64(value);
            case 4 -> cpu.push32((int) value);
            default -> cpu.push16((int) value);
        }
    }

    /** Pops 2, 4 or 8 bytes, zero-extended. */
    static long pop(Processor cpu, int size) {
        return switch (size) {
            case 8 -> cpu.pop64();
            case 4 -> cpu.pop32() & 0xFFFFFFFFL;
            default -> cpu.pop16();
        };
    }

    /** Reads the value {@code index} places above the stack top. */
    private static long peek(Processor cpu, int size, int index) {
        return Operands.read(cpu, Processor.SS, cpu.stackAddress((long) index * size), size);
    }

    private static void popMemory(Processor cpu, Instruction i) {
        int size = i.operandSize();
        long value = peek(cpu, size, 0);
        if (!i.memory()) {
            cpu.adjustStack(size);
            Operands.setReg(cpu, i.rm(), size, value);
            return;
        }
        // An address that uses RSP is computed after RSP has been incremented.
        long old = cpu.gpr[Processor.RSP];
        cpu.adjustStack(size);
        long address = cpu.effectiveAddress(i);
        long top = cpu.gpr[Processor.RSP];
        cpu.gpr[Processor.RSP] = old;
        Operands.write(cpu, i.segment(), address, size, value);
        cpu.gpr[Processor.RSP] = top;
    }

    private static void pushSegment(Processor cpu, Instruction i, int segment) {
        if (i.operandSize() == 4) {
            // Only the selector's 16 bits are written, as recent processors do.
            cpu.write16(Processor.SS, cpu.stackAddress(-4), cpu.selector[segment]);
            cpu.adjustStack(-4);
        } else {
            push(cpu, i.operandSize(), cpu.selector[segment] & 0xFFFF);
        }
    }

    private static void pushAll(Processor cpu, Instruction i) {
        int size = i.operandSize();
        // All eight stores are made before RSP changes, so that a fault leaves it as it was.
        for (int register = 0; register < 8; register++) {
            Operands.write(cpu, Processor.SS, cpu.stackAddress(-(register + 1L) * size), size, cpu.gpr[register]);
        }
        cpu.adjustStack(-8L * size);
    }

    private static void popAll(Processor cpu, Instruction i) {
        int size = i.operandSize();
        long di = peek(cpu, size, 0);
        long si = peek(cpu, size, 1);
        long bp = peek(cpu, size, 2);
        long bx = peek(cpu, size, 4);
        long dx = peek(cpu, size, 5);
        long cx = peek(cpu, size, 6);
        long ax = peek(cpu, size, 7);
        cpu.adjustStack(8L * size);
        Operands.setReg(cpu, Processor.RDI, size, di);
        Operands.setReg(cpu, Processor.RSI, size, si);
        Operands.setReg(cpu, Processor.RBP, size, bp);
        Operands.setReg(cpu, Processor.RBX, size, bx);
        Operands.setReg(cpu, Processor.RDX, size, dx);
        Operands.setReg(cpu, Processor.RCX, size, cx);
        Operands.setReg(cpu, Processor.RAX, size, ax);
    }

    // ---- flags image: SDM volume 2, "PUSHF/PUSHFD/PUSHFQ" and "POPF/POPFD/POPFQ"

    private static int ioPrivilegeLevel(Processor cpu) {
        return cpu.eflags >> 12 & 3;
    }

    private static boolean virtualModeExtensions(Processor cpu) {
        return (cpu.cr4 & ControlBits.CR4_VME) != 0;
    }

    private static void pushFlags(Processor cpu, Instruction i) {
        long image = cpu.rflags() & ~(Flags.VM | Flags.RF);
        if (cpu.virtual8086() && ioPrivilegeLevel(cpu) < 3) {
            if (!virtualModeExtensions(cpu) || i.operandSize() != 2) {
                throw cpu.fault(Vector.GP, 0);
            }
            image = image & ~Flags.IF | Flags.IOPL | ((cpu.eflags & Flags.VIF) != 0 ? Flags.IF : 0);
        }
        push(cpu, i.operandSize(), image);
    }

    private static void popFlags(Processor cpu, Instruction i) {
        int size = i.operandSize();
        int image = (int) peek(cpu, size, 0);
        int writable = Flags.STATUS | Flags.TF | Flags.DF | Flags.NT;
        if (size > 2) {
            writable |= Flags.AC | Flags.ID;
        }
        boolean virtualInterrupt = false;
        if (cpu.virtual8086()) {
            if (ioPrivilegeLevel(cpu) == 3) {
                writable |= Flags.IF;
            } else {
                boolean pending = (cpu.eflags & Flags.VIP) != 0 && (image & Flags.IF) != 0;
                if (!virtualModeExtensions(cpu) || size != 2 || pending || (image & Flags.TF) != 0) {
                    throw cpu.fault(Vector.GP, 0);
                }
                virtualInterrupt = true;
            }
        } else if (cpu.cpl == 0) {
            writable |= Flags.IF | Flags.IOPL;
        } else if (cpu.cpl <= ioPrivilegeLevel(cpu)) {
            writable |= Flags.IF;
        }
        int flags = (int) cpu.rflags() & ~(writable | Flags.RF) | image & writable;
        if (virtualInterrupt) {
            flags = flags & ~Flags.VIF | ((image & Flags.IF) != 0 ? Flags.VIF : 0);
        }
        cpu.adjustStack(size);
        cpu.setRflags(flags);
    }

    private static void enter(Processor cpu, Instruction i) {
        int size = i.operandSize();
        int level = (int) i.immediate2() & 31;
        long frame = cpu.stackAddress(-size);
        long oldFrame = cpu.gpr[Processor.RBP];
        Operands.write(cpu, Processor.SS, frame, size, oldFrame);
        long pushed = size;
        for (int n = 1; n < level; n++) {
            long source = stackOffset(cpu, oldFrame - (long) n * size);
            long value = Operands.read(cpu, Processor.SS, source, size);
            pushed += size;
            Operands.write(cpu, Processor.SS, cpu.stackAddress(-pushed), size, value);
        }
        if (level > 0) {
            pushed += size;
            Operands.write(cpu, Processor.SS, cpu.stackAddress(-pushed), size, frame);
        }
        // The new stack top is probed for a write, as the instruction requires it to be writable.
        long top = -pushed - i.immediate();
        Operands.readForWrite(cpu, Processor.SS, cpu.stackAddress(top), size);
        Operands.setReg(cpu, Processor.RBP, size, frame);
        cpu.adjustStack(top);
    }

    private static void leave(Processor cpu, Instruction i) {
        int size = i.operandSize();
        long value = Operands.read(cpu, Processor.SS, stackOffset(cpu, cpu.gpr[Processor.RBP]), size);
        if (cpu.stackSize() == 2) {
            Operands.setReg16(cpu, Processor.RSP, (int) cpu.gpr[Processor.RBP]);
        } else {
            Operands.setReg(cpu, Processor.RSP, cpu.stackSize(), cpu.gpr[Processor.RBP]);
        }
        cpu.adjustStack(size);
        Operands.setReg(cpu, Processor.RBP, size, value);
    }

    private static long stackOffset(Processor cpu, long value) {
        return Operands.address(value, cpu.stackSize());
    }
}
