// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.vmx;

import static org.assertj.core.api.Assertions.assertThat;

import org.hvdt.emulator.cpu.Processor;
import org.hvdt.emulator.cpu.Vector;
import org.junit.jupiter.api.Test;

/** SDM volume 3, chapter "VMX Instruction Reference". */
class VmxInstructionTest {

    private static final long MISALIGNED = VmxFixture.VMCS + 8;
    private static final long BEYOND_WIDTH = 1L << 46;

    private final VmxFixture f = new VmxFixture();

    @Test
    void vmxonEntersVmxOperationWithoutCurrentVmcs() {
        f.inVmxOperation();
        assertThat(f.outcome()).isEqualTo("VMsucceed");
        assertThat(f.vmx.state()).isEqualTo(VmxUnit.State.ROOT);
        assertThat(f.vmx.currentVmcs()).isNull();
        assertThat(f.vmx.vmxonPointer()).isEqualTo(VmxFixture.VMXON_REGION);
    }

    @Test
    void vmxonRaisesUndefinedOpcodeWhenCr4VmxeIsClear() {
        f.cpu.setCr4(0x20);
        f.inVmxOperation();
        assertThat(f.exception()).isEqualTo(Vector.UD);
    }

    @Test
    void vmxonRaisesGeneralProtectionAtCplAbove0() {
        f.cpu.access[Processor.SS] |= 0x60;
        f.cpu.updateMode();
        f.inVmxOperation();
        assertThat(f.exception()).isEqualTo(Vector.GP);
    }

    @Test
    void vmxonRaisesGeneralProtectionWhenCr0HasAnUnsupportedValue() {
        f.cpu.setCr0(0x80000011L);
        f.inVmxOperation();
        assertThat(f.exception()).isEqualTo(Vector.GP);
    }

    @Test
    void vmxonFailsInvalidWhenThePointerIsMisaligned() {
        f.vmxon(VmxFixture.VMXON_REGION + 1);
        assertThat(f.outcome()).isEqualTo("VMfailInvalid");
        assertThat(f.rule()).isEqualTo("vmxon.address");
    }

    @Test
    void vmxonFailsInvalidWhenThePointerExceedsThePhysicalAddressWidth() {
        f.vmxon(BEYOND_WIDTH);
        assertThat(f.outcome()).isEqualTo("VMfailInvalid");
    }

    @Test
    void vmxonFailsInvalidWhenTheRevisionIdentifierDiffers() {
        f.memory.write32(VmxFixture.VMXON_REGION, 99);
        f.vmxon(VmxFixture.VMXON_REGION);
        assertThat(f.outcome()).isEqualTo("VMfailInvalid");
        assertThat(f.rule()).isEqualTo("vmxon.revision");
    }

    @Test
    void vmxonFailsInvalidWhenBit31OfTheRegionIsSet() {
        f.memory.write32(VmxFixture.VMXON_REGION, f.vmx.capabilities().revision() | 1 << 31);
        f.vmxon(VmxFixture.VMXON_REGION);
        assertThat(f.outcome()).isEqualTo("VMfailInvalid");
    }

    @Test
    void vmxonInRootOperationFailsWithError15() {
        f.withVmcs().vmxon(VmxFixture.VMXON_REGION);
        assertThat(f.outcome()).isEqualTo("VMfailValid 15");
    }

    @Test
    void vmxonInRootOperationFailsInvalidWithoutCurrentVmcs() {
        f.inVmxOperation().vmxon(VmxFixture.VMXON_REGION);
        assertThat(f.outcome()).isEqualTo("VMfailInvalid");
    }

    @Test
    void vmxInstructionsRaiseUndefinedOpcodeOutsideVmxOperation() {
        for (String code : new String[] {"0F01C1", "0F01C2", "0F01C3", "0F01C4", "0F78D0", "0F79D0", "0FC730", "0FC738",
            "660FC730", "0F01D4"}) {
            VmxFixture fixture = new VmxFixture();
            fixture.execute(code);
            assertThat(fixture.exception()).as(code).isEqualTo(Vector.UD);
        }
    }

    @Test
    void vmxInstructionsRaiseGeneralProtectionAtCplAbove0() {
        for (String code : new String[] {"0F01C2", "0F01C3", "0F01C4", "0F78D0", "0F79D0", "0F01C1"}) {
            VmxFixture fixture = new VmxFixture().withVmcs();
            fixture.cpu.access[Processor.SS] |= 0x60;
            fixture.cpu.updateMode();
            fixture.execute(code);
            assertThat(fixture.exception()).as(code).isEqualTo(Vector.GP);
        }
    }

