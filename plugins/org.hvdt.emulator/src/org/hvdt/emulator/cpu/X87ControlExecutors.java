// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

import org.hvdt.emulator.isa.Instruction;

/**
 * The x87 instructions that only touch the control and status words; boot code uses them to find and initialize the
 * FPU. The registers and the arithmetic are not there (SDM volume 1, chapter "Programming with the x87 FPU").
 */
public final class X87ControlExecutors {

    private static final int INITIAL_CONTROL_WORD = 0x37F;

    private X87ControlExecutors() {
    }

    /** Binds the executors. */
    public static void register(Executors.Registry r) {
        r.bind("FNINIT", (cpu, i) -> {
            checkAvailable(cpu);
            cpu.x87ControlWord = INITIAL_CONTROL_WORD;
            cpu.x87StatusWord = 0;
            cpu.x87Used = 0;
            cpu.x87Opcode = 0;
            cpu.x87InstructionPointer = 0;
            cpu.x87DataPointer = 0;
        });
        r.bind("FNCLEX", (cpu, i) -> {
            checkAvailable(cpu);
            cpu.x87StatusWord &= 0x7F00;
        });
        r.bind("FLDCW m16", (cpu, i) -> {
            checkAvailable(cpu);
            cpu.x87ControlWord = cpu.read16(i.segment(), cpu.effectiveAddress(i)) & 0x1F7F | 0x40;
        });
        r.bind("FNSTCW m16", (cpu, i) -> store(cpu, i, cpu.x87ControlWord));
        r.bind("FNSTSW m16", (cpu, i) -> store(cpu, i, cpu.x87StatusWord));
        r.bind("FNSTSW AX", (cpu, i) -> {
            checkAvailable(cpu);
            SystemExecutors.setRegister(cpu, Processor.RAX, 2, cpu.x87StatusWord);
        });
    }

    private static void store(Processor cpu, Instruction i, int value) {
        checkAvailable(cpu);
        cpu.write16(i.segment(), cpu.effectiveAddress(i), value);
    }

    private static void checkAvailable(Processor cpu) {
        if ((cpu.cr0 & (ControlBits.CR0_EM | ControlBits.CR0_TS)) != 0) {
            throw cpu.fault(Vector.NM);
        }
    }
}
