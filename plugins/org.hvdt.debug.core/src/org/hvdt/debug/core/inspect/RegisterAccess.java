// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.core.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

import org.hvdt.emulator.cpu.Processor;
import org.hvdt.emulator.cpu.ProcessorException;
import org.hvdt.emulator.machine.Machine;
import org.hvdt.emulator.vmx.FieldDecoder;
import org.hvdt.emulator.vmx.Vmcs;
import org.hvdt.emulator.vmx.VmcsField;

/** Reads registers into groups and writes single ones. Used on the machine's thread. */
public final class RegisterAccess {

    /** Names of the general-purpose registers by their number. */
    static final List<String> GENERAL = List.of("RAX", "RCX", "RDX", "RBX", "RSP", "RBP", "RSI", "RDI", "R8", "R9",
            "R10", "R11", "R12", "R13", "R14", "R15");
    /** The order in which people expect them. */
    private static final int[] ORDER = { 0, 3, 1, 2, 6, 7, 5, 4, 8, 9, 10, 11, 12, 13, 14, 15 };
    private static final List<String> SEGMENTS = List.of("ES", "CS", "SS", "DS", "FS", "GS", "LDTR", "TR");
    private static final int[] SEGMENT_ORDER = { 1, 2, 3, 0, 4, 5, 6, 7 };
    private static final int UNUSABLE = 1 << 16;
    private static final Map<String, Integer> MSRS = Map.of("IA32_STAR", 0xC0000081, "IA32_LSTAR", 0xC0000082,
            "IA32_FMASK", 0xC0000084, "IA32_FS_BASE", 0xC0000100, "IA32_GS_BASE", 0xC0000101, "IA32_KERNEL_GS_BASE",
            0xC0000102, "IA32_SYSENTER_CS", 0x174, "IA32_SYSENTER_ESP", 0x175, "IA32_SYSENTER_EIP", 0x176, "IA32_PAT",
            0x277);

    private static final List<String> SYSTEM_ORDER = List.of("IA32_FS_BASE", "IA32_GS_BASE", "IA32_KERNEL_GS_BASE",
            "IA32_STAR", "IA32_LSTAR", "IA32_FMASK", "IA32_SYSENTER_CS", "IA32_SYSENTER_ESP", "IA32_SYSENTER_EIP",
            "IA32_PAT");

    private RegisterAccess() {
    }

    /** The processor's registers. */
    static List<RegisterGroupState> processor(Processor cpu, ImageSymbols symbols) {
        List<RegisterState> general = new ArrayList<>();
        for (int register : ORDER) {
            general.add(general(GENERAL.get(register), cpu.gpr[register], true, symbols));
        }
        general.add(general("RIP", cpu.rip, true, symbols));
        general.add(decoded("RFLAGS", VmcsField.GUEST_RFLAGS, cpu.rflags(), true));
        List<RegisterState> segments = new ArrayList<>();
        for (int segment : SEGMENT_ORDER) {
            segments.add(new RegisterState(SEGMENTS.get(segment), 16, cpu.selector[segment], true,
                    descriptor(cpu.base[segment], cpu.limit[segment], cpu.access[segment]), false));
        }
        segments.add(table("GDTR", cpu.gdtrBase, cpu.gdtrLimit, symbols));
        segments.add(table("IDTR", cpu.idtrBase, cpu.idtrLimit, symbols));
        List<RegisterState> control = new ArrayList<>();
        control.add(decoded("CR0", VmcsField.GUEST_CR0, cpu.cr0, false));
        control.add(new RegisterState("CR2", 64, cpu.cr2, true, symbolOf(cpu.cr2, symbols), true));
        control.add(new RegisterState("CR3", 64, cpu.cr3, true, symbolOf(cpu.cr3, symbols), false));
        control.add(decoded("CR4", VmcsField.GUEST_CR4, cpu.cr4, false));
        control.add(new RegisterState("CR8", 64, cpu.cr8, true, "", false));
        control.add(new RegisterState("XCR0", 64, cpu.xcr0, true, xcr0(cpu.xcr0), false));
        for (int number : new int[] { 0, 1, 2, 3, 6, 7 }) {
            control.add(new RegisterState("DR" + number, 64, cpu.dr[number], true, "", false));
        }
        List<RegisterState> system = new ArrayList<>();
        system.add(decoded("IA32_EFER", VmcsField.GUEST_EFER, cpu.efer, false));
        for (String name : SYSTEM_ORDER) {
            system.add(msr(name, cpu, symbols));
        }
        return groups(general, segments, control, system);
    }

    private static RegisterState msr(String name, Processor cpu, ImageSymbols symbols) {
        try {
            long value = cpu.readMsr(MSRS.get(name));
            return new RegisterState(name, 64, value, true, symbolOf(value, symbols), false);
        } catch (ProcessorException absent) {
            return new RegisterState(name, 64, 0, false, "the CPU model does not have it", false);
        }
    }

