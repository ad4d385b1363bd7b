// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.vmx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.hvdt.emulator.cpu.CpuModel;
import org.junit.jupiter.api.Test;

/** SDM volume 3, appendix "Field Encoding in VMCS", and the other tables. */
class VmxTablesTest {

    @Test
    void bits14To13OfAnEncodingAreTheWidth() {
        VmcsField.Width[] widths = {VmcsField.Width.BITS_16, VmcsField.Width.BITS_64, VmcsField.Width.BITS_32,
            VmcsField.Width.NATURAL};
        for (VmcsField field : VmcsField.all()) {
            assertThat(field.width()).as(field.symbol()).isEqualTo(widths[field.encoding() >> 13]);
        }
    }

    @Test
    void bits11To10OfAnEncodingAreTheType() {
        for (VmcsField field : VmcsField.all()) {
            assertThat(field.type()).as(field.symbol())
                    .isEqualTo(VmcsField.Type.values()[field.encoding() >> 10 & 3]);
        }
    }

    @Test
    void bits12And0OfAFullEncodingAre0() {
        for (VmcsField field : VmcsField.all()) {
            assertThat(field.encoding() & ~0x6FFE).as(field.symbol()).isZero();
        }
    }

    @Test
    void encodingsSymbolsAndNamesAreUniqueAndAscend() {
        Set<Object> seen = new HashSet<>();
        int last = -1;
        for (VmcsField field : VmcsField.all()) {
            assertThat(seen.add(field.symbol())).isTrue();
            assertThat(seen.add(field.name())).isTrue();
            assertThat(field.encoding()).isGreaterThan(last);
            last = field.encoding();
        }
    }

    @Test
    void everyRangeOfTheAppendixIsComplete() {
        assertRange(0x0800, 0x0814);
        assertRange(0x0C00, 0x0C0C);
        assertRange(0x2000, 0x2044);
        assertRange(0x2800, 0x2828);
        assertRange(0x2C00, 0x2C16);
        assertRange(0x4000, 0x4024);
        assertRange(0x4400, 0x440E);
        assertRange(0x4800, 0x482A);
        assertRange(0x6000, 0x600E);
        assertRange(0x6400, 0x640A);
        assertRange(0x6800, 0x682C);
        assertRange(0x6C00, 0x6C1C);
    }

    private static void assertRange(int first, int last) {
        for (int encoding = first; encoding <= last; encoding += 2) {
            assertThat(VmcsField.of(encoding)).as("%04X", encoding).isNotNull();
        }
    }

    @Test
    void wellKnownEncodingsNameTheirFields() {
        assertThat(VmcsField.of(0x681E)).isSameAs(VmcsField.GUEST_RIP);
        assertThat(VmcsField.of(0x4402)).isSameAs(VmcsField.EXIT_REASON);
        assertThat(VmcsField.of(0x2011)).isSameAs(VmcsField.TSC_OFFSET);
        assertThat(VmcsField.of(0x681F)).isNull();
        assertThat(VmcsField.of(0x1_0000_681EL)).isNull();
        assertThat(VmcsField.GUEST_RIP.name()).isEqualTo("Guest RIP");
    }

    @Test
    void fieldsFitInTheVmcsRegion() {
        int end = Vmcs.FIELDS_OFFSET + 8 * VmcsField.all().size();
        for (String model : CpuModel.names()) {
            long basic = CpuModel.load(model).msr(VmxCapabilities.BASIC, 0);
            assertThat(basic >>> 32 & 0x1FFF).as(model).isBetween((long) end, 4096L);
        }
    }

    @Test
    void existenceNamesAControlBitOfTheTable() {
        for (VmcsField field : VmcsField.all()) {
            if (!"-".equals(field.exists())) {
                for (String control : field.exists().split("\\|")) {
                    assertThat(ControlBits.all()).as(field.symbol())
                            .anyMatch(bit -> (bit.control() + "." + bit.bit()).equals(control));
                }
            }
        }
    }

