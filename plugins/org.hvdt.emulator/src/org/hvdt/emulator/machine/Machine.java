// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.machine;

import org.hvdt.emulator.cpu.Processor;
import org.hvdt.emulator.device.Uart16550;
import org.hvdt.emulator.memory.PhysicalMemory;
import org.hvdt.emulator.vmx.VmxUnit;

/**
 * A PC with one processor, its memory and devices, with an image loaded and ready to execute its first instruction. Not
 * thread-safe: used by one thread at a time, normally that of {@link org.hvdt.emulator.control.RunControl}.
 */
public final class Machine {

    private final MachineConfiguration configuration;

    private Machine(MachineConfiguration configuration) {
        this.configuration = configuration;
    }

    /**
     * Builds a machine and loads its image.
     *
     * @throws MachineException if the configuration or the image is invalid
     */
    public static Machine create(MachineConfiguration configuration) throws MachineException {
        return new Machine(configuration);
    }

    /** What it was made from. */
    public MachineConfiguration configuration() {
        return configuration;
    }

    /** The processor. */
    public Processor processor() {
        return null;
    }

    /** Guest-physical memory. */
    public PhysicalMemory memory() {
        return null;
    }

    /** The processor's VMX unit. */
    public VmxUnit vmx() {
        return null;
    }

    /** The serial port COM1; its {@code receive} methods may be called by any thread. */
    public Uart16550 serial() {
        return null;
    }

    /** Retired instructions since power-on: the machine's virtual time. */
    public long instructions() {
        return 0;
    }

    /** Whether the guest has asked for a clean power-off. */
    public boolean isPoweredOff() {
        return false;
    }
}
