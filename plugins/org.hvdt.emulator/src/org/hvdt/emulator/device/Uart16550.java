// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.device;

import java.util.ArrayDeque;
import java.util.function.IntConsumer;

/**
 * Serial port with a UART 16550A: all registers, both FIFOs, loopback, modem status, interrupts in the priority of the
 * data sheet. Bytes are sent the moment they are written and received as fast as the guest takes them, so that neither
 * depends on the divisor; a receiver overrun can therefore only be seen in loopback.
 *
 * <p>{@link #receive} may be called by any thread; everything else belongs to the machine's thread.
 */
public final class Uart16550 implements PortDevice {

    /** First port of COM1. */
    public static final int COM1 = 0x3F8;
    /** Interrupt request line of COM1. */
    public static final int COM1_IRQ = 4;
    /** Number of ports. */
    public static final int COUNT = 8;

    private static final int FIFO_SIZE = 16;

    private static final int IER_RECEIVED = 0x01;
    private static final int IER_TRANSMITTER_EMPTY = 0x02;
    private static final int IER_LINE_STATUS = 0x04;
    private static final int IER_MODEM_STATUS = 0x08;

    private static final int IIR_NONE = 0x01;
    private static final int IIR_MODEM_STATUS = 0x00;
    private static final int IIR_TRANSMITTER_EMPTY = 0x02;
    private static final int IIR_RECEIVED = 0x04;
    private static final int IIR_LINE_STATUS = 0x06;
    private static final int IIR_TIMEOUT = 0x0C;
    private static final int IIR_FIFOS_ENABLED = 0xC0;

    private static final int FCR_ENABLE = 0x01;
    private static final int FCR_CLEAR_RECEIVER = 0x02;

    private static final int LCR_DLAB = 0x80;
    private static final int LCR_BREAK = 0x40;

    private static final int MCR_OUT2 = 0x08;
    private static final int MCR_LOOPBACK = 0x10;

    private static final int LSR_DATA_READY = 0x01;
    private static final int LSR_OVERRUN = 0x02;
    private static final int LSR_BREAK = 0x10;
    private static final int LSR_TRANSMITTER_EMPTY = 0x60;
    private static final int LSR_FIFO_ERROR = 0x80;
    private static final int LSR_ERRORS = LSR_OVERRUN | LSR_BREAK;

    /** CTS, DSR and DCD: a terminal is connected and ready. */
    private static final int MSR_CONNECTED = 0xB0;

    private final int base;
    private final IntConsumer sink;
    private final InterruptLine irq;
    private final VirtualClock.Timer timeoutTimer;
    private final VirtualClock clock;

    /** Bytes from outside that the receiver has not taken yet; guarded by itself. */
    private final ArrayDeque<byte[]> input = new ArrayDeque<>();
    private int inputPosition;
    private volatile boolean inputAvailable;
    private volatile boolean inputOpen;
    private volatile Runnable onInput = () -> {
    };

    private final int[] receiver = new int[FIFO_SIZE];
    private int receiverHead;
    private int receiverCount;
    private boolean timeout;
    private int ier;
    private int fcr;
    private int lcr = 0x03;
    private int mcr;
    private int lineErrors;
    private int modemStatus = MSR_CONNECTED;
    private int scratch;
    private int divisor = 12;
    private boolean transmitterInterrupt;

    /**
     * @param base first port
     * @param irq its interrupt request line
     * @param clock virtual time, for the receiver's time-out
     * @param sink receives what the guest sends, bytes 0 to 255
     */
    public Uart16550(int base, InterruptLine irq, VirtualClock clock, IntConsumer sink) {
        this.base = base;
        this.irq = irq;
        this.clock = clock;
        this.sink = sink;
        this.timeoutTimer = clock.newTimer("uart receiver time-out", COM1_IRQ, this::receiverTimedOut);
    }

    /** Queues bytes for the guest to receive. May be called by any thread. The array is copied. */
    public void receive(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        synchronized (input) {
            input.add(bytes.clone());
            inputAvailable = true;
        }
        onInput.run();
    }

    /** Says whether more input may come, so that a guest that halts to wait for it is not taken for one that has halted
     * for good. May be called by any thread. */
    public void setInputOpen(boolean open) {
        inputOpen = open;
        onInput.run();
    }

