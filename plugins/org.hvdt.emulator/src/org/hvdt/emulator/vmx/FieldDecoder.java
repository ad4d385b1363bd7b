// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.vmx;

import java.util.ArrayList;
import java.util.List;

/**
 * VMCS field values in words, for views and traces (Intel SDM volume 3, chapter "Virtual Machine Control Structures").
 */
public final class FieldDecoder {

    /**
     * A bit or group of bits of a field.
     *
     * @param high number of the highest bit
     * @param low number of the lowest bit; equals {@code high} for a single bit
     * @param name the SDM's name
     * @param meaning what it says, one sentence, may be empty
     * @param value the bits' value, shifted to bit 0
     * @param allowed0 whether the capability MSR allows the bit to be 0; true for fields without capability MSR
     * @param allowed1 whether the capability MSR allows the bit to be 1; true for fields without capability MSR
     */
    public record BitInfo(int high, int low, String name, String meaning, long value, boolean allowed0,
            boolean allowed1) {
    }

    private static final String[] CR0 = {"PE", "MP", "EM", "TS", "ET", "NE", null, null, null, null, null, null, null,
        null, null, null, "WP", null, "AM", null, null, null, null, null, null, null, null, null, null, "NW", "CD",
        "PG"};
    private static final String[] CR4 = {"VME", "PVI", "TSD", "DE", "PSE", "PAE", "MCE", "PGE", "PCE", "OSFXSR",
        "OSXMMEXCPT", "UMIP", "LA57", "VMXE", "SMXE", null, "FSGSBASE", "PCIDE", "OSXSAVE", "KL", "SMEP", "SMAP",
        "PKE", "CET", "PKS", "UINTR"};
    private static final String[] EFER = {"SCE", null, null, null, null, null, null, null, "LME", null, "LMA", "NXE"};
    private static final String[] RFLAGS = {"CF", null, "PF", null, "AF", null, "ZF", "SF", "TF", "IF", "DF", "OF",
        null, null, "NT", null, "RF", "VM", "AC", "VIF", "VIP", "ID"};
    private static final String[] DEBUGCTL = {"LBR", "BTF", "BLD", null, null, null, "TR", "BTS", "BTINT",
        "BTS_OFF_OS", "BTS_OFF_USR", "FREEZE_LBRS_ON_PMI", "FREEZE_PERFMON_ON_PMI", null, "FREEZE_WHILE_SMM", "RTM"};
    private static final String[] PENDING_DEBUG = {"B0", "B1", "B2", "B3", null, null, null, null, null, null, null,
        "BLD", "enabled breakpoint", null, "BS", null, "RTM"};
    private static final String[] INTERRUPTIBILITY = {"blocking by STI", "blocking by MOV SS", "blocking by SMI",
        "blocking by NMI", "enclave interruption"};
    private static final String[] DR7 = {"L0", "G0", "L1", "G1", "L2", "G2", "L3", "G3", "LE", "GE", null, "RTM", null,
        "GD"};
    private static final String[] EXCEPTIONS = {"#DE", "#DB", "NMI", "#BP", "#OF", "#BR", "#UD", "#NM", "#DF", null,
        "#TS", "#NP", "#SS", "#GP", "#PF", null, "#MF", "#AC", "#MC", "#XM", "#VE", "#CP"};
    private static final String[] PAGE_FAULT = {"P", "W/R", "U/S", "RSVD", "I/D", "PK", "SS", "HLAT"};
    private static final String[] EVENT_TYPES = {"external interrupt", "reserved type 1", "NMI", "hardware exception",
        "software interrupt", "privileged software exception", "software exception", "other event"};
    private static final String[] ACTIVITY = {"active", "HLT", "shutdown", "wait-for-SIPI"};

    private FieldDecoder() {
    }

