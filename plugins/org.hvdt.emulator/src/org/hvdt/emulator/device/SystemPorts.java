// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.device;

import org.hvdt.emulator.cpu.UnimplementedException;

/**
 * The simple ports of a PC's mainboard: the diagnostic port 80h, system control port A (92h) and what resets the
 * system, which stops the machine as unimplemented.
 */
public final class SystemPorts {

    /** Diagnostic ("POST") port, written by firmware and used for delays. */
    public static final int DIAGNOSTIC = 0x80;
    /** System control port A: bit 1 opens address line 20. */
    public static final int CONTROL_A = 0x92;

    /** Command port of the keyboard controller, which is absent but for its reset line. */
    public static final int KEYBOARD_COMMAND = 0x64;
    /** Reset control register of the chip set. */
    public static final int RESET_CONTROL = 0xCF9;

    private static final int PCI_ADDRESS = 0xCF8;
    private static final int A20_OPEN = 0x02;
    private static final int FAST_RESET = 0x01;
    private static final int PULSE_RESET_LINE = 0xFE;
    private static final int RESET_PROCESSOR = 0x04;

    private SystemPorts() {
    }

    /** Connects them. */
    public static void connect(PortMap ports) {
        ports.connect(new Latch(0, 0), DIAGNOSTIC, 1);
        // Address line 20 is open at entry and stays so, as on present mainboards.
        ports.connect(new Latch(A20_OPEN, FAST_RESET), CONTROL_A, 1);
        if (!ports.isStrict()) {
            // In strict mode these stop the machine as ports without a device do.
            ports.connect(new ResetControl(), PCI_ADDRESS, 4);
            ports.connect(new KeyboardReset(), KEYBOARD_COMMAND, 1);
        }
    }

    private static UnimplementedException reset(int port) {
        return new UnimplementedException(String.format("system reset through I/O port %04Xh", port));
    }

    /** The PCI address register without PCI; a byte in the midst of it is the reset control register. */
    private static final class ResetControl implements PortDevice.Wide {
        @Override
        public int readPort(int port, int size) {
            return -1;
        }

        @Override
        public void writePort(int port, int size, int value) {
            if (port == RESET_CONTROL && size == 1 && (value & RESET_PROCESSOR) != 0) {
                throw reset(port);
            }
        }
    }

    /** The keyboard controller's command port without a keyboard controller. */
    private static final class KeyboardReset implements PortDevice {
        @Override
        public int readPort(int port) {
            return 0xFF;
        }

        @Override
        public void writePort(int port, int value) {
            if (value == PULSE_RESET_LINE) {
                throw reset(port);
            }
        }
    }

    /** Gives back what was written. */
    private static final class Latch implements PortDevice {
        private final int forced;
        private final int resetBit;
        private int value;

        Latch(int forced, int resetBit) {
            this.forced = forced;
            this.resetBit = resetBit;
            this.value = forced;
        }

        @Override
        public int readPort(int port) {
            return value;
        }

        @Override
        public void writePort(int port, int newValue) {
            if ((newValue & resetBit) != 0) {
                throw reset(port);
            }
            value = newValue | forced;
        }
    }
}
