// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

/**
 * Hardware task switching with 32-bit and 16-bit task-state segments (SDM volume 3, chapter "Task Management"). IA-32e
 * mode has none.
 */
final class TaskSwitch {

    /** Far CALL to a TSS or a task gate. */
    static final int CALL = 0;
    /** IRET with RFLAGS.NT set. */
    static final int IRET = 1;
    /** Far JMP to a TSS or a task gate. */
    static final int JMP = 2;
    /** Interrupt or exception through a task gate of the IDT. */
    static final int GATE = 3;

    private static final int BUSY = 2;
    private static final int WIDE = 8;

    private static final int[] SEGMENT_ORDER =
            {Processor.ES, Processor.CS, Processor.SS, Processor.DS, Processor.FS, Processor.GS};

    private TaskSwitch() {
    }

    private static long linear(long address) {
        return address & 0xFFFF_FFFFL;
    }

    private static void require(Processor cpu, boolean condition, int vector, int errorCode) {
        if (!condition) {
            throw cpu.fault(vector, errorCode);
        }
    }

    /**
     * Switches to the task of a TSS. RIP must hold the address to be saved in the old TSS.
     *
     * @param selector selector of the new TSS
     * @param source one of {@link #CALL}, {@link #IRET}, {@link #JMP}, {@link #GATE}
     * @param ext 1 if an event external to the program causes it, which error codes tell
     */
    static void perform(Processor cpu, int selector, int source, int ext) {
        int invalid = source == IRET ? Vector.TS : Vector.GP;
        int error = selector & 0xFFFC | ext;
        require(cpu, (selector & 4) == 0 && !Segmentation.isNull(selector), invalid, error);
        long address = Segmentation.descriptorAddress(cpu, selector, 8, invalid, ext);
        long descriptor = cpu.readSystem64(address);
        int access = Segmentation.accessOf(descriptor);
        int type = Segmentation.systemType(access);
        int wanted = source == IRET ? 3 : 1;
        require(cpu, (type & ~WIDE) == wanted && type >= 0, invalid, error);
        require(cpu, Segmentation.present(access), Vector.NP, error);
        boolean wide = (type & WIDE) != 0;
        long limit = Segmentation.limitOf(descriptor) & 0xFFFF_FFFFL;
        require(cpu, limit >= (wide ? 0x67 : 0x2B), Vector.TS, error);

        int oldSelector = cpu.selector[Processor.TR];
        int flags = (int) cpu.rflags();
        if (source == IRET) {
            flags &= ~Flags.NT;
        }
        if (source == IRET || source == JMP) {
            setBusy(cpu, oldSelector, false);
        }
        save(cpu, flags);
        Image image = Image.read(cpu, linear(Segmentation.baseOf(descriptor)), wide);
        if (source == CALL || source == GATE) {
            cpu.writeSystem16(linear(Segmentation.baseOf(descriptor)), oldSelector);
            image.flags |= Flags.NT;
        }
        if (source != IRET) {
            setBusy(cpu, selector, true);
        }
        cpu.setSegment(Processor.TR, selector, Segmentation.baseOf(descriptor), Segmentation.limitOf(descriptor),
                access | BUSY);
        cpu.setCr0(cpu.cr0 | ControlBits.CR0_TS);
        load(cpu, image, ext);
    }

    private static void setBusy(Processor cpu, int selector, boolean busy) {
        long address = Segmentation.descriptorAddress(cpu, selector, 8, Vector.GP, 0) + 5;
        int access = cpu.readSystem8(address);
        cpu.writeSystem8(address, busy ? access | BUSY : access & ~BUSY);
    }

