// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The last VM exits, in a ring. Thread-safe. */
final class ExitHistory {

    private final VmExitRecord[] ring;
    private long count;

    ExitHistory(int capacity) {
        ring = new VmExitRecord[capacity];
    }

    synchronized void add(VmExitRecord exit) {
        ring[(int) (count % ring.length)] = exit;
        count++;
    }

    synchronized long count() {
        return count;
    }

    synchronized Optional<VmExitRecord> last() {
        return count == 0 ? Optional.empty() : Optional.of(ring[(int) ((count - 1) % ring.length)]);
    }

    synchronized List<VmExitRecord> toList() {
        int kept = (int) Math.min(count, ring.length);
        List<VmExitRecord> list = new ArrayList<>(kept);
        for (long i = count - kept; i < count; i++) {
            list.add(ring[(int) (i % ring.length)]);
        }
        return list;
    }
}
