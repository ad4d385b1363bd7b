// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.vmx;

import org.hvdt.emulator.memory.PhysicalMemory;

/**
 * What the VM-entry checks look at: a VMCS and the processor that is to enter it. Reading has no side effects on the
 * guest. Not thread-safe.
 */
public final class VmEntryContext {

    private static final long SECONDARY_ACTIVE = 1L << 31;
    private static final long TERTIARY_ACTIVE = 1L << 17;

    private final Vmcs vmcs;
    private final VmxCapabilities capabilities;
    private final PhysicalMemory memory;
    private final int physicalAddressWidth;
    private final long eferMask;
    private boolean longMode;
    private long used;

    /**
     * @param vmcs the VMCS to be entered
     * @param capabilities the processor's
     * @param memory guest-physical memory, for the structures that VM entry reads
     * @param physicalAddressWidth MAXPHYADDR in bits
     * @param eferMask bits of IA32_EFER that the processor defines
     * @param longMode whether the processor is in IA-32e mode (IA32_EFER.LMA) when it executes the VM entry
     */
    public VmEntryContext(Vmcs vmcs, VmxCapabilities capabilities, PhysicalMemory memory, int physicalAddressWidth,
            long eferMask, boolean longMode) {
        this.vmcs = vmcs;
        this.capabilities = capabilities;
        this.memory = memory;
        this.physicalAddressWidth = physicalAddressWidth;
        this.eferMask = eferMask;
        this.longMode = longMode;
    }

    /** The VMCS. */
    public Vmcs vmcs() {
        return vmcs;
    }

    /** The processor's capabilities. */
    public VmxCapabilities capabilities() {
        return capabilities;
    }

    boolean longMode() {
        return longMode;
    }

    void setLongMode(boolean longMode) {
        this.longMode = longMode;
    }

    /** Value of a field. */
    public long get(VmcsField field) {
        used |= 1L << field.index();
        return vmcs.read(field);
    }

    /** Starts to collect which fields are read, as bits {@code index % 64}. */
    void resetUsed() {
        used = 0;
    }

    /** The fields read since {@link #resetUsed}; all bits are set if memory was read too. */
    long used() {
        return used;
    }

    /** Guest-physical memory; what is read there is not tracked. */
    PhysicalMemory memory() {
        used = -1;
        return memory;
    }

    int physicalAddressWidth() {
        return physicalAddressWidth;
    }

    long physicalAddressMask() {
        return (1L << physicalAddressWidth) - 1;
    }

    long eferMask() {
        return eferMask;
    }

    boolean pin(int bit) {
        return (get(VmcsField.PIN_BASED_CONTROLS) & bit) != 0;
    }

    boolean primary(int bit) {
        return (get(VmcsField.PRIMARY_CONTROLS) & bit) != 0;
    }

    /** A secondary control as the processor uses it: 0 unless the secondary controls are activated. */
    boolean secondary(int bit) {
        return (get(VmcsField.PRIMARY_CONTROLS) & SECONDARY_ACTIVE) != 0
                && (get(VmcsField.SECONDARY_CONTROLS) & bit) != 0;
    }

    boolean tertiary(int bit) {
        return (get(VmcsField.PRIMARY_CONTROLS) & TERTIARY_ACTIVE) != 0
                && (get(VmcsField.TERTIARY_CONTROLS) & bit) != 0;
    }

    boolean exit(int bit) {
        return (get(VmcsField.EXIT_CONTROLS) & bit) != 0;
    }

    boolean entry(int bit) {
        return (get(VmcsField.ENTRY_CONTROLS) & bit) != 0;
    }

    boolean longModeGuest() {
        return entry(ControlBits.ENTRY_IA_32E_MODE_GUEST);
    }

    boolean unrestricted() {
        return secondary(ControlBits.SEC_UNRESTRICTED_GUEST);
    }

    boolean guestProtected() {
        return (get(VmcsField.GUEST_CR0) & 1) != 0;
    }

    boolean virtual8086() {
        return (get(VmcsField.GUEST_RFLAGS) & 1 << 17) != 0;
    }

    boolean injects() {
        return (get(VmcsField.ENTRY_INTERRUPTION_INFORMATION) & 1L << 31) != 0;
    }

    /** Interruption type to be injected, -1 if none. */
    int injectedType() {
        return injects() ? (int) (get(VmcsField.ENTRY_INTERRUPTION_INFORMATION) >>> 8) & 7 : -1;
    }

    int injectedVector() {
        return (int) get(VmcsField.ENTRY_INTERRUPTION_INFORMATION) & 0xFF;
    }
}
