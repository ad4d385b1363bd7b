// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.device;

import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.hvdt.emulator.cpu.ApicRegisters;
import org.hvdt.emulator.cpu.Attention;
import org.hvdt.emulator.cpu.Processor;
import org.hvdt.emulator.memory.MmioRegion;
import org.hvdt.emulator.memory.PhysicalMemory;

/**
 * The local APIC of the only processor, in xAPIC and x2APIC mode, with its timer on virtual time (SDM volume 3, chapter
 * "Advanced Programmable Interrupt Controller (APIC)"). Its ID is 0. Interrupts that it sends to other processors go
 * nowhere, as there are none.
 */
public final class LocalApic implements ApicRegisters, MmioRegion {

    /** Stands for the timer where {@link VirtualClock} wants an interrupt request line. */
    public static final int TIMER_LINE = 0x100;

    private static final long ENABLED = 1 << 11;
    private static final long X2APIC = 1 << 10;
    private static final long BASE_MASK = ~0xFFFL;

    private static final int VERSION_VALUE = 0x0005_0014;

    // Register numbers: offset / 16, and the low byte of the x2APIC MSR.
    private static final int ID = 0x02;
    private static final int VERSION = 0x03;
    private static final int TPR = 0x08;
    private static final int APR = 0x09;
    private static final int PPR = 0x0A;
    private static final int EOI = 0x0B;
    private static final int LDR = 0x0D;
    private static final int DFR = 0x0E;
    private static final int SVR = 0x0F;
    private static final int ISR = 0x10;
    private static final int TMR = 0x18;
    private static final int IRR = 0x20;
    private static final int ESR = 0x28;
    private static final int ICR = 0x30;
    private static final int ICR_HIGH = 0x31;
    private static final int LVT_TIMER = 0x32;
    private static final int LVT_LINT0 = 0x35;
    private static final int LVT_LINT1 = 0x36;
    private static final int LVT_ERROR = 0x37;
    private static final int INITIAL_COUNT = 0x38;
    private static final int CURRENT_COUNT = 0x39;
    private static final int DIVIDE = 0x3E;
    private static final int SELF_IPI = 0x3F;

    private static final int MASKED = 1 << 16;
    private static final int TIMER_PERIODIC = 1;
    private static final int TIMER_TSC_DEADLINE = 2;
    /** Writable bits of the local vector table: timer, thermal, performance counter, LINT0, LINT1, error. */
    private static final int[] LVT_MASKS = {0x300FF, 0x107FF, 0x107FF, 0x1A7FF, 0x1A7FF, 0x100FF};

    private static final int DELIVERY_FIXED = 0;
    private static final int DELIVERY_LOWEST = 1;
    private static final int DELIVERY_NMI = 4;
    private static final int DELIVERY_INIT = 5;
    private static final int DELIVERY_EXTINT = 7;

    private static final int ERROR_SEND_VECTOR = 1 << 5;
    private static final int ERROR_RECEIVE_VECTOR = 1 << 6;
    private static final int ERROR_REGISTER = 1 << 7;

    private final Processor cpu;
    private final PhysicalMemory memory;
    private final VirtualClock clock;
    private final VirtualClock.Timer timer;
    private final BooleanSupplier externalPending;
    /** Virtual time of one count with divisor 1. */
    private final long tick;
    private final boolean deadlineMode;
    private EndOfInterrupt ended = vector -> {
    };

    private final int[] inService = new int[8];
    private final int[] requests = new int[8];
    private final int[] level = new int[8];
    private final int[] lvt = new int[6];
    private int id;
    private int taskPriority;
    private int logicalDestination;
    private int destinationFormat;
    private int spurious;
    private int errors;
    private int errorsShown;
    private int commandLow;
    private int commandHigh;
    private int divide;
    private long initialCount;
    private long timerStart;
    private long deadline;
    private boolean lint0;

    /** Told the vector of a level-triggered interrupt whose handler has ended. */
    @FunctionalInterface
    public interface EndOfInterrupt {
        /** A level-triggered interrupt has ended. */
        void ended(int vector);
    }

