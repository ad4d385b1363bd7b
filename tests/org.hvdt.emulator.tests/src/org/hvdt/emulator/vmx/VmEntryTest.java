// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.vmx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;

import org.hvdt.emulator.cpu.Processor;
import org.hvdt.emulator.cpu.Vector;
import org.junit.jupiter.api.Test;

/** SDM volume 3, chapter "VM Entries", from "Loading Guest State" on, and events in VMX non-root operation. */
class VmEntryTest {

    private static final long VALID = 1L << 31;

    private final VmxFixture f = new VmxFixture().withVmcs();

    private long pushed(int slot) {
        return f.memory.read64(f.cpu.gpr[Processor.RSP] + 8L * slot);
    }

    @Test
    void vmlaunchEntersTheGuestAndMakesTheVmcsLaunched() {
        f.launch();
        assertThat(f.vmx.state()).isEqualTo(VmxUnit.State.NON_ROOT);
        assertThat(f.vmcs().launched()).isTrue();
        assertThat(f.cpu.rip).isEqualTo(VmxFixture.GUEST_CODE);
        assertThat(f.cpu.gpr[Processor.RSP]).isEqualTo(VmxFixture.STACK);
        assertThat(f.entries).isEqualTo(1);
    }

    @Test
    void vmresumeEntersALaunchedGuest() {
        f.launch().guestToHost().resume();
        assertThat(f.inGuest()).isTrue();
        assertThat(f.entries).isEqualTo(2);
    }

    @Test
    void guestStateIsLoaded() {
        f.set(VmcsField.GUEST_RFLAGS, 0xCD7).set(VmcsField.GUEST_FS_BASE, 0x1000).set(VmcsField.GUEST_SYSENTER_CS, 8)
                .set(VmcsField.GUEST_SYSENTER_ESP, 0x2000).set(VmcsField.GUEST_SYSENTER_EIP, 0x3000)
                .set(VmcsField.GUEST_IDTR_LIMIT, 0x7FF).set(VmcsField.GUEST_INTERRUPTIBILITY_STATE, 8);
        f.launch();
        assertThat(f.cpu.rflags()).isEqualTo(0xCD7);
        assertThat(f.cpu.base[Processor.FS]).isEqualTo(0x1000);
        assertThat(f.cpu.sysenterCs).isEqualTo(8);
        assertThat(f.cpu.sysenterEsp).isEqualTo(0x2000);
        assertThat(f.cpu.sysenterEip).isEqualTo(0x3000);
        assertThat(f.cpu.idtrLimit).isEqualTo(0x7FF);
        assertThat(f.cpu.blockingByNmi).isTrue();
    }

    @Test
    void cr0BitsThatVmEntryDoesNotLoadKeepTheirValues() {
        f.with(VmcsField.GUEST_CR0, 3L << 29);
        f.launch();
        assertThat(f.cpu.cr0 >>> 29 & 3).isZero();
    }

    @Test
    void eferLmaAndLmeFollowIa32eModeGuestIfEferIsNotLoaded() {
        legacyGuest();
        f.launch();
        assertThat(f.cpu.efer & 0x500).isZero();
        assertThat(f.cpu.mode()).isEqualTo(32);
    }

    /** A guest with 32-bit paging that maps the first 4 MiB to itself. */
    private void legacyGuest() {
        f.without(VmcsField.ENTRY_CONTROLS, ControlBits.ENTRY_IA_32E_MODE_GUEST);
        f.without(VmcsField.GUEST_CR4, 1 << 5).with(VmcsField.GUEST_CR4, 1 << 4);
        f.set(VmcsField.GUEST_CR3, VmxFixture.LIST);
        f.memory.write32(VmxFixture.LIST, 0x83);
        f.set(VmcsField.GUEST_CS_ACCESS_RIGHTS, 0xC09B);
    }

    @Test
    void vmExitFromALegacyGuestReturnsToTheLongModeHost() {
        legacyGuest();
        f.guest("0FA2");
        assertThat(f.exitReason()).isEqualTo(10);
        assertThat(f.cpu.mode()).isEqualTo(64);
        assertThat(f.cpu.efer).isEqualTo(0x500);
        assertThat(f.get(VmcsField.ENTRY_CONTROLS) & ControlBits.ENTRY_IA_32E_MODE_GUEST).isZero();
    }

