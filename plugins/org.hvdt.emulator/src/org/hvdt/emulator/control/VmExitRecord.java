// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.control;

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

    /** Basic exit reason, bits 15:0 of the reason field. */
    public int basicReason() {
        return reason & 0xFFFF;
    }
}
