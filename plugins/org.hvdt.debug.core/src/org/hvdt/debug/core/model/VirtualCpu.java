// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.core.model;

import java.util.ArrayList;
import java.util.List;

import org.eclipse.debug.core.DebugEvent;
import org.eclipse.debug.core.model.IBreakpoint;
import org.eclipse.debug.core.model.IStackFrame;
import org.eclipse.debug.core.model.IThread;
import org.hvdt.debug.core.inspect.FrameState;
import org.hvdt.debug.core.inspect.MachinePicture;
import org.hvdt.debug.core.inspect.RegisterState;
import org.hvdt.debug.core.inspect.Words;
import org.hvdt.emulator.control.AddressRange;
import org.hvdt.emulator.control.StepKind;
import org.hvdt.emulator.control.StopReason;

/** A virtual CPU. Its frames go from the host through the VM exit into the guest. */
public final class VirtualCpu extends HypervisorDebugElement implements IThread {

    private static final int NUMBER = 0;

    private enum State {
        CREATED, RUNNING, STEPPING, SUSPENDED, TERMINATED
    }

    private volatile State state = State.CREATED;
    private volatile MachinePicture picture;
    private volatile MachinePicture previous;
    private volatile List<HypervisorFrame> frames = List.of();
    private volatile List<IBreakpoint> hit = List.of();

    VirtualCpu(HypervisorTarget target) {
        super(target);
    }

    static int eventDetail(StepKind step) {
        return switch (step) {
            case null -> DebugEvent.CLIENT_REQUEST;
            case INTO -> DebugEvent.STEP_INTO;
            case RETURN -> DebugEvent.STEP_RETURN;
            case OVER, TO_NEXT_VM_EXIT, TO_NEXT_VM_ENTRY -> DebugEvent.STEP_OVER;
        };
    }

    /** Marks the CPU as running and tells so; does nothing if that has been told already. */
    synchronized void onResumed(int detail) {
        if (state == State.TERMINATED || state == State.RUNNING || state == State.STEPPING) {
            return;
        }
        state = stateOf(detail);
        previous = picture;
        picture = null;
        frames = List.of();
        hit = List.of();
        hypervisorTarget().forgetPicture();
        fireResumeEvent(detail);
    }

    private static State stateOf(int detail) {
        return detail == DebugEvent.CLIENT_REQUEST ? State.RUNNING : State.STEPPING;
    }

    /** Shows a new stop. */
    synchronized void onStopped(MachinePicture taken, List<IBreakpoint> breakpoints) {
        if (state == State.TERMINATED) {
            return;
        }
        show(taken);
        hit = breakpoints;
        state = State.SUSPENDED;
        fireSuspendEvent(switch (taken.reason()) {
            case StopReason.StepCompleted step -> DebugEvent.STEP_END;
            case StopReason.BreakpointHit address -> DebugEvent.BREAKPOINT;
            case StopReason.VmExitHit exit -> DebugEvent.BREAKPOINT;
            default -> DebugEvent.CLIENT_REQUEST;
        });
    }

    /** Shows that something has been changed in the stopped machine. */
    synchronized void onChanged(MachinePicture taken) {
        if (state == State.SUSPENDED) {
            show(taken);
            fireChangeEvent(DebugEvent.CONTENT);
        }
    }

    private void show(MachinePicture taken) {
        List<FrameState> states = taken.frames();
        List<HypervisorFrame> made = new ArrayList<>();
        for (int i = 0; i < states.size(); i++) {
            made.add(new HypervisorFrame(this, taken, states.get(i), i));
        }
        frames = List.copyOf(made);
        picture = taken;
    }

    synchronized void onTerminated() {
        state = State.TERMINATED;
        frames = List.of();
        hit = List.of();
        fireTerminateEvent();
    }

    /** What is known of the stopped machine; null while it runs. */
    public MachinePicture picture() {
        return picture;
    }

