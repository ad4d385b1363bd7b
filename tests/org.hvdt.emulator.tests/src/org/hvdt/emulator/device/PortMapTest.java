// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.hvdt.emulator.cpu.UnimplementedException;
import org.junit.jupiter.api.Test;

class PortMapTest {

    private final PortMap ports = new PortMap(false);

    @Test
    void portWithoutDeviceReadsAllOnes() {
        assertThat(ports.in(0x1234, 1)).isEqualTo(0xFF);
        assertThat(ports.in(0x1234, 2)).isEqualTo(0xFFFF);
        assertThat(ports.in(0x1234, 4)).isEqualTo(-1);
    }

    @Test
    void writeToPortWithoutDeviceHasNoEffect() {
        ports.out(0x1234, 4, 42);
        assertThat(ports.in(0x1234, 4)).isEqualTo(-1);
    }

    @Test
    void strictBusStopsAtPortWithoutDeviceAndNamesIt() {
        PortMap strict = new PortMap(true);
        assertThatThrownBy(() -> strict.in(0x1234, 1)).isInstanceOf(UnimplementedException.class)
                .hasMessageContaining("1234h");
        assertThatThrownBy(() -> strict.out(0x1234, 1, 0x5A)).isInstanceOf(UnimplementedException.class)
                .hasMessageContaining("1234h").hasMessageContaining("5Ah");
    }

    @Test
    void wideAccessToByteDevicesIsSplitLowestPortFirst() {
        List<String> accesses = new ArrayList<>();
        ports.connect(new PortDevice() {
            @Override
            public int readPort(int port) {
                return port & 0xFF;
            }

            @Override
            public void writePort(int port, int value) {
                accesses.add(Integer.toHexString(port) + "=" + Integer.toHexString(value));
            }
        }, 0x300, 4);
        ports.out(0x300, 4, 0x44332211);
        assertThat(accesses).containsExactly("300=11", "301=22", "302=33", "303=44");
        assertThat(ports.in(0x301, 2)).isEqualTo(0x0201);
        assertThat(ports.in(0x303, 2)).isEqualTo(0xFF03);
    }

    @Test
    void exitPortTakesTheValueInEveryWidth() {
        List<Integer> codes = new ArrayList<>();
        ports.connect(new ExitPort(codes::add), ExitPort.PORT, ExitPort.COUNT);
        ports.out(0xF4, 1, 0);
        ports.out(0xF4, 2, 16);
        ports.out(0xF4, 4, 1);
        ports.out(0xF4, 1, 0xFF);
        assertThat(codes).containsExactly(1, 33, 3, 0xFF);
    }

    @Test
    void powerOffPortNeedsTheWholeWord() {
        int[] count = new int[1];
        ports.connect(new PowerOffPort(() -> count[0]++), PowerOffPort.PORT, 1);
        for (char c : "ShutSShutdow".toCharArray()) {
            ports.out(0x8900, 1, c);
        }
        assertThat(count[0]).isZero();
        ports.out(0x8900, 1, 'n');
        assertThat(count[0]).isEqualTo(1);
    }

    @Test
    void debugConsolePrintsAndIdentifiesItself() {
        StringBuilder text = new StringBuilder();
        ports.connect(new DebugConsole(value -> text.append((char) value)), DebugConsole.PORT, 1);
        ports.out(0xE9, 1, '!');
        assertThat(text).hasToString("!");
        assertThat(ports.in(0xE9, 1)).isEqualTo(0xE9);
    }

    @Test
    void systemResetStopsTheMachineByName() {
        SystemPorts.connect(ports);
        assertThat(ports.in(0x92, 1)).isEqualTo(2);
        ports.out(0x64, 1, 0xAE);
        assertThatThrownBy(() -> ports.out(0x92, 1, 3)).isInstanceOf(UnimplementedException.class)
                .hasMessage("system reset through I/O port 0092h");
        assertThatThrownBy(() -> ports.out(0x64, 1, 0xFE)).isInstanceOf(UnimplementedException.class);
        assertThatThrownBy(() -> ports.out(0xCF9, 1, 6)).isInstanceOf(UnimplementedException.class);
    }

    @Test
    void lookingForPciFindsNone() {
        SystemPorts.connect(ports);
        ports.out(0xCF8, 4, 0x8000FF00);
        assertThat(ports.in(0xCF8, 4)).isEqualTo(-1);
        assertThat(ports.in(0xCFC, 2)).isEqualTo(0xFFFF);
        assertThat(ports.in(0xCF9, 1)).isEqualTo(0xFF);
    }

    @Test
    void portCannotHaveTwoDevices() {
        ports.connect(new ExitPort(code -> {
        }), 0xF4, 4);
        assertThatThrownBy(() -> ports.connect(new PowerOffPort(() -> {
        }), 0xF5, 1)).isInstanceOf(IllegalStateException.class).hasMessageContaining("f5h");
    }
}
