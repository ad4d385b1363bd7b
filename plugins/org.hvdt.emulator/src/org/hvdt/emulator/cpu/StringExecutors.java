// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

import org.hvdt.emulator.isa.Instruction;

/**
 * String instructions with their repeat prefixes (SDM volume 1, chapter 7, "String Operations"). A repeated
 * instruction ends at an iteration boundary when an event needs attention and is restarted afterwards: its registers
 * always describe the work that is left.
 */
public final class StringExecutors {

    private StringExecutors() {
    }

    /** Binds MOVS, CMPS, STOS, LODS and SCAS. */
    public static void register(Executors.Registry registry) {
        for (String suffix : new String[] {"B", "W", "D", "Q"}) {
            registry.select("MOVS" + suffix, i -> i.repeat() == 0 ? StringExecutors::movs : StringExecutors::repMovs);
            registry.select("STOS" + suffix, i -> i.repeat() == 0 ? StringExecutors::stos : StringExecutors::repStos);
            registry.select("LODS" + suffix, i -> i.repeat() == 0 ? StringExecutors::lods : StringExecutors::repLods);
            registry.select("SCAS" + suffix, i -> i.repeat() == 0 ? StringExecutors::scas : StringExecutors::repScas);
            registry.select("CMPS" + suffix, i -> i.repeat() == 0 ? StringExecutors::cmps : StringExecutors::repCmps);
        }
    }

    /** Distance from one element to the next. */
    private static int step(Processor cpu, Instruction i) {
        return (cpu.eflags & Flags.DF) == 0 ? i.operandSize() : -i.operandSize();
    }

    private static long pointer(Processor cpu, Instruction i, int register) {
        return Operands.address(cpu.gpr[register], i.addressSize());
    }

    private static void advance(Processor cpu, Instruction i, int register, long distance) {
        Operands.setReg(cpu, register, i.addressSize(), cpu.gpr[register] + distance);
    }

    private static long count(Processor cpu, Instruction i) {
        return Operands.address(cpu.gpr[Processor.RCX], i.addressSize());
    }

    private static void setCount(Processor cpu, Instruction i, long count) {
        Operands.setReg(cpu, Processor.RCX, i.addressSize(), count);
    }

    // ---- one element

    private static void movs(Processor cpu, Instruction i) {
        long value = Operands.read(cpu, i.segment(), pointer(cpu, i, Processor.RSI), i.operandSize());
        Operands.write(cpu, Processor.ES, pointer(cpu, i, Processor.RDI), i.operandSize(), value);
        int step = step(cpu, i);
        advance(cpu, i, Processor.RSI, step);
        advance(cpu, i, Processor.RDI, step);
    }

    private static void stos(Processor cpu, Instruction i) {
        Operands.write(cpu, Processor.ES, pointer(cpu, i, Processor.RDI), i.operandSize(), cpu.gpr[0]);
        advance(cpu, i, Processor.RDI, step(cpu, i));
    }

    private static void lods(Processor cpu, Instruction i) {
        long value = Operands.read(cpu, i.segment(), pointer(cpu, i, Processor.RSI), i.operandSize());
        if (i.operandSize() == 1) {
            cpu.gpr[0] = cpu.gpr[0] & ~0xFFL | value;
        } else {
            Operands.setReg(cpu, 0, i.operandSize(), value);
        }
        advance(cpu, i, Processor.RSI, step(cpu, i));
    }

    private static void scas(Processor cpu, Instruction i) {
        long value = Operands.read(cpu, Processor.ES, pointer(cpu, i, Processor.RDI), i.operandSize());
        Operands.compare(cpu, i.operandSize(), cpu.gpr[0], value);
        advance(cpu, i, Processor.RDI, step(cpu, i));
    }

    private static void cmps(Processor cpu, Instruction i) {
        long first = Operands.read(cpu, i.segment(), pointer(cpu, i, Processor.RSI), i.operandSize());
        long second = Operands.read(cpu, Processor.ES, pointer(cpu, i, Processor.RDI), i.operandSize());
        Operands.compare(cpu, i.operandSize(), first, second);
        int step = step(cpu, i);
        advance(cpu, i, Processor.RSI, step);
        advance(cpu, i, Processor.RDI, step);
    }

    // ---- repeated

    private static void pause(Processor cpu, long left) {
        if (left != 0 && cpu.attentionNeeded()) {
            throw cpu.restartLater();
        }
    }

    private static void repMovs(Processor cpu, Instruction i) {
        long left = count(cpu, i);
        int step = step(cpu, i);
        while (left != 0) {
            long done = 0;
            if (step > 0) {
                done = cpu.copyForward(i.segment(), pointer(cpu, i, Processor.RSI), pointer(cpu, i, Processor.RDI),
                        left, i.operandSize());
            }
            if (done != 0) {
                advance(cpu, i, Processor.RSI, done * step);
                advance(cpu, i, Processor.RDI, done * step);
            } else {
                movs(cpu, i);
                done = 1;
            }
            left -= done;
            setCount(cpu, i, left);
            pause(cpu, left);
        }
    }

    private static void repStos(Processor cpu, Instruction i) {
        long left = count(cpu, i);
        int step = step(cpu, i);
        while (left != 0) {
            long done = 0;
            if (step > 0) {
                done = cpu.fillForward(pointer(cpu, i, Processor.RDI), left, i.operandSize(), cpu.gpr[0]);
            }
            if (done != 0) {
                advance(cpu, i, Processor.RDI, done * step);
            } else {
                stos(cpu, i);
                done = 1;
            }
            left -= done;
            setCount(cpu, i, left);
            pause(cpu, left);
        }
    }

    private static void repLods(Processor cpu, Instruction i) {
        long left = count(cpu, i);
        while (left != 0) {
            lods(cpu, i);
            left--;
            setCount(cpu, i, left);
            pause(cpu, left);
        }
    }

    private static void repScas(Processor cpu, Instruction i) {
        boolean whileEqual = i.repeat() == 0xF3;
        long left = count(cpu, i);
        long flagsResult = cpu.flagsResult;
        long flagsAux = cpu.flagsAux;
        try {
            while (left != 0) {
                scas(cpu, i);
                left--;
                setCount(cpu, i, left);
                if (cpu.zf() != whileEqual) {
                    return;
                }
                pause(cpu, left);
            }
        } catch (ProcessorException e) {
            // A fault leaves the flags as they were before the instruction.
            cpu.flagsResult = flagsResult;
            cpu.flagsAux = flagsAux;
            throw e;
        }
    }

    private static void repCmps(Processor cpu, Instruction i) {
        boolean whileEqual = i.repeat() == 0xF3;
        long left = count(cpu, i);
        long flagsResult = cpu.flagsResult;
        long flagsAux = cpu.flagsAux;
        try {
            while (left != 0) {
                cmps(cpu, i);
                left--;
                setCount(cpu, i, left);
                if (cpu.zf() != whileEqual) {
                    return;
                }
                pause(cpu, left);
            }
        } catch (ProcessorException e) {
            cpu.flagsResult = flagsResult;
            cpu.flagsAux = flagsAux;
            throw e;
        }
    }
}
