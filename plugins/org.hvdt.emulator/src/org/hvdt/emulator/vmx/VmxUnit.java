// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.vmx;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.hvdt.emulator.cpu.Attention;
import org.hvdt.emulator.cpu.Processor;
import org.hvdt.emulator.cpu.Vector;
import org.hvdt.emulator.cpu.VmxOperation;
import org.hvdt.emulator.isa.Instruction;
import org.hvdt.emulator.memory.PhysicalMemory;

/**
 * The VMX unit of a processor: state of VMX operation, the current VMCS, and the decisions which instructions and
 * events cause VM exits (Intel SDM volume 3, chapter "VMX Non-Root Operation"). Belongs to the machine's thread; the
 * methods without side effects may be called while the machine is stopped.
 */
public final class VmxUnit implements VmxOperation {

    /** Kind of operation. */
    public enum State {
        /** Outside VMX operation. */
        OUTSIDE,
        /** VMX root operation. */
        ROOT,
        /** VMX non-root operation. */
        NON_ROOT
    }

    /** IA32_FEATURE_CONTROL. */
    public static final int FEATURE_CONTROL = 0x3A;
    /** IA32_FEATURE_CONTROL: locked. */
    static final long LOCKED = 1;
    /** IA32_FEATURE_CONTROL: VMXON outside SMX operation enabled. */
    static final long VMXON_ENABLED = 1 << 2;
    /** The current-VMCS pointer when there is none. */
    static final long NO_VMCS = -1L;

    private static final int CR0_TS = 1 << 3;
    /** Offset of the virtual task-priority register in the virtual-APIC page. */
    private static final int VIRTUAL_TPR = 0x80;
    private static final int VALID = 1 << 31;
    private static final int EFER_DEFINED = 0xD01;
    private static final int NXE = 1 << 11;

    private final Processor cpu;
    private final PhysicalMemory memory;
    private final VmxCapabilities capabilities;
    private final Map<Long, Vmcs> known = new LinkedHashMap<>();
    private final VmExits exits;
    private final VmEntries entries;

    private boolean vmxOperation;
    private long vmxonPointer = NO_VMCS;
    private Vmcs current;

    // controls of the current VMCS as they were at VM entry, in VMX non-root operation
    private int pin;
    private int primary;
    private int secondary;
    private long timerStart;
    private long timerValue;
    private long timerDeadline = Long.MAX_VALUE;
    private long trapDeadline = Long.MAX_VALUE;
    private boolean trapPending;

    /**
     * @param cpu the processor it belongs to
     * @param memory guest-physical memory
     * @param capabilities of the CPU model
     */
    public VmxUnit(Processor cpu, PhysicalMemory memory, VmxCapabilities capabilities) {
        this.cpu = cpu;
        this.memory = memory;
        this.capabilities = capabilities;
        exits = new VmExits(cpu, memory, this);
        entries = new VmEntries(cpu, memory, this, exits);
    }

    // ---- state

    /** Kind of operation that the processor is in. */
    public State state() {
        return !vmxOperation ? State.OUTSIDE : cpu.nonRoot ? State.NON_ROOT : State.ROOT;
    }

    /** The current VMCS, null if there is none. */
    public Vmcs currentVmcs() {
        return current;
    }

    /** The VMCSs that were loaded since VMXON, in the order in which they were first loaded. */
    public List<Vmcs> knownVmcss() {
        return new ArrayList<>(known.values());
    }

    /** Capabilities of the CPU model. */
    public VmxCapabilities capabilities() {
        return capabilities;
    }

    /** Physical address of the VMXON region, -1 outside VMX operation. */
    public long vmxonPointer() {
        return vmxonPointer;
    }

    /**
     * Address of the VMWRITE that last wrote a field.
     *
     * @return the linear address, 0 if none did, {@link Vmcs#WRITTEN_BY_PROCESSOR} if a VM exit or entry wrote it later
     */
    public long lastWrite(Vmcs vmcs, VmcsField field) {
        return vmcs.lastWrite(field);
    }

