// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.vmx;

import java.util.ArrayList;
import java.util.List;

/**
 * A bit of a VMX control field: one row of {@code controls.tsv} (Intel SDM volume 3, chapter "Virtual Machine Control
 * Structures", and appendix "VMX Capability Reporting Facility"). The constants are the bits' masks.
 *
 * @param control which control field: pin, primary, secondary, tertiary, exit, exit2 or entry
 * @param field the field
 * @param bit bit number
 * @param default1 whether the bit belongs to the default1 class
 * @param name the SDM's name; {@code Reserved} for reserved bits of the default1 class
 * @param meaning what the 1-setting does
 */
public record ControlBits(String control, VmcsField field, int bit, boolean default1, String name, String meaning) {

    /** External-interrupt exiting, bit 0. */
    public static final int PIN_EXTERNAL_INTERRUPT_EXITING = 1 << 0;
    /** NMI exiting, bit 3. */
    public static final int PIN_NMI_EXITING = 1 << 3;
    /** Virtual NMIs, bit 5. */
    public static final int PIN_VIRTUAL_NMIS = 1 << 5;
    /** Activate VMX-preemption timer, bit 6. */
    public static final int PIN_ACTIVATE_VMX_PREEMPTION_TIMER = 1 << 6;
    /** Process posted interrupts, bit 7. */
    public static final int PIN_PROCESS_POSTED_INTERRUPTS = 1 << 7;
    /** Interrupt-window exiting, bit 2. */
    public static final int PRI_INTERRUPT_WINDOW_EXITING = 1 << 2;
    /** Use TSC offsetting, bit 3. */
    public static final int PRI_USE_TSC_OFFSETTING = 1 << 3;
    /** HLT exiting, bit 7. */
    public static final int PRI_HLT_EXITING = 1 << 7;
    /** INVLPG exiting, bit 9. */
    public static final int PRI_INVLPG_EXITING = 1 << 9;
    /** MWAIT exiting, bit 10. */
    public static final int PRI_MWAIT_EXITING = 1 << 10;
    /** RDPMC exiting, bit 11. */
    public static final int PRI_RDPMC_EXITING = 1 << 11;
    /** RDTSC exiting, bit 12. */
    public static final int PRI_RDTSC_EXITING = 1 << 12;
    /** CR3-load exiting, bit 15. */
    public static final int PRI_CR3_LOAD_EXITING = 1 << 15;
    /** CR3-store exiting, bit 16. */
    public static final int PRI_CR3_STORE_EXITING = 1 << 16;
    /** Activate tertiary controls, bit 17. */
    public static final int PRI_ACTIVATE_TERTIARY_CONTROLS = 1 << 17;
    /** CR8-load exiting, bit 19. */
    public static final int PRI_CR8_LOAD_EXITING = 1 << 19;
    /** CR8-store exiting, bit 20. */
    public static final int PRI_CR8_STORE_EXITING = 1 << 20;
    /** Use TPR shadow, bit 21. */
    public static final int PRI_USE_TPR_SHADOW = 1 << 21;
    /** NMI-window exiting, bit 22. */
    public static final int PRI_NMI_WINDOW_EXITING = 1 << 22;
    /** MOV-DR exiting, bit 23. */
    public static final int PRI_MOV_DR_EXITING = 1 << 23;
    /** Unconditional I/O exiting, bit 24. */
    public static final int PRI_UNCONDITIONAL_IO_EXITING = 1 << 24;
    /** Use I/O bitmaps, bit 25. */
    public static final int PRI_USE_IO_BITMAPS = 1 << 25;
    /** Monitor trap flag, bit 27. */
    public static final int PRI_MONITOR_TRAP_FLAG = 1 << 27;
    /** Use MSR bitmaps, bit 28. */
    public static final int PRI_USE_MSR_BITMAPS = 1 << 28;
    /** MONITOR exiting, bit 29. */
    public static final int PRI_MONITOR_EXITING = 1 << 29;
    /** PAUSE exiting, bit 30. */
    public static final int PRI_PAUSE_EXITING = 1 << 30;
    /** Activate secondary controls, bit 31. */
    public static final int PRI_ACTIVATE_SECONDARY_CONTROLS = 1 << 31;
    /** Virtualize APIC accesses, bit 0. */
    public static final int SEC_VIRTUALIZE_APIC_ACCESSES = 1 << 0;
    /** Enable EPT, bit 1. */
    public static final int SEC_ENABLE_EPT = 1 << 1;
    /** Descriptor-table exiting, bit 2. */
    public static final int SEC_DESCRIPTOR_TABLE_EXITING = 1 << 2;
    /** Enable RDTSCP, bit 3. */
    public static final int SEC_ENABLE_RDTSCP = 1 << 3;
    /** Virtualize x2APIC mode, bit 4. */
    public static final int SEC_VIRTUALIZE_X2APIC_MODE = 1 << 4;
    /** Enable VPID, bit 5. */
    public static final int SEC_ENABLE_VPID = 1 << 5;
    /** WBINVD exiting, bit 6. */
    public static final int SEC_WBINVD_EXITING = 1 << 6;
    /** Unrestricted guest, bit 7. */
    public static final int SEC_UNRESTRICTED_GUEST = 1 << 7;
    /** APIC-register virtualization, bit 8. */
    public static final int SEC_APIC_REGISTER_VIRTUALIZATION = 1 << 8;
    /** Virtual-interrupt delivery, bit 9. */
    public static final int SEC_VIRTUAL_INTERRUPT_DELIVERY = 1 << 9;
    /** PAUSE-loop exiting, bit 10. */
    public static final int SEC_PAUSE_LOOP_EXITING = 1 << 10;
    /** RDRAND exiting, bit 11. */
    public static final int SEC_RDRAND_EXITING = 1 << 11;
    /** Enable INVPCID, bit 12. */
    public static final int SEC_ENABLE_INVPCID = 1 << 12;
    /** Enable VM functions, bit 13. */
    public static final int SEC_ENABLE_VM_FUNCTIONS = 1 << 13;
    /** VMCS shadowing, bit 14. */
    public static final int SEC_VMCS_SHADOWING = 1 << 14;
    /** Enable ENCLS exiting, bit 15. */
    public static final int SEC_ENABLE_ENCLS_EXITING = 1 << 15;
    /** RDSEED exiting, bit 16. */
    public static final int SEC_RDSEED_EXITING = 1 << 16;
    /** Enable PML, bit 17. */
    public static final int SEC_ENABLE_PML = 1 << 17;
    /** EPT-violation #VE, bit 18. */
    public static final int SEC_EPT_VIOLATION_VE = 1 << 18;
    /** Conceal VMX from PT, bit 19. */
    public static final int SEC_CONCEAL_VMX_FROM_PT = 1 << 19;
    /** Enable XSAVES/XRSTORS, bit 20. */
    public static final int SEC_ENABLE_XSAVES_XRSTORS = 1 << 20;
    /** PASID translation, bit 21. */
    public static final int SEC_PASID_TRANSLATION = 1 << 21;
    /** Mode-based execute control for EPT, bit 22. */
    public static final int SEC_MODE_BASED_EXECUTE_CONTROL_FOR_EPT = 1 << 22;
    /** Sub-page write permissions for EPT, bit 23. */
    public static final int SEC_SUB_PAGE_WRITE_PERMISSIONS_FOR_EPT = 1 << 23;
    /** Intel PT uses guest physical addresses, bit 24. */
    public static final int SEC_INTEL_PT_USES_GUEST_PHYSICAL_ADDRESSES = 1 << 24;
    /** Use TSC scaling, bit 25. */
    public static final int SEC_USE_TSC_SCALING = 1 << 25;
    /** Enable user wait and pause, bit 26. */
    public static final int SEC_ENABLE_USER_WAIT_AND_PAUSE = 1 << 26;
    /** Enable PCONFIG, bit 27. */
    public static final int SEC_ENABLE_PCONFIG = 1 << 27;
    /** Enable ENCLV exiting, bit 28. */
    public static final int SEC_ENABLE_ENCLV_EXITING = 1 << 28;
    /** VMM bus-lock detection, bit 30. */
    public static final int SEC_VMM_BUS_LOCK_DETECTION = 1 << 30;
    /** Instruction timeout, bit 31. */
    public static final int SEC_INSTRUCTION_TIMEOUT = 1 << 31;
    /** LOADIWKEY exiting, bit 0. */
    public static final int TER_LOADIWKEY_EXITING = 1 << 0;
    /** Enable HLAT, bit 1. */
    public static final int TER_ENABLE_HLAT = 1 << 1;
    /** EPT paging-write control, bit 2. */
    public static final int TER_EPT_PAGING_WRITE_CONTROL = 1 << 2;
    /** Guest-paging verification, bit 3. */
    public static final int TER_GUEST_PAGING_VERIFICATION = 1 << 3;
    /** IPI virtualization, bit 4. */
    public static final int TER_IPI_VIRTUALIZATION = 1 << 4;
    /** SEAM guest-physical address width, bit 5. */
    public static final int TER_SEAM_GUEST_PHYSICAL_ADDRESS_WIDTH = 1 << 5;
    /** Enable MSR-list instructions, bit 6. */
    public static final int TER_ENABLE_MSR_LIST_INSTRUCTIONS = 1 << 6;
    /** Virtualize IA32_SPEC_CTRL, bit 7. */
    public static final int TER_VIRTUALIZE_IA32_SPEC_CTRL = 1 << 7;
    /** Virtualize APIC timer, bit 8. */
    public static final int TER_VIRTUALIZE_APIC_TIMER = 1 << 8;
    /** Save debug controls, bit 2. */
    public static final int EXIT_SAVE_DEBUG_CONTROLS = 1 << 2;
    /** Host address-space size, bit 9. */
    public static final int EXIT_HOST_ADDRESS_SPACE_SIZE = 1 << 9;
    /** Load IA32_PERF_GLOBAL_CTRL, bit 12. */
    public static final int EXIT_LOAD_IA32_PERF_GLOBAL_CTRL = 1 << 12;
    /** Acknowledge interrupt on exit, bit 15. */
    public static final int EXIT_ACKNOWLEDGE_INTERRUPT_ON_EXIT = 1 << 15;
    /** Save IA32_PAT, bit 18. */
    public static final int EXIT_SAVE_IA32_PAT = 1 << 18;
    /** Load IA32_PAT, bit 19. */
    public static final int EXIT_LOAD_IA32_PAT = 1 << 19;
    /** Save IA32_EFER, bit 20. */
    public static final int EXIT_SAVE_IA32_EFER = 1 << 20;
    /** Load IA32_EFER, bit 21. */
    public static final int EXIT_LOAD_IA32_EFER = 1 << 21;
    /** Save VMX-preemption timer value, bit 22. */
    public static final int EXIT_SAVE_VMX_PREEMPTION_TIMER_VALUE = 1 << 22;
    /** Clear IA32_BNDCFGS, bit 23. */
    public static final int EXIT_CLEAR_IA32_BNDCFGS = 1 << 23;
    /** Conceal VMX from PT, bit 24. */
    public static final int EXIT_CONCEAL_VMX_FROM_PT = 1 << 24;
    /** Clear IA32_RTIT_CTL, bit 25. */
    public static final int EXIT_CLEAR_IA32_RTIT_CTL = 1 << 25;
    /** Clear IA32_LBR_CTL, bit 26. */
    public static final int EXIT_CLEAR_IA32_LBR_CTL = 1 << 26;
    /** Clear UINV, bit 27. */
    public static final int EXIT_CLEAR_UINV = 1 << 27;
    /** Load CET state, bit 28. */
    public static final int EXIT_LOAD_CET_STATE = 1 << 28;
    /** Load PKRS, bit 29. */
    public static final int EXIT_LOAD_PKRS = 1 << 29;
    /** Save IA32_PERF_GLOBAL_CTRL, bit 30. */
    public static final int EXIT_SAVE_IA32_PERF_GLOBAL_CTRL = 1 << 30;
    /** Activate secondary controls, bit 31. */
    public static final int EXIT_ACTIVATE_SECONDARY_CONTROLS = 1 << 31;
    /** Save FRED, bit 0. */
    public static final int EXIT2_SAVE_FRED = 1 << 0;
    /** Load FRED, bit 1. */
    public static final int EXIT2_LOAD_FRED = 1 << 1;
    /** Load IA32_SPEC_CTRL, bit 2. */
    public static final int EXIT2_LOAD_IA32_SPEC_CTRL = 1 << 2;
    /** Prematurely busy shadow stack, bit 3. */
    public static final int EXIT2_PREMATURELY_BUSY_SHADOW_STACK = 1 << 3;
    /** Load debug controls, bit 2. */
    public static final int ENTRY_LOAD_DEBUG_CONTROLS = 1 << 2;
    /** IA-32e mode guest, bit 9. */
    public static final int ENTRY_IA_32E_MODE_GUEST = 1 << 9;
    /** Entry to SMM, bit 10. */
    public static final int ENTRY_ENTRY_TO_SMM = 1 << 10;
    /** Deactivate dual-monitor treatment, bit 11. */
    public static final int ENTRY_DEACTIVATE_DUAL_MONITOR_TREATMENT = 1 << 11;
    /** Load IA32_PERF_GLOBAL_CTRL, bit 13. */
    public static final int ENTRY_LOAD_IA32_PERF_GLOBAL_CTRL = 1 << 13;
    /** Load IA32_PAT, bit 14. */
    public static final int ENTRY_LOAD_IA32_PAT = 1 << 14;
    /** Load IA32_EFER, bit 15. */
    public static final int ENTRY_LOAD_IA32_EFER = 1 << 15;
    /** Load IA32_BNDCFGS, bit 16. */
    public static final int ENTRY_LOAD_IA32_BNDCFGS = 1 << 16;
    /** Conceal VMX from PT, bit 17. */
    public static final int ENTRY_CONCEAL_VMX_FROM_PT = 1 << 17;
    /** Load IA32_RTIT_CTL, bit 18. */
    public static final int ENTRY_LOAD_IA32_RTIT_CTL = 1 << 18;
    /** Load UINV, bit 19. */
    public static final int ENTRY_LOAD_UINV = 1 << 19;
    /** Load CET state, bit 20. */
    public static final int ENTRY_LOAD_CET_STATE = 1 << 20;
    /** Load guest IA32_LBR_CTL, bit 21. */
    public static final int ENTRY_LOAD_GUEST_IA32_LBR_CTL = 1 << 21;
    /** Load PKRS, bit 22. */
    public static final int ENTRY_LOAD_PKRS = 1 << 22;
    /** Load FRED, bit 23. */
    public static final int ENTRY_LOAD_FRED = 1 << 23;
    /** Load IA32_SPEC_CTRL, bit 24. */
    public static final int ENTRY_LOAD_IA32_SPEC_CTRL = 1 << 24;

    private static final List<ControlBits> ALL;

    static {
        List<ControlBits> all = new ArrayList<>();
        for (String[] row : TableReader.rows("controls.tsv", 6)) {
            all.add(new ControlBits(row[0], VmcsField.ofSymbol(row[1]), Integer.parseInt(row[2]),
                    "default1".equals(row[3]), row[4], row[5]));
        }
        ALL = List.copyOf(all);
    }

    /** All rows, by field and ascending bit. */
    public static List<ControlBits> all() {
        return ALL;
    }

    /** The rows of a control field, empty if the field is none. */
    public static List<ControlBits> of(VmcsField field) {
        return ALL.stream().filter(bit -> bit.field == field).toList();
    }

    /** The row of a bit, null if the SDM defines none. */
    public static ControlBits of(VmcsField field, int bit) {
        for (ControlBits row : ALL) {
            if (row.field == field && row.bit == bit) {
                return row;
            }
        }
        return null;
    }

    /** Whether the bit is reserved. */
    public boolean reserved() {
        return "Reserved".equals(name);
    }

    /** The bit's mask. */
    public long mask() {
        return 1L << bit;
    }
}
