// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

import org.hvdt.emulator.isa.Instruction;

/** Access to XMM and MMX operands, with the checks that come before an instruction that uses them. */
final class VectorRegisters {

    private static final int X87_TOP = 7 << 11;
    private static final int X87_SUMMARY = 1 << 7;

    private VectorRegisters() {
    }

    /** Raises the exceptions of an SSE instruction that the control registers forbid (SDM volume 3, chapter "System
     * Programming for Instruction Set Extensions"). */
    static void checkSse(Processor cpu) {
        if ((cpu.cr0 & ControlBits.CR0_EM) != 0 || (cpu.cr4 & ControlBits.CR4_OSFXSR) == 0) {
            throw cpu.fault(Vector.UD);
        }
        if ((cpu.cr0 & ControlBits.CR0_TS) != 0) {
            throw cpu.fault(Vector.NM);
        }
    }

    /** Raises the exceptions that come before an MMX instruction. */
    static void checkMmx(Processor cpu) {
        if ((cpu.cr0 & ControlBits.CR0_EM) != 0) {
            throw cpu.fault(Vector.UD);
        }
        if ((cpu.cr0 & ControlBits.CR0_TS) != 0) {
            throw cpu.fault(Vector.NM);
        }
        if ((cpu.x87StatusWord & X87_SUMMARY) != 0) {
            throw cpu.fault(Vector.MF);
        }
    }

    /** What every MMX instruction does to the x87 state. */
    static void useMmx(Processor cpu) {
        cpu.x87StatusWord &= ~X87_TOP;
        cpu.x87Used = 0xFF;
    }

    /** An MMX register. */
    static long mmx(Processor cpu, int number) {
        return cpu.x87Significand[number & 7];
    }

    /** Sets an MMX register. */
    static void setMmx(Processor cpu, int number, long value) {
        useMmx(cpu);
        cpu.x87Significand[number & 7] = value;
        cpu.x87SignExponent[number & 7] = 0xFFFF;
    }

    static long low(Processor cpu, int number) {
        return cpu.vector[number << 2];
    }

    static long high(Processor cpu, int number) {
        return cpu.vector[(number << 2) + 1];
    }

    static void set(Processor cpu, int number, long low, long high) {
        cpu.vector[number << 2] = low;
        cpu.vector[(number << 2) + 1] = high;
    }

    static void setLow(Processor cpu, int number, long low) {
        cpu.vector[number << 2] = low;
    }

    /** Puts the operand of 128 bits in ModRM.rm into {@link Processor#operandLow} and {@link Processor#operandHigh}. */
    static void load128(Processor cpu, Instruction i, boolean aligned) {
        if (!i.memory()) {
            cpu.operandLow = low(cpu, i.rm());
            cpu.operandHigh = high(cpu, i.rm());
            return;
        }
        long offset = cpu.effectiveAddress(i);
        if (aligned) {
            checkAlignment(cpu, i.segment(), offset);
        }
        cpu.operandLow = cpu.read64(i.segment(), offset);
        cpu.operandHigh = cpu.read64(i.segment(), offset + 8 & i.addressMask());
    }

    static void checkAlignment(Processor cpu, int segment, long offset) {
        if ((cpu.linearAddress(segment, offset) & 15) != 0) {
            throw cpu.fault(Vector.GP, 0);
        }
    }

    /** The low 64 bits of the XMM register or the 64 bits of memory in ModRM.rm. */
    static long load64(Processor cpu, Instruction i) {
        return i.memory() ? cpu.read64(i.segment(), cpu.effectiveAddress(i)) : low(cpu, i.rm());
    }

    /** The low 32 bits of the XMM register or the 32 bits of memory in ModRM.rm. */
    static int load32(Processor cpu, Instruction i) {
        return i.memory() ? cpu.read32(i.segment(), cpu.effectiveAddress(i)) : (int) low(cpu, i.rm());
    }

    /** The MMX register or the 64 bits of memory in ModRM.rm. */
    static long loadMmx(Processor cpu, Instruction i) {
        return i.memory() ? cpu.read64(i.segment(), cpu.effectiveAddress(i)) : mmx(cpu, i.rm());
    }

    /** Stores 128 bits in memory; nothing is stored if any of them cannot be. */
    static void store128(Processor cpu, Instruction i, boolean aligned, long low, long high) {
        long offset = cpu.effectiveAddress(i);
        if (aligned) {
            checkAlignment(cpu, i.segment(), offset);
        }
        long second = offset + 8 & i.addressMask();
        if ((cpu.linearAddress(i.segment(), offset) & 0xFFF) > 0xFF0) {
            checkWritable(cpu, i.segment(), offset, 16, i.addressMask());
        }
        cpu.write64(i.segment(), offset, low);
        cpu.write64(i.segment(), second, high);
    }

    /** Raises the fault that a write of a range would raise; the range is at most one page long. */
    static void checkWritable(Processor cpu, int segment, long offset, int length, long addressMask) {
        cpu.readForWrite8(segment, offset);
        int untilPage = 0x1000 - (int) (cpu.linearAddress(segment, offset) & 0xFFF);
        if (untilPage < length) {
            cpu.readForWrite8(segment, offset + untilPage & addressMask);
        }
        cpu.readForWrite8(segment, offset + length - 1 & addressMask);
    }
}
