// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

/**
 * Binary floating-point arithmetic with all rounding modes, exception flags and the treatment of denormal numbers that
 * MXCSR asks for (SDM volume 1, chapter 4, "Overview of Floating-Point Exceptions", and chapter 11, "SSE and SSE2
 * Exceptions"). Results are fields of this object, so that nothing is allocated. Numbers are unpacked to a sign, an
 * exponent and a significand of 64 bits whose top bit is the integer bit.
 */
final class SoftFloat {

    static final int INVALID = 1;
    static final int DENORMAL = 2;
    static final int ZERO_DIVIDE = 4;
    static final int OVERFLOW = 8;
    static final int UNDERFLOW = 16;
    static final int PRECISION = 32;

    static final int NEAREST = 0;
    static final int DOWN = 1;
    static final int UP = 2;
    static final int TRUNCATE = 3;

    /** Result of {@link #compare}: a NaN is among the operands. */
    static final int UNORDERED = 2;

    private static final int MXCSR_DAZ = 1 << 6;
    private static final int MXCSR_FTZ = 1 << 15;

    private enum Kind {
        ZERO, FINITE, INFINITE, QUIET, SIGNALING
    }

    /** An unpacked number: {@code sig.ext * 2^(exp - 63)}. */
    private static final class Number {
        Kind kind;
        boolean sign;
        boolean denormal;
        int exp;
        long sig;
        long ext;

        boolean isNan() {
            return kind == Kind.QUIET || kind == Kind.SIGNALING;
        }
    }

    /** Exceptions so far, bits 5:0 as in MXCSR. */
    int flags;
    private int masked;
    private int rounding;
    private boolean denormalsAreZeros;
    private boolean flushToZero;
    /** Whether the arithmetic of the host gives the same result and flags for normal numbers. */
    private boolean fast;

    private final Number a = new Number();
    private final Number b = new Number();
    private final Number z = new Number();
    private long high;
    private long low;

    /** Starts an instruction. */
    void begin(int mxcsr) {
        flags = 0;
        masked = mxcsr >> 7 & 0x3F;
        rounding = mxcsr >> 13 & 3;
        denormalsAreZeros = (mxcsr & MXCSR_DAZ) != 0;
        flushToZero = (mxcsr & MXCSR_FTZ) != 0;
        fast = rounding == NEAREST && (mxcsr & PRECISION) != 0 && (masked & PRECISION) != 0;
    }

    /** Rounding mode of the current instruction. */
    int rounding() {
        return rounding;
    }

    // ---- unpacking

    private void unpack32(Number n, int bits) {
        unpack(n, bits < 0, bits >>> 23 & 0xFF, (long) (bits & 0x7F_FFFF) << 40, 127, 0xFF);
    }

    private void unpack64(Number n, long bits) {
        unpack(n, bits < 0, (int) (bits >>> 52) & 0x7FF, (bits & 0xF_FFFF_FFFF_FFFFL) << 11, 1023, 0x7FF);
    }

    private void unpack(Number n, boolean sign, int biased, long fraction, int bias, int maximum) {
        n.sign = sign;
        n.denormal = false;
        n.ext = 0;
        n.exp = biased - bias;
        n.sig = fraction | 1L << 63;
        if (biased == maximum) {
            n.kind = fraction == 0 ? Kind.INFINITE : fraction << 1 < 0 ? Kind.QUIET : Kind.SIGNALING;
        } else if (biased != 0) {
            n.kind = Kind.FINITE;
        } else if (fraction == 0 || denormalsAreZeros) {
            n.kind = Kind.ZERO;
        } else {
            n.kind = Kind.FINITE;
            n.denormal = true;
            int shift = Long.numberOfLeadingZeros(fraction);
            n.sig = fraction << shift;
            n.exp = 1 - bias - shift;
        }
    }

    private void unpackInteger(Number n, long value) {
        n.sign = value < 0;
        n.denormal = false;
        n.ext = 0;
        n.kind = value == 0 ? Kind.ZERO : Kind.FINITE;
        long magnitude = Math.abs(value);
        int shift = Long.numberOfLeadingZeros(magnitude);
        n.sig = magnitude << shift;
        n.exp = 63 - shift;
    }

