// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

import org.hvdt.emulator.isa.Instruction;

/** Floating-point arithmetic, comparison and conversion of SSE and SSE2 (SDM volume 1, chapters 10 and 11). */
public final class SseFloatExecutors {

    private static final int PRE_COMPUTATION = SoftFloat.INVALID | SoftFloat.DENORMAL | SoftFloat.ZERO_DIVIDE;
    private static final int INFINITY = 0x7F80_0000;
    private static final int QUIET = 0x40_0000;

    /** Arithmetic in single precision. */
    private interface Single {
        int apply(SoftFloat f, int a, int b);
    }

    /** Arithmetic in double precision. */
    private interface Double {
        long apply(SoftFloat f, long a, long b);
    }

    private SseFloatExecutors() {
    }

    /** Binds the executors. */
    public static void register(Executors.Registry r) {
        arithmetic(r, "ADD", SoftFloat::add32, SoftFloat::add64);
        arithmetic(r, "SUB", SoftFloat::subtract32, SoftFloat::subtract64);
        arithmetic(r, "MUL", SoftFloat::multiply32, SoftFloat::multiply64);
        arithmetic(r, "DIV", SoftFloat::divide32, SoftFloat::divide64);
        arithmetic(r, "MIN", SoftFloat::minimum32, SoftFloat::minimum64);
        arithmetic(r, "MAX", SoftFloat::maximum32, SoftFloat::maximum64);
        arithmetic(r, "SQRT", SoftFloat::squareRoot32, SoftFloat::squareRoot64);
        packedSingle(r, "RCPPS", (f, a, b) -> reciprocal(b));
        scalarSingle(r, "RCPSS", (f, a, b) -> reciprocal(b));
        packedSingle(r, "RSQRTPS", (f, a, b) -> reciprocalRoot(b));
        scalarSingle(r, "RSQRTSS", (f, a, b) -> reciprocalRoot(b));
        comparisons(r);
        conversions(r);
    }

    /** Ends an operation: sets the flags and raises the exceptions that are not masked. */
    private static void finish(Processor cpu) {
        int flags = cpu.softFloat.flags;
        if (flags == 0) {
            return;
        }
        int raised = flags & ~(cpu.mxcsr >> 7);
        if ((raised & PRE_COMPUTATION) != 0) {
            flags &= PRE_COMPUTATION;
        }
        cpu.mxcsr |= flags;
        if (raised != 0) {
            throw cpu.fault((cpu.cr4 & ControlBits.CR4_OSXMMEXCPT) != 0 ? Vector.XM : Vector.UD);
        }
    }

    private static SoftFloat begin(Processor cpu) {
        cpu.softFloat.begin(cpu.mxcsr);
        return cpu.softFloat;
    }

    private static void arithmetic(Executors.Registry r, String name, Single single, Double twice) {
        packedSingle(r, name + "PS", single);
        scalarSingle(r, name + "SS", single);
        r.bind(name + "PD", (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            VectorRegisters.load128(cpu, i, true);
            packedDouble(cpu, i, twice);
        });
        r.bind(name + "SD", (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            long b = VectorRegisters.load64(cpu, i);
            long result = twice.apply(begin(cpu), VectorRegisters.low(cpu, i.reg()), b);
            finish(cpu);
            VectorRegisters.setLow(cpu, i.reg(), result);
        });
    }

    private static void packedDouble(Processor cpu, Instruction i, Double operation) {
        SoftFloat f = begin(cpu);
        long low = operation.apply(f, VectorRegisters.low(cpu, i.reg()), cpu.operandLow);
        long high = operation.apply(f, VectorRegisters.high(cpu, i.reg()), cpu.operandHigh);
        finish(cpu);
        VectorRegisters.set(cpu, i.reg(), low, high);
    }

    private static void packedSingle(Executors.Registry r, String name, Single operation) {
        r.bind(name, (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            VectorRegisters.load128(cpu, i, true);
            packedSingle(cpu, i, operation);
        });
    }

    private static void packedSingle(Processor cpu, Instruction i, Single operation) {
        SoftFloat f = begin(cpu);
        long low = pair(f, operation, VectorRegisters.low(cpu, i.reg()), cpu.operandLow);
        long high = pair(f, operation, VectorRegisters.high(cpu, i.reg()), cpu.operandHigh);
        finish(cpu);
        VectorRegisters.set(cpu, i.reg(), low, high);
    }

