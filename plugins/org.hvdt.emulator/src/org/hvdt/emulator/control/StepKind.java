// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.control;

/** How far a step goes. */
public enum StepKind {
    /** One instruction; VMLAUNCH and VMRESUME lead to the guest's first instruction, a VM exit to the host's. */
    INTO,
    /** One instruction, with calls and VM entries run to the instruction that follows them. */
    OVER,
    /** Until the current procedure returns to its caller. */
    RETURN,
    /** Until the first instruction of the host after the next VM exit. */
    TO_NEXT_VM_EXIT,
    /** Until the first instruction of the guest after the next VM entry. */
    TO_NEXT_VM_ENTRY
}
