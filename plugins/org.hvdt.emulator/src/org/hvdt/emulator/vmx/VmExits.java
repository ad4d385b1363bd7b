// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.vmx;

import java.util.List;

import org.hvdt.emulator.control.VmExitRecord;
import org.hvdt.emulator.cpu.Flags;
import org.hvdt.emulator.cpu.Processor;
import org.hvdt.emulator.cpu.ProcessorException;
import org.hvdt.emulator.cpu.StateReplaced;
import org.hvdt.emulator.memory.PageWalker;
import org.hvdt.emulator.memory.PhysicalMemory;

/**
 * VM exits (Intel SDM volume 3, chapter "VM Exits"): recording information, saving guest state, MSR lists, loading host
 * state.
 */
final class VmExits {

    /** VMX-abort indicator: a failure in saving guest MSRs. */
    private static final int ABORT_SAVING_MSRS = 1;
    /** VMX-abort indicator: host checking of the PDPTEs failed. */
    private static final int ABORT_HOST_PDPTES = 2;
    /** VMX-abort indicator: a failure on loading host MSRs. */
    private static final int ABORT_LOADING_MSRS = 4;

    private static final int VALID = 1 << 31;
    /** Bits of CR0 that VM entries and VM exits do not load: ET, NW, CD and the reserved ones. */
    static final long CR0_KEPT = 0xFFFFFFFF_7FFAFFD0L;
    private static final long PAE = 1 << 5;
    private static final long PCIDE = 1 << 17;
    private static final long PAGING_CR0 = 1L << 31 | 1L << 16 | 1;
    private static final long LME_LMA = 1 << 8 | 1 << 10;

    private final Processor cpu;
    private final PhysicalMemory memory;
    private final VmxUnit unit;

    // what the exit in preparation records; the event being delivered stays until delivery has ended
    private int instructionLength;
    private int instructionInformation;
    private int interruptionInformation;
    private int interruptionErrorCode;
    private long guestLinearAddress;
    private int deliveringInformation;
    private int deliveringErrorCode;
    private int deliveringLength;
    private long number;

    VmExits(Processor cpu, PhysicalMemory memory, VmxUnit unit) {
        this.cpu = cpu;
        this.memory = memory;
        this.unit = unit;
    }

    /** The event whose delivery is under way; {@code information} 0 ends it. */
    void delivering(int information, int errorCode, int length) {
        deliveringInformation = information;
        deliveringErrorCode = errorCode;
        deliveringLength = length;
    }

    void setInstruction(int length, int information) {
        instructionLength = length;
        instructionInformation = information;
    }

    void setEvent(int information, int errorCode) {
        interruptionInformation = information;
        interruptionErrorCode = errorCode;
    }

    void setLinearAddress(long address) {
        guestLinearAddress = address;
    }

    /** Exit because of the instruction at {@code startRip}. */
    StateReplaced instruction(int reason, long qualification) {
        return exit(reason, qualification, cpu.startRip, cpu.rflags() & ~Flags.RF);
    }

    /** Exit at an instruction boundary, or because of an event; RIP holds the value to be saved. */
    StateReplaced event(int reason, long qualification) {
        return exit(reason, qualification, cpu.rip, cpu.rflags());
    }

    /**
     * Makes a VM exit.
     *
     * @return to be thrown
     */
    StateReplaced exit(int reason, long qualification, long rip, long rflags) {
        Vmcs vmcs = unit.currentVmcs();
        boolean nmi = reason == ExitReason.EXCEPTION_OR_NMI && (interruptionInformation >>> 8 & 7) == 2;
        boolean eventLost = reason == ExitReason.TRIPLE_FAULT;
        recordInformation(vmcs, reason, qualification, eventLost);
        long guestRsp = cpu.gpr[Processor.RSP];
        saveGuestState(vmcs, reason, rip, rflags);
        VmExitRecord exit = record(vmcs, reason, qualification, rip, guestRsp);
        clearPreparation();
        storeMsrs(vmcs);
        cpu.nonRoot = false;
        boolean nmiBlocked = nmi || !unit.virtualNmis() && cpu.blockingByNmi;
        loadHostState(vmcs);
        cpu.blockingByNmi = nmiBlocked;
        loadMsrs(vmcs);
        cpu.stateChanged();
        if (exit != null) {
            cpu.events.vmExit(exit);
        }
        return StateReplaced.SIGNAL;
    }

