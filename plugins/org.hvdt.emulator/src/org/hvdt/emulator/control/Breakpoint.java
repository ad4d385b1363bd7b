// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.control;

import java.util.Set;

/**
 * What the machine stops at. Compared by identity of the instance that was added, so that two equal breakpoints can
 * be set and removed independently.
 */
public sealed interface Breakpoint {

    /** Which kind of VMX operation an address breakpoint applies to. */
    enum Operation {
        /** VMX root operation, and operation outside VMX. */
        ROOT,
        /** VMX non-root operation. */
        NON_ROOT,
        /** Both. */
        ANY
    }

    /** Stops before the instruction at a linear address is executed. */
    final class Address implements Breakpoint {
        private final long linearAddress;
        private final Operation operation;

        /** A breakpoint at {@code linearAddress} in the given kind of operation. */
        public Address(long linearAddress, Operation operation) {
            this.linearAddress = linearAddress;
            this.operation = operation;
        }

        /** The instruction's linear address. */
        public long linearAddress() {
            return linearAddress;
        }

        /** Where it applies. */
        public Operation operation() {
            return operation;
        }
    }

    /** Stops at the host's first instruction after a VM exit. */
    final class VmExit implements Breakpoint {
        private final Set<Integer> reasons;

        /** Stops at exits with one of these basic exit reasons; an empty set means every reason. */
        public VmExit(Set<Integer> reasons) {
            this.reasons = Set.copyOf(reasons);
        }

        /** Basic exit reasons, empty for all. */
        public Set<Integer> reasons() {
            return reasons;
        }

        /** Whether an exit with this basic reason stops the machine. */
        public boolean matches(int reason) {
            return reasons.isEmpty() || reasons.contains(reason);
        }
    }

    /** Stops at the guest's first instruction after a VM entry. */
    final class VmEntry implements Breakpoint {
    }
}
