// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.device;

/**
 * A device behind I/O ports that are one byte wide. A wider access reaches it as one access per port, lowest port
 * first, as on a PC's bus.
 */
public interface PortDevice {

    /** Reads a port. @param port 0 to 65535
     * @return 0 to 255 */
    int readPort(int port);

    /** Writes a port. @param port 0 to 65535
     * @param value 0 to 255 */
    void writePort(int port, int value);

    /** A device that takes accesses of every width as a whole. */
    interface Wide extends PortDevice {

        /** Reads {@code size} bytes (1, 2 or 4) at a port. */
        int readPort(int port, int size);

        /** Writes {@code size} bytes (1, 2 or 4) at a port. */
        void writePort(int port, int size, int value);

        @Override
        default int readPort(int port) {
            return readPort(port, 1);
        }

        @Override
        default void writePort(int port, int value) {
            writePort(port, 1, value);
        }
    }
}
