// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.vmx;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** SDM volume 3, "Checks on VMX Controls". */
class ControlChecksTest {

    private final VmxFixture f = new VmxFixture().withVmcs();

    private void failsWithError7(String rule) {
        f.launch();
        assertThat(f.outcome()).isEqualTo("VMfailValid 7");
        assertThat(f.rule()).isEqualTo(rule);
        assertThat(f.cpu.rip).isEqualTo(VmxFixture.ROOT_CODE + 3);
    }

    private void enters() {
        f.launch();
        assertThat(f.rule()).isEqualTo("none");
        assertThat(f.inGuest()).isTrue();
    }

    @Test
    void vmlaunchFailsWithError7WhenReservedPinControlBitIsClear() {
        f.without(VmcsField.PIN_BASED_CONTROLS, 1 << 1);
        failsWithError7("ctrl.pin.reserved");
    }

    @Test
    void vmlaunchFailsWithError7WhenReservedPinControlBitIsSet() {
        f.pin(1 << 31);
        failsWithError7("ctrl.pin.reserved");
    }

    @Test
    void vmlaunchFailsWithError7WhenAnUnsupportedPinControlIsSet() {
        f.pin(ControlBits.PIN_PROCESS_POSTED_INTERRUPTS);
        failsWithError7("ctrl.pin.reserved");
    }

    @Test
    void vmlaunchFailsWithError7WhenReservedPrimaryControlBitIsClear() {
        f.without(VmcsField.PRIMARY_CONTROLS, 1 << 1);
        failsWithError7("ctrl.primary.reserved");
    }

    @Test
    void vmlaunchFailsWithError7WhenReservedPrimaryControlBitIsSet() {
        f.primary(1);
        failsWithError7("ctrl.primary.reserved");
    }

    @Test
    void vmlaunchFailsWithError7WhenReservedSecondaryControlBitIsSet() {
        f.secondary(1 << 31);
        failsWithError7("ctrl.secondary.reserved");
    }

    @Test
    void secondaryControlsAreNotCheckedUnlessActivated() {
        f.set(VmcsField.SECONDARY_CONTROLS, -1);
        enters();
    }

    @Test
    void vmlaunchFailsWithError7WhenTheCr3TargetCountExceedsTheCapability() {
        f.set(VmcsField.CR3_TARGET_COUNT, 5);
        failsWithError7("ctrl.cr3-target-count");
    }

    @Test
    void cr3TargetCount4IsSupported() {
        f.set(VmcsField.CR3_TARGET_COUNT, 4);
        enters();
    }

    @Test
    void vmlaunchFailsWithError7WhenIoBitmapAIsMisaligned() {
        f.primary(ControlBits.PRI_USE_IO_BITMAPS);
        f.set(VmcsField.IO_BITMAP_A, 0x82800);
        failsWithError7("ctrl.io-bitmap-a.address");
    }

    @Test
    void vmlaunchFailsWithError7WhenIoBitmapBExceedsThePhysicalAddressWidth() {
        f.primary(ControlBits.PRI_USE_IO_BITMAPS);
        f.set(VmcsField.IO_BITMAP_B, 1L << 52);
        failsWithError7("ctrl.io-bitmap-b.address");
    }

    @Test
    void ioBitmapAddressesAreNotCheckedUnlessUsed() {
        f.set(VmcsField.IO_BITMAP_A, 1);
        enters();
    }

    @Test
    void vmlaunchFailsWithError7WhenTheMsrBitmapsAddressIsMisaligned() {
        f.primary(ControlBits.PRI_USE_MSR_BITMAPS);
        f.set(VmcsField.MSR_BITMAPS, 0x84008);
        failsWithError7("ctrl.msr-bitmaps.address");
    }

    @Test
    void vmlaunchFailsWithError7WhenTheVirtualApicAddressIsMisaligned() {
        f.primary(ControlBits.PRI_USE_TPR_SHADOW);
        f.set(VmcsField.VIRTUAL_APIC_ADDRESS, 0x84080);
        failsWithError7("ctrl.virtual-apic.address");
    }

    @Test
    void vmlaunchFailsWithError7WhenReservedBitsOfTheTprThresholdAreSet() {
        f.primary(ControlBits.PRI_USE_TPR_SHADOW);
        f.set(VmcsField.VIRTUAL_APIC_ADDRESS, 0x84000);
        f.set(VmcsField.TPR_THRESHOLD, 16);
        failsWithError7("ctrl.tpr-threshold.reserved");
    }

