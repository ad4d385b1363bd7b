// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

import org.hvdt.emulator.isa.Instruction;

/**
 * Far jumps, calls and returns, software interrupts, interrupt return, and the fast system calls (SDM volume 3, chapter
 * "Protection", "Privilege Checking When Transferring Program Control Between Code Segments").
 */
public final class FarTransferExecutors {

    private static final int SOFTWARE_INTERRUPT = 4;
    private static final int PRIVILEGED_SOFTWARE_EXCEPTION = 5;
    private static final int SOFTWARE_EXCEPTION = 6;

    private static final int VIRTUAL_8086_SEGMENT = 0xF3;
    private static final int FLAT_CODE_32 = 0xC09B;
    private static final int FLAT_CODE_64 = 0xA09B;
    private static final int FLAT_DATA = 0xC093;

    private FarTransferExecutors() {
    }

    /** Binds the executors. */
    public static void register(Executors.Registry r) {
        r.bind("JMP ptr16:16", (cpu, i) -> transferDirect(cpu, i, false));
        r.bind("JMP ptr16:32", (cpu, i) -> transferDirect(cpu, i, false));
        r.bind("JMP m16:16", (cpu, i) -> transferIndirect(cpu, i, false));
        r.bind("JMP m16:32", (cpu, i) -> transferIndirect(cpu, i, false));
        r.bind("JMP m16:64", (cpu, i) -> transferIndirect(cpu, i, false));
        r.bind("CALL ptr16:16", (cpu, i) -> transferDirect(cpu, i, true));
        r.bind("CALL ptr16:32", (cpu, i) -> transferDirect(cpu, i, true));
        r.bind("CALL m16:16", (cpu, i) -> transferIndirect(cpu, i, true));
        r.bind("CALL m16:32", (cpu, i) -> transferIndirect(cpu, i, true));
        r.bind("CALL m16:64", (cpu, i) -> transferIndirect(cpu, i, true));
        r.bind("RETF", (cpu, i) -> farReturn(cpu, i, 0));
        r.bind("RETF imm16", (cpu, i) -> farReturn(cpu, i, (int) i.immediate() & 0xFFFF));
        r.bind("INT imm8", FarTransferExecutors::softwareInterrupt);
        r.bind("INT3", (cpu, i) -> softwareException(cpu, i, Vector.BP, SOFTWARE_EXCEPTION));
        r.bind("INT1", (cpu, i) -> softwareException(cpu, i, Vector.DB, PRIVILEGED_SOFTWARE_EXCEPTION));
        r.bind("INTO", (cpu, i) -> {
            if (cpu.of()) {
                softwareException(cpu, i, Vector.OF, SOFTWARE_EXCEPTION);
            }
        });
        r.bind("IRET", FarTransferExecutors::iret);
        r.bind("IRETD", FarTransferExecutors::iret);
        r.bind("IRETQ", FarTransferExecutors::iret);
        r.bind("SYSCALL", FarTransferExecutors::syscall);
        r.bind("SYSRET", FarTransferExecutors::sysret);
        r.bind("SYSENTER", FarTransferExecutors::sysenter);
        r.bind("SYSEXIT", FarTransferExecutors::sysexit);
    }

    // ---- far JMP and CALL

    private static void transferDirect(Processor cpu, Instruction i, boolean call) {
        long offset = i.operandSize() == 2 ? i.immediate() & 0xFFFF : i.immediate() & 0xFFFF_FFFFL;
        transfer(cpu, i, (int) i.immediate2() & 0xFFFF, offset, call);
    }

    private static void transferIndirect(Processor cpu, Instruction i, boolean call) {
        long address = cpu.effectiveAddress(i);
        long offset = switch (i.operandSize()) {
        case 8 -> cpu.read64(i.segment(), address);
        case 4 -> cpu.read32(i.segment(), address) & 0xFFFF_FFFFL;
        default -> cpu.read16(i.segment(), address);
        };
        int selector = cpu.read16(i.segment(), SystemExecutors.mask(i, address + i.operandSize()));
        transfer(cpu, i, selector, offset, call);
    }

