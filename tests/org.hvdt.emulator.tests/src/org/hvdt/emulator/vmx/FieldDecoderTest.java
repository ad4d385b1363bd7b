// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.vmx;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Values in words. */
class FieldDecoderTest {

    private static String words(VmcsField field, long value) {
        return FieldDecoder.describe(field, value);
    }

    @Test
    void controlsAreNamed() {
        assertThat(words(VmcsField.PIN_BASED_CONTROLS, 0x17)).isEqualTo("External-interrupt exiting");
        assertThat(words(VmcsField.PIN_BASED_CONTROLS, 0x16)).isEqualTo("none");
        assertThat(words(VmcsField.PRIMARY_CONTROLS, 1 << 7 | 1L << 31))
                .isEqualTo("HLT exiting, Activate secondary controls");
    }

    @Test
    void registersAreDecodedIntoTheirFlags() {
        assertThat(words(VmcsField.GUEST_CR0, 0x80000031L)).isEqualTo("PE ET NE PG");
        assertThat(words(VmcsField.GUEST_CR4, 0x2020)).isEqualTo("PAE VMXE");
        assertThat(words(VmcsField.GUEST_EFER, 0xD01)).isEqualTo("SCE LME LMA NXE");
        assertThat(words(VmcsField.GUEST_RFLAGS, 0x3246)).isEqualTo("PF ZF IF IOPL=3");
        assertThat(words(VmcsField.GUEST_RFLAGS, 2)).isEqualTo("none");
    }

    @Test
    void accessRightsAreDecoded() {
        assertThat(words(VmcsField.GUEST_CS_ACCESS_RIGHTS, 0xA09B))
                .isEqualTo("code, readable, accessed, DPL 0, 64-bit, 4-KiB granularity");
        assertThat(words(VmcsField.GUEST_TR_ACCESS_RIGHTS, 0x8B)).isEqualTo("busy TSS, DPL 0");
        assertThat(words(VmcsField.GUEST_LDTR_ACCESS_RIGHTS, 1 << 16)).isEqualTo("unusable");
    }

    @Test
    void selectorsAreDecoded() {
        assertThat(words(VmcsField.GUEST_CS_SELECTOR, 0x33)).isEqualTo("GDT index 6, RPL 3");
        assertThat(words(VmcsField.GUEST_ES_SELECTOR, 0)).isEqualTo("null");
    }

    @Test
    void exitReasonsAndErrorsAreNamed() {
        assertThat(words(VmcsField.EXIT_REASON, 10)).isEqualTo("CPUID (10)");
        assertThat(words(VmcsField.EXIT_REASON, 0x80000021L))
                .isEqualTo("VM-entry failure due to invalid guest state (33), VM-entry failure");
        assertThat(words(VmcsField.VM_INSTRUCTION_ERROR, 8)).isEqualTo("VM entry with invalid host-state field(s)");
    }

    @Test
    void eventsAreNamed() {
        assertThat(words(VmcsField.EXIT_INTERRUPTION_INFORMATION, 0x80000B0EL))
                .isEqualTo("#PF (14), hardware exception, error code");
        assertThat(words(VmcsField.IDT_VECTORING_INFORMATION, 0x80000430L))
                .isEqualTo("vector 48, software interrupt");
        assertThat(words(VmcsField.ENTRY_INTERRUPTION_INFORMATION, 0x30E)).isEqualTo("not valid");
    }

    @Test
    void everyFieldCanBeDecodedWithEveryBitPattern() {
        for (VmcsField field : VmcsField.all()) {
            for (long value : new long[] {0, 1, 0x5555_5555_5555_5555L, -1}) {
                assertThat(FieldDecoder.describe(field, value & field.mask())).isNotNull();
                assertThat(FieldDecoder.bits(field, value & field.mask())).isNotNull();
            }
        }
    }

    @Test
    void bitsOfAControlFieldTellTheAllowedSettings() {
        VmxCapabilities capabilities = new VmxCapabilities(
                index -> index == VmxCapabilities.PINBASED_CTLS ? 0x0000003F_00000016L : 0);
        FieldDecoder.BitInfo reserved = FieldDecoder.bits(VmcsField.PIN_BASED_CONTROLS, 0, capabilities).stream()
                .filter(bit -> bit.low() == 1).findFirst().orElseThrow();
        assertThat(reserved.allowed0()).isFalse();
        assertThat(reserved.allowed1()).isTrue();
        FieldDecoder.BitInfo timer = FieldDecoder.bits(VmcsField.PIN_BASED_CONTROLS, 0, capabilities).stream()
                .filter(bit -> bit.low() == 6).findFirst().orElseThrow();
        assertThat(timer.name()).isEqualTo("Activate VMX-preemption timer");
        assertThat(timer.allowed1()).isFalse();
    }

    @Test
    void qualificationsAreDecoded() {
        assertThat(ExitQualification.describe(28, 0x303)).isEqualTo("MOV to CR3 from RBX");
        assertThat(ExitQualification.describe(28, 0xD13)).isEqualTo("MOV from CR3 to R13");
        assertThat(ExitQualification.describe(28, 0x20)).isEqualTo("CLTS");
        assertThat(ExitQualification.describe(28, 0x70030)).isEqualTo("LMSW, source 0007h in a register");
        assertThat(ExitQualification.describe(29, 0x117)).isEqualTo("MOV from DR7 to RCX");
        assertThat(ExitQualification.describe(30, 0x600048)).isEqualTo("IN, port 0060h, 1 byte");
        assertThat(ExitQualification.describe(30, 0x12340031)).isEqualTo("REP OUTS, port 1234h, 2 bytes");
        assertThat(ExitQualification.describe(33, 4)).isEqualTo("VMCS link pointer is not valid");
        assertThat(ExitQualification.describe(34, 2)).isEqualTo("entry 2 of the VM-entry MSR-load area");
        assertThat(ExitQualification.describe(10, 0)).isEmpty();
        assertThat(ExitQualification.describe(0, 0xFFFF800000001000L, 0x80000B0E))
                .isEqualTo("#PF (14), hardware exception, error code, linear address FFFF8000_00001000h");
    }
}
