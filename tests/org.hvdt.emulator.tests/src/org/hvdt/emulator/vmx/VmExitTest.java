// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.vmx;

import static org.assertj.core.api.Assertions.assertThat;

import org.hvdt.emulator.cpu.Attention;
import org.hvdt.emulator.cpu.Processor;
import org.hvdt.emulator.cpu.Vector;
import org.junit.jupiter.api.Test;

/** SDM volume 3, chapter "VMX Non-Root Operation" and chapter "VM Exits". */
class VmExitTest {

    private final VmxFixture f = new VmxFixture().withVmcs();

    private void exits(int reason, long qualification, int length) {
        assertThat(f.inGuest()).isFalse();
        assertThat(f.exitReason()).isEqualTo(reason);
        assertThat(f.qualification()).isEqualTo(qualification);
        assertThat(f.get(VmcsField.EXIT_INSTRUCTION_LENGTH)).isEqualTo(length);
        assertThat(f.get(VmcsField.GUEST_RIP)).isEqualTo(VmxFixture.GUEST_CODE);
        assertThat(f.cpu.rip).isEqualTo(VmxFixture.HOST_CODE);
    }

    private void doesNotExit(String code) {
        f.guest(code);
        assertThat(f.inGuest()).isTrue();
        assertThat(f.exceptions).isEmpty();
    }

    private long information() {
        return f.get(VmcsField.EXIT_INSTRUCTION_INFORMATION);
    }

    private long event() {
        return f.get(VmcsField.EXIT_INTERRUPTION_INFORMATION);
    }

    @Test
    void anInitSignalExitsBeforeTheNextInstruction() {
        f.guest("90");
        assertThat(f.inGuest()).isTrue();
        f.cpu.raiseAttention(Attention.INIT);
        f.step();
        assertThat(f.inGuest()).isFalse();
        assertThat(f.exitReason()).isEqualTo(3);
        assertThat(f.get(VmcsField.GUEST_RIP)).isEqualTo(VmxFixture.GUEST_CODE + 1);
    }

    // ---- instructions that cause VM exits unconditionally

    @Test
    void cpuidExits() {
        f.guest("0FA2");
        exits(10, 0, 2);
    }

    @Test
    void invdExits() {
        f.guest("0F08");
        exits(13, 0, 2);
    }

    @Test
    void vmcallExits() {
        f.guest("0F01C1");
        exits(18, 0, 3);
    }

    @Test
    void vmcallExitsAtAnyPrivilegeLevel() {
        userMode();
        f.guest("0F01C1");
        exits(18, 0, 3);
    }

    private void userMode() {
        for (int i = 0; i < 6; i++) {
            f.with(VmEntries.SELECTOR[i], 3);
            f.with(VmEntries.ACCESS[i], 0x60);
        }
    }

    @Test
    void vmlaunchVmresumeAndVmxoffExit() {
        f.guest("0F01C2");
        exits(20, 0, 3);
        f.code(VmxFixture.GUEST_CODE, "0F01C3");
        f.resume().step();
        exits(24, 0, 3);
        f.code(VmxFixture.GUEST_CODE, "0F01C4");
        f.resume().step();
        exits(26, 0, 3);
    }

    @Test
    void vmclearReportsTheDisplacementAndTheOperand() {
        f.guest("660FC77310");
        exits(19, 0x10, 5);
        assertThat(information()).isEqualTo(0x01C18100);
    }

    @Test
    void ripRelativeDisplacementIsReportedAsTheLinearAddress() {
        f.guest("660FC73510000000");
        exits(19, VmxFixture.GUEST_CODE + 8 + 0x10, 8);
    }

    @Test
    void vmreadReportsBothRegisters() {
        f.guest("0F78CA");
        exits(23, 0, 3);
        assertThat(information()).isEqualTo(0x10000410);
    }

    @Test
    void vmwriteReportsBothRegisters() {
        f.guest("440F79D7");
        exits(25, 0, 4);
        assertThat(information()).isEqualTo(0xA0000438L);
    }

