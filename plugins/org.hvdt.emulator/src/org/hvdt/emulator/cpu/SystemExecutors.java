// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

import org.hvdt.emulator.isa.Instruction;

/**
 * System instructions: control and debug registers, MSRs, CPUID, time-stamp counter, caches and TLB, HLT, MONITOR and
 * MWAIT, XCR0, random numbers, interrupt flag. The order of checks and VM exits is that of SDM volume 3, "Relative
 * Priority of Faults and VM Exits".
 */
public final class SystemExecutors {

    // Basic exit reasons (SDM volume 3, appendix "VMX Basic Exit Reasons").
    private static final int EXIT_CPUID = 10;
    private static final int EXIT_GETSEC = 11;
    private static final int EXIT_HLT = 12;
    private static final int EXIT_INVD = 13;
    private static final int EXIT_INVLPG = 14;
    private static final int EXIT_RDPMC = 15;
    private static final int EXIT_RDTSC = 16;
    private static final int EXIT_MWAIT = 36;
    private static final int EXIT_MONITOR = 39;
    private static final int EXIT_PAUSE = 40;
    private static final int EXIT_RDTSCP = 51;
    private static final int EXIT_WBINVD = 54;
    private static final int EXIT_XSETBV = 55;
    private static final int EXIT_RDRAND = 57;
    private static final int EXIT_INVPCID = 58;
    private static final int EXIT_RDSEED = 61;

    private SystemExecutors() {
    }

    /** Binds the executors. */
    public static void register(Executors.Registry r) {
        r.bind("MOV r32, CR0-CR8", SystemExecutors::movFromCr);
        r.bind("MOV r64, CR0-CR8", SystemExecutors::movFromCr);
        r.bind("MOV CR0-CR8, r32", SystemExecutors::movToCr);
        r.bind("MOV CR0-CR8, r64", SystemExecutors::movToCr);
        r.bind("MOV r32, DR0-DR7", SystemExecutors::movFromDr);
        r.bind("MOV r64, DR0-DR7", SystemExecutors::movFromDr);
        r.bind("MOV DR0-DR7, r32", SystemExecutors::movToDr);
        r.bind("MOV DR0-DR7, r64", SystemExecutors::movToDr);
        r.bind("CLTS", SystemExecutors::clts);
        r.bind("LMSW", SystemExecutors::lmsw);
        r.bind("SMSW", SystemExecutors::smsw);
        r.bind("INVLPG", SystemExecutors::invlpg);
        r.bind("INVPCID", SystemExecutors::invpcid);
        r.bind("INVD", (cpu, i) -> {
            requireCpl0(cpu);
            interceptAlways(cpu, EXIT_INVD, i);
        });
        r.bind("WBINVD", (cpu, i) -> {
            requireCpl0(cpu);
            intercept(cpu, EXIT_WBINVD, i);
        });
        r.bind("HLT", SystemExecutors::hlt);
        r.bind("RDMSR", SystemExecutors::rdmsr);
        r.bind("WRMSR", SystemExecutors::wrmsr);
        r.bind("RDTSC", SystemExecutors::rdtsc);
        r.bind("RDTSCP", SystemExecutors::rdtscp);
        r.bind("RDPMC", SystemExecutors::rdpmc);
        r.bind("RDPID", (cpu, i) -> setRegister(cpu, i.rm(), i.mode() == 64 ? 8 : 4, cpu.tscAux));
        r.bind("CPUID", SystemExecutors::cpuid);
        r.bind("GETSEC", (cpu, i) -> {
            if ((cpu.cr4 & ControlBits.CR4_SMXE) == 0) {
                throw cpu.fault(Vector.UD);
            }
            interceptAlways(cpu, EXIT_GETSEC, i);
            throw new UnimplementedException("GETSEC");
        });
        r.bind("RSM", (cpu, i) -> {
            throw cpu.fault(Vector.UD);
        });
        r.bind("MONITOR", SystemExecutors::monitor);
        r.bind("MWAIT", SystemExecutors::mwait);
        r.bind("XGETBV", SystemExecutors::xgetbv);
        r.bind("XSETBV", SystemExecutors::xsetbv);
        r.bind("RDPKRU", SystemExecutors::rdpkru);
        r.bind("WRPKRU", SystemExecutors::wrpkru);
        r.bind("PAUSE", (cpu, i) -> intercept(cpu, EXIT_PAUSE, i));
        r.bind("RDRAND", (cpu, i) -> random(cpu, i, EXIT_RDRAND));
        r.bind("RDSEED", (cpu, i) -> random(cpu, i, EXIT_RDSEED));
        r.bind("CLI", SystemExecutors::cli);
        r.bind("STI", SystemExecutors::sti);
        r.bind("CLAC", (cpu, i) -> setAc(cpu, false));
        r.bind("STAC", (cpu, i) -> setAc(cpu, true));
        r.bind("RDFSBASE", (cpu, i) -> readBase(cpu, i, Processor.FS));
        r.bind("RDGSBASE", (cpu, i) -> readBase(cpu, i, Processor.GS));
        r.bind("WRFSBASE", (cpu, i) -> writeBase(cpu, i, Processor.FS));
        r.bind("WRGSBASE", (cpu, i) -> writeBase(cpu, i, Processor.GS));
        r.bind("SWAPGS", SystemExecutors::swapgs);
    }

