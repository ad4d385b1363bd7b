// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.vmx;

import java.util.List;
import java.util.function.LongFunction;

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
     * @param message what was found and why it is wrong, in words, without a full stop
     * @param valid what would be right, with the nearest valid value, in full sentences
     * @param nearestValid the nearest valid value of the field; equals {@code seen} if no single value can be named
     * @param lastWrite address of the VMWRITE that last wrote the field, 0 if never written by software,
     *        {@link Vmcs#WRITTEN_BY_PROCESSOR} if a VM exit or VM entry wrote it later
     */
    public record Finding(String ruleId, String section, VmcsField field, long seen, String message, String valid,
            long nearestValid, long lastWrite) {

        /**
         * The finding in one paragraph: what is wrong and by which rule, what was found where, what would be right.
         *
         * @param symbolizer names a linear address
         */
        public String text(LongFunction<String> symbolizer) {
            StringBuilder text = new StringBuilder(message).append(" (").append(section).append(").");
            if (field != null) {
                text.append(" Found ").append(found(symbolizer)).append('.');
            }
            return text.append(' ').append(valid).toString();
        }

        /**
         * The value seen and who wrote it last, for a rule about a field.
         *
         * @param symbolizer names a linear address
         */
        public String found(LongFunction<String> symbolizer) {
            String writer = lastWrite == 0 ? "never written by VMWRITE"
                    : lastWrite == Vmcs.WRITTEN_BY_PROCESSOR ? "last written by the processor"
                            : "last written by VMWRITE at " + symbolizer.apply(lastWrite);
            return Words.hex(seen, field) + ", " + writer;
        }
    }

    /** Copies the list. */
    public Explanation {
        findings = List.copyOf(findings);
    }

    /**
     * The explanation in words: the title, the first finding and the number of others.
     *
     * @param symbolizer names a linear address
     */
    public String text(LongFunction<String> symbolizer) {
        StringBuilder text = new StringBuilder(title).append('.');
        if (!findings.isEmpty()) {
            text.append(' ').append(findings.get(0).text(symbolizer));
        }
        int others = findings.size() - 1;
        if (others > 0) {
            text.append(' ').append(others).append(others == 1 ? " other check" : " other checks")
                    .append(" would fail too.");
        }
        return text.toString();
    }

    /** The explanation in words with addresses in hexadecimal. */
    public String text() {
        return text(Words::hex64);
    }
}