    // ---- rounding and packing

    private int pack32(Number n) {
        int sign = n.sign ? 1 << 31 : 0;
        return switch (n.kind) {
        case ZERO -> sign;
        case INFINITE -> sign | 0x7F80_0000;
        case QUIET, SIGNALING -> sign | 0x7FC0_0000 | (int) (n.sig >>> 40) & 0x7F_FFFF;
        case FINITE -> {
            int biased = round(n, 24, -126, 127);
            yield sign | biased << 23 | (int) (n.sig >>> 40) & 0x7F_FFFF;
        }
        };
    }

    private long pack64(Number n) {
        long sign = n.sign ? 1L << 63 : 0;
        return switch (n.kind) {
        case ZERO -> sign;
        case INFINITE -> sign | 0x7FFL << 52;
        case QUIET, SIGNALING -> sign | 0xFFFL << 51 | n.sig >>> 11 & 0xF_FFFF_FFFF_FFFFL;
        case FINITE -> {
            int biased = round(n, 53, -1022, 1023);
            yield sign | (long) biased << 52 | n.sig >>> 11 & 0xF_FFFF_FFFF_FFFFL;
        }
        };
    }

    /** Rounds to a format, raises exceptions, and gives the biased exponent; the fraction is left in {@code n.sig}. */
    private int round(Number n, int precision, int minimum, int maximum) {
        int bias = maximum;
        if (n.exp < minimum) {
            // Tininess is detected after rounding as if the exponent were unbounded.
            boolean tiny = n.exp < minimum - 1 || !carries(n, precision);
            if (tiny && (masked & UNDERFLOW) == 0) {
                flags |= UNDERFLOW | (isInexact(n, precision) ? PRECISION : 0);
                return 0;
            }
            if (tiny && flushToZero) {
                flags |= UNDERFLOW | PRECISION;
                n.sig = 0;
                return 0;
            }
            shiftRight(n.sig, n.ext, minimum - n.exp);
            n.sig = high;
            n.ext = low;
            if (isInexact(n, precision)) {
                flags |= PRECISION | (tiny ? UNDERFLOW : 0);
            }
            increment(n, precision);
            return n.sig < 0 ? 1 : 0;
        }
        boolean inexact = isInexact(n, precision);
        if (increment(n, precision)) {
            n.sig = 1L << 63;
            n.exp++;
        }
        if (n.exp > maximum) {
            flags |= OVERFLOW;
            if (inexact || (masked & OVERFLOW) != 0) {
                flags |= PRECISION;
            }
            boolean infinite = rounding == NEAREST || rounding == (n.sign ? DOWN : UP);
            n.sig = infinite ? 1L << 63 : -1L << 64 - precision;
            return 2 * maximum + (infinite ? 1 : 0);
        }
        if (inexact) {
            flags |= PRECISION;
        }
        return n.exp + bias;
    }

    private static boolean isInexact(Number n, int precision) {
        return (n.sig << precision | n.ext) != 0;
    }

    private boolean roundsUp(Number n, int precision) {
        if (!isInexact(n, precision)) {
            return false;
        }
        long rest = n.sig << precision;
        return switch (rounding) {
        case NEAREST -> rest < 0 && (rest << 1 != 0 || n.ext != 0 || (n.sig >>> 64 - precision & 1) != 0);
        case DOWN -> n.sign;
        case UP -> !n.sign;
        default -> false;
        };
    }

    private boolean carries(Number n, int precision) {
        return roundsUp(n, precision) && n.sig >> 64 - precision == -1;
    }

    /** Rounds the significand; whether it carried out of the top. */
    private boolean increment(Number n, int precision) {
        boolean up = roundsUp(n, precision);
        int drop = 64 - precision;
        boolean wasNormal = n.sig < 0;
        n.sig = n.sig >>> drop << drop;
        if (up) {
            n.sig += 1L << drop;
        }
        return wasNormal && n.sig >= 0;
    }