    /** A VM entry that failed after the checks on controls and host state: loads host state and records the reason. */
    void failedEntry(int reason, long qualification, boolean nmiBlocking) {
        Vmcs vmcs = unit.currentVmcs();
        vmcs.write(VmcsField.EXIT_REASON, reason | VALID);
        vmcs.write(VmcsField.EXIT_QUALIFICATION, qualification);
        number++;
        VmExitRecord exit = !cpu.events.wantsVmExits() ? null : new VmExitRecord(number, cpu.instructions(),
                reason | VALID, qualification, 0, 0, 0, vmcs.read(VmcsField.GUEST_RIP),
                vmcs.read(VmcsField.GUEST_RSP), cpu.gpr[Processor.RAX], cpu.gpr[Processor.RCX],
                vmcs.read(VmcsField.HOST_RIP));
        cpu.nonRoot = false;
        loadHostState(vmcs);
        cpu.blockingByNmi = nmiBlocking;
        loadMsrs(vmcs);
        cpu.stateChanged();
        if (exit != null) {
            cpu.events.vmExit(exit);
        }
    }

    private void clearPreparation() {
        instructionLength = 0;
        instructionInformation = 0;
        interruptionInformation = 0;
        interruptionErrorCode = 0;
        guestLinearAddress = 0;
        deliveringInformation = 0;
    }

    private void recordInformation(Vmcs vmcs, int reason, long qualification, boolean eventLost) {
        number++;
        vmcs.write(VmcsField.EXIT_REASON, reason);
        vmcs.write(VmcsField.EXIT_QUALIFICATION, qualification);
        vmcs.write(VmcsField.GUEST_LINEAR_ADDRESS, guestLinearAddress);
        vmcs.write(VmcsField.EXIT_INTERRUPTION_INFORMATION, interruptionInformation);
        vmcs.write(VmcsField.EXIT_INTERRUPTION_ERROR_CODE, interruptionErrorCode);
        boolean doubleFault = reason == ExitReason.EXCEPTION_OR_NMI && (interruptionInformation & 0x7FF) == 0x308;
        boolean vectoring = deliveringInformation < 0 && !eventLost && !doubleFault;
        vmcs.write(VmcsField.IDT_VECTORING_INFORMATION, vectoring ? deliveringInformation : 0);
        vmcs.write(VmcsField.IDT_VECTORING_ERROR_CODE, vectoring ? deliveringErrorCode : 0);
        int length = vectoring && deliveringLength != 0 ? deliveringLength : instructionLength;
        vmcs.write(VmcsField.EXIT_INSTRUCTION_LENGTH, length);
        vmcs.write(VmcsField.EXIT_INSTRUCTION_INFORMATION, instructionInformation);
        // The event was injected; without this the next VM entry would inject it again.
        long entryEvent = vmcs.read(VmcsField.ENTRY_INTERRUPTION_INFORMATION);
        if ((entryEvent & VALID) != 0) {
            vmcs.write(VmcsField.ENTRY_INTERRUPTION_INFORMATION, entryEvent & 0x7FFFFFFF);
        }
    }

    private VmExitRecord record(Vmcs vmcs, int reason, long qualification, long rip, long rsp) {
        if (!cpu.events.wantsVmExits()) {
            return null;
        }
        return new VmExitRecord(number, cpu.instructions(), reason, qualification,
                vmcs.read32(VmcsField.EXIT_INSTRUCTION_LENGTH), instructionInformation, interruptionInformation, rip,
                rsp, cpu.gpr[Processor.RAX], cpu.gpr[Processor.RCX], vmcs.read(VmcsField.HOST_RIP));
    }