    @Test
    void vmlaunchFailsWithError7WhenTheTprThresholdExceedsTheVirtualTpr() {
        f.primary(ControlBits.PRI_USE_TPR_SHADOW);
        f.set(VmcsField.VIRTUAL_APIC_ADDRESS, 0x84000);
        f.set(VmcsField.TPR_THRESHOLD, 3);
        f.memory.write32(0x84080, 0x20);
        failsWithError7("ctrl.tpr-threshold.vtpr");
    }

    @Test
    void tprThresholdMayEqualTheVirtualTpr() {
        f.primary(ControlBits.PRI_USE_TPR_SHADOW);
        f.set(VmcsField.VIRTUAL_APIC_ADDRESS, 0x84000);
        f.set(VmcsField.TPR_THRESHOLD, 2);
        f.memory.write32(0x84080, 0x20);
        enters();
    }

    @Test
    void vmlaunchFailsWithError7WhenVirtualNmisIsSetWithoutNmiExiting() {
        f.pin(ControlBits.PIN_VIRTUAL_NMIS);
        failsWithError7("ctrl.virtual-nmis");
    }

    @Test
    void vmlaunchFailsWithError7WhenNmiWindowExitingIsSetWithoutVirtualNmis() {
        f.primary(ControlBits.PRI_NMI_WINDOW_EXITING);
        failsWithError7("ctrl.nmi-window");
    }

    @Test
    void vmlaunchFailsWithError7WhenTheVpidIs0() {
        f.secondary(ControlBits.SEC_ENABLE_VPID);
        failsWithError7("ctrl.vpid");
    }

    @Test
    void vpid1IsValid() {
        f.secondary(ControlBits.SEC_ENABLE_VPID);
        f.set(VmcsField.VPID, 1);
        enters();
    }

    @Test
    void vmlaunchFailsWithError7WhenReservedExitControlBitIsClear() {
        f.without(VmcsField.EXIT_CONTROLS, 1);
        failsWithError7("ctrl.exit.reserved");
    }

    @Test
    void vmlaunchFailsWithError7WhenReservedExitControlBitIsSet() {
        f.exit(1 << 31);
        failsWithError7("ctrl.exit.reserved");
    }

    @Test
    void vmlaunchFailsWithError7WhenThePreemptionTimerIsSavedButNotActivated() {
        f.exit(ControlBits.EXIT_SAVE_VMX_PREEMPTION_TIMER_VALUE);
        failsWithError7("ctrl.exit.save-timer");
    }

    @Test
    void vmlaunchFailsWithError7WhenTheMsrStoreListIsMisaligned() {
        f.set(VmcsField.EXIT_MSR_STORE_COUNT, 1);
        f.set(VmcsField.EXIT_MSR_STORE_ADDRESS, 0x81008);
        failsWithError7("ctrl.exit.msr-store");
    }

    @Test
    void vmlaunchFailsWithError7WhenTheMsrLoadListOfTheExitExceedsThePhysicalAddressWidth() {
        f.set(VmcsField.EXIT_MSR_LOAD_COUNT, 2);
        f.set(VmcsField.EXIT_MSR_LOAD_ADDRESS, (1L << f.cpu.walker.physicalAddressBits) - 16);
        failsWithError7("ctrl.exit.msr-load");
    }

    @Test
    void msrListAddressesAreNotCheckedWhenTheListsAreEmpty() {
        f.set(VmcsField.EXIT_MSR_STORE_ADDRESS, 1);
        f.set(VmcsField.EXIT_MSR_LOAD_ADDRESS, 1);
        f.set(VmcsField.ENTRY_MSR_LOAD_ADDRESS, 1);
        enters();
    }

    @Test
    void vmlaunchFailsWithError7WhenReservedEntryControlBitIsClear() {
        f.without(VmcsField.ENTRY_CONTROLS, 1);
        failsWithError7("ctrl.entry.reserved");
    }

    @Test
    void vmlaunchFailsWithError7WhenReservedEntryControlBitIsSet() {
        f.entry(1 << 31);
        failsWithError7("ctrl.entry.reserved");
    }

