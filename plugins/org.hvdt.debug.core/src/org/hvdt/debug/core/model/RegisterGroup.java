// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.core.model;

import org.eclipse.debug.core.model.IRegister;
import org.eclipse.debug.core.model.IRegisterGroup;
import org.hvdt.debug.core.inspect.RegisterGroupState;

/** Registers of a frame that belong together. */
public final class RegisterGroup extends HypervisorDebugElement implements IRegisterGroup {

    private final RegisterGroupState state;
    private final IRegister[] registers;

    RegisterGroup(HypervisorFrame frame, RegisterGroupState state) {
        super(frame.hypervisorTarget());
        this.state = state;
        this.registers = state.registers().stream()
                .map(register -> HypervisorVariable.register(this, frame, register)).toArray(IRegister[]::new);
    }

    @Override
    public String getName() {
        return state.name();
    }

    @Override
    public IRegister[] getRegisters() {
        return registers.clone();
    }

    @Override
    public boolean hasRegisters() {
        return registers.length > 0;
    }
}
