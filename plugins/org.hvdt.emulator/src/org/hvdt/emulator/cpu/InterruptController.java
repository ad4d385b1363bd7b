// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

/**
 * Source of maskable external interrupts. When its output becomes active the controller (or its device) also calls
 * {@link Processor#raiseAttention} with {@link Attention#INTERRUPT}.
 */
public interface InterruptController {

    /** No interrupts ever. */
    InterruptController NONE = new InterruptController() {
        @Override
        public boolean pending() {
            return false;
        }

        @Override
        public int acknowledge() {
            return -1;
        }
    };

    /** Whether the INTR line is active. */
    boolean pending();

    /** Acknowledges the highest-priority interrupt. @return its vector 0 to 255, or -1 if there is none */
    int acknowledge();
}
