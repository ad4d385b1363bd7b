// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.vmx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.hvdt.emulator.cpu.Processor;
import org.hvdt.emulator.memory.PhysicalMemory;

/** The VMX unit of a processor. */
public final class VmxUnit {

    /** Kind of operation. */
    public enum State {
        /** Outside VMX operation. */
        OUTSIDE,
        /** VMX root operation. */
        ROOT,
        /** VMX non-root operation. */
        NON_ROOT
    }

    private final Processor cpu;
    private final PhysicalMemory memory;
    private final VmxCapabilities capabilities;
    private final Map<Long, Vmcs> known = new HashMap<>();
    private Vmcs current;
    private boolean vmxOperation;

    /**
     * @param cpu the processor it belongs to
     * @param memory guest-physical memory
     * @param capabilities of the CPU model
     */
    public VmxUnit(Processor cpu, PhysicalMemory memory, VmxCapabilities capabilities) {
        this.cpu = cpu;
        this.memory = memory;
        this.capabilities = capabilities;
    }

    /** Kind of operation that the processor is in. */
    public State state() {
        return !vmxOperation ? State.OUTSIDE : cpu.nonRoot ? State.NON_ROOT : State.ROOT;
    }

    /** The current VMCS, null if there is none. */
    public Vmcs currentVmcs() {
        return current;
    }

    /** The VMCSs that were loaded since VMXON, by address. */
    public List<Vmcs> knownVmcss() {
        return new ArrayList<>(known.values());
    }

    /** Capabilities of the CPU model. */
    public VmxCapabilities capabilities() {
        return capabilities;
    }

    /** "Would this launch?": all VM-entry checks on the current VMCS that fail, without side effects. Empty if none
     * fails or there is no current VMCS. */
    public List<Explanation.Finding> checkEntry() {
        return current == null ? List.of() : VmEntryChecks.evaluate(
                new VmEntryContext(current, capabilities, memory, 39, 0xD01, true));
    }
}
