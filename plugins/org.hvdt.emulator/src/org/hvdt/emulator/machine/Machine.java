// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.machine;

import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.hvdt.emulator.control.StopReason;
import org.hvdt.emulator.control.VmExitRecord;
import org.hvdt.emulator.cpu.Attention;
import org.hvdt.emulator.cpu.CpuModel;
import org.hvdt.emulator.cpu.Flags;
import org.hvdt.emulator.cpu.InterruptController;
import org.hvdt.emulator.cpu.MachineEvents;
import org.hvdt.emulator.cpu.Processor;
import org.hvdt.emulator.cpu.UnimplementedException;
import org.hvdt.emulator.device.ByteSink;
import org.hvdt.emulator.device.CmosRtc;
import org.hvdt.emulator.device.DebugConsole;
import org.hvdt.emulator.device.ExitPort;
import org.hvdt.emulator.device.FirmwareConfiguration;
import org.hvdt.emulator.device.InterruptLine;
import org.hvdt.emulator.device.IoApic;
import org.hvdt.emulator.device.LocalApic;
import org.hvdt.emulator.device.Pic8259;
import org.hvdt.emulator.device.Pit8254;
import org.hvdt.emulator.device.PortMap;
import org.hvdt.emulator.device.PowerOffPort;
import org.hvdt.emulator.device.SystemPorts;
import org.hvdt.emulator.device.Uart16550;
import org.hvdt.emulator.device.VirtualClock;
import org.hvdt.emulator.machine.boot.EntryState;
import org.hvdt.emulator.machine.boot.FlatLoader;
import org.hvdt.emulator.machine.boot.MultibootLoader;
import org.hvdt.emulator.memory.PhysicalMemory;
import org.hvdt.emulator.vmx.Explanation;
import org.hvdt.emulator.vmx.VmxCapabilities;
import org.hvdt.emulator.vmx.VmxUnit;

/**
 * A PC with one processor, its memory and devices, with an image loaded and ready to execute its first instruction. Not
 * thread-safe: used by one thread at a time, normally that of {@link org.hvdt.emulator.control.RunControl}.
 */
public final class Machine {

    /** Smallest memory: 2 MiB. */
    public static final long MINIMUM_MEMORY = 2L << 20;
    /** Largest memory: 3 GiB; the addresses above belong to devices. */
    public static final long MAXIMUM_MEMORY = 3L << 30;

    private static final Logger LOG = System.getLogger(Machine.class.getName());

    private final MachineConfiguration configuration;
    private final PhysicalMemory memory;
    private final Processor processor;
    private final VmxUnit vmx;
    private final VirtualClock clock;
    private final Pic8259 pic;
    private final LocalApic apic;
    private final IoApic ioApic;
    private final Uart16550 serial;
    private final ByteSink serialSink;
    private final ByteSink debugSink;
    private final PortMap ports;
    private MachineObserver observer = MachineObserver.NONE;
    private StopReason stop;
    private boolean waiting;

    private Machine(MachineConfiguration configuration, CpuModel model) {
        this.configuration = configuration;
        memory = new PhysicalMemory(configuration.memory());
        processor = new Processor(memory, model, InstructionSet.executors());
        vmx = new VmxUnit(processor, memory, new VmxCapabilities(index -> model.msr(index, 0)));
        processor.vmx = vmx;
        clock = new VirtualClock(processor::time);
        clock.onDeadlineMoved(this::updateDeadline);
        pic = new Pic8259(this::interruptOutput);
        apic = new LocalApic(processor, memory, clock, pic::pending);
        ioApic = new IoApic(apic);
        memory.addRegion(ioApic);
        processor.apic = apic;
        serialSink = sink(configuration.serialOutput(), "serial");
        debugSink = sink(configuration.debugOutput(), "debug console");
        serial = new Uart16550(Uart16550.COM1, line(Uart16550.COM1_IRQ), clock, serialSink);
        ports = new PortMap(configuration.strict());
        connectDevices();
        processor.ports = ports;
        processor.intc = new Interrupts();
        processor.events = new Events();
        updateDeadline();
    }

