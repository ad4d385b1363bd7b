// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.vmx;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** SDM volume 3, "Checks on the Guest State Area". A failing check causes a VM exit with reason 33. */
class GuestChecksTest {

    private final VmxFixture f = new VmxFixture().withVmcs();

    private void exits33(String rule) {
        exits33(rule, 0);
    }

    private void exits33(String rule, long qualification) {
        f.launch();
        assertThat(f.rule()).isEqualTo(rule);
        assertThat(f.exitReason()).isEqualTo(1 << 31 | 33);
        assertThat(f.qualification()).isEqualTo(qualification);
        assertThat(f.cpu.rip).isEqualTo(VmxFixture.HOST_CODE);
        assertThat(f.vmcs().launched()).isFalse();
    }

    private void enters() {
        f.launch();
        assertThat(f.rule()).isEqualTo("none");
        assertThat(f.inGuest()).isTrue();
    }

    private void userMode() {
        for (VmcsField field : new VmcsField[] {VmcsField.GUEST_CS_SELECTOR, VmcsField.GUEST_SS_SELECTOR,
            VmcsField.GUEST_DS_SELECTOR, VmcsField.GUEST_ES_SELECTOR, VmcsField.GUEST_FS_SELECTOR,
            VmcsField.GUEST_GS_SELECTOR}) {
            f.with(field, 3);
        }
        for (VmcsField field : new VmcsField[] {VmcsField.GUEST_CS_ACCESS_RIGHTS, VmcsField.GUEST_SS_ACCESS_RIGHTS,
            VmcsField.GUEST_DS_ACCESS_RIGHTS, VmcsField.GUEST_ES_ACCESS_RIGHTS, VmcsField.GUEST_FS_ACCESS_RIGHTS,
            VmcsField.GUEST_GS_ACCESS_RIGHTS}) {
            f.with(field, 0x60);
        }
    }

    private void paeGuest() {
        f.without(VmcsField.ENTRY_CONTROLS, ControlBits.ENTRY_IA_32E_MODE_GUEST);
        f.set(VmcsField.GUEST_CS_ACCESS_RIGHTS, 0xC09B);
        f.set(VmcsField.GUEST_CR3, VmxFixture.SCRATCH);
        for (int i = 0; i < 4; i++) {
            f.memory.write64(VmxFixture.SCRATCH + 8 * i, 0);
        }
    }

    private void virtual8086Guest() {
        paeGuest();
        f.set(VmcsField.GUEST_RFLAGS, 1 << 17 | 2);
        for (int i = 0; i < 6; i++) {
            f.set(VmEntries.SELECTOR[i], 0x3000);
            f.set(VmEntries.BASE[i], 0x30000);
            f.set(VmEntries.LIMIT[i], 0xFFFF);
            f.set(VmEntries.ACCESS[i], 0xF3);
        }
        f.set(VmcsField.GUEST_RIP, 0);
    }

    @Test
    void guestCr0MustHaveItsFixedBits() {
        f.without(VmcsField.GUEST_CR0, 1 << 5);
        exits33("guest.cr0.fixed");
    }

    @Test
    void guestCr4MustHaveItsFixedBits() {
        f.without(VmcsField.GUEST_CR4, 1 << 13);
        exits33("guest.cr4.fixed");
    }

    @Test
    void guestCr4MustNotSetUnsupportedBits() {
        f.with(VmcsField.GUEST_CR4, 1L << 31);
        exits33("guest.cr4.fixed");
    }

    @Test
    void guestDebugctlMustNotSetReservedBitsIfDebugControlsAreLoaded() {
        f.entry(ControlBits.ENTRY_LOAD_DEBUG_CONTROLS);
        f.set(VmcsField.GUEST_DEBUGCTL, 1 << 3);
        exits33("guest.debugctl.reserved");
    }

