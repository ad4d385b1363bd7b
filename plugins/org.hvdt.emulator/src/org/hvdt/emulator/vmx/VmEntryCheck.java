// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.vmx;

import java.util.List;

/**
 * One VM-entry check: a sentence of Intel SDM volume 3, chapter "VM Entries".
 *
 * @param id stable identifier, for instance {@code ctrl.pin.reserved}
 * @param section title of the SDM's section
 * @param fields the fields that the sentence is about
 * @param severity what the processor does if the check fails
 * @param qualification exit qualification if {@link Severity#EXIT_33}
 * @param rule what must hold, one sentence
 * @param test finds a violation
 */
public record VmEntryCheck(String id, String section, List<VmcsField> fields, Severity severity, int qualification,
        String rule, Test test) {

    /** What a failing check leads to. */
    public enum Severity {
        /** VMfailValid with VM-instruction error 7. */
        ERROR_7("VM entry failed: invalid control field (VM-instruction error 7)"),
        /** VMfailValid with VM-instruction error 8. */
        ERROR_8("VM entry failed: invalid host-state field (VM-instruction error 8)"),
        /** Exit reason 33 with bit 31 set. */
        EXIT_33("VM entry failed: invalid guest state (VM exit 33)"),
        /** Exit reason 34 with bit 31 set. */
        EXIT_34("VM entry failed: MSR loading (VM exit 34)"),
        /** Exit reason 41 with bit 31 set. */
        EXIT_41("VM entry failed: machine-check event (VM exit 41)");

        private final String title;

        Severity(String title) {
            this.title = title;
        }

        /** The headline of an explanation. */
        public String title() {
            return title;
        }
    }

    /** Looks for a violation. */
    @FunctionalInterface
    public interface Test {
        /** The violation, null if the check passes. */
        Violation find(VmEntryContext context);
    }

    /**
     * A violation.
     *
     * @param field the field at fault
     * @param seen its value
     * @param nearest nearest valid value, {@code seen} if none can be named
     * @param message what is wrong
     */
    public record Violation(VmcsField field, long seen, long nearest, String message) {
    }

    /** Copies the fields. */
    public VmEntryCheck {
        fields = List.copyOf(fields);
    }

    /** The finding for a violation of this check. */
    Explanation.Finding finding(Violation violation, Vmcs vmcs) {
        VmcsField field = violation.field;
        String valid = violation.nearest == violation.seen ? rule
                : rule + " Nearest valid value: " + Words.hex(violation.nearest, field) + ".";
        return new Explanation.Finding(id, "SDM volume 3, \"" + section + "\"", field, violation.seen,
                violation.message, valid, violation.nearest, vmcs.lastWrite(field));
    }
}
