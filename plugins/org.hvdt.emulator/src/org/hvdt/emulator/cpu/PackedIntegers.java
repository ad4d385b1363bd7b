// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

import java.util.HashMap;
import java.util.Map;
import java.util.function.IntBinaryOperator;
import java.util.function.LongUnaryOperator;

/**
 * Packed integer operations on 64 bits. MMX registers are one such part, XMM registers two (SDM volume 1, chapter 9,
 * "MMX Instructions").
 */
final class PackedIntegers {

    /** An operation on 64 bits of both operands. */
    interface Operation {
        long apply(long a, long b);
    }

    /** Operations on corresponding elements, by mnemonic. */
    static final Map<String, Operation> ELEMENTWISE = new HashMap<>();
    /** Shifts of elements by a common count, by mnemonic. */
    static final Map<String, Operation> SHIFTS = new HashMap<>();
    /** Operations that make 32 bits of each 64 of the first and then of the second operand, by mnemonic. */
    static final Map<String, LongUnaryOperator> HALVING = new HashMap<>();
    /** Interleaving of the lower 32 bits of both operands, by element size in bits. */
    static final Map<Integer, Operation> INTERLEAVE = new HashMap<>();

    private static final long HIGH_8 = 0x8080_8080_8080_8080L;
    private static final long HIGH_16 = 0x8000_8000_8000_8000L;
    private static final long HIGH_32 = 0x8000_0000_8000_0000L;

    static {
        logic();
        arithmetic();
        shifts();
        rearrangement();
    }

    private PackedIntegers() {
    }

    private static void logic() {
        for (String name : new String[] {"PAND", "ANDPS", "ANDPD"}) {
            ELEMENTWISE.put(name, (a, b) -> a & b);
        }
        for (String name : new String[] {"PANDN", "ANDNPS", "ANDNPD"}) {
            ELEMENTWISE.put(name, (a, b) -> ~a & b);
        }
        for (String name : new String[] {"POR", "ORPS", "ORPD"}) {
            ELEMENTWISE.put(name, (a, b) -> a | b);
        }
        for (String name : new String[] {"PXOR", "XORPS", "XORPD"}) {
            ELEMENTWISE.put(name, (a, b) -> a ^ b);
        }
    }

    private static void arithmetic() {
        ELEMENTWISE.put("PADDB", (a, b) -> add(a, b, HIGH_8));
        ELEMENTWISE.put("PADDW", (a, b) -> add(a, b, HIGH_16));
        ELEMENTWISE.put("PADDD", (a, b) -> add(a, b, HIGH_32));
        ELEMENTWISE.put("PADDQ", (a, b) -> a + b);
        ELEMENTWISE.put("PSUBB", (a, b) -> subtract(a, b, HIGH_8));
        ELEMENTWISE.put("PSUBW", (a, b) -> subtract(a, b, HIGH_16));
        ELEMENTWISE.put("PSUBD", (a, b) -> subtract(a, b, HIGH_32));
        ELEMENTWISE.put("PSUBQ", (a, b) -> a - b);
        signed("PADDSB", 8, (x, y) -> saturate(x + y, Byte.MIN_VALUE, Byte.MAX_VALUE));
        signed("PADDSW", 16, (x, y) -> saturate(x + y, Short.MIN_VALUE, Short.MAX_VALUE));
        unsigned("PADDUSB", 8, (x, y) -> saturate(x + y, 0, 0xFF));
        unsigned("PADDUSW", 16, (x, y) -> saturate(x + y, 0, 0xFFFF));
        signed("PSUBSB", 8, (x, y) -> saturate(x - y, Byte.MIN_VALUE, Byte.MAX_VALUE));
        signed("PSUBSW", 16, (x, y) -> saturate(x - y, Short.MIN_VALUE, Short.MAX_VALUE));
        unsigned("PSUBUSB", 8, (x, y) -> saturate(x - y, 0, 0xFF));
        unsigned("PSUBUSW", 16, (x, y) -> saturate(x - y, 0, 0xFFFF));
        unsigned("PMULLW", 16, (x, y) -> x * y);
        signed("PMULHW", 16, (x, y) -> x * y >> 16);
        unsigned("PMULHUW", 16, (x, y) -> x * y >>> 16);
        signed("PMULHRSW", 16, (x, y) -> (x * y >> 14) + 1 >> 1);
        signed("PMULLD", 32, (x, y) -> x * y);
        ELEMENTWISE.put("PMULUDQ", (a, b) -> (a & 0xFFFFFFFFL) * (b & 0xFFFFFFFFL));
        ELEMENTWISE.put("PMULDQ", (a, b) -> (long) (int) a * (int) b);
        ELEMENTWISE.put("PMADDWD", PackedIntegers::multiplyAdd);
        ELEMENTWISE.put("PMADDUBSW", PackedIntegers::multiplyAddBytes);
        ELEMENTWISE.put("PSADBW", PackedIntegers::sumOfDifferences);
        unsigned("PAVGB", 8, (x, y) -> x + y + 1 >> 1);
        unsigned("PAVGW", 16, (x, y) -> x + y + 1 >> 1);
        int[] widths = {8, 16, 32};
        String[] letters = {"B", "W", "D"};
        for (int i = 0; i < 3; i++) {
            signed("PCMPEQ" + letters[i], widths[i], (x, y) -> x == y ? -1 : 0);
            signed("PCMPGT" + letters[i], widths[i], (x, y) -> x > y ? -1 : 0);
            signed("PABS" + letters[i], widths[i], (x, y) -> Math.abs(y));
            signed("PSIGN" + letters[i], widths[i], (x, y) -> y == 0 ? 0 : y < 0 ? -x : x);
            signed("PMINS" + letters[i], widths[i], Math::min);
            signed("PMAXS" + letters[i], widths[i], Math::max);
            unsigned("PMINU" + letters[i], widths[i], (x, y) -> Integer.compareUnsigned(x, y) < 0 ? x : y);
            unsigned("PMAXU" + letters[i], widths[i], (x, y) -> Integer.compareUnsigned(x, y) > 0 ? x : y);
        }
        ELEMENTWISE.put("PCMPEQQ", (a, b) -> a == b ? -1 : 0);
        ELEMENTWISE.put("PCMPGTQ", (a, b) -> a > b ? -1 : 0);
    }