    @Test
    void eferIsLoadedIfTheControlSaysSo() {
        f.entry(ControlBits.ENTRY_LOAD_IA32_EFER).set(VmcsField.GUEST_EFER, 0xD01).launch();
        assertThat(f.cpu.efer).isEqualTo(0xD01);
    }

    @Test
    void debugControlsAreLoadedIfTheControlSaysSo() {
        f.entry(ControlBits.ENTRY_LOAD_DEBUG_CONTROLS).set(VmcsField.GUEST_DR7, 0x700).launch();
        assertThat(f.cpu.dr[7]).isEqualTo(0x700);
    }

    @Test
    void activityStateHltIsEntered() {
        f.set(VmcsField.GUEST_ACTIVITY_STATE, 1).launch();
        assertThat(f.cpu.activityState).isEqualTo(Processor.HALTED);
        assertThat(f.inGuest()).isTrue();
    }

    @Test
    void blockingByStiOfTheGuestLastsForItsFirstInstructionEvenIfTheHostWasBlockedToo() {
        f.primary(ControlBits.PRI_INTERRUPT_WINDOW_EXITING).set(VmcsField.GUEST_RFLAGS, 0x202)
                .set(VmcsField.GUEST_INTERRUPTIBILITY_STATE, 1);
        f.code(VmxFixture.ROOT_CODE, "FB0F01C2");
        f.cpu.rip = VmxFixture.ROOT_CODE;
        f.step();
        assertThat(f.cpu.blockingBySti).isTrue();
        f.step();
        assertThat(f.cpu.rip).isEqualTo(VmxFixture.GUEST_CODE);
        assertThat(f.cpu.blockingBySti).isTrue();
        f.step();
        f.step();
        assertThat(f.exitReason()).isEqualTo(7);
        assertThat(f.get(VmcsField.GUEST_RIP)).isEqualTo(VmxFixture.GUEST_CODE + 1);
    }

    @Test
    void singleStepOfTheHostDoesNotTrapInTheGuest() {
        f.cpu.setRflags(0x102);
        f.launch().step();
        assertThat(f.exceptions).isEmpty();
        assertThat(f.cpu.rip).isEqualTo(VmxFixture.GUEST_CODE + 1);
    }

    @Test
    void pendingSingleStepOfTheGuestTrapsAfterVmEntry() {
        f.set(VmcsField.EXCEPTION_BITMAP, 1 << 1).set(VmcsField.GUEST_RFLAGS, 0x102)
                .set(VmcsField.GUEST_PENDING_DEBUG_EXCEPTIONS, 1 << 14).launch();
        f.step();
        assertThat(f.exitReason()).isZero();
        assertThat(f.get(VmcsField.EXIT_INTERRUPTION_INFORMATION)).isEqualTo(VALID | 3 << 8 | 1);
        assertThat(f.qualification()).isEqualTo(1 << 14);
        assertThat(f.get(VmcsField.GUEST_RIP)).isEqualTo(VmxFixture.GUEST_CODE);
    }

    @Test
    void guestSingleStepsWithTf() {
        f.set(VmcsField.EXCEPTION_BITMAP, 1 << 1).set(VmcsField.GUEST_RFLAGS, 0x102).launch();
        f.step();
        f.step();
        assertThat(f.exitReason()).isZero();
        assertThat(f.get(VmcsField.GUEST_RIP)).isEqualTo(VmxFixture.GUEST_CODE + 1);
    }

    // ---- loading MSRs

    private void list(long index, int msr, int reserved, long value) {
        f.memory.write32(VmxFixture.LIST + 16 * index, msr);
        f.memory.write32(VmxFixture.LIST + 16 * index + 4, reserved);
        f.memory.write64(VmxFixture.LIST + 16 * index + 8, value);
    }

    private void entryList(int count) {
        f.set(VmcsField.ENTRY_MSR_LOAD_COUNT, count).set(VmcsField.ENTRY_MSR_LOAD_ADDRESS, VmxFixture.LIST);
    }

    private void exits34(long entry) {
        f.launch();
        assertThat(f.exitReason()).isEqualTo(1 << 31 | 34);
        assertThat(f.qualification()).isEqualTo(entry);
        assertThat(f.cpu.rip).isEqualTo(VmxFixture.HOST_CODE);
        assertThat(f.failures).hasSize(1);
        assertThat(f.failures.get(0).findings().get(0).message()).contains("Entry " + entry);
    }

