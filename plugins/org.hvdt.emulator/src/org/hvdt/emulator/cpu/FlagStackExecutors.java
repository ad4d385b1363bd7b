// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

import org.hvdt.emulator.isa.Instruction;

/** PUSHF and POPF in all sizes, with the rules of CPL, IOPL and virtual-8086 mode (SDM volume 2, POPF). */
public final class FlagStackExecutors {

    private FlagStackExecutors() {
    }

    /** Binds the executors. */
    public static void register(Executors.Registry r) {
        for (String suffix : new String[] {"", "D", "Q"}) {
            r.bind("PUSHF" + suffix, FlagStackExecutors::push);
            r.bind("POPF" + suffix, FlagStackExecutors::pop);
        }
    }

    private static void checkVirtual8086(Processor cpu) {
        if (cpu.virtual8086() && (cpu.eflags >> 12 & 3) < 3) {
            throw cpu.fault(Vector.GP, 0);
        }
    }

    private static void push(Processor cpu, Instruction i) {
        checkVirtual8086(cpu);
        long image = cpu.rflags() & ~(Flags.RF | Flags.VM);
        switch (i.operandSize) {
        case 8 -> cpu.push64(image);
        case 4 -> cpu.push32((int) image);
        default -> cpu.push16((int) image);
        }
    }

    private static void pop(Processor cpu, Instruction i) {
        checkVirtual8086(cpu);
        long image = switch (i.operandSize) {
        case 8 -> cpu.pop64();
        case 4 -> cpu.pop32();
        default -> cpu.pop16();
        };
        int mask = Flags.STATUS | Flags.TF | Flags.DF | Flags.NT;
        if (i.operandSize != 2) {
            mask |= Flags.AC | Flags.ID;
        }
        boolean real = !cpu.protectedMode();
        if (real || cpu.cpl <= (cpu.eflags >> 12 & 3)) {
            mask |= Flags.IF;
        }
        if (real || cpu.cpl == 0) {
            mask |= Flags.IOPL;
        }
        cpu.setRflags(cpu.rflags() & ~(mask | Flags.RF) | image & mask);
    }
}
