// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

/**
 * Delivers interrupts and exceptions through the interrupt descriptor table in all modes, with stack switching, and
 * turns faults during delivery into double and triple faults (SDM volume 3, chapter "Interrupt and Exception
 * Handling"; chapter on 64-bit mode, "64-Bit Mode Stack Frame").
 */
final class EventDelivery {

    private static final int HARDWARE = 3;
    private static final int SOFTWARE_INTERRUPT = 4;
    private static final int PRIVILEGED_SOFTWARE = 5;
    private static final int SOFTWARE_EXCEPTION = 6;

    /** More than the longest chain: benign and contributory faults, a double fault, the fault in its delivery. */
    private static final int MAXIMUM_CHAIN = 8;

    private final Processor cpu;
    // What is being delivered, oldest first; put into words only when it ends in a triple fault.
    private final int[] chainVectors = new int[MAXIMUM_CHAIN];
    private final int[] chainErrorCodes = new int[MAXIMUM_CHAIN];
    private final long[] chainAddresses = new long[MAXIMUM_CHAIN];
    private final long[] chainRips = new long[MAXIMUM_CHAIN];
    private int chainLength;
    private String faultChain = "";

    EventDelivery(Processor cpu) {
        this.cpu = cpu;
    }

    String faultChain() {
        return faultChain;
    }

    /** An exception that an instruction has raised: VM exit if intercepted, otherwise delivery. */
    void exception(int vector, boolean hasErrorCode, int errorCode) {
        chainLength = 0;
        raise(vector, HARDWARE, hasErrorCode, errorCode, 0);
        deliver(vector, HARDWARE, hasErrorCode, errorCode, 0);
    }

    /** INT3, INTO and INT1: exceptions that the exception bitmap can intercept before they are delivered. */
    void softwareException(int vector, int type, int instructionLength) {
        chainLength = 0;
        if (vector == Vector.DB) {
            cpu.debugCondition = 0;
        }
        raise(vector, type, false, 0, instructionLength);
        deliver(vector, type, false, 0, instructionLength);
    }

    /** Gives the VMX unit and the listener their say, and makes an exception's side effects. */
    private void raise(int vector, int type, boolean hasErrorCode, int errorCode, int instructionLength) {
        long qualification = vector == Vector.PF ? cpu.faultAddress : vector == Vector.DB ? cpu.debugCondition : 0;
        if (cpu.nonRoot) {
            cpu.vmx.interceptException(vector, type, hasErrorCode, errorCode, qualification, instructionLength);
        }
        cpu.events.exceptionRaised(vector, hasErrorCode ? errorCode : 0, cpu.rip);
        if (vector == Vector.PF) {
            cpu.cr2 = cpu.faultAddress;
        } else if (vector == Vector.DB) {
            // What MOV SS or POP SS has held back is not delivered in addition.
            cpu.pendingDebugExceptions = 0;
        }
        if (vector == Vector.DB && type == HARDWARE) {
            cpu.dr[6] = cpu.dr[6] & ~0xFL | 0xFFFF_0FF0L | cpu.debugCondition & 0xE00F;
            cpu.dr[7] &= ~(1L << 13);
            // Debug exceptions end the recording of branches (LBR) and single-stepping on branches (BTF).
            cpu.debugctl &= ~3L;
        }
    }

    private void record(int vector, boolean hasErrorCode, int errorCode) {
        if (chainLength == MAXIMUM_CHAIN) {
            return;
        }
        chainVectors[chainLength] = vector;
        chainErrorCodes[chainLength] = hasErrorCode ? errorCode : -1;
        chainAddresses[chainLength] = cpu.faultAddress;
        chainRips[chainLength] = cpu.rip;
        chainLength++;
    }

