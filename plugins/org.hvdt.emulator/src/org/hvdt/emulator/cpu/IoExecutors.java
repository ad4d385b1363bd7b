// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

import org.hvdt.emulator.isa.Instruction;

/** IN, OUT, INS and OUTS with the I/O permission bit map. */
public final class IoExecutors {

    private IoExecutors() {
    }

    /** Binds the executors. */
    public static void register(Executors.Registry r) {
        r.bind("IN AL, imm8", (cpu, i) -> in(cpu, i, 1, (int) i.immediate() & 0xFF, true));
        r.bind("IN AX, imm8", (cpu, i) -> in(cpu, i, 2, (int) i.immediate() & 0xFF, true));
        r.bind("IN EAX, imm8", (cpu, i) -> in(cpu, i, 4, (int) i.immediate() & 0xFF, true));
        r.bind("IN AL, DX", (cpu, i) -> in(cpu, i, 1, dx(cpu), false));
        r.bind("IN AX, DX", (cpu, i) -> in(cpu, i, 2, dx(cpu), false));
        r.bind("IN EAX, DX", (cpu, i) -> in(cpu, i, 4, dx(cpu), false));
        r.bind("OUT imm8, AL", (cpu, i) -> out(cpu, i, 1, (int) i.immediate() & 0xFF, true));
        r.bind("OUT imm8, AX", (cpu, i) -> out(cpu, i, 2, (int) i.immediate() & 0xFF, true));
        r.bind("OUT imm8, EAX", (cpu, i) -> out(cpu, i, 4, (int) i.immediate() & 0xFF, true));
        r.bind("OUT DX, AL", (cpu, i) -> out(cpu, i, 1, dx(cpu), false));
        r.bind("OUT DX, AX", (cpu, i) -> out(cpu, i, 2, dx(cpu), false));
        r.bind("OUT DX, EAX", (cpu, i) -> out(cpu, i, 4, dx(cpu), false));
        r.bind("INSB", (cpu, i) -> ins(cpu, i, 1));
        r.bind("INSW", (cpu, i) -> ins(cpu, i, 2));
        r.bind("INSD", (cpu, i) -> ins(cpu, i, 4));
        r.bind("OUTSB", (cpu, i) -> outs(cpu, i, 1));
        r.bind("OUTSW", (cpu, i) -> outs(cpu, i, 2));
        r.bind("OUTSD", (cpu, i) -> outs(cpu, i, 4));
    }

    private static int dx(Processor cpu) {
        return (int) cpu.gpr[Processor.RDX] & 0xFFFF;
    }

    /** Raises #GP(0) unless IOPL or the I/O permission bit map of the TSS allows the access (SDM volume 1, chapter
     * "Input/Output", "I/O Permission Bit Map"). */
    private static void checkPermission(Processor cpu, int port, int size) {
        boolean v86 = cpu.virtual8086();
        if (!cpu.protectedMode() || !v86 && cpu.cpl <= (cpu.eflags >> 12 & 3)) {
            return;
        }
        long limit = cpu.limit[Processor.TR] & 0xFFFF_FFFFL;
        int access = cpu.access[Processor.TR];
        if ((access & Processor.ACCESS_UNUSABLE) != 0 || (access & 9) != 9 || limit < 103) {
            throw cpu.fault(Vector.GP, 0);
        }
        long tss = cpu.base[Processor.TR];
        int map = cpu.readSystem16(tss + 102);
        if (map + (port >>> 3) + 1 > limit) {
            throw cpu.fault(Vector.GP, 0);
        }
        int bits = cpu.readSystem16(tss + map + (port >>> 3)) >>> (port & 7);
        if ((bits & (1 << size) - 1) != 0) {
            throw cpu.fault(Vector.GP, 0);
        }
    }

    private static void in(Processor cpu, Instruction i, int size, int port, boolean immediate) {
        checkPermission(cpu, port, size);
        if (cpu.nonRoot) {
            cpu.vmx.interceptIo(port, size, true, false, false, immediate, 0, i);
        }
        SystemExecutors.setRegister(cpu, Processor.RAX, size, cpu.ports.in(port, size));
        cpu.checkIoBreakpoints(port, size);
    }

    private static void out(Processor cpu, Instruction i, int size, int port, boolean immediate) {
        checkPermission(cpu, port, size);
        if (cpu.nonRoot) {
            cpu.vmx.interceptIo(port, size, false, false, false, immediate, 0, i);
        }
        int value = (int) cpu.gpr[Processor.RAX];
        cpu.ports.out(port, size, size == 1 ? value & 0xFF : size == 2 ? value & 0xFFFF : value);
        cpu.checkIoBreakpoints(port, size);
    }

    private static long counter(Processor cpu, Instruction i) {
        return SystemExecutors.mask(i, cpu.gpr[Processor.RCX]);
    }

    private static void advance(Processor cpu, Instruction i, int register, int size) {
        long step = (cpu.eflags & Flags.DF) != 0 ? -size : size;
        SystemExecutors.setRegister(cpu, register, i.addressSize(), cpu.gpr[register] + step);
    }

    /** Counts one iteration down; false if it was the last, or there is no REP prefix. */
    private static boolean again(Processor cpu, Instruction i) {
        if (i.repeat() == 0) {
            return false;
        }
        SystemExecutors.setRegister(cpu, Processor.RCX, i.addressSize(), cpu.gpr[Processor.RCX] - 1);
        if (counter(cpu, i) == 0) {
            return false;
        }
        if (cpu.attentionNeeded()) {
            throw cpu.restartLater();
        }
        return true;
    }

    private static void ins(Processor cpu, Instruction i, int size) {
        int port = dx(cpu);
        if (i.repeat() != 0 && counter(cpu, i) == 0) {
            return;
        }
        do {
            checkPermission(cpu, port, size);
            long offset = SystemExecutors.mask(i, cpu.gpr[Processor.RDI]);
            if (cpu.nonRoot) {
                cpu.vmx.interceptIo(port, size, true, true, i.repeat() != 0, false,
                        cpu.linearAddress(Processor.ES, offset), i);
            }
            switch (size) {
            case 1 -> {
                cpu.readForWrite8(Processor.ES, offset);
                cpu.writeBack8(cpu.ports.in(port, 1));
            }
            case 2 -> {
                cpu.readForWrite16(Processor.ES, offset);
                cpu.writeBack16(cpu.ports.in(port, 2));
            }
            default -> {
                cpu.readForWrite32(Processor.ES, offset);
                cpu.writeBack32(cpu.ports.in(port, 4));
            }
            }
            cpu.checkIoBreakpoints(port, size);
            advance(cpu, i, Processor.RDI, size);
        } while (again(cpu, i));
    }

    private static void outs(Processor cpu, Instruction i, int size) {
        int port = dx(cpu);
        if (i.repeat() != 0 && counter(cpu, i) == 0) {
            return;
        }
        do {
            checkPermission(cpu, port, size);
            long offset = SystemExecutors.mask(i, cpu.gpr[Processor.RSI]);
            if (cpu.nonRoot) {
                cpu.vmx.interceptIo(port, size, false, true, i.repeat() != 0, false,
                        cpu.linearAddress(i.segment(), offset), i);
            }
            int value = switch (size) {
            case 1 -> cpu.read8(i.segment(), offset);
            case 2 -> cpu.read16(i.segment(), offset);
            default -> cpu.read32(i.segment(), offset);
            };
            cpu.ports.out(port, size, value);
            cpu.checkIoBreakpoints(port, size);
            advance(cpu, i, Processor.RSI, size);
        } while (again(cpu, i));
    }
}