    private static void transfer(Processor cpu, Instruction i, int selector, long offset, boolean call) {
        int size = i.operandSize();
        if (!cpu.protectedMode() || cpu.virtual8086()) {
            if (offset > (cpu.limit[Processor.CS] & 0xFFFF_FFFFL)) {
                throw cpu.fault(Vector.GP, 0);
            }
            if (call) {
                pushPair(cpu, size, cpu.selector[Processor.CS], cpu.rip);
            }
            int access = cpu.virtual8086() ? 0xF3 : cpu.access[Processor.CS];
            cpu.setSegment(Processor.CS, selector, (long) selector << 4, cpu.limit[Processor.CS], access);
            cpu.rip = offset;
            cpu.leaveBlock();
            return;
        }
        if (Segmentation.isNull(selector)) {
            throw cpu.fault(Vector.GP, 0);
        }
        long descriptor = Segmentation.descriptor(cpu, selector, Vector.GP, 0);
        int access = Segmentation.accessOf(descriptor);
        if ((access & Processor.ACCESS_S) == 0) {
            transferSystem(cpu, i, selector, descriptor, call);
            return;
        }
        checkDirectCode(cpu, selector, access);
        checkTarget(cpu, descriptor, access, offset);
        if (call) {
            pushPair(cpu, size, cpu.selector[Processor.CS], cpu.rip);
        }
        Segmentation.setCodeSegment(cpu, selector, descriptor, cpu.cpl);
        cpu.rip = offset;
    }

    private static void checkDirectCode(Processor cpu, int selector, int access) {
        int dpl = Segmentation.dpl(access);
        boolean allowed = Segmentation.isCode(access)
                && (Segmentation.isConforming(access) ? dpl <= cpu.cpl : (selector & 3) <= cpu.cpl && dpl == cpu.cpl)
                && !longAndDefault(cpu, access);
        if (!allowed) {
            throw cpu.fault(Vector.GP, selector & 0xFFFC);
        }
        if (!Segmentation.present(access)) {
            throw cpu.fault(Vector.NP, selector & 0xFFFC);
        }
    }

    private static boolean longAndDefault(Processor cpu, int access) {
        int both = Processor.ACCESS_LONG | Processor.ACCESS_DB;
        return cpu.longMode() && (access & both) == both;
    }

    private static boolean is64(Processor cpu, int access) {
        return cpu.longMode() && (access & Processor.ACCESS_LONG) != 0;
    }

    /** Raises #GP(0) for an instruction pointer that is not canonical or beyond the limit of its segment. */
    private static void checkTarget(Processor cpu, long descriptor, int access, long offset) {
        boolean valid = is64(cpu, access) ? cpu.canonical(offset)
                : offset <= (Segmentation.limitOf(descriptor) & 0xFFFF_FFFFL);
        if (!valid) {
            throw cpu.fault(Vector.GP, 0);
        }
    }

    private static void write(Processor cpu, int size, long offset, long value) {
        switch (size) {
        case 8 -> cpu.write64(Processor.SS, offset, value);
        case 4 -> cpu.write32(Processor.SS, offset, (int) value);
        default -> cpu.write16(Processor.SS, offset, (int) value);
        }
    }

    private static long read(Processor cpu, int size, long offset) {
        return switch (size) {
        case 8 -> cpu.read64(Processor.SS, offset);
        case 4 -> cpu.read32(Processor.SS, offset) & 0xFFFF_FFFFL;
        default -> cpu.read16(Processor.SS, offset);
        };
    }

    /** Pushes two values; RSP changes only if both writes succeed. */
    private static void pushPair(Processor cpu, int size, long first, long second) {
        write(cpu, size, cpu.stackAddress(-size), first);
        write(cpu, size, cpu.stackAddress(-2L * size), second);
        cpu.adjustStack(-2L * size);
    }

