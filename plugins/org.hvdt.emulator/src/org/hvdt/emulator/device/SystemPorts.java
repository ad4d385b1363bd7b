// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.device;

/** The simple ports of a PC's mainboard: the diagnostic port 80h and system control port A (92h). */
public final class SystemPorts {

    /** Diagnostic ("POST") port, written by firmware and used for delays. */
    public static final int DIAGNOSTIC = 0x80;
    /** System control port A: bit 1 opens address line 20. */
    public static final int CONTROL_A = 0x92;

    private static final int A20_OPEN = 0x02;

    private SystemPorts() {
    }

    /** Connects them. */
    public static void connect(PortMap ports) {
        ports.connect(new Latch(0), DIAGNOSTIC, 1);
        // Address line 20 is open at entry and stays so, as on present mainboards.
        ports.connect(new Latch(A20_OPEN), CONTROL_A, 1);
    }

    /** Gives back what was written. */
    private static final class Latch implements PortDevice {
        private final int forced;
        private int value;

        Latch(int forced) {
            this.forced = forced;
            this.value = forced;
        }

        @Override
        public int readPort(int port) {
            return value;
        }

        @Override
        public void writePort(int port, int newValue) {
            value = newValue | forced;
        }
    }
}
