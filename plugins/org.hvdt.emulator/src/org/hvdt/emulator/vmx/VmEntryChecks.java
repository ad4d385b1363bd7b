// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.vmx;

import java.util.ArrayList;
import java.util.List;

/** All VM-entry checks in the SDM's order (Intel SDM volume 3, chapter "VM Entries"). */
public final class VmEntryChecks {

    private static final List<VmEntryCheck> ALL = List.of();

    private VmEntryChecks() {
    }

    /** The checks in the order in which the processor makes them. */
    public static List<VmEntryCheck> all() {
        return ALL;
    }

    /**
     * Makes all checks, without side effects.
     *
     * @return all failures in the SDM's order, empty if the VM entry would succeed
     */
    public static List<Explanation.Finding> evaluate(VmEntryContext context) {
        List<Explanation.Finding> findings = new ArrayList<>();
        for (VmEntryCheck check : ALL) {
            VmEntryCheck.Violation violation = check.test().find(context);
            if (violation != null) {
                findings.add(check.finding(violation, context.vmcs()));
            }
        }
        return findings;
    }
}