    private void connectDevices() {
        ports.connect(pic, Pic8259.MASTER, 2);
        ports.connect(pic, Pic8259.SLAVE, 2);
        ports.connect(pic, Pic8259.ELCR, 2);
        Pit8254 pit = new Pit8254(clock, line(0));
        ports.connect(pit, Pit8254.PORT, Pit8254.COUNT);
        ports.connect(pit, Pit8254.CONTROL_B, 1);
        ports.connect(new CmosRtc(clock, line(8), memory.size()), CmosRtc.PORT, CmosRtc.COUNT);
        ports.connect(serial, Uart16550.COM1, Uart16550.COUNT);
        ports.connect(new DebugConsole(debugSink), DebugConsole.PORT, 1);
        ports.connect(new ExitPort(code -> stop(new StopReason.GuestExit(code))), ExitPort.PORT, ExitPort.COUNT);
        ports.connect(new PowerOffPort(() -> stop(new StopReason.PowerOff())), PowerOffPort.PORT, 1);
        ports.connect(new FirmwareConfiguration(memory.size(), configuration.commandLine()), FirmwareConfiguration.PORT,
                FirmwareConfiguration.COUNT);
        SystemPorts.connect(ports);
        // In this order, so that no interrupt is pending from the timer's start.
        pit.initializeLikeFirmware();
        pic.initializeLikeFirmware();
        apic.initializeLikeFirmware();
    }

    /** An ISA interrupt request: it goes to both kinds of interrupt controllers. */
    private InterruptLine line(int irq) {
        InterruptLine toPic = pic.line(irq);
        int input = IoApic.inputOf(irq);
        return high -> {
            toPic.set(high);
            ioApic.setInput(input, high);
        };
    }

    /** Whether an interrupt request, or the local APIC's timer, could reach the processor. */
    private boolean canDeliver(int irq) {
        if (irq == LocalApic.TIMER_LINE) {
            return apic.timerCanDeliver();
        }
        return apic.externalVisible() && pic.canDeliver(irq) || ioApic.canDeliver(irq);
    }

    private ByteSink sink(OutputStream stream, String what) {
        return new ByteSink(stream,
                e -> LOG.log(Level.WARNING, "The " + what + " output cannot be written any more: " + e.getMessage()));
    }

    /**
     * Builds a machine and loads its image.
     *
     * @throws MachineException if the configuration or the image is invalid
     */
    public static Machine create(MachineConfiguration configuration) throws MachineException {
        long size = configuration.memory();
        if (size < MINIMUM_MEMORY || size > MAXIMUM_MEMORY || size % PhysicalMemory.PAGE_SIZE != 0) {
            throw new MachineException(String.format("memory of %,d bytes is not possible; valid are multiples of 4 KiB"
                    + " from 2 MiB to 3 GiB", size));
        }
        if (!CpuModel.names().contains(configuration.cpuModel())) {
            throw new MachineException("unknown CPU model \"" + configuration.cpuModel() + "\"; valid are "
                    + String.join(", ", CpuModel.names()));
        }
        Machine machine = new Machine(configuration, CpuModel.load(configuration.cpuModel()));
        EntryState entry = configuration.kind() == ImageKind.FLAT ? FlatLoader.load(configuration, machine.memory)
                : MultibootLoader.load(configuration, machine.memory);
        EntryStateLoader.apply(entry, machine.processor);
        return machine;
    }

    /** What it was made from. */
    public MachineConfiguration configuration() {
        return configuration;
    }

    /** The processor. */
    public Processor processor() {
        return processor;
    }

    /** Guest-physical memory. */
    public PhysicalMemory memory() {
        return memory;
    }

    /** The processor's VMX unit. */
    public VmxUnit vmx() {
        return vmx;
    }

    /** The I/O port space, to which further devices can be connected. */
    public PortMap ports() {
        return ports;
    }

    /** Virtual time. */
    public VirtualClock clock() {
        return clock;
    }

    /** The serial port COM1; its {@code receive} methods may be called by any thread. */
    public Uart16550 serial() {
        return serial;
    }

    /** Retired instructions since power-on. */
    public long instructions() {
        return processor.instructions();
    }

    /** Whether the guest has asked for a clean power-off. */
    public boolean isPoweredOff() {
        return stop instanceof StopReason.PowerOff;
    }

