// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The model-specific registers. Which there are, their reset values and their writable bits are rows of
 * {@code msrs.tsv}; those that are processor state are bound to it here.
 */
final class Msrs {

    static final int IA32_TIME_STAMP_COUNTER = 0x10;
    static final int IA32_APIC_BASE = 0x1B;
    static final int IA32_FEATURE_CONTROL = 0x3A;
    static final int IA32_TSC_ADJUST = 0x3B;
    static final int IA32_TSC_DEADLINE = 0x6E0;
    static final int IA32_SYSENTER_CS = 0x174;
    static final int IA32_SYSENTER_ESP = 0x175;
    static final int IA32_SYSENTER_EIP = 0x176;
    static final int IA32_DEBUGCTL = 0x1D9;
    static final int IA32_PAT = 0x277;
    static final int IA32_EFER = 0xC000_0080;
    static final int IA32_STAR = 0xC000_0081;
    static final int IA32_LSTAR = 0xC000_0082;
    static final int IA32_CSTAR = 0xC000_0083;
    static final int IA32_FMASK = 0xC000_0084;
    static final int IA32_FS_BASE = 0xC000_0100;
    static final int IA32_GS_BASE = 0xC000_0101;
    static final int IA32_KERNEL_GS_BASE = 0xC000_0102;
    static final int IA32_TSC_AUX = 0xC000_0103;

    private static final int X2APIC_FIRST = 0x800;
    private static final int X2APIC_LAST = 0x8FF;
    private static final long APIC_ENABLED = 1 << 11;
    private static final long APIC_X2APIC = 1 << 10;

    private static final int VMX_FIRST = 0x480;
    private static final int VMX_LAST = 0x493;

    /** What may be written. */
    private enum Rule {
        /** Nothing: any write raises #GP(0). */
        READ_ONLY,
        /** The bits of the mask; others raise #GP(0). */
        MASK,
        /** Canonical addresses. */
        CANONICAL,
        /** Anything, without effect. */
        IGNORED,
        /** 0. */
        ZERO,
        /** 0 and all ones. */
        ALL_OR_NONE,
        /** A memory type and a base address. */
        MTRR_BASE,
        /** An address mask and a valid bit. */
        MTRR_MASK,
        /** Eight memory types. */
        MTRR_FIXED,
        /** A memory type and the enable bits. */
        MTRR_DEFAULT
    }

    private record Row(int slot, int index, String name, long reset, Rule rule, long mask, String feature) {
    }

    private static final Map<Integer, Row> ROWS = load();

    private final Processor cpu;
    private final long[] values = new long[ROWS.size()];

    Msrs(Processor cpu) {
        this.cpu = cpu;
        reset();
    }

