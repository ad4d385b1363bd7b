// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.vmx;

import static org.hvdt.emulator.vmx.CheckList.bad;

import org.hvdt.emulator.vmx.CheckList.Condition;
import org.hvdt.emulator.vmx.VmEntryCheck.Severity;
import org.hvdt.emulator.vmx.VmEntryCheck.Violation;

/**
 * Checks on the host-state area (Intel SDM volume 3, chapter "VM Entries", section "Checks on the Host-State Area").
 */
final class HostChecks {

    /** CR0.NW and CR0.CD, which VM exits do not change. */
    static final long CR0_UNCHECKED = 3L << 29;
    private static final long LME_LMA = 1 << 8 | 1 << 10;

    private HostChecks() {
    }

    static void add(CheckList list) {
        list.section("Checks on Host Control Registers, MSRs, and SSP", Severity.ERROR_8);
        registers(list);
        list.section("Checks on Host Segment and Descriptor-Table Registers", Severity.ERROR_8);
        segments(list);
        list.section("Checks Related to Address-Space Size", Severity.ERROR_8);
        addressSpaceSize(list);
    }

    private static boolean long64(VmEntryContext c) {
        return c.exit(ControlBits.EXIT_HOST_ADDRESS_SPACE_SIZE);
    }

    private static void registers(CheckList list) {
        list.row("host.cr0.fixed", "CR0 must have the values that IA32_VMX_CR0_FIXED0 and IA32_VMX_CR0_FIXED1 allow.",
                c -> CheckList.fixedBits(c, VmcsField.HOST_CR0, 0, CR0_UNCHECKED), VmcsField.HOST_CR0);
        list.row("host.cr4.fixed", "CR4 must have the values that IA32_VMX_CR4_FIXED0 and IA32_VMX_CR4_FIXED1 allow.",
                c -> CheckList.fixedBits(c, VmcsField.HOST_CR4, 4, 0), VmcsField.HOST_CR4);
        list.row("host.cr4.cet", "If CR4.CET is 1, CR0.WP must be 1.", c ->
                (c.get(VmcsField.HOST_CR4) & 1 << 23) == 0 || (c.get(VmcsField.HOST_CR0) & 1 << 16) != 0 ? null
                        : bad(c, VmcsField.HOST_CR4, c.get(VmcsField.HOST_CR4) & ~(1L << 23),
                                "Host CR4 sets CET but host CR0 clears WP"), VmcsField.HOST_CR4, VmcsField.HOST_CR0);
        cr3(list, "host.cr3.reserved", VmcsField.HOST_CR3);
        list.canonical("host.sysenter-esp.canonical", VmcsField.HOST_SYSENTER_ESP, Condition.ALWAYS);
        list.canonical("host.sysenter-eip.canonical", VmcsField.HOST_SYSENTER_EIP, Condition.ALWAYS);
        list.zeroBits("host.perf-global-ctrl.reserved", VmcsField.HOST_PERF_GLOBAL_CTRL, ~0x7_0000_00FFL,
                "63:35 and 31:8", c -> c.exit(ControlBits.EXIT_LOAD_IA32_PERF_GLOBAL_CTRL));
        list.row("host.pat.types", "Each byte of IA32_PAT must be a memory type: 0 (UC), 1 (WC), 4 (WT), 5 (WP), 6 (WB)"
                + " or 7 (UC-).", c -> c.exit(ControlBits.EXIT_LOAD_IA32_PAT)
                        ? CheckList.pat(c, VmcsField.HOST_PAT) : null, VmcsField.HOST_PAT);
        Condition loadEfer = c -> c.exit(ControlBits.EXIT_LOAD_IA32_EFER);
        list.row("host.efer.reserved", "Bits of IA32_EFER that the processor does not define must be 0.",
                c -> loadEfer.holds(c) ? eferReserved(c, VmcsField.HOST_EFER) : null, VmcsField.HOST_EFER);
        list.row("host.efer.lma", "LMA and LME of IA32_EFER must each be equal to \"host address-space size\".", c -> {
            long efer = c.get(VmcsField.HOST_EFER);
            long wanted = long64(c) ? LME_LMA : 0;
            return !loadEfer.holds(c) || (efer & LME_LMA) == wanted ? null
                    : bad(c, VmcsField.HOST_EFER, efer & ~LME_LMA | wanted, "Host IA32_EFER: LMA and LME must both be "
                            + (wanted == 0 ? 0 : 1) + " because \"host address-space size\" is "
                            + (wanted == 0 ? 0 : 1));
        }, VmcsField.HOST_EFER, VmcsField.EXIT_CONTROLS);
        Condition cet = c -> c.exit(ControlBits.EXIT_LOAD_CET_STATE);
        list.zeroBits("host.s-cet.reserved", VmcsField.HOST_S_CET, 0x3C0, "9:6", cet);
        list.canonical("host.s-cet.canonical", VmcsField.HOST_S_CET, cet);
        list.canonical("host.ssp-table.canonical", VmcsField.HOST_INTERRUPT_SSP_TABLE_ADDR, cet);
        list.zeroBits("host.ssp.aligned", VmcsField.HOST_SSP, 3, "1:0", cet);
        list.zeroBits("host.pkrs.reserved", VmcsField.HOST_PKRS, 0xFFFFFFFF_00000000L, "63:32",
                c -> c.exit(ControlBits.EXIT_LOAD_PKRS));
    }

