// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.vmx;

import java.util.ArrayList;
import java.util.List;

import org.hvdt.emulator.vmx.VmEntryCheck.Severity;
import org.hvdt.emulator.vmx.VmEntryCheck.Test;
import org.hvdt.emulator.vmx.VmEntryCheck.Violation;

/** Collects rows of checks that share a section and a severity, and the tests that many rows have in common. */
final class CheckList {

    private static final long LA57 = 1L << 12;

    /** FFFFFFFF_FFFFFFFFH in the VMCS link pointer. */
    static final long NO_POINTER = -1L;

    private final List<VmEntryCheck> rows = new ArrayList<>();
    private String section;
    private Severity severity;

    List<VmEntryCheck> rows() {
        return rows;
    }

    void section(String title, Severity newSeverity) {
        section = title;
        severity = newSeverity;
    }

    void row(String id, String rule, Test test, VmcsField... fields) {
        rows.add(new VmEntryCheck(id, section, List.of(fields), severity, 0, rule, test));
    }

    void row(String id, int qualification, String rule, Test test, VmcsField... fields) {
        rows.add(new VmEntryCheck(id, section, List.of(fields), severity, qualification, rule, test));
    }

    static Violation bad(VmEntryContext c, VmcsField field, long nearest, String message) {
        return new Violation(field, c.get(field), nearest, message);
    }

    /** Reserved bits of a control field against its capability MSR. */
    void controls(String id, VmcsField field, Condition active) {
        row(id, "Reserved bits must have the values that the field's capability MSR allows.", c -> {
            if (!active.holds(c)) {
                return null;
            }
            long value = c.get(field);
            long must = c.capabilities().allowed0(field);
            long may = c.capabilities().allowed1(field);
            if ((value & must) == must && (value & ~may) == 0) {
                return null;
            }
            StringBuilder message = new StringBuilder(field.name()).append(": ");
            for (int bit = 0; bit < field.width().bits(); bit++) {
                long mask = 1L << bit;
                boolean missing = (must & ~value & mask) != 0;
                if (missing || (value & ~may & mask) != 0) {
                    ControlBits row = ControlBits.of(field, bit);
                    message.append("bit ").append(bit);
                    if (row != null && !row.reserved()) {
                        message.append(" (").append(row.name()).append(')');
                    }
                    message.append(missing ? " must be 1, " : " must be 0, ");
                }
            }
            String msr = VmxCapabilities.msrName(c.capabilities().capabilityMsr(field));
            message.append(msr).append(" has allowed-0 settings ").append(Words.hex(must, field))
                    .append(" and allowed-1 settings ").append(Words.hex(may, field));
            return bad(c, field, value & may | must, message.toString());
        }, field);
    }

    /** An address that must be aligned and within the physical-address width. */
    void address(String id, VmcsField field, int lowBits, Condition active) {
        String rule = "Bits " + (lowBits - 1) + ":0 of the address must be 0 and the address must not set bits beyond"
                + " the processor's physical-address width.";
        row(id, rule, c -> active.holds(c) ? address(c, field, lowBits) : null, field);
    }

    static Violation address(VmEntryContext c, VmcsField field, int lowBits) {
        long value = c.get(field);
        long low = (1L << lowBits) - 1;
        if ((value & low) != 0) {
            return bad(c, field, value & ~low & c.physicalAddressMask(),
                    field.name() + " is not a multiple of " + (1L << lowBits));
        }
        if ((value & ~c.physicalAddressMask()) != 0) {
            return bad(c, field, value & c.physicalAddressMask(), field.name()
                    + " sets bits beyond the physical-address width of " + c.physicalAddressWidth() + " bits");
        }
        return null;
    }

    /** The address of an MSR list whose count is not 0. */
    void msrList(String id, VmcsField address, VmcsField count) {
        row(id, "If the count is not 0, bits 3:0 of the address must be 0 and neither the address nor that of the"
                + " list's last byte may set bits beyond the processor's physical-address width.", c -> {
            long entries = c.get(count);
            if (entries == 0) {
                return null;
            }
            Violation violation = address(c, address, 4);
            if (violation != null) {
                return violation;
            }
            long last = c.get(address) + entries * 16 - 1;
            return (last & ~c.physicalAddressMask()) == 0 ? null
                    : bad(c, address, c.get(address), address.name() + ": the list of " + entries
                            + " entries ends beyond the physical-address width");
        }, address, count);
    }

    /** A natural-width field that must hold a canonical address. */
    void canonical(String id, VmcsField field, Condition active) {
        row(id, "The address must be canonical.", c -> active.holds(c) ? canonical(c, field) : null, field);
    }

    static Violation canonical(VmEntryContext c, VmcsField field) {
        long value = c.get(field);
        // The linear-address width that the processor has, whatever the paging mode of host and guest is.
        int width = (c.capabilities().fixed1(4) & LA57) != 0 ? 57 : 48;
        long canonical = value << 64 - width >> 64 - width;
        return value == canonical ? null
                : bad(c, field, canonical, field.name() + " is not a canonical address: bits 63:" + (width - 1)
                        + " differ");
    }

    /** A field with bits that must be 0. */
    void zeroBits(String id, VmcsField field, long mask, String bits, Condition active) {
        row(id, "Bits " + bits + " are reserved and must be 0.", c -> {
            long value = c.get(field);
            return !active.holds(c) || (value & mask) == 0 ? null
                    : bad(c, field, value & ~mask, field.name() + " sets reserved bits " + bitList(value & mask));
        }, field);
    }

    static String bitList(long bits) {
        StringBuilder text = new StringBuilder();
        for (int bit = 0; bit < 64; bit++) {
            if ((bits >>> bit & 1) != 0) {
                text.append(text.isEmpty() ? "" : ", ").append(bit);
            }
        }
        return text.toString();
    }

    /** CR0 or CR4 against the bits that are fixed in VMX operation. */
    static Violation fixedBits(VmEntryContext c, VmcsField field, int cr, long ignored) {
        long value = c.get(field);
        long must = c.capabilities().fixed0(cr) & ~ignored;
        long may = c.capabilities().fixed1(cr) | ignored;
        long missing = must & ~value;
        long excess = value & ~may;
        if (missing == 0 && excess == 0) {
            return null;
        }
        String message = field.name() + ":"
                + (missing == 0 ? "" : " " + FieldDecoder.describe(field, missing) + " must be 1")
                + (missing != 0 && excess != 0 ? "," : "")
                + (excess == 0 ? "" : " " + FieldDecoder.describe(field, excess) + " must be 0")
                + " in VMX operation";
        return bad(c, field, value & may | must, message);
    }

    /** Eight memory types of IA32_PAT. */
    static Violation pat(VmEntryContext c, VmcsField field) {
        long value = c.get(field);
        long nearest = value;
        for (int i = 0; i < 64; i += 8) {
            int type = (int) (value >>> i) & 0xFF;
            if (type > 7 || type == 2 || type == 3) {
                nearest = nearest & ~(0xFFL << i) | 6L << i;
            }
        }
        return nearest == value ? null
                : bad(c, field, nearest,
                        field.name() + " holds a byte that is none of the memory types 0, 1, 4, 5, 6, 7");
    }

    /** When a check applies. */
    @FunctionalInterface
    interface Condition {
        Condition ALWAYS = c -> true;

        boolean holds(VmEntryContext context);
    }
}