    /**
     * "Would this launch?": makes all VM-entry checks on the current VMCS, without side effects.
     *
     * @return the checks that fail, in the SDM's order; empty if none does or there is no current VMCS
     */
    public List<Explanation.Finding> checkEntry() {
        if (current == null) {
            return List.of();
        }
        boolean longMode = state() == State.NON_ROOT
                ? (current.read(VmcsField.EXIT_CONTROLS) & ControlBits.EXIT_HOST_ADDRESS_SPACE_SIZE) != 0
                : cpu.longMode();
        return VmEntryChecks.evaluate(new VmEntryContext(current, capabilities, memory,
                cpu.walker.physicalAddressBits, eferMask(), longMode));
    }

    /** Bits of IA32_EFER that the processor defines. */
    long eferMask() {
        boolean noExecute = (cpu.model.cpuid(0x80000001, 0)[3] >>> 20 & 1) != 0;
        return noExecute ? EFER_DEFINED : EFER_DEFINED & ~NXE;
    }

    @Override
    public boolean inVmxOperation() {
        return vmxOperation;
    }

    @Override
    public boolean violatesFixedBits(int cr, long value) {
        if (!vmxOperation) {
            return false;
        }
        long must = capabilities.fixed0(cr);
        if (cr == 0 && cpu.nonRoot && (secondary & ControlBits.SEC_UNRESTRICTED_GUEST) != 0) {
            must &= ~0x80000001L;
        }
        return (value & must) != must || (value & ~capabilities.fixed1(cr)) != 0;
    }

    @Override
    public long readCapabilityMsr(int index) {
        if (!cpu.model.definesMsr(index)) {
            throw cpu.fault(Vector.GP, 0);
        }
        return index == FEATURE_CONTROL ? featureControl() : capabilities.msr(index);
    }

    /** IA32_FEATURE_CONTROL as firmware has left it. */
    long featureControl() {
        return cpu.model.msr(FEATURE_CONTROL, 0);
    }

    // ---- VMX operation and VMCS pointers, for the instructions

    void enterOperation(long pointer) {
        vmxOperation = true;
        vmxonPointer = pointer;
        current = null;
        known.clear();
    }

    void leaveOperation() {
        for (Vmcs vmcs : known.values()) {
            if (vmcs.active()) {
                vmcs.store(memory);
            }
        }
        known.clear();
        current = null;
        vmxOperation = false;
        vmxonPointer = NO_VMCS;
    }

    void loadVmcs(long address) {
        Vmcs vmcs = known.computeIfAbsent(address, Vmcs::new);
        vmcs.load(memory);
        current = vmcs;
    }

    void clearVmcs(long address) {
        Vmcs vmcs = known.get(address);
        if (vmcs == null) {
            memory.write32(address + Vmcs.LAUNCH_STATE_OFFSET, 0);
            return;
        }
        vmcs.clear(memory);
        if (vmcs == current) {
            current = null;
        }
    }

    VmEntries entries() {
        return entries;
    }

    // ---- outcome of VMX instructions

    void succeed() {
        cpu.setStatusFlags(0);
    }

    /** VMfailInvalid or VMfailValid, depending on whether there is a current VMCS. */
    void fail(int error, Explanation explanation) {
        if (current == null) {
            failInvalid(explanation);
        } else {
            failValid(error, explanation);
        }
    }

    void failInvalid(Explanation explanation) {
        cpu.setStatusFlags(1);
        cpu.events.vmxFailure(explanation);
    }

    void failValid(int error, Explanation explanation) {
        cpu.setStatusFlags(1 << 6);
        current.write(VmcsField.VM_INSTRUCTION_ERROR, error);
        cpu.events.vmxFailure(explanation);
    }

    // ---- entering and leaving the guest