    // ---- shared by the system areas

    /** Raises #GP(0) unless the CPL is 0. */
    static void requireCpl0(Processor cpu) {
        if (cpu.cpl != 0) {
            throw cpu.fault(Vector.GP, 0);
        }
    }

    /** Raises #GP(0) if CR4.UMIP keeps the instruction from user programs. */
    static void checkUmip(Processor cpu) {
        if (cpu.cpl != 0 && (cpu.cr4 & ControlBits.CR4_UMIP) != 0) {
            throw cpu.fault(Vector.GP, 0);
        }
    }

    /** Writes the low {@code size} bytes of a register; 4 bytes clear the upper half, 1 and 2 leave the rest. */
    static void setRegister(Processor cpu, int register, int size, long value) {
        switch (size) {
        case 1 -> cpu.gpr[register] = cpu.gpr[register] & ~0xFFL | value & 0xFF;
        case 2 -> cpu.gpr[register] = cpu.gpr[register] & ~0xFFFFL | value & 0xFFFF;
        case 4 -> cpu.gpr[register] = value & 0xFFFF_FFFFL;
        default -> cpu.gpr[register] = value;
        }
    }

    /** Wraps an offset at the instruction's address size. */
    static long mask(Instruction i, long offset) {
        return i.addressSize() == 8 ? offset : i.addressSize() == 4 ? offset & 0xFFFF_FFFFL : offset & 0xFFFF;
    }

    /** Exit qualification of descriptor-table accesses and the like: the displacement of the memory operand. */
    static long displacementQualification(Processor cpu, Instruction i) {
        if (!i.memory()) {
            return 0;
        }
        return i.base() == Instruction.RIP ? i.displacement() + cpu.rip : i.displacement();
    }

    private static void intercept(Processor cpu, int reason, Instruction i) {
        if (cpu.nonRoot) {
            cpu.vmx.intercept(reason, 0, i);
        }
    }

    private static void interceptAlways(Processor cpu, int reason, Instruction i) {
        if (cpu.nonRoot) {
            cpu.vmx.interceptAlways(reason, i);
        }
    }

    // ---- control registers

    private static int controlRegister(Processor cpu, Instruction i) {
        int cr = i.reg();
        if (i.lock() || cr != 0 && cr != 2 && cr != 3 && cr != 4 && !(cr == 8 && i.mode() == 64)) {
            throw cpu.fault(Vector.UD);
        }
        requireCpl0(cpu);
        return cr;
    }

    private static void movFromCr(Processor cpu, Instruction i) {
        int cr = controlRegister(cpu, i);
        long value = switch (cr) {
        case 0 -> cpu.cr0;
        case 2 -> cpu.cr2;
        case 3 -> cpu.cr3;
        case 4 -> cpu.cr4;
        default -> cpu.cr8;
        };
        if (cpu.nonRoot && cr != 2) {
            value = cpu.vmx.interceptMovFromCr(cr, i.rm(), value, i);
        }
        setRegister(cpu, i.rm(), i.mode() == 64 ? 8 : 4, value);
    }

