// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.vmx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A field of the virtual-machine control structure: one row of {@code vmcs-fields.tsv}, which holds all fields of Intel
 * SDM volume 3, appendix "Field Encoding in VMCS". The constants name the rows for code.
 */
public final class VmcsField {

    /** Width of a field, bits 14:13 of its encoding. */
    public enum Width {
        /** 16 bits. */
        BITS_16(16),
        /** 64 bits; the upper half can be accessed alone with the encoding + 1. */
        BITS_64(64),
        /** 32 bits. */
        BITS_32(32),
        /** The processor's natural width: 64 bits on processors that support Intel 64 architecture. */
        NATURAL(64);

        private final int bits;

        Width(int bits) {
            this.bits = bits;
        }

        /** Number of bits that the field stores: 16, 32 or 64. */
        public int bits() {
            return bits;
        }
    }

    /** Type of a field, bits 11:10 of its encoding. */
    public enum Type {
        /** VM-execution, VM-exit and VM-entry control fields. */
        CONTROL,
        /** VM-exit information fields, which are read-only unless IA32_VMX_MISC bit 29 is 1. */
        EXIT_INFORMATION,
        /** Guest-state area. */
        GUEST,
        /** Host-state area. */
        HOST
    }

    private static final List<VmcsField> ALL;
    private static final Map<String, VmcsField> BY_SYMBOL = new HashMap<>();
    /** Indexed by encoding bits 14:1, that is by {@code encoding >> 1}. */
    private static final VmcsField[] BY_ENCODING = new VmcsField[0x4000];

    static {
        List<VmcsField> all = new ArrayList<>();
        for (String[] row : TableReader.rows("vmcs-fields.tsv", 7)) {
            VmcsField field = new VmcsField(all.size(), Integer.parseInt(row[0], 16), row[1], row[2], row[3], row[4],
                    row[5], row[6]);
            all.add(field);
            BY_SYMBOL.put(field.symbol, field);
            BY_ENCODING[field.encoding >> 1] = field;
        }
        ALL = List.copyOf(all);
    }

