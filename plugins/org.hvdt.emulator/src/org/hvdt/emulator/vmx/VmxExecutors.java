// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.vmx;

import java.util.List;
import java.util.Locale;

import org.hvdt.emulator.cpu.Executors;
import org.hvdt.emulator.cpu.Processor;
import org.hvdt.emulator.cpu.Vector;
import org.hvdt.emulator.isa.Instruction;

/**
 * The VMX instructions with their faults and failures in the order of the SDM's pseudo-code (Intel SDM volume 3,
 * chapter "VMX Instruction Reference").
 */
public final class VmxExecutors {

    private static final long VMXE = 1 << 13;

    private VmxExecutors() {
    }

    /** Binds the executors of this area. */
    public static void register(Executors.Registry registry) {
        registry.bind("VMXON", VmxExecutors::vmxon);
        registry.bind("VMXOFF", VmxExecutors::vmxoff);
        registry.bind("VMCLEAR", VmxExecutors::vmclear);
        registry.bind("VMPTRLD", VmxExecutors::vmptrld);
        registry.bind("VMPTRST", VmxExecutors::vmptrst);
        registry.bind("VMREAD", VmxExecutors::vmread);
        registry.bind("VMWRITE", VmxExecutors::vmwrite);
        registry.bind("VMLAUNCH", VmxExecutors::vmlaunch);
        registry.bind("VMRESUME", VmxExecutors::vmresume);
        registry.bind("VMCALL", VmxExecutors::vmcall);
        // No CPU model has VM functions: #UD in VMX non-root operation as elsewhere.
        registry.bind("VMFUNC", VmxExecutors::undefined);
        registry.bind("INVEPT", VmxExecutors::invept);
        registry.bind("INVVPID", VmxExecutors::invvpid);
    }

    private static void undefined(Processor cpu, Instruction i) {
        throw cpu.fault(Vector.UD);
    }

    private static VmxUnit unit(Processor cpu) {
        return (VmxUnit) cpu.vmx;
    }

    private static boolean wrongMode(Processor cpu) {
        return !cpu.protectedMode() || cpu.virtual8086() || cpu.longMode() && cpu.mode() != 64;
    }

    /** The conditions that most VMX instructions have in common: #UD, VM exit, #GP(0). */
    private static VmxUnit begin(Processor cpu, Instruction i, int reason) {
        VmxUnit unit = unit(cpu);
        if (!unit.inVmxOperation() || wrongMode(cpu)) {
            throw cpu.fault(Vector.UD);
        }
        if (cpu.nonRoot) {
            unit.interceptAlways(reason, i);
        }
        if (cpu.cpl > 0) {
            throw cpu.fault(Vector.GP, 0);
        }
        return unit;
    }

    private static void requireMemory(Processor cpu, Instruction i) {
        if (!i.memory()) {
            throw cpu.fault(Vector.UD);
        }
    }

    private static long pointer(Processor cpu, Instruction i) {
        return cpu.read64(i.segment(), cpu.effectiveAddress(i));
    }

    private static boolean invalidAddress(Processor cpu, long address) {
        VmxCapabilities capabilities = unit(cpu).capabilities();
        int width = capabilities.addresses32Bit() ? 32 : cpu.walker.physicalAddressBits;
        return (address & 0xFFF) != 0 || address >>> width != 0;
    }

    private static Explanation explain(Processor cpu, String instruction, int error, String id, long seen,
            String message, String valid) {
        boolean noVmcs = error == 0 || unit(cpu).currentVmcs() == null;
        String title = instruction + " failed: " + (noVmcs ? "VMfailInvalid"
                : InstructionError.of(error).description() + " (VM-instruction error " + error + ")");
        String section = "SDM volume 3, \"VMX Instruction Reference\", " + instruction;
        return new Explanation(title, cpu.startRip,
                List.of(new Explanation.Finding(id, section, null, seen, message, valid, seen, 0)));
    }