    private static void movToCr(Processor cpu, Instruction i) {
        int cr = controlRegister(cpu, i);
        long value = i.mode() == 64 ? cpu.gpr[i.rm()] : cpu.gpr[i.rm()] & 0xFFFF_FFFFL;
        if (cpu.nonRoot && cr != 2) {
            value = cpu.vmx.interceptMovToCr(cr, i.rm(), value, i);
        }
        switch (cr) {
        case 0 -> writeCr0(cpu, value);
        case 2 -> cpu.cr2 = value;
        case 3 -> writeCr3(cpu, value);
        case 4 -> writeCr4(cpu, value);
        default -> {
            if (value >>> 4 != 0) {
                throw cpu.fault(Vector.GP, 0);
            }
            cpu.cr8 = value;
            cpu.raiseAttention(Attention.INTERRUPT);
        }
        }
        cpu.leaveBlock();
    }

    /** MOV to CR0 and LMSW with all checks (SDM volume 2, MOV - Move to/from Control Registers). */
    private static void writeCr0(Processor cpu, long operand) {
        if (operand >>> 32 != 0) {
            throw cpu.fault(Vector.GP, 0);
        }
        long defined = ControlBits.CR0_PE | ControlBits.CR0_MP | ControlBits.CR0_EM | ControlBits.CR0_TS
                | ControlBits.CR0_ET | ControlBits.CR0_NE | ControlBits.CR0_WP | ControlBits.CR0_AM
                | ControlBits.CR0_NW | ControlBits.CR0_CD | ControlBits.CR0_PG;
        long value = operand & defined | ControlBits.CR0_ET;
        boolean paging = (value & ControlBits.CR0_PG) != 0;
        boolean wasPaging = (cpu.cr0 & ControlBits.CR0_PG) != 0;
        boolean invalid = paging && (value & ControlBits.CR0_PE) == 0
                || (value & ControlBits.CR0_NW) != 0 && (value & ControlBits.CR0_CD) == 0
                || cpu.vmx != null && cpu.vmx.inVmxOperation() && cpu.vmx.violatesFixedBits(0, value);
        boolean enableLong = paging && !wasPaging && (cpu.efer & ControlBits.EFER_LME) != 0;
        if (enableLong) {
            invalid |= (cpu.cr4 & ControlBits.CR4_PAE) == 0
                    || (cpu.access[Processor.CS] & Processor.ACCESS_LONG) != 0
                    || (cpu.access[Processor.TR] & 0xD) == 1;
        }
        if (wasPaging && !paging) {
            invalid |= cpu.mode() == 64 || (cpu.cr4 & ControlBits.CR4_PCIDE) != 0;
        }
        if (invalid) {
            throw cpu.fault(Vector.GP, 0);
        }
        boolean pae = paging && !enableLong && !cpu.longMode() && (cpu.cr4 & ControlBits.CR4_PAE) != 0;
        if (pae && ((cpu.cr0 ^ value) & (ControlBits.CR0_PG | ControlBits.CR0_CD | ControlBits.CR0_NW)) != 0
                && !cpu.loadPdptes(cpu.cr3)) {
            throw cpu.fault(Vector.GP, 0);
        }
        if (enableLong) {
            cpu.efer |= ControlBits.EFER_LMA;
        } else if (wasPaging && !paging) {
            cpu.efer &= ~ControlBits.EFER_LMA;
        }
        cpu.setCr0(value);
    }

    private static void writeCr3(Processor cpu, long operand) {
        boolean pcide = (cpu.cr4 & ControlBits.CR4_PCIDE) != 0;
        long value = pcide ? operand & ~(1L << 63) : operand;
        if (cpu.longMode() && value >>> cpu.walker.physicalAddressBits != 0) {
            throw cpu.fault(Vector.GP, 0);
        }
        boolean pae = (cpu.cr0 & ControlBits.CR0_PG) != 0 && (cpu.cr4 & ControlBits.CR4_PAE) != 0 && !cpu.longMode();
        if (pae && !cpu.loadPdptes(value)) {
            throw cpu.fault(Vector.GP, 0);
        }
        if (pcide && operand < 0) {
            cpu.setCr3NoFlush(value);
        } else {
            cpu.setCr3(value);
        }
    }

