// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.device;

/** An interrupt request line from a device to the interrupt controller. */
@FunctionalInterface
public interface InterruptLine {

    /** Drives the line. Repeating the current level has no effect. */
    void set(boolean high);
}
