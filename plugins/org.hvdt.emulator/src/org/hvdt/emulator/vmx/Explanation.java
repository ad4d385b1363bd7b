// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.vmx;

import java.util.List;

/**
 * Why a VMX instruction failed, a VM entry was refused, or a VMX abort occurred.
 *
 * @param title what happened, for instance "VM entry failed: invalid control field (VM-instruction error 7)"
 * @param instructionRip address of the instruction that failed
 * @param findings the rules that were violated, in the SDM's order; the first is the one the processor reports
 */
public record Explanation(String title, long instructionRip, List<Finding> findings) {

    /**
     * One violated rule.
     *
     * @param ruleId stable identifier, for instance {@code "ctrl.pin.reserved"}
     * @param section SDM volume, chapter and section title
     * @param field the VMCS field at fault, or null if the rule is not about a field
     * @param seen the value found (of the field if there is one)
     * @param message what was found and why it is wrong, one sentence in words
     * @param valid what would be right, with the nearest valid value, one sentence in words
     * @param nearestValid the nearest valid value of the field; equals {@code seen} if no single value can be named
     * @param lastWrite address of the VMWRITE that last wrote the field, 0 if never written by software
     */
    public record Finding(String ruleId, String section, VmcsField field, long seen, String message, String valid,
            long nearestValid, long lastWrite) {
    }

    /** Copies the list. */
    public Explanation {
        findings = List.copyOf(findings);
    }
}
