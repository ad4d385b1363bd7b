// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.vmx;

import java.util.ArrayList;
import java.util.List;

/**
 * A basic exit reason: one row of {@code exit-reasons.tsv} (Intel SDM volume 3, appendix "VMX Basic Exit Reasons"). The
 * constants are the numbers.
 *
 * @param number basic exit reason, bits 15:0 of the exit-reason field
 * @param symbol identifier, for instance {@code CPUID}
 * @param name short name in words, for instance {@code Control-register access}
 * @param description when it occurs, one sentence
 */
public record ExitReason(int number, String symbol, String name, String description) {

    /** Exception or NMI. */
    public static final int EXCEPTION_OR_NMI = 0;
    /** External interrupt. */
    public static final int EXTERNAL_INTERRUPT = 1;
    /** Triple fault. */
    public static final int TRIPLE_FAULT = 2;
    /** INIT signal. */
    public static final int INIT_SIGNAL = 3;
    /** Start-up IPI (SIPI). */
    public static final int STARTUP_IPI = 4;
    /** I/O system-management interrupt (SMI). */
    public static final int IO_SMI = 5;
    /** Other SMI. */
    public static final int OTHER_SMI = 6;
    /** Interrupt window. */
    public static final int INTERRUPT_WINDOW = 7;
    /** NMI window. */
    public static final int NMI_WINDOW = 8;
    /** Task switch. */
    public static final int TASK_SWITCH = 9;
    /** CPUID. */
    public static final int CPUID = 10;
    /** GETSEC. */
    public static final int GETSEC = 11;
    /** HLT. */
    public static final int HLT = 12;
    /** INVD. */
    public static final int INVD = 13;
    /** INVLPG. */
    public static final int INVLPG = 14;
    /** RDPMC. */
    public static final int RDPMC = 15;
    /** RDTSC. */
    public static final int RDTSC = 16;
    /** RSM. */
    public static final int RSM = 17;
    /** VMCALL. */
    public static final int VMCALL = 18;
    /** VMCLEAR. */
    public static final int VMCLEAR = 19;
    /** VMLAUNCH. */
    public static final int VMLAUNCH = 20;
    /** VMPTRLD. */
    public static final int VMPTRLD = 21;
    /** VMPTRST. */
    public static final int VMPTRST = 22;
    /** VMREAD. */
    public static final int VMREAD = 23;
    /** VMRESUME. */
    public static final int VMRESUME = 24;
    /** VMWRITE. */
    public static final int VMWRITE = 25;
    /** VMXOFF. */
    public static final int VMXOFF = 26;
    /** VMXON. */
    public static final int VMXON = 27;
    /** Control-register access. */
    public static final int CONTROL_REGISTER_ACCESS = 28;
    /** MOV DR. */
    public static final int MOV_DR = 29;
    /** I/O instruction. */
    public static final int IO_INSTRUCTION = 30;
    /** RDMSR. */
    public static final int RDMSR = 31;
    /** WRMSR. */
    public static final int WRMSR = 32;
    /** VM-entry failure due to invalid guest state. */
    public static final int ENTRY_FAILURE_GUEST_STATE = 33;
    /** VM-entry failure due to MSR loading. */
    public static final int ENTRY_FAILURE_MSR_LOADING = 34;
    /** MWAIT. */
    public static final int MWAIT = 36;
    /** Monitor trap flag. */
    public static final int MONITOR_TRAP_FLAG = 37;
    /** MONITOR. */
    public static final int MONITOR = 39;
    /** PAUSE. */
    public static final int PAUSE = 40;
    /** VM-entry failure due to machine-check event. */
    public static final int ENTRY_FAILURE_MACHINE_CHECK = 41;
    /** TPR below threshold. */
    public static final int TPR_BELOW_THRESHOLD = 43;
    /** APIC access. */
    public static final int APIC_ACCESS = 44;
    /** Virtualized EOI. */
    public static final int VIRTUALIZED_EOI = 45;
    /** Access to GDTR or IDTR. */
    public static final int GDTR_OR_IDTR_ACCESS = 46;
    /** Access to LDTR or TR. */
    public static final int LDTR_OR_TR_ACCESS = 47;
    /** EPT violation. */
    public static final int EPT_VIOLATION = 48;
    /** EPT misconfiguration. */
    public static final int EPT_MISCONFIGURATION = 49;
    /** INVEPT. */
    public static final int INVEPT = 50;
    /** RDTSCP. */
    public static final int RDTSCP = 51;
    /** VMX-preemption timer expired. */
    public static final int PREEMPTION_TIMER = 52;
    /** INVVPID. */
    public static final int INVVPID = 53;
    /** WBINVD or WBNOINVD. */
    public static final int WBINVD_OR_WBNOINVD = 54;
    /** XSETBV. */
    public static final int XSETBV = 55;
    /** APIC write. */
    public static final int APIC_WRITE = 56;
    /** RDRAND. */
    public static final int RDRAND = 57;
    /** INVPCID. */
    public static final int INVPCID = 58;
    /** VMFUNC. */
    public static final int VMFUNC = 59;
    /** ENCLS. */
    public static final int ENCLS = 60;
    /** RDSEED. */
    public static final int RDSEED = 61;
    /** Page-modification log full. */
    public static final int PAGE_MODIFICATION_LOG_FULL = 62;
    /** XSAVES. */
    public static final int XSAVES = 63;
    /** XRSTORS. */
    public static final int XRSTORS = 64;
    /** PCONFIG. */
    public static final int PCONFIG = 65;
    /** SPP-related event. */
    public static final int SPP_RELATED_EVENT = 66;
    /** UMWAIT. */
    public static final int UMWAIT = 67;
    /** TPAUSE. */
    public static final int TPAUSE = 68;
    /** LOADIWKEY. */
    public static final int LOADIWKEY = 69;
    /** ENCLV. */
    public static final int ENCLV = 70;
    /** ENQCMD PASID translation failure. */
    public static final int ENQCMD_PASID_TRANSLATION_FAILURE = 72;
    /** ENQCMDS PASID translation failure. */
    public static final int ENQCMDS_PASID_TRANSLATION_FAILURE = 73;
    /** Bus lock. */
    public static final int BUS_LOCK = 74;
    /** Instruction timeout. */
    public static final int INSTRUCTION_TIMEOUT = 75;
    /** SEAMCALL. */
    public static final int SEAMCALL = 76;
    /** TDCALL. */
    public static final int TDCALL = 77;
    /** RDMSRLIST. */
    public static final int RDMSRLIST = 78;
    /** WRMSRLIST. */
    public static final int WRMSRLIST = 79;