    private static Explanation badAddress(Processor cpu, String instruction, int error, long address) {
        return explain(cpu, instruction, error, instruction.toLowerCase(Locale.ROOT) + ".address", address,
                "The operand is the physical address " + Words.hex64(address), "It must be a multiple of 4096 and must"
                        + " not set bits beyond the physical-address width.");
    }

    private static Explanation badRevision(Processor cpu, String instruction, int error, int found) {
        return explain(cpu, instruction, error, instruction.toLowerCase(Locale.ROOT) + ".revision", found,
                "The region's first 32 bits are " + Words.hex32(found), "They must hold the VMCS revision identifier of"
                        + " IA32_VMX_BASIC, " + Words.hex32(unit(cpu).capabilities().revision()) + ".");
    }

    private static Explanation noVmcs(Processor cpu, String instruction) {
        return explain(cpu, instruction, 0, instruction.toLowerCase(Locale.ROOT) + ".no-vmcs", 0,
                "There is no current VMCS", "A VMCS must be made current with VMPTRLD first.");
    }

    private static void vmxon(Processor cpu, Instruction i) {
        VmxUnit unit = unit(cpu);
        requireMemory(cpu, i);
        if (wrongMode(cpu) || (cpu.cr4 & VMXE) == 0) {
            throw cpu.fault(Vector.UD);
        }
        if (cpu.nonRoot) {
            unit.interceptAlways(ExitReason.VMXON, i);
        }
        if (cpu.cpl > 0) {
            throw cpu.fault(Vector.GP, 0);
        }
        if (unit.inVmxOperation()) {
            unit.fail(InstructionError.VMXON_IN_ROOT, explain(cpu, "VMXON", InstructionError.VMXON_IN_ROOT,
                    "vmxon.in-root", 0, "The processor is in VMX operation already", "VMXON is for entering it."));
            return;
        }
        VmxCapabilities capabilities = unit.capabilities();
        long enabled = VmxUnit.LOCKED | VmxUnit.VMXON_ENABLED;
        if (violates(capabilities, 0, cpu.cr0) || violates(capabilities, 4, cpu.cr4)
                || (unit.featureControl() & enabled) != enabled) {
            throw cpu.fault(Vector.GP, 0);
        }
        long address = pointer(cpu, i);
        if (invalidAddress(cpu, address)) {
            unit.failInvalid(badAddress(cpu, "VMXON", 0, address));
            return;
        }
        int revision = cpu.memory.read32(address);
        if (revision != capabilities.revision()) {
            unit.failInvalid(badRevision(cpu, "VMXON", 0, revision));
            return;
        }
        unit.enterOperation(address);
        unit.succeed();
    }

    private static boolean violates(VmxCapabilities capabilities, int cr, long value) {
        long must = capabilities.fixed0(cr);
        return (value & must) != must || (value & ~capabilities.fixed1(cr)) != 0;
    }

    private static void vmxoff(Processor cpu, Instruction i) {
        VmxUnit unit = begin(cpu, i, ExitReason.VMXOFF);
        unit.leaveOperation();
        unit.succeed();
    }

    private static void vmclear(Processor cpu, Instruction i) {
        requireMemory(cpu, i);
        VmxUnit unit = begin(cpu, i, ExitReason.VMCLEAR);
        long address = pointer(cpu, i);
        if (invalidAddress(cpu, address)) {
            unit.fail(InstructionError.VMCLEAR_INVALID_ADDRESS,
                    badAddress(cpu, "VMCLEAR", InstructionError.VMCLEAR_INVALID_ADDRESS, address));
        } else if (address == unit.vmxonPointer()) {
            unit.fail(InstructionError.VMCLEAR_VMXON_POINTER, explain(cpu, "VMCLEAR",
                    InstructionError.VMCLEAR_VMXON_POINTER, "vmclear.vmxon-pointer", address,
                    "The operand " + Words.hex64(address) + " is the VMXON region",
                    "A VMCS needs a region of its own."));
        } else {
            unit.clearVmcs(address);
            unit.succeed();
        }
    }

