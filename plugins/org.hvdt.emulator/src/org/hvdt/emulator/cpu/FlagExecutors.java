// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

import org.hvdt.emulator.isa.Instruction;

/** Flag control and instructions without an effect on other state (SDM volume 1, chapter 7, "EFLAGS Instructions" and
 * "Miscellaneous Instructions"). */
public final class FlagExecutors {

    private FlagExecutors() {
    }

    /** Binds the flag instructions except CLI and STI, the hints, fences and the undefined instructions. */
    public static void register(Executors.Registry registry) {
        registry.bind("CLC", (cpu, i) -> cpu.setCf(false));
        registry.bind("STC", (cpu, i) -> cpu.setCf(true));
        registry.bind("CMC", (cpu, i) -> cpu.setCf(!cpu.cf()));
        registry.bind("CLD", (cpu, i) -> cpu.eflags &= ~Flags.DF);
        registry.bind("STD", (cpu, i) -> cpu.eflags |= Flags.DF);
        registry.bind("LAHF", FlagExecutors::lahf);
        registry.bind("SAHF", FlagExecutors::sahf);
        registry.bind("SALC", (cpu, i) -> Operands.setReg8(cpu, i, 0, cpu.cf() ? 0xFF : 0));
        for (String key : new String[] {"NOP", "ENDBR64", "ENDBR32", "PREFETCHNTA", "PREFETCHT0", "PREFETCHT1",
            "PREFETCHT2", "PREFETCHW", "CLDEMOTE", "SFENCE", "MFENCE", "LFENCE", "SERIALIZE"}) {
            registry.bind(key, (cpu, i) -> { });
        }
        // Caches are not modelled: what is left of these are the faults of a byte read.
        for (String key : new String[] {"CLFLUSH m8", "CLFLUSHOPT m8", "CLWB m8"}) {
            registry.bind(key, (cpu, i) -> cpu.read8(i.segment(), cpu.effectiveAddress(i)));
        }
        for (String key : new String[] {"UD0", "UD1", "UD2"}) {
            registry.bind(key, (cpu, i) -> {
                throw cpu.fault(Vector.UD);
            });
        }
        registry.bind("FWAIT", FlagExecutors::fwait);
    }

    private static void lahf(Processor cpu, Instruction i) {
        int image = (int) cpu.rflags() & 0xFF;
        cpu.gpr[0] = cpu.gpr[0] & ~0xFF00L | image << 8;
    }

    private static void sahf(Processor cpu, Instruction i) {
        int loaded = Flags.CF | Flags.PF | Flags.AF | Flags.ZF | Flags.SF;
        int ah = (int) cpu.gpr[0] >> 8;
        cpu.setStatusFlags((cpu.of() ? Flags.OF : 0) | ah & loaded);
    }

    private static void fwait(Processor cpu, Instruction i) {
        long both = ControlBits.CR0_MP | ControlBits.CR0_TS;
        if ((cpu.cr0 & both) == both) {
            throw cpu.fault(Vector.NM);
        }
    }
}
