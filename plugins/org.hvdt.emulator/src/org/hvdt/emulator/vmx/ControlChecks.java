// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.vmx;

import static org.hvdt.emulator.vmx.CheckList.bad;

import org.hvdt.emulator.vmx.CheckList.Condition;
import org.hvdt.emulator.vmx.VmEntryCheck.Severity;

/** Checks on the VMX controls (Intel SDM volume 3, chapter "VM Entries", section "Checks on VMX Controls"). */
final class ControlChecks {

    private static final String EXECUTION = "Checks on VMX Controls: VM-Execution Control Fields";
    private static final String EXIT = "Checks on VMX Controls: VM-Exit Control Fields";
    private static final String ENTRY = "Checks on VMX Controls: VM-Entry Control Fields";

    private ControlChecks() {
    }

    static void add(CheckList list) {
        list.section(EXECUTION, Severity.ERROR_7);
        execution(list);
        apic(list);
        ept(list);
        list.section(EXIT, Severity.ERROR_7);
        exit(list);
        list.section(ENTRY, Severity.ERROR_7);
        entry(list);
    }

    /** A control that may be 1 only if another one is 1 (or 0). */
    private static void requires(CheckList list, String id, VmcsField field, int control, VmcsField otherField,
            int other, boolean otherValue) {
        ControlBits first = bit(field, control);
        ControlBits second = bit(otherField, other);
        String rule = "If \"" + first.name() + "\" is 1, \"" + second.name() + "\" must be " + (otherValue ? 1 : 0)
                + ".";
        list.row(id, rule, c -> {
            if (!active(c, field, control) || active(c, otherField, other) == otherValue) {
                return null;
            }
            return bad(c, field, c.get(field) & ~first.mask(), field.name() + ", bit " + first.bit() + " ("
                    + first.name() + ") is 1 but \"" + second.name() + "\" (" + otherField.name() + ", bit "
                    + second.bit() + ") is " + (otherValue ? 0 : 1));
        }, field, otherField);
    }

    /** A control that may be 1 only if another one is 1; the nearest valid value clears it. */
    private static ControlBits bit(VmcsField field, int mask) {
        return ControlBits.of(field, Integer.numberOfTrailingZeros(mask));
    }

    private static boolean active(VmEntryContext c, VmcsField field, int mask) {
        if (field == VmcsField.SECONDARY_CONTROLS) {
            return c.secondary(mask);
        }
        if (field == VmcsField.TERTIARY_CONTROLS) {
            return c.tertiary(mask);
        }
        return (c.get(field) & mask & 0xFFFFFFFFL) != 0;
    }

    private static Condition secondary(int mask) {
        return c -> c.secondary(mask);
    }

    private static void execution(CheckList list) {
        VmcsField pin = VmcsField.PIN_BASED_CONTROLS;
        VmcsField primary = VmcsField.PRIMARY_CONTROLS;
        list.controls("ctrl.pin.reserved", pin, Condition.ALWAYS);
        list.controls("ctrl.primary.reserved", primary, Condition.ALWAYS);
        list.controls("ctrl.secondary.reserved", VmcsField.SECONDARY_CONTROLS,
                c -> c.primary(ControlBits.PRI_ACTIVATE_SECONDARY_CONTROLS));
        list.controls("ctrl.tertiary.reserved", VmcsField.TERTIARY_CONTROLS,
                c -> c.primary(ControlBits.PRI_ACTIVATE_TERTIARY_CONTROLS));
        list.row("ctrl.cr3-target-count", "The CR3-target count must not be greater than the number of CR3-target"
                + " values that IA32_VMX_MISC bits 24:16 give.", c -> {
            long count = c.get(VmcsField.CR3_TARGET_COUNT);
            int supported = c.capabilities().cr3Targets();
            return count <= supported ? null : bad(c, VmcsField.CR3_TARGET_COUNT, supported, "CR3-target count is "
                    + count + ", the processor supports " + supported + " CR3-target values");
        }, VmcsField.CR3_TARGET_COUNT);
        Condition ioBitmaps = c -> c.primary(ControlBits.PRI_USE_IO_BITMAPS);
        list.address("ctrl.io-bitmap-a.address", VmcsField.IO_BITMAP_A, 12, ioBitmaps);
        list.address("ctrl.io-bitmap-b.address", VmcsField.IO_BITMAP_B, 12, ioBitmaps);
        list.address("ctrl.msr-bitmaps.address", VmcsField.MSR_BITMAPS, 12,
                c -> c.primary(ControlBits.PRI_USE_MSR_BITMAPS));
    }