    @Test
    void vmclearFailsWithError2WhenThePointerIsMisaligned() {
        f.withVmcs().vmclear(MISALIGNED);
        assertThat(f.outcome()).isEqualTo("VMfailValid 2");
    }

    @Test
    void vmclearFailsWithError2WhenThePointerExceedsThePhysicalAddressWidth() {
        f.withVmcs().vmclear(BEYOND_WIDTH);
        assertThat(f.outcome()).isEqualTo("VMfailValid 2");
    }

    @Test
    void vmclearFailsWithError3ForTheVmxonPointer() {
        f.withVmcs().vmclear(VmxFixture.VMXON_REGION);
        assertThat(f.outcome()).isEqualTo("VMfailValid 3");
    }

    @Test
    void vmclearOfTheCurrentVmcsLeavesNoCurrentVmcs() {
        f.withVmcs().vmclear(VmxFixture.VMCS);
        assertThat(f.vmx.currentVmcs()).isNull();
        assertThat(f.cpu.cf()).isFalse();
    }

    @Test
    void vmclearOfAnotherVmcsKeepsTheCurrentOne() {
        f.withVmcs().vmclear(VmxFixture.OTHER_VMCS);
        assertThat(f.vmx.currentVmcs().address()).isEqualTo(VmxFixture.VMCS);
    }

    @Test
    void vmclearWritesTheDataToTheRegion() {
        f.withVmcs().set(VmcsField.GUEST_RSP, 0x1234_5678_9ABCL).vmclear(VmxFixture.VMCS);
        assertThat(f.memory.read64(VmxFixture.VMCS + Vmcs.FIELDS_OFFSET + 8 * VmcsField.GUEST_RSP.index()))
                .isEqualTo(0x1234_5678_9ABCL);
        f.vmptrld(VmxFixture.VMCS);
        assertThat(f.vmread(VmcsField.GUEST_RSP.encoding())).isEqualTo(0x1234_5678_9ABCL);
    }

    @Test
    void vmclearMakesTheLaunchStateClear() {
        f.withVmcs().launch();
        assertThat(f.vmcs().launched()).isTrue();
        f.guestToHost();
        f.vmclear(VmxFixture.VMCS);
        f.vmptrld(VmxFixture.VMCS);
        assertThat(f.vmcs().launched()).isFalse();
    }

    @Test
    void vmptrldFailsWithError9WhenThePointerIsMisaligned() {
        f.withVmcs().vmptrld(MISALIGNED);
        assertThat(f.outcome()).isEqualTo("VMfailValid 9");
    }

    @Test
    void vmptrldFailsWithError9WhenThePointerExceedsThePhysicalAddressWidth() {
        f.withVmcs().vmptrld(BEYOND_WIDTH);
        assertThat(f.outcome()).isEqualTo("VMfailValid 9");
    }

    @Test
    void vmptrldFailsWithError10ForTheVmxonPointer() {
        f.withVmcs().vmptrld(VmxFixture.VMXON_REGION);
        assertThat(f.outcome()).isEqualTo("VMfailValid 10");
    }

    @Test
    void vmptrldFailsWithError11WhenTheRevisionIdentifierDiffers() {
        f.withVmcs().memory.write32(VmxFixture.OTHER_VMCS, 99);
        f.vmptrld(VmxFixture.OTHER_VMCS);
        assertThat(f.outcome()).isEqualTo("VMfailValid 11");
    }

    @Test
    void vmptrldFailsWithError11ForAShadowVmcsWithoutVmcsShadowing() {
        f.withVmcs().memory.write32(VmxFixture.OTHER_VMCS, f.vmx.capabilities().revision() | 1 << 31);
        f.vmptrld(VmxFixture.OTHER_VMCS);
        assertThat(f.outcome()).isEqualTo("VMfailValid 11");
    }

    @Test
    void vmptrldFailsInvalidWithoutCurrentVmcs() {
        f.inVmxOperation().vmptrld(MISALIGNED);
        assertThat(f.outcome()).isEqualTo("VMfailInvalid");
    }