    /** Shifts {@code sig.ext} right into {@link #high} and {@link #low}; bits lost stick in the lowest. */
    private void shiftRight(long sig, long ext, int count) {
        if (count == 0) {
            high = sig;
            low = ext;
        } else if (count < 64) {
            high = sig >>> count;
            low = sig << 64 - count | ext >>> count | (ext << 64 - count != 0 ? 1 : 0);
        } else if (count < 128) {
            int rest = count - 64;
            boolean lost = ext != 0 || rest != 0 && sig << 64 - rest != 0;
            high = 0;
            low = sig >>> rest | (lost ? 1 : 0);
        } else {
            high = 0;
            low = (sig | ext) != 0 ? 1 : 0;
        }
    }

    // ---- operations on unpacked numbers

    /** Handles NaN operands: the first one, made quiet. Whether there was any. */
    private boolean propagateNan() {
        if (!a.isNan() && !b.isNan()) {
            return false;
        }
        if (a.kind == Kind.SIGNALING || b.kind == Kind.SIGNALING) {
            flags |= INVALID;
        }
        copy(a.isNan() ? a : b);
        return true;
    }

    private void copy(Number n) {
        z.kind = n.kind;
        z.sign = n.sign;
        z.exp = n.exp;
        z.sig = n.sig;
        z.ext = n.ext;
    }

    private void invalid() {
        flags |= INVALID;
        z.kind = Kind.QUIET;
        z.sign = true;
        z.sig = 3L << 62;
    }

    private void noteDenormals() {
        if (a.denormal || b.denormal) {
            flags |= DENORMAL;
        }
    }

    private void set(Kind kind, boolean sign) {
        z.kind = kind;
        z.sign = sign;
    }

    private void add() {
        if (propagateNan()) {
            return;
        }
        if (a.kind == Kind.INFINITE && b.kind == Kind.INFINITE && a.sign != b.sign) {
            invalid();
            return;
        }
        noteDenormals();
        if (a.kind == Kind.INFINITE || b.kind == Kind.INFINITE) {
            set(Kind.INFINITE, a.kind == Kind.INFINITE ? a.sign : b.sign);
        } else if (b.kind == Kind.ZERO) {
            copy(a);
            if (a.kind == Kind.ZERO && a.sign != b.sign) {
                z.sign = rounding == DOWN;
            }
        } else if (a.kind == Kind.ZERO) {
            copy(b);
        } else {
            addFinite();
        }
    }

    private void addFinite() {
        Number x = a;
        Number y = b;
        if (y.exp > x.exp || y.exp == x.exp && Long.compareUnsigned(y.sig, x.sig) > 0) {
            x = b;
            y = a;
        }
        z.kind = Kind.FINITE;
        z.sign = x.sign;
        z.exp = x.exp;
        shiftRight(y.sig, 0, x.exp - y.exp);
        if (x.sign == y.sign) {
            z.sig = x.sig + high;
            z.ext = low;
            if (Long.compareUnsigned(z.sig, x.sig) < 0) {
                z.ext = z.ext >>> 1 | z.ext & 1 | z.sig << 63;
                z.sig = z.sig >>> 1 | 1L << 63;
                z.exp++;
            }
            return;
        }
        z.ext = -low;
        z.sig = x.sig - high - (low != 0 ? 1 : 0);
        if (z.sig == 0) {
            z.sig = z.ext;
            z.ext = 0;
            z.exp -= 64;
        }
        if (z.sig == 0) {
            set(Kind.ZERO, rounding == DOWN);
            return;
        }
        int shift = Long.numberOfLeadingZeros(z.sig);
        if (shift > 0) {
            z.sig = z.sig << shift | z.ext >>> 64 - shift;
            z.ext <<= shift;
            z.exp -= shift;
        }
    }

    private void multiply() {
        if (propagateNan()) {
            return;
        }
        boolean sign = a.sign != b.sign;
        if (a.kind == Kind.INFINITE && b.kind == Kind.ZERO || a.kind == Kind.ZERO && b.kind == Kind.INFINITE) {
            invalid();
            return;
        }
        noteDenormals();
        if (a.kind == Kind.INFINITE || b.kind == Kind.INFINITE) {
            set(Kind.INFINITE, sign);
        } else if (a.kind == Kind.ZERO || b.kind == Kind.ZERO) {
            set(Kind.ZERO, sign);
        } else {
            set(Kind.FINITE, sign);
            z.sig = Math.unsignedMultiplyHigh(a.sig, b.sig);
            z.ext = a.sig * b.sig;
            z.exp = a.exp + b.exp + 1;
            if (z.sig >= 0) {
                z.sig = z.sig << 1 | z.ext >>> 63;
                z.ext <<= 1;
                z.exp--;
            }
        }
    }