    /**
     * A value in words.
     *
     * @param field the field
     * @param value its value
     * @return words; empty if the number says all there is to say
     */
    public static String describe(VmcsField field, long value) {
        String symbol = field.symbol();
        if (!ControlBits.of(field).isEmpty()) {
            return controls(field, value);
        }
        if (symbol.endsWith("_ACCESS_RIGHTS")) {
            return accessRights(field, (int) value);
        }
        if (symbol.endsWith("_SELECTOR")) {
            return selector((int) value);
        }
        return switch (symbol) {
            case "GUEST_CR0", "HOST_CR0", "CR0_MASK", "CR0_READ_SHADOW" -> flags(CR0, value, "none");
            case "GUEST_CR4", "HOST_CR4", "CR4_MASK", "CR4_READ_SHADOW" -> flags(CR4, value, "none");
            case "GUEST_EFER", "HOST_EFER" -> flags(EFER, value, "none");
            case "GUEST_RFLAGS" -> rflags(value);
            case "GUEST_DEBUGCTL" -> flags(DEBUGCTL, value, "none");
            case "GUEST_DR7" -> flags(DR7, value & ~(1L << 10), "no breakpoint enabled");
            case "GUEST_PENDING_DEBUG_EXCEPTIONS" -> flags(PENDING_DEBUG, value, "none");
            case "GUEST_INTERRUPTIBILITY_STATE" -> flags(INTERRUPTIBILITY, value, "no blocking");
            case "GUEST_ACTIVITY_STATE" -> value < ACTIVITY.length ? ACTIVITY[(int) value] : "undefined";
            case "EXCEPTION_BITMAP" -> flags(EXCEPTIONS, value, "no exception exits");
            case "PAGE_FAULT_ERROR_CODE_MASK", "PAGE_FAULT_ERROR_CODE_MATCH" -> flags(PAGE_FAULT, value, "none");
            case "EXIT_REASON" -> exitReason((int) value);
            case "VM_INSTRUCTION_ERROR" -> InstructionError.of((int) value).description();
            case "EXIT_INTERRUPTION_INFORMATION", "IDT_VECTORING_INFORMATION", "ENTRY_INTERRUPTION_INFORMATION" ->
                event((int) value);
            case "VMCS_LINK_POINTER" -> value == -1 ? "no shadow VMCS" : "shadow VMCS";
            case "GUEST_PAT", "HOST_PAT" -> pat(value);
            case "VPID", "CR3_TARGET_COUNT", "EXIT_MSR_STORE_COUNT", "EXIT_MSR_LOAD_COUNT", "ENTRY_MSR_LOAD_COUNT",
                "EXIT_INSTRUCTION_LENGTH", "ENTRY_INSTRUCTION_LENGTH", "PREEMPTION_TIMER_VALUE", "PLE_GAP",
                "PLE_WINDOW" -> Long.toUnsignedString(value);
            default -> "";
        };
    }

    /**
     * The bits of a field one by one, in ascending order; reserved bits that are 0 are left out.
     *
     * @param field the field
     * @param value its value
     * @param capabilities tells allowed settings, may be null
     */
    public static List<BitInfo> bits(VmcsField field, long value, VmxCapabilities capabilities) {
        List<ControlBits> controls = ControlBits.of(field);
        if (!controls.isEmpty()) {
            return controlBits(field, value, capabilities);
        }
        String symbol = field.symbol();
        if (symbol.endsWith("_ACCESS_RIGHTS")) {
            return accessRightsBits(value);
        }
        return switch (symbol) {
            case "GUEST_CR0", "HOST_CR0", "CR0_MASK", "CR0_READ_SHADOW" -> namedBits(CR0, value);
            case "GUEST_CR4", "HOST_CR4", "CR4_MASK", "CR4_READ_SHADOW" -> namedBits(CR4, value);
            case "GUEST_EFER", "HOST_EFER" -> namedBits(EFER, value);
            case "GUEST_RFLAGS" -> namedBits(RFLAGS, value);
            case "GUEST_DEBUGCTL" -> namedBits(DEBUGCTL, value);
            case "GUEST_DR7" -> namedBits(DR7, value);
            case "GUEST_PENDING_DEBUG_EXCEPTIONS" -> namedBits(PENDING_DEBUG, value);
            case "GUEST_INTERRUPTIBILITY_STATE" -> namedBits(INTERRUPTIBILITY, value);
            case "EXCEPTION_BITMAP" -> namedBits(EXCEPTIONS, value);
            case "PAGE_FAULT_ERROR_CODE_MASK", "PAGE_FAULT_ERROR_CODE_MATCH" -> namedBits(PAGE_FAULT, value);
            case "EXIT_REASON" -> List.of(info(15, 0, ExitReason.of((int) value & 0xFFFF).name(),
                    ExitReason.of((int) value & 0xFFFF).description(), value),
                    info(27, 27, "Enclave mode", "The exit was incident to enclave mode.", value),
                    info(28, 28, "Pending MTF VM exit", "An MTF VM exit was pending.", value),
                    info(29, 29, "VM exit from VMX root operation", "Set by SMM VM exits from the executive monitor.",
                            value),
                    info(31, 31, "VM-entry failure", "The exit is a VM entry that failed.", value));
            case "EXIT_INTERRUPTION_INFORMATION", "IDT_VECTORING_INFORMATION", "ENTRY_INTERRUPTION_INFORMATION" ->
                List.of(info(7, 0, "Vector", vectorName((int) value), value),
                        info(10, 8, "Interruption type", EVENT_TYPES[(int) value >>> 8 & 7], value),
                        info(11, 11, "Error code valid", "", value),
                        info(12, 12, "NMI unblocking due to IRET", "", value),
                        info(31, 31, "Valid", "", value));
            default -> List.of();
        };
    }

