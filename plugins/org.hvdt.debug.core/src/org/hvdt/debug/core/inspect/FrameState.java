// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.core.inspect;

import java.util.List;
import java.util.Optional;

import org.hvdt.toolchain.SourceLocation;

/**
 * A frame of the one stack that goes from the host through the VM exit into the guest.
 *
 * @param kind whose frame it is
 * @param rip of the next instruction in this frame (for a caller: the return address); 0 for the boundary
 * @param rsp stack pointer in this frame; 0 for the boundary
 * @param location symbol and offset, or the address; for the boundary what separates host and guest, in words
 * @param source where the instruction (for a caller: the call) was written, null if not known
 * @param current whether the processor is in this frame, so that its registers are the processor's
 * @param registers what is known of the registers in this frame
 */
public record FrameState(Kind kind, long rip, long rsp, String location, SourceLocation source, boolean current,
        List<RegisterGroupState> registers) {

    /** Whose frame it is. */
    public enum Kind {
        /** VMX root operation, or operation outside VMX. */
        HOST,
        /** Between host and guest: the VM exit that is being handled, or the VM entry that started the guest. */
        BOUNDARY,
        /** VMX non-root operation. */
        GUEST
    }

    /** Copies the list. */
    public FrameState {
        registers = List.copyOf(registers);
    }

    /** The register of a name in whatever group. */
    public Optional<RegisterState> register(String name) {
        return registers.stream().flatMap(group -> group.register(name).stream()).findFirst();
    }
}