    private void saveGuestState(Vmcs vmcs, int reason, long rip, long rflags) {
        int controls = vmcs.read32(VmcsField.EXIT_CONTROLS);
        vmcs.write(VmcsField.GUEST_CR0, cpu.cr0);
        vmcs.write(VmcsField.GUEST_CR3, cpu.cr3);
        vmcs.write(VmcsField.GUEST_CR4, cpu.cr4);
        if ((controls & ControlBits.EXIT_SAVE_DEBUG_CONTROLS) != 0) {
            vmcs.write(VmcsField.GUEST_DR7, cpu.dr[7]);
            vmcs.write(VmcsField.GUEST_DEBUGCTL, cpu.debugctl);
        }
        vmcs.write(VmcsField.GUEST_SYSENTER_CS, cpu.sysenterCs);
        vmcs.write(VmcsField.GUEST_SYSENTER_ESP, cpu.sysenterEsp);
        vmcs.write(VmcsField.GUEST_SYSENTER_EIP, cpu.sysenterEip);
        if ((controls & ControlBits.EXIT_SAVE_IA32_PAT) != 0) {
            vmcs.write(VmcsField.GUEST_PAT, cpu.pat);
        }
        if ((controls & ControlBits.EXIT_SAVE_IA32_EFER) != 0) {
            vmcs.write(VmcsField.GUEST_EFER, cpu.efer);
        }
        if (unit.capabilities().storesLma()) {
            long entry = vmcs.read(VmcsField.ENTRY_CONTROLS) & ~(long) ControlBits.ENTRY_IA_32E_MODE_GUEST;
            long lma = cpu.longMode() ? ControlBits.ENTRY_IA_32E_MODE_GUEST : 0;
            if (vmcs.read(VmcsField.ENTRY_CONTROLS) != (entry | lma)) {
                vmcs.write(VmcsField.ENTRY_CONTROLS, entry | lma);
            }
        }
        for (int i = 0; i < 8; i++) {
            vmcs.write(VmEntries.SELECTOR[i], cpu.selector[i]);
            vmcs.write(VmEntries.BASE[i], cpu.base[i]);
            vmcs.write(VmEntries.LIMIT[i], cpu.limit[i]);
            vmcs.write(VmEntries.ACCESS[i], cpu.access[i] & 0x1F0FF);
        }
        vmcs.write(VmcsField.GUEST_GDTR_BASE, cpu.gdtrBase);
        vmcs.write(VmcsField.GUEST_GDTR_LIMIT, cpu.gdtrLimit);
        vmcs.write(VmcsField.GUEST_IDTR_BASE, cpu.idtrBase);
        vmcs.write(VmcsField.GUEST_IDTR_LIMIT, cpu.idtrLimit);
        vmcs.write(VmcsField.GUEST_RIP, rip);
        vmcs.write(VmcsField.GUEST_RSP, cpu.gpr[Processor.RSP]);
        vmcs.write(VmcsField.GUEST_RFLAGS, rflags);
        vmcs.write(VmcsField.GUEST_ACTIVITY_STATE, reason == ExitReason.TRIPLE_FAULT ? 0 : cpu.activityState);
        vmcs.write(VmcsField.GUEST_INTERRUPTIBILITY_STATE, (cpu.blockingBySti ? 1 : 0)
                | (cpu.blockingByMovSs ? 2 : 0) | (cpu.blockingByNmi ? 8 : 0));
        vmcs.write(VmcsField.GUEST_PENDING_DEBUG_EXCEPTIONS, cpu.pendingDebugExceptions);
        if ((controls & ControlBits.EXIT_SAVE_VMX_PREEMPTION_TIMER_VALUE) != 0) {
            vmcs.write(VmcsField.PREEMPTION_TIMER_VALUE, unit.preemptionTimerValue());
        }
    }

    private void storeMsrs(Vmcs vmcs) {
        long count = vmcs.read(VmcsField.EXIT_MSR_STORE_COUNT);
        long address = vmcs.read(VmcsField.EXIT_MSR_STORE_ADDRESS);
        for (long i = 0; i < count; i++, address += 16) {
            int index = memory.read32(address);
            try {
                if (memory.read32(address + 4) != 0) {
                    throw abort(ABORT_SAVING_MSRS, VmcsField.EXIT_MSR_STORE_ADDRESS, i, index,
                            "bits 63:32 of the entry are not 0");
                }
                memory.write64(address + 8, cpu.readMsr(index));
            } catch (ProcessorException e) {
                throw abort(ABORT_SAVING_MSRS, VmcsField.EXIT_MSR_STORE_ADDRESS, i, index,
                        "the MSR cannot be read");
            }
        }
    }