    /** Called, on any thread, when input has come. */
    public void onInput(Runnable listener) {
        onInput = listener;
    }

    /** Whether input that may still come would interrupt the processor. */
    public boolean mayInterrupt() {
        return inputOpen && (ier & IER_RECEIVED) != 0 && (mcr & (MCR_OUT2 | MCR_LOOPBACK)) == MCR_OUT2;
    }

    /** Takes over input that has come from outside; called by the machine between instructions. */
    public void poll() {
        if (inputAvailable && (mcr & MCR_LOOPBACK) == 0) {
            fillReceiver();
            updateInterrupt();
        }
    }

    @Override
    public int readPort(int port) {
        switch (port - base) {
            case 0:
                return (lcr & LCR_DLAB) != 0 ? divisor & 0xFF : readReceiver();
            case 1:
                return (lcr & LCR_DLAB) != 0 ? divisor >> 8 : ier;
            case 2: {
                int cause = interruptCause();
                if (cause == IIR_TRANSMITTER_EMPTY) {
                    transmitterInterrupt = false;
                    updateInterrupt();
                }
                return cause | ((fcr & FCR_ENABLE) != 0 ? IIR_FIFOS_ENABLED : 0);
            }
            case 3:
                return lcr;
            case 4:
                return mcr;
            case 5:
                return readLineStatus();
            case 6:
                return readModemStatus();
            default:
                return scratch;
        }
    }

    @Override
    public void writePort(int port, int value) {
        switch (port - base) {
            case 0:
                if ((lcr & LCR_DLAB) != 0) {
                    divisor = divisor & 0xFF00 | value;
                } else {
                    transmit(value);
                }
                break;
            case 1:
                if ((lcr & LCR_DLAB) != 0) {
                    divisor = divisor & 0xFF | value << 8;
                } else {
                    // Enabling the interrupt while the transmitter is empty, which it always is, raises it.
                    if ((value & IER_TRANSMITTER_EMPTY) == 0) {
                        transmitterInterrupt = false;
                    } else if ((ier & IER_TRANSMITTER_EMPTY) == 0) {
                        transmitterInterrupt = true;
                    }
                    ier = value & 0x0F;
                    poll();
                    updateInterrupt();
                }
                break;
            case 2:
                writeFifoControl(value);
                break;
            case 3:
                writeLineControl(value);
                break;
            case 4:
                writeModemControl(value & 0x1F);
                break;
            case 7:
                scratch = value;
                break;
            default:
                // Line and modem status are read-only.
                break;
        }
    }

    private void transmit(int value) {
        if ((mcr & MCR_LOOPBACK) == 0) {
            sink.accept(value & characterMask());
        } else {
            putReceiver(value & characterMask());
        }
        transmitterInterrupt = (ier & IER_TRANSMITTER_EMPTY) != 0;
        updateInterrupt();
    }

    private int characterMask() {
        return (1 << 5 + (lcr & 3)) - 1;
    }

    private void writeFifoControl(int value) {
        boolean enabledChanged = ((value ^ fcr) & FCR_ENABLE) != 0;
        if (enabledChanged || (value & FCR_CLEAR_RECEIVER) != 0) {
            receiverCount = 0;
            timeout = false;
            timeoutTimer.cancel();
            lineErrors = 0;
        }
        fcr = (value & FCR_ENABLE) != 0 ? value & 0xC9 : 0;
        poll();
        updateInterrupt();
    }

    private void writeLineControl(int value) {
        boolean breakStarts = (value & ~lcr & LCR_BREAK) != 0;
        lcr = value;
        if (breakStarts && (mcr & MCR_LOOPBACK) != 0) {
            putReceiver(0);
            lineErrors |= LSR_BREAK;
            updateInterrupt();
        }
    }