    private void divide() {
        if (propagateNan()) {
            return;
        }
        boolean sign = a.sign != b.sign;
        if (a.kind == b.kind && (a.kind == Kind.INFINITE || a.kind == Kind.ZERO)) {
            invalid();
            return;
        }
        if (b.kind == Kind.ZERO && a.kind == Kind.FINITE) {
            flags |= ZERO_DIVIDE;
            set(Kind.INFINITE, sign);
            return;
        }
        noteDenormals();
        if (a.kind == Kind.INFINITE || b.kind == Kind.ZERO) {
            set(Kind.INFINITE, sign);
        } else if (a.kind == Kind.ZERO || b.kind == Kind.INFINITE) {
            set(Kind.ZERO, sign);
        } else {
            set(Kind.FINITE, sign);
            z.exp = a.exp - b.exp;
            long upper = a.sig;
            long lower = 0;
            if (Long.compareUnsigned(a.sig, b.sig) >= 0) {
                upper = a.sig >>> 1;
                lower = a.sig << 63;
            } else {
                z.exp--;
            }
            z.sig = WideArithmetic.divideUnsigned(upper, lower, b.sig);
            z.ext = remainder(lower - z.sig * b.sig, b.sig);
        }
    }

    /** What a remainder adds below the last bit of a quotient: its relation to one half. */
    private static long remainder(long rest, long divisor) {
        if (rest == 0) {
            return 0;
        }
        int half = Long.compareUnsigned(rest, divisor - rest);
        return half > 0 ? 3L << 62 : half == 0 ? 1L << 63 : 1L << 62;
    }

    /** Square root of {@link #b}. */
    private void squareRoot() {
        if (b.isNan()) {
            copy(b);
            if (b.kind == Kind.SIGNALING) {
                flags |= INVALID;
            }
            return;
        }
        if (b.sign && b.kind != Kind.ZERO) {
            invalid();
            return;
        }
        if (b.denormal) {
            flags |= DENORMAL;
        }
        copy(b);
        if (b.kind != Kind.FINITE) {
            return;
        }
        boolean odd = (b.exp & 1) != 0;
        long upper = odd ? b.sig : b.sig >>> 1;
        long lower = odd ? 0 : b.sig << 63;
        z.exp = b.exp >> 1;
        long root = 0;
        long restHigh = 0;
        long rest = 0;
        for (int i = 0; i < 64; i++) {
            restHigh = restHigh << 2 | rest >>> 62;
            rest = rest << 2 | upper >>> 62;
            upper = upper << 2 | lower >>> 62;
            lower <<= 2;
            long trialHigh = root >>> 62;
            long trial = root << 2 | 1;
            root <<= 1;
            if (restHigh > trialHigh || restHigh == trialHigh && Long.compareUnsigned(rest, trial) >= 0) {
                restHigh -= trialHigh + (Long.compareUnsigned(rest, trial) < 0 ? 1 : 0);
                rest -= trial;
                root |= 1;
            }
        }
        z.sig = root;
        boolean any = (restHigh | rest) != 0;
        z.ext = !any ? 0 : restHigh != 0 || Long.compareUnsigned(rest, root) > 0 ? 3L << 62 : 1L << 62;
    }

    /** Compares {@link #a} and {@link #b}: -1, 0, 1 or {@link #UNORDERED}. */
    private int compare(boolean signaling) {
        if (a.isNan() || b.isNan()) {
            if (signaling || a.kind == Kind.SIGNALING || b.kind == Kind.SIGNALING) {
                flags |= INVALID;
            }
            return UNORDERED;
        }
        noteDenormals();
        if (a.kind == Kind.ZERO && b.kind == Kind.ZERO) {
            return 0;
        }
        boolean signA = a.sign;
        boolean signB = b.sign;
        if (a.kind == Kind.ZERO) {
            return signB ? 1 : -1;
        }
        if (b.kind == Kind.ZERO || signA != signB) {
            return signA ? -1 : 1;
        }
        int magnitude = a.kind != b.kind ? a.kind == Kind.INFINITE ? 1 : -1
                : a.kind == Kind.INFINITE ? 0
                : a.exp != b.exp ? Integer.compare(a.exp, b.exp) : Long.compareUnsigned(a.sig, b.sig);
        return signA ? -Integer.signum(magnitude) : Integer.signum(magnitude);
    }

