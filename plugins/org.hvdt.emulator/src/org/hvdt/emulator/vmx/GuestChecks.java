// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.vmx;

import static org.hvdt.emulator.vmx.CheckList.bad;

import org.hvdt.emulator.memory.PhysicalMemory;
import org.hvdt.emulator.vmx.CheckList.Condition;
import org.hvdt.emulator.vmx.VmEntryCheck.Severity;
import org.hvdt.emulator.vmx.VmEntryCheck.Violation;

/**
 * Checks on the guest-state area other than segment registers (Intel SDM volume 3, chapter "VM Entries", section
 * "Checks on the Guest State Area").
 */
final class GuestChecks {

    private static final long LME = 1 << 8;
    private static final long LMA = 1 << 10;
    private static final long PG = 1L << 31;
    private static final long PAE = 1 << 5;
    private static final long IF = 1 << 9;
    private static final int BLOCKING_BY_STI = 1;
    private static final int BLOCKING_BY_MOV_SS = 2;
    private static final long PENDING_BS = 1 << 14;
    private static final long PENDING_RTM = 1 << 16;

    private GuestChecks() {
    }

    static void add(CheckList list) {
        list.section("Checks on Guest Control Registers, Debug Registers, and MSRs", Severity.EXIT_33);
        registers(list);
        msrs(list);
        list.section("Checks on Guest Segment Registers", Severity.EXIT_33);
        GuestSegmentChecks.add(list);
        list.section("Checks on Guest Descriptor-Table Registers", Severity.EXIT_33);
        list.canonical("guest.gdtr.base", VmcsField.GUEST_GDTR_BASE, Condition.ALWAYS);
        list.canonical("guest.idtr.base", VmcsField.GUEST_IDTR_BASE, Condition.ALWAYS);
        list.zeroBits("guest.gdtr.limit", VmcsField.GUEST_GDTR_LIMIT, 0xFFFF0000L, "31:16", Condition.ALWAYS);
        list.zeroBits("guest.idtr.limit", VmcsField.GUEST_IDTR_LIMIT, 0xFFFF0000L, "31:16", Condition.ALWAYS);
        list.section("Checks on Guest RIP, RFLAGS, and SSP", Severity.EXIT_33);
        ripAndFlags(list);
        list.section("Checks on Guest Non-Register State", Severity.EXIT_33);
        activity(list);
        interruptibility(list);
        pendingDebug(list);
        linkPointer(list);
        list.section("Checks on Guest Page-Directory-Pointer-Table Entries", Severity.EXIT_33);
        pdptes(list);
    }

