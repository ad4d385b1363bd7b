// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

/** Exception vectors (SDM volume 3, chapter "Interrupt and Exception Handling", "Exception and Interrupt Vectors"). */
public final class Vector {

    /** Divide error. */
    public static final int DE = 0;
    /** Debug exception. */
    public static final int DB = 1;
    /** Non-maskable interrupt. */
    public static final int NMI = 2;
    /** Breakpoint. */
    public static final int BP = 3;
    /** Overflow. */
    public static final int OF = 4;
    /** BOUND range exceeded. */
    public static final int BR = 5;
    /** Invalid opcode. */
    public static final int UD = 6;
    /** Device not available. */
    public static final int NM = 7;
    /** Double fault. */
    public static final int DF = 8;
    /** Invalid TSS. */
    public static final int TS = 10;
    /** Segment not present. */
    public static final int NP = 11;
    /** Stack-segment fault. */
    public static final int SS = 12;
    /** General protection. */
    public static final int GP = 13;
    /** Page fault. */
    public static final int PF = 14;
    /** x87 floating-point error. */
    public static final int MF = 16;
    /** Alignment check. */
    public static final int AC = 17;
    /** Machine check. */
    public static final int MC = 18;
    /** SIMD floating-point exception. */
    public static final int XM = 19;
    /** Virtualization exception. */
    public static final int VE = 20;
    /** Control-protection exception. */
    public static final int CP = 21;

    private static final String[] NAMES = {"#DE", "#DB", "NMI", "#BP", "#OF", "#BR", "#UD", "#NM", "#DF", null, "#TS",
        "#NP", "#SS", "#GP", "#PF", null, "#MF", "#AC", "#MC", "#XM", "#VE", "#CP"};

    private Vector() {
    }

    /** The SDM's mnemonic, for instance {@code "#GP"}, or {@code "vector n"}. */
    public static String name(int vector) {
        return vector >= 0 && vector < NAMES.length && NAMES[vector] != null ? NAMES[vector] : "vector " + vector;
    }
}
