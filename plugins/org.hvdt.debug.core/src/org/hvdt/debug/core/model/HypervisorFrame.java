// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.core.model;

import java.util.ArrayList;
import java.util.List;

import org.eclipse.debug.core.DebugException;
import org.eclipse.debug.core.model.IRegisterGroup;
import org.eclipse.debug.core.model.IStackFrame;
import org.eclipse.debug.core.model.IThread;
import org.eclipse.debug.core.model.IVariable;
import org.hvdt.debug.core.inspect.FrameState;
import org.hvdt.debug.core.inspect.MachinePicture;
import org.hvdt.debug.core.inspect.RegisterState;
import org.hvdt.debug.core.inspect.Words;
import org.hvdt.toolchain.SourceLocation;

/** A frame of the host, of the guest, or the VM exit between them. Lives from one stop to the next. */
public final class HypervisorFrame extends HypervisorDebugElement implements IStackFrame {

    private final VirtualCpu cpu;
    private final MachinePicture picture;
    private final FrameState state;
    private final int index;
    private final List<RegisterGroup> groups = new ArrayList<>();
    private final List<HypervisorVariable> variables = new ArrayList<>();

    HypervisorFrame(VirtualCpu cpu, MachinePicture picture, FrameState state, int index) {
        super(cpu.hypervisorTarget());
        this.cpu = cpu;
        this.picture = picture;
        this.state = state;
        this.index = index;
        state.registers().forEach(group -> groups.add(new RegisterGroup(this, group)));
        Words.facts(picture, state).forEach(
                fact -> variables.add(HypervisorVariable.fact(hypervisorTarget(), fact.name(), fact.value(),
                        fact.detail())));
    }

    /** What is known of it. */
    public FrameState state() {
        return state;
    }

    /** What was known of the machine when it stopped. */
    public MachinePicture picture() {
        return picture;
    }

    /** Position in the stack, 0 for the innermost frame. */
    public int index() {
        return index;
    }

    /** Where it was written, null if not known. */
    public SourceLocation source() {
        return state.source();
    }

    /**
     * What an expression means here: a number, a register's name, a symbol, or a sum or difference of such.
     *
     * @return its value, null if it means nothing
     */
    public Long evaluate(String expression) {
        return hypervisorTarget().symbols().evaluate(expression, name -> state.registers().stream()
                .flatMap(group -> group.registers().stream())
                .filter(register -> register.known() && register.name().equalsIgnoreCase(name))
                .map(RegisterState::value).findFirst().orElse(null));
    }

    @Override
    public IThread getThread() {
        return cpu;
    }

    @Override
    public IVariable[] getVariables() {
        return variables.toArray(IVariable[]::new);
    }

    @Override
    public boolean hasVariables() {
        return !variables.isEmpty();
    }

    @Override
    public int getLineNumber() {
        return state.source() == null ? -1 : state.source().line();
    }

    @Override
    public int getCharStart() {
        return -1;
    }

    @Override
    public int getCharEnd() {
        return -1;
    }

    /** {@code HostCallback+0x12 at thin-hypervisor.asm:720}, with "guest" before guest frames. */
    @Override
    public String getName() {
        String where = state.source() == null ? state.location() : state.location() + " at " + state.source();
        return switch (state.kind()) {
            case HOST -> where;
            case BOUNDARY -> "== " + state.location() + " ==";
            case GUEST -> "guest  " + where;
        };
    }

    @Override
    public IRegisterGroup[] getRegisterGroups() {
        return groups.toArray(IRegisterGroup[]::new);
    }

    @Override
    public boolean hasRegisterGroups() {
        return !groups.isEmpty();
    }

    @Override
    public boolean canStepInto() {
        return isTop() && cpu.canStepInto();
    }

    @Override
    public boolean canStepOver() {
        return isTop() && cpu.canStepOver();
    }

    @Override
    public boolean canStepReturn() {
        return isTop() && cpu.canStepReturn();
    }

    private boolean isTop() {
        return index == 0;
    }

    @Override
    public boolean isStepping() {
        return cpu.isStepping();
    }

    @Override
    public void stepInto() {
        cpu.stepInto();
    }

    @Override
    public void stepOver() {
        cpu.stepOver();
    }

    @Override
    public void stepReturn() {
        cpu.stepReturn();
    }

    @Override
    public boolean canResume() {
        return cpu.canResume();
    }

    @Override
    public boolean canSuspend() {
        return cpu.canSuspend();
    }

    @Override
    public boolean isSuspended() {
        return cpu.isSuspended();
    }

    @Override
    public void resume() throws DebugException {
        cpu.resume();
    }

    @Override
    public void suspend() throws DebugException {
        cpu.suspend();
    }

    @Override
    public boolean canTerminate() {
        return cpu.canTerminate();
    }

    @Override
    public boolean isTerminated() {
        return cpu.isTerminated();
    }

    @Override
    public void terminate() throws DebugException {
        cpu.terminate();
    }
}
