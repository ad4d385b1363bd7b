// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

/**
 * Descriptors and the loading of segment registers (SDM volume 3, chapters "Protected-Mode Memory Management" and
 * "Protection").
 */
final class Segmentation {

    /** System descriptor types (SDM volume 3, "System Descriptor Types"). */
    static final int LDT = 2;
    static final int AVAILABLE_TSS = 9;
    static final int BUSY_TSS = 11;
    static final int CALL_GATE = 12;
    static final int INTERRUPT_GATE = 14;
    static final int TRAP_GATE = 15;

    private Segmentation() {
    }

    /** Whether a selector is null: index 0 of the GDT, whatever its RPL. */
    static boolean isNull(int selector) {
        return (selector & 0xFFFC) == 0;
    }

    /** Linear address of the descriptor that a selector names; raises {@code vector}(selector) beyond the limit. */
    static long descriptorAddress(Processor cpu, int selector, int bytes, int vector, int external) {
        int offset = selector & 0xFFF8;
        long tableBase;
        long tableLimit;
        if ((selector & 4) != 0) {
            if ((cpu.access[Processor.LDTR] & Processor.ACCESS_UNUSABLE) != 0) {
                throw cpu.fault(vector, selector & 0xFFFC | external);
            }
            tableBase = cpu.base[Processor.LDTR];
            tableLimit = cpu.limit[Processor.LDTR] & 0xFFFF_FFFFL;
        } else {
            tableBase = cpu.gdtrBase;
            tableLimit = cpu.gdtrLimit;
        }
        if (offset + bytes - 1 > tableLimit) {
            throw cpu.fault(vector, selector & 0xFFFC | external);
        }
        long address = tableBase + offset;
        return cpu.longMode() ? address : address & 0xFFFF_FFFFL;
    }

    /** The descriptor that a selector names; raises {@code vector}(selector) if it lies beyond the table's limit. */
    static long descriptor(Processor cpu, int selector, int vector, int external) {
        return cpu.readSystem64(descriptorAddress(cpu, selector, 8, vector, external));
    }

    /** Base address of a segment descriptor. */
    static long baseOf(long descriptor) {
        return descriptor >>> 16 & 0xFF_FFFF | descriptor >>> 32 & 0xFF00_0000L;
    }

    /** Effective limit in bytes of a segment descriptor. */
    static int limitOf(long descriptor) {
        int limit = (int) (descriptor & 0xFFFF | descriptor >>> 32 & 0xF_0000);
        return (descriptor >>> 55 & 1) != 0 ? limit << 12 | 0xFFF : limit;
    }

    /** Access rights of a segment descriptor in the VMCS's format. */
    static int accessOf(long descriptor) {
        return (int) (descriptor >>> 40) & 0xF0FF;
    }

    static int dpl(int access) {
        return access >> 5 & 3;
    }

    static boolean present(int access) {
        return (access & Processor.ACCESS_PRESENT) != 0;
    }

    static boolean isCode(int access) {
        return (access & (Processor.ACCESS_S | Processor.ACCESS_CODE)) == (Processor.ACCESS_S | Processor.ACCESS_CODE);
    }

    static boolean isConforming(int access) {
        return (access & Processor.ACCESS_CONFORMING_EXPAND_DOWN) != 0;
    }

    static boolean isWritableData(int access) {
        return (access & (Processor.ACCESS_S | Processor.ACCESS_CODE | Processor.ACCESS_READ_WRITE))
                == (Processor.ACCESS_S | Processor.ACCESS_READ_WRITE);
    }

    /** Type of a system descriptor, or -1 for code and data. */
    static int systemType(int access) {
        return (access & Processor.ACCESS_S) != 0 ? -1 : access & 0xF;
    }

    /** Sets the accessed bit of a code or data descriptor in memory. */
    static int markAccessed(Processor cpu, int selector, long descriptor) {
        int access = accessOf(descriptor);
        if ((access & Processor.ACCESS_ACCESSED) == 0) {
            long address = descriptorAddress(cpu, selector, 8, Vector.GP, 0);
            access |= Processor.ACCESS_ACCESSED;
            cpu.writeSystem8(address + 5, access & 0xFF);
        }
        return access;
    }

    /** Loads the hidden part of a segment register from a descriptor that has been checked. */
    static void loadCache(Processor cpu, int segment, int selector, long descriptor) {
        int access = markAccessed(cpu, selector, descriptor);
        cpu.setSegment(segment, selector, baseOf(descriptor), limitOf(descriptor), access);
    }

    /** Loads DS, ES, SS, FS or GS. */
    static void load(Processor cpu, int segment, int selector) {
        if (!cpu.protectedMode()) {
            // Limit and access rights stay as they are, except that a null selector of protected mode leaves none.
            boolean unusable = (cpu.access[segment] & Processor.ACCESS_UNUSABLE) != 0;
            cpu.setSegment(segment, selector, (long) selector << 4, unusable ? 0xFFFF : cpu.limit[segment],
                    unusable ? 0x93 : cpu.access[segment]);
            return;
        }
        if (cpu.virtual8086()) {
            cpu.setSegment(segment, selector, (long) selector << 4, 0xFFFF, 0xF3);
            return;
        }
        if (segment == Processor.SS) {
            loadStackSegment(cpu, selector, cpu.cpl, Vector.GP, Vector.SS, 0);
            return;
        }
        if (isNull(selector)) {
            cpu.setSegment(segment, selector, 0, 0, Processor.ACCESS_UNUSABLE);
            return;
        }
        long descriptor = descriptor(cpu, selector, Vector.GP, 0);
        int access = accessOf(descriptor);
        int rpl = selector & 3;
        boolean code = isCode(access);
        if ((access & Processor.ACCESS_S) == 0 || code && (access & Processor.ACCESS_READ_WRITE) == 0
                || !(code && isConforming(access)) && (rpl > dpl(access) || cpu.cpl > dpl(access))) {
            throw cpu.fault(Vector.GP, selector & 0xFFFC);
        }
        if (!present(access)) {
            throw cpu.fault(Vector.NP, selector & 0xFFFC);
        }
        loadCache(cpu, segment, selector, descriptor);
    }

