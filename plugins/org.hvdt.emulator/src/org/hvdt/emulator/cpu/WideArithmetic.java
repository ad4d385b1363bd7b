// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

/** Division of 128 bits by 64 bits. */
final class WideArithmetic {

    private WideArithmetic() {
    }

    /**
     * Unsigned quotient of {@code high:low} and a divisor that is larger than {@code high} (so that the quotient fits
     * 64 bits). The remainder is {@code low - quotient * divisor}.
     */
    static long divideUnsigned(long high, long low, long divisor) {
        if (high == 0) {
            return Long.divideUnsigned(low, divisor);
        }
        // Knuth, The Art of Computer Programming, volume 2, 4.3.1, algorithm D with digits of 32 bits.
        int shift = Long.numberOfLeadingZeros(divisor);
        long d = divisor << shift;
        long d1 = d >>> 32;
        long d0 = d & 0xFFFFFFFFL;
        long n32 = shift == 0 ? high : high << shift | low >>> 64 - shift;
        long n10 = low << shift;
        long n1 = n10 >>> 32;
        long n0 = n10 & 0xFFFFFFFFL;
        long q1 = digit(n32, n1, d1, d0);
        long n21 = (n32 << 32 | n1) - q1 * d;
        long q0 = digit(n21, n0, d1, d0);
        return (q1 << 32) + q0;
    }

    private static long digit(long high, long next, long d1, long d0) {
        long q = Long.divideUnsigned(high, d1);
        long r = high - q * d1;
        while (q >>> 32 != 0 || Long.compareUnsigned(q * d0, r << 32 | next) > 0) {
            q--;
            r += d1;
            if (r >>> 32 != 0) {
                break;
            }
        }
        return q;
    }
}