    @Test
    void vmxonVmptrldAndVmptrstExit() {
        f.guest("F30FC733");
        exits(27, 0, 4);
        f.code(VmxFixture.GUEST_CODE, "0FC733");
        f.resume().step();
        exits(21, 0, 3);
        f.code(VmxFixture.GUEST_CODE, "0FC73B");
        f.resume().step();
        exits(22, 0, 3);
    }

    // ---- instructions that cause VM exits conditionally

    @Test
    void hltExitsIfHltExitingIs1() {
        f.primary(ControlBits.PRI_HLT_EXITING).guest("F4");
        exits(12, 0, 1);
    }

    @Test
    void hltDoesNotExitIfHltExitingIs0() {
        f.guest("F4");
        assertThat(f.inGuest()).isTrue();
        assertThat(f.cpu.activityState).isEqualTo(Processor.HALTED);
    }

    @Test
    void invlpgExitsWithTheLinearAddressIfInvlpgExitingIs1() {
        f.primary(ControlBits.PRI_INVLPG_EXITING);
        f.cpu.gpr[Processor.RBX] = 0x123000;
        f.guest("0F013B");
        exits(14, 0x123000, 3);
    }

    @Test
    void rdtscExitsIfRdtscExitingIs1() {
        f.primary(ControlBits.PRI_RDTSC_EXITING).guest("0F31");
        exits(16, 0, 2);
    }

    @Test
    void rdtscDoesNotExitIfRdtscExitingIs0() {
        doesNotExit("0F31");
    }

    @Test
    void rdtscAddsTheTscOffsetIfUseTscOffsettingIs1() {
        f.primary(ControlBits.PRI_USE_TSC_OFFSETTING).set(VmcsField.TSC_OFFSET, 1L << 40);
        f.guest("0F31");
        assertThat(f.cpu.gpr[Processor.RDX]).isEqualTo(1 << 8);
    }

    @Test
    void rdtscpRaisesUndefinedOpcodeIfEnableRdtscpIs0() {
        f.guest("0F01F9");
        assertThat(f.exception()).isEqualTo(Vector.UD);
    }

    @Test
    void rdtscpExitsIfEnableRdtscpAndRdtscExitingAre1() {
        f.secondary(ControlBits.SEC_ENABLE_RDTSCP).primary(ControlBits.PRI_RDTSC_EXITING).guest("0F01F9");
        exits(51, 0, 3);
    }

    @Test
    void rdtscpDoesNotExitIfOnlyEnableRdtscpIs1() {
        f.secondary(ControlBits.SEC_ENABLE_RDTSCP);
        doesNotExit("0F01F9");
    }

    @Test
    void rdpmcExitsIfRdpmcExitingIs1() {
        f.primary(ControlBits.PRI_RDPMC_EXITING).guest("0F33");
        exits(15, 0, 2);
    }

    @Test
    void monitorExitsIfMonitorExitingIs1() {
        f.primary(ControlBits.PRI_MONITOR_EXITING).guest("0F01C8");
        exits(39, 0, 3);
    }

    @Test
    void mwaitExitsIfMwaitExitingIs1() {
        f.primary(ControlBits.PRI_MWAIT_EXITING);
        f.cpu.gpr[Processor.RCX] = 0;
        f.guest("0F01C9");
        exits(36, 0, 3);
    }

    @Test
    void pauseExitsIfPauseExitingIs1() {
        f.primary(ControlBits.PRI_PAUSE_EXITING).guest("F390");
        exits(40, 0, 2);
    }

    @Test
    void wbinvdExitsIfWbinvdExitingIs1() {
        f.secondary(ControlBits.SEC_WBINVD_EXITING).guest("0F09");
        exits(54, 0, 2);
    }

    @Test
    void invpcidRaisesUndefinedOpcodeIfEnableInvpcidIs0() {
        f.cpu.gpr[Processor.RBX] = VmxFixture.SCRATCH;
        f.guest("660F388203");
        assertThat(f.exception()).isEqualTo(Vector.UD);
    }

    @Test
    void invpcidExitsIfEnableInvpcidAndInvlpgExitingAre1() {
        f.secondary(ControlBits.SEC_ENABLE_INVPCID).primary(ControlBits.PRI_INVLPG_EXITING).guest("660F388203");
        exits(58, 0, 5);
    }

