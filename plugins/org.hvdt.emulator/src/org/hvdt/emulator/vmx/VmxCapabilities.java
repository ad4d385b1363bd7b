// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.vmx;

import java.util.function.IntToLongFunction;

/**
 * What a processor model's VMX supports, as its capability MSRs report it (Intel SDM volume 3, appendix "VMX Capability
 * Reporting Facility").
 */
public final class VmxCapabilities {

    /** IA32_VMX_BASIC. */
    public static final int BASIC = 0x480;
    /** IA32_VMX_PINBASED_CTLS. */
    public static final int PINBASED_CTLS = 0x481;
    /** IA32_VMX_PROCBASED_CTLS. */
    public static final int PROCBASED_CTLS = 0x482;
    /** IA32_VMX_EXIT_CTLS. */
    public static final int EXIT_CTLS = 0x483;
    /** IA32_VMX_ENTRY_CTLS. */
    public static final int ENTRY_CTLS = 0x484;
    /** IA32_VMX_MISC. */
    public static final int MISC = 0x485;
    /** IA32_VMX_CR0_FIXED0. */
    public static final int CR0_FIXED0 = 0x486;
    /** IA32_VMX_CR0_FIXED1. */
    public static final int CR0_FIXED1 = 0x487;
    /** IA32_VMX_CR4_FIXED0. */
    public static final int CR4_FIXED0 = 0x488;
    /** IA32_VMX_CR4_FIXED1. */
    public static final int CR4_FIXED1 = 0x489;
    /** IA32_VMX_VMCS_ENUM. */
    public static final int VMCS_ENUM = 0x48A;
    /** IA32_VMX_PROCBASED_CTLS2. */
    public static final int PROCBASED_CTLS2 = 0x48B;
    /** IA32_VMX_EPT_VPID_CAP. */
    public static final int EPT_VPID_CAP = 0x48C;
    /** IA32_VMX_TRUE_PINBASED_CTLS. */
    public static final int TRUE_PINBASED_CTLS = 0x48D;
    /** IA32_VMX_TRUE_PROCBASED_CTLS. */
    public static final int TRUE_PROCBASED_CTLS = 0x48E;
    /** IA32_VMX_TRUE_EXIT_CTLS. */
    public static final int TRUE_EXIT_CTLS = 0x48F;
    /** IA32_VMX_TRUE_ENTRY_CTLS. */
    public static final int TRUE_ENTRY_CTLS = 0x490;
    /** IA32_VMX_VMFUNC. */
    public static final int VMFUNC = 0x491;
    /** IA32_VMX_PROCBASED_CTLS3. */
    public static final int PROCBASED_CTLS3 = 0x492;
    /** IA32_VMX_EXIT_CTLS2. */
    public static final int EXIT_CTLS2 = 0x493;

    private final long[] msrs = new long[EXIT_CTLS2 - BASIC + 1];
    private final boolean[] exists;

    /**
     * Takes the values over.
     *
     * @param msr gives the value of a capability MSR, 0 for one that the model does not have
     */
    public VmxCapabilities(IntToLongFunction msr) {
        for (int i = 0; i < msrs.length; i++) {
            msrs[i] = msr.applyAsLong(BASIC + i);
        }
        exists = new boolean[VmcsField.all().size()];
        for (VmcsField field : VmcsField.all()) {
            exists[field.index()] = evaluateExists(field.exists());
        }
    }

    private boolean evaluateExists(String condition) {
        if ("-".equals(condition)) {
            return true;
        }
        for (String control : condition.split("\\|")) {
            int dot = control.indexOf('.');
            VmcsField field = controlField(control.substring(0, dot));
            if ((allowed1(field) >>> Integer.parseInt(control.substring(dot + 1)) & 1) != 0) {
                return true;
            }
        }
        return false;
    }

    private static VmcsField controlField(String control) {
        return switch (control) {
            case "pin" -> VmcsField.PIN_BASED_CONTROLS;
            case "primary" -> VmcsField.PRIMARY_CONTROLS;
            case "secondary" -> VmcsField.SECONDARY_CONTROLS;
            case "tertiary" -> VmcsField.TERTIARY_CONTROLS;
            case "exit" -> VmcsField.EXIT_CONTROLS;
            case "exit2" -> VmcsField.SECONDARY_EXIT_CONTROLS;
            case "entry" -> VmcsField.ENTRY_CONTROLS;
            default -> throw new IllegalStateException("unknown control field " + control);
        };
    }

    /** Value of a capability MSR, {@link #BASIC} to {@link #EXIT_CTLS2}. */
    public long msr(int index) {
        return msrs[index - BASIC];
    }

    /** VMCS revision identifier, 31 bits. */
    public int revision() {
        return (int) msr(BASIC) & 0x7FFFFFFF;
    }

    /** Whether the TRUE capability MSRs exist, so that some default1 controls may be 0. */
    public boolean trueControls() {
        return (msr(BASIC) >>> 55 & 1) != 0;
    }

    /** Whether VMX structures must lie below 4 GiB (IA32_VMX_BASIC bit 48). */
    public boolean addresses32Bit() {
        return (msr(BASIC) >>> 48 & 1) != 0;
    }

    /** Whether INS and OUTS exits report instruction information (IA32_VMX_BASIC bit 54). */
    public boolean insOutsInformation() {
        return (msr(BASIC) >>> 54 & 1) != 0;
    }

    /** Whether injected hardware exceptions may have or lack an error code freely (IA32_VMX_BASIC bit 56). */
    public boolean anyErrorCode() {
        return (msr(BASIC) >>> 56 & 1) != 0;
    }

