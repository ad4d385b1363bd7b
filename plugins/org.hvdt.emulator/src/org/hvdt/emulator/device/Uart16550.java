// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.device;

/** UART 16550A. */
public final class Uart16550 {

    /** Queues bytes for the guest to receive. May be called by any thread. */
    public void receive(byte[] bytes) {
    }
}