    /** Whether {@link #run} has returned because only input from outside can wake the processor. */
    public boolean isWaiting() {
        return waiting;
    }

    /** Sets who is told of events. There is one at a time. */
    public void setObserver(MachineObserver newObserver) {
        observer = newObserver;
    }

    /**
     * Stops the machine at the next instruction boundary. The first reason wins, but a final one over one that is not.
     * Called on the machine's thread, by devices and observers.
     */
    public void stop(StopReason reason) {
        if (stop == null || reason.isFinal() && !stop.isFinal()) {
            stop = reason;
        }
        processor.requestStop();
    }

    /** Makes {@link #run} return soon. May be called by any thread. */
    public void interruptRun() {
        processor.requestStop();
    }

    /**
     * Runs until the machine stops or {@link #interruptRun} is called.
     *
     * @return why it stopped, or null if it is just to be called again
     */
    public StopReason run() {
        waiting = false;
        try {
            serial.poll();
            clock.runDue();
            updateDeadline();
            long limit = configuration.maxInstructions();
            if (stop == null && limit > 0 && processor.instructions() >= limit) {
                stop(new StopReason.LimitReached(processor.instructions()));
            }
            if (stop == null) {
                processor.run(limit > 0 ? limit : Long.MAX_VALUE);
                idle();
            }
        } catch (UnimplementedException e) {
            stop(new StopReason.Unimplemented(e.getMessage(), processor.rip));
        }
        StopReason reason = stop;
        if (reason != null) {
            flush();
            if (!reason.isFinal()) {
                stop = null;
            }
        }
        return reason;
    }

    private void flush() {
        serialSink.flush();
        debugSink.flush();
    }

    /** Decides what becomes of a halted processor: whether an interrupt can ever wake it. */
    private void idle() {
        if (stop != null || processor.activityState != Processor.HALTED || canWakeByItself()) {
            return;
        }
        if (interruptible() && serial.mayInterrupt() && canDeliver(Uart16550.COM1_IRQ)) {
            flush();
            waiting = true;
            return;
        }
        stop(new StopReason.HaltedForGood(interruptible()
                ? "HLT with interrupts enabled, but every interrupt source that runs is masked"
                : "HLT with interrupts disabled and nothing pending"));
    }

    /** External interrupts reach the processor, or its host if it is in VMX non-root operation. */
    private boolean interruptible() {
        return processor.nonRoot || (processor.rflags() & Flags.IF) != 0;
    }

    private boolean canWakeByItself() {
        return interruptible() && (apic.pending() || clock.canRaise(this::canDeliver))
                || processor.nonRoot && processor.vmxDeadline != Long.MAX_VALUE;
    }

    private void updateDeadline() {
        long next = clock.nextDeadline();
        if (next != processor.timerDeadline) {
            processor.setTimer(next);
        }
    }

    private void interruptOutput(boolean active) {
        if (apic != null) {
            apic.setLint0(active);
        }
        if (active) {
            processor.raiseAttention(Attention.INTERRUPT);
        }
    }

    private final class Interrupts implements InterruptController {
        @Override
        public boolean pending() {
            return apic.pending();
        }

        @Override
        public int acknowledge() {
            observer.interruptAcknowledged();
            return apic.externalFirst() ? pic.acknowledge() : apic.acknowledge();
        }
    }

    private final class Events implements MachineEvents {
        @Override
        public void timerDue(long time) {
            clock.runDue();
            updateDeadline();
            if (processor.activityState == Processor.HALTED && !canWakeByItself()) {
                processor.requestStop();
            }
        }

        @Override
        public void vmExit(VmExitRecord exit) {
            observer.vmExit(exit);
        }

        @Override
        public void vmEntry(boolean launch) {
            observer.vmEntry(launch);
        }

        @Override
        public void vmxFailure(Explanation explanation) {
            observer.vmxFailure(explanation);
        }

        @Override
        public void vmxAbort(Explanation explanation) {
            stop(new StopReason.VmxAbort(explanation));
        }

        @Override
        public void tripleFault(String faultChain) {
            stop(new StopReason.TripleFault(faultChain));
        }
    }
}