    /**
     * The guest's registers while the host runs: from the VMCS, and where the exit handler keeps the others.
     *
     * @param saved value of a general-purpose register by number, null if not known
     */
    static List<RegisterGroupState> guest(Vmcs vmcs, IntFunction<Long> saved, ImageSymbols symbols) {
        List<RegisterState> general = new ArrayList<>();
        for (int register : ORDER) {
            Long value = register == Processor.RSP ? Long.valueOf(vmcs.read(VmcsField.GUEST_RSP))
                    : saved.apply(register);
            general.add(value == null ? unknown(GENERAL.get(register))
                    : general(GENERAL.get(register), value, false, symbols));
        }
        general.add(general("RIP", vmcs.read(VmcsField.GUEST_RIP), false, symbols));
        general.add(field("RFLAGS", 64, vmcs, VmcsField.GUEST_RFLAGS));
        List<RegisterState> segments = new ArrayList<>();
        for (int segment : SEGMENT_ORDER) {
            String name = SEGMENTS.get(segment);
            segments.add(new RegisterState(name, 16, vmcs.read(VmcsField.ofSymbol("GUEST_" + name + "_SELECTOR")), true,
                    descriptor(vmcs.read(VmcsField.ofSymbol("GUEST_" + name + "_BASE")),
                            (int) vmcs.read(VmcsField.ofSymbol("GUEST_" + name + "_LIMIT")),
                            (int) vmcs.read(VmcsField.ofSymbol("GUEST_" + name + "_ACCESS_RIGHTS"))),
                    false));
        }
        segments.add(table("GDTR", vmcs.read(VmcsField.GUEST_GDTR_BASE), (int) vmcs.read(VmcsField.GUEST_GDTR_LIMIT),
                symbols));
        segments.add(table("IDTR", vmcs.read(VmcsField.GUEST_IDTR_BASE), (int) vmcs.read(VmcsField.GUEST_IDTR_LIMIT),
                symbols));
        List<RegisterState> control = new ArrayList<>();
        control.add(field("CR0", 64, vmcs, VmcsField.GUEST_CR0));
        control.add(field("CR3", 64, vmcs, VmcsField.GUEST_CR3));
        control.add(field("CR4", 64, vmcs, VmcsField.GUEST_CR4));
        control.add(field("DR7", 64, vmcs, VmcsField.GUEST_DR7));
        List<RegisterState> system = new ArrayList<>();
        system.add(field("IA32_DEBUGCTL", 64, vmcs, VmcsField.GUEST_DEBUGCTL));
        system.add(field("IA32_SYSENTER_CS", 64, vmcs, VmcsField.GUEST_SYSENTER_CS));
        system.add(field("IA32_SYSENTER_ESP", 64, vmcs, VmcsField.GUEST_SYSENTER_ESP));
        system.add(field("IA32_SYSENTER_EIP", 64, vmcs, VmcsField.GUEST_SYSENTER_EIP));
        return groups(general, segments, control, system);
    }

    /** What is known in a frame below the processor's: RIP and RSP. */
    static List<RegisterGroupState> caller(long rip, long rsp, ImageSymbols symbols) {
        List<RegisterState> general = new ArrayList<>();
        for (int register : ORDER) {
            general.add(register == Processor.RSP ? general("RSP", rsp, false, symbols)
                    : unknown(GENERAL.get(register)));
        }
        general.add(general("RIP", rip, false, symbols));
        return List.of(new RegisterGroupState("General", general));
    }

    private static List<RegisterGroupState> groups(List<RegisterState> general, List<RegisterState> segments,
            List<RegisterState> control, List<RegisterState> system) {
        return List.of(new RegisterGroupState("General", general), new RegisterGroupState("Segment", segments),
                new RegisterGroupState("Control", control), new RegisterGroupState("System", system));
    }

    private static RegisterState general(String name, long value, boolean writable, ImageSymbols symbols) {
        return new RegisterState(name, 64, value, true, symbolOf(value, symbols), writable);
    }

    private static RegisterState unknown(String name) {
        return new RegisterState(name, 64, 0, false, "", false);
    }

    private static RegisterState decoded(String name, VmcsField like, long value, boolean writable) {
        return new RegisterState(name, 64, value, true, FieldDecoder.describe(like, value), writable);
    }

    private static RegisterState field(String name, int bits, Vmcs vmcs, VmcsField field) {
        long value = vmcs.read(field);
        return new RegisterState(name, bits, value, true, FieldDecoder.describe(field, value), false);
    }

    private static RegisterState table(String name, long base, int limit, ImageSymbols symbols) {
        String symbol = symbolOf(base, symbols);
        return new RegisterState(name, 64, base, true,
                (symbol.isEmpty() ? "" : symbol + ", ") + "limit " + Numbers.shortHex(limit & 0xFFFFFFFFL), false);
    }

    private static String descriptor(long base, int limit, int access) {
        if ((access & UNUSABLE) != 0) {
            return "unusable";
        }
        return "base " + Numbers.hex64(base) + ", limit " + Numbers.hex(limit, 32) + ", "
                + FieldDecoder.describe(VmcsField.GUEST_CS_ACCESS_RIGHTS, access);
    }

    private static String xcr0(long value) {
        StringBuilder text = new StringBuilder();
        String[] names = { "x87", "SSE", "AVX" };
        for (int bit = 0; bit < names.length; bit++) {
            if ((value >>> bit & 1) != 0) {
                text.append(text.isEmpty() ? "" : " ").append(names[bit]);
            }
        }
        return text.toString();
    }

    /** The symbol that an address belongs to, empty if it is no address of the image. */
    static String symbolOf(long value, ImageSymbols symbols) {
        return symbols.program().symbols().symbolize(value).orElse("");
    }

    /**
     * Writes a register of the processor.
     *
     * @throws IllegalArgumentException if there is no such register or it cannot be written
     */
    public static void write(Machine machine, String register, long value) {
        Processor cpu = machine.processor();
        int general = GENERAL.indexOf(register);
        if (general >= 0) {
            cpu.gpr[general] = value;
            return;
        }
        switch (register) {
            case "RIP" -> cpu.rip = value;
            case "RFLAGS" -> cpu.setRflags(value);
            case "CR2" -> cpu.cr2 = value;
            default -> throw new IllegalArgumentException(register + " cannot be written");
        }
    }
}