    // ---- single precision

    private static boolean ordinary32(int bits) {
        int exponent = bits >>> 23 & 0xFF;
        return exponent != 0xFF && exponent != 0;
    }

    /** Whether a result of the host's arithmetic is a normal number, away from the ends of the range. */
    private static boolean safe32(int bits) {
        int exponent = bits >>> 23 & 0xFF;
        return exponent > 1 && exponent < 0xFE;
    }

    int add32(int x, int y) {
        if (fast && ordinary32(x) && ordinary32(y)) {
            int r = Float.floatToRawIntBits(Float.intBitsToFloat(x) + Float.intBitsToFloat(y));
            if (safe32(r)) {
                return r;
            }
        }
        unpack32(a, x);
        unpack32(b, y);
        add();
        return pack32(z);
    }

    int subtract32(int x, int y) {
        if (fast && ordinary32(x) && ordinary32(y)) {
            int r = Float.floatToRawIntBits(Float.intBitsToFloat(x) - Float.intBitsToFloat(y));
            if (safe32(r)) {
                return r;
            }
        }
        unpack32(a, x);
        unpack32(b, y);
        b.sign ^= !b.isNan();
        add();
        return pack32(z);
    }

    int multiply32(int x, int y) {
        if (fast && ordinary32(x) && ordinary32(y)) {
            int r = Float.floatToRawIntBits(Float.intBitsToFloat(x) * Float.intBitsToFloat(y));
            if (safe32(r)) {
                return r;
            }
        }
        unpack32(a, x);
        unpack32(b, y);
        multiply();
        return pack32(z);
    }

    int divide32(int x, int y) {
        if (fast && ordinary32(x) && ordinary32(y)) {
            int r = Float.floatToRawIntBits(Float.intBitsToFloat(x) / Float.intBitsToFloat(y));
            if (safe32(r)) {
                return r;
            }
        }
        unpack32(a, x);
        unpack32(b, y);
        divide();
        return pack32(z);
    }

    int squareRoot32(int ignored, int y) {
        unpack32(b, y);
        squareRoot();
        return pack32(z);
    }

    int minimum32(int x, int y) {
        unpack32(a, x);
        unpack32(b, y);
        int order = compare(true);
        return order == -1 ? zeroed32(a, x) : zeroed32(b, y);
    }

    int maximum32(int x, int y) {
        unpack32(a, x);
        unpack32(b, y);
        int order = compare(true);
        return order == 1 ? zeroed32(a, x) : zeroed32(b, y);
    }

    private static int zeroed32(Number n, int bits) {
        return n.kind == Kind.ZERO ? bits & 1 << 31 : bits;
    }

    int compare32(int x, int y, boolean signaling) {
        unpack32(a, x);
        unpack32(b, y);
        return compare(signaling);
    }

    // ---- double precision

    private static boolean ordinary64(long bits) {
        int exponent = (int) (bits >>> 52) & 0x7FF;
        return exponent != 0x7FF && exponent != 0;
    }

    private static boolean safe64(long bits) {
        int exponent = (int) (bits >>> 52) & 0x7FF;
        return exponent > 1 && exponent < 0x7FE;
    }

    long add64(long x, long y) {
        if (fast && ordinary64(x) && ordinary64(y)) {
            long r = Double.doubleToRawLongBits(Double.longBitsToDouble(x) + Double.longBitsToDouble(y));
            if (safe64(r)) {
                return r;
            }
        }
        unpack64(a, x);
        unpack64(b, y);
        add();
        return pack64(z);
    }