    private static long pair(SoftFloat f, Single operation, long a, long b) {
        long low = operation.apply(f, (int) a, (int) b) & 0xFFFFFFFFL;
        return low | (long) operation.apply(f, (int) (a >>> 32), (int) (b >>> 32)) << 32;
    }

    private static void scalarSingle(Executors.Registry r, String name, Single operation) {
        r.bind(name, (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            int b = VectorRegisters.load32(cpu, i);
            int result = operation.apply(begin(cpu), (int) VectorRegisters.low(cpu, i.reg()), b);
            finish(cpu);
            setSingle(cpu, i.reg(), result);
        });
    }

    private static void setSingle(Processor cpu, int register, int value) {
        VectorRegisters.setLow(cpu, register, VectorRegisters.low(cpu, register) >>> 32 << 32 | value & 0xFFFFFFFFL);
    }

    // ---- approximations: the error is below 1.5 * 2^-12, no exceptions

    private static int reciprocal(int x) {
        int sign = x & 1 << 31;
        int magnitude = x & ~(1 << 31);
        if (magnitude > INFINITY) {
            return x | QUIET;
        }
        if (magnitude < 1 << 23) {
            return sign | INFINITY;
        }
        return flushed(sign, Float.floatToRawIntBits((float) (1.0 / Float.intBitsToFloat(magnitude))));
    }

    private static int reciprocalRoot(int x) {
        int sign = x & 1 << 31;
        int magnitude = x & ~(1 << 31);
        if (magnitude > INFINITY) {
            return x | QUIET;
        }
        if (magnitude < 1 << 23) {
            return sign | INFINITY;
        }
        if (sign != 0) {
            return 0xFFC0_0000;
        }
        return flushed(0, Float.floatToRawIntBits((float) (1.0 / Math.sqrt(Float.intBitsToFloat(x)))));
    }

    /** Keeps twelve bits of precision; denormal results become zero. */
    private static int flushed(int sign, int magnitude) {
        return magnitude < 1 << 23 ? sign : sign | magnitude + (1 << 11) & -1 << 12;
    }

    // ---- comparison

    /** Whether a predicate 0 to 7 holds for the outcome of a comparison (SDM volume 2, "CMPPS"). */
    private static boolean holds(long predicate, int order) {
        boolean result = switch ((int) predicate & 3) {
        case 0 -> order == 0;
        case 1 -> order == -1;
        case 2 -> order == -1 || order == 0;
        default -> order == SoftFloat.UNORDERED;
        };
        return result != ((predicate & 4) != 0);
    }

    /** Whether quiet NaNs are invalid operands of a predicate. */
    private static boolean isSignaling(long predicate) {
        int base = (int) predicate & 3;
        return base == 1 || base == 2;
    }

    private static int compare(SoftFloat f, long predicate, int a, int b) {
        return holds(predicate, f.compare32(a, b, isSignaling(predicate))) ? -1 : 0;
    }

    private static long comparePair(SoftFloat f, long predicate, long a, long b) {
        long low = compare(f, predicate, (int) a, (int) b) & 0xFFFFFFFFL;
        return low | (long) compare(f, predicate, (int) (a >>> 32), (int) (b >>> 32)) << 32;
    }

    private static long compare(SoftFloat f, long predicate, long a, long b) {
        return holds(predicate, f.compare64(a, b, isSignaling(predicate))) ? -1 : 0;
    }