    /** Stores the state of the old task in its TSS. */
    private static void save(Processor cpu, int flags) {
        long tss = cpu.base[Processor.TR];
        if ((cpu.access[Processor.TR] & WIDE) != 0) {
            cpu.writeSystem32(linear(tss + 32), (int) cpu.rip);
            cpu.writeSystem32(linear(tss + 36), flags);
            for (int i = 0; i < 8; i++) {
                cpu.writeSystem32(linear(tss + 40 + 4 * i), (int) cpu.gpr[i]);
            }
            for (int i = 0; i < 6; i++) {
                cpu.writeSystem16(linear(tss + 72 + 4 * i), cpu.selector[SEGMENT_ORDER[i]]);
            }
        } else {
            cpu.writeSystem16(linear(tss + 14), (int) cpu.rip);
            cpu.writeSystem16(linear(tss + 16), flags);
            for (int i = 0; i < 8; i++) {
                cpu.writeSystem16(linear(tss + 18 + 2 * i), (int) cpu.gpr[i]);
            }
            for (int i = 0; i < 4; i++) {
                cpu.writeSystem16(linear(tss + 34 + 2 * i), cpu.selector[SEGMENT_ORDER[i]]);
            }
        }
    }

    /** What a TSS says, read before anything of the new task is loaded. */
    private static final class Image {
        private final boolean wide;
        private final long[] registers = new long[8];
        private final int[] selectors = new int[6];
        private long cr3;
        private long rip;
        private int flags;
        private int ldt;
        private boolean trap;

        private Image(boolean wide) {
            this.wide = wide;
        }

        static Image read(Processor cpu, long tss, boolean wide) {
            Image image = new Image(wide);
            if (wide) {
                image.cr3 = cpu.readSystem32(linear(tss + 28)) & 0xFFFF_FFFFL;
                image.rip = cpu.readSystem32(linear(tss + 32)) & 0xFFFF_FFFFL;
                image.flags = cpu.readSystem32(linear(tss + 36));
                for (int i = 0; i < 8; i++) {
                    image.registers[i] = cpu.readSystem32(linear(tss + 40 + 4 * i)) & 0xFFFF_FFFFL;
                }
                for (int i = 0; i < 6; i++) {
                    image.selectors[i] = cpu.readSystem16(linear(tss + 72 + 4 * i));
                }
                image.ldt = cpu.readSystem16(linear(tss + 96));
                image.trap = (cpu.readSystem16(linear(tss + 100)) & 1) != 0;
            } else {
                image.rip = cpu.readSystem16(linear(tss + 14));
                image.flags = cpu.readSystem16(linear(tss + 16));
                for (int i = 0; i < 8; i++) {
                    // The upper halves are undefined; processors set them.
                    image.registers[i] = 0xFFFF_0000L | cpu.readSystem16(linear(tss + 18 + 2 * i));
                }
                for (int i = 0; i < 4; i++) {
                    image.selectors[i] = cpu.readSystem16(linear(tss + 34 + 2 * i));
                }
                image.ldt = cpu.readSystem16(linear(tss + 42));
            }
            return image;
        }
    }

