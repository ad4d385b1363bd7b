// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.vmx;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import org.hvdt.emulator.control.VmExitRecord;
import org.hvdt.emulator.cpu.CpuModel;
import org.hvdt.emulator.cpu.Executors;
import org.hvdt.emulator.cpu.FarTransferExecutors;
import org.hvdt.emulator.cpu.GeneralPurposeExecutors;
import org.hvdt.emulator.cpu.InterruptController;
import org.hvdt.emulator.cpu.IoExecutors;
import org.hvdt.emulator.cpu.MachineEvents;
import org.hvdt.emulator.cpu.Processor;
import org.hvdt.emulator.cpu.SegmentExecutors;
import org.hvdt.emulator.cpu.SystemExecutors;
import org.hvdt.emulator.memory.PhysicalMemory;

/**
 * A processor in 64-bit mode with the first 1 GiB mapped to itself, and what a test needs to take it through VMX. Code
 * is given as the hexadecimal bytes of its instructions.
 */
final class VmxFixture {

    static final long VMXON_REGION = 0x10000;
    static final long VMCS = 0x11000;
    static final long OTHER_VMCS = 0x12000;
    static final long ROOT_CODE = 0x20000;
    static final long GUEST_CODE = 0x30000;
    static final long HOST_CODE = 0x40000;
    static final long HANDLER_CODE = 0x48000;
    static final long STACK = 0x50000;
    static final long HOST_STACK = 0x58000;
    static final long PAGE_TABLES = 0x60000;
    static final long GDT = 0x70000;
    static final long IDT = 0x71000;
    static final long TSS = 0x72000;
    static final long SCRATCH = 0x80000;
    static final long LIST = 0x81000;
    static final long BITMAP_A = 0x82000;
    static final long BITMAP_B = 0x83000;
    static final long MSR_BITMAPS = 0x84000;
    static final int CODE_SELECTOR = 8;
    static final int DATA_SELECTOR = 16;
    static final int TSS_SELECTOR = 24;

    private static final Executors EXECUTORS = Executors.of(GeneralPurposeExecutors::register,
            SystemExecutors::register, SegmentExecutors::register, FarTransferExecutors::register,
            IoExecutors::register, VmxExecutors::register);

    final PhysicalMemory memory = new PhysicalMemory(16 << 20);
    final Processor cpu;
    final VmxUnit vmx;
    final List<VmExitRecord> exits = new ArrayList<>();
    final List<Explanation> failures = new ArrayList<>();
    final List<Explanation> aborts = new ArrayList<>();
    final List<Integer> exceptions = new ArrayList<>();
    int entries;
    int pendingInterrupt = -1;

    VmxFixture() {
        this("skylake");
    }

    VmxFixture(String model) {
        CpuModel cpuModel = CpuModel.load(model);
        cpu = new Processor(memory, cpuModel, EXECUTORS);
        vmx = new VmxUnit(cpu, memory, new VmxCapabilities(index -> cpuModel.msr(index, 0)));
        cpu.vmx = vmx;
        cpu.events = new Events();
        cpu.intc = new Interrupts();
        setUpLongMode();
    }

    private final class Events implements MachineEvents {
        @Override
        public void vmExit(VmExitRecord exit) {
            exits.add(exit);
        }

        @Override
        public void vmEntry(boolean launch) {
            entries++;
        }

        @Override
        public void vmxFailure(Explanation explanation) {
            failures.add(explanation);
        }

        @Override
        public void vmxAbort(Explanation explanation) {
            aborts.add(explanation);
        }

        @Override
        public void exceptionRaised(int vector, int errorCode, long rip) {
            exceptions.add(vector);
        }
    }

    private final class Interrupts implements InterruptController {
        @Override
        public boolean pending() {
            return pendingInterrupt >= 0;
        }

        @Override
        public int acknowledge() {
            int vector = pendingInterrupt;
            pendingInterrupt = -1;
            return vector;
        }
    }

