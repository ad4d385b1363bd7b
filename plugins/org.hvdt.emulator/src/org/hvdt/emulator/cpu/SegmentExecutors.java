// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

import org.hvdt.emulator.isa.Instruction;

/**
 * Segment registers and descriptor tables: MOV Sreg, POP Sreg, LDS and its family, LGDT, LIDT, LLDT, LTR and their
 * stores, LAR, LSL, VERR, VERW, ARPL.
 */
public final class SegmentExecutors {

    /** Basic exit reason: access to GDTR or IDTR. */
    private static final int EXIT_GDTR_IDTR = 46;
    /** Basic exit reason: access to LDTR or TR. */
    private static final int EXIT_LDTR_TR = 47;

    private SegmentExecutors() {
    }

    /** Binds the executors. */
    public static void register(Executors.Registry r) {
        r.bind("MOV Sreg, r/m16", SegmentExecutors::movToSegment);
        r.bind("MOV r/m16, Sreg", SegmentExecutors::movFromSegment);
        r.bind("MOV r32/m16, Sreg", SegmentExecutors::movFromSegment);
        r.bind("MOV r64/m16, Sreg", SegmentExecutors::movFromSegment);
        r.bind("POP ES", (cpu, i) -> pop(cpu, i, Processor.ES));
        r.bind("POP SS", (cpu, i) -> pop(cpu, i, Processor.SS));
        r.bind("POP DS", (cpu, i) -> pop(cpu, i, Processor.DS));
        r.bind("POP FS", (cpu, i) -> pop(cpu, i, Processor.FS));
        r.bind("POP GS", (cpu, i) -> pop(cpu, i, Processor.GS));
        r.bind("LDS", (cpu, i) -> loadPointer(cpu, i, Processor.DS));
        r.bind("LES", (cpu, i) -> loadPointer(cpu, i, Processor.ES));
        r.bind("LSS", (cpu, i) -> loadPointer(cpu, i, Processor.SS));
        r.bind("LFS", (cpu, i) -> loadPointer(cpu, i, Processor.FS));
        r.bind("LGS", (cpu, i) -> loadPointer(cpu, i, Processor.GS));
        r.bind("LGDT", SegmentExecutors::lgdt);
        r.bind("LIDT", SegmentExecutors::lidt);
        r.bind("SGDT", (cpu, i) -> storeTable(cpu, i, cpu.gdtrBase, cpu.gdtrLimit));
        r.bind("SIDT", (cpu, i) -> storeTable(cpu, i, cpu.idtrBase, cpu.idtrLimit));
        r.bind("LLDT", SegmentExecutors::lldt);
        r.bind("LTR", SegmentExecutors::ltr);
        r.bind("SLDT", (cpu, i) -> storeSelector(cpu, i, Processor.LDTR));
        r.bind("STR", (cpu, i) -> storeSelector(cpu, i, Processor.TR));
        r.bind("LAR", SegmentExecutors::lar);
        r.bind("LSL", SegmentExecutors::lsl);
        r.bind("VERR", (cpu, i) -> verify(cpu, i, false));
        r.bind("VERW", (cpu, i) -> verify(cpu, i, true));
        r.bind("ARPL", SegmentExecutors::arpl);
    }

    static int readSelector(Processor cpu, Instruction i) {
        if (i.memory()) {
            return cpu.read16(i.segment(), cpu.effectiveAddress(i));
        }
        return (int) cpu.gpr[i.rm()] & 0xFFFF;
    }

    /** Writes a 16-bit value to m16, or zero-extended to a register of the operand size. */
    static void writeSelector(Processor cpu, Instruction i, int value) {
        if (i.memory()) {
            cpu.write16(i.segment(), cpu.effectiveAddress(i), value);
        } else {
            SystemExecutors.setRegister(cpu, i.rm(), i.operandSize(), value);
        }
    }

    private static void movToSegment(Processor cpu, Instruction i) {
        int segment = i.reg() & 7;
        if (segment == Processor.CS || segment > Processor.GS) {
            throw cpu.fault(Vector.UD);
        }
        cpu.loadSegment(segment, readSelector(cpu, i));
        if (segment == Processor.SS) {
            cpu.setInterruptShadow(false, true);
        }
        cpu.leaveBlock();
    }

    private static void movFromSegment(Processor cpu, Instruction i) {
        int segment = i.reg() & 7;
        if (segment > Processor.GS) {
            throw cpu.fault(Vector.UD);
        }
        writeSelector(cpu, i, cpu.selector[segment]);
    }