    /**
     * Creates it in the state after RESET and makes its registers accessible.
     *
     * @param cpu its processor
     * @param memory where it appears when IA32_APIC_BASE enables it
     * @param clock virtual time
     * @param externalPending whether the 8259A pair, which is wired to LINT0, has an interrupt
     */
    public LocalApic(Processor cpu, PhysicalMemory memory, VirtualClock clock, BooleanSupplier externalPending) {
        this.cpu = cpu;
        this.memory = memory;
        this.clock = clock;
        this.externalPending = externalPending;
        timer = clock.newTimer("local APIC timer", TIMER_LINE, this::timerDue);
        int crystal = cpu.model.cpuid(0, 0)[0] >= 0x15 ? cpu.model.cpuid(0x15, 0)[2] : 0;
        tick = VirtualClock.FREQUENCY / (crystal > 0 ? crystal : 100_000_000);
        deadlineMode = cpu.model.hasFeature("TSC_DEADLINE");
        resetRegisters();
        memory.addRegion(this);
    }

    /** Sets who is told of ends of level-triggered interrupts. */
    public void onEndOfInterrupt(EndOfInterrupt listener) {
        ended = listener;
    }

    /** Puts it into "virtual wire mode", in which firmware leaves it: enabled, LINT0 passes the 8259A's interrupts on,
     * LINT1 is the NMI. */
    public void initializeLikeFirmware() {
        spurious = 0x1FF;
        lvt[LVT_LINT0 - LVT_TIMER] = DELIVERY_EXTINT << 8;
        lvt[LVT_LINT1 - LVT_TIMER] = DELIVERY_NMI << 8;
    }

    private void resetRegisters() {
        for (int i = 0; i < 8; i++) {
            inService[i] = 0;
            requests[i] = 0;
            level[i] = 0;
        }
        Arrays.fill(lvt, MASKED);
        id = 0;
        setTaskPriority(0);
        logicalDestination = 0;
        destinationFormat = -1;
        spurious = 0xFF;
        errors = 0;
        errorsShown = 0;
        commandLow = 0;
        commandHigh = 0;
        divide = 0;
        stopTimer();
    }

    private boolean hardwareEnabled() {
        return (cpu.apicBase & ENABLED) != 0;
    }

    private boolean x2Apic() {
        return (cpu.apicBase & (ENABLED | X2APIC)) == (ENABLED | X2APIC);
    }

    private boolean softwareEnabled() {
        return (spurious & 0x100) != 0;
    }

    // ---- interrupts to the processor

    /** Whether the processor is to be interrupted, by the APIC or through it by the 8259A pair. */
    public boolean pending() {
        return externalVisible() && externalPending.getAsBoolean() || deliverable() >= 0;
    }

    /** Whether the processor's next acknowledge cycle belongs to the 8259A pair. */
    public boolean externalFirst() {
        return externalVisible() && externalPending.getAsBoolean();
    }

    /** Whether interrupts of the 8259A pair reach the processor: the APIC is off, or LINT0 is in ExtINT mode. */
    public boolean externalVisible() {
        if (!hardwareEnabled()) {
            return true;
        }
        int entry = lvt[LVT_LINT0 - LVT_TIMER];
        return (entry & MASKED) == 0 && (entry >> 8 & 7) == DELIVERY_EXTINT;
    }

    /** The 8259A pair's output, which is also LINT0 in its fixed and NMI modes. */
    public void setLint0(boolean high) {
        boolean rises = high && !lint0;
        lint0 = high;
        int entry = lvt[LVT_LINT0 - LVT_TIMER];
        if (rises && hardwareEnabled() && (entry & MASKED) == 0 && (entry >> 8 & 7) != DELIVERY_EXTINT) {
            local(LVT_LINT0);
        }
    }

    /** Accepts the interrupt of highest priority. @return its vector; the spurious one if there is none any more */
    public int acknowledge() {
        int vector = deliverable();
        if (vector < 0) {
            return spurious & 0xFF;
        }
        clear(requests, vector);
        set(inService, vector);
        return vector;
    }