    private static void writeCr4(Processor cpu, long value) {
        boolean invalid = (value & ~cpu.allowedCr4()) != 0
                || cpu.longMode() && (value & ControlBits.CR4_PAE) == 0
                || cpu.longMode() && ((cpu.cr4 ^ value) & ControlBits.CR4_LA57) != 0
                || cpu.vmx != null && cpu.vmx.inVmxOperation() && cpu.vmx.violatesFixedBits(4, value);
        if ((value & ControlBits.CR4_PCIDE) != 0 && (cpu.cr4 & ControlBits.CR4_PCIDE) == 0) {
            invalid |= !cpu.longMode() || (cpu.cr3 & 0xFFF) != 0;
        }
        if (invalid) {
            throw cpu.fault(Vector.GP, 0);
        }
        long reloading = ControlBits.CR4_PAE | ControlBits.CR4_PGE | ControlBits.CR4_PSE | ControlBits.CR4_SMEP;
        boolean pae = (cpu.cr0 & ControlBits.CR0_PG) != 0 && (value & ControlBits.CR4_PAE) != 0 && !cpu.longMode();
        if (pae && ((cpu.cr4 ^ value) & reloading) != 0 && !cpu.loadPdptes(cpu.cr3)) {
            throw cpu.fault(Vector.GP, 0);
        }
        cpu.setCr4(value);
    }

    private static void clts(Processor cpu, Instruction i) {
        requireCpl0(cpu);
        if (cpu.nonRoot && !cpu.vmx.interceptClts(i)) {
            return;
        }
        cpu.setCr0(cpu.cr0 & ~ControlBits.CR0_TS);
    }

    private static void lmsw(Processor cpu, Instruction i) {
        requireCpl0(cpu);
        long address = i.memory() ? cpu.effectiveAddress(i) : 0;
        int source = SegmentExecutors.readSelector(cpu, i);
        // PE can be set but not cleared.
        long value = cpu.cr0 & ~0xEL | source & 0xF;
        if (cpu.nonRoot) {
            value = cpu.vmx.interceptLmsw(value, source,
                    i.memory() ? cpu.linearAddress(i.segment(), address) : 0, i.memory(),
                    i);
        }
        writeCr0(cpu, value);
        cpu.leaveBlock();
    }

    private static void smsw(Processor cpu, Instruction i) {
        checkUmip(cpu);
        long value = cpu.nonRoot ? cpu.vmx.smswValue(cpu.cr0) : cpu.cr0;
        if (i.memory()) {
            cpu.write16(i.segment(), cpu.effectiveAddress(i), (int) value);
        } else {
            setRegister(cpu, i.rm(), i.operandSize(), value);
        }
    }

    // ---- debug registers

    private static int debugRegister(Processor cpu, Instruction i, boolean write) {
        int number = i.reg();
        if (i.lock() || number > 7) {
            throw cpu.fault(Vector.UD);
        }
        if (number == 4 || number == 5) {
            if ((cpu.cr4 & ControlBits.CR4_DE) != 0) {
                throw cpu.fault(Vector.UD);
            }
            number += 2;
        }
        requireCpl0(cpu);
        if (cpu.nonRoot) {
            cpu.vmx.interceptMovDr(number, i.rm(), write, i);
        }
        if ((cpu.dr[7] & 1 << 13) != 0) {
            cpu.debugCondition = 1 << 13;
            throw cpu.fault(Vector.DB);
        }
        return number;
    }

    private static void movFromDr(Processor cpu, Instruction i) {
        int number = debugRegister(cpu, i, false);
        setRegister(cpu, i.rm(), i.mode() == 64 ? 8 : 4, cpu.dr[number]);
    }

    private static void movToDr(Processor cpu, Instruction i) {
        int number = debugRegister(cpu, i, true);
        long value = i.mode() == 64 ? cpu.gpr[i.rm()] : cpu.gpr[i.rm()] & 0xFFFF_FFFFL;
        if (number >= 6) {
            if (value >>> 32 != 0) {
                throw cpu.fault(Vector.GP, 0);
            }
            value = number == 6 ? value & 0xE00F | 0xFFFF_0FF0L : value & 0xFFFF_2BFFL | 0x400;
        }
        cpu.dr[number] = value;
        cpu.debugRegistersChanged();
    }