    private static void pop(Processor cpu, Instruction i, int segment) {
        long top = cpu.stackAddress(0);
        // Reads only 16 bits from a wider slot, but the whole slot must be readable.
        int selector = switch (i.operandSize()) {
        case 8 -> (int) cpu.read64(Processor.SS, top) & 0xFFFF;
        case 4 -> cpu.read32(Processor.SS, top) & 0xFFFF;
        default -> cpu.read16(Processor.SS, top);
        };
        int size = cpu.stackSize();
        cpu.loadSegment(segment, selector);
        if (segment == Processor.SS && size != cpu.stackSize()) {
            // The pop itself used the old stack-address size.
            cpu.gpr[Processor.RSP] = size == 4 ? cpu.gpr[Processor.RSP] + i.operandSize() & 0xFFFF_FFFFL
                    : cpu.gpr[Processor.RSP] & ~0xFFFFL | cpu.gpr[Processor.RSP] + i.operandSize() & 0xFFFF;
        } else {
            cpu.adjustStack(i.operandSize());
        }
        if (segment == Processor.SS) {
            cpu.setInterruptShadow(false, true);
        }
        cpu.leaveBlock();
    }

    private static void loadPointer(Processor cpu, Instruction i, int segment) {
        long address = cpu.effectiveAddress(i);
        long offset = switch (i.operandSize()) {
        case 8 -> cpu.read64(i.segment(), address);
        case 4 -> cpu.read32(i.segment(), address) & 0xFFFF_FFFFL;
        default -> cpu.read16(i.segment(), address);
        };
        int selector = cpu.read16(i.segment(), SystemExecutors.mask(i, address + i.operandSize()));
        cpu.loadSegment(segment, selector);
        SystemExecutors.setRegister(cpu, i.reg(), i.operandSize(), offset);
        cpu.leaveBlock();
    }

    private static void interceptTable(Processor cpu, Instruction i, int reason) {
        if (cpu.nonRoot) {
            cpu.vmx.intercept(reason, SystemExecutors.displacementQualification(cpu, i), i);
        }
    }

    private static long tableBase(Processor cpu, Instruction i, long address) {
        if (cpu.mode() == 64) {
            long value = cpu.read64(i.segment(), SystemExecutors.mask(i, address + 2));
            if (!cpu.canonicalInRegister(value)) {
                throw cpu.fault(Vector.GP, 0);
            }
            return value;
        }
        long value = cpu.read32(i.segment(), SystemExecutors.mask(i, address + 2)) & 0xFFFF_FFFFL;
        return i.operandSize() == 2 ? value & 0xFF_FFFF : value;
    }

    private static void lgdt(Processor cpu, Instruction i) {
        SystemExecutors.requireCpl0(cpu);
        interceptTable(cpu, i, EXIT_GDTR_IDTR);
        long address = cpu.effectiveAddress(i);
        int limit = cpu.read16(i.segment(), address);
        cpu.gdtrBase = tableBase(cpu, i, address);
        cpu.gdtrLimit = limit;
    }

    private static void lidt(Processor cpu, Instruction i) {
        SystemExecutors.requireCpl0(cpu);
        interceptTable(cpu, i, EXIT_GDTR_IDTR);
        long address = cpu.effectiveAddress(i);
        int limit = cpu.read16(i.segment(), address);
        cpu.idtrBase = tableBase(cpu, i, address);
        cpu.idtrLimit = limit;
    }

    private static void storeTable(Processor cpu, Instruction i, long base, int limit) {
        SystemExecutors.checkUmip(cpu);
        interceptTable(cpu, i, EXIT_GDTR_IDTR);
        long address = cpu.effectiveAddress(i);
        // The base is checked for writing first, so that a fault leaves the limit unwritten.
        if (cpu.mode() == 64) {
            cpu.readForWrite64(i.segment(), SystemExecutors.mask(i, address + 2));
            cpu.write16(i.segment(), address, limit);
            cpu.write64(i.segment(), SystemExecutors.mask(i, address + 2), base);
        } else {
            cpu.readForWrite32(i.segment(), SystemExecutors.mask(i, address + 2));
            cpu.write16(i.segment(), address, limit);
            cpu.write32(i.segment(), SystemExecutors.mask(i, address + 2), (int) base);
        }
    }

    private static void requireProtected(Processor cpu) {
        if (!cpu.protectedMode() || cpu.virtual8086()) {
            throw cpu.fault(Vector.UD);
        }
    }

    private static void lldt(Processor cpu, Instruction i) {
        requireProtected(cpu);
        SystemExecutors.requireCpl0(cpu);
        interceptTable(cpu, i, EXIT_LDTR_TR);
        Segmentation.loadLdtr(cpu, readSelector(cpu, i));
    }