    private static void comparisons(Executors.Registry r) {
        r.bind("CMPPS", (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            VectorRegisters.load128(cpu, i, true);
            SoftFloat f = begin(cpu);
            long low = comparePair(f, i.immediate(), VectorRegisters.low(cpu, i.reg()), cpu.operandLow);
            long high = comparePair(f, i.immediate(), VectorRegisters.high(cpu, i.reg()), cpu.operandHigh);
            finish(cpu);
            VectorRegisters.set(cpu, i.reg(), low, high);
        });
        r.bind("CMPPD", (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            VectorRegisters.load128(cpu, i, true);
            SoftFloat f = begin(cpu);
            long low = compare(f, i.immediate(), VectorRegisters.low(cpu, i.reg()), cpu.operandLow);
            long high = compare(f, i.immediate(), VectorRegisters.high(cpu, i.reg()), cpu.operandHigh);
            finish(cpu);
            VectorRegisters.set(cpu, i.reg(), low, high);
        });
        r.bind("CMPSS", (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            int b = VectorRegisters.load32(cpu, i);
            int result = compare(begin(cpu), i.immediate(), (int) VectorRegisters.low(cpu, i.reg()), b);
            finish(cpu);
            setSingle(cpu, i.reg(), result);
        });
        r.bind("CMPSD xmm, xmm/m64, imm8", (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            long b = VectorRegisters.load64(cpu, i);
            long result = compare(begin(cpu), i.immediate(), VectorRegisters.low(cpu, i.reg()), b);
            finish(cpu);
            VectorRegisters.setLow(cpu, i.reg(), result);
        });
        for (boolean signaling : new boolean[] {false, true}) {
            String name = signaling ? "COMIS" : "UCOMIS";
            r.bind(name + "S", (cpu, i) -> {
                VectorRegisters.checkSse(cpu);
                int b = VectorRegisters.load32(cpu, i);
                int order = begin(cpu).compare32((int) VectorRegisters.low(cpu, i.reg()), b, signaling);
                finish(cpu);
                setFlags(cpu, order);
            });
            r.bind(name + "D", (cpu, i) -> {
                VectorRegisters.checkSse(cpu);
                long b = VectorRegisters.load64(cpu, i);
                int order = begin(cpu).compare64(VectorRegisters.low(cpu, i.reg()), b, signaling);
                finish(cpu);
                setFlags(cpu, order);
            });
        }
    }

    private static void setFlags(Processor cpu, int order) {
        cpu.setStatusFlags(switch (order) {
        case -1 -> Flags.CF;
        case 0 -> Flags.ZF;
        case 1 -> 0;
        default -> Flags.ZF | Flags.PF | Flags.CF;
        });
    }

    // ---- conversion

    private static void conversions(Executors.Registry r) {
        toFloatingPoint(r);
        betweenFormats(r);
        for (boolean truncate : new boolean[] {false, true}) {
            toIntegers(r, truncate);
        }
    }

    private static void toFloatingPoint(Executors.Registry r) {
        r.bind("CVTSI2SS", (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            long value = Operands.rm(cpu, i);
            int result = begin(cpu).integerToSingle(i.operandSize() == 8 ? value : (int) value);
            finish(cpu);
            setSingle(cpu, i.reg(), result);
        });
        r.bind("CVTSI2SD", (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            long value = Operands.rm(cpu, i);
            long result = begin(cpu).integerToDouble(i.operandSize() == 8 ? value : (int) value);
            finish(cpu);
            VectorRegisters.setLow(cpu, i.reg(), result);
        });
        r.bind("CVTPI2PS", (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            VectorRegisters.checkMmx(cpu);
            long value = VectorRegisters.loadMmx(cpu, i);
            long result = doublewordsToSingles(begin(cpu), value);
            VectorRegisters.useMmx(cpu);
            finish(cpu);
            VectorRegisters.setLow(cpu, i.reg(), result);
        });
        r.bind("CVTPI2PD", (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            if (!i.memory()) {
                VectorRegisters.checkMmx(cpu);
            }
            long value = VectorRegisters.loadMmx(cpu, i);
            if (!i.memory()) {
                VectorRegisters.useMmx(cpu);
            }
            SoftFloat f = begin(cpu);
            VectorRegisters.set(cpu, i.reg(), f.integerToDouble((int) value), f.integerToDouble((int) (value >>> 32)));
        });
        r.bind("CVTDQ2PS", (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            VectorRegisters.load128(cpu, i, true);
            SoftFloat f = begin(cpu);
            long low = doublewordsToSingles(f, cpu.operandLow);
            long high = doublewordsToSingles(f, cpu.operandHigh);
            finish(cpu);
            VectorRegisters.set(cpu, i.reg(), low, high);
        });
        r.bind("CVTDQ2PD", (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            long value = VectorRegisters.load64(cpu, i);
            SoftFloat f = begin(cpu);
            VectorRegisters.set(cpu, i.reg(), f.integerToDouble((int) value), f.integerToDouble((int) (value >>> 32)));
        });
    }

    private static long doublewordsToSingles(SoftFloat f, long value) {
        return f.integerToSingle((int) value) & 0xFFFFFFFFL | (long) f.integerToSingle((int) (value >>> 32)) << 32;
    }

