// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.device;

import java.util.function.IntConsumer;

/**
 * The port by which a guest ends the machine with an exit code, as QEMU's {@code isa-debug-exit} does: writing
 * <i>value</i>, in any width, ends with exit code <i>value</i>*2+1, so that the code is always odd.
 */
public final class ExitPort implements PortDevice.Wide {

    /** First of its four ports. */
    public static final int PORT = 0xF4;
    /** Number of ports. */
    public static final int COUNT = 4;

    private final IntConsumer exit;

    /** @param exit told the exit code, 1 to 255, odd */
    public ExitPort(IntConsumer exit) {
        this.exit = exit;
    }

    @Override
    public int readPort(int port, int size) {
        return 0;
    }

    @Override
    public void writePort(int port, int size, int value) {
        exit.accept((value << 1 | 1) & 0xFF);
    }
}