    private static void transferSystem(Processor cpu, Instruction i, int selector, long descriptor, boolean call) {
        int access = Segmentation.accessOf(descriptor);
        int type = Segmentation.systemType(access);
        int dpl = Segmentation.dpl(access);
        boolean gate = type == Segmentation.CALL_GATE || type == 4 && !cpu.longMode();
        boolean task = !cpu.longMode() && (type == 1 || type == 5 || type == Segmentation.AVAILABLE_TSS);
        if (!gate && !task || dpl < cpu.cpl || dpl < (selector & 3)) {
            throw cpu.fault(Vector.GP, selector & 0xFFFC);
        }
        if (!Segmentation.present(access)) {
            throw cpu.fault(Vector.NP, selector & 0xFFFC);
        }
        if (task) {
            if (cpu.nonRoot) {
                int target = type == 5 ? (int) (descriptor >>> 16) & 0xFFFF : selector;
                cpu.vmx.interceptTaskSwitch(target, call ? TaskSwitch.CALL : TaskSwitch.JMP, i);
            }
            int target = type == 5 ? (int) (descriptor >>> 16) & 0xFFFF : selector;
            TaskSwitch.perform(cpu, target, call ? TaskSwitch.CALL : TaskSwitch.JMP, 0);
            return;
        }
        boolean wide = type == Segmentation.CALL_GATE;
        int newCs = (int) (descriptor >>> 16) & 0xFFFF;
        long target = descriptor & 0xFFFF | (wide ? descriptor >>> 32 & 0xFFFF_0000L : 0);
        if (cpu.longMode()) {
            long high = cpu.readSystem64(Segmentation.descriptorAddress(cpu, selector, 16, Vector.GP, 0) + 8);
            if ((high >>> 40 & 0x1F) != 0) {
                throw cpu.fault(Vector.GP, selector & 0xFFFC);
            }
            target |= high << 32;
        }
        if (Segmentation.isNull(newCs)) {
            throw cpu.fault(Vector.GP, 0);
        }
        long code = Segmentation.descriptor(cpu, newCs, Vector.GP, 0);
        int codeAccess = Segmentation.accessOf(code);
        int codeDpl = Segmentation.dpl(codeAccess);
        boolean conforming = Segmentation.isConforming(codeAccess);
        boolean valid = Segmentation.isCode(codeAccess) && codeDpl <= cpu.cpl
                && (call || conforming || codeDpl == cpu.cpl);
        if (cpu.longMode()) {
            valid &= (codeAccess & (Processor.ACCESS_LONG | Processor.ACCESS_DB)) == Processor.ACCESS_LONG;
        }
        if (!valid) {
            throw cpu.fault(Vector.GP, newCs & 0xFFFC);
        }
        if (!Segmentation.present(codeAccess)) {
            throw cpu.fault(Vector.NP, newCs & 0xFFFC);
        }
        checkTarget(cpu, code, codeAccess, target);
        boolean inner = call && !conforming && codeDpl < cpu.cpl;
        int size = cpu.longMode() ? 8 : wide ? 4 : 2;
        if (inner) {
            callInner(cpu, newCs, code, codeDpl, size, (int) (descriptor >>> 32) & 0x1F);
        } else if (call) {
            if (size == 8 && cpu.mode() != 64) {
                // Both 64-bit pushes are made on the stack as the 64-bit code sees it: without its segment's base.
                long rsp = cpu.gpr[Processor.RSP];
                boolean user = cpu.cpl == 3;
                cpu.writeStack64(rsp - 8, cpu.selector[Processor.CS], user);
                cpu.writeStack64(rsp - 16, cpu.rip, user);
                cpu.gpr[Processor.RSP] = rsp - 16;
            } else {
                pushPair(cpu, size, cpu.selector[Processor.CS], cpu.rip);
            }
            Segmentation.setCodeSegment(cpu, newCs, code, cpu.cpl);
        } else {
            Segmentation.setCodeSegment(cpu, newCs, code, cpu.cpl);
        }
        cpu.rip = target;
    }