    @Test
    void guestDr7Bits63To32MustBe0IfDebugControlsAreLoaded() {
        f.entry(ControlBits.ENTRY_LOAD_DEBUG_CONTROLS);
        f.set(VmcsField.GUEST_DR7, 1L << 32);
        exits33("guest.dr7.high");
    }

    @Test
    void ia32eModeGuestNeedsCr4Pae() {
        f.without(VmcsField.GUEST_CR4, 1 << 5);
        exits33("guest.long-mode.pae");
    }

    @Test
    void guestCr4PcideNeedsIa32eModeGuest() {
        f.without(VmcsField.ENTRY_CONTROLS, 1 << 9);
        f.with(VmcsField.GUEST_CR4, 1 << 17);
        exits33("guest.legacy-mode.pcid");
    }

    @Test
    void guestCr3MustNotExceedThePhysicalAddressWidth() {
        f.with(VmcsField.GUEST_CR3, 1L << 50);
        exits33("guest.cr3.reserved");
    }

    @Test
    void guestSysenterEspMustBeCanonical() {
        f.set(VmcsField.GUEST_SYSENTER_ESP, 1L << 47);
        exits33("guest.sysenter-esp.canonical");
    }

    @Test
    void guestSysenterEipMustBeCanonical() {
        f.set(VmcsField.GUEST_SYSENTER_EIP, 1L << 47);
        exits33("guest.sysenter-eip.canonical");
    }

    @Test
    void guestPatMustHoldMemoryTypesIfLoaded() {
        f.entry(ControlBits.ENTRY_LOAD_IA32_PAT);
        f.set(VmcsField.GUEST_PAT, 3);
        exits33("guest.pat.types");
    }

    @Test
    void guestEferMustNotSetReservedBitsIfLoaded() {
        f.entry(ControlBits.ENTRY_LOAD_IA32_EFER);
        f.set(VmcsField.GUEST_EFER, 0x502);
        exits33("guest.efer.reserved");
    }

    @Test
    void guestEferLmaMustEqualIa32eModeGuest() {
        f.entry(ControlBits.ENTRY_LOAD_IA32_EFER);
        f.set(VmcsField.GUEST_EFER, 0x100);
        exits33("guest.efer.lma");
    }

    @Test
    void guestEferLmeMustEqualLmaIfPagingIsOn() {
        f.entry(ControlBits.ENTRY_LOAD_IA32_EFER);
        f.set(VmcsField.GUEST_EFER, 0x400);
        exits33("guest.efer.lme");
    }

    @Test
    void trSelectorMustNotHaveTi() {
        f.with(VmcsField.GUEST_TR_SELECTOR, 4);
        exits33("guest.tr.ti");
    }

    @Test
    void ldtrSelectorMustNotHaveTiIfUsable() {
        f.set(VmcsField.GUEST_LDTR_ACCESS_RIGHTS, 0x82);
        f.set(VmcsField.GUEST_LDTR_SELECTOR, 0x24);
        exits33("guest.ldtr.ti");
    }

    @Test
    void ldtrSelectorIsNotCheckedIfUnusable() {
        f.set(VmcsField.GUEST_LDTR_SELECTOR, 0x24);
        enters();
    }

    @Test
    void rplOfSsMustEqualRplOfCs() {
        f.with(VmcsField.GUEST_SS_SELECTOR, 1);
        exits33("guest.ss.rpl");
    }

    @Test
    void trBaseMustBeCanonical() {
        f.set(VmcsField.GUEST_TR_BASE, 1L << 47);
        exits33("guest.tr.base");
    }

    @Test
    void fsBaseMustBeCanonical() {
        f.set(VmcsField.GUEST_FS_BASE, 1L << 47);
        exits33("guest.fs.base");
    }

    @Test
    void gsBaseMustBeCanonical() {
        f.set(VmcsField.GUEST_GS_BASE, 1L << 47);
        exits33("guest.gs.base");
    }