    private static void registers(CheckList list) {
        list.row("guest.cr0.fixed", "CR0 must have the values that IA32_VMX_CR0_FIXED0 and IA32_VMX_CR0_FIXED1 allow;"
                + " PE and PG are not checked if \"unrestricted guest\" is 1.",
                c -> CheckList.fixedBits(c, VmcsField.GUEST_CR0, 0, HostChecks.CR0_UNCHECKED
                        | (c.unrestricted() ? PG | 1 : 0)), VmcsField.GUEST_CR0);
        list.row("guest.cr0.pg-pe", "If CR0.PG is 1, CR0.PE must be 1.", c ->
                (c.get(VmcsField.GUEST_CR0) & PG) == 0 || c.guestProtected() ? null
                        : bad(c, VmcsField.GUEST_CR0, c.get(VmcsField.GUEST_CR0) | 1, "Guest CR0 sets PG but not PE"),
                VmcsField.GUEST_CR0);
        list.row("guest.cr4.fixed", "CR4 must have the values that IA32_VMX_CR4_FIXED0 and IA32_VMX_CR4_FIXED1 allow.",
                c -> CheckList.fixedBits(c, VmcsField.GUEST_CR4, 4, 0), VmcsField.GUEST_CR4);
        list.row("guest.cr4.cet", "If CR4.CET is 1, CR0.WP must be 1.", c ->
                (c.get(VmcsField.GUEST_CR4) & 1 << 23) == 0 || (c.get(VmcsField.GUEST_CR0) & 1 << 16) != 0 ? null
                        : bad(c, VmcsField.GUEST_CR4, c.get(VmcsField.GUEST_CR4) & ~(1L << 23),
                                "Guest CR4 sets CET but guest CR0 clears WP"),
                VmcsField.GUEST_CR4, VmcsField.GUEST_CR0);
        Condition debug = c -> c.entry(ControlBits.ENTRY_LOAD_DEBUG_CONTROLS);
        list.zeroBits("guest.debugctl.reserved", VmcsField.GUEST_DEBUGCTL, ~0xDFC7L, "63:16, 13 and 5:3", debug);
        list.row("guest.long-mode.paging", "If \"IA-32e mode guest\" is 1, CR0.PG must be 1.", c ->
                !c.longModeGuest() || (c.get(VmcsField.GUEST_CR0) & PG) != 0 ? null
                        : bad(c, VmcsField.GUEST_CR0, c.get(VmcsField.GUEST_CR0) | PG,
                                "Guest CR0 clears PG but \"IA-32e mode guest\" is 1"),
                VmcsField.GUEST_CR0, VmcsField.ENTRY_CONTROLS);
        list.row("guest.long-mode.pae", "If \"IA-32e mode guest\" is 1, CR4.PAE must be 1.", c ->
                !c.longModeGuest() || (c.get(VmcsField.GUEST_CR4) & PAE) != 0 ? null
                        : bad(c, VmcsField.GUEST_CR4, c.get(VmcsField.GUEST_CR4) | PAE,
                                "Guest CR4 clears PAE but \"IA-32e mode guest\" is 1"),
                VmcsField.GUEST_CR4, VmcsField.ENTRY_CONTROLS);
        list.row("guest.legacy-mode.pcid", "If \"IA-32e mode guest\" is 0, CR4.PCIDE must be 0.", c ->
                c.longModeGuest() || (c.get(VmcsField.GUEST_CR4) & 1 << 17) == 0 ? null
                        : bad(c, VmcsField.GUEST_CR4, c.get(VmcsField.GUEST_CR4) & ~(1L << 17),
                                "Guest CR4 sets PCIDE but \"IA-32e mode guest\" is 0"),
                VmcsField.GUEST_CR4, VmcsField.ENTRY_CONTROLS);
        HostChecks.cr3(list, "guest.cr3.reserved", VmcsField.GUEST_CR3);
        list.zeroBits("guest.dr7.high", VmcsField.GUEST_DR7, 0xFFFFFFFF_00000000L, "63:32", debug);
    }

