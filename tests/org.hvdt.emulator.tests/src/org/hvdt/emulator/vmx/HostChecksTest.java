// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.vmx;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** SDM volume 3, "Checks on the Host-State Area" and "Checks Related to Address-Space Size". */
class HostChecksTest {

    private final VmxFixture f = new VmxFixture().withVmcs();

    private void failsWithError8(String rule) {
        f.launch();
        assertThat(f.outcome()).isEqualTo("VMfailValid 8");
        assertThat(f.rule()).isEqualTo(rule);
    }

    private void enters() {
        f.launch();
        assertThat(f.rule()).isEqualTo("none");
        assertThat(f.inGuest()).isTrue();
    }

    @Test
    void vmlaunchFailsWithError8WhenHostCr0ClearsABitThatIsFixedTo1() {
        f.without(VmcsField.HOST_CR0, 1 << 5);
        failsWithError8("host.cr0.fixed");
    }

    @Test
    void vmlaunchFailsWithError8WhenHostCr0SetsAReservedBit() {
        f.with(VmcsField.HOST_CR0, 1L << 32);
        failsWithError8("host.cr0.fixed");
    }

    @Test
    void hostCr0NwAndCdAreNotChecked() {
        f.with(VmcsField.HOST_CR0, 3L << 29);
        enters();
    }

    @Test
    void vmlaunchFailsWithError8WhenHostCr4ClearsVmxe() {
        f.without(VmcsField.HOST_CR4, 1 << 13);
        failsWithError8("host.cr4.fixed");
    }

    @Test
    void vmlaunchFailsWithError8WhenHostCr4SetsAnUnsupportedBit() {
        f.with(VmcsField.HOST_CR4, 1L << 31);
        failsWithError8("host.cr4.fixed");
    }

    @Test
    void vmlaunchFailsWithError8WhenHostCr3ExceedsThePhysicalAddressWidth() {
        f.with(VmcsField.HOST_CR3, 1L << f.cpu.walker.physicalAddressBits);
        failsWithError8("host.cr3.reserved");
    }

    @Test
    void vmlaunchFailsWithError8WhenHostSysenterEspIsNotCanonical() {
        f.set(VmcsField.HOST_SYSENTER_ESP, 1L << 47);
        failsWithError8("host.sysenter-esp.canonical");
    }

    @Test
    void vmlaunchFailsWithError8WhenHostSysenterEipIsNotCanonical() {
        f.set(VmcsField.HOST_SYSENTER_EIP, 1L << 47);
        failsWithError8("host.sysenter-eip.canonical");
    }

    @Test
    void vmlaunchFailsWithError8WhenHostPatHoldsAReservedMemoryType() {
        f.exit(ControlBits.EXIT_LOAD_IA32_PAT);
        f.set(VmcsField.HOST_PAT, 2);
        failsWithError8("host.pat.types");
    }

    @Test
    void hostPatIsNotCheckedUnlessLoaded() {
        f.set(VmcsField.HOST_PAT, 2);
        enters();
    }

    @Test
    void vmlaunchFailsWithError8WhenHostEferSetsAReservedBit() {
        f.exit(ControlBits.EXIT_LOAD_IA32_EFER);
        f.set(VmcsField.HOST_EFER, 0x502);
        failsWithError8("host.efer.reserved");
    }

    @Test
    void vmlaunchFailsWithError8WhenHostEferLmaDiffersFromHostAddressSpaceSize() {
        f.exit(ControlBits.EXIT_LOAD_IA32_EFER);
        f.set(VmcsField.HOST_EFER, 0x100);
        failsWithError8("host.efer.lma");
    }

    @Test
    void vmlaunchFailsWithError8WhenHostEferLmeDiffersFromHostAddressSpaceSize() {
        f.exit(ControlBits.EXIT_LOAD_IA32_EFER);
        f.set(VmcsField.HOST_EFER, 0x400);
        failsWithError8("host.efer.lma");
    }

    @Test
    void vmlaunchFailsWithError8WhenTheRplOfHostCsIsNot0() {
        f.with(VmcsField.HOST_CS_SELECTOR, 3);
        failsWithError8("host.cs.rpl-ti");
    }

