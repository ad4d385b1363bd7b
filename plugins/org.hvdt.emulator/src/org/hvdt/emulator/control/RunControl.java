// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.control;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.hvdt.emulator.machine.Machine;

/**
 * Runs a machine on a thread of its own. Every method may be called by any thread (also by listeners) and none blocks,
 * except {@link #awaitStop} and {@link #close}. The machine is stopped, with reason {@link StopReason.Created}, until
 * {@link #resume} or {@link #step} is called.
 *
 * <p>Commands that do not fit the state - a resume while running, a suspend while stopped, anything after the machine
 * has ended - do nothing, so that a front end cannot lose a race.
 */
public final class RunControl implements AutoCloseable {

    private final Machine machine;

    /** Takes over a machine. The caller must not touch it any more, except in {@link #query}. */
    public RunControl(Machine machine) {
        this.machine = machine;
    }

    /** The machine. Its state may only be looked at in {@link #query}. */
    public Machine machine() {
        return machine;
    }

    /** Whether the machine runs: true from the return of {@link #resume} or {@link #step} until it has stopped. */
    public boolean isRunning() {
        return false;
    }

    /** Whether the machine has ended and can only be looked at. */
    public boolean isEnded() {
        return false;
    }

    /** Why the machine is stopped, or was stopped last while it runs; never null. */
    public StopReason stopReason() {
        return new StopReason.Created();
    }

    /** Adds a listener. It is told of everything that happens from now on. */
    public void addListener(RunListener listener) {
    }

    /** Removes a listener. */
    public void removeListener(RunListener listener) {
    }

    /** Lets the machine run until something stops it. */
    public void resume() {
    }

    /**
     * Steps. A breakpoint, a VMX failure or the machine's end that comes earlier wins. The step ends with
     * {@link StopReason.StepCompleted}.
     *
     * @param kind how far
     * @param within for {@link StepKind#INTO} and {@link StepKind#OVER}: linear addresses of the statement to step
     *            through; the step goes on while RIP stays in them in the same frame. Empty for one instruction
     */
    public void step(StepKind kind, List<AddressRange> within) {
    }

    /** Runs until the instruction at a linear address is about to be executed, in any kind of operation. Breakpoints
     * before it win. Ends with {@link StopReason.StepCompleted} of kind {@link StepKind#OVER}. */
    public void runTo(long linear) {
    }

    /** Stops the machine at the next instruction boundary, within 50 ms, with reason {@link StopReason.Suspended}. */
    public void suspend() {
    }

    /** Ends the machine. It can still be queried until {@link #close}. */
    public void terminate() {
    }

    /** Ends the machine and its thread and waits until the thread is gone (unless called on that thread). */
    @Override
    public void close() {
    }

    /** Adds a breakpoint, at any time. */
    public void addBreakpoint(Breakpoint breakpoint) {
    }

    /** Removes a breakpoint that was added, at any time. */
    public void removeBreakpoint(Breakpoint breakpoint) {
    }

    /** Whether a VMX instruction that fails and a VM entry that is refused stop the machine with
     * {@link StopReason.VmxFailure}. On by default. */
    public void setStopOnVmxFailure(boolean stop) {
    }

    /**
     * Executes a function on the machine's thread while the machine is stopped. Completes exceptionally with an
     * {@link IllegalStateException} if the machine runs or has been closed, and with whatever the function throws. Must
     * not be waited for on the machine's own thread (in a listener).
     */
    public <T> CompletableFuture<T> query(Function<Machine, T> function) {
        return CompletableFuture.failedFuture(new IllegalStateException("The machine has been closed"));
    }

    /** The last VM exits, oldest first; at most {@link #EXIT_HISTORY}. */
    public List<VmExitRecord> exits() {
        return List.of();
    }

    /** Number of VM exits kept. */
    public static final int EXIT_HISTORY = 4096;

    /** The newest VM exit. */
    public Optional<VmExitRecord> lastExit() {
        return Optional.empty();
    }

    /** Number of VM exits since the machine started. */
    public long exitCount() {
        return 0;
    }

    /**
     * Waits until the machine is stopped.
     *
     * @return the reason, or empty if it still runs after {@code timeout}
     * @throws InterruptedException if the waiting thread is interrupted
     */
    public Optional<StopReason> awaitStop(Duration timeout) throws InterruptedException {
        return Optional.empty();
    }
}
