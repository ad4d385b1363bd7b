// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.vmx;

import java.util.ArrayList;
import java.util.List;

import org.hvdt.emulator.cpu.Attention;
import org.hvdt.emulator.cpu.Processor;
import org.hvdt.emulator.cpu.ProcessorException;
import org.hvdt.emulator.memory.PageWalker;
import org.hvdt.emulator.memory.PhysicalMemory;
import org.hvdt.emulator.vmx.VmEntryCheck.Severity;
import org.hvdt.emulator.vmx.VmEntryCheck.Violation;

/** VM entries (Intel SDM volume 3, chapter "VM Entries"): checks, loading guest state, MSR list, event injection. */
final class VmEntries {

    static final VmcsField[] SELECTOR = segmentFields(VmcsField.GUEST_ES_SELECTOR);
    static final VmcsField[] BASE = segmentFields(VmcsField.GUEST_ES_BASE);
    static final VmcsField[] LIMIT = segmentFields(VmcsField.GUEST_ES_LIMIT);
    static final VmcsField[] ACCESS = segmentFields(VmcsField.GUEST_ES_ACCESS_RIGHTS);

    private static final long LME = 1 << 8;
    private static final long LMA = 1 << 10;
    private static final long PG = 1L << 31;

    private final Processor cpu;
    private final PhysicalMemory memory;
    private final VmxUnit unit;
    private final VmExits exits;
    private VmEntryContext context;

    VmEntries(Processor cpu, PhysicalMemory memory, VmxUnit unit, VmExits exits) {
        this.cpu = cpu;
        this.memory = memory;
        this.unit = unit;
        this.exits = exits;
    }