    private static void ltr(Processor cpu, Instruction i) {
        requireProtected(cpu);
        SystemExecutors.requireCpl0(cpu);
        interceptTable(cpu, i, EXIT_LDTR_TR);
        Segmentation.loadTaskRegister(cpu, readSelector(cpu, i));
    }

    private static void storeSelector(Processor cpu, Instruction i, int segment) {
        requireProtected(cpu);
        SystemExecutors.checkUmip(cpu);
        interceptTable(cpu, i, EXIT_LDTR_TR);
        writeSelector(cpu, i, cpu.selector[segment]);
    }

    /** The descriptor that LAR, LSL, VERR and VERW look at; -1 if the selector is null or beyond its table. */
    private static long lookAt(Processor cpu, int selector) {
        if (Segmentation.isNull(selector)) {
            return -1;
        }
        boolean local = (selector & 4) != 0;
        long limit = local ? cpu.limit[Processor.LDTR] & 0xFFFF_FFFFL : cpu.gdtrLimit;
        if (local && (cpu.access[Processor.LDTR] & Processor.ACCESS_UNUSABLE) != 0
                || (selector & 0xFFF8) + 7 > limit) {
            return -1;
        }
        return Segmentation.descriptor(cpu, selector, Vector.GP, 0);
    }

    private static boolean visible(Processor cpu, int selector, int access) {
        if (Segmentation.isCode(access) && Segmentation.isConforming(access)) {
            return true;
        }
        int dpl = Segmentation.dpl(access);
        return cpu.cpl <= dpl && (selector & 3) <= dpl;
    }

    private static void lar(Processor cpu, Instruction i) {
        requireProtected(cpu);
        int selector = readSelector(cpu, i);
        long descriptor = lookAt(cpu, selector);
        boolean valid = false;
        if (descriptor != -1) {
            int access = Segmentation.accessOf(descriptor);
            valid = visible(cpu, selector, access) && switch (Segmentation.systemType(access)) {
            case -1, 2, 9, 11, 12 -> true;
            case 1, 3, 4, 5 -> !cpu.longMode();
            default -> false;
            };
        }
        if (valid) {
            long rights = descriptor >>> 32 & 0x00FF_FF00L;
            SystemExecutors.setRegister(cpu, i.reg(), i.operandSize(), i.operandSize() == 2 ? rights & 0xFF00 : rights);
        }
        cpu.setZf(valid);
    }

    private static void lsl(Processor cpu, Instruction i) {
        requireProtected(cpu);
        int selector = readSelector(cpu, i);
        long descriptor = lookAt(cpu, selector);
        boolean valid = false;
        if (descriptor != -1) {
            int access = Segmentation.accessOf(descriptor);
            valid = visible(cpu, selector, access) && switch (Segmentation.systemType(access)) {
            case -1, 2, 9, 11 -> true;
            case 1, 3 -> !cpu.longMode();
            default -> false;
            };
        }
        if (valid) {
            SystemExecutors.setRegister(cpu, i.reg(), i.operandSize(),
                    Segmentation.limitOf(descriptor) & 0xFFFF_FFFFL);
        }
        cpu.setZf(valid);
    }

    private static void verify(Processor cpu, Instruction i, boolean write) {
        requireProtected(cpu);
        int selector = readSelector(cpu, i);
        long descriptor = lookAt(cpu, selector);
        boolean valid = false;
        if (descriptor != -1) {
            int access = Segmentation.accessOf(descriptor);
            boolean code = Segmentation.isCode(access);
            boolean readWrite = (access & Processor.ACCESS_READ_WRITE) != 0;
            valid = (access & Processor.ACCESS_S) != 0 && visible(cpu, selector, access)
                    && (write ? !code && readWrite : !code || readWrite);
        }
        cpu.setZf(valid);
    }

    private static void arpl(Processor cpu, Instruction i) {
        requireProtected(cpu);
        int source = (int) cpu.gpr[i.reg()] & 3;
        if (i.memory()) {
            int value = cpu.readForWrite16(i.segment(), cpu.effectiveAddress(i));
            boolean adjust = (value & 3) < source;
            if (adjust) {
                cpu.writeBack16(value & ~3 | source);
            }
            cpu.setZf(adjust);
        } else {
            int value = (int) cpu.gpr[i.rm()] & 0xFFFF;
            boolean adjust = (value & 3) < source;
            if (adjust) {
                SystemExecutors.setRegister(cpu, i.rm(), 2, value & ~3 | source);
            }
            cpu.setZf(adjust);
        }
    }
}