    private void setUpLongMode() {
        memory.write64(PAGE_TABLES, PAGE_TABLES + 0x1000 | 7);
        memory.write64(PAGE_TABLES + 0x1000, PAGE_TABLES + 0x2000 | 7);
        for (long i = 0; i < 512; i++) {
            memory.write64(PAGE_TABLES + 0x2000 + 8 * i, i << 21 | 0x87);
        }
        memory.write64(GDT + CODE_SELECTOR, 0x00AF9B000000FFFFL);
        memory.write64(GDT + DATA_SELECTOR, 0x00CF93000000FFFFL);
        memory.write64(GDT + TSS_SELECTOR, 0x00008B0000000067L | TSS << 16);
        for (int vector = 0; vector < 256; vector++) {
            memory.write64(IDT + 16 * vector, HANDLER_CODE & 0xFFFF | CODE_SELECTOR << 16 | 0x8EL << 40
                    | HANDLER_CODE >>> 16 << 48);
        }
        code(HANDLER_CODE, "F4");
        cpu.setCr0(0x80000031L);
        cpu.setCr4(0x2020);
        cpu.setCr3(PAGE_TABLES);
        cpu.setEfer(0x500);
        segment(Processor.CS, CODE_SELECTOR, 0, -1, 0xA09B);
        for (int i : new int[] {Processor.ES, Processor.SS, Processor.DS, Processor.FS, Processor.GS}) {
            segment(i, DATA_SELECTOR, 0, -1, 0xC093);
        }
        segment(Processor.LDTR, 0, 0, 0, 1 << 16);
        segment(Processor.TR, TSS_SELECTOR, TSS, 0x67, 0x8B);
        cpu.gdtrBase = GDT;
        cpu.gdtrLimit = 0xFF;
        cpu.idtrBase = IDT;
        cpu.idtrLimit = 0xFFF;
        cpu.gpr[Processor.RSP] = STACK;
        cpu.updateMode();
    }

    private void segment(int segment, int selector, long base, int limit, int access) {
        cpu.setSegment(segment, selector, base, limit, access);
    }

    /** Puts code at an address. */
    void code(long address, String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        memory.write(address, bytes, 0, bytes.length);
    }

    /** Executes the instruction at RIP; returns when the next one would be executed, or the processor cannot go on. */
    int step() {
        int[] seen = {0};
        cpu.hook = processor -> seen[0]++ > 0;
        int result = cpu.run(Long.MAX_VALUE);
        cpu.hook = null;
        return result;
    }

    /** Executes one instruction of root code. */
    void execute(String hex) {
        code(ROOT_CODE, hex);
        cpu.rip = ROOT_CODE;
        cpu.stateChanged();
        step();
    }

    private void pointer(long value) {
        memory.write64(SCRATCH, value);
        cpu.gpr[Processor.RAX] = SCRATCH;
    }

    void vmxon(long address) {
        pointer(address);
        execute("F30FC730");
    }

    void vmclear(long address) {
        pointer(address);
        execute("660FC730");
    }

    void vmptrld(long address) {
        pointer(address);
        execute("0FC730");
    }

    /** VMREAD of an encoding; the value is left in RAX. */
    long vmread(long encoding) {
        cpu.gpr[Processor.RDX] = encoding;
        execute("0F78D0");
        return cpu.gpr[Processor.RAX];
    }

    void vmwrite(long encoding, long value) {
        cpu.gpr[Processor.RDX] = encoding;
        cpu.gpr[Processor.RAX] = value;
        execute("0F79D0");
    }

    /** VMX operation with no current VMCS. */
    VmxFixture inVmxOperation() {
        memory.write32(VMXON_REGION, vmx.capabilities().revision());
        memory.write32(VMCS, vmx.capabilities().revision());
        memory.write32(OTHER_VMCS, vmx.capabilities().revision());
        vmxon(VMXON_REGION);
        return this;
    }

    /** VMX operation with a current VMCS that passes all checks. The guest is a copy of the host. */
    VmxFixture withVmcs() {
        inVmxOperation();
        vmclear(VMCS);
        vmptrld(VMCS);
        controls();
        hostState();
        guestState();
        code(GUEST_CODE, "90 90 90 90");
        code(HOST_CODE, "90 90 90 90");
        return this;
    }

    private void controls() {
        VmxCapabilities capabilities = vmx.capabilities();
        for (VmcsField field : List.of(VmcsField.PIN_BASED_CONTROLS, VmcsField.PRIMARY_CONTROLS,
                VmcsField.EXIT_CONTROLS, VmcsField.ENTRY_CONTROLS)) {
            set(field, capabilities.allowed0(field));
        }
        with(VmcsField.EXIT_CONTROLS, ControlBits.EXIT_HOST_ADDRESS_SPACE_SIZE);
        with(VmcsField.ENTRY_CONTROLS, ControlBits.ENTRY_IA_32E_MODE_GUEST);
        set(VmcsField.VMCS_LINK_POINTER, -1);
    }