    private static VmcsField[] segmentFields(VmcsField first) {
        VmcsField[] fields = new VmcsField[8];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = VmcsField.of(first.encoding() + 2L * i);
        }
        return fields;
    }

    /** A context for the checks with the processor as it is. */
    VmEntryContext context(Vmcs vmcs) {
        if (context == null || context.vmcs() != vmcs) {
            context = new VmEntryContext(vmcs, unit.capabilities(), memory, cpu.walker.physicalAddressBits,
                    unit.eferMask(), cpu.longMode());
        }
        if (context.longMode() != cpu.longMode()) {
            context.setLongMode(cpu.longMode());
            vmcs.checksVoid();
        }
        return context;
    }

    /** A context for checks that need no VMCS. */
    VmEntryContext plainContext() {
        return new VmEntryContext(new Vmcs(VmxUnit.NO_VMCS), unit.capabilities(), memory,
                cpu.walker.physicalAddressBits, unit.eferMask(), cpu.longMode());
    }

    /** VMLAUNCH or VMRESUME after the checks on the instruction itself. */
    void enter(Vmcs vmcs, boolean launch) {
        VmEntryContext checked = context(vmcs);
        VmEntryCheck failed = VmEntryChecks.firstFailure(checked);
        boolean nmiBlocking = cpu.blockingByNmi;
        if (failed != null) {
            fail(vmcs, failed, nmiBlocking);
            return;
        }
        vmcs.checksPassed();
        loadGuestState(vmcs);
        if (cpu.walker.mode == PageWalker.Mode.PAE) {
            VmExits.loadPdptes(cpu, memory);
        }
        long badEntry = loadMsrs(vmcs);
        if (badEntry != 0) {
            List<Explanation.Finding> findings = unit.checkEntry();
            long rip = cpu.startRip;
            exits.failedEntry(ExitReason.ENTRY_FAILURE_MSR_LOADING, badEntry, nmiBlocking);
            cpu.events.vmxFailure(new Explanation(Severity.EXIT_34.title(), rip, findings.isEmpty()
                    ? List.of(msrFinding(vmcs, badEntry)) : findings));
            return;
        }
        vmcs.setLaunched(true);
        cpu.nonRoot = true;
        cpu.stateChanged();
        cpu.events.vmEntry(launch);
        inject(vmcs);
    }

    private Explanation.Finding msrFinding(Vmcs vmcs, long entry) {
        long address = vmcs.read(VmcsField.ENTRY_MSR_LOAD_ADDRESS) + 16 * (entry - 1);
        VmcsField field = VmcsField.ENTRY_MSR_LOAD_ADDRESS;
        return new Explanation.Finding("msr-load.value", "SDM volume 3, \"Loading MSRs\"", field, vmcs.read(field),
                "Entry " + entry + " of the VM-entry MSR-load area: MSR " + Words.hex32(memory.read32(address))
                        + " does not accept " + Words.hex64(memory.read64(address + 8)),
                "WRMSR of the value to the MSR must not raise #GP.", vmcs.read(field), vmcs.lastWrite(field));
    }

    private void fail(Vmcs vmcs, VmEntryCheck failed, boolean nmiBlocking) {
        VmEntryContext plain = context(vmcs);
        Violation first = failed.test().find(plain);
        List<Explanation.Finding> findings = new ArrayList<>();
        findings.add(failed.finding(first, vmcs));
        for (Explanation.Finding finding : VmEntryChecks.evaluate(plain)) {
            if (!finding.ruleId().equals(failed.id())) {
                findings.add(finding);
            }
        }
        long rip = cpu.startRip;
        Explanation explanation = new Explanation(failed.severity().title(), rip, findings);
        switch (failed.severity()) {
            case ERROR_7 -> unit.failValid(InstructionError.INVALID_CONTROL_FIELDS, explanation);
            case ERROR_8 -> unit.failValid(InstructionError.INVALID_HOST_STATE, explanation);
            default -> {
                exits.failedEntry(ExitReason.ENTRY_FAILURE_GUEST_STATE, failed.qualification(), nmiBlocking);
                cpu.events.vmxFailure(explanation);
            }
        }
    }

    /** SDM volume 3, "Loading Guest State". */
    private void loadGuestState(Vmcs vmcs) {
        int controls = vmcs.read32(VmcsField.ENTRY_CONTROLS);
        boolean longGuest = (controls & ControlBits.ENTRY_IA_32E_MODE_GUEST) != 0;
        long cr0 = vmcs.read(VmcsField.GUEST_CR0) & ~VmExits.CR0_KEPT | cpu.cr0 & VmExits.CR0_KEPT;
        long efer;
        if ((controls & ControlBits.ENTRY_LOAD_IA32_EFER) != 0) {
            efer = vmcs.read(VmcsField.GUEST_EFER);
        } else {
            efer = cpu.efer & ~LMA | (longGuest ? LMA : 0);
            if ((cr0 & PG) != 0) {
                efer = efer & ~LME | (longGuest ? LME : 0);
            }
        }
        boolean breakpoints = (cpu.dr[7] & 0xFF) != 0;
        if ((controls & ControlBits.ENTRY_LOAD_DEBUG_CONTROLS) != 0) {
            cpu.dr[7] = vmcs.read(VmcsField.GUEST_DR7) & ~0xD000L | 0x400;
            cpu.debugctl = vmcs.read(VmcsField.GUEST_DEBUGCTL);
        }
        cpu.sysenterCs = vmcs.read(VmcsField.GUEST_SYSENTER_CS);
        cpu.sysenterEsp = vmcs.read(VmcsField.GUEST_SYSENTER_ESP);
        cpu.sysenterEip = vmcs.read(VmcsField.GUEST_SYSENTER_EIP);
        if ((controls & ControlBits.ENTRY_LOAD_IA32_PAT) != 0) {
            cpu.pat = vmcs.read(VmcsField.GUEST_PAT);
        }
        for (int i = 0; i < 8; i++) {
            cpu.selector[i] = vmcs.read32(SELECTOR[i]);
            cpu.base[i] = vmcs.read(BASE[i]);
            cpu.limit[i] = vmcs.read32(LIMIT[i]);
            cpu.access[i] = vmcs.read32(ACCESS[i]) & 0x1F0FF;
        }
        cpu.gdtrBase = vmcs.read(VmcsField.GUEST_GDTR_BASE);
        cpu.gdtrLimit = vmcs.read32(VmcsField.GUEST_GDTR_LIMIT);
        cpu.idtrBase = vmcs.read(VmcsField.GUEST_IDTR_BASE);
        cpu.idtrLimit = vmcs.read32(VmcsField.GUEST_IDTR_LIMIT);
        cpu.rip = vmcs.read(VmcsField.GUEST_RIP);
        cpu.gpr[Processor.RSP] = vmcs.read(VmcsField.GUEST_RSP);
        int blocking = vmcs.read32(VmcsField.GUEST_INTERRUPTIBILITY_STATE);
        cpu.blockingBySti = (blocking & 1) != 0;
        cpu.blockingByMovSs = (blocking & 2) != 0;
        cpu.blockingByNmi = (blocking & 8) != 0;
        cpu.activityState = vmcs.read32(VmcsField.GUEST_ACTIVITY_STATE);
        cpu.pendingDebugExceptions = vmcs.read(VmcsField.GUEST_PENDING_DEBUG_EXCEPTIONS);
        // Loads RFLAGS after the segments because a change of the VM flag recomputes the mode from them.
        unit.enterGuest(vmcs);
        VmExits.loadPaging(cpu, cr0, vmcs.read(VmcsField.GUEST_CR3), vmcs.read(VmcsField.GUEST_CR4), efer,
                cpu.vpid == 0);
        cpu.setRflags(vmcs.read(VmcsField.GUEST_RFLAGS));
        if (breakpoints || (cpu.dr[7] & 0xFF) != 0) {
            cpu.debugRegistersChanged();
        }
    }

    /** @return 0, or the number of the entry that cannot be loaded, from 1 */
    private long loadMsrs(Vmcs vmcs) {
        long count = vmcs.read(VmcsField.ENTRY_MSR_LOAD_COUNT);
        long address = vmcs.read(VmcsField.ENTRY_MSR_LOAD_ADDRESS);
        for (long i = 1; i <= count; i++, address += 16) {
            int index = memory.read32(address);
            if (VmEntryChecks.unloadable(index, memory.read32(address + 4)) != null) {
                return i;
            }
            try {
                cpu.writeMsr(index, memory.read64(address + 8));
            } catch (ProcessorException e) {
                return i;
            }
        }
        return 0;
    }

    /** SDM volume 3, "Event Injection". */
    private void inject(Vmcs vmcs) {
        int event = vmcs.read32(VmcsField.ENTRY_INTERRUPTION_INFORMATION);
        if (event >= 0) {
            return;
        }
        int type = event >>> 8 & 7;
        if (type == 7) {
            unit.pendMonitorTrap();
            return;
        }
        if (cpu.activityState == Processor.HALTED || cpu.activityState == Processor.SHUTDOWN) {
            cpu.setActivityState(Processor.ACTIVE);
        }
        if (unit.monitorTrapFlag()) {
            unit.pendMonitorTrap();
        }
        cpu.deliverEvent(event & 0xFF, type, (event & 1 << 11) != 0,
                vmcs.read32(VmcsField.ENTRY_EXCEPTION_ERROR_CODE),
                vmcs.read32(VmcsField.ENTRY_INSTRUCTION_LENGTH));
        if (type == 2) {
            cpu.blockingByNmi = true;
        }
        cpu.raiseAttention(Attention.VMX);
    }
}