    private static void shifts() {
        SHIFTS.put("PSLLW", (a, n) -> n >>> 4 != 0 ? 0 : a << n & 0x0001_0001_0001_0001L * (0xFFFF << n & 0xFFFF));
        SHIFTS.put("PSLLD", (a, n) -> n >>> 5 != 0 ? 0
                : a << n & 0x0000_0001_0000_0001L * (0xFFFFFFFFL << n & 0xFFFFFFFFL));
        SHIFTS.put("PSLLQ", (a, n) -> n >>> 6 != 0 ? 0 : a << n);
        SHIFTS.put("PSRLW", (a, n) -> n >>> 4 != 0 ? 0 : a >>> n & 0x0001_0001_0001_0001L * (0xFFFF >>> n));
        SHIFTS.put("PSRLD", (a, n) -> n >>> 5 != 0 ? 0 : a >>> n & 0x0000_0001_0000_0001L * (0xFFFFFFFFL >>> n));
        SHIFTS.put("PSRLQ", (a, n) -> n >>> 6 != 0 ? 0 : a >>> n);
        SHIFTS.put("PSRAW", (a, n) -> {
            int count = n >>> 4 != 0 ? 15 : (int) n;
            long result = 0;
            for (int at = 0; at < 64; at += 16) {
                result |= ((short) (a >>> at) >> count & 0xFFFFL) << at;
            }
            return result;
        });
        SHIFTS.put("PSRAD", (a, n) -> {
            int count = n >>> 5 != 0 ? 31 : (int) n;
            return (int) a >> count & 0xFFFFFFFFL | (long) ((int) (a >>> 32) >> count) << 32;
        });
    }

