// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.core.model;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

import org.eclipse.core.resources.IMarkerDelta;
import org.eclipse.core.runtime.ILog;
import org.eclipse.debug.core.DebugEvent;
import org.eclipse.debug.core.DebugException;
import org.eclipse.debug.core.ILaunch;
import org.eclipse.debug.core.model.IBreakpoint;
import org.eclipse.debug.core.model.IDebugTarget;
import org.eclipse.debug.core.model.IMemoryBlock;
import org.eclipse.debug.core.model.IMemoryBlockExtension;
import org.eclipse.debug.core.model.IMemoryBlockRetrievalExtension;
import org.eclipse.debug.core.model.IProcess;
import org.eclipse.debug.core.model.IThread;
import org.eclipse.osgi.util.NLS;
import org.hvdt.debug.core.inspect.ImageSymbols;
import org.hvdt.debug.core.inspect.MachinePicture;
import org.hvdt.debug.core.inspect.Photographer;
import org.hvdt.debug.core.inspect.RegisterAccess;
import org.hvdt.emulator.control.RunControl;
import org.hvdt.emulator.control.RunListener;
import org.hvdt.emulator.control.StepKind;
import org.hvdt.emulator.control.StopReason;
import org.hvdt.emulator.control.VmExitRecord;
import org.hvdt.emulator.machine.Machine;

/**
 * A machine that is being debugged. When the machine stops, everything that is shown of it is read once, on the
 * machine's
 * thread, into a {@link MachinePicture}; the elements below answer from it without waiting. Events are fired in order
 * by one thread of the target's own.
 */
