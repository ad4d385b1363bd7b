// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.core.inspect;

import java.util.List;
import java.util.Optional;

import org.hvdt.emulator.vmx.Explanation.Finding;
import org.hvdt.emulator.vmx.VmcsField;

/**
 * The current VMCS as it was when the machine stopped.
 *
 * @param address physical address of its region
 * @param launched whether its launch state is "launched"
 * @param groups the fields, by the groups and in the order of the SDM's appendix "Field Encoding in VMCS"
 * @param otherFindings failing VM-entry checks that are not about a field
 */
public record VmcsSnapshot(long address, boolean launched, List<Group> groups,
        List<Finding> otherFindings) {

    /**
     * Fields that belong together.
     *
     * @param title in the SDM's words
     * @param rows the fields by encoding
     */
    public record Group(String title, List<VmcsRow> rows) {

        /** Copies the list. */
        public Group {
            rows = List.copyOf(rows);
        }
    }

    /** Copies the lists. */
    public VmcsSnapshot {
        groups = List.copyOf(groups);
        otherFindings = List.copyOf(otherFindings);
    }

    /** The row of a field. */
    public Optional<VmcsRow> row(VmcsField field) {
        return groups.stream().flatMap(group -> group.rows().stream()).filter(row -> row.field() == field).findFirst();
    }

    /** How many fields fail a VM-entry check. */
    public long failingCount() {
        return groups.stream().flatMap(group -> group.rows().stream()).filter(VmcsRow::failing).count();
    }
}