    private String chainInWords() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < chainLength; i++) {
            text.append(i == 0 ? "" : "\n").append(Vector.name(chainVectors[i]));
            if (chainErrorCodes[i] >= 0) {
                text.append(String.format("(%04X)", chainErrorCodes[i]));
            }
            if (chainVectors[i] == Vector.PF) {
                text.append(" for address ").append(hex(chainAddresses[i]));
            }
            text.append(" at RIP ").append(hex(chainRips[i]));
        }
        return text.toString();
    }

    private static String hex(long value) {
        return String.format("%08X_%08X", value >>> 32, value & 0xFFFF_FFFFL);
    }

    /** Delivers an event; never raises a fault itself: it becomes a double fault, or shuts the processor down. */
    void deliver(int firstVector, int firstType, boolean firstHasErrorCode, int firstErrorCode,
            int instructionLength) {
        int vector = firstVector;
        int type = firstType;
        boolean hasErrorCode = firstHasErrorCode;
        int errorCode = firstErrorCode;
        chainLength = 0;
        cpu.setInterruptShadow(false, false);
        if (cpu.activityState == Processor.HALTED) {
            cpu.setActivityState(Processor.ACTIVE);
        }
        for (;;) {
            if (cpu.nonRoot) {
                int length = type == SOFTWARE_INTERRUPT || type == PRIVILEGED_SOFTWARE || type == SOFTWARE_EXCEPTION
                        ? instructionLength : 0;
                cpu.vmx.deliveringEvent(1 << 31 | (hasErrorCode ? 1 << 11 : 0) | type << 8 | vector, errorCode, length);
            }
            record(vector, hasErrorCode, errorCode);
            int nextVector;
            boolean nextHasErrorCode;
            int nextErrorCode;
            try {
                enterHandler(vector, type, hasErrorCode, errorCode, instructionLength);
                if (cpu.nonRoot) {
                    cpu.vmx.deliveringEvent(0, 0, 0);
                }
                cpu.leaveBlock();
                return;
            } catch (ProcessorException e) {
                nextVector = e.vector;
                nextHasErrorCode = e.hasErrorCode;
                nextErrorCode = e.errorCode;
            }
            // The exception bitmap sees the second exception as it is, before it makes a double or triple fault. While
            // it is intercepted, the event being delivered is still the first one.
            raise(nextVector, HARDWARE, nextHasErrorCode, nextErrorCode, 0);
            if (type == HARDWARE && vector == Vector.DF) {
                record(nextVector, nextHasErrorCode, nextErrorCode);
                shutDown();
            }
            if (type == HARDWARE && doubleFault(vector, nextVector)) {
                record(nextVector, nextHasErrorCode, nextErrorCode);
                nextVector = Vector.DF;
                nextHasErrorCode = true;
                nextErrorCode = 0;
                raise(nextVector, HARDWARE, nextHasErrorCode, nextErrorCode, 0);
            }
            vector = nextVector;
            type = HARDWARE;
            hasErrorCode = nextHasErrorCode;
            errorCode = nextErrorCode;
        }
    }

    /** SDM volume 3, "Interrupt 8 - Double Fault Exception (#DF)", table "Conditions for Generating a Double Fault". */
    private static boolean doubleFault(int first, int second) {
        boolean firstPageFault = first == Vector.PF || first == Vector.VE;
        if (firstPageFault) {
            return second == Vector.PF || second == Vector.VE || contributory(second);
        }
        return contributory(first) && contributory(second);
    }

    private static boolean contributory(int vector) {
        return switch (vector) {
        case Vector.DE, Vector.TS, Vector.NP, Vector.SS, Vector.GP, Vector.CP -> true;
        default -> false;
        };
    }

    private void shutDown() {
        faultChain = chainInWords();
        if (cpu.nonRoot) {
            cpu.vmx.deliveringEvent(0, 0, 0);
            cpu.vmx.interceptTripleFault();
        }
        cpu.setActivityState(Processor.SHUTDOWN);
        cpu.events.tripleFault(faultChain);
        throw StateReplaced.SIGNAL;
    }

    private static boolean software(int type) {
        return type == SOFTWARE_INTERRUPT || type == SOFTWARE_EXCEPTION || type == PRIVILEGED_SOFTWARE;
    }

    private void enterHandler(int vector, int type, boolean hasErrorCode, int errorCode, int instructionLength) {
        long returnRip = software(type) ? cpu.rip + instructionLength : cpu.rip;
        long flags = cpu.rflags();
        if (type == HARDWARE && vector != Vector.DB) {
            // Faults push RF set, so that an instruction breakpoint does not hit again on return.
            flags |= Flags.RF;
        }
        if (!cpu.protectedMode()) {
            enterReal(vector, returnRip, flags);
        } else if (cpu.longMode()) {
            enterLong(vector, type, hasErrorCode, errorCode, returnRip, flags);
        } else {
            enterProtected(vector, type, hasErrorCode, errorCode, returnRip, flags);
        }
        cpu.trapSuppressed = true;
    }

    private void enterReal(int vector, long returnRip, long flags) {
        if (vector * 4 + 3 > cpu.idtrLimit) {
            throw cpu.fault(vector == Vector.DF ? Vector.GP : Vector.DF, 0);
        }
        int entry = cpu.readSystem32(cpu.idtrBase + vector * 4);
        long sp = cpu.gpr[Processor.RSP];
        cpu.write16(Processor.SS, sp - 2 & 0xFFFF, (int) flags);
        cpu.write16(Processor.SS, sp - 4 & 0xFFFF, cpu.selector[Processor.CS]);
        cpu.write16(Processor.SS, sp - 6 & 0xFFFF, (int) returnRip);
        cpu.adjustStack(-6);
        int newCs = entry >>> 16;
        cpu.setSegment(Processor.CS, newCs, (long) newCs << 4, cpu.limit[Processor.CS], cpu.access[Processor.CS]);
        cpu.rip = entry & 0xFFFF;
        cpu.setControlFlags((int) cpu.rflags() & ~(Flags.IF | Flags.TF | Flags.AC | Flags.RF));
    }

    private int errorFor(int vector, int type) {
        return vector * 8 + 2 + (software(type) && type != PRIVILEGED_SOFTWARE ? 0 : 1);
    }

    private void enterLong(int vector, int type, boolean hasErrorCode, int errorCode, long returnRip, long flags) {
        int ext = software(type) && type != PRIVILEGED_SOFTWARE ? 0 : 1;
        if (vector * 16 + 15 > cpu.idtrLimit) {
            throw cpu.fault(Vector.GP, errorFor(vector, type));
        }
        long low = cpu.readSystem64(cpu.idtrBase + vector * 16);
        long high = cpu.readSystem64(cpu.idtrBase + vector * 16 + 8);
        int gate = (int) (low >>> 40) & 0xFF;
        int gateType = gate & 0x1F;
        if (gateType != Segmentation.INTERRUPT_GATE && gateType != Segmentation.TRAP_GATE
                || (high >>> 40 & 0x1F) != 0) {
            throw cpu.fault(Vector.GP, errorFor(vector, type));
        }
        if ((type == SOFTWARE_INTERRUPT || type == SOFTWARE_EXCEPTION) && (gate >> 5 & 3) < cpu.cpl) {
            throw cpu.fault(Vector.GP, errorFor(vector, type));
        }
        if ((gate & 0x80) == 0) {
            throw cpu.fault(Vector.NP, errorFor(vector, type));
        }
        int newCs = (int) (low >>> 16) & 0xFFFF;
        long target = low & 0xFFFF | low >>> 32 & 0xFFFF_0000L | high << 32;
        if (Segmentation.isNull(newCs)) {
            throw cpu.fault(Vector.GP, ext);
        }
        long descriptor = Segmentation.descriptor(cpu, newCs, Vector.GP, ext);
        int access = Segmentation.accessOf(descriptor);
        if (!Segmentation.isCode(access) || Segmentation.dpl(access) > cpu.cpl
                || (access & (Processor.ACCESS_LONG | Processor.ACCESS_DB)) != Processor.ACCESS_LONG) {
            throw cpu.fault(Vector.GP, newCs & 0xFFFC | ext);
        }
        if (!Segmentation.present(access)) {
            throw cpu.fault(Vector.NP, newCs & 0xFFFC | ext);
        }
        int newCpl = Segmentation.isConforming(access) ? cpu.cpl : Segmentation.dpl(access);
        int ist = (int) (low >>> 32) & 7;
        long rsp;
        boolean newStack = newCpl < cpu.cpl;
        if (ist != 0) {
            rsp = stackFromTss(28 + 8 * ist, ext);
        } else if (newStack) {
            rsp = stackFromTss(4 + 8 * newCpl, ext);
        } else {
            rsp = cpu.gpr[Processor.RSP];
        }
        if (!cpu.canonical(rsp)) {
            throw cpu.fault(Vector.SS, ext);
        }
        if (!cpu.canonical(target)) {
            throw cpu.fault(Vector.GP, ext);
        }
        rsp &= ~0xFL;
        boolean userStack = newCpl == 3;
        long top = rsp - (hasErrorCode ? 48 : 40);
        if (!cpu.canonical(top)) {
            throw cpu.fault(Vector.SS, ext);
        }
        cpu.writeStack64(rsp - 8, cpu.selector[Processor.SS], userStack);
        cpu.writeStack64(rsp - 16, cpu.gpr[Processor.RSP], userStack);
        cpu.writeStack64(rsp - 24, flags, userStack);
        cpu.writeStack64(rsp - 32, cpu.selector[Processor.CS], userStack);
        cpu.writeStack64(rsp - 40, returnRip, userStack);
        if (hasErrorCode) {
            cpu.writeStack64(top, errorCode & 0xFFFF_FFFFL, userStack);
        }
        cpu.gpr[Processor.RSP] = top;
        if (newStack) {
            Segmentation.setNullStackLevel(cpu, newCpl);
        }
        Segmentation.setCodeSegment(cpu, newCs, descriptor, newCpl);
        cpu.rip = target;
        clearFlags(gateType == Segmentation.INTERRUPT_GATE);
    }

    private void clearFlags(boolean interruptGate) {
        int clear = Flags.TF | Flags.VM | Flags.RF | Flags.NT | (interruptGate ? Flags.IF : 0);
        cpu.setControlFlags(cpu.eflags & ~clear);
    }

    private long stackFromTss(int offset, int ext) {
        if ((offset + 7 & 0xFFFF_FFFFL) > (cpu.limit[Processor.TR] & 0xFFFF_FFFFL)) {
            throw cpu.fault(Vector.TS, cpu.selector[Processor.TR] & 0xFFFC | ext);
        }
        return cpu.readSystem64(cpu.base[Processor.TR] + offset);
    }

    private void enterProtected(int vector, int type, boolean hasErrorCode, int errorCode, long returnRip,
            long flags) {
        int ext = software(type) && type != PRIVILEGED_SOFTWARE ? 0 : 1;
        if (vector * 8 + 7 > cpu.idtrLimit) {
            throw cpu.fault(Vector.GP, errorFor(vector, type));
        }
        long gateDescriptor = cpu.readSystem64(cpu.idtrBase + vector * 8 & 0xFFFF_FFFFL);
        int gate = (int) (gateDescriptor >>> 40) & 0xFF;
        int gateType = gate & 0x1F;
        boolean task = gateType == 5;
        boolean wide = (gateType & 8) != 0;
        if (!task && (gateType & ~9) != 6) {
            throw cpu.fault(Vector.GP, errorFor(vector, type));
        }
        if ((type == SOFTWARE_INTERRUPT || type == SOFTWARE_EXCEPTION) && (gate >> 5 & 3) < cpu.cpl) {
            throw cpu.fault(Vector.GP, errorFor(vector, type));
        }
        if ((gate & 0x80) == 0) {
            throw cpu.fault(Vector.NP, errorFor(vector, type));
        }
        int newCs = (int) (gateDescriptor >>> 16) & 0xFFFF;
        if (task) {
            if (cpu.nonRoot) {
                cpu.vmx.interceptTaskSwitch(newCs, 3, null);
            }
            throughTaskGate(newCs, ext, returnRip, hasErrorCode, errorCode);
            return;
        }
        boolean virtual = cpu.virtual8086();
        long target = gateDescriptor & 0xFFFF | (wide ? gateDescriptor >>> 32 & 0xFFFF_0000L : 0);
        if (Segmentation.isNull(newCs)) {
            throw cpu.fault(Vector.GP, ext);
        }
        long descriptor = Segmentation.descriptor(cpu, newCs, Vector.GP, ext);
        int access = Segmentation.accessOf(descriptor);
        if (!Segmentation.isCode(access) || Segmentation.dpl(access) > cpu.cpl) {
            throw cpu.fault(Vector.GP, newCs & 0xFFFC | ext);
        }
        if (!Segmentation.present(access)) {
            throw cpu.fault(Vector.NP, newCs & 0xFFFC | ext);
        }
        int newCpl = Segmentation.isConforming(access) ? cpu.cpl : Segmentation.dpl(access);
        if (virtual && newCpl != 0) {
            throw cpu.fault(Vector.GP, newCs & 0xFFFC | ext);
        }
        if (target > (Segmentation.limitOf(descriptor) & 0xFFFF_FFFFL)) {
            throw cpu.fault(Vector.GP, ext);
        }
        int size = wide ? 4 : 2;
        if (newCpl < cpu.cpl) {
            int oldSs = cpu.selector[Processor.SS];
            long oldSp = cpu.gpr[Processor.RSP];
            InnerStack stack = innerStack(newCpl, ext);
            int words = (hasErrorCode ? 6 : 5) + (virtual ? 4 : 0);
            stack.check(words * size, ext);
            if (virtual) {
                stack.push(size, cpu.selector[Processor.GS]);
                stack.push(size, cpu.selector[Processor.FS]);
                stack.push(size, cpu.selector[Processor.DS]);
                stack.push(size, cpu.selector[Processor.ES]);
            }
            stack.push(size, oldSs);
            stack.push(size, oldSp);
            stack.push(size, flags);
            stack.push(size, cpu.selector[Processor.CS]);
            stack.push(size, returnRip);
            if (hasErrorCode) {
                stack.push(size, errorCode);
            }
            if (virtual) {
                leaveVirtual8086();
            }
            stack.commit();
        } else {
            int words = hasErrorCode ? 4 : 3;
            // All pushes are done without changing ESP, so that a fault leaves it alone.
            long[] values = {flags, cpu.selector[Processor.CS], returnRip, errorCode};
            for (int i = 0; i < words; i++) {
                long at = cpu.stackAddress(-(long) size * (i + 1));
                if (wide) {
                    cpu.write32(Processor.SS, at, (int) values[i]);
                } else {
                    cpu.write16(Processor.SS, at, (int) values[i]);
                }
            }
            cpu.adjustStack(-(long) size * words);
        }
        Segmentation.setCodeSegment(cpu, newCs, descriptor, newCpl);
        cpu.rip = target;
        clearFlags((gateType & 1) == 0);
    }

    /** Ends virtual-8086 mode: the data segment registers hold null selectors in the handler. */
    private void leaveVirtual8086() {
        cpu.eflags &= ~Flags.VM;
        for (int segment : new int[] {Processor.GS, Processor.FS, Processor.DS, Processor.ES}) {
            cpu.setSegment(segment, 0, 0, 0, Processor.ACCESS_UNUSABLE);
        }
    }

    private void throughTaskGate(int selector, int ext, long returnRip, boolean hasErrorCode, int errorCode) {
        cpu.rip = returnRip;
        TaskSwitch.perform(cpu, selector, TaskSwitch.GATE, ext);
        if (hasErrorCode) {
            if ((cpu.access[Processor.TR] & 8) != 0) {
                cpu.push32(errorCode);
            } else {
                cpu.push16(errorCode);
            }
        }
    }

    /** The stack of a more privileged level, being filled before it is switched to. */
    final class InnerStack {
        private final int selector;
        private final long descriptor;
        private final int level;
        private final long stackBase;
        private final boolean big;
        private long sp;

        private InnerStack(int selector, long sp, long descriptor, int level) {
            this.selector = selector;
            this.sp = sp;
            this.descriptor = descriptor;
            this.level = level;
            stackBase = Segmentation.baseOf(descriptor);
            big = (Segmentation.accessOf(descriptor) & Processor.ACCESS_DB) != 0;
        }

        private long mask() {
            return big ? 0xFFFF_FFFFL : 0xFFFF;
        }

        /** Raises #SS if {@code bytes} more do not fit. */
        void check(int bytes, int ext) {
            long limit = Segmentation.limitOf(descriptor) & 0xFFFF_FFFFL;
            int access = Segmentation.accessOf(descriptor);
            long first = sp - bytes & mask();
            long last = sp - 1 & mask();
            boolean outside = (access & Processor.ACCESS_CONFORMING_EXPAND_DOWN) != 0
                    ? first <= limit || last > mask() : first > last || last > limit;
            if (outside) {
                throw cpu.fault(Vector.SS, selector & 0xFFFC | ext);
            }
        }

        void push(int size, long value) {
            sp = sp - size & mask();
            long linear = stackBase + sp & 0xFFFF_FFFFL;
            if (size == 4) {
                cpu.writeSystem32(linear, (int) value);
            } else {
                cpu.writeSystem16(linear, (int) value);
            }
        }

        void commit() {
            Segmentation.loadCache(cpu, Processor.SS, selector, descriptor);
            cpu.gpr[Processor.RSP] = big ? sp : cpu.gpr[Processor.RSP] & 0xFFFF_0000L | sp;
            if (level != Segmentation.dpl(cpu.access[Processor.SS])) {
                throw new IllegalStateException("stack segment of level " + level);
            }
            cpu.updateMode();
        }
    }

    /** Reads the stack pointer of a privilege level from the 32-bit or 16-bit TSS. */
    InnerStack innerStack(int level, int ext) {
        int tr = cpu.selector[Processor.TR];
        boolean wide = (cpu.access[Processor.TR] & 8) != 0;
        long limit = cpu.limit[Processor.TR] & 0xFFFF_FFFFL;
        int offset = wide ? 4 + 8 * level : 2 + 4 * level;
        if (offset + (wide ? 5 : 3) > limit) {
            throw cpu.fault(Vector.TS, tr & 0xFFFC | ext);
        }
        long address = cpu.base[Processor.TR] + offset & 0xFFFF_FFFFL;
        long sp = wide ? cpu.readSystem32(address) & 0xFFFF_FFFFL : cpu.readSystem16(address);
        int ss = cpu.readSystem16(address + (wide ? 4 : 2) & 0xFFFF_FFFFL);
        long descriptor = Segmentation.checkStackSegment(cpu, ss, level, false, Vector.TS, Vector.SS, ext);
        return new InnerStack(ss, sp, descriptor, level);
    }
}