    /** CALL through a gate to a more privileged level: switches stacks. */
    private static void callInner(Processor cpu, int newCs, long code, int level, int size, int parameters) {
        int oldSs = cpu.selector[Processor.SS];
        long oldRsp = cpu.gpr[Processor.RSP];
        if (size == 8) {
            int offset = 4 + 8 * level;
            if (offset + 7 > (cpu.limit[Processor.TR] & 0xFFFF_FFFFL)) {
                throw cpu.fault(Vector.TS, cpu.selector[Processor.TR] & 0xFFFC);
            }
            long rsp = cpu.readSystem64(cpu.base[Processor.TR] + offset);
            if (!cpu.canonical(rsp) || !cpu.canonical(rsp - 32)) {
                throw cpu.fault(Vector.SS, 0);
            }
            cpu.writeStack64(rsp - 8, oldSs, false);
            cpu.writeStack64(rsp - 16, oldRsp, false);
            cpu.writeStack64(rsp - 24, cpu.selector[Processor.CS], false);
            cpu.writeStack64(rsp - 32, cpu.rip, false);
            cpu.gpr[Processor.RSP] = rsp - 32;
            Segmentation.setNullStackLevel(cpu, level);
        } else {
            long[] copied = new long[parameters];
            for (int p = 0; p < parameters; p++) {
                copied[p] = read(cpu, size, cpu.stackAddress((long) p * size));
            }
            EventDelivery.InnerStack stack = cpu.delivery().innerStack(level, 0);
            stack.check((4 + parameters) * size, 0);
            stack.push(size, oldSs);
            stack.push(size, oldRsp);
            for (int p = parameters - 1; p >= 0; p--) {
                stack.push(size, copied[p]);
            }
            stack.push(size, cpu.selector[Processor.CS]);
            stack.push(size, cpu.rip);
            stack.commit();
        }
        Segmentation.setCodeSegment(cpu, newCs, code, level);
    }

    // ---- far return

    private static void farReturn(Processor cpu, Instruction i, int release) {
        int size = i.operandSize();
        long newRip = read(cpu, size, cpu.stackAddress(0));
        int newCs = (int) read(cpu, size, cpu.stackAddress(size)) & 0xFFFF;
        if (!cpu.protectedMode() || cpu.virtual8086()) {
            if (newRip > (cpu.limit[Processor.CS] & 0xFFFF_FFFFL)) {
                throw cpu.fault(Vector.GP, 0);
            }
            cpu.adjustStack(2L * size + release);
            cpu.setSegment(Processor.CS, newCs, (long) newCs << 4, cpu.limit[Processor.CS],
                    cpu.access[Processor.CS]);
            cpu.rip = newRip;
            cpu.leaveBlock();
            return;
        }
        long descriptor = checkReturnCode(cpu, newCs);
        int level = newCs & 3;
        boolean target64 = is64(cpu, Segmentation.accessOf(descriptor));
        if (level == cpu.cpl) {
            checkTarget(cpu, descriptor, Segmentation.accessOf(descriptor), newRip);
            Segmentation.setCodeSegment(cpu, newCs, descriptor, level);
            cpu.rip = newRip;
            adjustReturned(cpu, target64, size, 2L * size + release);
            return;
        }
        long outer = 2L * size + release;
        long newRsp = read(cpu, size, cpu.stackAddress(outer));
        int newSs = (int) read(cpu, size, cpu.stackAddress(outer + size)) & 0xFFFF;
        long stackDescriptor = Segmentation.checkStackSegment(cpu, newSs, level, target64, Vector.GP, Vector.SS, 0);
        checkTarget(cpu, descriptor, Segmentation.accessOf(descriptor), newRip);
        enterOuter(cpu, newCs, descriptor, newSs, stackDescriptor, newRsp, size, level);
        cpu.rip = newRip;
        cpu.adjustStack(release);
    }