    private void writeModemControl(int value) {
        mcr = value;
        int lines = MSR_CONNECTED;
        if ((mcr & MCR_LOOPBACK) != 0) {
            // DTR to DSR, RTS to CTS, OUT1 to RI, OUT2 to DCD.
            lines = (mcr & 1) << 5 | (mcr & 2) << 3 | (mcr & 4) << 4 | (mcr & 8) << 4;
        }
        int changed = (lines ^ modemStatus) & 0xF0;
        int deltas = changed >> 4 & 0x0B;
        if ((changed & 0x40) != 0 && (lines & 0x40) == 0) {
            // Only the trailing edge of the ring indicator is reported.
            deltas |= 0x04;
        }
        modemStatus = lines | modemStatus & 0x0F | deltas;
        poll();
        updateInterrupt();
    }

    private int readReceiver() {
        poll();
        int value = 0;
        if (receiverCount > 0) {
            value = receiver[receiverHead];
            receiverHead = (receiverHead + 1) % FIFO_SIZE;
            receiverCount--;
        }
        timeout = false;
        poll();
        scheduleTimeout();
        updateInterrupt();
        return value;
    }

    private int readLineStatus() {
        poll();
        int status = LSR_TRANSMITTER_EMPTY | lineErrors;
        if (receiverCount > 0) {
            status |= LSR_DATA_READY;
        }
        if ((fcr & FCR_ENABLE) != 0 && (lineErrors & LSR_BREAK) != 0) {
            status |= LSR_FIFO_ERROR;
        }
        lineErrors = 0;
        updateInterrupt();
        return status;
    }

    private int readModemStatus() {
        int status = modemStatus;
        modemStatus &= 0xF0;
        updateInterrupt();
        return status;
    }

    private int capacity() {
        return (fcr & FCR_ENABLE) != 0 ? FIFO_SIZE : 1;
    }

    private int triggerLevel() {
        if ((fcr & FCR_ENABLE) == 0) {
            return 1;
        }
        return switch (fcr >> 6) {
            case 0 -> 1;
            case 1 -> 4;
            case 2 -> 8;
            default -> 14;
        };
    }

    private void putReceiver(int value) {
        if (receiverCount == capacity()) {
            lineErrors |= LSR_OVERRUN;
            if (capacity() == 1) {
                receiver[receiverHead] = value;
            }
            return;
        }
        receiver[(receiverHead + receiverCount) % FIFO_SIZE] = value;
        receiverCount++;
        scheduleTimeout();
    }

    private void fillReceiver() {
        synchronized (input) {
            while (receiverCount < capacity() && !input.isEmpty()) {
                byte[] bytes = input.peek();
                putReceiver(bytes[inputPosition++] & 0xFF);
                if (inputPosition == bytes.length) {
                    input.remove();
                    inputPosition = 0;
                }
            }
            inputAvailable = !input.isEmpty();
        }
    }

    /** Four character times without an access, with data below the trigger level, raise the time-out interrupt. */
    private void scheduleTimeout() {
        if ((fcr & FCR_ENABLE) != 0 && receiverCount > 0 && !timeout) {
            long bit = VirtualClock.FREQUENCY * Math.max(1, divisor) / 115_200;
            timeoutTimer.schedule(clock.now() + 4 * 10 * bit);
        } else {
            timeoutTimer.cancel();
        }
    }

    private void receiverTimedOut() {
        timeout = receiverCount > 0;
        updateInterrupt();
    }

    private int interruptCause() {
        if ((ier & IER_LINE_STATUS) != 0 && (lineErrors & LSR_ERRORS) != 0) {
            return IIR_LINE_STATUS;
        }
        if ((ier & IER_RECEIVED) != 0 && receiverCount >= triggerLevel()) {
            return IIR_RECEIVED;
        }
        if ((ier & IER_RECEIVED) != 0 && timeout && receiverCount > 0) {
            return IIR_TIMEOUT;
        }
        if ((ier & IER_TRANSMITTER_EMPTY) != 0 && transmitterInterrupt) {
            return IIR_TRANSMITTER_EMPTY;
        }
        if ((ier & IER_MODEM_STATUS) != 0 && (modemStatus & 0x0F) != 0) {
            return IIR_MODEM_STATUS;
        }
        return IIR_NONE;
    }

    private void updateInterrupt() {
        // On a PC, OUT2 connects the UART's interrupt output to the bus; loopback cuts OUT2 off from its pin.
        irq.set(interruptCause() != IIR_NONE && (mcr & (MCR_OUT2 | MCR_LOOPBACK)) == MCR_OUT2);
    }
}
