// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.control;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.hvdt.emulator.cpu.Processor;
import org.hvdt.emulator.isa.Decoder;
import org.hvdt.emulator.machine.Machine;
import org.hvdt.emulator.machine.MachineObserver;
import org.hvdt.emulator.vmx.Explanation;

/**
 * Runs a machine on a thread of its own. Every method may be called by any thread (also by listeners) and none blocks,
 * except {@link #awaitStop} and {@link #close}. The machine is stopped, with reason {@link StopReason.Created}, until
 * {@link #resume} or {@link #step} is called.
 *
 * <p>Commands that do not fit the state - a resume while running, a suspend while stopped, anything after the machine
 * has ended - do nothing, so that a front end cannot lose a race.
 */
public final class RunControl implements AutoCloseable {

    /** Number of VM exits kept. */
    public static final int EXIT_HISTORY = 4096;

    private static final Logger LOG = System.getLogger(RunControl.class.getName());
    private static final AtomicInteger THREADS = new AtomicInteger();

    private record RegisteredListener(RunListener listener, boolean wantsExits) {
    }

    private final Machine machine;
    private final Thread thread;
    private final List<RegisteredListener> listeners = new CopyOnWriteArrayList<>();
    private final ExitHistory history = new ExitHistory(EXIT_HISTORY);
    private final Decoder decoder = new Decoder();

    private final Object lock = new Object();
    // Guarded by the lock.
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private boolean running;
    private boolean announced = true;
    private boolean ending;
    private boolean closed;
    private boolean inputArrived;
    private StopReason reason = new StopReason.Created();

    // Written by any thread, read by the machine's thread.
    private volatile boolean suspendRequested;
    private volatile boolean terminateRequested;
    private volatile BreakpointTable breakpoints = BreakpointTable.EMPTY;
    private volatile boolean stopOnVmxFailure = true;

    // Used by the machine's thread only.
    private Stepper stepper;
    private long runToAddress;
    private boolean runningTo;
    private long seenAddress;
    private long seenCount = -1;

    /** Takes over a machine. The caller must not touch it any more, except in {@link #query}. */
    public RunControl(Machine machine) {
        this.machine = Objects.requireNonNull(machine);
        machine.setObserver(new Observer());
        machine.serial().onInput(this::inputArrived);
        thread = new Thread(this::serve, "HVDT machine " + THREADS.incrementAndGet());
        thread.setDaemon(true);
        thread.start();
    }

    /** The machine. Its state may only be looked at in {@link #query}. */
    public Machine machine() {
        return machine;
    }

    /** Whether the machine runs: true from the return of {@link #resume} or {@link #step} until it has stopped. */
    public boolean isRunning() {
        synchronized (lock) {
            return running;
        }
    }

    /** Whether the machine has ended and can only be looked at. */
    public boolean isEnded() {
        synchronized (lock) {
            return !running && reason.isFinal();
        }
    }

    /** Why the machine is stopped, or was stopped last while it runs; never null. */
    public StopReason stopReason() {
        synchronized (lock) {
            return reason;
        }
    }

    /** Adds a listener. It is told of everything that happens from now on. */
    public void addListener(RunListener listener) {
        listeners.add(new RegisteredListener(listener, listener.wantsExits()));
    }

    /** Removes a listener. */
    public void removeListener(RunListener listener) {
        listeners.removeIf(registered -> registered.listener == listener);
    }

    /** Lets the machine run until something stops it. */
    public void resume() {
        start(null, () -> {
            stepper = null;
            runningTo = false;
        });
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
        Stepper newStepper = new Stepper(kind, within, decoder);
        start(kind, () -> {
            stepper = newStepper;
            runningTo = false;
        });
    }

    /** Runs until the instruction at a linear address is about to be executed, in any kind of operation. Breakpoints
     * before it win. Ends with {@link StopReason.StepCompleted} of kind {@link StepKind#OVER}. */
    public void runTo(long linear) {
        start(null, () -> {
            stepper = null;
            runningTo = true;
            runToAddress = linear;
        });
    }

    /** Stops the machine at the next instruction boundary, within 50 ms, with reason {@link StopReason.Suspended}. */
    public void suspend() {
        synchronized (lock) {
            if (running) {
                suspendRequested = true;
                interrupt();
            }
        }
    }

    /** Ends the machine and its thread. The machine can still be queried until {@link #close}. If it had ended before,
     * it keeps the reason for that and listeners are not told again. */
    public void terminate() {
        synchronized (lock) {
            if (ending) {
                return;
            }
            ending = true;
            if (running) {
                terminateRequested = true;
                interrupt();
            } else if (!reason.isFinal()) {
                tasks.add(() -> stopped(new StopReason.Terminated()));
            }
            lock.notifyAll();
        }
    }