    @Test
    void exitReasonsAreComplete() {
        Set<Integer> undefined = Set.of(35, 38, 42, 71);
        for (int number = 0; number <= 79; number++) {
            assertThat(ExitReason.of(number).symbol().startsWith("REASON_")).as("%d", number)
                    .isEqualTo(undefined.contains(number));
        }
        assertThat(ExitReason.of(10).name()).isEqualTo("CPUID");
        assertThat(ExitReason.of(48).name()).isEqualTo("EPT violation");
        assertThat(ExitReason.of(35).name()).isEqualTo("Unknown exit reason 35");
    }

    @Test
    void default1ControlsAreThoseOfTheAppendix() {
        assertThat(default1(VmcsField.PIN_BASED_CONTROLS)).isEqualTo(0x16);
        assertThat(default1(VmcsField.PRIMARY_CONTROLS)).isEqualTo(0x0401E172);
        assertThat(default1(VmcsField.EXIT_CONTROLS)).isEqualTo(0x36DFF);
        assertThat(default1(VmcsField.ENTRY_CONTROLS)).isEqualTo(0x11FF);
        assertThat(default1(VmcsField.SECONDARY_CONTROLS)).isZero();
    }

    private static long default1(VmcsField field) {
        return ControlBits.of(field).stream().filter(ControlBits::default1).mapToLong(ControlBits::mask).sum();
    }

    @Test
    void controlBitsHaveOneNameEach() {
        Set<String> seen = new HashSet<>();
        for (ControlBits bit : ControlBits.all()) {
            assertThat(seen.add(bit.control() + "." + bit.bit())).isTrue();
            assertThat(bit.reserved() || seen.add(bit.control() + "." + bit.name())).isTrue();
        }
    }

    @Test
    void instructionErrorsAreThoseOfTheManual() {
        assertThat(InstructionError.of(7).description()).isEqualTo("VM entry with invalid control field(s)");
        assertThat(InstructionError.of(28).description()).isEqualTo("Invalid operand to INVEPT/INVVPID");
        assertThat(InstructionError.all()).hasSize(25);
    }

    @Test
    void entryChecksHaveUniqueIdentifiersAndNameTheirSection() {
        Set<String> seen = new HashSet<>();
        for (VmEntryCheck check : VmEntryChecks.all()) {
            assertThat(seen.add(check.id())).as(check.id()).isTrue();
            assertThat(check.fields()).as(check.id()).isNotEmpty().doesNotContainNull();
            assertThat(check.rule()).as(check.id()).endsWith(".");
        }
        assertThat(VmEntryChecks.all()).hasSizeGreaterThan(180);
    }

    @Test
    void entryChecksComeInTheOrderControlsHostStateGuestStateMsrLoading() {
        int last = 0;
        for (VmEntryCheck check : VmEntryChecks.all()) {
            assertThat(check.severity().ordinal()).as(check.id()).isGreaterThanOrEqualTo(last);
            last = check.severity().ordinal();
        }
    }

    @Test
    void capabilityMsrsOfTheModelsAreConsistent() {
        for (String model : CpuModel.names()) {
            CpuModel cpu = CpuModel.load(model);
            VmxCapabilities capabilities = new VmxCapabilities(index -> cpu.msr(index, 0));
            for (VmcsField field : List.of(VmcsField.PIN_BASED_CONTROLS, VmcsField.PRIMARY_CONTROLS,
                    VmcsField.EXIT_CONTROLS, VmcsField.ENTRY_CONTROLS, VmcsField.SECONDARY_CONTROLS)) {
                long must = capabilities.allowed0(field);
                assertThat(must & ~capabilities.allowed1(field)).as(model + " " + field).isZero();
            }
            assertThat(capabilities.trueControls()).as(model)
                    .isEqualTo(cpu.definesMsr(VmxCapabilities.TRUE_PINBASED_CTLS));
            assertThat(capabilities.fixed0(0) & ~capabilities.fixed1(0)).isZero();
            assertThat(capabilities.fixed0(4) & ~capabilities.fixed1(4)).isZero();
        }
    }
}