    @Test
    void msrsOfTheEntryListAreLoaded() {
        list(0, 0xC0000082, 0, 0x1111);
        list(1, 0xC0000084, 0, 0x700);
        entryList(2);
        f.launch();
        assertThat(f.cpu.readMsr(0xC0000082)).isEqualTo(0x1111);
        assertThat(f.cpu.readMsr(0xC0000084)).isEqualTo(0x700);
    }

    @Test
    void vmEntryFailsWhenTheListNamesIa32FsBase() {
        list(0, 0xC0000100, 0, 0);
        entryList(1);
        exits34(1);
    }

    @Test
    void vmEntryFailsWhenReservedBitsOfAnEntryAreSet() {
        list(0, 0xC0000082, 0, 0);
        list(1, 0xC0000082, 1, 0);
        entryList(2);
        exits34(2);
    }

    @Test
    void vmEntryFailsWhenAnMsrDoesNotAcceptItsValue() {
        list(0, 0xC0000082, 0, 1L << 47);
        entryList(1);
        exits34(1);
    }

    // ---- event injection

    private void inject(long event) {
        f.set(VmcsField.ENTRY_INTERRUPTION_INFORMATION, VALID | event).launch();
    }

    @Test
    void injectedExceptionIsDeliveredThroughTheGuestsIdtWithItsErrorCode() {
        f.set(VmcsField.ENTRY_EXCEPTION_ERROR_CODE, 0x1234);
        inject(1 << 11 | 3 << 8 | 13);
        assertThat(f.cpu.rip).isEqualTo(VmxFixture.HANDLER_CODE);
        assertThat(pushed(0)).isEqualTo(0x1234);
        assertThat(pushed(1)).isEqualTo(VmxFixture.GUEST_CODE);
    }

    @Test
    void injectedSoftwareInterruptPushesTheAddressAfterTheInstruction() {
        f.set(VmcsField.ENTRY_INSTRUCTION_LENGTH, 2);
        inject(4 << 8 | 0x40);
        assertThat(f.cpu.rip).isEqualTo(VmxFixture.HANDLER_CODE);
        assertThat(pushed(0)).isEqualTo(VmxFixture.GUEST_CODE + 2);
    }

    @Test
    void injectedExceptionIsNotSubjectToTheExceptionBitmap() {
        f.set(VmcsField.EXCEPTION_BITMAP, -1);
        inject(3 << 8 | 6);
        assertThat(f.inGuest()).isTrue();
        assertThat(f.cpu.rip).isEqualTo(VmxFixture.HANDLER_CODE);
    }

    @Test
    void injectedNmiBlocksNmis() {
        inject(2 << 8 | 2);
        assertThat(f.cpu.blockingByNmi).isTrue();
        assertThat(f.cpu.rip).isEqualTo(VmxFixture.HANDLER_CODE);
    }

    @Test
    void injectedInterruptWakesAGuestThatEntersHalted() {
        f.set(VmcsField.GUEST_RFLAGS, 0x202).set(VmcsField.GUEST_ACTIVITY_STATE, 1);
        inject(0x40);
        assertThat(f.cpu.activityState).isEqualTo(Processor.ACTIVE);
        assertThat(f.cpu.rip).isEqualTo(VmxFixture.HANDLER_CODE);
    }

    @Test
    void faultWhileAnInjectedEventIsDeliveredReportsTheInjectedEvent() {
        f.set(VmcsField.EXCEPTION_BITMAP, 1 << 11).set(VmcsField.ENTRY_INSTRUCTION_LENGTH, 2);
        f.memory.write64(VmxFixture.IDT + 16 * 0x40, 0x00000E0000080000L);
        inject(4 << 8 | 0x40);
        assertThat(f.exitReason()).isZero();
        assertThat(f.get(VmcsField.IDT_VECTORING_INFORMATION)).isEqualTo(VALID | 4 << 8 | 0x40);
        assertThat(f.get(VmcsField.GUEST_RIP)).isEqualTo(VmxFixture.GUEST_CODE);
    }

    // ---- external interrupts, NMIs and windows

