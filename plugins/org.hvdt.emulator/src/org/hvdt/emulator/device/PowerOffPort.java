// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.device;

/**
 * The power-off port of Bochs: writing the bytes of the word {@code Shutdown}, one after the other, powers the machine
 * off. A byte that does not fit starts over.
 */
public final class PowerOffPort implements PortDevice {

    /** The port. */
    public static final int PORT = 0x8900;

    private static final String WORD = "Shutdown";

    private final Runnable powerOff;
    private int matched;

    /** @param powerOff called when the word is complete */
    public PowerOffPort(Runnable powerOff) {
        this.powerOff = powerOff;
    }

    @Override
    public int readPort(int port) {
        return 0xFF;
    }

    @Override
    public void writePort(int port, int value) {
        if (value == WORD.charAt(matched)) {
            matched++;
        } else {
            matched = value == WORD.charAt(0) ? 1 : 0;
        }
        if (matched == WORD.length()) {
            matched = 0;
            powerOff.run();
        }
    }
}