    /** {@link #bits(VmcsField, long, VmxCapabilities)} without allowed settings. */
    public static List<BitInfo> bits(VmcsField field, long value) {
        return bits(field, value, null);
    }

    /** An exit-reason field in words: {@code CPUID (10)}. */
    public static String exitReason(int value) {
        ExitReason reason = ExitReason.of(value & 0xFFFF);
        return reason.name() + " (" + reason.number() + ")" + (value < 0 ? ", VM-entry failure" : "");
    }

    /** An interruption-information or IDT-vectoring field in words: {@code #PF (14), hardware exception}. */
    public static String event(int value) {
        if (value >= 0) {
            return "not valid";
        }
        return vectorName(value) + ", " + EVENT_TYPES[value >>> 8 & 7] + ((value & 1 << 11) != 0 ? ", error code" : "");
    }

    /** The interruption type in bits 10:8 of an event, in words. */
    static String eventType(int type) {
        return EVENT_TYPES[type];
    }

    private static String vectorName(int value) {
        int vector = value & 0xFF;
        int type = value >>> 8 & 7;
        if (type == 7) {
            return vector == 0 ? "pending MTF VM exit" : "vector " + vector;
        }
        boolean exception = type == 3 || type == 5 || type == 6 || type == 2;
        return exception && vector < EXCEPTIONS.length && EXCEPTIONS[vector] != null
                ? EXCEPTIONS[vector] + " (" + vector + ")" : "vector " + vector;
    }

    private static String controls(VmcsField field, long value) {
        StringBuilder text = new StringBuilder();
        for (ControlBits bit : ControlBits.of(field)) {
            if (!bit.reserved() && (value & bit.mask()) != 0) {
                append(text, bit.name());
            }
        }
        return text.isEmpty() ? "none" : text.toString();
    }

    private static void append(StringBuilder text, String word) {
        if (!text.isEmpty()) {
            text.append(", ");
        }
        text.append(word);
    }

    private static String flags(String[] names, long value, String none) {
        StringBuilder text = new StringBuilder();
        for (int bit = 0; bit < 64; bit++) {
            if ((value >>> bit & 1) != 0) {
                String name = bit < names.length ? names[bit] : null;
                if (!text.isEmpty()) {
                    text.append(names == INTERRUPTIBILITY || names == PENDING_DEBUG ? ", " : " ");
                }
                text.append(name == null ? "bit" + bit : name);
            }
        }
        return text.isEmpty() ? none : text.toString();
    }

    private static String rflags(long value) {
        long iopl = value >>> 12 & 3;
        String text = flags(RFLAGS, value & ~0x3002L, "");
        String level = iopl == 0 ? "" : (text.isEmpty() ? "IOPL=" : " IOPL=") + iopl;
        return text.isEmpty() && level.isEmpty() ? "none" : text + level;
    }

    private static String selector(int value) {
        if ((value & 0xFFFC) == 0) {
            return "null";
        }
        return ((value & 4) != 0 ? "LDT" : "GDT") + " index " + (value >>> 3) + ", RPL " + (value & 3);
    }