    /** Moves the stack pointer after a return at the same level: by the old code's stack width. */
    private static void adjustReturned(Processor cpu, boolean target64, int size, long delta) {
        cpu.adjustStack(delta);
        if (!target64 && size == 8) {
            cpu.gpr[Processor.RSP] &= 0xFFFF_FFFFL;
        }
    }

    /** The code segment that a return goes to. */
    private static long checkReturnCode(Processor cpu, int selector) {
        if (Segmentation.isNull(selector)) {
            throw cpu.fault(Vector.GP, 0);
        }
        long descriptor = Segmentation.descriptor(cpu, selector, Vector.GP, 0);
        int access = Segmentation.accessOf(descriptor);
        int rpl = selector & 3;
        int dpl = Segmentation.dpl(access);
        if (!Segmentation.isCode(access) || rpl < cpu.cpl
                || (Segmentation.isConforming(access) ? dpl > rpl : dpl != rpl) || longAndDefault(cpu, access)) {
            throw cpu.fault(Vector.GP, selector & 0xFFFC);
        }
        if (!Segmentation.present(access)) {
            throw cpu.fault(Vector.NP, selector & 0xFFFC);
        }
        return descriptor;
    }

    private static void enterOuter(Processor cpu, int newCs, long descriptor, int newSs, long stackDescriptor,
            long newRsp, int size, int level) {
        Segmentation.setStackSegment(cpu, newSs, stackDescriptor, level);
        Segmentation.setCodeSegment(cpu, newCs, descriptor, level);
        switch (cpu.stackSize()) {
        case 8 -> cpu.gpr[Processor.RSP] = newRsp;
        case 4 -> cpu.gpr[Processor.RSP] = newRsp & 0xFFFF_FFFFL;
        default -> cpu.gpr[Processor.RSP] = cpu.gpr[Processor.RSP] & ~0xFFFFL | newRsp & 0xFFFF;
        }
        Segmentation.dropPrivilegedSegments(cpu);
    }

    // ---- interrupts

    /** INT n in virtual-8086 mode with CR4.VME: whether the redirection bit map of the TSS sends it to the program's
     * own handler (SDM volume 3, "Class 3 - Software Interrupt Handling in Virtual-8086 Mode"). */
    private static boolean redirected(Processor cpu, int vector) {
        if ((cpu.cr4 & ControlBits.CR4_VME) == 0) {
            return false;
        }
        long tss = cpu.base[Processor.TR];
        int map = cpu.readSystem16(tss + 102) - 32;
        if (map + (vector >>> 3) > (cpu.limit[Processor.TR] & 0xFFFF_FFFFL)) {
            throw cpu.fault(Vector.GP, 0);
        }
        return (cpu.readSystem8(tss + map + (vector >>> 3)) >>> (vector & 7) & 1) == 0;
    }

    private static void enterOwnHandler(Processor cpu, int vector) {
        boolean virtualInterrupts = (cpu.eflags >> 12 & 3) < 3;
        long image = cpu.rflags() & 0xFFFF;
        if (virtualInterrupts) {
            image = image & ~Flags.IF | Flags.IOPL | ((cpu.eflags & Flags.VIF) != 0 ? Flags.IF : 0);
        }
        int entry = (int) cpu.readLinearAs8086(4L * vector);
        write(cpu, 2, cpu.stackAddress(-2), image);
        write(cpu, 2, cpu.stackAddress(-4), cpu.selector[Processor.CS]);
        write(cpu, 2, cpu.stackAddress(-6), cpu.rip);
        cpu.adjustStack(-6);
        int newCs = entry >>> 16;
        cpu.setSegment(Processor.CS, newCs, (long) newCs << 4, 0xFFFF, VIRTUAL_8086_SEGMENT);
        cpu.rip = entry & 0xFFFF;
        cpu.setControlFlags(cpu.eflags & ~(Flags.TF | Flags.NT | (virtualInterrupts ? Flags.VIF : Flags.IF)));
        cpu.leaveBlock();
    }

