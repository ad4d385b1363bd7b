// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

/** Bits of CR0, CR4 and IA32_EFER (SDM volume 3, chapter 2, "Control Registers"). */
public final class ControlBits {

    /** Protection enable. */
    public static final long CR0_PE = 1;
    /** Monitor coprocessor. */
    public static final long CR0_MP = 1 << 1;
    /** Emulation: no x87. */
    public static final long CR0_EM = 1 << 2;
    /** Task switched. */
    public static final long CR0_TS = 1 << 3;
    /** Extension type, always 1. */
    public static final long CR0_ET = 1 << 4;
    /** Numeric error. */
    public static final long CR0_NE = 1 << 5;
    /** Write protect. */
    public static final long CR0_WP = 1 << 16;
    /** Alignment mask. */
    public static final long CR0_AM = 1 << 18;
    /** Not write-through. */
    public static final long CR0_NW = 1 << 29;
    /** Cache disable. */
    public static final long CR0_CD = 1 << 30;
    /** Paging. */
    public static final long CR0_PG = 1L << 31;

    /** Virtual-8086 mode extensions. */
    public static final long CR4_VME = 1;
    /** Protected-mode virtual interrupts. */
    public static final long CR4_PVI = 1 << 1;
    /** Time-stamp disable. */
    public static final long CR4_TSD = 1 << 2;
    /** Debugging extensions. */
    public static final long CR4_DE = 1 << 3;
    /** Page-size extensions. */
    public static final long CR4_PSE = 1 << 4;
    /** Physical-address extension. */
    public static final long CR4_PAE = 1 << 5;
    /** Machine-check enable. */
    public static final long CR4_MCE = 1 << 6;
    /** Page-global enable. */
    public static final long CR4_PGE = 1 << 7;
    /** Performance-monitoring counter enable. */
    public static final long CR4_PCE = 1 << 8;
    /** Operating system supports FXSAVE. */
    public static final long CR4_OSFXSR = 1 << 9;
    /** Operating system supports SIMD exceptions. */
    public static final long CR4_OSXMMEXCPT = 1 << 10;
    /** User-mode instruction prevention. */
    public static final long CR4_UMIP = 1 << 11;
    /** 57-bit linear addresses. */
    public static final long CR4_LA57 = 1 << 12;
    /** VMX enable. */
    public static final long CR4_VMXE = 1 << 13;
    /** SMX enable. */
    public static final long CR4_SMXE = 1 << 14;
    /** RDFSBASE and its family enable. */
    public static final long CR4_FSGSBASE = 1 << 16;
    /** Process-context identifiers enable. */
    public static final long CR4_PCIDE = 1 << 17;
    /** XSAVE and XCR0 enable. */
    public static final long CR4_OSXSAVE = 1 << 18;
    /** Supervisor-mode execution prevention. */
    public static final long CR4_SMEP = 1 << 20;
    /** Supervisor-mode access prevention. */
    public static final long CR4_SMAP = 1 << 21;
    /** Protection keys for user-mode pages. */
    public static final long CR4_PKE = 1 << 22;

    /** SYSCALL enable. */
    public static final long EFER_SCE = 1;
    /** IA-32e mode enable. */
    public static final long EFER_LME = 1 << 8;
    /** IA-32e mode active. */
    public static final long EFER_LMA = 1 << 10;
    /** Execute-disable enable. */
    public static final long EFER_NXE = 1 << 11;

    private ControlBits() {
    }
}