    private static void vmptrld(Processor cpu, Instruction i) {
        requireMemory(cpu, i);
        VmxUnit unit = begin(cpu, i, ExitReason.VMPTRLD);
        long address = pointer(cpu, i);
        if (invalidAddress(cpu, address)) {
            unit.fail(InstructionError.VMPTRLD_INVALID_ADDRESS,
                    badAddress(cpu, "VMPTRLD", InstructionError.VMPTRLD_INVALID_ADDRESS, address));
            return;
        }
        if (address == unit.vmxonPointer()) {
            unit.fail(InstructionError.VMPTRLD_VMXON_POINTER, explain(cpu, "VMPTRLD",
                    InstructionError.VMPTRLD_VMXON_POINTER, "vmptrld.vmxon-pointer", address,
                    "The operand " + Words.hex64(address) + " is the VMXON region",
                    "A VMCS needs a region of its own."));
            return;
        }
        int revision = cpu.memory.read32(address);
        // Bit 31 marks a shadow VMCS, which no CPU model supports.
        if (revision != unit.capabilities().revision()) {
            unit.fail(InstructionError.VMPTRLD_REVISION,
                    badRevision(cpu, "VMPTRLD", InstructionError.VMPTRLD_REVISION, revision));
            return;
        }
        unit.loadVmcs(address);
        unit.succeed();
    }

    private static void vmptrst(Processor cpu, Instruction i) {
        requireMemory(cpu, i);
        VmxUnit unit = begin(cpu, i, ExitReason.VMPTRST);
        Vmcs vmcs = unit.currentVmcs();
        cpu.write64(i.segment(), cpu.effectiveAddress(i), vmcs == null ? VmxUnit.NO_VMCS : vmcs.address());
        unit.succeed();
    }

    /** The field that a register names, null (with VMfailValid) if the processor does not have it. */
    private static VmcsField field(Processor cpu, VmxUnit unit, String instruction, long encoding) {
        VmcsField field = VmcsField.of(encoding);
        if (field != null && unit.capabilities().exists(field)) {
            return field;
        }
        unit.failValid(InstructionError.UNSUPPORTED_COMPONENT, explain(cpu, instruction,
                InstructionError.UNSUPPORTED_COMPONENT, instruction.toLowerCase(Locale.ROOT) + ".field",
                encoding, field == null ? "No VMCS field has the encoding " + Words.hex64(encoding)
                        : "This processor does not have the field " + field.name() + " (encoding "
                                + String.format("%04Xh", encoding) + ")", "Fields exist only if the processor supports"
                                + " the control that uses them."));
        return null;
    }

    private static void vmread(Processor cpu, Instruction i) {
        VmxUnit unit = begin(cpu, i, ExitReason.VMREAD);
        Vmcs vmcs = unit.currentVmcs();
        if (vmcs == null) {
            unit.failInvalid(noVmcs(cpu, "VMREAD"));
            return;
        }
        boolean mode64 = cpu.mode() == 64;
        long encoding = mode64 ? cpu.gpr[i.reg()] : cpu.gpr[i.reg()] & 0xFFFFFFFFL;
        VmcsField field = field(cpu, unit, "VMREAD", encoding);
        if (field == null) {
            return;
        }
        long value = vmcs.read(field);
        if (VmcsField.isHighAccess(encoding)) {
            value >>>= 32;
        }
        if (!i.memory()) {
            cpu.gpr[i.rm()] = mode64 ? value : value & 0xFFFFFFFFL;
        } else if (mode64) {
            cpu.write64(i.segment(), cpu.effectiveAddress(i), value);
        } else {
            cpu.write32(i.segment(), cpu.effectiveAddress(i), (int) value);
        }
        unit.succeed();
    }