    void enterGuest(Vmcs vmcs) {
        pin = vmcs.read32(VmcsField.PIN_BASED_CONTROLS);
        primary = vmcs.read32(VmcsField.PRIMARY_CONTROLS);
        secondary = (primary & ControlBits.PRI_ACTIVATE_SECONDARY_CONTROLS) == 0 ? 0
                : vmcs.read32(VmcsField.SECONDARY_CONTROLS);
        cpu.vpid = secondary(ControlBits.SEC_ENABLE_VPID) ? vmcs.read32(VmcsField.VPID) : 0;
        trapPending = false;
        // The entering instruction itself counts, so the guest's first instruction ends at time + 2.
        trapDeadline = monitorTrapFlag() ? cpu.time() + 2 : Long.MAX_VALUE;
        timerDeadline = Long.MAX_VALUE;
        if ((pin & ControlBits.PIN_ACTIVATE_VMX_PREEMPTION_TIMER) != 0) {
            int shift = capabilities.preemptionTimerShift();
            timerStart = cpu.tsc() + 1 >>> shift;
            timerValue = vmcs.read(VmcsField.PREEMPTION_TIMER_VALUE);
            timerDeadline = (timerStart + timerValue << shift) - (cpu.tsc() - cpu.time());
        }
        armTimer();
    }

    void leaveGuest() {
        pin = 0;
        primary = 0;
        secondary = 0;
        cpu.vpid = 0;
        trapPending = false;
        if (trapDeadline != Long.MAX_VALUE || timerDeadline != Long.MAX_VALUE) {
            trapDeadline = Long.MAX_VALUE;
            timerDeadline = Long.MAX_VALUE;
            armTimer();
        }
    }

    private void armTimer() {
        long deadline = Math.min(trapDeadline, timerDeadline);
        if (cpu.vmxDeadline != deadline) {
            cpu.setVmxTimer(deadline);
        }
    }

    /** Value of the VMX-preemption timer as a VM exit saves it. */
    long preemptionTimerValue() {
        long elapsed = (cpu.tsc() >>> capabilities.preemptionTimerShift()) - timerStart;
        return Math.max(0, timerValue - Math.max(0, elapsed));
    }

    boolean monitorTrapFlag() {
        return (primary & ControlBits.PRI_MONITOR_TRAP_FLAG) != 0;
    }

    boolean virtualNmis() {
        return (pin & ControlBits.PIN_VIRTUAL_NMIS) != 0;
    }

    /** Makes an MTF VM exit pending on the next instruction boundary. */
    void pendMonitorTrap() {
        trapPending = true;
        cpu.raiseAttention(Attention.VMX);
    }

    // ---- instructions

    private boolean primary(int control) {
        return (primary & control) != 0;
    }

    private boolean secondary(int control) {
        return (secondary & control) != 0;
    }

    @Override
    public void interceptAlways(int reason, Instruction instruction) {
        exitInstruction(reason, InstructionInformation.qualifiedByDisplacement(reason)
                ? InstructionInformation.displacement(cpu, instruction) : 0, instruction);
    }

    private void exitInstruction(int reason, long qualification, Instruction instruction) {
        exits.setInstruction(instruction.length(), InstructionInformation.of(reason, instruction));
        throw exits.instruction(reason, qualification);
    }

    @Override
    public void intercept(int reason, long qualification, Instruction instruction) {
        if (disabled(reason)) {
            throw cpu.fault(Vector.UD);
        }
        if (controlled(reason)) {
            exitInstruction(reason, InstructionInformation.qualifiedByDisplacement(reason)
                    ? InstructionInformation.displacement(cpu, instruction) : qualification, instruction);
        }
    }