    private void loadMsrs(Vmcs vmcs) {
        long count = vmcs.read(VmcsField.EXIT_MSR_LOAD_COUNT);
        long address = vmcs.read(VmcsField.EXIT_MSR_LOAD_ADDRESS);
        for (long i = 0; i < count; i++, address += 16) {
            int index = memory.read32(address);
            String reason = VmEntryChecks.unloadable(index, memory.read32(address + 4));
            if (reason == null) {
                try {
                    cpu.writeMsr(index, memory.read64(address + 8));
                    continue;
                } catch (ProcessorException e) {
                    reason = "the MSR does not accept " + Words.hex64(memory.read64(address + 8));
                }
            }
            throw abort(ABORT_LOADING_MSRS, VmcsField.EXIT_MSR_LOAD_ADDRESS, i, index, reason);
        }
    }

    private StateReplaced abort(int indicator, VmcsField field, long entry, int msr, String reason) {
        return abort(indicator, field,
                "Entry " + (entry + 1) + " of the list, MSR " + Words.hex32(msr) + ": " + reason);
    }

    /** A VMX abort: the processor shuts down (SDM volume 3, "VMX Aborts"). */
    private StateReplaced abort(int indicator, VmcsField field, String message) {
        Vmcs vmcs = unit.currentVmcs();
        memory.write32(vmcs.address() + Vmcs.ABORT_OFFSET, indicator);
        cpu.nonRoot = false;
        cpu.setActivityState(Processor.SHUTDOWN);
        clearPreparation();
        Explanation.Finding finding = new Explanation.Finding("abort." + indicator,
                "SDM volume 3, \"VMX Aborts\"", field, vmcs.read(field), message,
                "The VMX-abort indicator in the VMCS region is " + indicator + ".", vmcs.read(field),
                vmcs.lastWrite(field));
        cpu.events.vmxAbort(new Explanation("VMX abort " + indicator + " during a VM exit, "
                + FieldDecoder.exitReason(vmcs.read32(VmcsField.EXIT_REASON)), vmcs.read(VmcsField.GUEST_RIP),
                List.of(finding)));
        return StateReplaced.SIGNAL;
    }

    /** SDM volume 3, "Loading Host State". */
    private void loadHostState(Vmcs vmcs) {
        int controls = vmcs.read32(VmcsField.EXIT_CONTROLS);
        boolean long64 = (controls & ControlBits.EXIT_HOST_ADDRESS_SPACE_SIZE) != 0;
        long efer = (controls & ControlBits.EXIT_LOAD_IA32_EFER) != 0 ? vmcs.read(VmcsField.HOST_EFER)
                : cpu.efer & ~LME_LMA | (long64 ? LME_LMA : 0);
        long cr4 = vmcs.read(VmcsField.HOST_CR4);
        if (long64) {
            cr4 |= PAE;
        } else {
            cr4 &= ~PCIDE;
        }
        long cr0 = vmcs.read(VmcsField.HOST_CR0) & ~CR0_KEPT | cpu.cr0 & CR0_KEPT;
        if ((controls & ControlBits.EXIT_LOAD_IA32_PAT) != 0) {
            cpu.pat = vmcs.read(VmcsField.HOST_PAT);
        }
        cpu.sysenterCs = vmcs.read(VmcsField.HOST_SYSENTER_CS);
        cpu.sysenterEsp = vmcs.read(VmcsField.HOST_SYSENTER_ESP);
        cpu.sysenterEip = vmcs.read(VmcsField.HOST_SYSENTER_EIP);
        cpu.debugctl = 0;
        boolean breakpoints = (cpu.dr[7] & 0xFF) != 0;
        cpu.dr[7] = 0x400;
        loadHostSegments(vmcs, long64);
        cpu.gpr[Processor.RSP] = vmcs.read(VmcsField.HOST_RSP);
        cpu.rip = vmcs.read(VmcsField.HOST_RIP);
        cpu.startRip = cpu.rip;
        cpu.setRflags(Flags.FIXED);
        cpu.blockingBySti = false;
        cpu.blockingByMovSs = false;
        cpu.pendingDebugExceptions = 0;
        cpu.activityState = Processor.ACTIVE;
        int guestVpid = cpu.vpid;
        unit.leaveGuest();
        loadPaging(cpu, cr0, vmcs.read(VmcsField.HOST_CR3), cr4, efer, guestVpid == 0);
        if (breakpoints) {
            cpu.debugRegistersChanged();
        }
        if (cpu.walker.mode == PageWalker.Mode.PAE && !loadPdptes(cpu, memory)) {
            throw abort(ABORT_HOST_PDPTES, VmcsField.HOST_CR3, "A page-directory-pointer-table entry of the host sets"
                    + " reserved bits");
        }
    }