    /** Whether the armed timer's interrupt can reach the processor. */
    public boolean timerCanDeliver() {
        return hardwareEnabled() && softwareEnabled() && (lvt[0] & MASKED) == 0
                && (lvt[0] & 0xFF) >>> 4 > processorPriority() >>> 4;
    }

    /**
     * A message of the I/O APIC or of a device.
     *
     * @param destination APIC ID or logical destination, 8 bits
     * @param logical whether the destination is logical
     * @param mode delivery mode: 0 fixed, 1 lowest priority, 4 NMI, 5 INIT, 7 ExtINT
     */
    public void message(int destination, boolean logical, int mode, int vector, boolean levelTriggered) {
        if (hardwareEnabled() && addressed(destination, logical)) {
            accept(mode, vector, levelTriggered);
        }
    }

    private boolean addressed(int destination, boolean logical) {
        if (x2Apic()) {
            if (destination == -1 || destination == 0xFF && !logical) {
                return true;
            }
            // Logical ID in x2APIC mode: cluster 0, bit 0.
            return logical ? destination >>> 16 == 0 && (destination & 1) != 0 : destination == 0;
        }
        if ((destination & 0xFF) == 0xFF) {
            return true;
        }
        if (!logical) {
            return (destination & 0xFF) == id;
        }
        int mine = logicalDestination >>> 24;
        if (destinationFormat >>> 28 == 0xF) {
            return (mine & destination) != 0;
        }
        return mine >>> 4 == (destination >>> 4 & 0xF) && (mine & destination & 0xF) != 0;
    }

    private void accept(int mode, int vector, boolean levelTriggered) {
        switch (mode) {
            case DELIVERY_FIXED, DELIVERY_LOWEST -> {
                if (!softwareEnabled()) {
                    return;
                }
                if (vector < 16) {
                    error(ERROR_RECEIVE_VECTOR);
                    return;
                }
                set(requests, vector);
                if (levelTriggered) {
                    set(level, vector);
                } else {
                    clear(level, vector);
                }
                cpu.raiseAttention(Attention.INTERRUPT);
            }
            case DELIVERY_NMI -> cpu.raiseNmi();
            case DELIVERY_INIT -> cpu.raiseAttention(Attention.INIT);
            default -> {
                // SMI has no handler here, and start-up only concerns a processor that waits for it.
            }
        }
    }

    /** Raises the interrupt of a local vector table entry. */
    private void local(int register) {
        int entry = lvt[register - LVT_TIMER];
        if ((entry & MASKED) == 0 && hardwareEnabled()) {
            boolean simple = register == LVT_TIMER || register == LVT_ERROR;
            accept(simple ? DELIVERY_FIXED : entry >> 8 & 7, entry & 0xFF, false);
        }
    }

    private void error(int bit) {
        boolean first = (errors & bit) == 0;
        errors |= bit;
        // An error interrupt whose own vector is illegal must not report itself.
        if (first && (lvt[LVT_ERROR - LVT_TIMER] & 0xFF) >= 16) {
            local(LVT_ERROR);
        }
    }

    private static void set(int[] bits, int vector) {
        bits[vector >>> 5] |= 1 << vector;
    }

    private static void clear(int[] bits, int vector) {
        bits[vector >>> 5] &= ~(1 << vector);
    }

    private static int highest(int[] bits) {
        for (int i = 7; i >= 0; i--) {
            if (bits[i] != 0) {
                return 32 * i + 31 - Integer.numberOfLeadingZeros(bits[i]);
            }
        }
        return -1;
    }

    /** The vector to interrupt with, or -1. */
    private int deliverable() {
        if (!hardwareEnabled()) {
            return -1;
        }
        int vector = highest(requests);
        return vector >= 0 && vector >>> 4 > processorPriority() >>> 4 ? vector : -1;
    }

    // ---- priorities