    private static Map<Integer, Row> load() {
        Map<Integer, Row> rows = new HashMap<>();
        try (InputStream stream = Msrs.class.getResourceAsStream("msrs.tsv")) {
            if (stream == null) {
                throw new IllegalStateException("msrs.tsv is missing from the program");
            }
            BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
            List<String> lines = new ArrayList<>(reader.lines().toList());
            for (String line : lines) {
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                String[] column = line.split("\t");
                int index = Integer.parseUnsignedInt(column[0], 16);
                int count = Integer.parseInt(column[1]);
                Rule rule = switch (column[4]) {
                case "ro" -> Rule.READ_ONLY;
                case "canonical" -> Rule.CANONICAL;
                case "ignored" -> Rule.IGNORED;
                case "zero" -> Rule.ZERO;
                case "all-or-none" -> Rule.ALL_OR_NONE;
                case "mtrr-base" -> Rule.MTRR_BASE;
                case "mtrr-mask" -> Rule.MTRR_MASK;
                case "mtrr-fixed" -> Rule.MTRR_FIXED;
                case "mtrr-default" -> Rule.MTRR_DEFAULT;
                default -> Rule.MASK;
                };
                long mask = rule == Rule.MASK ? Long.parseUnsignedLong(column[4].replace("_", ""), 16) : -1L;
                long reset = Long.parseUnsignedLong(column[3].replace("_", ""), 16);
                String feature = column[5].equals("-") ? null : column[5];
                for (int i = 0; i < count; i++) {
                    String name = count == 1 ? column[2] : column[2].replace("#", Integer.toString(i));
                    rows.put(index + i, new Row(rows.size(), index + i, name, reset, rule, mask, feature));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.copyOf(rows);
    }

    /** The SDM's name of an MSR, or null if it is not known. */
    static String name(int index) {
        Row row = ROWS.get(index);
        return row == null ? null : row.name;
    }

    /** Loads the reset values of the MSRs that are kept here. */
    void reset() {
        for (Row row : ROWS.values()) {
            values[row.slot] = cpu.model.msr(row.index, row.reset);
        }
    }

    private Row row(int index) {
        Row row = ROWS.get(index);
        if (row == null || row.feature != null && !cpu.model.hasFeature(row.feature)) {
            throw cpu.fault(Vector.GP, 0);
        }
        return row;
    }

    private boolean belongsToVmx(int index) {
        return index == IA32_FEATURE_CONTROL || index >= VMX_FIRST && index <= VMX_LAST;
    }

    private static boolean belongsToApic(int index) {
        return index >= X2APIC_FIRST && index <= X2APIC_LAST;
    }

    long read(int index) {
        if (belongsToVmx(index)) {
            if (cpu.vmx == null) {
                throw cpu.fault(Vector.GP, 0);
            }
            return cpu.vmx.readCapabilityMsr(index);
        }
        if (belongsToApic(index)) {
            Long value = cpu.apic == null ? null : cpu.apic.readX2Apic(index);
            if (value == null) {
                throw cpu.fault(Vector.GP, 0);
            }
            return value;
        }
        Row row = row(index);
        return switch (index) {
        case IA32_TIME_STAMP_COUNTER -> cpu.tsc();
        case IA32_APIC_BASE -> cpu.apicBase;
        case IA32_TSC_ADJUST -> cpu.tscAdjust;
        case IA32_TSC_DEADLINE -> cpu.apic == null ? 0 : cpu.apic.tscDeadline();
        case IA32_SYSENTER_CS -> cpu.sysenterCs;
        case IA32_SYSENTER_ESP -> cpu.sysenterEsp;
        case IA32_SYSENTER_EIP -> cpu.sysenterEip;
        case IA32_DEBUGCTL -> cpu.debugctl;
        case IA32_PAT -> cpu.pat;
        case IA32_EFER -> cpu.efer;
        case IA32_STAR -> cpu.star;
        case IA32_LSTAR -> cpu.lstar;
        case IA32_CSTAR -> cpu.cstar;
        case IA32_FMASK -> cpu.fmask;
        case IA32_FS_BASE -> cpu.base[Processor.FS];
        case IA32_GS_BASE -> cpu.base[Processor.GS];
        case IA32_KERNEL_GS_BASE -> cpu.kernelGsBase;
        case IA32_TSC_AUX -> cpu.tscAux;
        default -> values[row.slot];
        };
    }

    void write(int index, long value) {
        if (belongsToVmx(index)) {
            // Capability MSRs are read-only, and firmware has locked IA32_FEATURE_CONTROL.
            throw cpu.fault(Vector.GP, 0);
        }
        if (belongsToApic(index)) {
            if (cpu.apic == null || !cpu.apic.writeX2Apic(index, value)) {
                throw cpu.fault(Vector.GP, 0);
            }
            return;
        }
        Row row = row(index);
        switch (row.rule) {
        case READ_ONLY -> throw cpu.fault(Vector.GP, 0);
        case IGNORED -> {
            return;
        }
        case CANONICAL -> {
            if (!cpu.canonicalInRegister(value)) {
                throw cpu.fault(Vector.GP, 0);
            }
        }
        case MASK -> {
            if ((value & ~row.mask) != 0) {
                throw cpu.fault(Vector.GP, 0);
            }
        }
        default -> {
            if (!valid(row.rule, value)) {
                throw cpu.fault(Vector.GP, 0);
            }
        }
        }
        switch (index) {
        case IA32_TIME_STAMP_COUNTER -> {
            long delta = value - cpu.tsc();
            cpu.tscOffset += delta;
            cpu.tscAdjust += delta;
            timeStampCounterChanged();
        }
        case IA32_APIC_BASE -> writeApicBase(value);
        case IA32_TSC_DEADLINE -> {
            if (cpu.apic != null) {
                cpu.apic.setTscDeadline(value);
            }
        }
        case IA32_TSC_ADJUST -> {
            cpu.tscOffset += value - cpu.tscAdjust;
            cpu.tscAdjust = value;
            timeStampCounterChanged();
        }
        case IA32_SYSENTER_CS -> cpu.sysenterCs = value;
        case IA32_SYSENTER_ESP -> cpu.sysenterEsp = value;
        case IA32_SYSENTER_EIP -> cpu.sysenterEip = value;
        case IA32_DEBUGCTL -> cpu.debugctl = value;
        case IA32_PAT -> writePat(value);
        case IA32_EFER -> writeEfer(value);
        case IA32_STAR -> cpu.star = value;
        case IA32_LSTAR -> cpu.lstar = value;
        case IA32_CSTAR -> cpu.cstar = value;
        case IA32_FMASK -> cpu.fmask = value;
        case IA32_FS_BASE -> cpu.setBase(Processor.FS, value);
        case IA32_GS_BASE -> cpu.setBase(Processor.GS, value);
        case IA32_KERNEL_GS_BASE -> cpu.kernelGsBase = value;
        case IA32_TSC_AUX -> cpu.tscAux = value;
        default -> values[row.slot] = value;
        }
    }

    private void timeStampCounterChanged() {
        if (cpu.apic != null) {
            cpu.apic.timeStampCounterChanged();
        }
    }

    /** SDM volume 3, "x2APIC State Transitions". */
    private void writeApicBase(long value) {
        long modes = APIC_ENABLED | APIC_X2APIC;
        long from = cpu.apicBase & modes;
        long to = value & modes;
        boolean invalid = to == APIC_X2APIC || from == modes && to == APIC_ENABLED || from == 0 && to == modes
                || (to & APIC_X2APIC) != 0 && !cpu.model.hasFeature("X2APIC")
                || value >>> cpu.walker.physicalAddressBits != 0;
        if (invalid) {
            throw cpu.fault(Vector.GP, 0);
        }
        long old = cpu.apicBase;
        cpu.apicBase = value;
        if (cpu.apic != null) {
            cpu.apic.baseChanged(old);
        }
    }

    private boolean valid(Rule rule, long value) {
        long beyond = -1L << cpu.walker.physicalAddressBits;
        return switch (rule) {
        case ZERO -> value == 0;
        case ALL_OR_NONE -> value == 0 || value == -1;
        case MTRR_BASE -> memoryType(value & 0xFF) && (value & (beyond | 0xF00)) == 0;
        case MTRR_MASK -> (value & (beyond | 0x7FF)) == 0;
        case MTRR_FIXED -> {
            boolean types = true;
            for (int i = 0; i < 8; i++) {
                types &= memoryType(value >>> 8 * i & 0xFF);
            }
            yield types;
        }
        case MTRR_DEFAULT -> memoryType(value & 0xFF) && (value & ~0xCFFL) == 0;
        default -> throw new IllegalArgumentException(rule.name());
        };
    }

    /** Memory types of the MTRRs (SDM volume 3, "Memory Types That Can Be Encoded in MTRRs"). */
    private static boolean memoryType(long type) {
        return type <= 6 && type != 2 && type != 3;
    }

    private void writePat(long value) {
        for (int i = 0; i < 8; i++) {
            long type = value >>> 8 * i & 0xFF;
            if (type > 7 || type == 2 || type == 3) {
                throw cpu.fault(Vector.GP, 0);
            }
        }
        cpu.pat = value;
    }

    private void writeEfer(long value) {
        long allowed = ControlBits.EFER_LMA;
        if (cpu.model.hasFeature("SYSCALL")) {
            allowed |= ControlBits.EFER_SCE;
        }
        if (cpu.model.hasFeature("LM")) {
            allowed |= ControlBits.EFER_LME;
        }
        if (cpu.model.hasFeature("NX")) {
            allowed |= ControlBits.EFER_NXE;
        }
        boolean paging = (cpu.cr0 & ControlBits.CR0_PG) != 0;
        if ((value & ~allowed) != 0 || paging && ((value ^ cpu.efer) & ControlBits.EFER_LME) != 0) {
            throw cpu.fault(Vector.GP, 0);
        }
        // LMA is read-only; writes to it are ignored.
        cpu.setEfer(value & ~ControlBits.EFER_LMA | cpu.efer & ControlBits.EFER_LMA);
    }
}