    @Test
    void rdrandExitsIfRdrandExitingIs1() {
        f.secondary(ControlBits.SEC_RDRAND_EXITING).guest("480FC7F3");
        exits(57, 0, 4);
        assertThat(information()).isEqualTo(3 << 3 | 2 << 11);
    }

    @Test
    void descriptorTableAccessesExitIfDescriptorTableExitingIs1() {
        f.secondary(ControlBits.SEC_DESCRIPTOR_TABLE_EXITING).guest("0F0103");
        exits(46, 0, 3);
        assertThat(information()).isEqualTo(0x01C18100);
        f.code(VmxFixture.GUEST_CODE, "0F011B");
        f.resume().step();
        assertThat(information()).isEqualTo(0x31C18100);
        f.code(VmxFixture.GUEST_CODE, "0F00C1");
        f.resume().step();
        exits(47, 0, 3);
        assertThat(information()).isEqualTo(0x408);
        f.code(VmxFixture.GUEST_CODE, "0F00DF");
        f.resume().step();
        assertThat(information()).isEqualTo(0x30000438);
    }

    @Test
    void privilegedInstructionsFaultBeforeTheyExit() {
        f.primary(ControlBits.PRI_HLT_EXITING);
        userMode();
        f.guest("F4");
        assertThat(f.exception()).isEqualTo(Vector.GP);
    }

    // ---- control registers

    @Test
    void movToCr0ExitsIfAMaskedBitDiffersFromTheShadow() {
        f.set(VmcsField.CR0_MASK, 8).set(VmcsField.CR0_READ_SHADOW, 0);
        f.cpu.gpr[Processor.RBX] = f.cpu.cr0 | 8;
        f.guest("0F22C3");
        exits(28, 0x300, 3);
    }

    @Test
    void movToCr0LeavesMaskedBitsUnmodifiedIfTheyEqualTheShadow() {
        f.set(VmcsField.CR0_MASK, 8).set(VmcsField.CR0_READ_SHADOW, 8);
        f.cpu.gpr[Processor.RBX] = f.cpu.cr0 | 8 | 2;
        doesNotExit("0F22C3");
        assertThat(f.cpu.cr0 & 10).isEqualTo(2);
    }

    @Test
    void movFromCr0ReadsMaskedBitsFromTheShadow() {
        f.set(VmcsField.CR0_MASK, 8).set(VmcsField.CR0_READ_SHADOW, 8);
        doesNotExit("0F20C3");
        assertThat(f.cpu.gpr[Processor.RBX] & 8).isEqualTo(8);
        assertThat(f.cpu.cr0 & 8).isZero();
    }

    @Test
    void movToCr4ExitsIfAMaskedBitDiffersFromTheShadow() {
        f.set(VmcsField.CR4_MASK, 1 << 13);
        f.cpu.gpr[Processor.RAX] = f.cpu.cr4;
        f.code(VmxFixture.GUEST_CODE, "0F22E0");
        f.launch();
        f.cpu.gpr[Processor.RAX] = f.cpu.cr4;
        f.step();
        exits(28, 4, 3);
    }

    @Test
    void movFromCr4ReadsMaskedBitsFromTheShadow() {
        f.set(VmcsField.CR4_MASK, 1 << 13);
        doesNotExit("0F20E3");
        assertThat(f.cpu.gpr[Processor.RBX] & 1 << 13).isZero();
    }

    @Test
    void movToCr3ExitsIfCr3LoadExitingIs1() {
        f.primary(ControlBits.PRI_CR3_LOAD_EXITING);
        f.cpu.gpr[Processor.RSI] = VmxFixture.PAGE_TABLES;
        f.guest("0F22DE");
        exits(28, 0x603, 3);
    }

    @Test
    void movToCr3DoesNotExitForACr3TargetValue() {
        f.primary(ControlBits.PRI_CR3_LOAD_EXITING).set(VmcsField.CR3_TARGET_COUNT, 2)
                .set(VmcsField.CR3_TARGET_VALUE_1, VmxFixture.PAGE_TABLES);
        f.cpu.gpr[Processor.RSI] = VmxFixture.PAGE_TABLES;
        doesNotExit("0F22DE");
    }

