// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.vmx;

import java.util.List;

/**
 * A VM-instruction error: one row of {@code instruction-errors.tsv} (Intel SDM volume 3, chapter "VMX Instruction
 * Reference", section "VM Instruction Error Numbers").
 *
 * @param number value of the VM-instruction error field
 * @param description the SDM's description
 */
public record InstructionError(int number, String description) {

    /** VMCALL executed in VMX root operation. */
    public static final int VMCALL_IN_ROOT = 1;
    /** VMCLEAR with invalid physical address. */
    public static final int VMCLEAR_INVALID_ADDRESS = 2;
    /** VMCLEAR with VMXON pointer. */
    public static final int VMCLEAR_VMXON_POINTER = 3;
    /** VMLAUNCH with non-clear VMCS. */
    public static final int VMLAUNCH_NON_CLEAR = 4;
    /** VMRESUME with non-launched VMCS. */
    public static final int VMRESUME_NON_LAUNCHED = 5;
    /** VM entry with invalid control fields. */
    public static final int INVALID_CONTROL_FIELDS = 7;
    /** VM entry with invalid host-state fields. */
    public static final int INVALID_HOST_STATE = 8;
    /** VMPTRLD with invalid physical address. */
    public static final int VMPTRLD_INVALID_ADDRESS = 9;
    /** VMPTRLD with VMXON pointer. */
    public static final int VMPTRLD_VMXON_POINTER = 10;
    /** VMPTRLD with incorrect VMCS revision identifier. */
    public static final int VMPTRLD_REVISION = 11;
    /** VMREAD or VMWRITE of an unsupported VMCS component. */
    public static final int UNSUPPORTED_COMPONENT = 12;
    /** VMWRITE to a read-only VMCS component. */
    public static final int READ_ONLY_COMPONENT = 13;
    /** VMXON executed in VMX root operation. */
    public static final int VMXON_IN_ROOT = 15;
    /** VM entry with events blocked by MOV SS. */
    public static final int BLOCKED_BY_MOV_SS = 26;
    /** Invalid operand to INVEPT or INVVPID. */
    public static final int INVALID_INVALIDATION_OPERAND = 28;

    private static final List<InstructionError> ALL = TableReader.rows("instruction-errors.tsv", 2).stream()
            .map(row -> new InstructionError(Integer.parseInt(row[0]), row[1])).toList();

    /** All errors by ascending number. */
    public static List<InstructionError> all() {
        return ALL;
    }

    /** The error with a number; 0 and numbers that the SDM does not define get a row that says so. */
    public static InstructionError of(int number) {
        for (InstructionError error : ALL) {
            if (error.number == number) {
                return error;
            }
        }
        return new InstructionError(number, number == 0 ? "No error" : "Unknown error");
    }
}