    private static void rearrangement() {
        INTERLEAVE.put(8, (a, b) -> {
            long result = 0;
            for (int i = 0; i < 4; i++) {
                result |= (a >>> 8 * i & 0xFF | (b >>> 8 * i & 0xFF) << 8) << 16 * i;
            }
            return result;
        });
        INTERLEAVE.put(16, (a, b) -> a & 0xFFFF | (b & 0xFFFF) << 16 | (a >>> 16 & 0xFFFF) << 32
                | (b >>> 16 & 0xFFFF) << 48);
        INTERLEAVE.put(32, (a, b) -> a & 0xFFFFFFFFL | b << 32);
        HALVING.put("PACKSSWB", a -> packWords(a, Byte.MIN_VALUE, Byte.MAX_VALUE));
        HALVING.put("PACKUSWB", a -> packWords(a, 0, 0xFF));
        HALVING.put("PACKSSDW", a -> saturate((int) a, Short.MIN_VALUE, Short.MAX_VALUE) & 0xFFFF
                | (saturate((int) (a >>> 32), Short.MIN_VALUE, Short.MAX_VALUE) & 0xFFFFL) << 16);
        HALVING.put("PACKUSDW", a -> saturate((int) a, 0, 0xFFFF) | (long) saturate((int) (a >>> 32), 0, 0xFFFF) << 16);
        HALVING.put("PHADDW", a -> neighbours(a, (x, y) -> x + y));
        HALVING.put("PHSUBW", a -> neighbours(a, (x, y) -> x - y));
        HALVING.put("PHADDSW", a -> neighbours(a, (x, y) -> saturate(x + y, Short.MIN_VALUE, Short.MAX_VALUE)));
        HALVING.put("PHSUBSW", a -> neighbours(a, (x, y) -> saturate(x - y, Short.MIN_VALUE, Short.MAX_VALUE)));
        HALVING.put("PHADDD", a -> a + (a >>> 32) & 0xFFFFFFFFL);
        HALVING.put("PHSUBD", a -> a - (a >>> 32) & 0xFFFFFFFFL);
    }

    private static int saturate(int value, int minimum, int maximum) {
        return Math.max(minimum, Math.min(maximum, value));
    }

    private static long packWords(long a, int minimum, int maximum) {
        long result = 0;
        for (int i = 0; i < 4; i++) {
            result |= (saturate((short) (a >>> 16 * i), minimum, maximum) & 0xFFL) << 8 * i;
        }
        return result;
    }

    private static long neighbours(long a, IntBinaryOperator operator) {
        return operator.applyAsInt((short) a, (short) (a >>> 16)) & 0xFFFFL
                | (operator.applyAsInt((short) (a >>> 32), (short) (a >>> 48)) & 0xFFFFL) << 16;
    }

    /** Adds elements whose top bits a mask gives, without carries between them. */
    private static long add(long a, long b, long high) {
        return (a & ~high) + (b & ~high) ^ (a ^ b) & high;
    }

    private static long subtract(long a, long b, long high) {
        return (a | high) - (b & ~high) ^ (a ^ ~b) & high;
    }

    private static void signed(String name, int width, IntBinaryOperator operator) {
        int shift = 64 - width;
        long mask = -1L >>> shift;
        ELEMENTWISE.put(name, (a, b) -> {
            long result = 0;
            for (int at = 0; at < 64; at += width) {
                int x = (int) (a << shift - at >> shift);
                int y = (int) (b << shift - at >> shift);
                result |= (operator.applyAsInt(x, y) & mask) << at;
            }
            return result;
        });
    }

    private static void unsigned(String name, int width, IntBinaryOperator operator) {
        long mask = -1L >>> 64 - width;
        ELEMENTWISE.put(name, (a, b) -> {
            long result = 0;
            for (int at = 0; at < 64; at += width) {
                int value = operator.applyAsInt((int) (a >>> at & mask), (int) (b >>> at & mask));
                result |= (value & mask) << at;
            }
            return result;
        });
    }

    private static long multiplyAdd(long a, long b) {
        int first = (short) a * (short) b + (short) (a >>> 16) * (short) (b >>> 16);
        int second = (short) (a >>> 32) * (short) (b >>> 32) + (short) (a >>> 48) * (short) (b >>> 48);
        return first & 0xFFFFFFFFL | (long) second << 32;
    }

    private static long multiplyAddBytes(long a, long b) {
        long result = 0;
        for (int at = 0; at < 64; at += 16) {
            int sum = (int) (a >>> at & 0xFF) * (byte) (b >>> at) + (int) (a >>> at + 8 & 0xFF) * (byte) (b >>> at + 8);
            result |= (saturate(sum, Short.MIN_VALUE, Short.MAX_VALUE) & 0xFFFFL) << at;
        }
        return result;
    }

    private static long sumOfDifferences(long a, long b) {
        long sum = 0;
        for (int at = 0; at < 64; at += 8) {
            sum += Math.abs((int) (a >>> at & 0xFF) - (int) (b >>> at & 0xFF));
        }
        return sum;
    }
}
