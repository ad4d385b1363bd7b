// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.machine.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.hvdt.emulator.machine.BootFile;
import org.hvdt.emulator.machine.MachineConfiguration;
import org.hvdt.emulator.machine.MachineException;
import org.hvdt.emulator.memory.PhysicalMemory;
import org.junit.jupiter.api.Test;

class FlatLoaderTest {

    private static final long SIZE = 16L << 20;

    private final PhysicalMemory memory = new PhysicalMemory(SIZE);

    private static MachineConfiguration.Builder configuration(byte... image) {
        return MachineConfiguration.builder(new BootFile("flat.bin", image)).memory(SIZE);
    }

    @Test
    void imageIsLoadedAtItsAddressAndEnteredAtItsFirstByte() throws MachineException {
        EntryState state = FlatLoader.load(configuration((byte) 0x90, (byte) 0xF4).flat(0x200000).build(), memory);
        assertThat(state.mode()).isEqualTo(64);
        assertThat(state.rip()).isEqualTo(0x200000);
        assertThat(memory.read16(0x200000)).isEqualTo(0xF490);
    }

    @Test
    void pageTablesMapTheFirst4GiBOntoThemselves() throws MachineException {
        long pml4 = FlatLoader.load(configuration((byte) 0x90).flat(0x200000).build(), memory).pageTables();
        for (long address = 0; address < 1L << 32; address += 0x3FF12345L) {
            long pdpt = memory.read64(pml4) & ~0xFFFL;
            long directory = memory.read64(pdpt + 8 * (address >>> 30)) & ~0xFFFL;
            long entry = memory.read64(directory + 8 * (address >>> 21 & 511));
            assertThat(entry & 0x83).isEqualTo(0x83);
            assertThat(entry & ~0x1FFFFFL).isEqualTo(address & ~0x1FFFFFL);
        }
    }

    @Test
    void registersPointToCommandLineAndStackAndTellTheMemory() throws MachineException {
        EntryState state = FlatLoader.load(configuration((byte) 0x90).commandLine("go").build(), memory);
        byte[] line = new byte[12];
        memory.read(state.rdi(), line);
        assertThat(new String(line, StandardCharsets.US_ASCII)).isEqualTo("flat.bin go\0");
        assertThat(state.rsi()).isEqualTo(SIZE);
        assertThat(state.rsp() % 16).isZero();
        assertThat(state.rsp()).isLessThanOrEqualTo(MemoryPlan.LOW_END);
    }

    @Test
    void imageInLowMemoryIsNotOverwritten() throws MachineException {
        byte[] image = new byte[0x90000];
        Arrays.fill(image, (byte) 0x90);
        EntryState state = FlatLoader.load(configuration(image).flat(0x1000).build(), memory);
        for (long at = 0x1000; at < 0x91000; at++) {
            assertThat(memory.read8(at)).isEqualTo(0x90);
        }
        assertThat(state.rsp()).isGreaterThan(0x100000);
    }

    @Test
    void elfFilesModulesAndEmptyFilesAreRefused() {
        assertThatThrownBy(() -> FlatLoader.load(configuration((byte) 0x7F, (byte) 'E', (byte) 'L', (byte) 'F').build(),
                memory)).isInstanceOf(MachineException.class).hasMessageContaining("objcopy");
        assertThatThrownBy(() -> FlatLoader.load(configuration((byte) 0x90)
                .module(new BootFile("m", new byte[1]), "").build(), memory)).isInstanceOf(MachineException.class)
                .hasMessageContaining("modules");
        assertThatThrownBy(() -> FlatLoader.load(configuration().build(), memory)).isInstanceOf(MachineException.class)
                .hasMessageContaining("empty");
    }

    @Test
    void addressBeyondMemoryIsRefused() {
        assertThatThrownBy(() -> FlatLoader.load(configuration((byte) 0x90).flat(SIZE).build(), memory))
                .isInstanceOf(MachineException.class).hasMessageContaining("beyond the machine's memory");
        assertThatThrownBy(() -> FlatLoader.load(configuration((byte) 0x90).flat(-1).build(), memory))
                .isInstanceOf(MachineException.class);
    }
}