    @Test
    void ldtrBaseMustBeCanonicalIfUsable() {
        f.set(VmcsField.GUEST_LDTR_ACCESS_RIGHTS, 0x82);
        f.set(VmcsField.GUEST_LDTR_BASE, 1L << 47);
        exits33("guest.ldtr.base");
    }

    @Test
    void csBaseMustBeBelow4Gib() {
        f.set(VmcsField.GUEST_CS_BASE, 1L << 32);
        exits33("guest.cs.base.high");
    }

    @Test
    void ssBaseMustBeBelow4GibIfUsable() {
        f.set(VmcsField.GUEST_SS_BASE, 1L << 32);
        exits33("guest.ss.base.high");
    }

    @Test
    void dsBaseIsNotCheckedIfUnusable() {
        f.set(VmcsField.GUEST_DS_ACCESS_RIGHTS, 1 << 16);
        f.set(VmcsField.GUEST_DS_BASE, 1L << 32);
        enters();
    }

    @Test
    void csMustBeAnAccessedCodeSegment() {
        f.set(VmcsField.GUEST_CS_ACCESS_RIGHTS, 0xA09A);
        exits33("guest.cs.type");
    }

    @Test
    void csMustNotBeADataSegment() {
        f.set(VmcsField.GUEST_CS_ACCESS_RIGHTS, 0xA093);
        exits33("guest.cs.type");
    }

    @Test
    void ssMustBeAnAccessedWritableDataSegment() {
        f.set(VmcsField.GUEST_SS_ACCESS_RIGHTS, 0xC091);
        exits33("guest.ss.type");
    }

    @Test
    void dsMustBeAccessed() {
        f.set(VmcsField.GUEST_DS_ACCESS_RIGHTS, 0xC092);
        exits33("guest.ds.type");
    }

    @Test
    void codeInDsMustBeReadable() {
        f.set(VmcsField.GUEST_DS_ACCESS_RIGHTS, 0xC099);
        exits33("guest.ds.type");
    }

    @Test
    void csMustNotBeASystemSegment() {
        f.without(VmcsField.GUEST_CS_ACCESS_RIGHTS, 16);
        exits33("guest.cs.s");
    }

    @Test
    void esMustNotBeASystemSegmentIfUsable() {
        f.without(VmcsField.GUEST_ES_ACCESS_RIGHTS, 16);
        exits33("guest.es.s");
    }

    @Test
    void dplOfNonConformingCsMustEqualDplOfSs() {
        f.with(VmcsField.GUEST_CS_ACCESS_RIGHTS, 0x60);
        exits33("guest.cs.dpl");
    }

    @Test
    void dplOfConformingCsMustNotExceedDplOfSs() {
        f.set(VmcsField.GUEST_CS_ACCESS_RIGHTS, 0xA0FF);
        exits33("guest.cs.dpl");
    }

    @Test
    void dplOfSsMustEqualItsRpl() {
        f.with(VmcsField.GUEST_SS_ACCESS_RIGHTS, 0x60);
        f.with(VmcsField.GUEST_CS_ACCESS_RIGHTS, 0x60);
        exits33("guest.ss.dpl");
    }

    @Test
    void dplOfGsMustNotBeLessThanItsRpl() {
        f.with(VmcsField.GUEST_GS_SELECTOR, 3);
        exits33("guest.gs.dpl");
    }

    @Test
    void csMustBePresent() {
        f.without(VmcsField.GUEST_CS_ACCESS_RIGHTS, 128);
        exits33("guest.cs.present");
    }

    @Test
    void fsMustBePresentIfUsable() {
        f.without(VmcsField.GUEST_FS_ACCESS_RIGHTS, 128);
        exits33("guest.fs.present");
    }

    @Test
    void accessRightsBits11To8MustBe0() {
        f.with(VmcsField.GUEST_SS_ACCESS_RIGHTS, 0x100);
        exits33("guest.ss.rights.reserved-low");
    }