    private static void apic(CheckList list) {
        VmcsField pin = VmcsField.PIN_BASED_CONTROLS;
        VmcsField primary = VmcsField.PRIMARY_CONTROLS;
        VmcsField secondary = VmcsField.SECONDARY_CONTROLS;
        int delivery = ControlBits.SEC_VIRTUAL_INTERRUPT_DELIVERY;
        Condition shadow = c -> c.primary(ControlBits.PRI_USE_TPR_SHADOW);
        list.address("ctrl.virtual-apic.address", VmcsField.VIRTUAL_APIC_ADDRESS, 12, shadow);
        list.row("ctrl.tpr-threshold.reserved", "If \"use TPR shadow\" is 1 and \"virtual-interrupt delivery\" is 0,"
                + " bits 31:4 of the TPR threshold must be 0.", c -> {
            long threshold = c.get(VmcsField.TPR_THRESHOLD);
            return !shadow.holds(c) || c.secondary(delivery) || threshold < 16 ? null
                    : bad(c, VmcsField.TPR_THRESHOLD, threshold & 15, "TPR threshold sets reserved bits "
                            + CheckList.bitList(threshold & ~15L));
        }, VmcsField.TPR_THRESHOLD);
        list.row("ctrl.tpr-threshold.vtpr", "If \"use TPR shadow\" is 1 and \"virtualize APIC accesses\" and"
                + " \"virtual-interrupt delivery\" are 0, bits 3:0 of the TPR threshold must not be greater than bits"
                + " 7:4 of the virtual TPR.", c -> {
            if (!shadow.holds(c) || c.secondary(ControlBits.SEC_VIRTUALIZE_APIC_ACCESSES) || c.secondary(delivery)) {
                return null;
            }
            long threshold = c.get(VmcsField.TPR_THRESHOLD) & 15;
            int priority = c.memory().read8((c.get(VmcsField.VIRTUAL_APIC_ADDRESS) & c.physicalAddressMask()) + 0x80)
                    >> 4 & 15;
            return threshold <= priority ? null : bad(c, VmcsField.TPR_THRESHOLD, priority, "TPR threshold is "
                    + threshold + ", greater than the priority " + priority + " of the virtual TPR");
        }, VmcsField.TPR_THRESHOLD, VmcsField.VIRTUAL_APIC_ADDRESS);
        requires(list, "ctrl.virtual-nmis", pin, ControlBits.PIN_VIRTUAL_NMIS, pin, ControlBits.PIN_NMI_EXITING, true);
        requires(list, "ctrl.nmi-window", primary, ControlBits.PRI_NMI_WINDOW_EXITING, pin,
                ControlBits.PIN_VIRTUAL_NMIS, true);
        list.address("ctrl.apic-access.address", VmcsField.APIC_ACCESS_ADDRESS, 12,
                secondary(ControlBits.SEC_VIRTUALIZE_APIC_ACCESSES));
        requires(list, "ctrl.x2apic.tpr-shadow", secondary, ControlBits.SEC_VIRTUALIZE_X2APIC_MODE, primary,
                ControlBits.PRI_USE_TPR_SHADOW, true);
        requires(list, "ctrl.apic-registers.tpr-shadow", secondary, ControlBits.SEC_APIC_REGISTER_VIRTUALIZATION,
                primary, ControlBits.PRI_USE_TPR_SHADOW, true);
        requires(list, "ctrl.virtual-interrupts.tpr-shadow", secondary, delivery, primary,
                ControlBits.PRI_USE_TPR_SHADOW, true);
        requires(list, "ctrl.ipi.tpr-shadow", VmcsField.TERTIARY_CONTROLS, ControlBits.TER_IPI_VIRTUALIZATION, primary,
                ControlBits.PRI_USE_TPR_SHADOW, true);
        requires(list, "ctrl.x2apic.apic-accesses", secondary, ControlBits.SEC_VIRTUALIZE_X2APIC_MODE, secondary,
                ControlBits.SEC_VIRTUALIZE_APIC_ACCESSES, false);
        requires(list, "ctrl.virtual-interrupts.external", secondary, delivery, pin,
                ControlBits.PIN_EXTERNAL_INTERRUPT_EXITING, true);
        int posted = ControlBits.PIN_PROCESS_POSTED_INTERRUPTS;
        requires(list, "ctrl.posted.virtual-interrupts", pin, posted, secondary, delivery, true);
        requires(list, "ctrl.posted.acknowledge", pin, posted, VmcsField.EXIT_CONTROLS,
                ControlBits.EXIT_ACKNOWLEDGE_INTERRUPT_ON_EXIT, true);
        list.zeroBits("ctrl.posted.vector", VmcsField.POSTED_INTERRUPT_NOTIFICATION_VECTOR, 0xFF00, "15:8",
                c -> c.pin(posted));
        list.address("ctrl.posted.descriptor", VmcsField.POSTED_INTERRUPT_DESCRIPTOR_ADDRESS, 6, c -> c.pin(posted));
        list.address("ctrl.ipi.pid-table", VmcsField.PID_POINTER_TABLE_ADDRESS, 3,
                c -> c.tertiary(ControlBits.TER_IPI_VIRTUALIZATION));
    }