    @Test
    void movFromCr3ExitsIfCr3StoreExitingIs1() {
        f.primary(ControlBits.PRI_CR3_STORE_EXITING).guest("410F20DD");
        exits(28, 0xD13, 4);
    }

    @Test
    void movToAndFromCr8ExitIfTheirControlsAre1() {
        f.primary(ControlBits.PRI_CR8_LOAD_EXITING | ControlBits.PRI_CR8_STORE_EXITING).guest("440F22C2");
        exits(28, 0x208, 4);
        f.code(VmxFixture.GUEST_CODE, "450F20C1");
        f.resume().step();
        exits(28, 0x918, 4);
    }

    @Test
    void movToCr8WritesTheVirtualTprIfUseTprShadowIs1() {
        f.primary(ControlBits.PRI_USE_TPR_SHADOW).set(VmcsField.VIRTUAL_APIC_ADDRESS, VmxFixture.LIST);
        f.cpu.gpr[Processor.RDX] = 7;
        doesNotExit("440F22C2");
        assertThat(f.memory.read32(VmxFixture.LIST + 0x80)).isEqualTo(0x70);
        assertThat(f.cpu.cr8).isZero();
    }

    @Test
    void movFromCr8ReadsTheVirtualTprIfUseTprShadowIs1() {
        f.primary(ControlBits.PRI_USE_TPR_SHADOW).set(VmcsField.VIRTUAL_APIC_ADDRESS, VmxFixture.LIST);
        f.memory.write32(VmxFixture.LIST + 0x80, 0xA0);
        doesNotExit("440F20C2");
        assertThat(f.cpu.gpr[Processor.RDX]).isEqualTo(10);
    }

    @Test
    void movToCr8ExitsAfterItsExecutionIfTheVirtualTprFallsBelowTheThreshold() {
        f.primary(ControlBits.PRI_USE_TPR_SHADOW).set(VmcsField.VIRTUAL_APIC_ADDRESS, VmxFixture.LIST)
                .set(VmcsField.TPR_THRESHOLD, 5);
        f.memory.write32(VmxFixture.LIST + 0x80, 0x60);
        f.cpu.gpr[Processor.RDX] = 4;
        f.guest("440F22C2");
        assertThat(f.exitReason()).isEqualTo(43);
        assertThat(f.get(VmcsField.GUEST_RIP)).isEqualTo(VmxFixture.GUEST_CODE + 4);
    }

    @Test
    void cltsExitsIfTsIs1InMaskAndShadow() {
        f.set(VmcsField.CR0_MASK, 8).set(VmcsField.CR0_READ_SHADOW, 8).guest("0F06");
        exits(28, 0x20, 2);
    }

    @Test
    void cltsLeavesTsAloneIfItIs1InTheMaskAnd0InTheShadow() {
        f.set(VmcsField.CR0_MASK, 8).with(VmcsField.GUEST_CR0, 8);
        doesNotExit("0F06");
        assertThat(f.cpu.cr0 & 8).isEqualTo(8);
    }

    @Test
    void lmswExitsWithItsSourceIfItWouldChangeAMaskedBit() {
        f.set(VmcsField.CR0_MASK, 8);
        f.cpu.gpr[Processor.RBX] = 0x9;
        f.guest("0F01F3");
        exits(28, 0x90030, 3);
    }

    @Test
    void lmswWithPeClearDoesNotExitBecauseItCannotClearPe() {
        f.set(VmcsField.CR0_MASK, 1).set(VmcsField.CR0_READ_SHADOW, 1);
        f.cpu.gpr[Processor.RBX] = 0;
        doesNotExit("0F01F3");
    }

    @Test
    void smswReadsMaskedBitsFromTheShadow() {
        f.set(VmcsField.CR0_MASK, 8).set(VmcsField.CR0_READ_SHADOW, 8);
        doesNotExit("0F01E3");
        assertThat(f.cpu.gpr[Processor.RBX] & 8).isEqualTo(8);
    }

    @Test
    void movDrExitsIfMovDrExitingIs1() {
        f.primary(ControlBits.PRI_MOV_DR_EXITING).guest("410F23C0");
        exits(29, 0x800, 4);
        f.code(VmxFixture.GUEST_CODE, "0F21F9");
        f.resume().step();
        exits(29, 0x117, 3);
    }