    /** Ends the machine and its thread and waits until the thread is gone (unless called on that thread). */
    @Override
    public void close() {
        terminate();
        if (Thread.currentThread() != thread) {
            boolean interrupted = false;
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        synchronized (lock) {
            closed = true;
        }
    }

    /** Adds a breakpoint, at any time. */
    public void addBreakpoint(Breakpoint breakpoint) {
        synchronized (lock) {
            breakpoints = breakpoints.with(breakpoint);
            interrupt();
        }
    }

    /** Removes a breakpoint that was added, at any time. */
    public void removeBreakpoint(Breakpoint breakpoint) {
        synchronized (lock) {
            breakpoints = breakpoints.without(breakpoint);
            interrupt();
        }
    }

    /** Whether a VMX instruction that fails and a VM entry that is refused stop the machine with
     * {@link StopReason.VmxFailure}. On by default. */
    public void setStopOnVmxFailure(boolean stop) {
        stopOnVmxFailure = stop;
    }

    /**
     * Executes a function on the machine's thread while the machine is stopped (after {@link #terminate}, when that
     * thread is gone, on the caller's). Completes exceptionally with an {@link IllegalStateException} if the machine
     * runs or has been closed, and with whatever the function throws. Must not be waited for on the machine's own
     * thread, that is in a listener.
     */
    public <T> CompletableFuture<T> query(Function<Machine, T> function) {
        CompletableFuture<T> future = new CompletableFuture<>();
        Runnable task = () -> {
            try {
                future.complete(function.apply(machine));
            } catch (Throwable e) {
                future.completeExceptionally(e);
            }
        };
        boolean here;
        synchronized (lock) {
            if (closed) {
                return CompletableFuture.failedFuture(new IllegalStateException("The machine has been closed"));
            }
            if (running) {
                return CompletableFuture.failedFuture(new IllegalStateException("The machine is running"));
            }
            here = ending && reason.isFinal() && tasks.isEmpty();
            if (!here) {
                tasks.add(task);
                lock.notifyAll();
            }
        }
        if (here) {
            // The machine's thread does not touch the machine any more.
            synchronized (machine) {
                task.run();
            }
        }
        return future;
    }

    /** The last VM exits, oldest first; at most {@link #EXIT_HISTORY}. */
    public List<VmExitRecord> exits() {
        return history.toList();
    }

    /** The newest VM exit. */
    public Optional<VmExitRecord> lastExit() {
        return history.last();
    }

    /** Number of VM exits since the machine started. */
    public long exitCount() {
        return history.count();
    }

    /**
     * Waits until the machine is stopped and its listeners have been told.
     *
     * @return the reason, or empty if it still runs after {@code timeout}
     * @throws InterruptedException if the waiting thread is interrupted
     */
    public Optional<StopReason> awaitStop(Duration timeout) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        synchronized (lock) {
            while (running || !announced && Thread.currentThread() != thread) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return Optional.empty();
                }
                lock.wait(left / 1_000_000 + 1);
            }
            return Optional.of(reason);
        }
    }

    // ---- commands

    private void start(StepKind step, Runnable preparation) {
        synchronized (lock) {
            if (running || ending || reason.isFinal()) {
                return;
            }
            running = true;
            suspendRequested = false;
            boolean atStart = reason instanceof StopReason.Created;
            tasks.add(() -> {
                preparation.run();
                execute(step, atStart);
            });
            lock.notifyAll();
        }
    }

    private void interrupt() {
        machine.interruptRun();
        lock.notifyAll();
    }

    private void inputArrived() {
        synchronized (lock) {
            inputArrived = true;
            interrupt();
        }
    }

    // ---- the machine's thread

    private void serve() {
        while (true) {
            Runnable task;
            synchronized (lock) {
                while (tasks.isEmpty() && !ending) {
                    if (!waitForChange()) {
                        ending = true;
                    }
                }
                task = tasks.poll();
                if (task == null) {
                    return;
                }
            }
            synchronized (machine) {
                task.run();
            }
        }
    }

    /** @return false if the thread was interrupted, which nobody but a runtime that shuts down does */
    private boolean waitForChange() {
        try {
            lock.wait();
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private void execute(StepKind step, boolean atStart) {
        StopReason stop;
        try {
            tell(listener -> listener.resumed(step));
            Processor cpu = machine.processor();
            // What the machine stands at is not a breakpoint hit again - except before the very first instruction.
            seenAddress = CodeLocation.linear(cpu);
            seenCount = atStart ? -1 : cpu.instructions();
            stop = runUntilStop(cpu);
            cpu.hook = null;
        } catch (Throwable e) {
            stop = internalError(e);
        }
        stopped(stop);
    }

    private StopReason runUntilStop(Processor cpu) {
        while (true) {
            if (terminateRequested) {
                return new StopReason.Terminated();
            }
            if (suspendRequested) {
                return new StopReason.Suspended();
            }
            boolean hooked = breakpoints.hasAddresses() || runningTo || stepper != null && stepper.needsHook();
            cpu.hook = hooked ? this::beforeInstruction : null;
            StopReason stop = machine.run();
            if (stop != null) {
                return stop;
            }
            if (machine.isWaiting()) {
                synchronized (lock) {
                    while (!inputArrived && !suspendRequested && !terminateRequested) {
                        if (!waitForChange()) {
                            return new StopReason.Terminated();
                        }
                    }
                    inputArrived = false;
                }
            }
        }
    }

    private boolean beforeInstruction(Processor cpu) {
        long address = CodeLocation.linear(cpu);
        long count = cpu.instructions();
        if (address != seenAddress || count != seenCount) {
            seenAddress = address;
            seenCount = count;
            Breakpoint.Address hit = breakpoints.at(address, cpu.nonRoot);
            if (hit != null) {
                machine.stop(new StopReason.BreakpointHit(hit));
                return true;
            }
            if (runningTo && address == runToAddress) {
                machine.stop(new StopReason.StepCompleted(StepKind.OVER));
                return true;
            }
        }
        if (stepper != null && stepper.needsHook() && stepper.arrived(cpu)) {
            machine.stop(new StopReason.StepCompleted(stepper.kind()));
            return true;
        }
        return false;
    }

    private void stopped(StopReason stop) {
        synchronized (lock) {
            running = false;
            announced = false;
            suspendRequested = false;
            reason = stop;
        }
        tell(listener -> listener.stopped(stop));
        synchronized (lock) {
            announced = true;
            lock.notifyAll();
        }
    }

    private void tell(Consumer<RunListener> event) {
        for (RegisteredListener registered : listeners) {
            tell(registered.listener, event);
        }
    }

    private void tell(RunListener listener, Consumer<RunListener> event) {
        try {
            event.accept(listener);
        } catch (RuntimeException e) {
            // A front end's mistake must not end the machine.
            LOG.log(Level.ERROR, "A run listener failed", e);
        }
    }

    private StopReason internalError(Throwable e) {
        StringWriter text = new StringWriter();
        PrintWriter report = new PrintWriter(text);
        report.println("HVDT emulator, internal error");
        report.println("Image " + machine.configuration().image().name() + ", CPU model "
                + machine.configuration().cpuModel() + ", Java " + Runtime.version());
        try {
            Processor cpu = machine.processor();
            report.printf("After %,d instructions and %,d VM exits, at %016X, mode %d, %s%n", cpu.instructions(),
                    history.count(), cpu.rip, cpu.mode(), cpu.nonRoot ? "VMX non-root" : "VMX root or no VMX");
            for (int i = 0; i < 16; i++) {
                report.printf("R%d=%016X%s", i, cpu.gpr[i], i % 4 == 3 ? System.lineSeparator() : " ");
            }
            report.printf("CR0=%X CR3=%X CR4=%X EFER=%X%n", cpu.cr0, cpu.cr3, cpu.cr4, cpu.efer);
        } catch (RuntimeException again) {
            report.println("The processor's state cannot be read: " + again);
        }
        e.printStackTrace(report);
        report.flush();
        String message = e.getMessage() == null ? e.getClass().getSimpleName()
                : e.getClass().getSimpleName() + ": " + e.getMessage();
        return new StopReason.InternalError(message, text.toString());
    }

    private final class Observer implements MachineObserver {

        @Override
        public void vmExit(VmExitRecord exit) {
            history.add(exit);
            for (RegisteredListener registered : listeners) {
                if (registered.wantsExits) {
                    tell(registered.listener, listener -> listener.vmExit(exit));
                }
            }
            Breakpoint.VmExit hit = breakpoints.atExit(exit.basicReason());
            boolean arrived = stepper != null && stepper.vmExit();
            if (hit != null) {
                machine.stop(new StopReason.VmExitHit(hit, exit));
            } else if (arrived) {
                machine.stop(new StopReason.StepCompleted(stepper.kind()));
            }
        }

        @Override
        public void vmEntry(boolean launch) {
            Breakpoint.VmEntry hit = breakpoints.atEntry();
            boolean arrived = stepper != null && stepper.vmEntry();
            if (hit != null) {
                machine.stop(new StopReason.BreakpointHit(hit));
            } else if (arrived) {
                machine.stop(new StopReason.StepCompleted(stepper.kind()));
            }
        }

        @Override
        public void vmxFailure(Explanation explanation) {
            if (stopOnVmxFailure) {
                machine.stop(new StopReason.VmxFailure(explanation));
            }
        }

        @Override
        public void interruptAcknowledged() {
            if (stepper != null) {
                stepper.interruptAcknowledged(machine.processor());
            }
        }
    }
}
