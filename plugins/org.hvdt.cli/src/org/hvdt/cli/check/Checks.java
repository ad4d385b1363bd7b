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
        return List.of(new InstructionSetCheck(), new GuestCheck());
    }
}
