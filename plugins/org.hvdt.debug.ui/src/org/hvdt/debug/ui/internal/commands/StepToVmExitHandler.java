// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.ui.internal.commands;

import org.hvdt.debug.core.model.VirtualCpu;

/** Runs the selected virtual CPU to the next VM exit. */
public final class StepToVmExitHandler extends CpuHandler {

    /** For the platform. */
    public StepToVmExitHandler() {
        super(VirtualCpu::stepToNextVmExit);
    }
}