    // ---- I/O and MSRs

    @Test
    void ioInstructionsExitIfUnconditionalIoExitingIs1() {
        f.primary(ControlBits.PRI_UNCONDITIONAL_IO_EXITING).guest("E460");
        exits(30, 0x600048, 2);
    }

    @Test
    void outsReportsSegmentAndAddressSize() {
        f.primary(ControlBits.PRI_UNCONDITIONAL_IO_EXITING);
        f.cpu.gpr[Processor.RDX] = 0x1234;
        f.cpu.gpr[Processor.RSI] = VmxFixture.SCRATCH;
        f.guest("6E");
        assertThat(f.exitReason()).isEqualTo(30);
        assertThat(f.get(VmcsField.GUEST_LINEAR_ADDRESS)).isEqualTo(VmxFixture.SCRATCH);
        assertThat(information()).isEqualTo(2 << 7 | 3 << 15);
    }

    @Test
    void ioBitmapsTakePrecedenceOverUnconditionalIoExiting() {
        useIoBitmaps();
        f.primary(ControlBits.PRI_UNCONDITIONAL_IO_EXITING);
        doesNotExit("E660");
    }

    @Test
    void ioInstructionsExitIfABitOfTheirPortsIs1InTheBitmap() {
        useIoBitmaps();
        f.memory.write8(VmxFixture.BITMAP_A + 0x60 / 8, 1 << 1);
        f.guest("66E560");
        exits(30, 0x600049, 3);
    }

    @Test
    void ioBitmapBCoversPorts8000ToFfff() {
        useIoBitmaps();
        f.memory.write8(VmxFixture.BITMAP_B, 1);
        f.cpu.gpr[Processor.RDX] = 0x8000;
        f.code(VmxFixture.GUEST_CODE, "EE");
        f.launch();
        f.cpu.gpr[Processor.RDX] = 0x8000;
        f.step();
        exits(30, 0x80000000L, 1);
    }

    @Test
    void ioAccessThatWrapsAroundExits() {
        useIoBitmaps();
        f.code(VmxFixture.GUEST_CODE, "66ED");
        f.launch();
        f.cpu.gpr[Processor.RDX] = 0xFFFF;
        f.step();
        exits(30, 0xFFFF0009L, 2);
    }

    private void useIoBitmaps() {
        f.primary(ControlBits.PRI_USE_IO_BITMAPS).set(VmcsField.IO_BITMAP_A, VmxFixture.BITMAP_A)
                .set(VmcsField.IO_BITMAP_B, VmxFixture.BITMAP_B);
    }

    private void msr(String code, int index) {
        f.code(VmxFixture.GUEST_CODE, code);
        f.launch();
        f.cpu.gpr[Processor.RCX] = index & 0xFFFFFFFFL;
        f.cpu.gpr[Processor.RAX] = 0;
        f.cpu.gpr[Processor.RDX] = 0;
        f.step();
    }

    private void useMsrBitmaps() {
        f.primary(ControlBits.PRI_USE_MSR_BITMAPS).set(VmcsField.MSR_BITMAPS, VmxFixture.MSR_BITMAPS);
    }

    @Test
    void rdmsrAndWrmsrExitWithoutMsrBitmaps() {
        msr("0F32", 0x10);
        exits(31, 0, 2);
    }

    @Test
    void rdmsrExitsIfItsBitIs1InTheReadBitmapForLowMsrs() {
        useMsrBitmaps();
        f.memory.write8(VmxFixture.MSR_BITMAPS + 0x174 / 8, 1 << 4);
        msr("0F32", 0x174);
        exits(31, 0, 2);
    }

    @Test
    void rdmsrDoesNotExitIfItsBitIs0() {
        useMsrBitmaps();
        msr("0F32", 0x174);
        assertThat(f.inGuest()).isTrue();
    }

    @Test
    void wrmsrExitsIfItsBitIs1InTheWriteBitmapForHighMsrs() {
        useMsrBitmaps();
        f.memory.write8(VmxFixture.MSR_BITMAPS + 3072 + 0x82 / 8, 1 << 2);
        msr("0F30", 0xC0000082);
        exits(32, 0, 2);
    }