    @Test
    void csMustNotHaveLAndDInIa32eMode() {
        f.with(VmcsField.GUEST_CS_ACCESS_RIGHTS, 1 << 14);
        exits33("guest.cs.db");
    }

    @Test
    void granularityBitMustBe0IfALimitBit11To0Is0() {
        f.set(VmcsField.GUEST_DS_LIMIT, 0xFFFFF000L);
        exits33("guest.ds.granularity");
    }

    @Test
    void granularityBitMustBe1IfALimitBit31To20Is1() {
        f.without(VmcsField.GUEST_DS_ACCESS_RIGHTS, 1 << 15);
        exits33("guest.ds.granularity");
    }

    @Test
    void accessRightsBits31To17MustBe0() {
        f.with(VmcsField.GUEST_CS_ACCESS_RIGHTS, 1 << 17);
        exits33("guest.cs.rights.reserved-high");
    }

    @Test
    void trMustBeABusyTss() {
        f.set(VmcsField.GUEST_TR_ACCESS_RIGHTS, 0x89);
        exits33("guest.tr.type");
    }

    @Test
    void trMustNotBeA16BitTssInIa32eMode() {
        f.set(VmcsField.GUEST_TR_ACCESS_RIGHTS, 0x83);
        exits33("guest.tr.type");
    }

    @Test
    void trMustBeASystemSegment() {
        f.with(VmcsField.GUEST_TR_ACCESS_RIGHTS, 16);
        exits33("guest.tr.s");
    }

    @Test
    void trMustBePresent() {
        f.without(VmcsField.GUEST_TR_ACCESS_RIGHTS, 128);
        exits33("guest.tr.present");
    }

    @Test
    void trMustBeUsable() {
        f.with(VmcsField.GUEST_TR_ACCESS_RIGHTS, 1 << 16);
        exits33("guest.tr.usable");
    }

    @Test
    void ldtrMustBeAnLdtIfUsable() {
        f.set(VmcsField.GUEST_LDTR_ACCESS_RIGHTS, 0x83);
        exits33("guest.ldtr.type");
    }

    @Test
    void gdtrBaseMustBeCanonical() {
        f.set(VmcsField.GUEST_GDTR_BASE, 1L << 47);
        exits33("guest.gdtr.base");
    }

    @Test
    void idtrBaseMustBeCanonical() {
        f.set(VmcsField.GUEST_IDTR_BASE, 1L << 47);
        exits33("guest.idtr.base");
    }

    @Test
    void gdtrLimitBits31To16MustBe0() {
        f.set(VmcsField.GUEST_GDTR_LIMIT, 1 << 16);
        exits33("guest.gdtr.limit");
    }

    @Test
    void idtrLimitBits31To16MustBe0() {
        f.set(VmcsField.GUEST_IDTR_LIMIT, 1 << 16);
        exits33("guest.idtr.limit");
    }

    @Test
    void ripBits63To48MustBeIdenticalIn64BitMode() {
        f.set(VmcsField.GUEST_RIP, 1L << 48);
        exits33("guest.rip.canonical");
    }

    @Test
    void ripBits63To32MustBe0InCompatibilityMode() {
        f.set(VmcsField.GUEST_CS_ACCESS_RIGHTS, 0xC09B);
        f.set(VmcsField.GUEST_RIP, 1L << 32);
        exits33("guest.rip.high");
    }

    @Test
    void rflagsBit1MustBe1() {
        f.set(VmcsField.GUEST_RFLAGS, 0);
        exits33("guest.rflags.reserved");
    }

    @Test
    void rflagsReservedBitsMustBe0() {
        f.set(VmcsField.GUEST_RFLAGS, 2 | 1 << 15);
        exits33("guest.rflags.reserved");
    }

    @Test
    void rflagsVmMustBe0InIa32eMode() {
        f.set(VmcsField.GUEST_RFLAGS, 2 | 1 << 17);
        f.launch();
        assertThat(f.exitReason()).isEqualTo(1 << 31 | 33);
        assertThat(f.failures.get(0).findings()).extracting(Explanation.Finding::ruleId).contains("guest.rflags.vm");
    }

