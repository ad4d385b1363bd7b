// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.ui.internal.views;

import java.util.List;

import org.hvdt.debug.core.inspect.VmcsRow;
import org.hvdt.debug.core.inspect.VmcsSnapshot;
import org.hvdt.emulator.vmx.Explanation.Finding;

/** A row of the VMCS view's tree. Equal to the row of the same thing in another picture, so that selections survive. */
sealed interface VmcsNode {

    /** What makes it the same row. */
    Object key();

    /** A part of the VMCS. */
    record Area(VmcsSnapshot.Group group) implements VmcsNode {
        @Override
        public Object key() {
            return group.title();
        }
    }

    /** A field. */
    record Field(Area area, VmcsRow row) implements VmcsNode {
        @Override
        public Object key() {
            return row.field();
        }
    }

    /** A bit of a field. */
    record Bit(Field field, VmcsRow.Bit bit) implements VmcsNode {
        @Override
        public Object key() {
            return List.of(field.key(), bit.position());
        }
    }

    /** A failing check that is not about one field. */
    record Check(Finding finding) implements VmcsNode {
        @Override
        public Object key() {
            return finding.ruleId();
        }
    }
}