    private static String pat(long value) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            append(text, switch ((int) (value >>> 8 * i) & 0xFF) {
                case 0 -> "UC";
                case 1 -> "WC";
                case 4 -> "WT";
                case 5 -> "WP";
                case 6 -> "WB";
                case 7 -> "UC-";
                default -> "reserved";
            });
        }
        return text.toString();
    }

    private static String accessRights(VmcsField field, int value) {
        if ((value & 1 << 16) != 0) {
            return "unusable";
        }
        StringBuilder text = new StringBuilder(segmentType(value));
        text.append(", DPL ").append(value >>> 5 & 3);
        if ((value & 1 << 7) == 0) {
            text.append(", not present");
        }
        if (field == VmcsField.GUEST_CS_ACCESS_RIGHTS) {
            text.append((value & 1 << 13) != 0 ? ", 64-bit" : (value & 1 << 14) != 0 ? ", 32-bit" : ", 16-bit");
        } else if ((value & 1 << 14) != 0 && (value & 1 << 4) != 0) {
            text.append(", 32-bit");
        }
        if ((value & 1 << 15) != 0) {
            text.append(", 4-KiB granularity");
        }
        return text.toString();
    }

    /** Type and S bits of access rights in words. */
    static String segmentType(int value) {
        int type = value & 15;
        if ((value & 16) == 0) {
            return switch (type) {
                case 1 -> "available 16-bit TSS";
                case 2 -> "LDT";
                case 3 -> "busy 16-bit TSS";
                case 9 -> "available TSS";
                case 11 -> "busy TSS";
                default -> "system type " + type;
            };
        }
        String accessed = (type & 1) != 0 ? ", accessed" : "";
        if ((type & 8) != 0) {
            return ((type & 2) != 0 ? "code, readable" : "code, execute-only") + ((type & 4) != 0 ? ", conforming" : "")
                    + accessed;
        }
        return ((type & 2) != 0 ? "data, writable" : "data, read-only") + ((type & 4) != 0 ? ", expand-down" : "")
                + accessed;
    }

    private static BitInfo info(int high, int low, String name, String meaning, long value) {
        return new BitInfo(high, low, name, meaning, value >>> low & (1L << high - low + 1) - 1, true, true);
    }

    private static List<BitInfo> controlBits(VmcsField field, long value, VmxCapabilities capabilities) {
        long allowed0 = capabilities == null ? 0 : capabilities.allowed0(field);
        long allowed1 = capabilities == null ? -1 : capabilities.allowed1(field);
        List<BitInfo> bits = new ArrayList<>();
        for (int bit = 0; bit < field.width().bits(); bit++) {
            ControlBits row = ControlBits.of(field, bit);
            boolean may0 = (allowed0 >>> bit & 1) == 0;
            boolean may1 = (allowed1 >>> bit & 1) != 0;
            long set = value >>> bit & 1;
            if (row != null || set != 0 || !may0) {
                bits.add(new BitInfo(bit, bit, row == null ? "Reserved" : row.name(),
                        row == null ? "" : row.meaning(), set, may0, may1));
            }
        }
        return bits;
    }

    private static List<BitInfo> namedBits(String[] names, long value) {
        List<BitInfo> bits = new ArrayList<>();
        for (int bit = 0; bit < 64; bit++) {
            String name = bit < names.length ? names[bit] : null;
            if (names == RFLAGS && bit == 12) {
                bits.add(info(13, 12, "IOPL", "I/O privilege level.", value));
            } else if (name != null) {
                bits.add(info(bit, bit, name, "", value));
            } else if ((value >>> bit & 1) != 0 && !(names == RFLAGS && bit == 13)) {
                bits.add(info(bit, bit, "Reserved", "", value));
            }
        }
        return bits;
    }

    private static List<BitInfo> accessRightsBits(long value) {
        return List.of(info(3, 0, "Type", segmentType((int) value), value),
                info(4, 4, "S", "0 system, 1 code or data.", value),
                info(6, 5, "DPL", "Descriptor privilege level.", value), info(7, 7, "P", "Segment present.", value),
                info(11, 8, "Reserved", "", value), info(12, 12, "AVL", "Available for use by software.", value),
                info(13, 13, "L", "64-bit mode active (CS only).", value),
                info(14, 14, "D/B", "Default operation size: 0 16-bit, 1 32-bit.", value),
                info(15, 15, "G", "Granularity: the limit counts 4-KiB units.", value),
                info(16, 16, "Unusable", "0 usable, 1 unusable.", value));
    }
}
