// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;

import org.hvdt.emulator.memory.PhysicalMemory;
import org.junit.jupiter.api.Test;

class LazyFlagsTest {

    private final Processor cpu = new Processor(new PhysicalMemory(1 << 20), CpuModel.load("max"), Guest.EXECUTORS);

    @Test
    void everyCombinationOfStatusFlagsSurvivesLoading() {
        for (int i = 0; i < 64; i++) {
            int image = ((i & 1) != 0 ? Flags.CF : 0) | ((i & 2) != 0 ? Flags.PF : 0) | ((i & 4) != 0 ? Flags.AF : 0)
                    | ((i & 8) != 0 ? Flags.ZF : 0) | ((i & 16) != 0 ? Flags.SF : 0) | ((i & 32) != 0 ? Flags.OF : 0);
            cpu.setStatusFlags(image);
            assertThat(cpu.rflags() & Flags.STATUS).isEqualTo(image);
        }
    }

    @Test
    void changingOneFlagLeavesTheOthers() {
        for (int i = 0; i < 64; i++) {
            int image = ((i & 1) != 0 ? Flags.CF : 0) | ((i & 2) != 0 ? Flags.PF : 0) | ((i & 4) != 0 ? Flags.AF : 0)
                    | ((i & 8) != 0 ? Flags.ZF : 0) | ((i & 16) != 0 ? Flags.SF : 0) | ((i & 32) != 0 ? Flags.OF : 0);
            for (boolean value : new boolean[] {false, true}) {
                cpu.setStatusFlags(image);
                cpu.setCf(value);
                assertThat(cpu.rflags() & Flags.STATUS).isEqualTo(value ? image | Flags.CF : image & ~Flags.CF);
                cpu.setStatusFlags(image);
                cpu.setZf(value);
                assertThat(cpu.rflags() & Flags.STATUS).isEqualTo(value ? image | Flags.ZF : image & ~Flags.ZF);
                cpu.setStatusFlags(image);
                cpu.setOf(value);
                assertThat(cpu.rflags() & Flags.STATUS).isEqualTo(value ? image | Flags.OF : image & ~Flags.OF);
            }
        }
    }

    private static int expectedFlags(int size, long a, long b, int carry, boolean subtract) {
        long mask = size == 64 ? -1L : (1L << size) - 1;
        long sign = 1L << size - 1;
        java.math.BigInteger left = new java.math.BigInteger(Long.toUnsignedString(a & mask));
        java.math.BigInteger right = new java.math.BigInteger(Long.toUnsignedString(b & mask));
        java.math.BigInteger in = java.math.BigInteger.valueOf(carry);
        java.math.BigInteger exact = subtract ? left.subtract(right).subtract(in) : left.add(right).add(in);
        long result = exact.longValue() & mask;
        boolean cf = subtract ? exact.signum() < 0 : exact.bitLength() > size;
        boolean of = subtract ? ((a ^ b) & (a ^ result) & sign) != 0 : ((a ^ result) & (b ^ result) & sign) != 0;
        boolean af = ((a ^ b ^ result) & 0x10) != 0;
        return (cf ? Flags.CF : 0) | ((Long.bitCount(result & 0xFF) & 1) == 0 ? Flags.PF : 0) | (af ? Flags.AF : 0)
                | (result == 0 ? Flags.ZF : 0) | ((result & sign) != 0 ? Flags.SF : 0) | (of ? Flags.OF : 0);
    }

    @Test
    void additionAndSubtractionSetTheFlagsOfTheExactResult() {
        Random random = new Random(1);
        long[] special = {0, 1, -1, 0x7F, 0x80, 0x7FFF, 0x8000, Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE,
            Long.MIN_VALUE, 0xF, 0x10};
        for (int i = 0; i < 20_000; i++) {
            long a = i < 4000 ? special[random.nextInt(special.length)] : random.nextLong();
            long b = i < 4000 ? special[random.nextInt(special.length)] : random.nextLong();
            int carry = random.nextInt(2);
            long sum = a + b + carry;
            long difference = a - b - carry;
            cpu.flagsAdd64(a, b, sum);
            check(64, a, b, carry, false);
            cpu.flagsAdd32((int) a, (int) b, (int) sum);
            check(32, a, b, carry, false);
            cpu.flagsAdd16((int) a, (int) b, (int) sum);
            check(16, a, b, carry, false);
            cpu.flagsAdd8((int) a, (int) b, (int) sum);
            check(8, a, b, carry, false);
            cpu.flagsSub64(a, b, difference);
            check(64, a, b, carry, true);
            cpu.flagsSub32((int) a, (int) b, (int) difference);
            check(32, a, b, carry, true);
            cpu.flagsSub16((int) a, (int) b, (int) difference);
            check(16, a, b, carry, true);
            cpu.flagsSub8((int) a, (int) b, (int) difference);
            check(8, a, b, carry, true);
        }
    }

    private void check(int size, long a, long b, int carry, boolean subtract) {
        assertThat((int) cpu.rflags() & Flags.STATUS)
                .as("%d bits, %x %s %x, carry %d", size, a, subtract ? "-" : "+", b, carry)
                .isEqualTo(expectedFlags(size, a, b, carry, subtract));
        boolean less = cpu.sf() != cpu.of();
        assertThat(cpu.condition(0xC)).isEqualTo(less);
        assertThat(cpu.condition(0xD)).isEqualTo(!less);
        assertThat(cpu.condition(0xE)).isEqualTo(less || cpu.zf());
        assertThat(cpu.condition(0x6)).isEqualTo(cpu.cf() || cpu.zf());
    }
}
