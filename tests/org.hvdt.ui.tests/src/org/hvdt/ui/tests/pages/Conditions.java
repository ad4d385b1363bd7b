// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.tests.pages;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import org.eclipse.swt.widgets.Display;

/** Waiting in the workbench: for a condition, with a time-out, while the event loop runs. Never for a time. */
public final class Conditions {

    /** How long anything may take; generous, for machines that are busy with other things. */
    public static final Duration TIMEOUT = Duration.ofSeconds(60);

    private static final int LOOK_AGAIN_MILLISECONDS = 20;

    private Conditions() {
    }

    /**
     * Waits until something is so. May be called on the UI thread, whose events are dispatched meanwhile, or on
     * another; the condition is evaluated on the UI thread.
     *
     * @param what what is waited for, for the message
     * @throws AssertionError if it is not so within {@link #TIMEOUT}
     */
    public static void until(String what, BooleanSupplier condition) {
        until(what, condition, () -> "");
    }

    /**
     * The same, with a description of how things are in the message.
     *
     * @param what what is waited for, for the message
     * @param state describes how things are when time is up; evaluated on the UI thread
     * @throws AssertionError if it is not so within {@link #TIMEOUT}
     */
    public static void until(String what, BooleanSupplier condition, Supplier<String> state) {
        if (Display.getCurrent() == null) {
            untilBeside(what, condition, state);
            return;
        }
        Display display = Display.getCurrent();
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("Not within " + TIMEOUT.toSeconds() + " s: " + what + " " + state.get());
            }
            if (!display.readAndDispatch()) {
                // Nothing to do: sleep until an event or the next look at the condition.
                display.timerExec(LOOK_AGAIN_MILLISECONDS, () -> { });
                display.sleep();
            }
        }
    }

    /** Waits on another thread than the UI thread, which looks at the condition now and then. */
    private static void untilBeside(String what, BooleanSupplier condition, Supplier<String> state) {
        CompletableFuture<Void> met = new CompletableFuture<>();
        Display.getDefault().asyncExec(() -> look(condition, met));
        try {
            met.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException tooLate) {
            met.cancel(false);
            throw new AssertionError("Not within " + TIMEOUT.toSeconds() + " s: " + what + " " + onUi(state::get),
                    tooLate);
        } catch (ExecutionException failed) {
            throw new AssertionError("While waiting: " + what, failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while waiting: " + what, interrupted);
        }
    }

    private static void look(BooleanSupplier condition, CompletableFuture<Void> met) {
        if (met.isDone()) {
            return;
        }
        try {
            if (condition.getAsBoolean()) {
                met.complete(null);
            } else {
                Display.getCurrent().timerExec(LOOK_AGAIN_MILLISECONDS, () -> look(condition, met));
            }
        } catch (RuntimeException | AssertionError failure) {
            met.completeExceptionally(failure);
        }
    }

    /**
     * Runs a scenario beside the UI thread, whose events are dispatched meanwhile. Needed where modal dialogs are
     * opened as users open them: whoever dispatches the event that opens one waits until it is closed.
     *
     * @param scenario what to do; its failures are thrown here
     */
    public static void beside(Callable<Void> scenario) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Display display = Display.getCurrent();
        Thread.ofPlatform().daemon().name("Scenario").start(() -> {
            try {
                done.complete(scenario.call());
            } catch (Exception | AssertionError failure) {
                done.completeExceptionally(failure);
            }
            display.wake();
        });
        while (!done.isDone()) { // each step of the scenario has its own time-out
            if (!display.readAndDispatch()) {
                display.sleep();
            }
        }
        if (done.isCompletedExceptionally()) {
            throw new AssertionError(done.exceptionNow().getMessage(), done.exceptionNow());
        }
    }

    /** Waits until what has been posted to the UI thread is done. */
    public static void settle() {
        onUi(() -> {
            boolean more = true;
            while (more) {
                more = Display.getCurrent().readAndDispatch();
            }
            return null;
        });
    }

    /** Runs something on the UI thread and returns its result; failures are thrown here. */
    public static <T> T onUi(Callable<T> action) {
        AtomicReference<T> result = new AtomicReference<>();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Display.getDefault().syncExec(() -> {
            try {
                result.set(action.call());
            } catch (Exception | AssertionError thrown) {
                failure.set(thrown);
            }
        });
        switch (failure.get()) {
            case null -> {
                return result.get();
            }
            case AssertionError error -> throw error;
            case RuntimeException exception -> throw exception;
            default -> throw new AssertionError(failure.get());
        }
    }
}
