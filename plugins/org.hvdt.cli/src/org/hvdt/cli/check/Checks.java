// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.cli.check;

import java.util.List;

/** The conformance suites that there are. */
public final class Checks {

    private Checks() {
    }

    /** All suites, in the order in which they run. */
    public static List<Check> all() {
        return List.of(new InstructionSetCheck(),
                new GuestProgramCheck("cpu", "guest programs on instructions, exceptions and paging, against Bochs 2.7",
                        program -> !program.startsWith("vmx-")),
                new GuestProgramCheck("vmx", "guest programs on VMX instructions, VM entries and VM exits, against"
                        + " Bochs 2.7", program -> program.startsWith("vmx-")),
                new GuestCheck());
    }
}
