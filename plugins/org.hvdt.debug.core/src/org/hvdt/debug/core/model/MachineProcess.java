// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.core.model;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.eclipse.core.runtime.PlatformObject;
import org.eclipse.debug.core.DebugEvent;
import org.eclipse.debug.core.DebugException;
import org.eclipse.debug.core.DebugPlugin;
import org.eclipse.debug.core.ILaunch;
import org.eclipse.debug.core.model.IProcess;
import org.eclipse.debug.core.model.IStreamMonitor;
import org.eclipse.debug.core.model.IStreamsProxy;
import org.hvdt.debug.core.HvdtDebug;
import org.hvdt.debug.core.inspect.Words;
import org.hvdt.emulator.control.RunControl;
import org.hvdt.emulator.control.RunListener;
import org.hvdt.emulator.control.StopReason;
import org.hvdt.emulator.machine.Machine;
import org.hvdt.emulator.machine.MachineConfiguration;
import org.hvdt.emulator.machine.MachineException;

/**
 * A machine as a process of the platform: its serial port COM1 is the console. Why it ended is said on the console's
 * error stream.
 */
public final class MachineProcess extends PlatformObject implements IProcess, IStreamsProxy {

    /** Longest time that output without a line end waits before it is shown. */
    private static final int FLUSH_MILLISECONDS = 30;

    private final ILaunch launch;
    private final String label;
    private final RunControl control;
    private final SerialStream output;
    private final SerialStream messages = new SerialStream();
    private final Map<String, String> attributes = new ConcurrentHashMap<>();
    private final ScheduledExecutorService flusher = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().daemon().name("HVDT console").unstarted(task));
    private final RunListener listener = new RunListener() {
        @Override
        public void stopped(StopReason reason) {
            output.flush();
            if (reason.isFinal()) {
                // The machine's own thread calls this, so that the machine may be read.
                messages.append(Words.end(reason, control.exitCount(), control.machine().instructions()) + "\n");
                endUnlessDebugged();
            }
        }
    };

    private volatile boolean terminated;

    private MachineProcess(ILaunch launch, String label, RunControl control, SerialStream output) {
        this.launch = launch;
        this.label = label;
        this.control = control;
        this.output = output;
    }

    /**
     * Builds the machine and adds its process to the launch.
     *
     * @param configuration without outputs, which become the process's streams
     * @throws MachineException if the configuration or the image is invalid
     */
    public static MachineProcess create(ILaunch launch, String label, MachineConfiguration.Builder configuration)
            throws MachineException {
        SerialStream output = new SerialStream();
        RunControl control = new RunControl(Machine.create(configuration.serialOutput(output).build()));
        MachineProcess process = new MachineProcess(launch, label, control, output);
        process.attributes.put(IProcess.ATTR_PROCESS_TYPE, HvdtDebug.PROCESS_TYPE);
        control.addListener(process.listener);
        process.flusher.scheduleWithFixedDelay(output::flush, FLUSH_MILLISECONDS, FLUSH_MILLISECONDS,
                TimeUnit.MILLISECONDS);
        launch.addProcess(process);
        process.fire(DebugEvent.CREATE);
        return process;
    }

    private void fire(int kind) {
        DebugPlugin.getDefault().fireDebugEventSet(new DebugEvent[] { new DebugEvent(this, kind) });
    }

    /** The machine's run control. */
    public RunControl control() {
        return control;
    }

    /** Lets the machine run without a debugger. */
    public void run() {
        control.resume();
    }

    private void endUnlessDebugged() {
        if (launch.getDebugTarget() == null && !flusher.isShutdown()) {
            flusher.execute(this::end);
        }
    }

    /** Ends the machine and its threads. */
    void end() {
        synchronized (this) {
            if (terminated) {
                return;
            }
            terminated = true;
        }
        control.close();
        output.flush();
        flusher.shutdown();
        fire(DebugEvent.TERMINATE);
    }

    @Override
    public String getLabel() {
        return label;
    }

    @Override
    public ILaunch getLaunch() {
        return launch;
    }

    @Override
    public IStreamsProxy getStreamsProxy() {
        return this;
    }

    @Override
    public IStreamMonitor getErrorStreamMonitor() {
        return messages;
    }

    @Override
    public IStreamMonitor getOutputStreamMonitor() {
        return output;
    }

    /** Queues what was typed for the serial port. */
    @Override
    public void write(String input) {
        control.machine().serial().receive(input.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void setAttribute(String key, String value) {
        if (value == null) {
            attributes.remove(key);
        } else {
            attributes.put(key, value);
        }
    }

    @Override
    public String getAttribute(String key) {
        return attributes.get(key);
    }

    /** As {@code ./hvdt run} ends: odd codes are the guest's, 0 is a clean power-off, even codes are failures. */
    @Override
    public int getExitValue() throws DebugException {
        if (!terminated) {
            throw HypervisorDebugElement.failure(Messages.MachineProcess_running, null);
        }
        return Words.exitCode(control.stopReason());
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
        endUnlessDebugged();
    }
}