    /** Virtual-processor identifier (VPID). */
    public static final VmcsField VPID = field("VPID");
    /** Posted-interrupt notification vector. */
    public static final VmcsField POSTED_INTERRUPT_NOTIFICATION_VECTOR = field("POSTED_INTERRUPT_NOTIFICATION_VECTOR");
    /** EPTP index. */
    public static final VmcsField EPTP_INDEX = field("EPTP_INDEX");
    /** HLAT prefix size. */
    public static final VmcsField HLAT_PREFIX_SIZE = field("HLAT_PREFIX_SIZE");
    /** Last PID-pointer index. */
    public static final VmcsField LAST_PID_POINTER_INDEX = field("LAST_PID_POINTER_INDEX");
    /** Virtual timer vector. */
    public static final VmcsField VIRTUAL_TIMER_VECTOR = field("VIRTUAL_TIMER_VECTOR");
    /** Guest ES selector. */
    public static final VmcsField GUEST_ES_SELECTOR = field("GUEST_ES_SELECTOR");
    /** Guest CS selector. */
    public static final VmcsField GUEST_CS_SELECTOR = field("GUEST_CS_SELECTOR");
    /** Guest SS selector. */
    public static final VmcsField GUEST_SS_SELECTOR = field("GUEST_SS_SELECTOR");
    /** Guest DS selector. */
    public static final VmcsField GUEST_DS_SELECTOR = field("GUEST_DS_SELECTOR");
    /** Guest FS selector. */
    public static final VmcsField GUEST_FS_SELECTOR = field("GUEST_FS_SELECTOR");
    /** Guest GS selector. */
    public static final VmcsField GUEST_GS_SELECTOR = field("GUEST_GS_SELECTOR");
    /** Guest LDTR selector. */
    public static final VmcsField GUEST_LDTR_SELECTOR = field("GUEST_LDTR_SELECTOR");
    /** Guest TR selector. */
    public static final VmcsField GUEST_TR_SELECTOR = field("GUEST_TR_SELECTOR");
    /** Guest interrupt status. */
    public static final VmcsField GUEST_INTERRUPT_STATUS = field("GUEST_INTERRUPT_STATUS");
    /** PML index. */
    public static final VmcsField PML_INDEX = field("PML_INDEX");
    /** Guest UINV. */
    public static final VmcsField GUEST_UINV = field("GUEST_UINV");
    /** Host ES selector. */
    public static final VmcsField HOST_ES_SELECTOR = field("HOST_ES_SELECTOR");
    /** Host CS selector. */
    public static final VmcsField HOST_CS_SELECTOR = field("HOST_CS_SELECTOR");
    /** Host SS selector. */
    public static final VmcsField HOST_SS_SELECTOR = field("HOST_SS_SELECTOR");
    /** Host DS selector. */
    public static final VmcsField HOST_DS_SELECTOR = field("HOST_DS_SELECTOR");
    /** Host FS selector. */
    public static final VmcsField HOST_FS_SELECTOR = field("HOST_FS_SELECTOR");
    /** Host GS selector. */
    public static final VmcsField HOST_GS_SELECTOR = field("HOST_GS_SELECTOR");
    /** Host TR selector. */
    public static final VmcsField HOST_TR_SELECTOR = field("HOST_TR_SELECTOR");
    /** Address of I/O bitmap A. */
    public static final VmcsField IO_BITMAP_A = field("IO_BITMAP_A");
    /** Address of I/O bitmap B. */
    public static final VmcsField IO_BITMAP_B = field("IO_BITMAP_B");
    /** Address of MSR bitmaps. */
    public static final VmcsField MSR_BITMAPS = field("MSR_BITMAPS");
    /** VM-exit MSR-store address. */
    public static final VmcsField EXIT_MSR_STORE_ADDRESS = field("EXIT_MSR_STORE_ADDRESS");
    /** VM-exit MSR-load address. */
    public static final VmcsField EXIT_MSR_LOAD_ADDRESS = field("EXIT_MSR_LOAD_ADDRESS");
    /** VM-entry MSR-load address. */
    public static final VmcsField ENTRY_MSR_LOAD_ADDRESS = field("ENTRY_MSR_LOAD_ADDRESS");
    /** Executive-VMCS pointer. */
    public static final VmcsField EXECUTIVE_VMCS_POINTER = field("EXECUTIVE_VMCS_POINTER");
    /** PML address. */
    public static final VmcsField PML_ADDRESS = field("PML_ADDRESS");
    /** TSC offset. */
    public static final VmcsField TSC_OFFSET = field("TSC_OFFSET");
    /** Virtual-APIC address. */
    public static final VmcsField VIRTUAL_APIC_ADDRESS = field("VIRTUAL_APIC_ADDRESS");
    /** APIC-access address. */
    public static final VmcsField APIC_ACCESS_ADDRESS = field("APIC_ACCESS_ADDRESS");
    /** Posted-interrupt descriptor address. */
    public static final VmcsField POSTED_INTERRUPT_DESCRIPTOR_ADDRESS = field("POSTED_INTERRUPT_DESCRIPTOR_ADDRESS");
    /** VM-function controls. */
    public static final VmcsField VM_FUNCTION_CONTROLS = field("VM_FUNCTION_CONTROLS");
    /** EPT pointer. */
    public static final VmcsField EPT_POINTER = field("EPT_POINTER");
    /** EOI-exit bitmap 0. */
    public static final VmcsField EOI_EXIT_BITMAP_0 = field("EOI_EXIT_BITMAP_0");
    /** EOI-exit bitmap 1. */
    public static final VmcsField EOI_EXIT_BITMAP_1 = field("EOI_EXIT_BITMAP_1");
    /** EOI-exit bitmap 2. */
    public static final VmcsField EOI_EXIT_BITMAP_2 = field("EOI_EXIT_BITMAP_2");
    /** EOI-exit bitmap 3. */
    public static final VmcsField EOI_EXIT_BITMAP_3 = field("EOI_EXIT_BITMAP_3");
    /** EPTP-list address. */
    public static final VmcsField EPTP_LIST_ADDRESS = field("EPTP_LIST_ADDRESS");
    /** VMREAD-bitmap address. */
    public static final VmcsField VMREAD_BITMAP_ADDRESS = field("VMREAD_BITMAP_ADDRESS");
    /** VMWRITE-bitmap address. */
    public static final VmcsField VMWRITE_BITMAP_ADDRESS = field("VMWRITE_BITMAP_ADDRESS");
    /** Virtualization-exception information address. */
    public static final VmcsField VIRTUALIZATION_EXCEPTION_INFORMATION_ADDRESS =
            field("VIRTUALIZATION_EXCEPTION_INFORMATION_ADDRESS");
    /** XSS-exiting bitmap. */
    public static final VmcsField XSS_EXITING_BITMAP = field("XSS_EXITING_BITMAP");
    /** ENCLS-exiting bitmap. */
    public static final VmcsField ENCLS_EXITING_BITMAP = field("ENCLS_EXITING_BITMAP");
    /** Sub-page-permission-table pointer. */
    public static final VmcsField SUB_PAGE_PERMISSION_TABLE_POINTER = field("SUB_PAGE_PERMISSION_TABLE_POINTER");
    /** TSC multiplier. */
    public static final VmcsField TSC_MULTIPLIER = field("TSC_MULTIPLIER");
    /** Tertiary processor-based VM-execution controls. */
    public static final VmcsField TERTIARY_CONTROLS = field("TERTIARY_CONTROLS");
    /** ENCLV-exiting bitmap. */
    public static final VmcsField ENCLV_EXITING_BITMAP = field("ENCLV_EXITING_BITMAP");
    /** Low PASID directory address. */
    public static final VmcsField LOW_PASID_DIRECTORY_ADDRESS = field("LOW_PASID_DIRECTORY_ADDRESS");
    /** High PASID directory address. */
    public static final VmcsField HIGH_PASID_DIRECTORY_ADDRESS = field("HIGH_PASID_DIRECTORY_ADDRESS");
    /** Shared EPT pointer. */
    public static final VmcsField SHARED_EPT_POINTER = field("SHARED_EPT_POINTER");
    /** PCONFIG-exiting bitmap. */
    public static final VmcsField PCONFIG_EXITING_BITMAP = field("PCONFIG_EXITING_BITMAP");
    /** Hypervisor-managed linear-address translation pointer (HLATP). */
    public static final VmcsField HLAT_POINTER = field("HLAT_POINTER");
    /** PID-pointer table address. */
    public static final VmcsField PID_POINTER_TABLE_ADDRESS = field("PID_POINTER_TABLE_ADDRESS");
    /** Secondary VM-exit controls. */
    public static final VmcsField SECONDARY_EXIT_CONTROLS = field("SECONDARY_EXIT_CONTROLS");
    /** IA32_SPEC_CTRL mask. */
    public static final VmcsField SPEC_CTRL_MASK = field("SPEC_CTRL_MASK");
    /** IA32_SPEC_CTRL shadow. */
    public static final VmcsField SPEC_CTRL_SHADOW = field("SPEC_CTRL_SHADOW");
    /** Guest deadline shadow. */
    public static final VmcsField GUEST_DEADLINE_SHADOW = field("GUEST_DEADLINE_SHADOW");
    /** Injected-event data. */
    public static final VmcsField INJECTED_EVENT_DATA = field("INJECTED_EVENT_DATA");
    /** Guest-physical address. */
    public static final VmcsField GUEST_PHYSICAL_ADDRESS = field("GUEST_PHYSICAL_ADDRESS");
    /** MSR data. */
    public static final VmcsField MSR_DATA = field("MSR_DATA");
    /** Original-event data. */
    public static final VmcsField ORIGINAL_EVENT_DATA = field("ORIGINAL_EVENT_DATA");
    /** VMCS link pointer. */
    public static final VmcsField VMCS_LINK_POINTER = field("VMCS_LINK_POINTER");
    /** Guest IA32_DEBUGCTL. */
    public static final VmcsField GUEST_DEBUGCTL = field("GUEST_DEBUGCTL");
    /** Guest IA32_PAT. */
    public static final VmcsField GUEST_PAT = field("GUEST_PAT");
    /** Guest IA32_EFER. */
    public static final VmcsField GUEST_EFER = field("GUEST_EFER");
    /** Guest IA32_PERF_GLOBAL_CTRL. */
    public static final VmcsField GUEST_PERF_GLOBAL_CTRL = field("GUEST_PERF_GLOBAL_CTRL");
    /** Guest PDPTE0. */
    public static final VmcsField GUEST_PDPTE0 = field("GUEST_PDPTE0");
    /** Guest PDPTE1. */
    public static final VmcsField GUEST_PDPTE1 = field("GUEST_PDPTE1");
    /** Guest PDPTE2. */
    public static final VmcsField GUEST_PDPTE2 = field("GUEST_PDPTE2");
    /** Guest PDPTE3. */
    public static final VmcsField GUEST_PDPTE3 = field("GUEST_PDPTE3");
    /** Guest IA32_BNDCFGS. */
    public static final VmcsField GUEST_BNDCFGS = field("GUEST_BNDCFGS");
    /** Guest IA32_RTIT_CTL. */
    public static final VmcsField GUEST_RTIT_CTL = field("GUEST_RTIT_CTL");
    /** Guest IA32_LBR_CTL. */
    public static final VmcsField GUEST_LBR_CTL = field("GUEST_LBR_CTL");
    /** Guest IA32_PKRS. */
    public static final VmcsField GUEST_PKRS = field("GUEST_PKRS");
    /** Guest IA32_FRED_CONFIG. */
    public static final VmcsField GUEST_FRED_CONFIG = field("GUEST_FRED_CONFIG");
    /** Guest IA32_FRED_RSP1. */
    public static final VmcsField GUEST_FRED_RSP1 = field("GUEST_FRED_RSP1");
    /** Guest IA32_FRED_RSP2. */
    public static final VmcsField GUEST_FRED_RSP2 = field("GUEST_FRED_RSP2");
    /** Guest IA32_FRED_RSP3. */
    public static final VmcsField GUEST_FRED_RSP3 = field("GUEST_FRED_RSP3");
    /** Guest IA32_FRED_STKLVLS. */
    public static final VmcsField GUEST_FRED_STKLVLS = field("GUEST_FRED_STKLVLS");
    /** Guest IA32_FRED_SSP1. */
    public static final VmcsField GUEST_FRED_SSP1 = field("GUEST_FRED_SSP1");
    /** Guest IA32_FRED_SSP2. */
    public static final VmcsField GUEST_FRED_SSP2 = field("GUEST_FRED_SSP2");
    /** Guest IA32_FRED_SSP3. */
    public static final VmcsField GUEST_FRED_SSP3 = field("GUEST_FRED_SSP3");
    /** Guest IA32_SPEC_CTRL. */
    public static final VmcsField GUEST_SPEC_CTRL = field("GUEST_SPEC_CTRL");
    /** Guest deadline. */
    public static final VmcsField GUEST_DEADLINE = field("GUEST_DEADLINE");
    /** Host IA32_PAT. */
    public static final VmcsField HOST_PAT = field("HOST_PAT");
    /** Host IA32_EFER. */
    public static final VmcsField HOST_EFER = field("HOST_EFER");
    /** Host IA32_PERF_GLOBAL_CTRL. */
    public static final VmcsField HOST_PERF_GLOBAL_CTRL = field("HOST_PERF_GLOBAL_CTRL");
    /** Host IA32_PKRS. */
    public static final VmcsField HOST_PKRS = field("HOST_PKRS");
    /** Host IA32_FRED_CONFIG. */
    public static final VmcsField HOST_FRED_CONFIG = field("HOST_FRED_CONFIG");
    /** Host IA32_FRED_RSP1. */
    public static final VmcsField HOST_FRED_RSP1 = field("HOST_FRED_RSP1");
    /** Host IA32_FRED_RSP2. */
    public static final VmcsField HOST_FRED_RSP2 = field("HOST_FRED_RSP2");
    /** Host IA32_FRED_RSP3. */
    public static final VmcsField HOST_FRED_RSP3 = field("HOST_FRED_RSP3");
    /** Host IA32_FRED_STKLVLS. */
    public static final VmcsField HOST_FRED_STKLVLS = field("HOST_FRED_STKLVLS");
    /** Host IA32_FRED_SSP1. */
    public static final VmcsField HOST_FRED_SSP1 = field("HOST_FRED_SSP1");
    /** Host IA32_FRED_SSP2. */
    public static final VmcsField HOST_FRED_SSP2 = field("HOST_FRED_SSP2");
    /** Host IA32_FRED_SSP3. */
    public static final VmcsField HOST_FRED_SSP3 = field("HOST_FRED_SSP3");
    /** Host IA32_SPEC_CTRL. */
    public static final VmcsField HOST_SPEC_CTRL = field("HOST_SPEC_CTRL");
    /** Pin-based VM-execution controls. */
    public static final VmcsField PIN_BASED_CONTROLS = field("PIN_BASED_CONTROLS");
    /** Primary processor-based VM-execution controls. */
    public static final VmcsField PRIMARY_CONTROLS = field("PRIMARY_CONTROLS");
    /** Exception bitmap. */
    public static final VmcsField EXCEPTION_BITMAP = field("EXCEPTION_BITMAP");
    /** Page-fault error-code mask. */
    public static final VmcsField PAGE_FAULT_ERROR_CODE_MASK = field("PAGE_FAULT_ERROR_CODE_MASK");
    /** Page-fault error-code match. */
    public static final VmcsField PAGE_FAULT_ERROR_CODE_MATCH = field("PAGE_FAULT_ERROR_CODE_MATCH");
    /** CR3-target count. */
    public static final VmcsField CR3_TARGET_COUNT = field("CR3_TARGET_COUNT");
    /** Primary VM-exit controls. */
    public static final VmcsField EXIT_CONTROLS = field("EXIT_CONTROLS");
    /** VM-exit MSR-store count. */
    public static final VmcsField EXIT_MSR_STORE_COUNT = field("EXIT_MSR_STORE_COUNT");
    /** VM-exit MSR-load count. */
    public static final VmcsField EXIT_MSR_LOAD_COUNT = field("EXIT_MSR_LOAD_COUNT");
    /** VM-entry controls. */
    public static final VmcsField ENTRY_CONTROLS = field("ENTRY_CONTROLS");
    /** VM-entry MSR-load count. */
    public static final VmcsField ENTRY_MSR_LOAD_COUNT = field("ENTRY_MSR_LOAD_COUNT");
    /** VM-entry interruption-information field. */
    public static final VmcsField ENTRY_INTERRUPTION_INFORMATION = field("ENTRY_INTERRUPTION_INFORMATION");
    /** VM-entry exception error code. */
    public static final VmcsField ENTRY_EXCEPTION_ERROR_CODE = field("ENTRY_EXCEPTION_ERROR_CODE");
    /** VM-entry instruction length. */
    public static final VmcsField ENTRY_INSTRUCTION_LENGTH = field("ENTRY_INSTRUCTION_LENGTH");
    /** TPR threshold. */
    public static final VmcsField TPR_THRESHOLD = field("TPR_THRESHOLD");
    /** Secondary processor-based VM-execution controls. */
    public static final VmcsField SECONDARY_CONTROLS = field("SECONDARY_CONTROLS");
    /** PLE_Gap. */
    public static final VmcsField PLE_GAP = field("PLE_GAP");
    /** PLE_Window. */
    public static final VmcsField PLE_WINDOW = field("PLE_WINDOW");
    /** Instruction-timeout control. */
    public static final VmcsField INSTRUCTION_TIMEOUT_CONTROL = field("INSTRUCTION_TIMEOUT_CONTROL");
    /** VM-instruction error. */
    public static final VmcsField VM_INSTRUCTION_ERROR = field("VM_INSTRUCTION_ERROR");
    /** Exit reason. */
    public static final VmcsField EXIT_REASON = field("EXIT_REASON");
    /** VM-exit interruption information. */
    public static final VmcsField EXIT_INTERRUPTION_INFORMATION = field("EXIT_INTERRUPTION_INFORMATION");
    /** VM-exit interruption error code. */
    public static final VmcsField EXIT_INTERRUPTION_ERROR_CODE = field("EXIT_INTERRUPTION_ERROR_CODE");
    /** IDT-vectoring information field. */
    public static final VmcsField IDT_VECTORING_INFORMATION = field("IDT_VECTORING_INFORMATION");
    /** IDT-vectoring error code. */
    public static final VmcsField IDT_VECTORING_ERROR_CODE = field("IDT_VECTORING_ERROR_CODE");
    /** VM-exit instruction length. */
    public static final VmcsField EXIT_INSTRUCTION_LENGTH = field("EXIT_INSTRUCTION_LENGTH");
    /** VM-exit instruction information. */
    public static final VmcsField EXIT_INSTRUCTION_INFORMATION = field("EXIT_INSTRUCTION_INFORMATION");
    /** Guest ES limit. */
    public static final VmcsField GUEST_ES_LIMIT = field("GUEST_ES_LIMIT");
    /** Guest CS limit. */
    public static final VmcsField GUEST_CS_LIMIT = field("GUEST_CS_LIMIT");
    /** Guest SS limit. */
    public static final VmcsField GUEST_SS_LIMIT = field("GUEST_SS_LIMIT");
    /** Guest DS limit. */
    public static final VmcsField GUEST_DS_LIMIT = field("GUEST_DS_LIMIT");
    /** Guest FS limit. */
    public static final VmcsField GUEST_FS_LIMIT = field("GUEST_FS_LIMIT");
    /** Guest GS limit. */
    public static final VmcsField GUEST_GS_LIMIT = field("GUEST_GS_LIMIT");
    /** Guest LDTR limit. */
    public static final VmcsField GUEST_LDTR_LIMIT = field("GUEST_LDTR_LIMIT");
    /** Guest TR limit. */
    public static final VmcsField GUEST_TR_LIMIT = field("GUEST_TR_LIMIT");
    /** Guest GDTR limit. */
    public static final VmcsField GUEST_GDTR_LIMIT = field("GUEST_GDTR_LIMIT");
    /** Guest IDTR limit. */
    public static final VmcsField GUEST_IDTR_LIMIT = field("GUEST_IDTR_LIMIT");
    /** Guest ES access rights. */
    public static final VmcsField GUEST_ES_ACCESS_RIGHTS = field("GUEST_ES_ACCESS_RIGHTS");
    /** Guest CS access rights. */
    public static final VmcsField GUEST_CS_ACCESS_RIGHTS = field("GUEST_CS_ACCESS_RIGHTS");
    /** Guest SS access rights. */
    public static final VmcsField GUEST_SS_ACCESS_RIGHTS = field("GUEST_SS_ACCESS_RIGHTS");
    /** Guest DS access rights. */
    public static final VmcsField GUEST_DS_ACCESS_RIGHTS = field("GUEST_DS_ACCESS_RIGHTS");
    /** Guest FS access rights. */
    public static final VmcsField GUEST_FS_ACCESS_RIGHTS = field("GUEST_FS_ACCESS_RIGHTS");
    /** Guest GS access rights. */
    public static final VmcsField GUEST_GS_ACCESS_RIGHTS = field("GUEST_GS_ACCESS_RIGHTS");
    /** Guest LDTR access rights. */
    public static final VmcsField GUEST_LDTR_ACCESS_RIGHTS = field("GUEST_LDTR_ACCESS_RIGHTS");
    /** Guest TR access rights. */
    public static final VmcsField GUEST_TR_ACCESS_RIGHTS = field("GUEST_TR_ACCESS_RIGHTS");
    /** Guest interruptibility state. */
    public static final VmcsField GUEST_INTERRUPTIBILITY_STATE = field("GUEST_INTERRUPTIBILITY_STATE");
    /** Guest activity state. */
    public static final VmcsField GUEST_ACTIVITY_STATE = field("GUEST_ACTIVITY_STATE");
    /** Guest SMBASE. */
    public static final VmcsField GUEST_SMBASE = field("GUEST_SMBASE");
    /** Guest IA32_SYSENTER_CS. */
    public static final VmcsField GUEST_SYSENTER_CS = field("GUEST_SYSENTER_CS");
    /** VMX-preemption timer value. */
    public static final VmcsField PREEMPTION_TIMER_VALUE = field("PREEMPTION_TIMER_VALUE");
    /** Host IA32_SYSENTER_CS. */
    public static final VmcsField HOST_SYSENTER_CS = field("HOST_SYSENTER_CS");
    /** CR0 guest/host mask. */
    public static final VmcsField CR0_MASK = field("CR0_MASK");
    /** CR4 guest/host mask. */
    public static final VmcsField CR4_MASK = field("CR4_MASK");
    /** CR0 read shadow. */
    public static final VmcsField CR0_READ_SHADOW = field("CR0_READ_SHADOW");
    /** CR4 read shadow. */
    public static final VmcsField CR4_READ_SHADOW = field("CR4_READ_SHADOW");
    /** CR3-target value 0. */
    public static final VmcsField CR3_TARGET_VALUE_0 = field("CR3_TARGET_VALUE_0");
    /** CR3-target value 1. */
    public static final VmcsField CR3_TARGET_VALUE_1 = field("CR3_TARGET_VALUE_1");
    /** CR3-target value 2. */
    public static final VmcsField CR3_TARGET_VALUE_2 = field("CR3_TARGET_VALUE_2");
    /** CR3-target value 3. */
    public static final VmcsField CR3_TARGET_VALUE_3 = field("CR3_TARGET_VALUE_3");
    /** Exit qualification. */
    public static final VmcsField EXIT_QUALIFICATION = field("EXIT_QUALIFICATION");
    /** I/O RCX. */
    public static final VmcsField IO_RCX = field("IO_RCX");
    /** I/O RSI. */
    public static final VmcsField IO_RSI = field("IO_RSI");
    /** I/O RDI. */
    public static final VmcsField IO_RDI = field("IO_RDI");
    /** I/O RIP. */
    public static final VmcsField IO_RIP = field("IO_RIP");
    /** Guest-linear address. */
    public static final VmcsField GUEST_LINEAR_ADDRESS = field("GUEST_LINEAR_ADDRESS");
    /** Guest CR0. */
    public static final VmcsField GUEST_CR0 = field("GUEST_CR0");
    /** Guest CR3. */
    public static final VmcsField GUEST_CR3 = field("GUEST_CR3");
    /** Guest CR4. */
    public static final VmcsField GUEST_CR4 = field("GUEST_CR4");
    /** Guest ES base. */
    public static final VmcsField GUEST_ES_BASE = field("GUEST_ES_BASE");
    /** Guest CS base. */
    public static final VmcsField GUEST_CS_BASE = field("GUEST_CS_BASE");
    /** Guest SS base. */
    public static final VmcsField GUEST_SS_BASE = field("GUEST_SS_BASE");
    /** Guest DS base. */
    public static final VmcsField GUEST_DS_BASE = field("GUEST_DS_BASE");
    /** Guest FS base. */
    public static final VmcsField GUEST_FS_BASE = field("GUEST_FS_BASE");
    /** Guest GS base. */
    public static final VmcsField GUEST_GS_BASE = field("GUEST_GS_BASE");
    /** Guest LDTR base. */
    public static final VmcsField GUEST_LDTR_BASE = field("GUEST_LDTR_BASE");
    /** Guest TR base. */
    public static final VmcsField GUEST_TR_BASE = field("GUEST_TR_BASE");
    /** Guest GDTR base. */
    public static final VmcsField GUEST_GDTR_BASE = field("GUEST_GDTR_BASE");
    /** Guest IDTR base. */
    public static final VmcsField GUEST_IDTR_BASE = field("GUEST_IDTR_BASE");
    /** Guest DR7. */
    public static final VmcsField GUEST_DR7 = field("GUEST_DR7");
    /** Guest RSP. */
    public static final VmcsField GUEST_RSP = field("GUEST_RSP");
    /** Guest RIP. */
    public static final VmcsField GUEST_RIP = field("GUEST_RIP");
    /** Guest RFLAGS. */
    public static final VmcsField GUEST_RFLAGS = field("GUEST_RFLAGS");
    /** Guest pending debug exceptions. */
    public static final VmcsField GUEST_PENDING_DEBUG_EXCEPTIONS = field("GUEST_PENDING_DEBUG_EXCEPTIONS");
    /** Guest IA32_SYSENTER_ESP. */
    public static final VmcsField GUEST_SYSENTER_ESP = field("GUEST_SYSENTER_ESP");
    /** Guest IA32_SYSENTER_EIP. */
    public static final VmcsField GUEST_SYSENTER_EIP = field("GUEST_SYSENTER_EIP");
    /** Guest IA32_S_CET. */
    public static final VmcsField GUEST_S_CET = field("GUEST_S_CET");
    /** Guest SSP. */
    public static final VmcsField GUEST_SSP = field("GUEST_SSP");
    /** Guest IA32_INTERRUPT_SSP_TABLE_ADDR. */
    public static final VmcsField GUEST_INTERRUPT_SSP_TABLE_ADDR = field("GUEST_INTERRUPT_SSP_TABLE_ADDR");
    /** Host CR0. */
    public static final VmcsField HOST_CR0 = field("HOST_CR0");
    /** Host CR3. */
    public static final VmcsField HOST_CR3 = field("HOST_CR3");
    /** Host CR4. */
    public static final VmcsField HOST_CR4 = field("HOST_CR4");
    /** Host FS base. */
    public static final VmcsField HOST_FS_BASE = field("HOST_FS_BASE");
    /** Host GS base. */
    public static final VmcsField HOST_GS_BASE = field("HOST_GS_BASE");
    /** Host TR base. */
    public static final VmcsField HOST_TR_BASE = field("HOST_TR_BASE");
    /** Host GDTR base. */
    public static final VmcsField HOST_GDTR_BASE = field("HOST_GDTR_BASE");
    /** Host IDTR base. */
    public static final VmcsField HOST_IDTR_BASE = field("HOST_IDTR_BASE");
    /** Host IA32_SYSENTER_ESP. */
    public static final VmcsField HOST_SYSENTER_ESP = field("HOST_SYSENTER_ESP");
    /** Host IA32_SYSENTER_EIP. */
    public static final VmcsField HOST_SYSENTER_EIP = field("HOST_SYSENTER_EIP");
    /** Host RSP. */
    public static final VmcsField HOST_RSP = field("HOST_RSP");
    /** Host RIP. */
    public static final VmcsField HOST_RIP = field("HOST_RIP");
    /** Host IA32_S_CET. */
    public static final VmcsField HOST_S_CET = field("HOST_S_CET");
    /** Host SSP. */
    public static final VmcsField HOST_SSP = field("HOST_SSP");
    /** Host IA32_INTERRUPT_SSP_TABLE_ADDR. */
    public static final VmcsField HOST_INTERRUPT_SSP_TABLE_ADDR = field("HOST_INTERRUPT_SSP_TABLE_ADDR");