    /** Whether a register of the innermost frame differs from what it was at the stop before. */
    boolean changedSinceLastStop(HypervisorFrame frame, RegisterState register) {
        MachinePicture before = previous;
        return frame.index() == 0 && before != null && !before.frames().isEmpty()
                && before.frames().getFirst().register(register.name())
                        .map(old -> old.known() && old.value() != register.value()).orElse(false);
    }

    /** The innermost frame, null while the machine runs. */
    public HypervisorFrame topFrame() {
        List<HypervisorFrame> current = frames;
        return current.isEmpty() ? null : current.getFirst();
    }

    /** The frames, innermost first. */
    public List<HypervisorFrame> frames() {
        return frames;
    }

    /** Steps until the first instruction of the host after the next VM exit. */
    public void stepToNextVmExit() {
        step(StepKind.TO_NEXT_VM_EXIT, List.of());
    }

    /** Steps until the first instruction of the guest after the next VM entry. */
    public void stepToNextVmEntry() {
        step(StepKind.TO_NEXT_VM_ENTRY, List.of());
    }

    /** Runs until a linear address is about to be executed. */
    public void runTo(long linearAddress) {
        if (canResume()) {
            onResumed(DebugEvent.CLIENT_REQUEST);
            hypervisorTarget().control().runTo(linearAddress);
        }
    }

    private void step(StepKind kind, List<AddressRange> within) {
        if (canResume()) {
            onResumed(eventDetail(kind));
            hypervisorTarget().control().step(kind, within);
        }
    }

    private List<AddressRange> statement() {
        HypervisorFrame top = topFrame();
        return top == null || hypervisorTarget().isInstructionStepping() ? List.of()
                : hypervisorTarget().symbols().lineRanges(top.state().rip());
    }

    @Override
    public String getName() {
        String name = "CPU " + NUMBER;
        MachinePicture current = picture;
        return switch (state) {
            case TERMINATED -> name + "  terminated";
            case CREATED, RUNNING -> name + "  running";
            case STEPPING -> name + "  stepping";
            case SUSPENDED -> current == null ? name
                    : name + "  " + current.operation().label() + ", " + Words.stop(current);
        };
    }

    @Override
    public int getPriority() {
        return 0;
    }

    @Override
    public IStackFrame[] getStackFrames() {
        return frames.toArray(IStackFrame[]::new);
    }

    @Override
    public boolean hasStackFrames() {
        return !frames.isEmpty();
    }

    @Override
    public IStackFrame getTopStackFrame() {
        return topFrame();
    }

    @Override
    public IBreakpoint[] getBreakpoints() {
        return hit.toArray(IBreakpoint[]::new);
    }

    @Override
    public boolean canResume() {
        MachinePicture current = picture;
        return state == State.SUSPENDED && current != null && !current.reason().isFinal();
    }

    @Override
    public boolean canSuspend() {
        return state == State.RUNNING || state == State.STEPPING;
    }

    @Override
    public boolean isSuspended() {
        return state == State.SUSPENDED;
    }

    @Override
    public void resume() {
        if (canResume()) {
            onResumed(DebugEvent.CLIENT_REQUEST);
            hypervisorTarget().control().resume();
        }
    }

    @Override
    public void suspend() {
        hypervisorTarget().control().suspend();
    }

    @Override
    public boolean canStepInto() {
        return canResume();
    }

    @Override
    public boolean canStepOver() {
        return canResume();
    }

    @Override
    public boolean canStepReturn() {
        return canResume() && frames.size() > 1;
    }

    @Override
    public boolean isStepping() {
        return state == State.STEPPING;
    }

    @Override
    public void stepInto() {
        step(StepKind.INTO, statement());
    }

    @Override
    public void stepOver() {
        step(StepKind.OVER, statement());
    }

    @Override
    public void stepReturn() {
        step(StepKind.RETURN, List.of());
    }

    @Override
    public boolean canTerminate() {
        return hypervisorTarget().canTerminate();
    }

    @Override
    public boolean isTerminated() {
        return state == State.TERMINATED;
    }

    @Override
    public void terminate() {
        hypervisorTarget().terminate();
    }
}
