// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

/** The I/O address space as the processor sees it. */
public interface PortBus {

    /** No device at all: reads give all ones. */
    PortBus NONE = new PortBus() {
        @Override
        public int in(int port, int size) {
            return -1;
        }

        @Override
        public void out(int port, int size, int value) {
            // An undecoded port ignores writes.
        }
    };

    /** Reads {@code size} bytes (1, 2, 4) from {@code port} (0 to FFFFh); the processor uses the low bytes. */
    int in(int port, int size);

    /** Writes the low {@code size} bytes (1, 2, 4) of {@code value} to {@code port} (0 to FFFFh). */
    void out(int port, int size, int value);
}