    @Test
    void msrsOutsideBothRangesAlwaysExit() {
        useMsrBitmaps();
        msr("0F32", 0x4000_0000);
        exits(31, 0, 2);
    }

    // ---- exceptions

    @Test
    void exceptionExitsIfItsBitInTheExceptionBitmapIs1() {
        f.set(VmcsField.EXCEPTION_BITMAP, 1 << 6).guest("0F0B");
        exits(0, 0, 0);
        assertThat(event()).isEqualTo(0x80000306L);
    }

    @Test
    void exceptionIsDeliveredIfItsBitIs0() {
        f.guest("0F0B");
        assertThat(f.inGuest()).isTrue();
        assertThat(f.exception()).isEqualTo(Vector.UD);
    }

    @Test
    void softwareExceptionReportsItsTypeAndLength() {
        f.set(VmcsField.EXCEPTION_BITMAP, 1 << 3).guest("CC");
        exits(0, 0, 1);
        assertThat(event()).isEqualTo(0x80000603L);
    }

    @Test
    void savedRflagsHasRfForFaults() {
        f.set(VmcsField.EXCEPTION_BITMAP, 1 << 6).guest("0F0B");
        assertThat(f.get(VmcsField.GUEST_RFLAGS) & 1 << 16).isNotZero();
    }

    @Test
    void pageFaultExitReportsAddressAndErrorCode() {
        f.set(VmcsField.EXCEPTION_BITMAP, 1 << 14);
        pageFault();
        exits(0, 0x40000123, 0);
        assertThat(event()).isEqualTo(0x80000B0EL);
        assertThat(f.get(VmcsField.EXIT_INTERRUPTION_ERROR_CODE)).isZero();
    }

    private void pageFault() {
        f.code(VmxFixture.GUEST_CODE, "8A03");
        f.launch();
        f.cpu.gpr[Processor.RBX] = 0x40000123;
        f.step();
    }

    @Test
    void pageFaultDoesNotExitIfTheErrorCodeDoesNotMatchAndBit14Is1() {
        f.set(VmcsField.EXCEPTION_BITMAP, 1 << 14).set(VmcsField.PAGE_FAULT_ERROR_CODE_MASK, 2)
                .set(VmcsField.PAGE_FAULT_ERROR_CODE_MATCH, 2);
        pageFault();
        assertThat(f.inGuest()).isTrue();
    }

    @Test
    void pageFaultExitsIfTheErrorCodeDoesNotMatchAndBit14Is0() {
        f.set(VmcsField.PAGE_FAULT_ERROR_CODE_MASK, 2).set(VmcsField.PAGE_FAULT_ERROR_CODE_MATCH, 2);
        pageFault();
        exits(0, 0x40000123, 0);
    }

    @Test
    void faultDuringDeliveryReportsTheEventBeingDelivered() {
        f.set(VmcsField.EXCEPTION_BITMAP, 1 << 11);
        f.memory.write64(VmxFixture.IDT + 16 * 0x30, 0);
        f.memory.write64(VmxFixture.IDT + 16 * 0x30, 0x00000E0000080000L);
        f.guest("CD30");
        exits(0, 0, 2);
        assertThat(event()).isEqualTo(0x80000B0BL);
        assertThat(f.get(VmcsField.EXIT_INTERRUPTION_ERROR_CODE)).isEqualTo(0x182);
        assertThat(f.get(VmcsField.IDT_VECTORING_INFORMATION)).isEqualTo(0x80000430L);
    }

    @Test
    void tripleFaultExits() {
        f.set(VmcsField.GUEST_IDTR_LIMIT, 0).guest("0F0B");
        assertThat(f.exitReason()).isEqualTo(2);
        assertThat(f.get(VmcsField.IDT_VECTORING_INFORMATION)).isZero();
        assertThat(f.get(VmcsField.GUEST_ACTIVITY_STATE)).isZero();
    }

    // ---- state