public final class HypervisorTarget extends HypervisorDebugElement
        implements IDebugTarget, IMemoryBlockRetrievalExtension {

    private final ILaunch launch;
    private final MachineProcess process;
    private final RunControl control;
    private final ImageSymbols symbols;
    private final Photographer photographer;
    private final BreakpointBridge breakpoints;
    private final VirtualCpu cpu;
    private final ExecutorService events = Executors.newSingleThreadExecutor(
            task -> Thread.ofPlatform().daemon().name("HVDT debug events").unstarted(task));
    private final RunListener listener = new RunListener() {
        @Override
        public void resumed(StepKind step) {
            dispatch(() -> cpu.onResumed(VirtualCpu.eventDetail(step)));
        }

        @Override
        public void stopped(StopReason reason) {
            dispatch(() -> onStopped(reason));
        }
    };

    private volatile MachinePicture picture;
    private volatile boolean terminated;
    private volatile boolean instructionStepping;

    /**
     * Takes over the debugging of a machine that has not run yet. {@link #start} lets it run.
     *
     * @param process the machine's process, which owns the run control
     */
    public HypervisorTarget(ILaunch launch, MachineProcess process, ImageSymbols symbols) {
        super(null);
        this.launch = launch;
        this.process = process;
        this.control = process.control();
        this.symbols = symbols;
        this.photographer = new Photographer(symbols);
        this.cpu = new VirtualCpu(this);
        this.breakpoints = new BreakpointBridge(this);
    }

    /**
     * Installs the breakpoints and lets the machine run, or suspends it before its first instruction.
     *
     * @param stopAtEntry whether to suspend
     */
    public void start(boolean stopAtEntry) {
        fireCreationEvent();
        cpu.fireCreationEvent();
        control.addListener(listener);
        breakpoints.start();
        if (stopAtEntry) {
            dispatch(() -> onStopped(new StopReason.Created()));
        } else {
            cpu.onResumed(DebugEvent.CLIENT_REQUEST);
            control.resume();
        }
    }

    private void dispatch(Runnable task) {
        try {
            events.execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException defect) {
                    report(defect);
                }
            });
        } catch (RejectedExecutionException terminatedMeanwhile) {
            ILog.of(HypervisorTarget.class).info("Event after the end of " + getName(), terminatedMeanwhile);
        }
    }

    /** The one place that failures of asynchronous work go to. */
    static void report(Throwable failure) {
        ILog.of(HypervisorTarget.class).error(failure.getMessage(), failure);
    }

    private void onStopped(StopReason reason) {
        if (endsSession(reason)) {
            end();
            return;
        }
        MachinePicture taken;
        try {
            taken = control.query(machine -> photographer.take(machine, reason, control)).join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof IllegalStateException) {
                return; // it runs again, or has been closed: the next event is shown instead
            }
            report(failure.getCause());
            taken = MachinePicture.unreadable(reason); // so that the machine can be resumed or terminated at least
        }
        picture = taken;
        cpu.onStopped(taken, breakpoints.hitBy(reason));
    }

    /** Whether there is nothing to look at any more. After failures there is: the machine stays until it is
     * terminated. */
    private static boolean endsSession(StopReason reason) {
        return switch (reason) {
            case StopReason.GuestExit exit -> true;
            case StopReason.PowerOff off -> true;
            case StopReason.Terminated ended -> true;
            default -> false;
        };
    }

    private synchronized void end() {
        if (terminated) {
            return;
        }
        terminated = true;
        control.removeListener(listener);
        breakpoints.stop();
        cpu.onTerminated();
        process.end();
        fireTerminateEvent();
        events.shutdown();
    }

    /** What is known of the stopped machine; null while it runs. After the end, the last picture. */
    public MachinePicture picture() {
        return picture;
    }

    /** Forgets the picture because the machine runs. */
    void forgetPicture() {
        picture = null;
    }

    /** Reads the machine again after something was changed in it and tells so. */
    public CompletableFuture<Void> refresh() {
        MachinePicture before = picture;
        if (before == null) {
            return CompletableFuture.completedFuture(null);
        }
        return control.query(machine -> photographer.retake(machine, before, control)).thenAccept(taken -> {
            picture = taken;
            cpu.onChanged(taken);
        });
    }

    /** The machine's run control. */
    public RunControl control() {
        return control;
    }

    /** The symbols of the image. */
    public ImageSymbols symbols() {
        return symbols;
    }

    /** The only processor. */
    public VirtualCpu cpu() {
        return cpu;
    }

    /** The VM exits so far, oldest first, at most {@link RunControl#EXIT_HISTORY}. */
    public List<VmExitRecord> exits() {
        return control.exits();
    }

    /** Asks the stopped machine something. */
    public <T> CompletableFuture<T> query(Function<Machine, T> question) {
        return control.query(question);
    }

    /** Writes a register of the stopped machine. */
    CompletableFuture<Void> writeRegister(String register, long value) {
        return control.query(machine -> {
            RegisterAccess.write(machine, register, value);
            return null;
        }).thenCompose(nothing -> refresh());
    }

    /** Whether steps go by instruction even where the source line is known. */
    public boolean isInstructionStepping() {
        return instructionStepping;
    }

    /** Whether steps are to go by instruction even where the source line is known. */
    public void setInstructionStepping(boolean value) {
        instructionStepping = value;
    }

    @Override
    public HypervisorTarget hypervisorTarget() {
        return this;
    }

    @Override
    public IDebugTarget getDebugTarget() {
        return this;
    }

    @Override
    public ILaunch getLaunch() {
        return launch;
    }

    @Override
    public IProcess getProcess() {
        return process;
    }

    @Override
    public IThread[] getThreads() {
        return terminated ? new IThread[0] : new IThread[] { cpu };
    }

    @Override
    public boolean hasThreads() {
        return !terminated;
    }

    @Override
    public String getName() {
        return process.getLabel();
    }

    @Override
    public boolean supportsBreakpoint(IBreakpoint breakpoint) {
        return breakpoints.supports(breakpoint);
    }

    @Override
    public void breakpointAdded(IBreakpoint breakpoint) {
        breakpoints.breakpointAdded(breakpoint);
    }

    @Override
    public void breakpointRemoved(IBreakpoint breakpoint, IMarkerDelta delta) {
        breakpoints.breakpointRemoved(breakpoint, delta);
    }

    @Override
    public void breakpointChanged(IBreakpoint breakpoint, IMarkerDelta delta) {
        breakpoints.breakpointChanged(breakpoint, delta);
    }

    @Override
    public boolean canTerminate() {
        return !terminated;
    }

    @Override
    public boolean isTerminated() {
        return terminated;
    }

    @Override
    public void terminate() {
        control.terminate();
        dispatchEnd();
    }

    private void dispatchEnd() {
        if (!events.isShutdown()) {
            dispatch(this::end);
        }
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
    public boolean canDisconnect() {
        return false;
    }

    @Override
    public void disconnect() throws DebugException {
        notSupported(Messages.HypervisorTarget_noDisconnect, null);
    }

    @Override
    public boolean isDisconnected() {
        return false;
    }

    @Override
    public boolean supportsStorageRetrieval() {
        return true;
    }

    @Override
    public IMemoryBlock getMemoryBlock(long start, long length) {
        return new LinearMemoryBlock(this, Long.toHexString(start), start);
    }

    @Override
    public IMemoryBlockExtension getExtendedMemoryBlock(String expression, Object context) throws DebugException {
        HypervisorFrame frame = context instanceof HypervisorFrame selected ? selected : cpu.topFrame();
        Long address = frame == null ? symbols.evaluate(expression) : frame.evaluate(expression);
        if (address == null) {
            throw failure(NLS.bind(Messages.HypervisorTarget_badExpression, expression), null);
        }
        return new LinearMemoryBlock(this, expression, address);
    }
}