    /** Whether the control that enables the instruction in VMX non-root operation is 0, so that it causes #UD. */
    private boolean disabled(int reason) {
        return switch (reason) {
            case ExitReason.RDTSCP -> !secondary(ControlBits.SEC_ENABLE_RDTSCP);
            case ExitReason.INVPCID -> !secondary(ControlBits.SEC_ENABLE_INVPCID);
            case ExitReason.XSAVES, ExitReason.XRSTORS -> !secondary(ControlBits.SEC_ENABLE_XSAVES_XRSTORS);
            case ExitReason.UMWAIT, ExitReason.TPAUSE -> !secondary(ControlBits.SEC_ENABLE_USER_WAIT_AND_PAUSE);
            default -> false;
        };
    }

    /** Whether the controls say that the instruction causes a VM exit. */
    private boolean controlled(int reason) {
        return switch (reason) {
            case ExitReason.HLT -> primary(ControlBits.PRI_HLT_EXITING);
            case ExitReason.INVLPG, ExitReason.INVPCID -> primary(ControlBits.PRI_INVLPG_EXITING);
            case ExitReason.MWAIT -> primary(ControlBits.PRI_MWAIT_EXITING);
            case ExitReason.MONITOR -> primary(ControlBits.PRI_MONITOR_EXITING);
            case ExitReason.PAUSE -> primary(ControlBits.PRI_PAUSE_EXITING);
            case ExitReason.RDPMC -> primary(ControlBits.PRI_RDPMC_EXITING);
            case ExitReason.RDTSC, ExitReason.RDTSCP, ExitReason.UMWAIT, ExitReason.TPAUSE ->
                primary(ControlBits.PRI_RDTSC_EXITING);
            case ExitReason.WBINVD_OR_WBNOINVD -> secondary(ControlBits.SEC_WBINVD_EXITING);
            case ExitReason.RDRAND -> secondary(ControlBits.SEC_RDRAND_EXITING);
            case ExitReason.RDSEED -> secondary(ControlBits.SEC_RDSEED_EXITING);
            case ExitReason.GDTR_OR_IDTR_ACCESS, ExitReason.LDTR_OR_TR_ACCESS ->
                secondary(ControlBits.SEC_DESCRIPTOR_TABLE_EXITING);
            // No bit of IA32_XSS is implemented, so that the XSS-exiting bitmap never selects one.
            case ExitReason.XSAVES, ExitReason.XRSTORS -> false;
            case ExitReason.RSM -> true;
            default -> false;
        };
    }

    private static int accessQualification(int cr, int type, int gpr) {
        return cr | type << 4 | gpr << 8;
    }

    @Override
    public long interceptMovToCr(int cr, int gpr, long value, Instruction instruction) {
        switch (cr) {
            case 0 -> {
                return maskedWrite(VmcsField.CR0_MASK, VmcsField.CR0_READ_SHADOW, value, cpu.cr0, 0, gpr, instruction);
            }
            case 4 -> {
                return maskedWrite(VmcsField.CR4_MASK, VmcsField.CR4_READ_SHADOW, value, cpu.cr4, 4, gpr, instruction);
            }
            case 3 -> {
                if (primary(ControlBits.PRI_CR3_LOAD_EXITING) && !isTarget(value)) {
                    exitInstruction(ExitReason.CONTROL_REGISTER_ACCESS, accessQualification(3, 0, gpr), instruction);
                }
            }
            default -> {
                if (primary(ControlBits.PRI_CR8_LOAD_EXITING)) {
                    exitInstruction(ExitReason.CONTROL_REGISTER_ACCESS, accessQualification(8, 0, gpr), instruction);
                }
                if (primary(ControlBits.PRI_USE_TPR_SHADOW)) {
                    return writeVirtualTpr(value);
                }
            }
        }
        return value;
    }

    /** MOV to CR8 with a TPR shadow writes the virtual TPR instead (SDM volume 3, "Virtualizing CR8-Based TPR Accesses"
     * and "TPR Virtualization"). @return CR8 as it is */
    private long writeVirtualTpr(long value) {
        if (value >>> 4 != 0) {
            throw cpu.fault(Vector.GP, 0);
        }
        memory.write32(current.read(VmcsField.VIRTUAL_APIC_ADDRESS) + VIRTUAL_TPR, (int) value << 4);
        if (value < (current.read(VmcsField.TPR_THRESHOLD) & 15)) {
            // Trap-like: the instruction has been executed.
            throw exits.event(ExitReason.TPR_BELOW_THRESHOLD, 0);
        }
        return cpu.cr8;
    }