    @Test
    void vmExitLoadsHostState() {
        f.set(VmcsField.HOST_FS_BASE, 0x1000).set(VmcsField.HOST_GS_BASE, 0x2000).set(VmcsField.HOST_SYSENTER_CS, 8)
                .set(VmcsField.HOST_SYSENTER_ESP, 0x3000).set(VmcsField.HOST_SYSENTER_EIP, 0x4000);
        f.guest("0FA2");
        assertThat(f.cpu.gpr[Processor.RSP]).isEqualTo(VmxFixture.HOST_STACK);
        assertThat(f.cpu.rflags()).isEqualTo(2);
        assertThat(f.cpu.base[Processor.FS]).isEqualTo(0x1000);
        assertThat(f.cpu.base[Processor.GS]).isEqualTo(0x2000);
        assertThat(f.cpu.sysenterCs).isEqualTo(8);
        assertThat(f.cpu.sysenterEsp).isEqualTo(0x3000);
        assertThat(f.cpu.sysenterEip).isEqualTo(0x4000);
        assertThat(f.cpu.dr[7]).isEqualTo(0x400);
        assertThat(f.cpu.gdtrLimit).isEqualTo(0xFFFF);
        assertThat(f.cpu.idtrLimit).isEqualTo(0xFFFF);
        assertThat(f.cpu.limit[Processor.TR]).isEqualTo(0x67);
        assertThat(f.cpu.access[Processor.CS]).isEqualTo(0xA09B);
        assertThat(f.cpu.access[Processor.LDTR]).isEqualTo(1 << 16);
        assertThat(f.cpu.access[Processor.DS] & 1 << 16).as("null selector").isNotZero();
        assertThat(f.cpu.mode()).isEqualTo(64);
    }

    @Test
    void vmExitSavesGuestState() {
        f.set(VmcsField.GUEST_RFLAGS, 0x803).set(VmcsField.GUEST_SYSENTER_CS, 0x10);
        f.cpu.gpr[Processor.RSP] = 0;
        f.guest("0FA2");
        assertThat(f.get(VmcsField.GUEST_RFLAGS)).isEqualTo(0x803);
        assertThat(f.get(VmcsField.GUEST_RSP)).isEqualTo(VmxFixture.STACK);
        assertThat(f.get(VmcsField.GUEST_CS_ACCESS_RIGHTS)).isEqualTo(0xA09B);
        assertThat(f.get(VmcsField.GUEST_TR_LIMIT)).isEqualTo(0x67);
        assertThat(f.get(VmcsField.GUEST_SYSENTER_CS)).isEqualTo(0x10);
        assertThat(f.get(VmcsField.GUEST_GDTR_LIMIT)).isEqualTo(0xFF);
    }

    @Test
    void vmExitDoesNotChangeGeneralPurposeRegisters() {
        f.code(VmxFixture.GUEST_CODE, "0FA2");
        f.launch();
        for (int i = 0; i < 16; i++) {
            if (i != Processor.RSP) {
                f.cpu.gpr[i] = 100 + i;
            }
        }
        f.step();
        for (int i = 0; i < 16; i++) {
            assertThat(f.cpu.gpr[i]).isEqualTo(i == Processor.RSP ? VmxFixture.HOST_STACK : 100 + i);
        }
    }

    @Test
    void blockingByStiIsSaved() {
        f.set(VmcsField.GUEST_RFLAGS, 2);
        f.guest("FB0FA2").step();
        assertThat(f.exitReason()).isEqualTo(10);
        assertThat(f.get(VmcsField.GUEST_INTERRUPTIBILITY_STATE)).isEqualTo(1);
    }

    @Test
    void blockingByMovSsIsSaved() {
        f.code(VmxFixture.GUEST_CODE, "8ED00FA2");
        f.launch();
        f.cpu.gpr[Processor.RAX] = VmxFixture.DATA_SELECTOR;
        f.step();
        f.step();
        assertThat(f.get(VmcsField.GUEST_INTERRUPTIBILITY_STATE)).isEqualTo(2);
    }

    @Test
    void debugControlsAreSavedIfTheControlSaysSo() {
        VmxFixture g = new VmxFixture().withVmcs();
        g.entry(ControlBits.ENTRY_LOAD_DEBUG_CONTROLS).exit(ControlBits.EXIT_SAVE_DEBUG_CONTROLS)
                .set(VmcsField.GUEST_DR7, 0x400);
        g.code(VmxFixture.GUEST_CODE, "0F23F80FA2");
        g.launch();
        g.cpu.gpr[Processor.RAX] = 0x700;
        g.step();
        g.step();
        assertThat(g.get(VmcsField.GUEST_DR7)).isEqualTo(0x700);
    }