    private static void softwareInterrupt(Processor cpu, Instruction i) {
        if (cpu.virtual8086() && redirected(cpu, (int) i.immediate() & 0xFF)) {
            enterOwnHandler(cpu, (int) i.immediate() & 0xFF);
            return;
        }
        if (cpu.virtual8086() && (cpu.eflags >> 12 & 3) < 3) {
            throw cpu.fault(Vector.GP, 0);
        }
        cpu.rip = cpu.startRip;
        cpu.deliverEvent((int) i.immediate() & 0xFF, SOFTWARE_INTERRUPT, false, 0, i.length());
    }

    private static void softwareException(Processor cpu, Instruction i, int vector, int type) {
        cpu.rip = cpu.startRip;
        cpu.delivery().softwareException(vector, type, i.length());
    }

    private static void iret(Processor cpu, Instruction i) {
        int size = i.operandSize();
        boolean from64 = cpu.mode() == 64;
        if (!cpu.protectedMode() || cpu.virtual8086()) {
            boolean virtual = cpu.virtual8086();
            boolean virtualInterrupts = virtual && (cpu.eflags >> 12 & 3) < 3;
            if (virtualInterrupts && ((cpu.cr4 & ControlBits.CR4_VME) == 0 || size != 2)) {
                throw cpu.fault(Vector.GP, 0);
            }
            long newRip = read(cpu, size, cpu.stackAddress(0));
            int newCs = (int) read(cpu, size, cpu.stackAddress(size)) & 0xFFFF;
            long flags = read(cpu, size, cpu.stackAddress(2L * size));
            if (newRip > (cpu.limit[Processor.CS] & 0xFFFF_FFFFL)) {
                throw cpu.fault(Vector.GP, 0);
            }
            boolean enables = (flags & Flags.IF) != 0;
            if (virtualInterrupts && ((flags & Flags.TF) != 0 || enables && (cpu.eflags & Flags.VIP) != 0)) {
                throw cpu.fault(Vector.GP, 0);
            }
            cpu.adjustStack(3L * size);
            cpu.setSegment(Processor.CS, newCs, (long) newCs << 4, cpu.limit[Processor.CS],
                    cpu.access[Processor.CS]);
            cpu.rip = newRip;
            loadFlags(cpu, flags, size, virtual ? 3 : 0);
            if (virtualInterrupts) {
                cpu.setControlFlags(enables ? cpu.eflags | Flags.VIF : cpu.eflags & ~Flags.VIF);
            }
            unblockNmi(cpu);
            cpu.leaveBlock();
            return;
        }
        if ((cpu.eflags & Flags.NT) != 0) {
            if (cpu.longMode()) {
                throw cpu.fault(Vector.GP, 0);
            }
            if (cpu.nonRoot) {
                int link = cpu.readSystem16(cpu.base[Processor.TR]);
                cpu.vmx.interceptTaskSwitch(link, TaskSwitch.IRET, i);
            }
            TaskSwitch.perform(cpu, cpu.readSystem16(cpu.base[Processor.TR]), TaskSwitch.IRET, 0);
            unblockNmi(cpu);
            return;
        }
        long newRip = read(cpu, size, cpu.stackAddress(0));
        int newCs = (int) read(cpu, size, cpu.stackAddress(size)) & 0xFFFF;
        long flags = read(cpu, size, cpu.stackAddress(2L * size));
        if (!cpu.longMode() && size == 4 && (flags & Flags.VM) != 0 && cpu.cpl == 0) {
            returnToVirtual8086(cpu, newRip, newCs, flags);
            return;
        }
        long descriptor = checkReturnCode(cpu, newCs);
        int access = Segmentation.accessOf(descriptor);
        int level = newCs & 3;
        int oldCpl = cpu.cpl;
        boolean target64 = is64(cpu, access);
        if (level == cpu.cpl && !from64) {
            checkTarget(cpu, descriptor, access, newRip);
            cpu.adjustStack(3L * size);
            Segmentation.setCodeSegment(cpu, newCs, descriptor, level);
        } else {
            long newRsp = read(cpu, size, cpu.stackAddress(3L * size));
            int newSs = (int) read(cpu, size, cpu.stackAddress(4L * size)) & 0xFFFF;
            long stackDescriptor =
                    Segmentation.checkStackSegment(cpu, newSs, level, target64, Vector.GP, Vector.SS, 0);
            checkTarget(cpu, descriptor, access, newRip);
            enterOuter(cpu, newCs, descriptor, newSs, stackDescriptor, newRsp, size, level);
        }
        cpu.rip = newRip;
        loadFlags(cpu, flags, size, oldCpl);
        unblockNmi(cpu);
        cpu.trapSuppressed = true;
        cpu.leaveBlock();
    }