    private int taskPriority() {
        // MOV to CR8 changes the class and clears the sub-class.
        if (taskPriority >>> 4 != cpu.cr8) {
            taskPriority = (int) cpu.cr8 << 4;
        }
        return taskPriority;
    }

    private void setTaskPriority(int value) {
        taskPriority = value & 0xFF;
        cpu.cr8 = taskPriority >>> 4;
        cpu.raiseAttention(Attention.INTERRUPT);
    }

    private int processorPriority() {
        int task = taskPriority();
        int serviced = Math.max(highest(inService), 0);
        return task >>> 4 >= serviced >>> 4 ? task : serviced & 0xF0;
    }

    private void endOfInterrupt() {
        int vector = highest(inService);
        if (vector < 0) {
            return;
        }
        clear(inService, vector);
        if ((level[vector >>> 5] >>> vector & 1) != 0) {
            ended.ended(vector);
        }
        cpu.raiseAttention(Attention.INTERRUPT);
    }

    // ---- interprocessor interrupts

    private void send() {
        int vector = commandLow & 0xFF;
        int mode = commandLow >> 8 & 7;
        int shorthand = commandLow >> 18 & 3;
        boolean asserted = (commandLow & 1 << 14) != 0;
        if (mode == DELIVERY_INIT && (commandLow & 1 << 15) != 0 && !asserted) {
            // INIT level de-assert: synchronises arbitration IDs, which recent processors do not have.
            return;
        }
        if ((mode == DELIVERY_FIXED || mode == DELIVERY_LOWEST) && vector < 16) {
            error(ERROR_SEND_VECTOR);
        }
        int destination = x2Apic() ? commandHigh : commandHigh >>> 24;
        boolean self = switch (shorthand) {
            case 0 -> addressed(destination, (commandLow & 1 << 11) != 0);
            case 1, 2 -> true;
            default -> false;
        };
        if (self) {
            accept(mode, vector, false);
        }
    }

    // ---- timer

    private int timerMode() {
        return lvt[0] >> 17 & 3;
    }

    /** Virtual time of one count. */
    private long period() {
        int code = divide & 3 | divide >> 1 & 4;
        return tick << (code + 1 & 7);
    }

    private void stopTimer() {
        initialCount = 0;
        deadline = 0;
        timer.cancel();
    }

    private void startTimer() {
        timerStart = clock.now();
        if (initialCount == 0) {
            timer.cancel();
        } else {
            timer.schedule(timerStart + initialCount * period());
        }
    }

    private long currentCount() {
        if (initialCount == 0 || timerMode() == TIMER_TSC_DEADLINE || timer.deadline() == VirtualClock.NEVER) {
            return 0;
        }
        return Math.max(0, initialCount - (clock.now() - timerStart) / period());
    }

    private void timerDue() {
        if (timerMode() == TIMER_TSC_DEADLINE) {
            deadline = 0;
        } else if (timerMode() == TIMER_PERIODIC && initialCount != 0) {
            timerStart += initialCount * period();
            timer.schedule(timerStart + initialCount * period());
        }
        local(LVT_TIMER);
    }

    private void writeTimerEntry(int value) {
        int old = timerMode();
        lvt[0] = value;
        int mode = timerMode();
        if (old != mode && (old == TIMER_TSC_DEADLINE || mode == TIMER_TSC_DEADLINE)) {
            // A change into or out of TSC-deadline mode disarms the timer.
            stopTimer();
        }
    }

    @Override
    public long tscDeadline() {
        return timerMode() == TIMER_TSC_DEADLINE ? deadline : 0;
    }

    @Override
    public void setTscDeadline(long value) {
        if (timerMode() != TIMER_TSC_DEADLINE) {
            return;
        }
        deadline = value;
        timeStampCounterChanged();
    }

