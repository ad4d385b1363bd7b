// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.control;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The breakpoints that are set, arranged so that looking them up is quick. Immutable: a change makes a new table, which
 * the machine's thread takes over at its next look.
 */
final class BreakpointTable {

    static final BreakpointTable EMPTY = new BreakpointTable(List.of());

    private final List<Breakpoint> all;
    private final List<Breakpoint.Address> byAddress;
    private final long[] addresses;
    private final List<Breakpoint.VmExit> exits;
    private final Breakpoint.VmEntry entry;

    private BreakpointTable(List<Breakpoint> all) {
        this.all = all;
        List<Breakpoint.Address> address = new ArrayList<>();
        List<Breakpoint.VmExit> exit = new ArrayList<>();
        Breakpoint.VmEntry firstEntry = null;
        for (Breakpoint breakpoint : all) {
            switch (breakpoint) {
                case Breakpoint.Address a -> address.add(a);
                case Breakpoint.VmExit e -> exit.add(e);
                case Breakpoint.VmEntry e -> firstEntry = firstEntry == null ? e : firstEntry;
            }
        }
        address.sort(Comparator.comparingLong(Breakpoint.Address::linearAddress));
        byAddress = address;
        addresses = address.stream().mapToLong(Breakpoint.Address::linearAddress).toArray();
        exits = exit;
        entry = firstEntry;
    }

    BreakpointTable with(Breakpoint breakpoint) {
        List<Breakpoint> list = new ArrayList<>(all);
        list.add(breakpoint);
        return new BreakpointTable(list);
    }

    BreakpointTable without(Breakpoint breakpoint) {
        List<Breakpoint> list = new ArrayList<>(all);
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i) == breakpoint) {
                list.remove(i);
                return new BreakpointTable(list);
            }
        }
        return this;
    }

    boolean hasAddresses() {
        return addresses.length > 0;
    }

    /** The breakpoint at a linear address that applies, or null. */
    Breakpoint.Address at(long linear, boolean nonRoot) {
        int low = 0;
        int high = addresses.length;
        while (low < high) {
            int middle = low + high >>> 1;
            if (addresses[middle] < linear) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        for (int i = low; i < addresses.length && addresses[i] == linear; i++) {
            Breakpoint.Address candidate = byAddress.get(i);
            boolean applies = switch (candidate.operation()) {
                case ROOT -> !nonRoot;
                case NON_ROOT -> nonRoot;
                case ANY -> true;
            };
            if (applies) {
                return candidate;
            }
        }
        return null;
    }

    /** The breakpoint for VM exits with a basic reason, or null. */
    Breakpoint.VmExit atExit(int reason) {
        for (Breakpoint.VmExit candidate : exits) {
            if (candidate.matches(reason)) {
                return candidate;
            }
        }
        return null;
    }

    /** The breakpoint for VM entries, or null. */
    Breakpoint.VmEntry atEntry() {
        return entry;
    }
}