    @Test
    void externalInterruptExitsIfExternalInterruptExitingIs1() {
        f.pin(ControlBits.PIN_EXTERNAL_INTERRUPT_EXITING).launch();
        interrupt(0x41);
        assertThat(f.exitReason()).isEqualTo(1);
        assertThat(f.get(VmcsField.EXIT_INTERRUPTION_INFORMATION) & VALID).isZero();
        assertThat(f.pendingInterrupt).as("not acknowledged").isEqualTo(0x41);
    }

    private void interrupt(int vector) {
        f.pendingInterrupt = vector;
        f.cpu.stateChanged();
        f.step();
    }

    @Test
    void acknowledgeInterruptOnExitRecordsTheVector() {
        f.pin(ControlBits.PIN_EXTERNAL_INTERRUPT_EXITING).exit(ControlBits.EXIT_ACKNOWLEDGE_INTERRUPT_ON_EXIT).launch();
        interrupt(0x41);
        assertThat(f.get(VmcsField.EXIT_INTERRUPTION_INFORMATION)).isEqualTo(VALID | 0x41);
        assertThat(f.pendingInterrupt).isEqualTo(-1);
    }

    @Test
    void externalInterruptIsDeliveredThroughTheGuestsIdtIfExternalInterruptExitingIs0() {
        f.set(VmcsField.GUEST_RFLAGS, 0x202).launch();
        f.pendingInterrupt = 0x41;
        f.cpu.stateChanged();
        f.step();
        assertThat(f.inGuest()).isTrue();
        assertThat(pushed(0)).isEqualTo(VmxFixture.GUEST_CODE);
    }

    @Test
    void interruptThatIsPendingAtVmEntryExitsBeforeTheFirstInstruction() {
        f.pendingInterrupt = 0x41;
        f.pin(ControlBits.PIN_EXTERNAL_INTERRUPT_EXITING).launch();
        assertThat(f.exitReason()).isEqualTo(1);
        assertThat(f.get(VmcsField.GUEST_RIP)).isEqualTo(VmxFixture.GUEST_CODE);
    }

    @Test
    void nmiExitsIfNmiExitingIs1AndThenBlocksNmis() {
        f.pin(ControlBits.PIN_NMI_EXITING).launch();
        f.cpu.raiseNmi();
        f.step();
        assertThat(f.exitReason()).isZero();
        assertThat(f.get(VmcsField.EXIT_INTERRUPTION_INFORMATION)).isEqualTo(VALID | 2 << 8 | 2);
        assertThat(f.cpu.blockingByNmi).isTrue();
        assertThat(f.cpu.nmiPending).isFalse();
    }

    @Test
    void nmiIsNotBlockedByVirtualNmiBlocking() {
        f.pin(ControlBits.PIN_NMI_EXITING | ControlBits.PIN_VIRTUAL_NMIS)
                .set(VmcsField.GUEST_INTERRUPTIBILITY_STATE, 8).launch();
        f.cpu.raiseNmi();
        f.step();
        assertThat(f.exitReason()).isZero();
        assertThat(f.get(VmcsField.GUEST_INTERRUPTIBILITY_STATE)).isEqualTo(8);
    }

    @Test
    void interruptWindowExitsAsSoonAsInterruptsAreEnabled() {
        f.primary(ControlBits.PRI_INTERRUPT_WINDOW_EXITING).set(VmcsField.GUEST_RFLAGS, 0x202).launch();
        f.step();
        assertThat(f.exitReason()).isEqualTo(7);
        assertThat(f.get(VmcsField.GUEST_RIP)).isEqualTo(VmxFixture.GUEST_CODE);
    }

    @Test
    void interruptWindowExitsOneInstructionAfterSti() {
        f.primary(ControlBits.PRI_INTERRUPT_WINDOW_EXITING);
        f.code(VmxFixture.GUEST_CODE, "90FB9090");
        f.launch();
        f.step();
        f.step();
        assertThat(f.inGuest()).isTrue();
        f.step();
        f.step();
        assertThat(f.exitReason()).isEqualTo(7);
        assertThat(f.get(VmcsField.GUEST_RIP)).isEqualTo(VmxFixture.GUEST_CODE + 3);
    }

    @Test
    void nmiWindowExitsWhenThereIsNoVirtualNmiBlocking() {
        f.pin(ControlBits.PIN_NMI_EXITING | ControlBits.PIN_VIRTUAL_NMIS)
                .primary(ControlBits.PRI_NMI_WINDOW_EXITING).launch();
        f.step();
        assertThat(f.exitReason()).isEqualTo(8);
        assertThat(f.get(VmcsField.GUEST_RIP)).isEqualTo(VmxFixture.GUEST_CODE);
    }