    // ---- TLB

    private static void invlpg(Processor cpu, Instruction i) {
        requireCpl0(cpu);
        long linear = cpu.linearAddress(i.segment(), cpu.effectiveAddress(i));
        if (cpu.nonRoot) {
            cpu.vmx.intercept(EXIT_INVLPG, linear, i);
        }
        // A non-canonical address makes it a no-operation.
        if (cpu.mode() != 64 || cpu.canonicalInRegister(linear)) {
            cpu.flushPage(linear);
        }
    }

    private static void invpcid(Processor cpu, Instruction i) {
        requireCpl0(cpu);
        if (cpu.nonRoot) {
            cpu.vmx.intercept(EXIT_INVPCID, displacementQualification(cpu, i), i);
        }
        long type = i.mode() == 64 ? cpu.gpr[i.reg()] : cpu.gpr[i.reg()] & 0xFFFF_FFFFL;
        long address = cpu.effectiveAddress(i);
        long low = cpu.read64(i.segment(), address);
        long linear = cpu.read64(i.segment(), mask(i, address + 8));
        boolean pcide = (cpu.cr4 & ControlBits.CR4_PCIDE) != 0;
        if (type < 0 || type > 3 || type < 2 && low >>> 12 != 0 || type < 2 && !pcide && low != 0
                || type == 0 && !cpu.canonicalInRegister(linear)) {
            throw cpu.fault(Vector.GP, 0);
        }
        if (type == 0) {
            cpu.flushPage(linear);
        } else {
            cpu.flushTlb();
        }
    }

    // ---- MSRs, time, identification

    private static void rdmsr(Processor cpu, Instruction i) {
        requireCpl0(cpu);
        int index = (int) cpu.gpr[Processor.RCX];
        if (cpu.nonRoot) {
            cpu.vmx.interceptRdmsr(index, i);
        }
        long value = cpu.readMsr(index);
        if (index == Msrs.IA32_TIME_STAMP_COUNTER && cpu.nonRoot) {
            value = cpu.vmx.adjustTsc(value);
        }
        setPair(cpu, value);
    }

    private static void setPair(Processor cpu, long value) {
        cpu.gpr[Processor.RAX] = value & 0xFFFF_FFFFL;
        cpu.gpr[Processor.RDX] = value >>> 32;
    }

    private static long pair(Processor cpu) {
        return cpu.gpr[Processor.RDX] << 32 | cpu.gpr[Processor.RAX] & 0xFFFF_FFFFL;
    }

    private static void wrmsr(Processor cpu, Instruction i) {
        requireCpl0(cpu);
        int index = (int) cpu.gpr[Processor.RCX];
        if (cpu.nonRoot) {
            cpu.vmx.interceptWrmsr(index, i);
        }
        cpu.writeMsr(index, pair(cpu));
        cpu.leaveBlock();
    }

    private static long readTsc(Processor cpu, int reason, Instruction i) {
        if (cpu.cpl != 0 && (cpu.cr4 & ControlBits.CR4_TSD) != 0) {
            throw cpu.fault(Vector.GP, 0);
        }
        intercept(cpu, reason, i);
        long tsc = cpu.tsc();
        return cpu.nonRoot ? cpu.vmx.adjustTsc(tsc) : tsc;
    }

    private static void rdtsc(Processor cpu, Instruction i) {
        setPair(cpu, readTsc(cpu, EXIT_RDTSC, i));
    }

    private static void rdtscp(Processor cpu, Instruction i) {
        setPair(cpu, readTsc(cpu, EXIT_RDTSCP, i));
        cpu.gpr[Processor.RCX] = cpu.tscAux & 0xFFFF_FFFFL;
    }

    private static void rdpmc(Processor cpu, Instruction i) {
        if (cpu.cpl != 0 && (cpu.cr4 & ControlBits.CR4_PCE) == 0) {
            throw cpu.fault(Vector.GP, 0);
        }
        intercept(cpu, EXIT_RDPMC, i);
        // No model has performance counters (CPUID leaf 0AH).
        throw cpu.fault(Vector.GP, 0);
    }