    private static void msrs(CheckList list) {
        list.canonical("guest.sysenter-esp.canonical", VmcsField.GUEST_SYSENTER_ESP, Condition.ALWAYS);
        list.canonical("guest.sysenter-eip.canonical", VmcsField.GUEST_SYSENTER_EIP, Condition.ALWAYS);
        Condition cet = c -> c.entry(ControlBits.ENTRY_LOAD_CET_STATE);
        list.zeroBits("guest.s-cet.reserved", VmcsField.GUEST_S_CET, 0x3C0, "9:6", cet);
        list.canonical("guest.s-cet.canonical", VmcsField.GUEST_S_CET, cet);
        list.canonical("guest.ssp-table.canonical", VmcsField.GUEST_INTERRUPT_SSP_TABLE_ADDR, cet);
        list.zeroBits("guest.perf-global-ctrl.reserved", VmcsField.GUEST_PERF_GLOBAL_CTRL, ~0x7_0000_00FFL,
                "63:35 and 31:8", c -> c.entry(ControlBits.ENTRY_LOAD_IA32_PERF_GLOBAL_CTRL));
        list.row("guest.pat.types", "Each byte of IA32_PAT must be a memory type: 0 (UC), 1 (WC), 4 (WT), 5 (WP), 6"
                + " (WB) or 7 (UC-).", c -> c.entry(ControlBits.ENTRY_LOAD_IA32_PAT)
                        ? CheckList.pat(c, VmcsField.GUEST_PAT) : null, VmcsField.GUEST_PAT);
        Condition efer = c -> c.entry(ControlBits.ENTRY_LOAD_IA32_EFER);
        list.row("guest.efer.reserved", "Bits of IA32_EFER that the processor does not define must be 0.",
                c -> efer.holds(c) ? HostChecks.eferReserved(c, VmcsField.GUEST_EFER) : null, VmcsField.GUEST_EFER);
        list.row("guest.efer.lma", "IA32_EFER.LMA must be equal to \"IA-32e mode guest\".", c -> {
            long value = c.get(VmcsField.GUEST_EFER);
            long wanted = c.longModeGuest() ? LMA : 0;
            return !efer.holds(c) || (value & LMA) == wanted ? null : bad(c, VmcsField.GUEST_EFER,
                    value & ~(LMA | LME) | (wanted == 0 ? 0 : LMA | LME), "Guest IA32_EFER: LMA is "
                            + (wanted == 0 ? 1 : 0) + " but \"IA-32e mode guest\" is " + (wanted == 0 ? 0 : 1));
        }, VmcsField.GUEST_EFER, VmcsField.ENTRY_CONTROLS);
        list.row("guest.efer.lme", "If CR0.PG is 1, IA32_EFER.LMA must be equal to IA32_EFER.LME.", c -> {
            long value = c.get(VmcsField.GUEST_EFER);
            boolean equal = (value & LMA) != 0 == ((value & LME) != 0);
            return !efer.holds(c) || (c.get(VmcsField.GUEST_CR0) & PG) == 0 || equal ? null
                    : bad(c, VmcsField.GUEST_EFER, value & ~LME | (value & LMA) >>> 2,
                            "Guest IA32_EFER: LMA and LME differ although guest CR0 sets PG");
        }, VmcsField.GUEST_EFER, VmcsField.GUEST_CR0);
        Condition bounds = c -> c.entry(ControlBits.ENTRY_LOAD_IA32_BNDCFGS);
        list.zeroBits("guest.bndcfgs.reserved", VmcsField.GUEST_BNDCFGS, 0xFFC, "11:2", bounds);
        list.canonical("guest.bndcfgs.canonical", VmcsField.GUEST_BNDCFGS, bounds);
        list.zeroBits("guest.pkrs.reserved", VmcsField.GUEST_PKRS, 0xFFFFFFFF_00000000L, "63:32",
                c -> c.entry(ControlBits.ENTRY_LOAD_PKRS));
        list.zeroBits("guest.uinv.reserved", VmcsField.GUEST_UINV, 0xFF00, "15:8",
                c -> c.entry(ControlBits.ENTRY_LOAD_UINV));
    }

    private static void ripAndFlags(CheckList list) {
        list.row("guest.rip.high", "Bits 63:32 of RIP must be 0 if \"IA-32e mode guest\" is 0 or CS is not a 64-bit"
                + " code segment.", c -> {
            long rip = c.get(VmcsField.GUEST_RIP);
            return codeIs64Bit(c) || rip >>> 32 == 0 ? null : bad(c, VmcsField.GUEST_RIP, rip & 0xFFFFFFFFL,
                    "Guest RIP sets bits 63:32 but the guest does not run in 64-bit mode");
        }, VmcsField.GUEST_RIP, VmcsField.ENTRY_CONTROLS, VmcsField.GUEST_CS_ACCESS_RIGHTS);
        list.row("guest.rip.canonical", "In 64-bit mode the bits of RIP above the linear-address"
                + " width must be identical.", c -> {
            long rip = c.get(VmcsField.GUEST_RIP);
            int width = (c.capabilities().fixed1(4) & 1 << 12) != 0 ? 57 : 48;
            return !codeIs64Bit(c) || rip >> width == 0 || rip >> width == -1 ? null
                    : bad(c, VmcsField.GUEST_RIP, rip << 64 - width >> 64 - width,
                            "Guest RIP: bits 63:" + width + " are not identical");
        }, VmcsField.GUEST_RIP);
        list.row("guest.rflags.reserved", "Bits 63:22, 15, 5 and 3 of RFLAGS must be 0 and bit 1 must be 1.", c -> {
            long flags = c.get(VmcsField.GUEST_RFLAGS);
            long reserved = flags & ~0x3F7FD7L;
            if (reserved == 0 && (flags & 2) != 0) {
                return null;
            }
            return bad(c, VmcsField.GUEST_RFLAGS, flags & 0x3F7FD7L | 2, reserved != 0
                    ? "Guest RFLAGS sets reserved bits " + CheckList.bitList(reserved)
                    : "Guest RFLAGS clears bit 1, which is always 1");
        }, VmcsField.GUEST_RFLAGS);
        list.row("guest.rflags.vm", "The VM flag must be 0 if \"IA-32e mode guest\" is 1 or CR0.PE is 0.", c ->
                !c.virtual8086() || !c.longModeGuest() && c.guestProtected() ? null
                        : bad(c, VmcsField.GUEST_RFLAGS, c.get(VmcsField.GUEST_RFLAGS) & ~(1L << 17),
                                "Guest RFLAGS sets VM although the guest is "
                                        + (c.longModeGuest() ? "in IA-32e mode" : "in real-address mode")),
                VmcsField.GUEST_RFLAGS);
        list.row("guest.rflags.if", "The IF flag must be 1 if an external interrupt is to be injected.", c ->
                c.injectedType() != 0 || (c.get(VmcsField.GUEST_RFLAGS) & IF) != 0 ? null
                        : bad(c, VmcsField.GUEST_RFLAGS, c.get(VmcsField.GUEST_RFLAGS) | IF,
                                "Guest RFLAGS clears IF but VM entry injects an external interrupt"),
                VmcsField.GUEST_RFLAGS, VmcsField.ENTRY_INTERRUPTION_INFORMATION);
        list.zeroBits("guest.ssp.aligned", VmcsField.GUEST_SSP, 3, "1:0",
                c -> c.entry(ControlBits.ENTRY_LOAD_CET_STATE));
    }