    private static void vmwrite(Processor cpu, Instruction i) {
        VmxUnit unit = begin(cpu, i, ExitReason.VMWRITE);
        Vmcs vmcs = unit.currentVmcs();
        if (vmcs == null) {
            unit.failInvalid(noVmcs(cpu, "VMWRITE"));
            return;
        }
        boolean mode64 = cpu.mode() == 64;
        long encoding = mode64 ? cpu.gpr[i.reg()] : cpu.gpr[i.reg()] & 0xFFFFFFFFL;
        VmcsField field = field(cpu, unit, "VMWRITE", encoding);
        if (field == null) {
            return;
        }
        if (field.readOnly() && !unit.capabilities().writableExitInformation()) {
            unit.failValid(InstructionError.READ_ONLY_COMPONENT, explain(cpu, "VMWRITE",
                    InstructionError.READ_ONLY_COMPONENT, "vmwrite.read-only", encoding, field.name() + " is a VM-exit"
                            + " information field",
                    "Only processors with IA32_VMX_MISC bit 29 let VMWRITE change it."));
            return;
        }
        long value;
        if (!i.memory()) {
            value = cpu.gpr[i.rm()];
        } else if (mode64) {
            value = cpu.read64(i.segment(), cpu.effectiveAddress(i));
        } else {
            value = cpu.read32(i.segment(), cpu.effectiveAddress(i));
        }
        if (!mode64) {
            value &= 0xFFFFFFFFL;
        }
        if (VmcsField.isHighAccess(encoding)) {
            value = vmcs.read(field) & 0xFFFFFFFFL | value << 32;
        }
        vmcs.write(field, value, cpu.linearAddress(Processor.CS, cpu.startRip));
        unit.succeed();
    }

    private static void vmlaunch(Processor cpu, Instruction i) {
        enter(cpu, i, true);
    }

    private static void vmresume(Processor cpu, Instruction i) {
        enter(cpu, i, false);
    }

    private static void enter(Processor cpu, Instruction i, boolean launch) {
        String name = launch ? "VMLAUNCH" : "VMRESUME";
        VmxUnit unit = begin(cpu, i, launch ? ExitReason.VMLAUNCH : ExitReason.VMRESUME);
        Vmcs vmcs = unit.currentVmcs();
        if (vmcs == null) {
            unit.failInvalid(noVmcs(cpu, name));
        } else if (cpu.blockingByMovSs) {
            unit.failValid(InstructionError.BLOCKED_BY_MOV_SS, explain(cpu, name, InstructionError.BLOCKED_BY_MOV_SS,
                    "entry.mov-ss", 0, "The preceding instruction loaded SS, which blocks events until after this one",
                    "At least one instruction must stand between the load of SS and the VM entry."));
        } else if (launch && vmcs.launched()) {
            unit.failValid(InstructionError.VMLAUNCH_NON_CLEAR, explain(cpu, name, InstructionError.VMLAUNCH_NON_CLEAR,
                    "entry.not-clear", vmcs.address(), "The VMCS at " + Words.hex64(vmcs.address())
                            + " has been launched already", "Enter it with VMRESUME, or execute VMCLEAR first."));
        } else if (!launch && !vmcs.launched()) {
            unit.failValid(InstructionError.VMRESUME_NON_LAUNCHED, explain(cpu, name,
                    InstructionError.VMRESUME_NON_LAUNCHED, "entry.not-launched", vmcs.address(), "The VMCS at "
                            + Words.hex64(vmcs.address()) + " has not been launched since it was cleared",
                    "The first VM entry after VMCLEAR is VMLAUNCH."));
        } else {
            unit.entries().enter(vmcs, launch);
        }
    }

    private static void requireCapability(Processor cpu, int bit) {
        if (!capability(cpu, bit)) {
            throw cpu.fault(Vector.UD);
        }
    }

    /** A bit of IA32_VMX_EPT_VPID_CAP. */
    private static boolean capability(Processor cpu, int bit) {
        return (unit(cpu).capabilities().msr(VmxCapabilities.EPT_VPID_CAP) >>> bit & 1) != 0;
    }

    private static long invalidationType(Processor cpu, Instruction i) {
        return cpu.mode() == 64 ? cpu.gpr[i.reg()] : cpu.gpr[i.reg()] & 0xFFFFFFFFL;
    }

