// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

class PhysicalMemoryTest {

    private final PhysicalMemory memory = new PhysicalMemory(4L << 30);

    @Test
    void fourGibibytesCostOnlyWhatIsTouched() {
        memory.write8(0x1234, 1);
        memory.write64(0xFFFF_FFF8L, 2);
        assertThat(memory.read64(0x8000_0000L)).isZero();
        assertThat(memory.allocatedBytes()).isEqualTo(2 * 4096);
    }

    @Test
    void valuesAreLittleEndianAndMayCrossPages() {
        memory.write64(0xFFC, 0x1122334455667788L);
        assertThat(memory.read8(0xFFC)).isEqualTo(0x88);
        assertThat(memory.read16(0x1000)).isEqualTo(0x3344);
        assertThat(memory.read32(0xFFE)).isEqualTo(0x33445566);
        assertThat(memory.read64(0xFFC)).isEqualTo(0x1122334455667788L);
    }

    @Test
    void absentMemoryReadsAsOnesAndDropsWrites() {
        memory.write32(1L << 32, 0);
        assertThat(memory.read8(1L << 32)).isEqualTo(0xFF);
        assertThat(memory.read32(1L << 32)).isEqualTo(-1);
        assertThat(memory.read64(-8)).isEqualTo(-1);
        assertThat(memory.pageForRead(1L << 32)).isNull();
    }

    @Test
    void deviceRegionsReceiveTheOffsetAndSize() {
        List<String> calls = new ArrayList<>();
        memory.addRegion(new MmioRegion() {
            @Override
            public long start() {
                return 0xFEE0_0000L;
            }

            @Override
            public long length() {
                return 0x1000;
            }

            @Override
            public long read(long offset, int size) {
                calls.add("read " + offset + " " + size);
                return 0x55;
            }

            @Override
            public void write(long offset, int size, long value) {
                calls.add("write " + offset + " " + size + " " + value);
            }
        });
        assertThat(memory.read32(0xFEE0_0020L)).isEqualTo(0x55);
        memory.write16(0xFEE0_0010L, 7);
        assertThat(calls).containsExactly("read 32 4", "write 16 2 7");
        assertThat(memory.pageForWrite(0xFEE0_0000L)).isNull();
        byte[] bytes = new byte[4];
        memory.read(0xFEDF_FFFEL, bytes);
        assertThat(bytes).containsExactly(0, 0, -1, -1);
    }

    @Test
    void writesToMarkedCodeAreReportedAndNeighboursAreNot() {
        List<Long> written = new ArrayList<>();
        memory.setCodeWriteListener((address, length) -> written.add(address));
        assertThat(memory.markCode(0x2010, 4)).isTrue();
        assertThat(memory.markCode(0x2020, 4)).isFalse();
        memory.write8(0x200F, 1);
        memory.write8(0x2014, 1);
        assertThat(written).isEmpty();
        memory.write32(0x200D, 1);
        memory.write(0x2000, new byte[0x11]);
        assertThat(written).containsExactly(0x200DL, 0x2000L);
        memory.clearCode(0x2000);
        memory.write8(0x2010, 1);
        assertThat(written).hasSize(2);
    }

    @Test
    void dirtyTrackingNamesWrittenPages() {
        memory.write8(0x5000, 1);
        memory.clearDirty();
        memory.read8(0x5000);
        assertThat(memory.isDirty(0x5000)).isFalse();
        memory.write8(0x5FFF, 1);
        assertThat(memory.isDirty(0x5000)).isTrue();
        assertThat(memory.isDirty(0x6000)).isFalse();
    }

    @Test
    void sizeMustBeAMultipleOfThePageSize() {
        assertThatThrownBy(() -> new PhysicalMemory(4095)).isInstanceOf(IllegalArgumentException.class);
    }
}
