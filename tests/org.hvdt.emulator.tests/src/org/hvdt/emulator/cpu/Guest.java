// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

import java.util.ArrayList;
import java.util.List;

import org.hvdt.emulator.memory.PhysicalMemory;

/**
 * A processor with memory, descriptor tables, paging and exception handlers, ready for the code of a test. Each
 * vector's handler is one HLT instruction, so that a test sees the vector in RIP and the frame on the stack.
 */
final class Guest {

    static final long CODE = 0x10000;
    static final long DATA = 0x20000;
    static final long STACK = 0x30000;
    static final long RING0_STACK = 0x38000;
    static final long IST1_STACK = 0x3C000;
    static final long USER = 0x40000;
    static final long GDT = 0x1000;
    static final long TSS = 0x1800;
    static final long IDT = 0x2000;
    static final long HANDLERS = 0x8000;
    static final long PML4 = 0x100000;

    static final int CODE64 = 0x08;
    static final int DATA0 = 0x10;
    static final int USER_CODE32 = 0x18;
    static final int USER_DATA = 0x20;
    static final int USER_CODE64 = 0x28;
    static final int CODE32 = 0x30;
    static final int CALL_GATE = 0x38;
    static final int TSS_SELECTOR = 0x48;
    static final int FREE = 0x58;

    static final Executors EXECUTORS = Executors.of(GeneralPurposeExecutors::register, SystemExecutors::register,
            SegmentExecutors::register, FarTransferExecutors::register, IoExecutors::register,
            X87ControlExecutors::register, SseExecutors::register, SseFloatExecutors::register,
            CryptoExecutors::register);

    final PhysicalMemory memory = new PhysicalMemory(16 << 20);
    final Processor cpu;
    final List<String> events = new ArrayList<>();
    private final int bits;

    private Guest(int bits, String model) {
        this.bits = bits;
        cpu = new Processor(memory, CpuModel.load(model), EXECUTORS);
        cpu.events = new MachineEvents() {
            @Override
            public void exceptionRaised(int vector, int errorCode, long rip) {
                events.add(Vector.name(vector));
            }
        };
        for (int vector = 0; vector < 256; vector++) {
            memory.write8(HANDLERS + 16 * vector, 0xF4);
        }
        memory.write64(GDT + CODE64, 0x00AF9B00_0000FFFFL);
        memory.write64(GDT + DATA0, 0x00CF9300_0000FFFFL);
        memory.write64(GDT + USER_CODE32, 0x00CFFB00_0000FFFFL);
        memory.write64(GDT + USER_DATA, 0x00CFF300_0000FFFFL);
        memory.write64(GDT + USER_CODE64, 0x00AFFB00_0000FFFFL);
        memory.write64(GDT + CODE32, 0x00CF9B00_0000FFFFL);
        cpu.gdtrBase = GDT;
        cpu.gdtrLimit = 0xFF;
        cpu.idtrBase = IDT;
    }

    /** 64-bit mode at CPL 0 with the first 16 MiB identity-mapped by 4-KiB pages, user-accessible and writable. */
    static Guest longMode() {
        return longMode("max");
    }

    static Guest longMode(String model) {
        Guest guest = new Guest(64, model);
        PhysicalMemory memory = guest.memory;
        Processor cpu = guest.cpu;
        memory.write64(PML4, PML4 + 0x1000 | 7);
        memory.write64(PML4 + 0x1000, PML4 + 0x2000 | 7);
        for (int i = 0; i < 8; i++) {
            memory.write64(PML4 + 0x2000 + 8 * i, PML4 + 0x3000 + 0x1000 * i | 7);
            for (int j = 0; j < 512; j++) {
                memory.write64(PML4 + 0x3000 + 0x1000 * i + 8 * j, (long) i << 21 | (long) j << 12 | 7);
            }
        }
        for (int vector = 0; vector < 256; vector++) {
            guest.gate64(vector, HANDLERS + 16 * vector, 0x8E, 0);
        }
        cpu.idtrLimit = 0xFFF;
        memory.write64(GDT + TSS_SELECTOR, 0x00008B00_00000067L | TSS << 16);
        memory.write64(GDT + TSS_SELECTOR + 8, 0);
        memory.write64(TSS + 4, RING0_STACK);
        memory.write64(TSS + 36, IST1_STACK);
        memory.write16(TSS + 102, 0x68);
        cpu.setSegment(Processor.TR, TSS_SELECTOR, TSS, 0x67, 0x8B);
        cpu.setSegment(Processor.LDTR, 0, 0, 0, 0x10082);
        guest.flatSegments(CODE64, 0xA09B);
        cpu.setCr4(ControlBits.CR4_PAE);
        cpu.setCr3(PML4);
        cpu.setEfer(ControlBits.EFER_LME | ControlBits.EFER_LMA | ControlBits.EFER_SCE | ControlBits.EFER_NXE);
        cpu.setCr0(0x8001_0031L);
        cpu.updateMode();
        cpu.gpr[Processor.RSP] = STACK;
        return guest;
    }

