// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.vmx;

import java.util.Arrays;

import org.hvdt.emulator.memory.PhysicalMemory;

/**
 * A virtual-machine control structure. Its data lives in the guest's VMCS region; while the VMCS is active the
 * processor caches it here, and VMCLEAR and VMXOFF write it back (Intel SDM volume 3, chapter "Virtual Machine Control
 * Structures", sections "Overview" and "Format of the VMCS Region").
 *
 * <p>Layout of the region, little-endian:
 * <pre>
 * offset 0            VMCS revision identifier, bit 31 shadow-VMCS indicator
 * offset 4            VMX-abort indicator
 * offset 8            launch state: 0 clear, 1 launched
 * offset 64 + 8 * n   value of the field with {@link VmcsField#index} n, zero-extended to 64 bits
 * </pre>
 */
public final class Vmcs {

    /** Offset of the VMX-abort indicator in the region. */
    public static final int ABORT_OFFSET = 4;
    /** Offset of the launch state in the region. */
    public static final int LAUNCH_STATE_OFFSET = 8;
    /** Offset of the first field in the region. */
    public static final int FIELDS_OFFSET = 64;
    /** {@link #lastWrite} of a field that the processor wrote (VM exit, VM entry). */
    public static final long WRITTEN_BY_PROCESSOR = 1;

    private final long address;
    private final long[] values = new long[VmcsField.all().size()];
    private final long[] lastWrites = new long[values.length];
    private boolean active;
    private boolean launched;
    /** Bit {@code index % 64} for each field whose value has changed since the checks last passed. */
    private long changed = -1;
    /** For each VM-entry check, and then for each group of checks, the fields read when they last passed. */
    private long[] usedFields = {};

    Vmcs(long address) {
        this.address = address;
    }

    /** Physical address of the region. */
    public long address() {
        return address;
    }

    /** Whether it has been launched since it was cleared. */
    public boolean launched() {
        return launched;
    }

    /** Whether it is active: loaded by VMPTRLD and not cleared since. */
    public boolean active() {
        return active;
    }

    /** Value of a field, zero-extended. No side effects. */
    public long read(VmcsField field) {
        return values[field.index()];
    }

    /** Sets a field; bits beyond its width are dropped. {@link #lastWrite} then says "by the processor". */
    public void write(VmcsField field, long value) {
        write(field, value, WRITTEN_BY_PROCESSOR);
    }

    /** Sets a field as VMWRITE does, remembering the address of the instruction. */
    void write(VmcsField field, long value, long rip) {
        int index = field.index();
        long masked = value & field.mask();
        if (values[index] != masked) {
            values[index] = masked;
            changed |= 1L << index;
        }
        lastWrites[index] = rip;
    }

    /** Linear address of the VMWRITE that last wrote the field, 0 if none did,
     * {@link #WRITTEN_BY_PROCESSOR} if a VM exit or VM entry wrote it later. */
    public long lastWrite(VmcsField field) {
        return lastWrites[field.index()];
    }

    /** Fields that may have changed since {@link #checksPassed}; never 0, so that checks which read memory are made. */
    long changedFields() {
        return changed | 1L << 63;
    }

    long[] usedFields(int length) {
        if (usedFields.length != length) {
            usedFields = new long[length];
            Arrays.fill(usedFields, -1);
        }
        return usedFields;
    }

    /** All checks passed with the values as they are. */
    void checksPassed() {
        changed = 0;
    }

    /** Results of earlier checks do not hold any more, because something outside the VMCS changed. */
    void checksVoid() {
        changed = -1;
        Arrays.fill(usedFields, -1);
    }

    int read32(VmcsField field) {
        return (int) values[field.index()];
    }

    void setLaunched(boolean launched) {
        this.launched = launched;
    }

    /** VMPTRLD: takes the data over from memory unless they are cached already. */
    void load(PhysicalMemory memory) {
        if (active) {
            return;
        }
        launched = memory.read32(address + LAUNCH_STATE_OFFSET) == 1;
        for (VmcsField field : VmcsField.all()) {
            long value = memory.read64(address + FIELDS_OFFSET + 8L * field.index()) & field.mask();
            if (value != values[field.index()]) {
                values[field.index()] = value;
                lastWrites[field.index()] = 0;
            }
        }
        checksVoid();
        active = true;
    }

    /** Writes the data back to memory without changing the state. */
    void store(PhysicalMemory memory) {
        memory.write32(address + LAUNCH_STATE_OFFSET, launched ? 1 : 0);
        for (int i = 0; i < values.length; i++) {
            memory.write64(address + FIELDS_OFFSET + 8L * i, values[i]);
        }
    }

    /** VMCLEAR: writes the data back, launch state clear, no longer active. */
    void clear(PhysicalMemory memory) {
        launched = false;
        if (active) {
            store(memory);
            active = false;
        } else {
            memory.write32(address + LAUNCH_STATE_OFFSET, 0);
        }
    }
}