    @Test
    void nmiWindowExitsAfterIretThatEndsVirtualNmiBlocking() {
        f.pin(ControlBits.PIN_NMI_EXITING | ControlBits.PIN_VIRTUAL_NMIS)
                .primary(ControlBits.PRI_NMI_WINDOW_EXITING).set(VmcsField.GUEST_INTERRUPTIBILITY_STATE, 8);
        f.memory.write64(VmxFixture.STACK - 40, VmxFixture.GUEST_CODE + 0x10);
        f.memory.write64(VmxFixture.STACK - 32, VmxFixture.CODE_SELECTOR);
        f.memory.write64(VmxFixture.STACK - 24, 2);
        f.memory.write64(VmxFixture.STACK - 16, VmxFixture.STACK);
        f.memory.write64(VmxFixture.STACK - 8, VmxFixture.DATA_SELECTOR);
        f.set(VmcsField.GUEST_RSP, VmxFixture.STACK - 40).guest("48CF");
        f.step();
        assertThat(f.exitReason()).isEqualTo(8);
        assertThat(f.get(VmcsField.GUEST_RIP)).isEqualTo(VmxFixture.GUEST_CODE + 0x10);
    }

    // ---- VMX-preemption timer and monitor trap flag

    @Test
    void preemptionTimerOf0ExitsBeforeTheFirstInstruction() {
        f.pin(ControlBits.PIN_ACTIVATE_VMX_PREEMPTION_TIMER).set(VmcsField.PREEMPTION_TIMER_VALUE, 0).launch();
        f.step();
        assertThat(f.exitReason()).isEqualTo(52);
        assertThat(f.get(VmcsField.GUEST_RIP)).isEqualTo(VmxFixture.GUEST_CODE);
    }

    @Test
    void preemptionTimerCountsDownWithTheTsc() {
        f.pin(ControlBits.PIN_ACTIVATE_VMX_PREEMPTION_TIMER).set(VmcsField.PREEMPTION_TIMER_VALUE, 10);
        f.code(VmxFixture.GUEST_CODE, "EBFE");
        f.launch();
        long start = f.cpu.tsc();
        f.code(VmxFixture.HOST_CODE, "F4");
        f.cpu.run(Long.MAX_VALUE);
        assertThat(f.exitReason()).isEqualTo(52);
        long ticks = (f.cpu.tsc() >>> f.vmx.capabilities().preemptionTimerShift())
                - (start >>> f.vmx.capabilities().preemptionTimerShift());
        assertThat(ticks).isEqualTo(10);
    }

    @Test
    void preemptionTimerValueIsSavedIfTheControlSaysSo() {
        f.pin(ControlBits.PIN_ACTIVATE_VMX_PREEMPTION_TIMER).exit(ControlBits.EXIT_SAVE_VMX_PREEMPTION_TIMER_VALUE)
                .set(VmcsField.PREEMPTION_TIMER_VALUE, 1000).guest("0FA2");
        assertThat(f.get(VmcsField.PREEMPTION_TIMER_VALUE)).isBetween(999L, 1000L);
    }

    @Test
    void monitorTrapFlagExitsAfterOneInstruction() {
        f.primary(ControlBits.PRI_MONITOR_TRAP_FLAG).launch();
        f.step();
        f.step();
        assertThat(f.exitReason()).isEqualTo(37);
        assertThat(f.get(VmcsField.GUEST_RIP)).isEqualTo(VmxFixture.GUEST_CODE + 1);
    }

    @Test
    void monitorTrapFlagExitsBeforeTheHandlerOfAnInjectedEvent() {
        f.primary(ControlBits.PRI_MONITOR_TRAP_FLAG);
        inject(3 << 8 | 6);
        f.step();
        assertThat(f.exitReason()).isEqualTo(37);
        assertThat(f.get(VmcsField.GUEST_RIP)).isEqualTo(VmxFixture.HANDLER_CODE);
    }

    @Test
    void injectedMonitorTrapExitsBeforeTheFirstInstruction() {
        inject(7 << 8);
        f.step();
        assertThat(f.exitReason()).isEqualTo(37);
        assertThat(f.get(VmcsField.GUEST_RIP)).isEqualTo(VmxFixture.GUEST_CODE);
    }