    private static void returnToVirtual8086(Processor cpu, long newRip, int newCs, long flags) {
        if (newRip > 0xFFFF) {
            throw cpu.fault(Vector.GP, 0);
        }
        long newRsp = read(cpu, 4, cpu.stackAddress(12));
        int[] order = {Processor.SS, Processor.ES, Processor.DS, Processor.FS, Processor.GS};
        int[] selectors = new int[order.length];
        for (int n = 0; n < order.length; n++) {
            selectors[n] = (int) read(cpu, 4, cpu.stackAddress(16 + 4L * n)) & 0xFFFF;
        }
        cpu.setRflags(flags);
        for (int n = 0; n < order.length; n++) {
            cpu.setSegment(order[n], selectors[n], (long) selectors[n] << 4, 0xFFFF, VIRTUAL_8086_SEGMENT);
        }
        cpu.setSegment(Processor.CS, newCs, (long) newCs << 4, 0xFFFF, VIRTUAL_8086_SEGMENT);
        cpu.gpr[Processor.RSP] = newRsp;
        cpu.rip = newRip;
        cpu.updateMode();
        unblockNmi(cpu);
        cpu.trapSuppressed = true;
    }

    /** Flags that IRET loads, as the CPL before it allows. */
    private static void loadFlags(Processor cpu, long image, int size, int cpl) {
        int mask = Flags.STATUS | Flags.TF | Flags.DF | Flags.NT;
        if (size != 2) {
            mask |= Flags.RF | Flags.AC | Flags.ID;
        }
        if (cpl <= (cpu.eflags >> 12 & 3)) {
            mask |= Flags.IF;
        }
        if (cpl == 0) {
            mask |= Flags.IOPL;
            if (size != 2) {
                mask |= Flags.VIF | Flags.VIP;
            }
        }
        cpu.setRflags(cpu.rflags() & ~mask | image & mask);
    }

    private static void unblockNmi(Processor cpu) {
        cpu.blockingByNmi = false;
        if (cpu.nmiPending) {
            cpu.raiseAttention(Attention.NMI);
        }
        if (cpu.nonRoot) {
            // "NMI-window exiting" may be waiting for it.
            cpu.raiseAttention(Attention.VMX);
        }
    }

    // ---- fast system calls

    private static void syscall(Processor cpu, Instruction i) {
        if ((cpu.efer & ControlBits.EFER_SCE) == 0 || cpu.mode() != 64) {
            throw cpu.fault(Vector.UD);
        }
        cpu.gpr[Processor.RCX] = cpu.rip;
        cpu.gpr[11] = cpu.rflags() & ~Flags.RF;
        int cs = (int) (cpu.star >>> 32) & 0xFFFC;
        cpu.setSegment(Processor.SS, cs + 8, 0, -1, FLAT_DATA);
        cpu.setSegment(Processor.CS, cs, 0, -1, FLAT_CODE_64);
        cpu.updateMode();
        cpu.rip = cpu.lstar;
        cpu.setRflags(cpu.rflags() & ~cpu.fmask & ~Flags.RF);
        cpu.leaveBlock();
    }