    /**
     * Checks a stack segment for a privilege level.
     *
     * @param vector exception for a wrong descriptor (#GP, or #TS while delivering an event)
     * @param notPresent exception for one that is not present
     * @return the descriptor, 0 for a null selector that is allowed
     */
    static long checkStackSegment(Processor cpu, int selector, int level, boolean target64, int vector, int notPresent,
            int external) {
        if (isNull(selector)) {
            if (target64 && level != 3 && (selector & 3) == level) {
                return 0;
            }
            throw cpu.fault(vector, external);
        }
        long descriptor = descriptor(cpu, selector, vector, external);
        int access = accessOf(descriptor);
        if ((selector & 3) != level || !isWritableData(access) || dpl(access) != level) {
            throw cpu.fault(vector, selector & 0xFFFC | external);
        }
        if (!present(access)) {
            throw cpu.fault(notPresent, selector & 0xFFFC | external);
        }
        return descriptor;
    }

    /** Loads SS with a selector whose descriptor has been checked. */
    static void setStackSegment(Processor cpu, int selector, long descriptor, int level) {
        if (isNull(selector)) {
            cpu.setSegment(Processor.SS, selector, 0, 0, Processor.ACCESS_UNUSABLE | level << 5);
        } else {
            loadCache(cpu, Processor.SS, selector, descriptor);
        }
    }

    private static void loadStackSegment(Processor cpu, int selector, int level, int vector, int notPresent,
            int external) {
        long descriptor = checkStackSegment(cpu, selector, level, cpu.mode() == 64, vector, notPresent, external);
        setStackSegment(cpu, selector, descriptor, level);
        cpu.updateMode();
    }

    /** Loads CS from a checked descriptor for a privilege level and switches the execution mode. SS's DPL, which holds
     * the CPL, is the caller's. */
    static void setCodeSegment(Processor cpu, int selector, long descriptor, int level) {
        loadCache(cpu, Processor.CS, selector & ~3 | level, descriptor);
        cpu.updateMode();
    }

    /** Gives a null SS the DPL that stands for the CPL. */
    static void setNullStackLevel(Processor cpu, int level) {
        cpu.setSegment(Processor.SS, level, 0, 0, Processor.ACCESS_UNUSABLE | level << 5);
    }

    /** Makes data segments unusable that the new, less privileged level must not use. */
    static void dropPrivilegedSegments(Processor cpu) {
        for (int segment : new int[] {Processor.ES, Processor.DS, Processor.FS, Processor.GS}) {
            int access = cpu.access[segment];
            boolean conforming = isCode(access) && isConforming(access);
            if ((access & Processor.ACCESS_UNUSABLE) == 0 && !conforming && dpl(access) < cpu.cpl) {
                cpu.setSegment(segment, 0, cpu.base[segment], 0, Processor.ACCESS_UNUSABLE);
            }
        }
    }

    /** LLDT. */
    static void loadLdtr(Processor cpu, int selector) {
        if (isNull(selector)) {
            cpu.setSegment(Processor.LDTR, selector, 0, 0, Processor.ACCESS_UNUSABLE | LDT);
            return;
        }
        if ((selector & 4) != 0) {
            throw cpu.fault(Vector.GP, selector & 0xFFFC);
        }
        loadSystem(cpu, Processor.LDTR, selector, LDT);
    }

    /** LTR. */
    static void loadTaskRegister(Processor cpu, int selector) {
        if (isNull(selector)) {
            throw cpu.fault(Vector.GP, 0);
        }
        if ((selector & 4) != 0) {
            throw cpu.fault(Vector.GP, selector & 0xFFFC);
        }
        loadSystem(cpu, Processor.TR, selector, AVAILABLE_TSS);
    }

    private static void loadSystem(Processor cpu, int segment, int selector, int type) {
        boolean wide = cpu.longMode();
        long address = descriptorAddress(cpu, selector, wide ? 16 : 8, Vector.GP, 0);
        long descriptor = cpu.readSystem64(address);
        int access = accessOf(descriptor);
        int found = systemType(access);
        boolean tss16 = type == AVAILABLE_TSS && found == 1 && !wide;
        if (found != type && !tss16) {
            throw cpu.fault(Vector.GP, selector & 0xFFFC);
        }
        if (!present(access)) {
            throw cpu.fault(Vector.NP, selector & 0xFFFC);
        }
        long segmentBase = baseOf(descriptor);
        if (wide) {
            long high = cpu.readSystem64(address + 8);
            if ((high >>> 40 & 0x1F) != 0) {
                throw cpu.fault(Vector.GP, selector & 0xFFFC);
            }
            segmentBase |= high << 32;
            if (!cpu.canonicalInRegister(segmentBase)) {
                throw cpu.fault(Vector.GP, selector & 0xFFFC);
            }
        }
        if (type == AVAILABLE_TSS) {
            access |= 2;
            cpu.writeSystem8(address + 5, access & 0xFF);
        }
        cpu.setSegment(segment, selector, segmentBase, limitOf(descriptor), access);
    }
}