    private static void ept(CheckList list) {
        VmcsField secondary = VmcsField.SECONDARY_CONTROLS;
        int ept = ControlBits.SEC_ENABLE_EPT;
        list.row("ctrl.vpid", "If \"enable VPID\" is 1, the VPID must not be 0000H.", c ->
                !c.secondary(ControlBits.SEC_ENABLE_VPID) || c.get(VmcsField.VPID) != 0 ? null
                        : bad(c, VmcsField.VPID, 1, "\"Enable VPID\" is 1 but the VPID is 0, which is the host's"),
                VmcsField.VPID);
        list.row("ctrl.eptp.memory-type", "Bits 2:0 of the EPT pointer must be a memory type that IA32_VMX_EPT_VPID_CAP"
                + " supports: 0 uncacheable (bit 8), 6 write-back (bit 14).", c -> {
            long type = c.get(VmcsField.EPT_POINTER) & 7;
            long capability = c.capabilities().msr(VmxCapabilities.EPT_VPID_CAP);
            boolean supported = type == 0 && (capability >>> 8 & 1) != 0 || type == 6 && (capability >>> 14 & 1) != 0;
            return !c.secondary(ept) || supported ? null : bad(c, VmcsField.EPT_POINTER,
                    c.get(VmcsField.EPT_POINTER) & ~7L | 6, "EPT pointer has the unsupported memory type " + type);
        }, VmcsField.EPT_POINTER);
        list.row("ctrl.eptp.walk-length", "Bits 5:3 of the EPT pointer must be 1 less than a page-walk length that"
                + " IA32_VMX_EPT_VPID_CAP supports: 4 (bit 6), 5 (bit 7).", c -> {
            long length = (c.get(VmcsField.EPT_POINTER) >>> 3 & 7) + 1;
            long capability = c.capabilities().msr(VmxCapabilities.EPT_VPID_CAP);
            boolean supported = length == 4 && (capability >>> 6 & 1) != 0
                    || length == 5 && (capability >>> 7 & 1) != 0;
            return !c.secondary(ept) || supported ? null : bad(c, VmcsField.EPT_POINTER,
                    c.get(VmcsField.EPT_POINTER) & ~0x38L | 3 << 3, "EPT pointer has the unsupported page-walk length "
                            + length);
        }, VmcsField.EPT_POINTER);
        list.row("ctrl.eptp.accessed-dirty", "Bit 6 of the EPT pointer must be 0 unless IA32_VMX_EPT_VPID_CAP bit 21"
                + " (accessed and dirty flags for EPT) is 1.", c ->
                !c.secondary(ept) || (c.get(VmcsField.EPT_POINTER) & 1 << 6) == 0
                        || (c.capabilities().msr(VmxCapabilities.EPT_VPID_CAP) >>> 21 & 1) != 0 ? null
                        : bad(c, VmcsField.EPT_POINTER, c.get(VmcsField.EPT_POINTER) & ~(1L << 6),
                                "EPT pointer enables accessed and dirty flags, which the processor does not support"),
                VmcsField.EPT_POINTER);
        list.row("ctrl.eptp.reserved", "Bits 11:7 of the EPT pointer and those beyond the processor's physical-address"
                + " width must be 0.", c -> {
            long value = c.get(VmcsField.EPT_POINTER);
            long reserved = 0xF80 | ~c.physicalAddressMask();
            return !c.secondary(ept) || (value & reserved) == 0 ? null : bad(c, VmcsField.EPT_POINTER,
                    value & ~reserved, "EPT pointer sets reserved bits " + CheckList.bitList(value & reserved));
        }, VmcsField.EPT_POINTER);
        requires(list, "ctrl.pml.ept", secondary, ControlBits.SEC_ENABLE_PML, secondary, ept, true);
        list.address("ctrl.pml.address", VmcsField.PML_ADDRESS, 12, secondary(ControlBits.SEC_ENABLE_PML));
        requires(list, "ctrl.unrestricted.ept", secondary, ControlBits.SEC_UNRESTRICTED_GUEST, secondary, ept, true);
        requires(list, "ctrl.mode-based-execute.ept", secondary, ControlBits.SEC_MODE_BASED_EXECUTE_CONTROL_FOR_EPT,
                secondary, ept, true);
        requires(list, "ctrl.spp.ept", secondary, ControlBits.SEC_SUB_PAGE_WRITE_PERMISSIONS_FOR_EPT, secondary, ept,
                true);
        list.address("ctrl.spp.address", VmcsField.SUB_PAGE_PERMISSION_TABLE_POINTER, 12,
                secondary(ControlBits.SEC_SUB_PAGE_WRITE_PERMISSIONS_FOR_EPT));
        Condition functions = secondary(ControlBits.SEC_ENABLE_VM_FUNCTIONS);
        list.controls("ctrl.vmfunc.reserved", VmcsField.VM_FUNCTION_CONTROLS, functions);
        Condition switching = c -> functions.holds(c) && (c.get(VmcsField.VM_FUNCTION_CONTROLS) & 1) != 0;
        list.row("ctrl.eptp-switching.ept", "If \"EPTP switching\" is 1, \"enable EPT\" must be 1.", c ->
                !switching.holds(c) || c.secondary(ept) ? null : bad(c, VmcsField.VM_FUNCTION_CONTROLS,
                        c.get(VmcsField.VM_FUNCTION_CONTROLS) & ~1L,
                        "VM-function controls, bit 0 (EPTP switching) is 1 but \"Enable EPT\" is 0"),
                VmcsField.VM_FUNCTION_CONTROLS, secondary);
        list.address("ctrl.eptp-switching.list", VmcsField.EPTP_LIST_ADDRESS, 12, switching);
        Condition shadowing = secondary(ControlBits.SEC_VMCS_SHADOWING);
        list.address("ctrl.shadowing.vmread-bitmap", VmcsField.VMREAD_BITMAP_ADDRESS, 12, shadowing);
        list.address("ctrl.shadowing.vmwrite-bitmap", VmcsField.VMWRITE_BITMAP_ADDRESS, 12, shadowing);
        list.address("ctrl.ve.address", VmcsField.VIRTUALIZATION_EXCEPTION_INFORMATION_ADDRESS, 12,
                secondary(ControlBits.SEC_EPT_VIOLATION_VE));
        int trace = ControlBits.SEC_INTEL_PT_USES_GUEST_PHYSICAL_ADDRESSES;
        requires(list, "ctrl.pt.ept", secondary, trace, secondary, ept, true);
        requires(list, "ctrl.pt.load", secondary, trace, VmcsField.ENTRY_CONTROLS,
                ControlBits.ENTRY_LOAD_IA32_RTIT_CTL, true);
        requires(list, "ctrl.pt.clear", secondary, trace, VmcsField.EXIT_CONTROLS,
                ControlBits.EXIT_CLEAR_IA32_RTIT_CTL, true);
        list.row("ctrl.tsc-multiplier", "If \"use TSC scaling\" is 1, the TSC multiplier must not be 0.", c ->
                !c.secondary(ControlBits.SEC_USE_TSC_SCALING) || c.get(VmcsField.TSC_MULTIPLIER) != 0 ? null
                        : bad(c, VmcsField.TSC_MULTIPLIER, 1L << 48, "TSC multiplier is 0"),
                VmcsField.TSC_MULTIPLIER);
        list.address("ctrl.pasid.low", VmcsField.LOW_PASID_DIRECTORY_ADDRESS, 12,
                secondary(ControlBits.SEC_PASID_TRANSLATION));
        list.address("ctrl.pasid.high", VmcsField.HIGH_PASID_DIRECTORY_ADDRESS, 12,
                secondary(ControlBits.SEC_PASID_TRANSLATION));
        VmcsField tertiary = VmcsField.TERTIARY_CONTROLS;
        requires(list, "ctrl.hlat.ept", tertiary, ControlBits.TER_ENABLE_HLAT, secondary, ept, true);
        requires(list, "ctrl.paging-write.ept", tertiary, ControlBits.TER_EPT_PAGING_WRITE_CONTROL, secondary, ept,
                true);
        requires(list, "ctrl.paging-verification.ept", tertiary, ControlBits.TER_GUEST_PAGING_VERIFICATION, secondary,
                ept, true);
    }

