// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

import org.hvdt.emulator.isa.Instruction;

/**
 * What the executors ask of the VMX unit. The {@code intercept…} methods are called only in VMX non-root operation
 * ({@link Processor#nonRoot}), at the point of the instruction's fault priority that SDM volume 3, "Relative Priority
 * of Faults and VM Exits", gives. Each returns normally if the instruction is to execute, or performs the VM exit and
 * throws {@link StateReplaced}. The VMX instructions themselves are executors of the vmx package.
 */
public interface VmxOperation {

    /** Exits of instructions that cause VM exits unconditionally (CPUID, GETSEC, INVD, XSETBV, the VMX instructions).
     * @param reason basic exit reason (SDM volume 3, appendix "VMX Basic Exit Reasons") */
    void interceptAlways(int reason, Instruction instruction);

    /** Exits of instructions that one control bit governs (HLT, INVLPG, MWAIT, RDPMC, RDTSC, RDTSCP, MONITOR, PAUSE,
     * WBINVD, RDRAND, RDSEED, INVPCID, XSAVES/XRSTORS, UMWAIT/TPAUSE, RSM, descriptor-table accesses).
     * @param reason basic exit reason, which selects the control
     * @param qualification exit qualification to record (0 unless the SDM defines one) */
    void intercept(int reason, long qualification, Instruction instruction);

    /** MOV to CR0, CR3, CR4 or CR8. @return the value to write, after guest/host masking */
    long interceptMovToCr(int cr, int gpr, long value, Instruction instruction);

    /** MOV from CR0, CR3, CR4 or CR8. @return the value that the guest sees */
    long interceptMovFromCr(int cr, int gpr, long value, Instruction instruction);

    /** CLTS. @return whether CR0.TS is to be cleared (false: owned by the host, shadow already clear) */
    boolean interceptClts(Instruction instruction);

    /** LMSW. @return the value to write to CR0 after guest/host masking */
    long interceptLmsw(long newCr0, int source, long linearAddress, boolean memory, Instruction instruction);

    /** SMSW: the CR0 value that the guest sees. */
    long smswValue(long cr0);

    /** MOV to or from a debug register. */
    void interceptMovDr(int dr, int gpr, boolean write, Instruction instruction);

    /** IN, OUT, INS, OUTS. @param linearAddress of the memory operand for string forms */
    void interceptIo(int port, int size, boolean in, boolean string, boolean rep, boolean immediatePort,
            long linearAddress, Instruction instruction);

    /** RDMSR. @param index ECX */
    void interceptRdmsr(int index, Instruction instruction);

    /** WRMSR. @param index ECX */
    void interceptWrmsr(int index, Instruction instruction);

    /** Task switch attempted by CALL/JMP/IRET or a task gate: always exits.
     * @param source 0 CALL, 1 IRET, 2 JMP, 3 task gate in the IDT */
    void interceptTaskSwitch(int selector, int source, Instruction instruction);

    /** The time-stamp counter as RDTSC in non-root operation reads it (offset, scaling). */
    long adjustTsc(long tsc);

    /** An exception that the guest raised, before its delivery.
     * @param qualification the linear address for #PF, the DR6 bits for #DB, otherwise 0
     * @param type interruption type: 3 hardware exception, 5 INT1, 6 INT3/INTO */
    void interceptException(int vector, int type, boolean hasErrorCode, int errorCode, long qualification,
            int instructionLength);

    /** A double fault's delivery failed. In non-root operation exits; in root operation the machine shuts down. */
    void interceptTripleFault();

    /** Called at an instruction boundary in non-root operation while an event is pending. Performs the exit for an
     * external interrupt, NMI, interrupt/NMI window, preemption timer or monitor trap flag if one is due. */
    void interceptPendingEvents();

    /** Called while an event is delivered through the IDT so that a nested exit records the IDT-vectoring information.
     * @param info IDT-vectoring information in its VMCS format, 0 when delivery has ended */
    void deliveringEvent(int info, int errorCode, int instructionLength);

    /** Whether the processor is in VMX operation (root or non-root): INIT and A20M rules, CR fixed bits apply. */
    boolean inVmxOperation();

    /** Whether {@code value} violates the bits of CR0 ({@code cr} 0) or CR4 ({@code cr} 4) that are fixed in VMX
     * operation (IA32_VMX_CR0_FIXED0/1, IA32_VMX_CR4_FIXED0/1); MOV to CR then raises #GP(0). */
    boolean violatesFixedBits(int cr, long value);

    /** Reads an IA32_VMX_* capability MSR or IA32_FEATURE_CONTROL, which belong to this unit. */
    long readCapabilityMsr(int index);
}