    @Test
    void vmlaunchFailsWithError7WhenTheInterruptionTypeIsReserved() {
        f.set(VmcsField.ENTRY_INTERRUPTION_INFORMATION, 1L << 31 | 1 << 8);
        failsWithError7("ctrl.entry.event.type");
    }

    @Test
    void vmlaunchFailsWithError7WhenTheVectorOfAnNmiIsNot2() {
        f.set(VmcsField.ENTRY_INTERRUPTION_INFORMATION, 1L << 31 | 2 << 8 | 3);
        failsWithError7("ctrl.entry.event.vector");
    }

    @Test
    void vmlaunchFailsWithError7WhenTheVectorOfAHardwareExceptionIsAbove31() {
        f.set(VmcsField.ENTRY_INTERRUPTION_INFORMATION, 1L << 31 | 3 << 8 | 32);
        failsWithError7("ctrl.entry.event.vector");
    }

    @Test
    void vmlaunchFailsWithError7WhenTheVectorOfAnOtherEventIsNot0() {
        f.set(VmcsField.ENTRY_INTERRUPTION_INFORMATION, 1L << 31 | 7 << 8 | 1);
        failsWithError7("ctrl.entry.event.vector");
    }

    @Test
    void vmlaunchFailsWithError7WhenAnExceptionThatHasAnErrorCodeIsInjectedWithoutOne() {
        f.set(VmcsField.ENTRY_INTERRUPTION_INFORMATION, 1L << 31 | 3 << 8 | 13);
        failsWithError7("ctrl.entry.event.error-code");
    }

    @Test
    void vmlaunchFailsWithError7WhenAnExceptionWithoutErrorCodeIsInjectedWithOne() {
        f.set(VmcsField.ENTRY_INTERRUPTION_INFORMATION, 1L << 31 | 1 << 11 | 3 << 8 | 6);
        failsWithError7("ctrl.entry.event.error-code");
    }

    @Test
    void vmlaunchFailsWithError7WhenAnInterruptIsInjectedWithErrorCode() {
        f.set(VmcsField.ENTRY_INTERRUPTION_INFORMATION, 1L << 31 | 1 << 11 | 32);
        failsWithError7("ctrl.entry.event.error-code");
    }

    @Test
    void vmlaunchFailsWithError7WhenReservedBitsOfTheInterruptionInformationAreSet() {
        f.set(VmcsField.ENTRY_INTERRUPTION_INFORMATION, 1L << 31 | 1 << 12 | 3 << 8 | 6);
        failsWithError7("ctrl.entry.event.reserved");
    }

    @Test
    void interruptionInformationIsNotCheckedWithoutItsValidBit() {
        f.set(VmcsField.ENTRY_INTERRUPTION_INFORMATION, 0x7FFFFFFF);
        enters();
    }

    @Test
    void vmlaunchFailsWithError7WhenBits31To16OfTheErrorCodeAreSet() {
        f.set(VmcsField.ENTRY_INTERRUPTION_INFORMATION, 1L << 31 | 1 << 11 | 3 << 8 | 13);
        f.set(VmcsField.ENTRY_EXCEPTION_ERROR_CODE, 1 << 16);
        failsWithError7("ctrl.entry.event.error-code-value");
    }

    @Test
    void vmlaunchFailsWithError7WhenTheInstructionLengthOfASoftwareInterruptIsAbove15() {
        f.set(VmcsField.ENTRY_INTERRUPTION_INFORMATION, 1L << 31 | 4 << 8 | 0x40);
        f.set(VmcsField.ENTRY_INSTRUCTION_LENGTH, 16);
        failsWithError7("ctrl.entry.event.length");
    }

    @Test
    void vmlaunchFailsWithError7WhenTheMsrLoadListOfTheEntryIsMisaligned() {
        f.set(VmcsField.ENTRY_MSR_LOAD_COUNT, 1);
        f.set(VmcsField.ENTRY_MSR_LOAD_ADDRESS, 0x81004);
        failsWithError7("ctrl.entry.msr-load");
    }

    @Test
    void zeroInstructionLengthNeedsIa32VmxMiscBit30() {
        VmxFixture penryn = new VmxFixture("penryn").withVmcs();
        penryn.set(VmcsField.ENTRY_INTERRUPTION_INFORMATION, 1L << 31 | 4 << 8 | 0x40).launch();
        assertThat(penryn.rule()).isEqualTo("ctrl.entry.event.length");
    }
}