    private long maskedWrite(VmcsField maskField, VmcsField shadowField, long value, long old, int cr, int gpr,
            Instruction instruction) {
        long mask = current.read(maskField);
        if (((value ^ current.read(shadowField)) & mask) != 0) {
            exitInstruction(ExitReason.CONTROL_REGISTER_ACCESS, accessQualification(cr, 0, gpr), instruction);
        }
        return value & ~mask | old & mask;
    }

    private boolean isTarget(long value) {
        long count = current.read(VmcsField.CR3_TARGET_COUNT);
        for (int i = 0; i < count; i++) {
            VmcsField field = VmcsField.of(VmcsField.CR3_TARGET_VALUE_0.encoding() + 2L * i);
            if (value == current.read(field)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public long interceptMovFromCr(int cr, int gpr, long value, Instruction instruction) {
        return switch (cr) {
            case 0 -> shadowed(VmcsField.CR0_MASK, VmcsField.CR0_READ_SHADOW, value);
            case 4 -> shadowed(VmcsField.CR4_MASK, VmcsField.CR4_READ_SHADOW, value);
            case 3 -> storeExit(ControlBits.PRI_CR3_STORE_EXITING, cr, gpr, value, instruction);
            case 8 -> storeExit(ControlBits.PRI_CR8_STORE_EXITING, cr, gpr, primary(ControlBits.PRI_USE_TPR_SHADOW)
                    ? memory.read8(current.read(VmcsField.VIRTUAL_APIC_ADDRESS) + VIRTUAL_TPR) >> 4 & 15 : value,
                    instruction);
            default -> value;
        };
    }

    private long storeExit(int control, int cr, int gpr, long value, Instruction instruction) {
        if (primary(control)) {
            exitInstruction(ExitReason.CONTROL_REGISTER_ACCESS, accessQualification(cr, 1, gpr), instruction);
        }
        return value;
    }

    private long shadowed(VmcsField maskField, VmcsField shadowField, long value) {
        long mask = current.read(maskField);
        return value & ~mask | current.read(shadowField) & mask;
    }

    @Override
    public boolean interceptClts(Instruction instruction) {
        if ((current.read(VmcsField.CR0_MASK) & CR0_TS) == 0) {
            return true;
        }
        if ((current.read(VmcsField.CR0_READ_SHADOW) & CR0_TS) != 0) {
            exitInstruction(ExitReason.CONTROL_REGISTER_ACCESS, accessQualification(0, 2, 0), instruction);
        }
        return false;
    }

    @Override
    public long interceptLmsw(long newCr0, int source, long linearAddress, boolean inMemory, Instruction instruction) {
        long mask = current.read(VmcsField.CR0_MASK);
        long shadow = current.read(VmcsField.CR0_READ_SHADOW);
        // LMSW never clears PE, so that a 0 in the source does not count as a change of it.
        boolean setsPe = (mask & source & ~shadow & 1) != 0;
        if (setsPe || (mask & (source ^ shadow) & 0xE) != 0) {
            exits.setLinearAddress(inMemory ? linearAddress : 0);
            exitInstruction(ExitReason.CONTROL_REGISTER_ACCESS, accessQualification(0, 3, 0) | (inMemory ? 1 << 6 : 0)
                    | (source & 0xFFFFL) << 16, instruction);
        }
        return newCr0 & ~mask | cpu.cr0 & mask;
    }

    @Override
    public long smswValue(long cr0) {
        return shadowed(VmcsField.CR0_MASK, VmcsField.CR0_READ_SHADOW, cr0);
    }

    @Override
    public void interceptMovDr(int dr, int gpr, boolean write, Instruction instruction) {
        if (primary(ControlBits.PRI_MOV_DR_EXITING)) {
            exitInstruction(ExitReason.MOV_DR, dr | (write ? 0 : 1 << 4) | gpr << 8, instruction);
        }
    }

    @Override
    public void interceptIo(int port, int size, boolean in, boolean string, boolean rep, boolean immediatePort,
            long linearAddress, Instruction instruction) {
        boolean exit = primary(ControlBits.PRI_USE_IO_BITMAPS) ? ioBitmap(port, size)
                : primary(ControlBits.PRI_UNCONDITIONAL_IO_EXITING);
        if (!exit) {
            return;
        }
        if (string) {
            exits.setLinearAddress(linearAddress);
        }
        exits.setInstruction(instruction.length(), string && capabilities.insOutsInformation()
                ? InstructionInformation.ofString(instruction, in) : 0);
        throw exits.instruction(ExitReason.IO_INSTRUCTION, size - 1 | (in ? 1 << 3 : 0) | (string ? 1 << 4 : 0)
                | (rep ? 1 << 5 : 0) | (immediatePort ? 1 << 6 : 0) | (port & 0xFFFFL) << 16);
    }

    private boolean ioBitmap(int port, int size) {
        if (port + size > 0x10000) {
            // The access wraps around the 16-bit I/O-port space.
            return true;
        }
        for (int p = port; p < port + size; p++) {
            long bitmap = current.read(p < 0x8000 ? VmcsField.IO_BITMAP_A : VmcsField.IO_BITMAP_B);
            if ((memory.read8(bitmap + (p >>> 3 & 0xFFF)) >>> (p & 7) & 1) != 0) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void interceptRdmsr(int index, Instruction instruction) {
        if (msrBitmap(index, 0)) {
            exitInstruction(ExitReason.RDMSR, 0, instruction);
        }
    }

    @Override
    public void interceptWrmsr(int index, Instruction instruction) {
        if (msrBitmap(index, 2048)) {
            exitInstruction(ExitReason.WRMSR, 0, instruction);
        }
    }

    private boolean msrBitmap(int index, int offset) {
        if (!primary(ControlBits.PRI_USE_MSR_BITMAPS)) {
            return true;
        }
        int half;
        if (index >= 0 && index < 0x2000) {
            half = 0;
        } else if ((index & 0xFFFFE000) == 0xC0000000) {
            half = 1024;
        } else {
            return true;
        }
        long address = current.read(VmcsField.MSR_BITMAPS) + offset + half + ((index & 0x1FFF) >>> 3);
        return (memory.read8(address) >>> (index & 7) & 1) != 0;
    }

    @Override
    public void interceptTaskSwitch(int selector, int source, Instruction instruction) {
        exits.setInstruction(instruction == null ? 0 : instruction.length(), 0);
        long qualification = selector & 0xFFFF | (long) source << 30;
        throw instruction == null ? exits.event(ExitReason.TASK_SWITCH, qualification)
                : exits.instruction(ExitReason.TASK_SWITCH, qualification);
    }

    @Override
    public long adjustTsc(long tsc) {
        return primary(ControlBits.PRI_USE_TSC_OFFSETTING) ? tsc + current.read(VmcsField.TSC_OFFSET) : tsc;
    }

    // ---- events

    @Override
    public void interceptException(int vector, int type, boolean hasErrorCode, int errorCode, long qualification,
            int instructionLength) {
        boolean exit = (current.read(VmcsField.EXCEPTION_BITMAP) >>> vector & 1) != 0;
        if (vector == Vector.PF) {
            boolean match = (errorCode & current.read(VmcsField.PAGE_FAULT_ERROR_CODE_MASK))
                    == current.read(VmcsField.PAGE_FAULT_ERROR_CODE_MATCH);
            // If the error code does not match, the bit in the bitmap has the opposite meaning.
            exit = exit == match;
        }
        if (!exit) {
            return;
        }
        exits.setEvent(VALID | (hasErrorCode ? 1 << 11 : 0) | type << 8 | vector, hasErrorCode ? errorCode : 0);
        exits.setInstruction(instructionLength, 0);
        long flags = cpu.rflags();
        if (type == 3 && vector != Vector.DB) {
            // As in the image that delivery of a fault would push.
            flags |= 1 << 16;
        }
        throw exits.exit(ExitReason.EXCEPTION_OR_NMI, qualification, cpu.rip, flags);
    }

    @Override
    public void interceptTripleFault() {
        if (cpu.nonRoot) {
            throw exits.event(ExitReason.TRIPLE_FAULT, 0);
        }
    }

    @Override
    public void deliveringEvent(int info, int errorCode, int instructionLength) {
        exits.delivering(info, errorCode, instructionLength);
    }

    /** Order of precedence: SDM volume 3, "Priority Among Concurrent Events", "VMX-Preemption Timer", "Monitor Trap
     * Flag". */
    @Override
    public void interceptPendingEvents() {
        if (cpu.takeInit()) {
            throw exits.event(ExitReason.INIT_SIGNAL, 0);
        }
        if (trapPending || cpu.time() >= trapDeadline) {
            throw exits.event(ExitReason.MONITOR_TRAP_FLAG, 0);
        }
        if (cpu.time() >= timerDeadline && cpu.activityState != Processor.WAIT_FOR_SIPI) {
            throw exits.event(ExitReason.PREEMPTION_TIMER, 0);
        }
        armTimer();
        if (cpu.activityState == Processor.WAIT_FOR_SIPI) {
            return;
        }
        interceptNmi();
        interceptInterrupt();
    }

    private void interceptNmi() {
        boolean blockedByMovSs = cpu.blockingByMovSs;
        if (primary(ControlBits.PRI_NMI_WINDOW_EXITING) && !cpu.blockingByNmi) {
            if (!blockedByMovSs) {
                throw exits.event(ExitReason.NMI_WINDOW, 0);
            }
            cpu.raiseAttention(Attention.VMX);
        }
        if (cpu.nmiPending && (pin & ControlBits.PIN_NMI_EXITING) != 0 && (virtualNmis() || !cpu.blockingByNmi)) {
            if (!blockedByMovSs) {
                cpu.nmiPending = false;
                exits.setEvent(VALID | 2 << 8 | Vector.NMI, 0);
                throw exits.event(ExitReason.EXCEPTION_OR_NMI, 0);
            }
            cpu.raiseAttention(Attention.VMX);
        }
    }

    private void interceptInterrupt() {
        if (cpu.activityState == Processor.SHUTDOWN) {
            return;
        }
        boolean blocked = cpu.blockingByMovSs || cpu.blockingBySti;
        if (primary(ControlBits.PRI_INTERRUPT_WINDOW_EXITING) && (cpu.rflags() & 1 << 9) != 0) {
            if (!blocked) {
                throw exits.event(ExitReason.INTERRUPT_WINDOW, 0);
            }
            cpu.raiseAttention(Attention.VMX);
        }
        if ((pin & ControlBits.PIN_EXTERNAL_INTERRUPT_EXITING) != 0 && cpu.intc.pending()) {
            if (blocked) {
                cpu.raiseAttention(Attention.VMX);
                return;
            }
            int event = 0;
            if ((current.read(VmcsField.EXIT_CONTROLS) & ControlBits.EXIT_ACKNOWLEDGE_INTERRUPT_ON_EXIT) != 0) {
                int vector = cpu.intc.acknowledge();
                if (vector < 0) {
                    return;
                }
                event = VALID | vector;
            }
            exits.setEvent(event, 0);
            throw exits.event(ExitReason.EXTERNAL_INTERRUPT, 0);
        }
    }
}
