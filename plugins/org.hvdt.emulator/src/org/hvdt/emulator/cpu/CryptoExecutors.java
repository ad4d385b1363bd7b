// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

import org.hvdt.emulator.isa.Instruction;

/**
 * AES and carry-less multiplication (SDM volume 1, chapter 12, "Advanced Encryption Standard New Instructions" and
 * "PCLMULQDQ Instruction").
 */
public final class CryptoExecutors {

    private static final byte[] SUBSTITUTION = new byte[256];
    private static final byte[] INVERSE = new byte[256];

    static {
        // The inverse in GF(2^8) and an affine map (FIPS 197, "SubBytes").
        int p = 1;
        int q = 1;
        do {
            p = p ^ p << 1 & 0xFF ^ ((p & 0x80) != 0 ? 0x1B : 0);
            q ^= q << 1;
            q ^= q << 2;
            q ^= q << 4;
            q &= 0xFF;
            if ((q & 0x80) != 0) {
                q ^= 0x09;
            }
            int s = q ^ rotate(q, 1) ^ rotate(q, 2) ^ rotate(q, 3) ^ rotate(q, 4) ^ 0x63;
            SUBSTITUTION[p] = (byte) s;
        } while (p != 1);
        SUBSTITUTION[0] = 0x63;
        for (int i = 0; i < 256; i++) {
            INVERSE[SUBSTITUTION[i] & 0xFF] = (byte) i;
        }
    }

    private CryptoExecutors() {
    }

    /** Binds the executors. */
    public static void register(Executors.Registry r) {
        round(r, "AESENC", false, true);
        round(r, "AESENCLAST", false, false);
        round(r, "AESDEC", true, true);
        round(r, "AESDECLAST", true, false);
        r.bind("AESIMC", (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            VectorRegisters.load128(cpu, i, true);
            VectorRegisters.set(cpu, i.reg(), mixColumns(cpu.operandLow, true), mixColumns(cpu.operandHigh, true));
        });
        r.bind("AESKEYGENASSIST", (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            VectorRegisters.load128(cpu, i, true);
            VectorRegisters.set(cpu, i.reg(), keyWords(cpu.operandLow, i.immediate()),
                    keyWords(cpu.operandHigh, i.immediate()));
        });
        r.bind("PCLMULQDQ", CryptoExecutors::multiply);
    }

    private static int rotate(int value, int count) {
        return (value << count | value >>> 8 - count) & 0xFF;
    }

    private static void round(Executors.Registry r, String name, boolean inverse, boolean mix) {
        r.bind(name, (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            VectorRegisters.load128(cpu, i, true);
            long low = VectorRegisters.low(cpu, i.reg());
            long high = VectorRegisters.high(cpu, i.reg());
            long newLow = substituted(low, high, 0, inverse);
            long newHigh = substituted(low, high, 8, inverse);
            if (mix) {
                newLow = mixColumns(newLow, inverse);
                newHigh = mixColumns(newHigh, inverse);
            }
            VectorRegisters.set(cpu, i.reg(), newLow ^ cpu.operandLow, newHigh ^ cpu.operandHigh);
        });
    }

    /** ShiftRows and SubBytes, or their inverses: eight bytes of the state from byte {@code first} on. */
    private static long substituted(long low, long high, int first, boolean inverse) {
        byte[] box = inverse ? INVERSE : SUBSTITUTION;
        long result = 0;
        for (int n = 0; n < 8; n++) {
            int row = n & 3;
            int from = first + n + (inverse ? -4 : 4) * row & 15;
            int value = (int) ((from < 8 ? low : high) >>> 8 * (from & 7)) & 0xFF;
            result |= (box[value] & 0xFFL) << 8 * n;
        }
        return result;
    }

    /** MixColumns or InvMixColumns of two columns. */
    private static long mixColumns(long columns, boolean inverse) {
        long result = 0;
        for (int n = 0; n < 8; n++) {
            int column = n & 4;
            int sum = 0;
            for (int k = 0; k < 4; k++) {
                int value = (int) (columns >>> 8 * (column + (n + k & 3))) & 0xFF;
                int factor = switch (k) {
                case 0 -> inverse ? 14 : 2;
                case 1 -> inverse ? 11 : 3;
                case 2 -> inverse ? 13 : 1;
                default -> inverse ? 9 : 1;
                };
                sum ^= multiply(value, factor);
            }
            result |= (long) sum << 8 * n;
        }
        return result;
    }

    /** Product in GF(2^8). */
    private static int multiply(int value, int factor) {
        int product = 0;
        int power = value;
        for (int bits = factor; bits != 0; bits >>= 1) {
            if ((bits & 1) != 0) {
                product ^= power;
            }
            power = power << 1 ^ ((power & 0x80) != 0 ? 0x11B : 0);
        }
        return product;
    }

    /** SubWord, and RotWord with the round constant, of the odd doubleword of a quadword. */
    private static long keyWords(long quadword, long constant) {
        int word = (int) (quadword >>> 32);
        int substituted = 0;
        for (int at = 0; at < 32; at += 8) {
            substituted |= (SUBSTITUTION[word >>> at & 0xFF] & 0xFF) << at;
        }
        return substituted & 0xFFFFFFFFL | (Integer.rotateRight(substituted, 8) ^ constant) << 32;
    }

    private static void multiply(Processor cpu, Instruction i) {
        VectorRegisters.checkSse(cpu);
        VectorRegisters.load128(cpu, i, true);
        long a = (i.immediate() & 1) == 0 ? VectorRegisters.low(cpu, i.reg()) : VectorRegisters.high(cpu, i.reg());
        long b = (i.immediate() & 16) == 0 ? cpu.operandLow : cpu.operandHigh;
        long low = 0;
        long high = 0;
        for (int n = 0; n < 64; n++) {
            if ((b >>> n & 1) != 0) {
                low ^= a << n;
                high ^= n == 0 ? 0 : a >>> 64 - n;
            }
        }
        VectorRegisters.set(cpu, i.reg(), low, high);
    }
}