    static void cr3(CheckList list, String id, VmcsField field) {
        list.row(id, "Bits 63:52 of CR3 and those in 51:32 beyond the processor's physical-address width must be 0.",
                c -> {
                    long value = c.get(field);
                    long reserved = value & ~c.physicalAddressMask();
                    return reserved == 0 ? null : bad(c, field, value & c.physicalAddressMask(), field.name()
                            + " sets bits beyond the physical-address width of " + c.physicalAddressWidth() + " bits");
                }, field);
    }

    static Violation eferReserved(VmEntryContext c, VmcsField field) {
        long value = c.get(field);
        long reserved = value & ~c.eferMask();
        return reserved == 0 ? null
                : bad(c, field, value & c.eferMask(), field.name() + " sets reserved bits "
                        + CheckList.bitList(reserved));
    }

    private static void segments(CheckList list) {
        VmcsField[] selectors = {VmcsField.HOST_CS_SELECTOR, VmcsField.HOST_SS_SELECTOR, VmcsField.HOST_DS_SELECTOR,
            VmcsField.HOST_ES_SELECTOR, VmcsField.HOST_FS_SELECTOR, VmcsField.HOST_GS_SELECTOR,
            VmcsField.HOST_TR_SELECTOR};
        for (VmcsField selector : selectors) {
            list.row("host." + selector.symbol().substring(5, 7).toLowerCase() + ".rpl-ti",
                    "RPL (bits 1:0) and TI (bit 2) of the selector must be 0.", c -> {
                        long value = c.get(selector);
                        return (value & 7) == 0 ? null : bad(c, selector, value & ~7L, selector.name()
                                + ": RPL is " + (value & 3) + ", TI is " + (value >>> 2 & 1));
                    }, selector);
        }
        notNull(list, "host.cs.null", VmcsField.HOST_CS_SELECTOR, Condition.ALWAYS, "The CS selector cannot be 0000H.");
        notNull(list, "host.tr.null", VmcsField.HOST_TR_SELECTOR, Condition.ALWAYS, "The TR selector cannot be 0000H.");
        notNull(list, "host.ss.null", VmcsField.HOST_SS_SELECTOR, c -> !long64(c),
                "The SS selector cannot be 0000H if \"host address-space size\" is 0.");
        list.canonical("host.fs.base", VmcsField.HOST_FS_BASE, Condition.ALWAYS);
        list.canonical("host.gs.base", VmcsField.HOST_GS_BASE, Condition.ALWAYS);
        list.canonical("host.gdtr.base", VmcsField.HOST_GDTR_BASE, Condition.ALWAYS);
        list.canonical("host.idtr.base", VmcsField.HOST_IDTR_BASE, Condition.ALWAYS);
        list.canonical("host.tr.base", VmcsField.HOST_TR_BASE, Condition.ALWAYS);
    }

