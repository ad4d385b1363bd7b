// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.vmx;

/**
 * Exit qualifications in words (Intel SDM volume 3, chapter "VM Exits", section "Basic VM-Exit Information").
 */
public final class ExitQualification {

    private static final String[] GPR = {"RAX", "RCX", "RDX", "RBX", "RSP", "RBP", "RSI", "RDI", "R8", "R9", "R10",
        "R11", "R12", "R13", "R14", "R15"};
    private static final String[] TASK_SWITCH = {"CALL", "IRET", "JMP", "task gate in the IDT"};

    private ExitQualification() {
    }

    /**
     * An exit qualification in words.
     *
     * @param basicReason basic exit reason
     * @param qualification the exit qualification
     * @return words, empty if the reason has no qualification
     */
    public static String describe(int basicReason, long qualification) {
        int q = (int) qualification;
        return switch (basicReason) {
            case ExitReason.CONTROL_REGISTER_ACCESS -> controlRegister(q);
            case ExitReason.MOV_DR -> (q & 1 << 4) == 0
                    ? "MOV to DR" + (q & 7) + " from " + GPR[q >>> 8 & 15]
                    : "MOV from DR" + (q & 7) + " to " + GPR[q >>> 8 & 15];
            case ExitReason.IO_INSTRUCTION -> io(q);
            case ExitReason.TASK_SWITCH -> TASK_SWITCH[q >>> 30 & 3] + ", TSS selector "
                    + String.format("%04Xh", q & 0xFFFF);
            case ExitReason.INVLPG -> "linear address " + Words.hex64(qualification);
            case ExitReason.STARTUP_IPI -> "vector " + Words.hexShort(q & 0xFF);
            case ExitReason.ENTRY_FAILURE_GUEST_STATE -> switch (q) {
                case 2 -> "loading the PDPTEs failed";
                case 3 -> "injection of an NMI while events are blocked by STI";
                case 4 -> "VMCS link pointer is not valid";
                default -> "";
            };
            case ExitReason.ENTRY_FAILURE_MSR_LOADING -> "entry " + qualification + " of the VM-entry MSR-load area";
            case ExitReason.EPT_VIOLATION -> eptViolation(q);
            case ExitReason.MONITOR, ExitReason.GDTR_OR_IDTR_ACCESS, ExitReason.LDTR_OR_TR_ACCESS, ExitReason.XSAVES,
                ExitReason.XRSTORS, ExitReason.VMCLEAR, ExitReason.VMPTRLD, ExitReason.VMPTRST, ExitReason.VMREAD,
                ExitReason.VMWRITE, ExitReason.VMXON, ExitReason.INVEPT, ExitReason.INVVPID, ExitReason.INVPCID ->
                qualification == 0 ? "" : "displacement " + Words.hex64(qualification);
            case ExitReason.MWAIT -> (q & 1) != 0 ? "address-range monitoring armed"
                    : "address-range monitoring not armed";
            case ExitReason.VIRTUALIZED_EOI -> "vector " + (q & 0xFF);
            case ExitReason.APIC_WRITE -> "offset " + String.format("%03Xh", q & 0xFFF);
            case ExitReason.APIC_ACCESS -> "offset " + String.format("%03Xh", q & 0xFFF);
            default -> "";
        };
    }

    /**
     * An exit qualification in words, for reasons whose qualification depends on the interruption information.
     *
     * @param basicReason basic exit reason
     * @param qualification the exit qualification
     * @param interruptionInformation VM-exit interruption information
     */
    public static String describe(int basicReason, long qualification, int interruptionInformation) {
        if (basicReason != ExitReason.EXCEPTION_OR_NMI && basicReason != ExitReason.EXTERNAL_INTERRUPT) {
            return describe(basicReason, qualification);
        }
        if (interruptionInformation >= 0) {
            return "";
        }
        String event = FieldDecoder.event(interruptionInformation);
        return switch (interruptionInformation & 0xFF) {
            case 14 -> event + ", linear address " + Words.hex64(qualification);
            case 1 -> event + debug((int) qualification);
            default -> event;
        };
    }

    private static String debug(int q) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            if ((q >>> i & 1) != 0) {
                text.append(" B").append(i);
            }
        }
        text.append((q & 1 << 11) != 0 ? " BLD" : "").append((q & 1 << 13) != 0 ? " BD" : "")
                .append((q & 1 << 14) != 0 ? " BS" : "").append((q & 1 << 16) != 0 ? " RTM" : "");
        return text.isEmpty() ? "" : "," + text;
    }

    private static String controlRegister(int q) {
        int access = q >>> 4 & 3;
        String gpr = GPR[q >>> 8 & 15];
        return switch (access) {
            case 0 -> "MOV to CR" + (q & 15) + " from " + gpr;
            case 1 -> "MOV from CR" + (q & 15) + " to " + gpr;
            case 2 -> "CLTS";
            default -> "LMSW, source " + String.format("%04Xh", q >>> 16 & 0xFFFF)
                    + ((q & 1 << 6) != 0 ? " in memory" : " in a register");
        };
    }

    private static String io(int q) {
        String name = (q & 1 << 3) != 0 ? "IN" : "OUT";
        if ((q & 1 << 4) != 0) {
            name += "S";
        }
        if ((q & 1 << 5) != 0) {
            name = "REP " + name;
        }
        int size = (q & 7) + 1;
        return name + ", port " + String.format("%04Xh", q >>> 16 & 0xFFFF) + ", " + size
                + (size == 1 ? " byte" : " bytes");
    }

    private static String eptViolation(int q) {
        StringBuilder text = new StringBuilder();
        text.append((q & 1) != 0 ? "read" : "").append((q & 2) != 0 ? " write" : "")
                .append((q & 4) != 0 ? " fetch" : "");
        text.append("; the page is ").append((q & 0x38) == 0 ? "not present"
                : ((q & 8) != 0 ? "readable " : "") + ((q & 16) != 0 ? "writable " : "")
                        + ((q & 32) != 0 ? "executable" : ""));
        return text.toString().strip();
    }
}