    private static void sysret(Processor cpu, Instruction i) {
        if ((cpu.efer & ControlBits.EFER_SCE) == 0 || cpu.mode() != 64) {
            throw cpu.fault(Vector.UD);
        }
        SystemExecutors.requireCpl0(cpu);
        boolean to64 = i.operandSize() == 8;
        long target = to64 ? cpu.gpr[Processor.RCX] : cpu.gpr[Processor.RCX] & 0xFFFF_FFFFL;
        if (to64 && !cpu.canonical(target)) {
            throw cpu.fault(Vector.GP, 0);
        }
        int base = (int) (cpu.star >>> 48);
        int cs = (to64 ? base + 16 : base) & 0xFFFF | 3;
        long flags = cpu.gpr[11] & 0x3C7FD7 | Flags.FIXED;
        cpu.setSegment(Processor.SS, base + 8 & 0xFFFF | 3, 0, -1, FLAT_DATA | 3 << 5);
        cpu.setSegment(Processor.CS, cs, 0, -1, (to64 ? FLAT_CODE_64 : FLAT_CODE_32) | 3 << 5);
        cpu.updateMode();
        cpu.rip = target;
        cpu.setRflags(flags);
        cpu.leaveBlock();
    }

    private static void sysenter(Processor cpu, Instruction i) {
        if (!cpu.protectedMode() || (cpu.sysenterCs & 0xFFFC) == 0) {
            throw cpu.fault(Vector.GP, 0);
        }
        boolean wide = cpu.longMode();
        int cs = (int) cpu.sysenterCs & 0xFFFC;
        cpu.setControlFlags(cpu.eflags & ~(Flags.VM | Flags.IF));
        cpu.setSegment(Processor.SS, cs + 8, 0, -1, FLAT_DATA);
        cpu.setSegment(Processor.CS, cs, 0, -1, wide ? FLAT_CODE_64 : FLAT_CODE_32);
        cpu.updateMode();
        cpu.gpr[Processor.RSP] = wide ? cpu.sysenterEsp : cpu.sysenterEsp & 0xFFFF_FFFFL;
        cpu.rip = wide ? cpu.sysenterEip : cpu.sysenterEip & 0xFFFF_FFFFL;
        cpu.leaveBlock();
    }

    private static void sysexit(Processor cpu, Instruction i) {
        if (!cpu.protectedMode() || (cpu.sysenterCs & 0xFFFC) == 0 || cpu.cpl != 0) {
            throw cpu.fault(Vector.GP, 0);
        }
        boolean to64 = i.operandSize() == 8;
        long target = to64 ? cpu.gpr[Processor.RDX] : cpu.gpr[Processor.RDX] & 0xFFFF_FFFFL;
        long stack = to64 ? cpu.gpr[Processor.RCX] : cpu.gpr[Processor.RCX] & 0xFFFF_FFFFL;
        if (to64 && (!cpu.canonical(target) || !cpu.canonical(stack))) {
            throw cpu.fault(Vector.GP, 0);
        }
        int cs = ((int) cpu.sysenterCs & 0xFFFC) + (to64 ? 32 : 16) | 3;
        cpu.setSegment(Processor.SS, cs + 8, 0, -1, FLAT_DATA | 3 << 5);
        cpu.setSegment(Processor.CS, cs, 0, -1, (to64 ? FLAT_CODE_64 : FLAT_CODE_32) | 3 << 5);
        cpu.updateMode();
        cpu.gpr[Processor.RSP] = stack;
        cpu.rip = target;
        cpu.leaveBlock();
    }
}