    private static void cpuid(Processor cpu, Instruction i) {
        interceptAlways(cpu, EXIT_CPUID, i);
        int leaf = (int) cpu.gpr[Processor.RAX];
        int subleaf = (int) cpu.gpr[Processor.RCX];
        int[] values = cpu.model.cpuid(leaf, subleaf);
        int ebx = values[1];
        int ecx = values[2];
        int edx = values[3];
        // Bits that mirror the processor's state.
        switch (leaf) {
        case 1 -> {
            ecx = mirror(ecx, 27, (cpu.cr4 & ControlBits.CR4_OSXSAVE) != 0);
            edx = mirror(edx, 9, (edx >>> 9 & 1) != 0 && (cpu.apicBase & 1 << 11) != 0);
        }
        case 7 -> {
            if (subleaf == 0) {
                ecx = mirror(ecx, 4, (cpu.cr4 & ControlBits.CR4_PKE) != 0);
            }
        }
        case 0x8000_0001 -> edx = mirror(edx, 11, (edx >>> 11 & 1) != 0 && cpu.mode() == 64);
        default -> {
            // The data file has it all.
        }
        }
        cpu.gpr[Processor.RAX] = values[0] & 0xFFFF_FFFFL;
        cpu.gpr[Processor.RBX] = ebx & 0xFFFF_FFFFL;
        cpu.gpr[Processor.RCX] = ecx & 0xFFFF_FFFFL;
        cpu.gpr[Processor.RDX] = edx & 0xFFFF_FFFFL;
    }

    private static int mirror(int value, int bit, boolean set) {
        return set ? value | 1 << bit : value & ~(1 << bit);
    }

    private static void random(Processor cpu, Instruction i, int reason) {
        intercept(cpu, reason, i);
        setRegister(cpu, i.rm(), i.operandSize(), cpu.nextRandom());
        cpu.setStatusFlags(Flags.CF);
    }

    // ---- waiting

    private static void hlt(Processor cpu, Instruction i) {
        requireCpl0(cpu);
        intercept(cpu, EXIT_HLT, i);
        cpu.setActivityState(Processor.HALTED);
        cpu.leaveBlock();
    }

    private static void monitor(Processor cpu, Instruction i) {
        if (cpu.cpl != 0) {
            throw cpu.fault(Vector.UD);
        }
        intercept(cpu, EXIT_MONITOR, i);
        if ((cpu.gpr[Processor.RCX] & 0xFFFF_FFFFL) != 0) {
            throw cpu.fault(Vector.GP, 0);
        }
        cpu.read8(i.segment(), mask(i, cpu.gpr[Processor.RAX]));
    }

    private static void mwait(Processor cpu, Instruction i) {
        if (cpu.cpl != 0) {
            throw cpu.fault(Vector.UD);
        }
        intercept(cpu, EXIT_MWAIT, i);
        if ((cpu.gpr[Processor.RCX] & 0xFFFF_FFFEL) != 0) {
            throw cpu.fault(Vector.GP, 0);
        }
        // The architecture lets MWAIT end for any reason; here it ends at once.
        cpu.leaveBlock();
    }

    // ---- XCR0

    private static void xgetbv(Processor cpu, Instruction i) {
        if ((cpu.cr4 & ControlBits.CR4_OSXSAVE) == 0) {
            throw cpu.fault(Vector.UD);
        }
        if ((int) cpu.gpr[Processor.RCX] != 0) {
            throw cpu.fault(Vector.GP, 0);
        }
        setPair(cpu, cpu.xcr0);
    }

    private static void xsetbv(Processor cpu, Instruction i) {
        if ((cpu.cr4 & ControlBits.CR4_OSXSAVE) == 0) {
            throw cpu.fault(Vector.UD);
        }
        interceptAlways(cpu, EXIT_XSETBV, i);
        requireCpl0(cpu);
        long value = pair(cpu);
        int[] supported = cpu.model.cpuid(0xD, 0);
        long mask = supported[0] & 0xFFFF_FFFFL | (long) supported[3] << 32;
        if ((int) cpu.gpr[Processor.RCX] != 0 || (value & 1) == 0 || (value & ~mask) != 0
                || (value & 6) == 4) {
            throw cpu.fault(Vector.GP, 0);
        }
        cpu.xcr0 = value;
    }