    private static void notNull(CheckList list, String id, VmcsField field, Condition active, String rule) {
        list.row(id, rule, c -> !active.holds(c) || c.get(field) != 0 ? null
                : bad(c, field, 0, field.name() + " is 0"), field);
    }

    private static void addressSpaceSize(CheckList list) {
        VmcsField exit = VmcsField.EXIT_CONTROLS;
        long size = ControlBits.EXIT_HOST_ADDRESS_SPACE_SIZE;
        list.row("host.size.legacy-guest", "If the processor is outside IA-32e mode at VM entry, \"IA-32e mode guest\""
                + " must be 0.", c -> c.longMode() || !c.longModeGuest() ? null
                        : bad(c, VmcsField.ENTRY_CONTROLS, c.get(VmcsField.ENTRY_CONTROLS) & ~(1L << 9),
                                "VM-entry controls, bit 9 (IA-32e mode guest) is 1 but the host is not in IA-32e mode"),
                VmcsField.ENTRY_CONTROLS);
        list.row("host.size.legacy-host", "If the processor is outside IA-32e mode at VM entry, \"host address-space"
                + " size\" must be 0.", c -> c.longMode() || !long64(c) ? null : bad(c, exit, c.get(exit) & ~size,
                        "VM-exit controls, bit 9 (Host address-space size) is 1 but the host is not in IA-32e mode"),
                exit);
        list.row("host.size.long-host", "If the processor is in IA-32e mode at VM entry, \"host address-space size\""
                + " must be 1.", c -> !c.longMode() || long64(c) ? null : bad(c, exit, c.get(exit) | size,
                        "VM-exit controls, bit 9 (Host address-space size) is 0 but the host is in IA-32e mode"), exit);
        list.row("host.size.guest", "If \"host address-space size\" is 0, \"IA-32e mode guest\" must be 0.", c ->
                long64(c) || !c.longModeGuest() ? null
                        : bad(c, VmcsField.ENTRY_CONTROLS, c.get(VmcsField.ENTRY_CONTROLS) & ~(1L << 9),
                                "VM-entry controls, bit 9 (IA-32e mode guest) is 1 but \"host address-space size\" is"
                                        + " 0"), VmcsField.ENTRY_CONTROLS, exit);
        list.row("host.size.pcid", "If \"host address-space size\" is 0, CR4.PCIDE must be 0.", c ->
                long64(c) || (c.get(VmcsField.HOST_CR4) & 1 << 17) == 0 ? null
                        : bad(c, VmcsField.HOST_CR4, c.get(VmcsField.HOST_CR4) & ~(1L << 17),
                                "Host CR4 sets PCIDE but \"host address-space size\" is 0"),
                VmcsField.HOST_CR4, exit);
        list.row("host.size.rip-high", "If \"host address-space size\" is 0, bits 63:32 of RIP must be 0.", c ->
                long64(c) || c.get(VmcsField.HOST_RIP) >>> 32 == 0 ? null
                        : bad(c, VmcsField.HOST_RIP, c.get(VmcsField.HOST_RIP) & 0xFFFFFFFFL,
                                "Host RIP sets bits 63:32 but \"host address-space size\" is 0"),
                VmcsField.HOST_RIP, exit);
        list.row("host.size.pae", "If \"host address-space size\" is 1, CR4.PAE must be 1.", c ->
                !long64(c) || (c.get(VmcsField.HOST_CR4) & 1 << 5) != 0 ? null
                        : bad(c, VmcsField.HOST_CR4, c.get(VmcsField.HOST_CR4) | 1 << 5,
                                "Host CR4 clears PAE but \"host address-space size\" is 1"),
                VmcsField.HOST_CR4, exit);
        list.row("host.size.rip-canonical", "If \"host address-space size\" is 1, RIP must be canonical.", c ->
                long64(c) ? CheckList.canonical(c, VmcsField.HOST_RIP) : null, VmcsField.HOST_RIP, exit);
    }
}