    private final int index;
    private final int encoding;
    private final String symbol;
    private final Width width;
    private final Type type;
    private final String name;
    private final String group;
    private final String exists;
    private final long mask;

    private VmcsField(int index, int encoding, String symbol, String width, String type, String name, String group,
            String exists) {
        this.index = index;
        this.encoding = encoding;
        this.symbol = symbol;
        this.width = "natural".equals(width) ? Width.NATURAL : Width.valueOf("BITS_" + width);
        this.type = Type.valueOf(type);
        this.name = name;
        this.group = group;
        this.exists = exists;
        this.mask = this.width.bits == 64 ? -1L : (1L << this.width.bits) - 1;
    }

    private static VmcsField field(String symbol) {
        VmcsField field = BY_SYMBOL.get(symbol);
        if (field == null) {
            throw new IllegalStateException("vmcs-fields.tsv has no row " + symbol);
        }
        return field;
    }

    /** All fields in the order of the SDM's appendix. */
    public static List<VmcsField> all() {
        return ALL;
    }

    /**
     * The field with an encoding.
     *
     * @param encoding a full encoding, or that of the high half of a 64-bit field (see {@link #isHighAccess})
     * @return the field, null if there is none
     */
    public static VmcsField of(long encoding) {
        if ((encoding & ~0x7FFFL) != 0) {
            return null;
        }
        VmcsField field = BY_ENCODING[(int) encoding >> 1];
        return field != null && (encoding & 1) != 0 && field.width != Width.BITS_64 ? null : field;
    }

