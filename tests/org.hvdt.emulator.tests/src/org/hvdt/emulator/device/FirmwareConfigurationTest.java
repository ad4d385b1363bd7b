// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.device;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** QEMU's "QEMU Firmware Configuration (fw_cfg) Device". */
class FirmwareConfigurationTest {

    private final FirmwareConfiguration device = new FirmwareConfiguration(512L << 20, "one two");

    private long read(int key, int bytes) {
        device.writePort(0x510, 2, key);
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (long) device.readPort(0x511, 1) << 8 * i;
        }
        return value;
    }

    @Test
    void theSignatureIsSelectedByKey0() {
        assertThat(read(0, 4)).isEqualTo(0x554D4551L);
    }

    @Test
    void memorySizeAndNumberOfProcessorsAreLittleEndianNumbers() {
        assertThat(read(3, 8)).isEqualTo(512L << 20);
        assertThat(read(5, 2)).isEqualTo(1);
    }

    @Test
    void theCommandLineEndsWithAZeroByteThatItsSizeCounts() {
        assertThat(read(0x14, 4)).isEqualTo(8);
        assertThat(read(0x15, 8)).isEqualTo(0x006F7774_20656E6FL);
    }

    @Test
    void itemsThatDoNotExistAndBytesBeyondAnItemReadAsZero() {
        assertThat(read(0x4242, 8)).isZero();
        assertThat(read(5, 8)).isEqualTo(1);
    }
}