    @Test
    void eferIsSavedAndLoadedIfTheControlsSaySo() {
        f.exit(ControlBits.EXIT_SAVE_IA32_EFER | ControlBits.EXIT_LOAD_IA32_EFER).set(VmcsField.HOST_EFER, 0xD00);
        f.guest("0FA2");
        assertThat(f.get(VmcsField.GUEST_EFER)).isEqualTo(0x500);
        assertThat(f.cpu.efer).isEqualTo(0xD00);
    }

    @Test
    void patIsSavedAndLoadedIfTheControlsSaySo() {
        f.exit(ControlBits.EXIT_SAVE_IA32_PAT | ControlBits.EXIT_LOAD_IA32_PAT).set(VmcsField.HOST_PAT, 6);
        long guest = f.cpu.pat;
        f.guest("0FA2");
        assertThat(f.get(VmcsField.GUEST_PAT)).isEqualTo(guest);
        assertThat(f.cpu.pat).isEqualTo(6);
    }

    @Test
    void validBitOfTheInjectedEventIsClearedByAVmExit() {
        f.set(VmcsField.ENTRY_INTERRUPTION_INFORMATION, 1L << 31 | 3 << 8 | 6);
        f.code(VmxFixture.HANDLER_CODE, "0FA2");
        f.launch().step();
        assertThat(f.exitReason()).isEqualTo(10);
        assertThat(f.get(VmcsField.ENTRY_INTERRUPTION_INFORMATION)).isEqualTo(3 << 8 | 6);
    }

    // ---- MSR lists and VMX aborts

    private void list(long index, int msr, int reserved, long value) {
        f.memory.write32(VmxFixture.LIST + 16 * index, msr);
        f.memory.write32(VmxFixture.LIST + 16 * index + 4, reserved);
        f.memory.write64(VmxFixture.LIST + 16 * index + 8, value);
    }

    @Test
    void msrStoreListReceivesTheGuestsValues() {
        f.cpu.writeMsr(0xC0000082, 0x1234);
        list(0, 0xC0000082, 0, 0);
        f.set(VmcsField.EXIT_MSR_STORE_COUNT, 1).set(VmcsField.EXIT_MSR_STORE_ADDRESS, VmxFixture.LIST);
        f.guest("0FA2");
        assertThat(f.memory.read64(VmxFixture.LIST + 8)).isEqualTo(0x1234);
    }

    @Test
    void msrLoadListGivesTheHostsValues() {
        list(0, 0xC0000082, 0, 0x5678);
        f.set(VmcsField.EXIT_MSR_LOAD_COUNT, 1).set(VmcsField.EXIT_MSR_LOAD_ADDRESS, VmxFixture.LIST);
        f.guest("0FA2");
        assertThat(f.cpu.readMsr(0xC0000082)).isEqualTo(0x5678);
    }

    @Test
    void failureOfTheMsrStoreListIsVmxAbort1() {
        list(0, 0x12345678, 0, 0);
        f.set(VmcsField.EXIT_MSR_STORE_COUNT, 1).set(VmcsField.EXIT_MSR_STORE_ADDRESS, VmxFixture.LIST);
        f.guest("0FA2");
        assertThat(f.memory.read32(VmxFixture.VMCS + Vmcs.ABORT_OFFSET)).isEqualTo(1);
        assertThat(f.aborts).hasSize(1);
        assertThat(f.cpu.activityState).isEqualTo(Processor.SHUTDOWN);
    }

    @Test
    void failureOfTheMsrLoadListIsVmxAbort4() {
        list(0, 0xC0000100, 0, 0);
        f.set(VmcsField.EXIT_MSR_LOAD_COUNT, 1).set(VmcsField.EXIT_MSR_LOAD_ADDRESS, VmxFixture.LIST);
        f.guest("0FA2");
        assertThat(f.memory.read32(VmxFixture.VMCS + Vmcs.ABORT_OFFSET)).isEqualTo(4);
        assertThat(f.aborts.get(0).findings().get(0).message()).contains("IA32_FS_BASE");
    }
}