    private static void failInvalidation(Processor cpu, String name, long seen, String message, String valid) {
        int error = InstructionError.INVALID_INVALIDATION_OPERAND;
        unit(cpu).fail(error, explain(cpu, name, error, name.toLowerCase(Locale.ROOT) + ".operand", seen, message,
                valid));
    }

    private static void invept(Processor cpu, Instruction i) {
        requireMemory(cpu, i);
        requireCapability(cpu, 20);
        VmxUnit unit = begin(cpu, i, ExitReason.INVEPT);
        long type = invalidationType(cpu, i);
        if (type != 1 && type != 2 || !capability(cpu, 24 + (int) type)) {
            failInvalidation(cpu, "INVEPT", type, "The INVEPT type " + type + " is not supported",
                    "Types are 1 (single context) and 2 (all contexts).");
            return;
        }
        long eptp = pointer(cpu, i);
        cpu.read64(i.segment(), cpu.effectiveAddress(i) + 8);
        if (type == 1 && !VmEntryChecks.validEptPointer(unit.entries().plainContext(), eptp)) {
            failInvalidation(cpu, "INVEPT", eptp, "The EPT pointer " + Words.hex64(eptp)
                    + " in the descriptor would not pass VM entry", "See the checks on the EPT pointer of VM entry.");
            return;
        }
        cpu.flushTlb();
        unit.succeed();
    }

    private static void invvpid(Processor cpu, Instruction i) {
        requireMemory(cpu, i);
        requireCapability(cpu, 32);
        VmxUnit unit = begin(cpu, i, ExitReason.INVVPID);
        long type = invalidationType(cpu, i);
        if (type < 0 || type > 3 || !capability(cpu, 40 + (int) type)) {
            failInvalidation(cpu, "INVVPID", type, "The INVVPID type " + type + " is not supported",
                    "Types are 0 (individual address) to 3 (single context, retaining globals).");
            return;
        }
        long descriptor = pointer(cpu, i);
        long linear = cpu.read64(i.segment(), cpu.effectiveAddress(i) + 8);
        int vpid = (int) descriptor & 0xFFFF;
        if (descriptor >>> 16 != 0) {
            failInvalidation(cpu, "INVVPID", descriptor, "The descriptor sets reserved bits of 63:16",
                    "Bits 15:0 hold the VPID, bits 63:16 must be 0.");
        } else if (type != 2 && vpid == 0) {
            failInvalidation(cpu, "INVVPID", descriptor, "The VPID in the descriptor is 0, which is the host's",
                    "Types 0, 1 and 3 need a VPID other than 0.");
        } else if (type == 0 && !cpu.canonicalInRegister(linear)) {
            failInvalidation(cpu, "INVVPID", linear, "The linear address in the descriptor is not canonical",
                    "Type 0 needs a canonical address.");
        } else {
            switch ((int) type) {
                case 0 -> cpu.flushPage(linear);
                case 2 -> cpu.flushTlb();
                default -> cpu.tlb.flushVpid(vpid);
            }
            unit.succeed();
        }
    }

    private static void vmcall(Processor cpu, Instruction i) {
        VmxUnit unit = unit(cpu);
        if (!unit.inVmxOperation()) {
            throw cpu.fault(Vector.UD);
        }
        if (cpu.nonRoot) {
            unit.interceptAlways(ExitReason.VMCALL, i);
        }
        if (cpu.virtual8086() || cpu.longMode() && cpu.mode() != 64) {
            throw cpu.fault(Vector.UD);
        }
        if (cpu.cpl > 0) {
            throw cpu.fault(Vector.GP, 0);
        }
        unit.fail(InstructionError.VMCALL_IN_ROOT, explain(cpu, "VMCALL", InstructionError.VMCALL_IN_ROOT,
                "vmcall.in-root", 0, "VMCALL was executed in VMX root operation",
                "It calls the hypervisor from VMX non-root operation."));
    }
}