    private static boolean codeIs64Bit(VmEntryContext c) {
        return c.longModeGuest() && (c.get(VmcsField.GUEST_CS_ACCESS_RIGHTS) & 1 << 13) != 0;
    }

    private static void activity(CheckList list) {
        VmcsField state = VmcsField.GUEST_ACTIVITY_STATE;
        list.row("guest.activity.supported",
                "The activity state must be one that IA32_VMX_MISC bits 8:6 report.", c -> {
            long value = c.get(state);
            return value <= 3 && c.capabilities().activityState((int) value) ? null
                    : bad(c, state, 0, "Guest activity state " + value + " is not supported by the processor");
        }, state);
        list.row("guest.activity.hlt-dpl", "The activity state must not be HLT if the DPL of SS is not 0.", c -> {
            long dpl = c.get(VmcsField.GUEST_SS_ACCESS_RIGHTS) >>> 5 & 3;
            return c.get(state) != 1 || dpl == 0 ? null
                    : bad(c, state, 0, "Guest activity state is HLT but the DPL of SS is " + dpl);
        }, state, VmcsField.GUEST_SS_ACCESS_RIGHTS);
        list.row("guest.activity.blocking", "The activity state must be active if the interruptibility state indicates"
                + " blocking by STI or by MOV SS.", c ->
                c.get(state) == 0 || (blocking(c) & (BLOCKING_BY_STI | BLOCKING_BY_MOV_SS)) == 0 ? null
                        : bad(c, state, 0, "Guest activity state is " + FieldDecoder.describe(state, c.get(state))
                                + " but the interruptibility state indicates blocking by STI or MOV SS"),
                state, VmcsField.GUEST_INTERRUPTIBILITY_STATE);
        list.row("guest.activity.event", "The event to be injected must be one that the activity state does not block:"
                + " in HLT an external interrupt, NMI, #DB, #MC or MTF, in shutdown an NMI or #MC, in wait-for-SIPI"
                + " none.", c -> {
            int type = c.injectedType();
            int vector = c.injectedVector();
            boolean machineCheck = type == 3 && vector == 18;
            boolean valid = type < 0 || switch ((int) c.get(state)) {
                case 1 -> type == 0 || type == 2 || machineCheck || type == 3 && vector == 1 || type == 7;
                case 2 -> type == 2 || machineCheck;
                case 3 -> false;
                default -> true;
            };
            return valid ? null : bad(c, state, 0, "Guest activity state "
                    + FieldDecoder.describe(state, c.get(state)) + " blocks the event to be injected, "
                    + FieldDecoder.event((int) c.get(VmcsField.ENTRY_INTERRUPTION_INFORMATION)));
        }, state, VmcsField.ENTRY_INTERRUPTION_INFORMATION);
        list.row("guest.activity.smm", "The activity state must not be wait-for-SIPI if \"entry to SMM\" is 1.", c ->
                c.get(state) != 3 || !c.entry(ControlBits.ENTRY_ENTRY_TO_SMM) ? null
                        : bad(c, state, 0, "Guest activity state is wait-for-SIPI but \"entry to SMM\" is 1"),
                state, VmcsField.ENTRY_CONTROLS);
    }

