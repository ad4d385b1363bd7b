// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.device;

import java.util.function.IntConsumer;

/**
 * The debug console of Bochs and QEMU: a byte written to the port is printed; reading gives the port's number, by which
 * a guest finds out that it is there.
 */
public final class DebugConsole implements PortDevice {

    /** The port. */
    public static final int PORT = 0xE9;

    private final IntConsumer sink;

    /** @param sink receives the bytes, 0 to 255 */
    public DebugConsole(IntConsumer sink) {
        this.sink = sink;
    }

    @Override
    public int readPort(int port) {
        return PORT;
    }

    @Override
    public void writePort(int port, int value) {
        sink.accept(value);
    }
}