    @Test
    void vmptrstStoresTheCurrentVmcsPointer() {
        f.withVmcs().cpu.gpr[Processor.RAX] = VmxFixture.SCRATCH;
        f.execute("0FC738");
        assertThat(f.memory.read64(VmxFixture.SCRATCH)).isEqualTo(VmxFixture.VMCS);
    }

    @Test
    void vmptrstStoresAllOnesWithoutCurrentVmcs() {
        f.inVmxOperation().cpu.gpr[Processor.RAX] = VmxFixture.SCRATCH;
        f.execute("0FC738");
        assertThat(f.memory.read64(VmxFixture.SCRATCH)).isEqualTo(-1L);
    }

    @Test
    void vmreadAndVmwriteFailInvalidWithoutCurrentVmcs() {
        f.inVmxOperation().vmread(VmcsField.GUEST_RIP.encoding());
        assertThat(f.outcome()).isEqualTo("VMfailInvalid");
        f.vmwrite(VmcsField.GUEST_RIP.encoding(), 1);
        assertThat(f.outcome()).isEqualTo("VMfailInvalid");
    }

    @Test
    void vmreadFailsWithError12ForAnUnsupportedComponent() {
        f.withVmcs().vmread(0x6FFE);
        assertThat(f.outcome()).isEqualTo("VMfailValid 12");
    }

    @Test
    void vmreadFailsWithError12WhenBitsAbove31OfTheEncodingAreSet() {
        f.withVmcs().vmread(1L << 32 | VmcsField.GUEST_RIP.encoding());
        assertThat(f.outcome()).isEqualTo("VMfailValid 12");
    }

    @Test
    void vmreadFailsWithError12ForTheHighHalfOfAFieldThatHasNone() {
        f.withVmcs().vmread(VmcsField.GUEST_CR0.encoding() + 1);
        assertThat(f.outcome()).isEqualTo("VMfailValid 12");
    }

    @Test
    void vmwriteFailsWithError12ForAFieldWhoseControlTheProcessorLacks() {
        VmxFixture penryn = new VmxFixture("penryn").withVmcs();
        penryn.vmwrite(VmcsField.VPID.encoding(), 1);
        assertThat(penryn.outcome()).isEqualTo("VMfailValid 12");
    }

    @Test
    void vmwriteFailsWithError13ForAReadOnlyFieldUnlessIa32VmxMiscBit29IsSet() {
        VmxFixture penryn = new VmxFixture("penryn").withVmcs();
        penryn.vmwrite(VmcsField.EXIT_REASON.encoding(), 1);
        assertThat(penryn.outcome()).isEqualTo("VMfailValid 13");
        f.withVmcs().vmwrite(VmcsField.EXIT_REASON.encoding(), 1);
        assertThat(f.outcome()).isEqualTo("VMsucceed");
    }

    @Test
    void vmwriteTruncatesTheSourceToTheWidthOfTheField() {
        f.withVmcs().vmwrite(VmcsField.GUEST_ES_SELECTOR.encoding(), 0x1122334455667788L);
        assertThat(f.vmread(VmcsField.GUEST_ES_SELECTOR.encoding())).isEqualTo(0x7788);
        f.vmwrite(VmcsField.GUEST_ES_LIMIT.encoding(), 0x1122334455667788L);
        assertThat(f.vmread(VmcsField.GUEST_ES_LIMIT.encoding())).isEqualTo(0x55667788);
    }

    @Test
    void highAccessReadsAndWritesTheUpperHalfOfA64BitField() {
        f.withVmcs().vmwrite(VmcsField.TSC_OFFSET.encoding(), 0x1122334455667788L);
        assertThat(f.vmread(VmcsField.TSC_OFFSET.encoding() + 1)).isEqualTo(0x11223344);
        f.vmwrite(VmcsField.TSC_OFFSET.encoding() + 1, 0xFFFFFFFF_AABBCCDDL);
        assertThat(f.vmread(VmcsField.TSC_OFFSET.encoding())).isEqualTo(0xAABBCCDD55667788L);
    }

    @Test
    void vmwriteRemembersItsAddress() {
        f.withVmcs().vmwrite(VmcsField.TSC_OFFSET.encoding(), 5);
        assertThat(f.vmx.lastWrite(f.vmcs(), VmcsField.TSC_OFFSET)).isEqualTo(VmxFixture.ROOT_CODE);
    }