    // ---- PKRU

    private static void requireProtectionKeys(Processor cpu) {
        if ((cpu.cr4 & ControlBits.CR4_PKE) == 0) {
            throw cpu.fault(Vector.UD);
        }
        if ((int) cpu.gpr[Processor.RCX] != 0) {
            throw cpu.fault(Vector.GP, 0);
        }
    }

    private static void rdpkru(Processor cpu, Instruction i) {
        requireProtectionKeys(cpu);
        setPair(cpu, cpu.pkru() & 0xFFFF_FFFFL);
    }

    private static void wrpkru(Processor cpu, Instruction i) {
        requireProtectionKeys(cpu);
        if ((int) cpu.gpr[Processor.RDX] != 0) {
            throw cpu.fault(Vector.GP, 0);
        }
        cpu.setPkru((int) cpu.gpr[Processor.RAX]);
        cpu.leaveBlock();
    }

    // ---- flags

    /** Whether CLI and STI change VIF because the program has its own virtual interrupt flag: CR4.VME in virtual-8086
     * mode, CR4.PVI in protected mode at CPL 3. */
    private static boolean virtualInterrupts(Processor cpu) {
        if (!cpu.protectedMode() || (cpu.eflags >> 12 & 3) >= cpu.cpl || cpu.cpl != 3) {
            return false;
        }
        long bit = cpu.virtual8086() ? ControlBits.CR4_VME : ControlBits.CR4_PVI;
        return (cpu.cr4 & bit) != 0;
    }

    private static void cli(Processor cpu, Instruction i) {
        if (virtualInterrupts(cpu)) {
            cpu.setControlFlags(cpu.eflags & ~Flags.VIF);
            return;
        }
        if (cpu.protectedMode() && (cpu.eflags >> 12 & 3) < cpu.cpl) {
            throw cpu.fault(Vector.GP, 0);
        }
        cpu.setControlFlags(cpu.eflags & ~Flags.IF);
    }

    private static void sti(Processor cpu, Instruction i) {
        if (virtualInterrupts(cpu)) {
            if ((cpu.eflags & Flags.VIP) != 0) {
                throw cpu.fault(Vector.GP, 0);
            }
            cpu.setControlFlags(cpu.eflags | Flags.VIF);
            return;
        }
        if (cpu.protectedMode() && (cpu.eflags >> 12 & 3) < cpu.cpl) {
            throw cpu.fault(Vector.GP, 0);
        }
        if ((cpu.eflags & Flags.IF) == 0) {
            cpu.setControlFlags(cpu.eflags | Flags.IF);
            cpu.setInterruptShadow(true, false);
            cpu.leaveBlock();
        }
    }

    private static void setAc(Processor cpu, boolean set) {
        if (cpu.cpl != 0) {
            throw cpu.fault(Vector.UD);
        }
        cpu.setControlFlags(set ? cpu.eflags | Flags.AC : cpu.eflags & ~Flags.AC);
    }

    // ---- FS and GS bases

    private static void requireFsGsBase(Processor cpu) {
        if ((cpu.cr4 & ControlBits.CR4_FSGSBASE) == 0) {
            throw cpu.fault(Vector.UD);
        }
    }

    private static void readBase(Processor cpu, Instruction i, int segment) {
        requireFsGsBase(cpu);
        setRegister(cpu, i.rm(), i.operandSize(), cpu.base[segment]);
    }

    private static void writeBase(Processor cpu, Instruction i, int segment) {
        requireFsGsBase(cpu);
        long value = i.operandSize() == 8 ? cpu.gpr[i.rm()] : cpu.gpr[i.rm()] & 0xFFFF_FFFFL;
        if (!cpu.canonicalInRegister(value)) {
            throw cpu.fault(Vector.GP, 0);
        }
        cpu.setBase(segment, value);
    }

    private static void swapgs(Processor cpu, Instruction i) {
        requireCpl0(cpu);
        long old = cpu.base[Processor.GS];
        cpu.setBase(Processor.GS, cpu.kernelGsBase);
        cpu.kernelGsBase = old;
    }
}