    private void hostState() {
        set(VmcsField.HOST_CR0, cpu.cr0);
        set(VmcsField.HOST_CR3, cpu.cr3);
        set(VmcsField.HOST_CR4, cpu.cr4);
        set(VmcsField.HOST_CS_SELECTOR, CODE_SELECTOR);
        set(VmcsField.HOST_SS_SELECTOR, DATA_SELECTOR);
        set(VmcsField.HOST_TR_SELECTOR, TSS_SELECTOR);
        set(VmcsField.HOST_TR_BASE, TSS);
        set(VmcsField.HOST_GDTR_BASE, GDT);
        set(VmcsField.HOST_IDTR_BASE, IDT);
        set(VmcsField.HOST_RIP, HOST_CODE);
        set(VmcsField.HOST_RSP, HOST_STACK);
    }

    private void guestState() {
        set(VmcsField.GUEST_CR0, cpu.cr0);
        set(VmcsField.GUEST_CR3, cpu.cr3);
        set(VmcsField.GUEST_CR4, cpu.cr4);
        set(VmcsField.GUEST_DR7, 0x400);
        for (int i = 0; i < 8; i++) {
            set(VmEntries.SELECTOR[i], cpu.selector[i]);
            set(VmEntries.BASE[i], cpu.base[i]);
            set(VmEntries.LIMIT[i], cpu.limit[i]);
            set(VmEntries.ACCESS[i], cpu.access[i]);
        }
        set(VmcsField.GUEST_GDTR_BASE, GDT);
        set(VmcsField.GUEST_GDTR_LIMIT, 0xFF);
        set(VmcsField.GUEST_IDTR_BASE, IDT);
        set(VmcsField.GUEST_IDTR_LIMIT, 0xFFF);
        set(VmcsField.GUEST_RIP, GUEST_CODE);
        set(VmcsField.GUEST_RSP, STACK);
        set(VmcsField.GUEST_RFLAGS, 2);
    }

    Vmcs vmcs() {
        return vmx.currentVmcs();
    }

    long get(VmcsField field) {
        return vmcs().read(field);
    }

    VmxFixture set(VmcsField field, long value) {
        vmcs().write(field, value);
        return this;
    }

    /** Sets bits of a field. */
    VmxFixture with(VmcsField field, long bits) {
        return set(field, get(field) | bits & field.mask());
    }

    /** Clears bits of a field. */
    VmxFixture without(VmcsField field, long bits) {
        return set(field, get(field) & ~bits);
    }

    VmxFixture pin(int control) {
        return with(VmcsField.PIN_BASED_CONTROLS, control);
    }

    VmxFixture primary(int control) {
        return with(VmcsField.PRIMARY_CONTROLS, control);
    }

    VmxFixture secondary(int control) {
        primary(ControlBits.PRI_ACTIVATE_SECONDARY_CONTROLS);
        return with(VmcsField.SECONDARY_CONTROLS, control);
    }

    VmxFixture exit(int control) {
        return with(VmcsField.EXIT_CONTROLS, control);
    }

    VmxFixture entry(int control) {
        return with(VmcsField.ENTRY_CONTROLS, control);
    }

    /** VMLAUNCH; returns at the guest's first instruction, the host's, or the instruction after VMLAUNCH. */
    VmxFixture launch() {
        execute("0F01C2");
        return this;
    }

    VmxFixture resume() {
        execute("0F01C3");
        return this;
    }

    /** Launches a guest and lets it execute one instruction. */
    VmxFixture guest(String hex) {
        code(GUEST_CODE, hex);
        launch();
        step();
        return this;
    }

    /** Makes a running guest execute VMCALL, which leads to the host. */
    VmxFixture guestToHost() {
        code(GUEST_CODE, "0F01C1");
        cpu.rip = GUEST_CODE;
        step();
        return this;
    }

    int exitReason() {
        return (int) get(VmcsField.EXIT_REASON);
    }

    long qualification() {
        return get(VmcsField.EXIT_QUALIFICATION);
    }

    boolean inGuest() {
        return vmx.state() == VmxUnit.State.NON_ROOT;
    }

    /** "VMsucceed", "VMfailInvalid" or "VMfailValid n". */
    String outcome() {
        if (cpu.cf()) {
            return "VMfailInvalid";
        }
        return cpu.zf() ? "VMfailValid " + get(VmcsField.VM_INSTRUCTION_ERROR) : "VMsucceed";
    }

    /** Vector of the first exception, -1 if there was none. */
    int exception() {
        return exceptions.isEmpty() ? -1 : exceptions.get(0);
    }

    /** Rule of the first finding of the last failure. */
    String rule() {
        return failures.isEmpty() ? "none" : failures.get(failures.size() - 1).findings().get(0).ruleId();
    }
}