    @Test
    void vmlaunchFailsInvalidWithoutCurrentVmcs() {
        f.inVmxOperation().launch();
        assertThat(f.outcome()).isEqualTo("VMfailInvalid");
        assertThat(f.rule()).isEqualTo("vmlaunch.no-vmcs");
    }

    @Test
    void vmlaunchFailsWithError4WhenTheLaunchStateIsNotClear() {
        f.withVmcs().launch().guestToHost();
        f.launch();
        assertThat(f.outcome()).isEqualTo("VMfailValid 4");
        assertThat(f.rule()).isEqualTo("entry.not-clear");
    }

    @Test
    void vmresumeFailsWithError5WhenTheLaunchStateIsNotLaunched() {
        f.withVmcs().resume();
        assertThat(f.outcome()).isEqualTo("VMfailValid 5");
        assertThat(f.rule()).isEqualTo("entry.not-launched");
    }

    @Test
    void vmlaunchFailsWithError26WhenEventsAreBlockedByMovSs() {
        f.withVmcs();
        f.code(VmxFixture.ROOT_CODE, "0F01C2");
        f.cpu.rip = VmxFixture.ROOT_CODE;
        f.cpu.setInterruptShadow(false, true);
        f.step();
        assertThat(f.outcome()).isEqualTo("VMfailValid 26");
    }

    @Test
    void vmcallInRootOperationFailsWithError1() {
        f.withVmcs().execute("0F01C1");
        assertThat(f.outcome()).isEqualTo("VMfailValid 1");
    }

    @Test
    void vmxoffLeavesVmxOperation() {
        f.withVmcs().execute("0F01C4");
        assertThat(f.vmx.state()).isEqualTo(VmxUnit.State.OUTSIDE);
        assertThat(f.cpu.cf() || f.cpu.zf()).isFalse();
    }

    @Test
    void movToCr4CannotClearVmxeInVmxOperation() {
        f.inVmxOperation().cpu.gpr[Processor.RAX] = 0x20;
        f.execute("0F22E0");
        assertThat(f.exception()).isEqualTo(Vector.GP);
    }

    @Test
    void movToCr0CannotClearNeInVmxOperation() {
        f.inVmxOperation().cpu.gpr[Processor.RAX] = 0x80000011L;
        f.execute("0F22C0");
        assertThat(f.exception()).isEqualTo(Vector.GP);
    }

    @Test
    void invvpidFailsWithError28ForAnUnsupportedType() {
        invvpid(4, 1, 0);
        assertThat(f.outcome()).isEqualTo("VMfailValid 28");
    }

    @Test
    void invvpidFailsWithError28ForVpid0() {
        invvpid(1, 0, 0);
        assertThat(f.outcome()).isEqualTo("VMfailValid 28");
    }

    @Test
    void invvpidFailsWithError28WhenReservedBitsOfTheDescriptorAreSet() {
        invvpid(2, 1 << 16, 0);
        assertThat(f.outcome()).isEqualTo("VMfailValid 28");
    }

    @Test
    void invvpidOfAnIndividualAddressFailsWithError28WhenItIsNotCanonical() {
        invvpid(0, 1, 1L << 47);
        assertThat(f.outcome()).isEqualTo("VMfailValid 28");
    }

    @Test
    void invvpidSucceedsForAllContexts() {
        invvpid(2, 0, 0);
        assertThat(f.outcome()).isEqualTo("VMsucceed");
    }

    private void invvpid(long type, long low, long high) {
        f.withVmcs();
        f.memory.write64(VmxFixture.SCRATCH, low);
        f.memory.write64(VmxFixture.SCRATCH + 8, high);
        f.cpu.gpr[Processor.RAX] = VmxFixture.SCRATCH;
        f.cpu.gpr[Processor.RDX] = type;
        f.execute("660F388110");
    }

    @Test
    void invvpidRaisesUndefinedOpcodeOnProcessorsWithoutVpid() {
        VmxFixture penryn = new VmxFixture("penryn").withVmcs();
        penryn.cpu.gpr[Processor.RAX] = VmxFixture.SCRATCH;
        penryn.execute("660F388110");
        assertThat(penryn.exception()).isEqualTo(Vector.UD);
    }

    @Test
    void vmfuncRaisesUndefinedOpcode() {
        f.withVmcs().execute("0F01D4");
        assertThat(f.exception()).isEqualTo(Vector.UD);
    }
}