    @Override
    public void timeStampCounterChanged() {
        if (timerMode() != TIMER_TSC_DEADLINE) {
            return;
        }
        if (deadline == 0) {
            timer.cancel();
            return;
        }
        long left = deadline - cpu.tsc();
        if (Long.compareUnsigned(deadline, cpu.tsc()) <= 0) {
            timer.cancel();
            timerDue();
        } else {
            // A deadline beyond the range of virtual time never comes.
            long now = clock.now();
            timer.schedule(left < 0 || now + left < 0 ? VirtualClock.NEVER - 1 : now + left);
        }
    }

    // ---- modes

    @Override
    public void baseChanged(long old) {
        if (((cpu.apicBase ^ old) & (ENABLED | BASE_MASK | X2APIC)) == 0) {
            return;
        }
        if (hardwareEnabled() != ((old & ENABLED) != 0)) {
            long priority = cpu.cr8;
            resetRegisters();
            if (!hardwareEnabled()) {
                cpu.cr8 = priority;
            }
        } else if (x2Apic()) {
            // The ID and the logical destination become read-only; the command register is one register.
            logicalDestination = 1;
            commandHigh = 0;
        }
        memory.regionsChanged();
        cpu.flushTlb();
        cpu.raiseAttention(Attention.INTERRUPT);
    }

    @Override
    public void initialize() {
        int kept = id;
        resetRegisters();
        id = kept;
    }

    // ---- registers

    private int readRegister(int register) {
        if (register >= ISR && register < ESR) {
            int index = register & 7;
            return register < TMR ? inService[index] : register < IRR ? level[index] : requests[index];
        }
        if (register >= LVT_TIMER && register <= LVT_ERROR) {
            return lvt[register - LVT_TIMER];
        }
        return switch (register) {
            case ID -> x2Apic() ? id : id << 24;
            case VERSION -> VERSION_VALUE;
            case TPR -> taskPriority();
            case APR, PPR -> processorPriority();
            case LDR -> logicalDestination;
            case DFR -> destinationFormat;
            case SVR -> spurious;
            case ESR -> errorsShown;
            case ICR -> commandLow;
            case ICR_HIGH -> commandHigh;
            case INITIAL_COUNT -> (int) initialCount;
            case CURRENT_COUNT -> (int) currentCount();
            case DIVIDE -> divide;
            default -> 0;
        };
    }

    private void writeRegister(int register, int value) {
        if (register >= LVT_TIMER && register <= LVT_ERROR) {
            writeEntry(register, value);
            return;
        }
        switch (register) {
            case ID -> id = value >>> 24;
            case TPR -> setTaskPriority(value);
            case EOI -> endOfInterrupt();
            case LDR -> logicalDestination = value & 0xFF00_0000;
            case DFR -> destinationFormat = value | 0x0FFF_FFFF;
            case SVR -> writeSpurious(value);
            case ESR -> {
                errorsShown = errors;
                errors = 0;
            }
            case ICR -> {
                commandLow = value & 0x000C_CFFF;
                send();
            }
            case ICR_HIGH -> commandHigh = x2Apic() ? value : value & 0xFF00_0000;
            case INITIAL_COUNT -> {
                if (timerMode() != TIMER_TSC_DEADLINE) {
                    initialCount = value & 0xFFFF_FFFFL;
                    startTimer();
                }
            }
            case DIVIDE -> writeDivide(value);
            default -> {
                // Read-only, as the callers have checked.
            }
        }
    }

    private void writeEntry(int register, int value) {
        int mask = LVT_MASKS[register - LVT_TIMER];
        if (register == LVT_TIMER && deadlineMode) {
            mask |= TIMER_TSC_DEADLINE << 17;
        }
        int entry = value & mask;
        if (!softwareEnabled()) {
            entry |= MASKED;
        }
        if (register == LVT_TIMER) {
            writeTimerEntry(entry);
        } else {
            lvt[register - LVT_TIMER] = entry;
        }
        cpu.raiseAttention(Attention.INTERRUPT);
    }

    private void writeSpurious(int value) {
        spurious = value & 0x3FF;
        if (!softwareEnabled()) {
            // While it is disabled by software all local interrupts are masked.
            for (int i = 0; i < lvt.length; i++) {
                lvt[i] |= MASKED;
            }
        }
        cpu.raiseAttention(Attention.INTERRUPT);
    }