    private static void exit(CheckList list) {
        VmcsField exit = VmcsField.EXIT_CONTROLS;
        list.controls("ctrl.exit.reserved", exit, Condition.ALWAYS);
        list.controls("ctrl.exit2.reserved", VmcsField.SECONDARY_EXIT_CONTROLS,
                c -> c.exit(ControlBits.EXIT_ACTIVATE_SECONDARY_CONTROLS));
        requires(list, "ctrl.exit.save-timer", exit, ControlBits.EXIT_SAVE_VMX_PREEMPTION_TIMER_VALUE,
                VmcsField.PIN_BASED_CONTROLS, ControlBits.PIN_ACTIVATE_VMX_PREEMPTION_TIMER, true);
        list.msrList("ctrl.exit.msr-store", VmcsField.EXIT_MSR_STORE_ADDRESS, VmcsField.EXIT_MSR_STORE_COUNT);
        list.msrList("ctrl.exit.msr-load", VmcsField.EXIT_MSR_LOAD_ADDRESS, VmcsField.EXIT_MSR_LOAD_COUNT);
    }

    /** Vectors of exceptions that push an error code: #DF, #TS, #NP, #SS, #GP, #PF, #AC. */
    private static final int ERROR_CODE_VECTORS = 1 << 8 | 1 << 10 | 1 << 11 | 1 << 12 | 1 << 13 | 1 << 14 | 1 << 17;