    @Test
    void rflagsIfMustBe1IfAnExternalInterruptIsInjected() {
        f.set(VmcsField.ENTRY_INTERRUPTION_INFORMATION, 1L << 31 | 32);
        exits33("guest.rflags.if");
    }

    @Test
    void activityStateMustBeSupported() {
        f.set(VmcsField.GUEST_ACTIVITY_STATE, 4);
        exits33("guest.activity.supported");
    }

    @Test
    void activityStateMustNotBeHltIfDplOfSsIsNot0() {
        userMode();
        f.set(VmcsField.GUEST_ACTIVITY_STATE, 1);
        exits33("guest.activity.hlt-dpl");
    }

    @Test
    void activityStateMustBeActiveWithBlockingBySti() {
        f.set(VmcsField.GUEST_ACTIVITY_STATE, 1);
        f.set(VmcsField.GUEST_RFLAGS, 0x202);
        f.set(VmcsField.GUEST_INTERRUPTIBILITY_STATE, 1);
        exits33("guest.activity.blocking");
    }

    @Test
    void activityStateHltAllowsNoSoftwareInterrupt() {
        f.set(VmcsField.GUEST_ACTIVITY_STATE, 1);
        f.set(VmcsField.ENTRY_INTERRUPTION_INFORMATION, 1L << 31 | 4 << 8 | 0x40);
        f.set(VmcsField.ENTRY_INSTRUCTION_LENGTH, 2);
        exits33("guest.activity.event");
    }

    @Test
    void interruptibilityBits31To5MustBe0() {
        f.set(VmcsField.GUEST_INTERRUPTIBILITY_STATE, 1 << 5);
        exits33("guest.interruptibility.reserved");
    }

    @Test
    void blockingByStiAndByMovSsExcludeEachOther() {
        f.set(VmcsField.GUEST_RFLAGS, 0x202);
        f.set(VmcsField.GUEST_INTERRUPTIBILITY_STATE, 3);
        exits33("guest.interruptibility.both");
    }

    @Test
    void blockingByStiNeedsRflagsIf() {
        f.set(VmcsField.GUEST_INTERRUPTIBILITY_STATE, 1);
        exits33("guest.interruptibility.sti");
    }

    @Test
    void blockingByMovSsExcludesInjectionOfAnExternalInterrupt() {
        f.set(VmcsField.GUEST_RFLAGS, 0x202);
        f.set(VmcsField.GUEST_INTERRUPTIBILITY_STATE, 2);
        f.set(VmcsField.ENTRY_INTERRUPTION_INFORMATION, 1L << 31 | 32);
        exits33("guest.interruptibility.external");
    }

    @Test
    void blockingByMovSsExcludesInjectionOfAnNmi() {
        f.set(VmcsField.GUEST_INTERRUPTIBILITY_STATE, 2);
        f.set(VmcsField.ENTRY_INTERRUPTION_INFORMATION, 1L << 31 | 2 << 8 | 2);
        exits33("guest.interruptibility.nmi-mov-ss");
    }

    @Test
    void blockingBySmiMustBe0OutsideSmm() {
        f.set(VmcsField.GUEST_INTERRUPTIBILITY_STATE, 4);
        exits33("guest.interruptibility.smi");
    }

    @Test
    void virtualNmiBlockingExcludesInjectionOfAnNmi() {
        f.pin(ControlBits.PIN_NMI_EXITING | ControlBits.PIN_VIRTUAL_NMIS);
        f.set(VmcsField.GUEST_INTERRUPTIBILITY_STATE, 8);
        f.set(VmcsField.ENTRY_INTERRUPTION_INFORMATION, 1L << 31 | 2 << 8 | 2);
        exits33("guest.interruptibility.virtual-nmi");
    }