    /** Bit 31 of the exit-reason field: the VM entry failed. */
    public static final int ENTRY_FAILURE = 1 << 31;

    private static final List<ExitReason> ALL;
    private static final ExitReason[] BY_NUMBER;

    static {
        List<ExitReason> all = new ArrayList<>();
        int last = 0;
        for (String[] row : TableReader.rows("exit-reasons.tsv", 4)) {
            ExitReason reason = new ExitReason(Integer.parseInt(row[0]), row[1], row[2], row[3]);
            all.add(reason);
            last = Math.max(last, reason.number);
        }
        ALL = List.copyOf(all);
        BY_NUMBER = new ExitReason[last + 1];
        for (ExitReason reason : ALL) {
            BY_NUMBER[reason.number] = reason;
        }
    }

    /** All exit reasons by ascending number. */
    public static List<ExitReason> all() {
        return ALL;
    }

    /**
     * The exit reason with a number; a number that the SDM does not define gets a row that says so.
     *
     * @param basic basic exit reason, bits 15:0 of the field
     */
    public static ExitReason of(int basic) {
        if (basic >= 0 && basic < BY_NUMBER.length && BY_NUMBER[basic] != null) {
            return BY_NUMBER[basic];
        }
        return new ExitReason(basic, "REASON_" + basic, "Unknown exit reason " + basic,
                "The SDM does not define this basic exit reason.");
    }
}