    private static long blocking(VmEntryContext c) {
        return c.get(VmcsField.GUEST_INTERRUPTIBILITY_STATE);
    }

    private static void interruptibility(CheckList list) {
        VmcsField state = VmcsField.GUEST_INTERRUPTIBILITY_STATE;
        VmcsField info = VmcsField.ENTRY_INTERRUPTION_INFORMATION;
        list.zeroBits("guest.interruptibility.reserved", state, 0xFFFFFFE0L, "31:5", Condition.ALWAYS);
        list.row("guest.interruptibility.both", "Blocking by STI and blocking by MOV SS must not both be indicated.",
                c -> (blocking(c) & 3) != 3 ? null : bad(c, state, blocking(c) & ~1L,
                        "Guest interruptibility state indicates blocking by STI and by MOV SS"), state);
        list.row("guest.interruptibility.sti", "Blocking by STI must not be indicated if RFLAGS.IF is 0.", c ->
                (blocking(c) & BLOCKING_BY_STI) == 0 || (c.get(VmcsField.GUEST_RFLAGS) & IF) != 0 ? null
                        : bad(c, state, blocking(c) & ~1L,
                                "Guest interruptibility state indicates blocking by STI but guest RFLAGS.IF is 0"),
                state, VmcsField.GUEST_RFLAGS);
        list.row("guest.interruptibility.external", "Blocking by STI and by MOV SS must not be indicated if an external"
                + " interrupt is to be injected.", c -> c.injectedType() != 0 || (blocking(c) & 3) == 0 ? null
                        : bad(c, state, blocking(c) & ~3L, "Guest interruptibility state indicates "
                                + FieldDecoder.describe(state, blocking(c) & 3)
                                + " but VM entry injects an external interrupt"), state, info);
        list.row("guest.interruptibility.nmi-mov-ss", "Blocking by MOV SS must not be indicated if an NMI is to be"
                + " injected.", c -> c.injectedType() != 2 || (blocking(c) & BLOCKING_BY_MOV_SS) == 0 ? null
                        : bad(c, state, blocking(c) & ~2L,
                                "Guest interruptibility state indicates blocking by MOV SS but VM entry injects an"
                                        + " NMI"),
                state, info);
        list.row("guest.interruptibility.smi", "Blocking by SMI must be indicated exactly in system-management mode.",
                c -> (blocking(c) & 4) == 0 ? null : bad(c, state, blocking(c) & ~4L,
                        "Guest interruptibility state indicates blocking by SMI outside system-management mode"),
                state);
        list.row("guest.interruptibility.virtual-nmi", "If \"virtual NMIs\" is 1, blocking by NMI must not be indicated"
                + " if an NMI is to be injected.", c ->
                !c.pin(ControlBits.PIN_VIRTUAL_NMIS) || c.injectedType() != 2 || (blocking(c) & 8) == 0 ? null
                        : bad(c, state, blocking(c) & ~8L,
                                "Guest interruptibility state indicates virtual-NMI blocking but VM entry injects an"
                                        + " NMI"), state, info, VmcsField.PIN_BASED_CONTROLS);
        list.row("guest.interruptibility.enclave", "Enclave interruption must not be indicated on a processor without"
                + " SGX.", c -> (blocking(c) & 16) == 0 ? null : bad(c, state, blocking(c) & ~16L,
                        "Guest interruptibility state indicates an enclave interruption"), state);
    }

