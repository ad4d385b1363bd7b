// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.vmx;

import org.hvdt.emulator.cpu.Processor;
import org.hvdt.emulator.isa.Instruction;

/**
 * The VM-exit instruction-information field and the exit qualification of instructions with a memory operand (Intel SDM
 * volume 3, chapter "VM Exits", sections "Information for VM Exits Due to Instruction Execution" and "Basic VM-Exit
 * Information").
 */
final class InstructionInformation {

    private InstructionInformation() {
    }

    /** Scale, address size, segment, index and base of a memory operand. */
    private static int memory(Instruction i) {
        int info = addressSize(i) | i.segment() << 15;
        info |= i.index() >= 0 ? i.scale() | i.index() << 18 : 1 << 22;
        info |= i.base() >= 0 && i.base() != Instruction.RIP ? i.base() << 23 : 1 << 27;
        return info;
    }

    private static int addressSize(Instruction i) {
        return (i.addressSize() == 8 ? 2 : i.addressSize() == 4 ? 1 : 0) << 7;
    }

    /** The field for an instruction that caused an exit with a basic reason; 0 if the reason defines none. */
    static int of(int reason, Instruction i) {
        return switch (reason) {
            case ExitReason.VMCLEAR, ExitReason.VMPTRLD, ExitReason.VMPTRST, ExitReason.VMXON, ExitReason.XSAVES,
                ExitReason.XRSTORS -> memory(i);
            case ExitReason.VMREAD, ExitReason.VMWRITE -> operand(i) | i.reg() << 28;
            case ExitReason.INVEPT, ExitReason.INVVPID, ExitReason.INVPCID -> memory(i) | i.reg() << 28;
            case ExitReason.GDTR_OR_IDTR_ACCESS -> memory(i) | operandSize(i) | switch (
                i.form().mnemonic()) {
                    case "SGDT" -> 0;
                    case "SIDT" -> 1 << 28;
                    case "LGDT" -> 2 << 28;
                    default -> 3 << 28;
                };
            case ExitReason.LDTR_OR_TR_ACCESS -> operand(i) | switch (i.form().mnemonic()) {
                case "SLDT" -> 0;
                case "STR" -> 1 << 28;
                case "LLDT" -> 2 << 28;
                default -> 3 << 28;
            };
            case ExitReason.RDRAND, ExitReason.RDSEED, ExitReason.UMWAIT, ExitReason.TPAUSE ->
                i.rm() << 3 | (i.operandSize() == 8 ? 2 : i.operandSize() == 4 ? 1 : 0) << 11;
            default -> 0;
        };
    }

    /** Operand size of LGDT and the like; undefined in 64-bit mode. */
    private static int operandSize(Instruction i) {
        return i.mode() != 64 && i.operandSize() == 4 ? 1 << 11 : 0;
    }

    private static int operand(Instruction i) {
        return i.memory() ? memory(i) : i.rm() << 3 | 1 << 10;
    }

    /** The field for INS and OUTS. */
    static int ofString(Instruction i, boolean in) {
        return addressSize(i) | (in ? 0 : i.segment() << 15);
    }

    /** Exit qualification: the displacement of the memory operand, relative to RIP if the instruction says so. */
    static long displacement(Processor cpu, Instruction i) {
        if (!i.memory()) {
            return 0;
        }
        return i.base() == Instruction.RIP ? cpu.startRip + i.length() + i.displacement() : i.displacement();
    }

    /** Whether the exit qualification of a reason is the displacement of the memory operand. */
    static boolean qualifiedByDisplacement(int reason) {
        return switch (reason) {
            case ExitReason.INVEPT, ExitReason.INVPCID, ExitReason.INVVPID, ExitReason.GDTR_OR_IDTR_ACCESS,
                ExitReason.LDTR_OR_TR_ACCESS, ExitReason.VMCLEAR, ExitReason.VMPTRLD, ExitReason.VMPTRST,
                ExitReason.VMREAD, ExitReason.VMWRITE, ExitReason.VMXON, ExitReason.XRSTORS, ExitReason.XSAVES -> true;
            default -> false;
        };
    }
}
