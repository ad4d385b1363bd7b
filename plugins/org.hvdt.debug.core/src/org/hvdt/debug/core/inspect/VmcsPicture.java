// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.core.inspect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.hvdt.emulator.vmx.Explanation.Finding;
import org.hvdt.emulator.vmx.FieldDecoder;
import org.hvdt.emulator.vmx.Vmcs;
import org.hvdt.emulator.vmx.VmcsField;
import org.hvdt.emulator.vmx.VmxCapabilities;
import org.hvdt.emulator.vmx.VmxUnit;
import org.hvdt.toolchain.SourceLocation;

/** Reads the current VMCS. */
final class VmcsPicture {

    /** The six parts of a VMCS, in the order of SDM volume 3, "Organization of VMCS Data". */
    private static final List<String> AREAS = List.of("Guest-state area", "Host-state area",
            "VM-execution control fields", "VM-exit control fields", "VM-entry control fields",
            "VM-exit information fields (read only)");
    /** Fields that people look for first; the others follow in the order of their encodings. */
    private static final List<String> LEADING = List.of("GUEST_RIP", "GUEST_RSP", "GUEST_RFLAGS", "GUEST_CR0",
            "GUEST_CR3", "GUEST_CR4", "GUEST_DR7", "HOST_RIP", "HOST_RSP", "HOST_CR0", "HOST_CR3", "HOST_CR4",
            "PIN_BASED_CONTROLS", "PRIMARY_CONTROLS", "SECONDARY_CONTROLS", "EXCEPTION_BITMAP", "EXIT_CONTROLS",
            "ENTRY_CONTROLS", "EXIT_REASON", "EXIT_QUALIFICATION", "EXIT_INSTRUCTION_LENGTH", "VM_INSTRUCTION_ERROR");

    private VmcsPicture() {
    }

    /**
     * Takes the picture.
     *
     * @param before the fields' values at the stop before, null if there is nothing to compare with
     */
    static VmcsSnapshot take(VmxUnit unit, ImageSymbols symbols, Map<VmcsField, Long> before) {
        Vmcs vmcs = unit.currentVmcs();
        Map<VmcsField, List<Finding>> findings = new HashMap<>();
        List<Finding> others = new ArrayList<>();
        for (Finding finding : unit.checkEntry()) {
            if (finding.field() == null) {
                others.add(finding);
            } else {
                findings.computeIfAbsent(finding.field(), field -> new ArrayList<>()).add(finding);
            }
        }
        Map<String, List<VmcsRow>> areas = new LinkedHashMap<>();
        AREAS.forEach(area -> areas.put(area, new ArrayList<>()));
        List<VmcsField> fields = new ArrayList<>(VmcsField.all());
        fields.sort(Comparator.comparingInt(VmcsPicture::rank).thenComparing(VmcsField::index));
        for (VmcsField field : fields) {
            areas.get(area(field)).add(row(field, vmcs, unit.capabilities(), symbols, before,
                    findings.getOrDefault(field, List.of())));
        }
        return new VmcsSnapshot(vmcs.address(), vmcs.launched(), areas.entrySet().stream()
                .map(entry -> new VmcsSnapshot.Group(entry.getKey(), entry.getValue())).toList(), others);
    }

    /** The values to compare the next picture with. */
    static Map<VmcsField, Long> values(Vmcs vmcs) {
        Map<VmcsField, Long> values = new HashMap<>();
        VmcsField.all().forEach(field -> values.put(field, vmcs.read(field)));
        return values;
    }

    private static int rank(VmcsField field) {
        int position = LEADING.indexOf(field.symbol());
        return position < 0 ? LEADING.size() : position;
    }

    private static String area(VmcsField field) {
        return AREAS.get(switch (field.type()) {
            case GUEST -> 0;
            case HOST -> 1;
            case CONTROL -> field.group().startsWith("VM-Exit") ? 3 : field.group().startsWith("VM-Entry") ? 4 : 2;
            case EXIT_INFORMATION -> 5;
        });
    }

    private static VmcsRow row(VmcsField field, Vmcs vmcs, VmxCapabilities capabilities, ImageSymbols symbols,
            Map<VmcsField, Long> before, List<Finding> findings) {
        long value = vmcs.read(field);
        boolean exists = capabilities.exists(field);
        String decoded = exists ? FieldDecoder.describe(field, value) : "not supported by this CPU model";
        if (decoded.isEmpty() && value != 0 && field.width() != VmcsField.Width.BITS_16) {
            decoded = RegisterAccess.symbolOf(value, symbols);
        }
        long rip = vmcs.lastWrite(field);
        SourceLocation line = null;
        String written = "";
        if (rip == Vmcs.WRITTEN_BY_PROCESSOR) {
            written = "by the processor";
        } else if (rip != 0) {
            line = symbols.location(rip);
            written = line == null ? symbols.describe(rip) : line.toString();
        }
        List<VmcsRow.Bit> bits = exists ? FieldDecoder.bits(field, value, capabilities).stream().map(VmcsPicture::bit)
                .toList() : List.of();
        boolean changed = before != null && before.getOrDefault(field, value) != value;
        return new VmcsRow(field, value, decoded, written, line, changed, findings, bits);
    }

    private static VmcsRow.Bit bit(FieldDecoder.BitInfo info) {
        String position = info.high() == info.low() ? String.valueOf(info.low()) : info.high() + ":" + info.low();
        String allowed = info.allowed0() && info.allowed1() ? ""
                : info.allowed1() ? "must be 1" : info.allowed0() ? "must be 0" : "not allowed";
        return new VmcsRow.Bit(position, info.name(), info.meaning(), info.value(), allowed);
    }
}
