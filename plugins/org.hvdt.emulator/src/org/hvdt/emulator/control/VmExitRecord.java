// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.control;

import java.util.Locale;
import java.util.Set;

import org.hvdt.emulator.vmx.ExitQualification;
import org.hvdt.emulator.vmx.ExitReason;

/**
 * One VM exit as it was recorded when it happened.
 *
 * @param number counts from 1 since the machine started
 * @param instructions retired instructions (virtual time) at the exit
 * @param reason the full 32-bit exit reason field
 * @param qualification exit qualification
 * @param instructionLength VM-exit instruction length
 * @param instructionInformation VM-exit instruction information
 * @param interruptionInformation VM-exit interruption information
 * @param guestRip guest RIP saved by the exit
 * @param guestRsp guest RSP saved by the exit
 * @param guestRax guest RAX at the exit (the leaf of CPUID, the low half of MSR values)
 * @param guestRcx guest RCX at the exit (MSR index, CPUID sub-leaf)
 * @param hostRip host RIP loaded by the exit
 */
public record VmExitRecord(long number, long instructions, int reason, long qualification, int instructionLength,
        int instructionInformation, int interruptionInformation, long guestRip, long guestRsp, long guestRax,
        long guestRcx, long hostRip) {

    /** Leaves of CPUID whose output depends on ECX (SDM volume 2, "CPUID - CPU Identification"). */
    private static final Set<Integer> LEAVES_WITH_SUBLEAVES = Set.of(4, 7, 0xB, 0xD, 0xF, 0x10, 0x12, 0x14, 0x17, 0x18,
            0x1A, 0x1B, 0x1D, 0x1E, 0x1F, 0x20, 0x23, 0x24);

    /** Basic exit reason, bits 15:0 of the reason field. */
    public int basicReason() {
        return reason & 0xFFFF;
    }

    /** The name of the exit reason, for instance {@code CPUID}; says so if the exit is a failed VM entry. */
    public String reasonName() {
        ExitReason known = ExitReason.of(basicReason());
        String name = known == null ? "reason " + basicReason() : known.name();
        return reason < 0 && !name.startsWith("VM-entry failure") ? name + " (VM-entry failure)" : name;
    }

    /** What the exit was about in words, as far as the record tells: the leaf of CPUID, the MSR, the qualification.
     * Empty if the reason says it all. */
    public String details() {
        return switch (basicReason()) {
            case ExitReason.CPUID -> LEAVES_WITH_SUBLEAVES.contains((int) guestRax)
                    ? "leaf " + hex(guestRax) + ", sub-leaf " + hex(guestRcx)
                    : "leaf " + hex(guestRax);
            case ExitReason.RDMSR, ExitReason.WRMSR -> "MSR " + hex(guestRcx);
            case ExitReason.XSETBV -> "XCR" + Integer.toUnsignedString((int) guestRcx);
            default -> ExitQualification.describe(basicReason(), qualification, interruptionInformation);
        };
    }

    private static String hex(long register) {
        return "0x" + Integer.toHexString((int) register).toUpperCase(Locale.ROOT);
    }
}