    /** 32-bit protected mode at CPL 0 with flat segments, without paging. */
    static Guest protectedMode() {
        Guest guest = new Guest(32, "max");
        Processor cpu = guest.cpu;
        for (int vector = 0; vector < 256; vector++) {
            guest.gate32(vector, CODE32, HANDLERS + 16 * vector, 0x8E);
        }
        cpu.idtrLimit = 0x7FF;
        guest.memory.write64(GDT + TSS_SELECTOR, 0x00008B00_00000067L | TSS << 16);
        guest.memory.write32(TSS + 4, (int) RING0_STACK);
        guest.memory.write16(TSS + 8, DATA0);
        guest.memory.write16(TSS + 102, 0x68);
        cpu.setSegment(Processor.TR, TSS_SELECTOR, TSS, 0x67, 0x8B);
        cpu.setSegment(Processor.LDTR, 0, 0, 0, 0x10082);
        guest.flatSegments(CODE32, 0xC09B);
        cpu.setCr0(0x31);
        cpu.updateMode();
        cpu.gpr[Processor.RSP] = STACK;
        return guest;
    }

    /** Real-address mode with all segments at 0. */
    static Guest realMode() {
        Guest guest = new Guest(16, "max");
        Processor cpu = guest.cpu;
        for (int vector = 0; vector < 256; vector++) {
            guest.memory.write32(4 * vector, (int) (HANDLERS + 16 * vector) & 0xFFFF);
        }
        cpu.idtrBase = 0;
        cpu.idtrLimit = 0x3FF;
        cpu.setSegment(Processor.CS, 0x1000, 0x10000, 0xFFFF, 0x9B);
        cpu.updateMode();
        cpu.gpr[Processor.RSP] = 0x7000;
        return guest;
    }

    private void flatSegments(int code, int codeAccess) {
        for (int segment = Processor.ES; segment <= Processor.GS; segment++) {
            cpu.setSegment(segment, DATA0, 0, -1, 0xC093);
        }
        cpu.setSegment(Processor.CS, code, 0, -1, codeAccess);
    }

    Guest gate64(int vector, long target, int type, int ist) {
        memory.write64(IDT + 16 * vector, target & 0xFFFF | (long) CODE64 << 16 | (long) ist << 32 | (long) type << 40
                | (target & 0xFFFF_0000L) << 32);
        memory.write64(IDT + 16 * vector + 8, target >>> 32);
        return this;
    }

    Guest gate32(int vector, int selector, long target, int type) {
        memory.write64(IDT + 8 * vector, target & 0xFFFF | (long) selector << 16 | (long) type << 40
                | (target & 0xFFFF_0000L) << 32);
        return this;
    }

    /** Puts code at an address. */
    Guest at(long address, String source) {
        long origin = bits == 16 ? address - cpu.base[Processor.CS] : address;
        memory.write(address, Nasm.assemble(bits, origin, source));
        return this;
    }

    /** Assembles code of another mode than the guest starts in. */
    Guest at(long address, int codeBits, String source) {
        memory.write(address, Nasm.assemble(codeBits, address, source));
        return this;
    }

    /** Runs code until HLT or shutdown. */
    Guest run(String source) {
        at(CODE, source + "\nhlt");
        return runFrom(CODE);
    }

    Guest runFrom(long address) {
        cpu.rip = bits == 16 ? address - cpu.base[Processor.CS] : address;
        cpu.setActivityState(Processor.ACTIVE);
        int result = cpu.run(cpu.instructions() + 10_000_000);
        if (result == Processor.RUN_BUDGET) {
            throw new AssertionError("still running at RIP " + Long.toHexString(cpu.rip));
        }
        return this;
    }

    /** Vector of the handler that the guest has halted in, or -1. */
    int vector() {
        long offset = cpu.rip - 1 - HANDLERS;
        return offset >= 0 && offset < 16 * 256 && (offset & 15) == 0 ? (int) offset >> 4 : -1;
    }

    /** 64-bit value at RSP plus {@code offset}. */
    long stack(int offset) {
        return memory.read64(cpu.gpr[Processor.RSP] + offset);
    }

    long rax() {
        return cpu.gpr[Processor.RAX];
    }

    /** Maps one page of the 64-bit guest. */
    void mapPage(long linear, long entry) {
        memory.write64(PML4 + 0x3000 + (linear >>> 12) * 8, entry);
        cpu.flushTlb();
    }
}