    private void loadHostSegments(Vmcs vmcs, boolean long64) {
        int code = Processor.ACCESS_PRESENT | Processor.ACCESS_S | 11 | Processor.ACCESS_GRANULARITY
                | (long64 ? Processor.ACCESS_LONG : Processor.ACCESS_DB);
        int data = Processor.ACCESS_PRESENT | Processor.ACCESS_S | 3 | Processor.ACCESS_GRANULARITY
                | Processor.ACCESS_DB;
        for (int i = Processor.ES; i <= Processor.GS; i++) {
            int selector = vmcs.read32(HOST_SELECTOR[i]);
            cpu.selector[i] = selector;
            cpu.base[i] = 0;
            cpu.limit[i] = -1;
            cpu.access[i] = i == Processor.CS ? code : selector == 0 ? data | Processor.ACCESS_UNUSABLE : data;
        }
        cpu.base[Processor.FS] = vmcs.read(VmcsField.HOST_FS_BASE);
        cpu.base[Processor.GS] = vmcs.read(VmcsField.HOST_GS_BASE);
        cpu.selector[Processor.TR] = vmcs.read32(VmcsField.HOST_TR_SELECTOR);
        cpu.base[Processor.TR] = vmcs.read(VmcsField.HOST_TR_BASE);
        cpu.limit[Processor.TR] = 0x67;
        cpu.access[Processor.TR] = Processor.ACCESS_PRESENT | 11;
        cpu.selector[Processor.LDTR] = 0;
        cpu.base[Processor.LDTR] = 0;
        cpu.limit[Processor.LDTR] = 0;
        cpu.access[Processor.LDTR] = Processor.ACCESS_UNUSABLE;
        cpu.gdtrBase = vmcs.read(VmcsField.HOST_GDTR_BASE);
        cpu.gdtrLimit = 0xFFFF;
        cpu.idtrBase = vmcs.read(VmcsField.HOST_IDTR_BASE);
        cpu.idtrLimit = 0xFFFF;
    }

    private static final VmcsField[] HOST_SELECTOR = {VmcsField.HOST_ES_SELECTOR, VmcsField.HOST_CS_SELECTOR,
        VmcsField.HOST_SS_SELECTOR, VmcsField.HOST_DS_SELECTOR, VmcsField.HOST_FS_SELECTOR,
        VmcsField.HOST_GS_SELECTOR};

    /**
     * Loads control registers without checks.
     *
     * @param flush whether the linear mappings of VPID 0 are invalidated, as VM entries and VM exits without VPID do
     */
    static void loadPaging(Processor cpu, long cr0, long cr3, long cr4, long efer, boolean flush) {
        long changed = (cpu.cr0 ^ cr0) & PAGING_CR0 | cpu.cr4 ^ cr4 | cpu.efer ^ efer;
        cpu.cr0 = cr0 | 1 << 4;
        cpu.cr3 = cr3;
        cpu.cr4 = cr4;
        cpu.efer = efer;
        if (changed != 0) {
            cpu.pagingChanged();
        } else {
            cpu.walker.cr3 = cr3;
            if (flush) {
                cpu.tlb.flushVpid(0);
            }
            cpu.addressSpaceChanged();
        }
    }

    /** Loads the PDPTE registers from the table at CR3. @return whether no present entry sets reserved bits */
    static boolean loadPdptes(Processor cpu, PhysicalMemory memory) {
        long reserved = 0x1E6 | ~((1L << cpu.walker.physicalAddressBits) - 1);
        for (int i = 0; i < 4; i++) {
            long entry = memory.read64((cpu.cr3 & 0xFFFFFFE0L) + 8 * i);
            if ((entry & 1) != 0 && (entry & reserved) != 0) {
                return false;
            }
            cpu.walker.pdpte[i] = entry;
        }
        return true;
    }
}