    private static void entry(CheckList list) {
        VmcsField info = VmcsField.ENTRY_INTERRUPTION_INFORMATION;
        list.controls("ctrl.entry.reserved", VmcsField.ENTRY_CONTROLS, Condition.ALWAYS);
        list.row("ctrl.entry.event.type", "The interruption type must not be the reserved value 1; type 7 (other event)"
                + " needs a processor that supports \"monitor trap flag\".", c -> {
            int type = c.injectedType();
            boolean trapFlag = (c.capabilities().allowed1(VmcsField.PRIMARY_CONTROLS)
                    & ControlBits.PRI_MONITOR_TRAP_FLAG) != 0;
            return type != 1 && (type != 7 || trapFlag) ? null : bad(c, info, c.get(info),
                    "VM-entry interruption-information field has the unsupported interruption type " + type);
        }, info);
        list.row("ctrl.entry.event.vector", "The vector must be 2 for an NMI, at most 31 for a hardware exception, 0"
                + " for an other event.", c -> {
            int vector = c.injectedVector();
            return switch (c.injectedType()) {
                case 2 -> vector == 2 ? null : event(c, vector, c.get(info) & ~0xFFL | 2);
                case 3 -> vector <= 31 ? null : event(c, vector, c.get(info));
                case 7 -> vector == 0 ? null : event(c, vector, c.get(info) & ~0xFFL);
                default -> null;
            };
        }, info);
        list.row("ctrl.entry.event.error-code", "The deliver-error-code bit (bit 11) must be 1 exactly for hardware"
                + " exceptions that push an error code, and 0 if the guest's CR0.PE is 0.", c -> {
            if (!c.injects()) {
                return null;
            }
            boolean deliver = (c.get(info) & 1 << 11) != 0;
            boolean possible = c.injectedType() == 3 && (!c.unrestricted() || c.guestProtected());
            int vector = c.injectedVector();
            boolean pushes = vector < 32 && (ERROR_CODE_VECTORS >>> vector & 1) != 0;
            boolean any = c.capabilities().anyErrorCode();
            if (deliver && (!possible || !pushes && !any)) {
                return bad(c, info, c.get(info) & ~(1L << 11), "VM-entry interruption-information field: bit 11"
                        + " (deliver error code) is 1 but this event has no error code");
            }
            if (!deliver && possible && pushes && !any) {
                return bad(c, info, c.get(info) | 1 << 11, "VM-entry interruption-information field: bit 11 (deliver"
                        + " error code) is 0 but " + FieldDecoder.event((int) c.get(info)) + " has an error code");
            }
            return null;
        }, info, VmcsField.GUEST_CR0);
        list.zeroBits("ctrl.entry.event.reserved", info, 0x7FFFF000, "30:12", VmEntryContext::injects);
        list.row("ctrl.entry.event.error-code-value", "If the deliver-error-code bit is 1, bits 31:16 of the VM-entry"
                + " exception error code must be 0.", c -> {
            long code = c.get(VmcsField.ENTRY_EXCEPTION_ERROR_CODE);
            return !c.injects() || (c.get(info) & 1 << 11) == 0 || code >>> 16 == 0 ? null
                    : bad(c, VmcsField.ENTRY_EXCEPTION_ERROR_CODE, code & 0xFFFF,
                            "VM-entry exception error code sets bits 31:16");
        }, VmcsField.ENTRY_EXCEPTION_ERROR_CODE, info);
        list.row("ctrl.entry.event.length", "For software interrupts and software exceptions the VM-entry instruction"
                + " length must be in the range 1 to 15, or 0 if IA32_VMX_MISC bit 30 is 1.", c -> {
            int type = c.injectedType();
            long length = c.get(VmcsField.ENTRY_INSTRUCTION_LENGTH);
            boolean valid = length <= 15 && (length > 0 || c.capabilities().zeroLengthInjection());
            return type < 4 || type > 6 || valid ? null : bad(c, VmcsField.ENTRY_INSTRUCTION_LENGTH,
                    length == 0 ? 1 : 15, "VM-entry instruction length " + length + " is impossible for a "
                            + FieldDecoder.eventType(type));
        }, VmcsField.ENTRY_INSTRUCTION_LENGTH, info);
        list.msrList("ctrl.entry.msr-load", VmcsField.ENTRY_MSR_LOAD_ADDRESS, VmcsField.ENTRY_MSR_LOAD_COUNT);
        list.row("ctrl.entry.smm", "Outside system-management mode \"entry to SMM\" and \"deactivate dual-monitor"
                + " treatment\" must be 0.", c -> {
            long value = c.get(VmcsField.ENTRY_CONTROLS);
            long smm = ControlBits.ENTRY_ENTRY_TO_SMM | ControlBits.ENTRY_DEACTIVATE_DUAL_MONITOR_TREATMENT;
            return (value & smm) == 0 ? null : bad(c, VmcsField.ENTRY_CONTROLS, value & ~smm,
                    "VM-entry controls ask for system-management mode and the processor is not in it");
        }, VmcsField.ENTRY_CONTROLS);
    }

    private static VmEntryCheck.Violation event(VmEntryContext c, int vector, long nearest) {
        return bad(c, VmcsField.ENTRY_INTERRUPTION_INFORMATION, nearest, "VM-entry interruption-information field:"
                + " vector " + vector + " does not fit type " + FieldDecoder.eventType(c.injectedType()));
    }
}