    long subtract64(long x, long y) {
        if (fast && ordinary64(x) && ordinary64(y)) {
            long r = Double.doubleToRawLongBits(Double.longBitsToDouble(x) - Double.longBitsToDouble(y));
            if (safe64(r)) {
                return r;
            }
        }
        unpack64(a, x);
        unpack64(b, y);
        b.sign ^= !b.isNan();
        add();
        return pack64(z);
    }

    long multiply64(long x, long y) {
        if (fast && ordinary64(x) && ordinary64(y)) {
            long r = Double.doubleToRawLongBits(Double.longBitsToDouble(x) * Double.longBitsToDouble(y));
            if (safe64(r)) {
                return r;
            }
        }
        unpack64(a, x);
        unpack64(b, y);
        multiply();
        return pack64(z);
    }

    long divide64(long x, long y) {
        if (fast && ordinary64(x) && ordinary64(y)) {
            long r = Double.doubleToRawLongBits(Double.longBitsToDouble(x) / Double.longBitsToDouble(y));
            if (safe64(r)) {
                return r;
            }
        }
        unpack64(a, x);
        unpack64(b, y);
        divide();
        return pack64(z);
    }

    long squareRoot64(long ignored, long y) {
        unpack64(b, y);
        squareRoot();
        return pack64(z);
    }

    long minimum64(long x, long y) {
        unpack64(a, x);
        unpack64(b, y);
        return compare(true) == -1 ? zeroed64(a, x) : zeroed64(b, y);
    }

    long maximum64(long x, long y) {
        unpack64(a, x);
        unpack64(b, y);
        return compare(true) == 1 ? zeroed64(a, x) : zeroed64(b, y);
    }

    private static long zeroed64(Number n, long bits) {
        return n.kind == Kind.ZERO ? bits & 1L << 63 : bits;
    }

    int compare64(long x, long y, boolean signaling) {
        unpack64(a, x);
        unpack64(b, y);
        return compare(signaling);
    }

    // ---- conversions

    long singleToDouble(int x) {
        unpack32(a, x);
        unpack32(b, 0);
        convert();
        return pack64(z);
    }

    int doubleToSingle(long x) {
        unpack64(a, x);
        unpack32(b, 0);
        convert();
        return pack32(z);
    }

    private void convert() {
        if (!propagateNan()) {
            noteDenormals();
            copy(a);
        }
    }

    int integerToSingle(long value) {
        unpackInteger(z, value);
        return pack32(z);
    }

    long integerToDouble(long value) {
        unpackInteger(z, value);
        return pack64(z);
    }

    /** Converts to an integer of 32 or 64 bits; the integer indefinite and "invalid" if it does not fit. */
    long singleToInteger(int x, int bits, int mode) {
        unpack32(a, x);
        return toInteger(bits, mode);
    }

    /** Converts to an integer of 32 or 64 bits; the integer indefinite and "invalid" if it does not fit. */
    long doubleToInteger(long x, int bits, int mode) {
        unpack64(a, x);
        return toInteger(bits, mode);
    }

    private long toInteger(int bits, int mode) {
        long indefinite = bits == 32 ? 0x8000_0000L : 1L << 63;
        if (a.kind == Kind.ZERO) {
            return 0;
        }
        if (a.kind != Kind.FINITE || a.exp > bits) {
            flags |= INVALID;
            return indefinite;
        }
        // The binary point goes between high and low.
        long magnitude = a.exp >= 64 ? -1 : integerPart(mode);
        boolean tooLarge = a.exp >= 64 || (a.sign ? Long.compareUnsigned(magnitude, indefinite) > 0
                : Long.compareUnsigned(magnitude, indefinite) >= 0);
        if (tooLarge) {
            flags |= INVALID;
            return indefinite;
        }
        if (low != 0) {
            flags |= PRECISION;
        }
        return a.sign ? -magnitude : magnitude;
    }

    /** Magnitude of {@link #a}, below 2^64, rounded to an integer; {@link #low} is zero if it was one. */
    private long integerPart(int mode) {
        shiftRight(a.sig, 0, 63 - a.exp);
        boolean up = low != 0 && switch (mode) {
        case NEAREST -> low < 0 && (low << 1 != 0 || (high & 1) != 0);
        case DOWN -> a.sign;
        case UP -> !a.sign;
        default -> false;
        };
        return up ? high + 1 : high;
    }

}