    private void writeDivide(int value) {
        long left = currentCount();
        divide = value & 0xB;
        if (left > 0) {
            // The count goes on from where it is, at the new rate.
            timerStart = clock.now() - (initialCount - left) * period();
            timer.schedule(clock.now() + left * period());
        }
    }

    private static boolean exists(int register) {
        return switch (register) {
            case ID, VERSION, TPR, APR, PPR, EOI, LDR, DFR, SVR, ESR, ICR, ICR_HIGH, INITIAL_COUNT, CURRENT_COUNT,
                DIVIDE -> true;
            default -> register >= ISR && register < ESR || register >= LVT_TIMER && register <= LVT_ERROR;
        };
    }

    private static boolean writable(int register) {
        return switch (register) {
            case VERSION, APR, PPR, CURRENT_COUNT -> false;
            default -> exists(register) && !(register >= ISR && register < ESR);
        };
    }

    // ---- x2APIC

    @Override
    public Long readX2Apic(int index) {
        int register = index & 0xFF;
        if (!x2Apic() || !exists(register) || register == EOI || register == DFR || register == APR
                || register == ICR_HIGH) {
            return null;
        }
        if (register == ICR) {
            return (long) commandHigh << 32 | commandLow & 0xFFFF_FFFFL;
        }
        return readRegister(register) & 0xFFFF_FFFFL;
    }

    @Override
    public boolean writeX2Apic(int index, long value) {
        int register = index & 0xFF;
        if (!x2Apic()) {
            return false;
        }
        if (register == SELF_IPI) {
            if (value >>> 8 != 0) {
                return false;
            }
            if ((value & 0xFF) < 16) {
                error(ERROR_SEND_VECTOR);
            }
            accept(DELIVERY_FIXED, (int) value, false);
            return true;
        }
        if (!writable(register) || register == ID || register == LDR || register == DFR || register == ICR_HIGH
                || (value & ~writableMask(register)) != 0) {
            return false;
        }
        if (register == ICR) {
            commandHigh = (int) (value >>> 32);
            commandLow = (int) value;
            send();
        } else {
            writeRegister(register, (int) value);
        }
        return true;
    }

    private long writableMask(int register) {
        if (register >= LVT_TIMER && register <= LVT_ERROR) {
            int mask = LVT_MASKS[register - LVT_TIMER] | 1 << 12;
            return register == LVT_TIMER && deadlineMode ? mask | TIMER_TSC_DEADLINE << 17 : mask;
        }
        return switch (register) {
            case TPR -> 0xFF;
            case EOI, ESR -> 0;
            case SVR -> 0x3FF;
            case ICR -> 0xFFFF_FFFF_000C_CFFFL;
            case DIVIDE -> 0xB;
            default -> 0xFFFF_FFFFL;
        };
    }

    // ---- xAPIC: memory

    @Override
    public long start() {
        return cpu.apicBase & BASE_MASK;
    }

    @Override
    public long length() {
        return hardwareEnabled() && !x2Apic() ? 0x1000 : 0;
    }

    @Override
    public long read(long offset, int size) {
        int register = (int) (offset >>> 4);
        int inRegister = (int) offset & 0xF;
        long mask = size == 8 ? -1L : (1L << 8 * size) - 1;
        // Only the low 4 of each 16 bytes hold a register; accesses other than aligned 32-bit ones are undefined.
        if (inRegister >= 4) {
            return 0;
        }
        if (!exists(register)) {
            error(ERROR_REGISTER);
            return 0;
        }
        return (readRegister(register) & 0xFFFF_FFFFL) >>> 8 * inRegister & mask;
    }

    @Override
    public void write(long offset, int size, long value) {
        int register = (int) (offset >>> 4);
        if ((offset & 0xF) != 0) {
            return;
        }
        if (!exists(register)) {
            error(ERROR_REGISTER);
        } else if (writable(register)) {
            writeRegister(register, (int) value);
        }
    }
}
