// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.core.model;

import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.Status;
import org.eclipse.debug.core.DebugException;
import org.eclipse.debug.core.model.DebugElement;
import org.hvdt.debug.core.HvdtDebug;

/** What all elements of the model have in common: the target they belong to. */
public abstract sealed class HypervisorDebugElement extends DebugElement
        permits HypervisorTarget, VirtualCpu, HypervisorFrame, HypervisorValue, HypervisorVariable, RegisterGroup,
        LinearMemoryBlock {

    private final HypervisorTarget owner;

    /** An element of {@code owner}; null for the target itself. */
    HypervisorDebugElement(HypervisorTarget owner) {
        super(owner);
        this.owner = owner;
    }

    /** The target. */
    public HypervisorTarget hypervisorTarget() {
        return owner;
    }

    @Override
    public String getModelIdentifier() {
        return HvdtDebug.PLUGIN_ID;
    }

    /** An exception to report that something cannot be done. */
    static DebugException failure(String message, Throwable cause) {
        return new DebugException(new Status(IStatus.ERROR, HvdtDebug.PLUGIN_ID, message, cause));
    }
}