    private static void pendingDebug(CheckList list) {
        VmcsField pending = VmcsField.GUEST_PENDING_DEBUG_EXCEPTIONS;
        list.zeroBits("guest.pending-debug.reserved", pending, ~0x1580FL, "63:17, 15, 13 and 10:4",
                Condition.ALWAYS);
        list.row("guest.pending-debug.bs", "If the interruptibility state indicates blocking by STI or MOV SS, or the"
                + " activity state is HLT, BS (bit 14) must be 1 exactly if RFLAGS.TF is 1 and IA32_DEBUGCTL.BTF is 0.",
                c -> {
                    if ((blocking(c) & 3) == 0 && c.get(VmcsField.GUEST_ACTIVITY_STATE) != 1) {
                        return null;
                    }
                    boolean step = (c.get(VmcsField.GUEST_RFLAGS) & 1 << 8) != 0
                            && (c.get(VmcsField.GUEST_DEBUGCTL) & 2) == 0;
                    long value = c.get(pending);
                    return (value & PENDING_BS) != 0 == step ? null : bad(c, pending, value ^ PENDING_BS,
                            "Guest pending debug exceptions: BS is " + (step ? 0 : 1)
                                    + (step ? " although the guest single-steps" : " although no single step is due"));
                }, pending, VmcsField.GUEST_RFLAGS, VmcsField.GUEST_DEBUGCTL, VmcsField.GUEST_INTERRUPTIBILITY_STATE);
        list.row("guest.pending-debug.rtm", "RTM (bit 16) must be 0 on a processor without RTM.", c ->
                (c.get(pending) & PENDING_RTM) == 0 ? null : bad(c, pending, c.get(pending) & ~PENDING_RTM,
                        "Guest pending debug exceptions set RTM, which the processor does not support"), pending);
    }

    private static void linkPointer(CheckList list) {
        VmcsField link = VmcsField.VMCS_LINK_POINTER;
        Condition used = c -> c.get(link) != CheckList.NO_POINTER;
        list.row("guest.link-pointer.address", 4,
                "Unless the VMCS link pointer is FFFFFFFF_FFFFFFFFh, its bits 11:0 must"
                + " be 0 and it must not set bits beyond the processor's physical-address width.", c -> {
            if (!used.holds(c)) {
                return null;
            }
            Violation violation = CheckList.address(c, link, 12);
            return violation == null ? null : bad(c, link, CheckList.NO_POINTER, violation.message());
        }, link);
        list.row("guest.link-pointer.revision", 4, "The 32 bits at the VMCS link pointer must hold the processor's VMCS"
                + " revision identifier and, in bit 31, the value of \"VMCS shadowing\".", c -> {
            if (!used.holds(c) || CheckList.address(c, link, 12) != null) {
                return null;
            }
            int found = c.memory().read32(c.get(link));
            int wanted = c.capabilities().revision()
                    | (c.secondary(ControlBits.SEC_VMCS_SHADOWING) ? 1 << 31 : 0);
            return found == wanted ? null : bad(c, link, CheckList.NO_POINTER, "VMCS link pointer refers to a region"
                    + " whose first 32 bits are " + Words.hex32(found) + " instead of " + Words.hex32(wanted));
        }, link);
        list.row("guest.link-pointer.current", 4, "Outside system-management mode the VMCS link pointer must not be the"
                + " current-VMCS pointer.", c -> c.get(link) != c.vmcs().address() ? null
                        : bad(c, link, CheckList.NO_POINTER, "VMCS link pointer is the current-VMCS pointer"), link);
    }

    private static void pdptes(CheckList list) {
        list.row("guest.pdpte.reserved", 2, "If the guest uses PAE paging, no page-directory-pointer-table entry may be"
                + " present and set a reserved bit (2:1, 8:5, or beyond the physical-address width).", c -> {
            if ((c.get(VmcsField.GUEST_CR0) & PG) == 0 || (c.get(VmcsField.GUEST_CR4) & PAE) == 0
                    || c.longModeGuest()) {
                return null;
            }
            boolean ept = c.secondary(ControlBits.SEC_ENABLE_EPT);
            PhysicalMemory memory = c.memory();
            for (int i = 0; i < 4; i++) {
                VmcsField field = VmcsField.of(VmcsField.GUEST_PDPTE0.encoding() + 2L * i);
                long entry = ept ? c.get(field)
                        : memory.read64((c.get(VmcsField.GUEST_CR3) & 0xFFFFFFE0L) + 8L * i);
                long reserved = entry & (0x1E6 | ~c.physicalAddressMask());
                if ((entry & 1) != 0 && reserved != 0) {
                    return bad(c, ept ? field : VmcsField.GUEST_CR3, c.get(ept ? field : VmcsField.GUEST_CR3),
                            "PDPTE" + i + " is " + Words.hex64(entry) + " and sets reserved bits "
                                    + CheckList.bitList(reserved));
                }
            }
            return null;
        }, VmcsField.GUEST_CR3, VmcsField.GUEST_PDPTE0, VmcsField.GUEST_PDPTE1, VmcsField.GUEST_PDPTE2,
                VmcsField.GUEST_PDPTE3);
    }
}