    /** The field with a symbol such as {@code GUEST_RIP}, null if there is none. */
    public static VmcsField ofSymbol(String symbol) {
        return BY_SYMBOL.get(symbol);
    }

    /** Whether an encoding selects the upper 32 bits of a 64-bit field (access type "high"). */
    public static boolean isHighAccess(long encoding) {
        return (encoding & 1) != 0;
    }

    /** Position in {@link #all}, from 0. */
    public int index() {
        return index;
    }

    /** Encoding with access type "full". */
    public int encoding() {
        return encoding;
    }

    /** The SDM's name, for instance {@code Guest RIP}. */
    public String name() {
        return name;
    }

    /** Identifier for code, for instance {@code GUEST_RIP}. */
    public String symbol() {
        return symbol;
    }

    /** Width of the field. */
    public Width width() {
        return width;
    }

    /** Which part of the VMCS it belongs to. */
    public Type type() {
        return type;
    }

    /** Title of the section of SDM volume 3, chapter "Virtual Machine Control Structures", that describes it. */
    public String group() {
        return group;
    }

    /** Whether it is a VM-exit information field, which VMWRITE refuses unless IA32_VMX_MISC bit 29 is 1. */
    public boolean readOnly() {
        return type == Type.EXIT_INFORMATION;
    }

    /** Condition for its existence: {@code -} or controls such as {@code secondary.5}, see {@code controls.tsv}. */
    public String exists() {
        return exists;
    }

    /** The bits that the field can hold. */
    public long mask() {
        return mask;
    }

    @Override
    public String toString() {
        return symbol;
    }
}