    private static void betweenFormats(Executors.Registry r) {
        r.bind("CVTPS2PD", (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            long value = VectorRegisters.load64(cpu, i);
            SoftFloat f = begin(cpu);
            long low = f.singleToDouble((int) value);
            long high = f.singleToDouble((int) (value >>> 32));
            finish(cpu);
            VectorRegisters.set(cpu, i.reg(), low, high);
        });
        r.bind("CVTPD2PS", (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            VectorRegisters.load128(cpu, i, true);
            SoftFloat f = begin(cpu);
            long low = f.doubleToSingle(cpu.operandLow) & 0xFFFFFFFFL;
            long result = low | (long) f.doubleToSingle(cpu.operandHigh) << 32;
            finish(cpu);
            VectorRegisters.set(cpu, i.reg(), result, 0);
        });
        r.bind("CVTSS2SD", (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            int value = VectorRegisters.load32(cpu, i);
            long result = begin(cpu).singleToDouble(value);
            finish(cpu);
            VectorRegisters.setLow(cpu, i.reg(), result);
        });
        r.bind("CVTSD2SS", (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            long value = VectorRegisters.load64(cpu, i);
            int result = begin(cpu).doubleToSingle(value);
            finish(cpu);
            setSingle(cpu, i.reg(), result);
        });
    }

    private static int mode(SoftFloat f, boolean truncate) {
        return truncate ? SoftFloat.TRUNCATE : f.rounding();
    }

    private static long singlesToDoublewords(SoftFloat f, long value, boolean truncate) {
        int mode = mode(f, truncate);
        long low = f.singleToInteger((int) value, 32, mode) & 0xFFFFFFFFL;
        return low | f.singleToInteger((int) (value >>> 32), 32, mode) << 32;
    }

    private static long doublesToDoublewords(SoftFloat f, long low, long high, boolean truncate) {
        int mode = mode(f, truncate);
        long first = f.doubleToInteger(low, 32, mode) & 0xFFFFFFFFL;
        return first | f.doubleToInteger(high, 32, mode) << 32;
    }

    private static void toIntegers(Executors.Registry r, boolean truncate) {
        String name = truncate ? "CVTT" : "CVT";
        r.bind(name + "SS2SI", (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            int value = VectorRegisters.load32(cpu, i);
            SoftFloat f = begin(cpu);
            long result = f.singleToInteger(value, i.operandSize() * 8, mode(f, truncate));
            finish(cpu);
            Operands.setReg(cpu, i.reg(), i.operandSize(), result);
        });
        r.bind(name + "SD2SI", (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            long value = VectorRegisters.load64(cpu, i);
            SoftFloat f = begin(cpu);
            long result = f.doubleToInteger(value, i.operandSize() * 8, mode(f, truncate));
            finish(cpu);
            Operands.setReg(cpu, i.reg(), i.operandSize(), result);
        });
        r.bind(name + "PS2PI", (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            VectorRegisters.checkMmx(cpu);
            long value = VectorRegisters.load64(cpu, i);
            long result = singlesToDoublewords(begin(cpu), value, truncate);
            finish(cpu);
            VectorRegisters.setMmx(cpu, i.reg(), result);
        });
        r.bind(name + "PD2PI", (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            VectorRegisters.checkMmx(cpu);
            VectorRegisters.load128(cpu, i, true);
            long result = doublesToDoublewords(begin(cpu), cpu.operandLow, cpu.operandHigh, truncate);
            finish(cpu);
            VectorRegisters.setMmx(cpu, i.reg(), result);
        });
        r.bind(name + "PS2DQ", (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            VectorRegisters.load128(cpu, i, true);
            SoftFloat f = begin(cpu);
            long low = singlesToDoublewords(f, cpu.operandLow, truncate);
            long high = singlesToDoublewords(f, cpu.operandHigh, truncate);
            finish(cpu);
            VectorRegisters.set(cpu, i.reg(), low, high);
        });
        r.bind(name + "PD2DQ", (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            VectorRegisters.load128(cpu, i, true);
            long result = doublesToDoublewords(begin(cpu), cpu.operandLow, cpu.operandHigh, truncate);
            finish(cpu);
            VectorRegisters.set(cpu, i.reg(), result, 0);
        });
    }
}