    /** Number of CR3-target values, IA32_VMX_MISC bits 24:16. */
    public int cr3Targets() {
        return (int) (msr(MISC) >>> 16) & 0x1FF;
    }

    /** Recommended maximum number of entries of an MSR list, IA32_VMX_MISC bits 27:25. */
    public int msrListLimit() {
        return 512 * (((int) (msr(MISC) >>> 25) & 7) + 1);
    }

    /** Whether VMWRITE may write to VM-exit information fields (IA32_VMX_MISC bit 29). */
    public boolean writableExitInformation() {
        return (msr(MISC) >>> 29 & 1) != 0;
    }

    /** Whether software interrupts and exceptions may be injected with instruction length 0 (IA32_VMX_MISC bit 30). */
    public boolean zeroLengthInjection() {
        return (msr(MISC) >>> 30 & 1) != 0;
    }

    /** Whether VM exits store IA32_EFER.LMA into "IA-32e mode guest" (IA32_VMX_MISC bit 5). */
    public boolean storesLma() {
        return (msr(MISC) >>> 5 & 1) != 0;
    }

    /** Whether activity state 1 (HLT), 2 (shutdown) or 3 (wait-for-SIPI) is supported (IA32_VMX_MISC bits 8:6). */
    public boolean activityState(int state) {
        return state == 0 || state <= 3 && (msr(MISC) >>> (5 + state) & 1) != 0;
    }

    /** Shift from the TSC to the VMX-preemption timer (IA32_VMX_MISC bits 4:0). */
    public int preemptionTimerShift() {
        return (int) msr(MISC) & 31;
    }

    /** Bits of CR0 ({@code cr} 0) or CR4 ({@code cr} 4) that must be 1 in VMX operation. */
    public long fixed0(int cr) {
        return msr(cr == 0 ? CR0_FIXED0 : CR4_FIXED0);
    }

    /** Bits of CR0 ({@code cr} 0) or CR4 ({@code cr} 4) that may be 1 in VMX operation. */
    public long fixed1(int cr) {
        return msr(cr == 0 ? CR0_FIXED1 : CR4_FIXED1);
    }

    /** The capability MSR that tells the allowed settings of a control field. */
    public int capabilityMsr(VmcsField field) {
        return switch (field.symbol()) {
            case "PIN_BASED_CONTROLS" -> trueControls() ? TRUE_PINBASED_CTLS : PINBASED_CTLS;
            case "PRIMARY_CONTROLS" -> trueControls() ? TRUE_PROCBASED_CTLS : PROCBASED_CTLS;
            case "EXIT_CONTROLS" -> trueControls() ? TRUE_EXIT_CTLS : EXIT_CTLS;
            case "ENTRY_CONTROLS" -> trueControls() ? TRUE_ENTRY_CTLS : ENTRY_CTLS;
            case "SECONDARY_CONTROLS" -> PROCBASED_CTLS2;
            case "TERTIARY_CONTROLS" -> PROCBASED_CTLS3;
            case "SECONDARY_EXIT_CONTROLS" -> EXIT_CTLS2;
            case "VM_FUNCTION_CONTROLS" -> VMFUNC;
            default -> throw new IllegalArgumentException(field + " has no capability MSR");
        };
    }

    /** Name of a capability MSR, for instance {@code IA32_VMX_TRUE_PINBASED_CTLS}. */
    public static String msrName(int index) {
        return "IA32_VMX_" + switch (index) {
            case BASIC -> "BASIC";
            case PINBASED_CTLS -> "PINBASED_CTLS";
            case PROCBASED_CTLS -> "PROCBASED_CTLS";
            case EXIT_CTLS -> "EXIT_CTLS";
            case ENTRY_CTLS -> "ENTRY_CTLS";
            case MISC -> "MISC";
            case CR0_FIXED0 -> "CR0_FIXED0";
            case CR0_FIXED1 -> "CR0_FIXED1";
            case CR4_FIXED0 -> "CR4_FIXED0";
            case CR4_FIXED1 -> "CR4_FIXED1";
            case VMCS_ENUM -> "VMCS_ENUM";
            case PROCBASED_CTLS2 -> "PROCBASED_CTLS2";
            case EPT_VPID_CAP -> "EPT_VPID_CAP";
            case TRUE_PINBASED_CTLS -> "TRUE_PINBASED_CTLS";
            case TRUE_PROCBASED_CTLS -> "TRUE_PROCBASED_CTLS";
            case TRUE_EXIT_CTLS -> "TRUE_EXIT_CTLS";
            case TRUE_ENTRY_CTLS -> "TRUE_ENTRY_CTLS";
            case VMFUNC -> "VMFUNC";
            case PROCBASED_CTLS3 -> "PROCBASED_CTLS3";
            case EXIT_CTLS2 -> "EXIT_CTLS2";
            default -> throw new IllegalArgumentException("not a VMX capability MSR: " + index);
        };
    }

    /** Bits of a control field that must be 1. */
    public long allowed0(VmcsField field) {
        int msr = capabilityMsr(field);
        return msr == PROCBASED_CTLS3 || msr == EXIT_CTLS2 || msr == VMFUNC ? 0 : msr(msr) & 0xFFFFFFFFL;
    }

    /** Bits of a control field that may be 1. */
    public long allowed1(VmcsField field) {
        int msr = capabilityMsr(field);
        return msr == PROCBASED_CTLS3 || msr == EXIT_CTLS2 || msr == VMFUNC ? msr(msr) : msr(msr) >>> 32;
    }

    /** Whether the field exists on this processor; VMREAD and VMWRITE of others fail with error 12. */
    public boolean exists(VmcsField field) {
        return exists[field.index()];
    }
}