    // ---- explanations

    @Test
    void failedEntryIsExplained() {
        f.vmwrite(VmcsField.PIN_BASED_CONTROLS.encoding(), 0);
        f.set(VmcsField.HOST_TR_SELECTOR, 0).launch();
        Explanation explanation = f.failures.get(0);
        assertThat(explanation.title())
                .isEqualTo("VM entry failed: invalid control field (VM-instruction error 7)");
        assertThat(explanation.findings()).extracting(Explanation.Finding::ruleId)
                .containsExactly("ctrl.pin.reserved", "host.tr.null");
        Explanation.Finding first = explanation.findings().get(0);
        assertThat(first.field()).isSameAs(VmcsField.PIN_BASED_CONTROLS);
        assertThat(first.seen()).isZero();
        assertThat(first.nearestValid()).isEqualTo(0x16);
        assertThat(first.lastWrite()).isEqualTo(VmxFixture.ROOT_CODE);
        assertThat(explanation.text(address -> "setup.asm:52")).contains("bit 1 must be 1",
                "Found 00000000h, last written by VMWRITE at setup.asm:52",
                "Nearest valid value: 00000016h", "1 other check would fail too.");
    }

    @Test
    void checkEntryListsAllFailuresWithoutSideEffects() {
        f.set(VmcsField.GUEST_RFLAGS, 0).set(VmcsField.HOST_CS_SELECTOR, 0).set(VmcsField.PIN_BASED_CONTROLS, 0);
        assertThat(f.vmx.checkEntry()).extracting(Explanation.Finding::ruleId)
                .containsExactly("ctrl.pin.reserved", "host.cs.null", "guest.rflags.reserved");
        assertThat(f.failures).isEmpty();
        assertThat(f.vmx.state()).isEqualTo(VmxUnit.State.ROOT);
    }

    @Test
    void checksCopeWithArbitraryValues() {
        Random random = new Random(1);
        for (int round = 0; round < 2000; round++) {
            for (VmcsField field : VmcsField.all()) {
                if (random.nextInt(8) == 0) {
                    f.set(field, random.nextBoolean() ? random.nextLong() : 1L << random.nextInt(64));
                }
            }
            for (Explanation.Finding finding : f.vmx.checkEntry()) {
                assertThat(finding.text(Long::toHexString)).isNotBlank();
            }
        }
    }

    @Test
    void nearestValidValuesLeadToAnEntryThatPasses() {
        Random random = new Random(2);
        for (int round = 0; round < 300; round++) {
            VmcsField field = VmcsField.all().get(random.nextInt(VmcsField.all().size()));
            long old = f.get(field);
            f.set(field, old ^ 1L << random.nextInt(field.width().bits()));
            for (int repair = 0; repair < 8 && !f.vmx.checkEntry().isEmpty(); repair++) {
                Explanation.Finding finding = f.vmx.checkEntry().get(0);
                f.set(finding.field(), finding.nearestValid());
            }
            // Nobody can say which selector or page table was meant.
            assertThat(f.vmx.checkEntry()).as(field + " " + old).extracting(Explanation.Finding::ruleId)
                    .allMatch(rule -> rule.endsWith(".null") || rule.equals("guest.pdpte.reserved"));
            setUpAgain();
        }
    }

    private void setUpAgain() {
        f.vmclear(VmxFixture.VMCS);
        f.memory.write(VmxFixture.VMCS, new byte[4096], 0, 4096);
        f.execute("0F01C4");
        f.withVmcs();
    }

    @Test
    void entryThatPassedIsCheckedAgainAfterAChange() {
        f.launch().guestToHost();
        f.set(VmcsField.GUEST_CR4, f.cpu.cr4 & ~0x2000L).resume();
        assertThat(f.exitReason()).isEqualTo(1 << 31 | 33);
        f.set(VmcsField.GUEST_CR4, f.cpu.cr4).resume();
        assertThat(f.inGuest()).isTrue();
    }

    @Test
    void exceptionInRootOperationAfterTheExitGoesToTheHost() {
        f.code(VmxFixture.HOST_CODE, "0F0B");
        f.guest("0FA2");
        f.step();
        assertThat(f.exception()).isEqualTo(Vector.UD);
        assertThat(f.vmx.state()).isEqualTo(VmxUnit.State.ROOT);
    }
}
