// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.core.inspect;

import java.util.List;

import org.hvdt.emulator.vmx.Explanation.Finding;
import org.hvdt.emulator.vmx.VmcsField;
import org.hvdt.toolchain.SourceLocation;

/**
 * A field of a VMCS as it was when the machine stopped.
 *
 * @param field which
 * @param value its value
 * @param decoded what the value means, in words; empty if there is nothing to say
 * @param lastWritten by what it was last written, in words; empty if never
 * @param lastWrite where the VMWRITE is that last wrote it, null if none or not known
 * @param changed whether the value differs from that at the previous stop
 * @param findings the VM-entry checks that fail because of this field
 * @param bits its bits or sub-fields, empty for fields that have none
 */
public record VmcsRow(VmcsField field, long value, String decoded, String lastWritten, SourceLocation lastWrite,
        boolean changed, List<Finding> findings, List<Bit> bits) {

    /**
     * One bit of a field.
     *
     * @param position bit number, or range such as {@code 3:0}
     * @param name of the bit
     * @param meaning in words
     * @param value its value
     * @param allowed the settings that the processor allows, in words; empty if it does not restrict the bit
     */
    public record Bit(String position, String name, String meaning, long value, String allowed) {
    }

    /** Copies the lists. */
    public VmcsRow {
        findings = List.copyOf(findings);
        bits = List.copyOf(bits);
    }

    /** Whether a VM-entry check fails because of this field. */
    public boolean failing() {
        return !findings.isEmpty();
    }

    /** The value with all its digits. */
    public String valueText() {
        return Numbers.hex(value, field.width().bits());
    }

    /** The encoding in the SDM's form: {@code 681Eh}. */
    public String encodingText() {
        return Numbers.hex(field.encoding(), 16) + "h";
    }
}