    @Test
    void vmlaunchFailsWithError8WhenTheRplOfHostSsIsNot0() {
        f.with(VmcsField.HOST_SS_SELECTOR, 3);
        failsWithError8("host.ss.rpl-ti");
    }

    @Test
    void vmlaunchFailsWithError8WhenTheRplOfHostDsIsNot0() {
        f.with(VmcsField.HOST_DS_SELECTOR, 3);
        failsWithError8("host.ds.rpl-ti");
    }

    @Test
    void vmlaunchFailsWithError8WhenTheRplOfHostEsIsNot0() {
        f.with(VmcsField.HOST_ES_SELECTOR, 3);
        failsWithError8("host.es.rpl-ti");
    }

    @Test
    void vmlaunchFailsWithError8WhenTheRplOfHostFsIsNot0() {
        f.with(VmcsField.HOST_FS_SELECTOR, 3);
        failsWithError8("host.fs.rpl-ti");
    }

    @Test
    void vmlaunchFailsWithError8WhenTheRplOfHostGsIsNot0() {
        f.with(VmcsField.HOST_GS_SELECTOR, 3);
        failsWithError8("host.gs.rpl-ti");
    }

    @Test
    void vmlaunchFailsWithError8WhenTheRplOfHostTrIsNot0() {
        f.with(VmcsField.HOST_TR_SELECTOR, 3);
        failsWithError8("host.tr.rpl-ti");
    }

    @Test
    void vmlaunchFailsWithError8WhenTheTiFlagOfAHostSelectorIsSet() {
        f.with(VmcsField.HOST_DS_SELECTOR, 4);
        failsWithError8("host.ds.rpl-ti");
    }

    @Test
    void vmlaunchFailsWithError8WhenHostCsIs0() {
        f.set(VmcsField.HOST_CS_SELECTOR, 0);
        failsWithError8("host.cs.null");
    }

    @Test
    void vmlaunchFailsWithError8WhenHostTrIs0() {
        f.set(VmcsField.HOST_TR_SELECTOR, 0);
        failsWithError8("host.tr.null");
    }

    @Test
    void hostSsMayBe0For64BitHosts() {
        f.set(VmcsField.HOST_SS_SELECTOR, 0);
        enters();
    }

    @Test
    void vmlaunchFailsWithError8WhenTheBaseOfHostFsIsNotCanonical() {
        f.set(VmcsField.HOST_FS_BASE, 1L << 47);
        failsWithError8("host.fs.base");
    }

    @Test
    void vmlaunchFailsWithError8WhenTheBaseOfHostGsIsNotCanonical() {
        f.set(VmcsField.HOST_GS_BASE, 1L << 47);
        failsWithError8("host.gs.base");
    }

    @Test
    void vmlaunchFailsWithError8WhenTheBaseOfHostGdtrIsNotCanonical() {
        f.set(VmcsField.HOST_GDTR_BASE, 1L << 47);
        failsWithError8("host.gdtr.base");
    }

    @Test
    void vmlaunchFailsWithError8WhenTheBaseOfHostIdtrIsNotCanonical() {
        f.set(VmcsField.HOST_IDTR_BASE, 1L << 47);
        failsWithError8("host.idtr.base");
    }

    @Test
    void vmlaunchFailsWithError8WhenTheBaseOfHostTrIsNotCanonical() {
        f.set(VmcsField.HOST_TR_BASE, 1L << 47);
        failsWithError8("host.tr.base");
    }

    @Test
    void vmlaunchFailsWithError8WhenHostAddressSpaceSizeIs0InIa32eMode() {
        f.without(VmcsField.EXIT_CONTROLS, 1 << 9);
        failsWithError8("host.size.long-host");
    }

    @Test
    void vmlaunchFailsWithError8WhenHostCr4ClearsPaeWithA64BitHost() {
        f.without(VmcsField.HOST_CR4, 1 << 5);
        failsWithError8("host.size.pae");
    }

    @Test
    void vmlaunchFailsWithError8WhenHostRipIsNotCanonical() {
        f.set(VmcsField.HOST_RIP, 1L << 47);
        failsWithError8("host.size.rip-canonical");
    }
}
