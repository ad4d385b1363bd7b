// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

/** Delivers interrupts and exceptions through the interrupt descriptor table. */
final class EventDelivery {

    private final Processor cpu;

    EventDelivery(Processor cpu) {
        this.cpu = cpu;
    }

    String faultChain() {
        return "";
    }

    void deliver(int vector, int type, boolean hasErrorCode, int errorCode, int instructionLength) {
        throw new UnimplementedException("delivery of " + Vector.name(vector) + " at " + cpu.rip);
    }
}
