// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.device;

import java.util.Arrays;
import org.hvdt.emulator.cpu.PortBus;
import org.hvdt.emulator.cpu.UnimplementedException;

/**
 * The I/O port space: 65,536 ports of one byte, each with a device or without. As on a PC, reading a port without a
 * device gives all ones and writing one has no effect; in strict mode either stops the machine.
 */
public final class PortMap implements PortBus {

    private static final int PORTS = 0x10000;

    private final PortDevice[] devices = new PortDevice[PORTS];
    private final boolean strict;

    /** @param strict whether an access to a port without a device stops the machine as unimplemented */
    public PortMap(boolean strict) {
        this.strict = strict;
    }

    /** Whether an access to a port without a device stops the machine. */
    public boolean isStrict() {
        return strict;
    }

    /**
     * Connects a device.
     *
     * @throws IllegalArgumentException if the ports do not exist
     * @throws IllegalStateException if one of them is taken
     */
    public void connect(PortDevice device, int first, int count) {
        if (first < 0 || count < 1 || first + count > PORTS) {
            throw new IllegalArgumentException("ports " + first + " to " + (first + count - 1));
        }
        for (int port = first; port < first + count; port++) {
            if (devices[port] != null) {
                throw new IllegalStateException("port " + Integer.toHexString(port) + "h is taken");
            }
        }
        Arrays.fill(devices, first, first + count, device);
    }

    @Override
    public int in(int port, int size) {
        PortDevice device = devices[port];
        if (device instanceof PortDevice.Wide wide) {
            int value = wide.readPort(port, size);
            return size == 4 ? value : value & (1 << 8 * size) - 1;
        }
        if (size == 1) {
            return readByte(port);
        }
        int value = 0;
        for (int i = 0; i < size; i++) {
            value |= readByte(port + i & PORTS - 1) << 8 * i;
        }
        return value;
    }

    @Override
    public void out(int port, int size, int value) {
        PortDevice device = devices[port];
        if (device instanceof PortDevice.Wide wide) {
            wide.writePort(port, size, value);
            return;
        }
        for (int i = 0; i < size; i++) {
            writeByte(port + i & PORTS - 1, value >>> 8 * i & 0xFF);
        }
    }

    private int readByte(int port) {
        PortDevice device = devices[port];
        if (device == null) {
            if (strict) {
                throw new UnimplementedException("reading I/O port " + hex(port) + ", which has no device (strict)");
            }
            return 0xFF;
        }
        return device.readPort(port) & 0xFF;
    }

    private void writeByte(int port, int value) {
        PortDevice device = devices[port];
        if (device == null) {
            if (strict) {
                throw new UnimplementedException("writing " + String.format("%02Xh", value) + " to I/O port "
                        + hex(port) + ", which has no device (strict)");
            }
            return;
        }
        device.writePort(port, value);
    }

    private static String hex(int port) {
        return String.format("%04Xh", port);
    }
}
