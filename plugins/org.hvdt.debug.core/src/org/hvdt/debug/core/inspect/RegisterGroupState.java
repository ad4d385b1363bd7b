// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.core.inspect;

import java.util.List;
import java.util.Optional;

/**
 * Registers that belong together.
 *
 * @param name shown to people: "General", "Segment", "Control", "System"
 * @param registers in the order of the SDM
 */
public record RegisterGroupState(String name, List<RegisterState> registers) {

    /** Copies the list. */
    public RegisterGroupState {
        registers = List.copyOf(registers);
    }

    /** The register of a name. */
    public Optional<RegisterState> register(String registerName) {
        return registers.stream().filter(register -> register.name().equals(registerName)).findFirst();
    }
}