    /** Loads the new task. From here on faults belong to it: they are raised at its first instruction. */
    private static void load(Processor cpu, Image image, int ext) {
        System.arraycopy(image.registers, 0, cpu.gpr, 0, 8);
        cpu.rip = image.rip;
        cpu.startRip = image.rip;
        for (int i = 0; i < 6; i++) {
            cpu.setSegment(SEGMENT_ORDER[i], image.selectors[i], 0, 0, Processor.ACCESS_UNUSABLE);
        }
        int level = image.selectors[1] & 3;
        cpu.access[Processor.SS] |= level << 5;
        cpu.access[Processor.CS] |= Processor.ACCESS_DB;
        cpu.setSegment(Processor.LDTR, image.ldt, 0, 0, Processor.ACCESS_UNUSABLE | Segmentation.LDT);
        if (image.wide && (cpu.cr0 & ControlBits.CR0_PG) != 0) {
            if ((cpu.cr4 & ControlBits.CR4_PAE) != 0) {
                require(cpu, cpu.loadPdptes(image.cr3), Vector.TS, cpu.selector[Processor.TR] & 0xFFFC | ext);
            }
            cpu.setCr3(image.cr3);
        }
        cpu.setRflags(image.wide ? image.flags : image.flags & 0xFFFF);
        cpu.dr[7] &= ~0x155L;
        cpu.debugRegistersChanged();
        cpu.updateMode();
        loadLdtr(cpu, image.ldt, ext);
        if (cpu.virtual8086()) {
            for (int i = 0; i < 6; i++) {
                int selector = image.selectors[i];
                cpu.setSegment(SEGMENT_ORDER[i], selector, (long) selector << 4, 0xFFFF, 0xF3);
            }
        } else {
            loadSegments(cpu, image, level, ext);
        }
        cpu.updateMode();
        if (cpu.rip > (cpu.limit[Processor.CS] & 0xFFFF_FFFFL)) {
            throw cpu.fault(Vector.GP, ext);
        }
        if (image.trap) {
            cpu.pendingDebugExceptions |= 1 << 15;
            cpu.updateDebugAttention();
        }
        cpu.trapSuppressed = true;
        cpu.leaveBlock();
    }

    private static void loadLdtr(Processor cpu, int selector, int ext) {
        if (Segmentation.isNull(selector)) {
            return;
        }
        int error = selector & 0xFFFC | ext;
        require(cpu, (selector & 4) == 0, Vector.TS, error);
        long descriptor = Segmentation.descriptor(cpu, selector, Vector.TS, ext);
        int access = Segmentation.accessOf(descriptor);
        require(cpu, Segmentation.systemType(access) == Segmentation.LDT && Segmentation.present(access), Vector.TS,
                error);
        cpu.setSegment(Processor.LDTR, selector, Segmentation.baseOf(descriptor), Segmentation.limitOf(descriptor),
                access);
    }

    private static void loadSegments(Processor cpu, Image image, int level, int ext) {
        int cs = image.selectors[1];
        int error = cs & 0xFFFC | ext;
        require(cpu, !Segmentation.isNull(cs), Vector.TS, error);
        long code = Segmentation.descriptor(cpu, cs, Vector.TS, ext);
        int access = Segmentation.accessOf(code);
        int dpl = Segmentation.dpl(access);
        require(cpu, Segmentation.isCode(access) && (Segmentation.isConforming(access) ? dpl <= level : dpl == level),
                Vector.TS, error);
        require(cpu, Segmentation.present(access), Vector.NP, error);
        int ss = image.selectors[2];
        long stack = Segmentation.checkStackSegment(cpu, ss, level, false, Vector.TS, Vector.SS, ext);
        Segmentation.loadCache(cpu, Processor.SS, ss, stack);
        Segmentation.loadCache(cpu, Processor.CS, cs, code);
        for (int i = 0; i < 6; i++) {
            if (i != 1 && i != 2) {
                loadData(cpu, SEGMENT_ORDER[i], image.selectors[i], level, ext);
            }
        }
    }

    private static void loadData(Processor cpu, int segment, int selector, int level, int ext) {
        if (Segmentation.isNull(selector)) {
            return;
        }
        int error = selector & 0xFFFC | ext;
        long descriptor = Segmentation.descriptor(cpu, selector, Vector.TS, ext);
        int access = Segmentation.accessOf(descriptor);
        boolean code = Segmentation.isCode(access);
        int dpl = Segmentation.dpl(access);
        boolean allowed = (access & Processor.ACCESS_S) != 0 && !(code && (access & Processor.ACCESS_READ_WRITE) == 0)
                && (code && Segmentation.isConforming(access) || dpl >= level && dpl >= (selector & 3));
        require(cpu, allowed, Vector.TS, error);
        require(cpu, Segmentation.present(access), Vector.NP, error);
        Segmentation.loadCache(cpu, segment, selector, descriptor);
    }
}