    @Test
    void pendingDebugExceptionsReservedBitsMustBe0() {
        f.set(VmcsField.GUEST_PENDING_DEBUG_EXCEPTIONS, 1 << 4);
        exits33("guest.pending-debug.reserved");
    }

    @Test
    void pendingBsMustBe1WithBlockingByMovSsAndTf() {
        f.set(VmcsField.GUEST_RFLAGS, 0x102);
        f.set(VmcsField.GUEST_INTERRUPTIBILITY_STATE, 2);
        exits33("guest.pending-debug.bs");
    }

    @Test
    void pendingBsMustBe0WithBlockingByMovSsWithoutTf() {
        f.set(VmcsField.GUEST_PENDING_DEBUG_EXCEPTIONS, 1 << 14);
        f.set(VmcsField.GUEST_INTERRUPTIBILITY_STATE, 2);
        exits33("guest.pending-debug.bs");
    }

    @Test
    void pendingRtmMustBe0OnProcessorsWithoutRtm() {
        f.set(VmcsField.GUEST_PENDING_DEBUG_EXCEPTIONS, 1 << 16 | 1 << 12);
        exits33("guest.pending-debug.rtm");
    }

    @Test
    void linkPointerMustBeAligned() {
        f.set(VmcsField.VMCS_LINK_POINTER, 0x12001);
        exits33("guest.link-pointer.address", 4);
    }

    @Test
    void linkPointerMustReferToTheRevisionIdentifier() {
        f.set(VmcsField.VMCS_LINK_POINTER, VmxFixture.SCRATCH);
        f.memory.write32(VmxFixture.SCRATCH, 7);
        exits33("guest.link-pointer.revision", 4);
    }

    @Test
    void linkPointerMustNotBeTheCurrentVmcsPointer() {
        f.set(VmcsField.VMCS_LINK_POINTER, VmxFixture.VMCS);
        exits33("guest.link-pointer.current", 4);
    }

    @Test
    void linkPointerMayReferToAnotherVmcsRegion() {
        f.set(VmcsField.VMCS_LINK_POINTER, VmxFixture.OTHER_VMCS);
        enters();
    }

    @Test
    void pdptesMustNotSetReservedBits() {
        paeGuest();
        f.memory.write64(VmxFixture.SCRATCH, 3);
        exits33("guest.pdpte.reserved", 2);
    }

    @Test
    void pdptesThatAreNotPresentAreNotChecked() {
        paeGuest();
        f.memory.write64(VmxFixture.SCRATCH, 2);
        enters();
    }

    @Test
    void virtual8086BaseMustBeTheSelectorShiftedLeft4() {
        virtual8086Guest();
        f.set(VmcsField.GUEST_DS_BASE, 0x10);
        exits33("guest.ds.base.virtual-8086");
    }

    @Test
    void virtual8086LimitMustBe0000FFFF() {
        virtual8086Guest();
        f.set(VmcsField.GUEST_CS_LIMIT, 0xFFFFFFFFL);
        exits33("guest.cs.limit.virtual-8086");
    }

    @Test
    void virtual8086AccessRightsMustBe000000F3() {
        virtual8086Guest();
        f.set(VmcsField.GUEST_SS_ACCESS_RIGHTS, 0x93);
        exits33("guest.ss.rights.virtual-8086");
    }

    @Test
    void virtual8086GuestEnters() {
        virtual8086Guest();
        enters();
    }

    @Test
    void entryFailureKeepsTheEventToBeInjected() {
        f.set(VmcsField.GUEST_RFLAGS, 0);
        f.set(VmcsField.ENTRY_INTERRUPTION_INFORMATION, 1L << 31 | 3 << 8 | 6);
        exits33("guest.rflags.reserved");
        assertThat(f.get(VmcsField.ENTRY_INTERRUPTION_INFORMATION)).isEqualTo(1L << 31 | 3 << 8 | 6);
    }
}
