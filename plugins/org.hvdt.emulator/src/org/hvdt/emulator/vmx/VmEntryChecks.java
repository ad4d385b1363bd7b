// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.vmx;

import java.util.ArrayList;
import java.util.List;

import org.hvdt.emulator.memory.PhysicalMemory;
import org.hvdt.emulator.vmx.VmEntryCheck.Severity;
import org.hvdt.emulator.vmx.VmEntryCheck.Violation;

/**
 * All VM-entry checks in the SDM's order (Intel SDM volume 3, chapter "VM Entries"): controls, host-state area,
 * guest-state area, MSR loading.
 */
public final class VmEntryChecks {

    private static final List<VmEntryCheck> ALL;
    private static final VmEntryCheck[] ROWS;
    /** Index in {@link #ROWS} of the first check on MSR loading, which a VM entry makes only when it loads them. */
    private static final int MSR_LOADING;
    /** Checks are skipped in groups of this size if none of them reads a field that has changed. */
    private static final int GROUP = 16;

    static {
        CheckList list = new CheckList();
        ControlChecks.add(list);
        HostChecks.add(list);
        GuestChecks.add(list);
        MSR_LOADING = list.rows().size();
        addMsrLoading(list);
        ALL = List.copyOf(list.rows());
        ROWS = ALL.toArray(new VmEntryCheck[0]);
    }

    private VmEntryChecks() {
    }

    /** The checks in the order in which the processor makes them. */
    public static List<VmEntryCheck> all() {
        return ALL;
    }

    /** The check with an identifier, null if there is none. */
    public static VmEntryCheck byId(String id) {
        for (VmEntryCheck check : ROWS) {
            if (check.id().equals(id)) {
                return check;
            }
        }
        return null;
    }

    /** Whether VM entry would accept an EPT pointer. */
    static boolean validEptPointer(VmEntryContext context, long pointer) {
        Vmcs vmcs = context.vmcs();
        vmcs.write(VmcsField.PRIMARY_CONTROLS, ControlBits.PRI_ACTIVATE_SECONDARY_CONTROLS);
        vmcs.write(VmcsField.SECONDARY_CONTROLS, ControlBits.SEC_ENABLE_EPT);
        vmcs.write(VmcsField.EPT_POINTER, pointer);
        for (VmEntryCheck check : ROWS) {
            if (check.id().startsWith("ctrl.eptp.") && check.test().find(context) != null) {
                return false;
            }
        }
        return true;
    }

    /**
     * Makes all checks, without side effects.
     *
     * @return all failures in the SDM's order, empty if the VM entry would succeed
     */
    public static List<Explanation.Finding> evaluate(VmEntryContext context) {
        List<Explanation.Finding> findings = new ArrayList<>();
        for (VmEntryCheck check : ROWS) {
            Violation violation = check.test().find(context);
            if (violation != null) {
                findings.add(check.finding(violation, context.vmcs()));
            }
        }
        return findings;
    }

    /**
     * The first check before MSR loading that fails, null if none does. Checks that read only fields which have not
     * changed since they last passed are skipped.
     */
    static VmEntryCheck firstFailure(VmEntryContext context) {
        Vmcs vmcs = context.vmcs();
        long changed = vmcs.changedFields();
        int groups = (MSR_LOADING + GROUP - 1) / GROUP;
        long[] used = vmcs.usedFields(MSR_LOADING + groups);
        for (int group = 0; group < groups; group++) {
            if ((used[MSR_LOADING + group] & changed) == 0) {
                continue;
            }
            long union = 0;
            int end = Math.min(MSR_LOADING, (group + 1) * GROUP);
            for (int i = group * GROUP; i < end; i++) {
                if ((used[i] & changed) != 0) {
                    context.resetUsed();
                    if (ROWS[i].test().find(context) != null) {
                        used[i] = -1;
                        used[MSR_LOADING + group] = -1;
                        return ROWS[i];
                    }
                    used[i] = context.used();
                }
                union |= used[i];
            }
            used[MSR_LOADING + group] = union;
        }
        return null;
    }

    private static void addMsrLoading(CheckList list) {
        list.section("Loading MSRs", Severity.EXIT_34);
        list.row("msr-load.entry",
                "An entry must not name IA32_FS_BASE, IA32_GS_BASE, an MSR that only system-management"
                + " mode may write, and bits 63:32 must be 0.", c -> {
            long count = c.get(VmcsField.ENTRY_MSR_LOAD_COUNT);
            PhysicalMemory memory = c.memory();
            for (long i = 0; i < count && i < 4096; i++) {
                long address = c.get(VmcsField.ENTRY_MSR_LOAD_ADDRESS) + 16 * i;
                String reason = unloadable(memory.read32(address), memory.read32(address + 4));
                if (reason != null) {
                    return CheckList.bad(c, VmcsField.ENTRY_MSR_LOAD_ADDRESS,
                            c.get(VmcsField.ENTRY_MSR_LOAD_ADDRESS), "Entry " + (i + 1)
                                    + " of the VM-entry MSR-load area, MSR "
                                    + Words.hex32(memory.read32(address)) + ": " + reason);
                }
            }
            return null;
        }, VmcsField.ENTRY_MSR_LOAD_ADDRESS, VmcsField.ENTRY_MSR_LOAD_COUNT);
    }

    /** Why an entry of an MSR-load area can never be loaded, null if it can. */
    static String unloadable(int index, int reserved) {
        if (reserved != 0) {
            return "bits 63:32 of the entry must be 0";
        }
        return switch (index) {
            case 0xC0000100 -> "IA32_FS_BASE cannot be loaded from the list";
            case 0xC0000101 -> "IA32_GS_BASE cannot be loaded from the list";
            case 0x9B, 0x9E -> "the MSR can be written only in system-management mode";
            case 0x79 -> "a microcode update cannot be loaded from the list";
            default -> null;
        };
    }
}
