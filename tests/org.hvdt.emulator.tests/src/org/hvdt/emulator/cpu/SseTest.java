// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** MMX, SSE and SSE2 where system software sees them: availability, alignment, exceptions, FXSAVE. */
class SseTest {

    private static final String TASK_SWITCHED = "mov rax, cr0\n or eax, 8\n mov cr0, rax\n";
    private static final String EMULATED = "mov rax, cr0\n or eax, 4\n mov cr0, rax\n";

    private static Guest guest() {
        Guest guest = Guest.longMode();
        guest.cpu.setCr4(guest.cpu.cr4 | ControlBits.CR4_OSFXSR | ControlBits.CR4_OSXMMEXCPT);
        return guest;
    }

    @Test
    void sseInstructionsAreUndefinedUnlessTheSystemSupportsFxsave() {
        assertThat(Guest.longMode().run("movaps xmm0, xmm1").vector()).isEqualTo(Vector.UD);
        assertThat(Guest.longMode().run("ldmxcsr [0x20000]").vector()).isEqualTo(Vector.UD);
    }

    @Test
    void emulationOfTheFpuMakesSseAndMmxInstructionsUndefined() {
        assertThat(guest().run(EMULATED + "addps xmm0, xmm1").vector()).isEqualTo(Vector.UD);
        assertThat(guest().run(EMULATED + "paddb mm0, mm1").vector()).isEqualTo(Vector.UD);
        assertThat(guest().run(EMULATED + "fxsave [0x20000]").vector()).isEqualTo(Vector.NM);
    }

    @Test
    void afterATaskSwitchTheDeviceIsNotAvailable() {
        assertThat(guest().run(TASK_SWITCHED + "addps xmm0, xmm1").vector()).isEqualTo(Vector.NM);
        assertThat(guest().run(TASK_SWITCHED + "emms").vector()).isEqualTo(Vector.NM);
        assertThat(guest().run(TASK_SWITCHED + "fxrstor [0x20000]").vector()).isEqualTo(Vector.NM);
    }

    @Test
    void operandsOf128BitsMustBeAlignedUnlessTheInstructionSaysOtherwise() {
        assertThat(guest().run("movaps xmm0, [0x20008]").vector()).isEqualTo(Vector.GP);
        assertThat(guest().run("paddd xmm0, [0x20008]").vector()).isEqualTo(Vector.GP);
        assertThat(guest().run("fxsave [0x20008]").vector()).isEqualTo(Vector.GP);
        Guest guest = guest();
        guest.memory.write64(0x20008, 0x1122334455667788L);
        guest.run("movups xmm0, [0x20008]\n movq rax, xmm0\n hlt");
        assertThat(guest.rax()).isEqualTo(0x1122334455667788L);
    }

    @Test
    void aStoreAcrossAPageThatFaultsChangesNothing() {
        Guest guest = guest();
        guest.mapPage(0x21000, 0);
        guest.memory.write64(0x20FF8, 7);
        guest.run("pcmpeqd xmm0, xmm0\n movups [0x20FF8], xmm0");
        assertThat(guest.vector()).isEqualTo(Vector.PF);
        assertThat(guest.cpu.cr2).isEqualTo(0x21000);
        assertThat(guest.memory.read64(0x20FF8)).isEqualTo(7);
    }

    @Test
    void unmaskedExceptionsRaiseXmAndLeaveTheDestination() {
        Guest guest = guest();
        guest.memory.write32(0x20000, 0x1F80 & ~(SoftFloat.ZERO_DIVIDE << 7));
        guest.run("mov eax, 5\n cvtsi2sd xmm1, eax\n xorpd xmm2, xmm2\n ldmxcsr [0x20000]\n divsd xmm1, xmm2");
        assertThat(guest.vector()).isEqualTo(Vector.XM);
        assertThat(guest.cpu.mxcsr & 0x3F).isEqualTo(SoftFloat.ZERO_DIVIDE);
        assertThat(Double.longBitsToDouble(guest.cpu.vector[4])).isEqualTo(5);
    }

    @Test
    void withoutSystemSupportUnmaskedExceptionsAreUndefinedOpcodes() {
        Guest guest = guest();
        guest.cpu.setCr4(guest.cpu.cr4 & ~ControlBits.CR4_OSXMMEXCPT);
        guest.memory.write32(0x20000, 0);
        guest.run("xorpd xmm2, xmm2\n ldmxcsr [0x20000]\n divsd xmm2, xmm2");
        assertThat(guest.vector()).isEqualTo(Vector.UD);
    }

    @Test
    void reservedBitsOfMxcsrAreProtected() {
        Guest guest = guest();
        guest.memory.write32(0x20000, 0x1_1F80);
        guest.memory.write32(0x21000 + 24, 0x1_1F80);
        assertThat(guest.run("ldmxcsr [0x20000]").vector()).isEqualTo(Vector.GP);
        assertThat(guest.cpu.mxcsr).isEqualTo(0x1F80);
        Guest other = guest();
        other.memory.write32(0x21000 + 24, 0x1_1F80);
        assertThat(other.run("fxrstor [0x21000]").vector()).isEqualTo(Vector.GP);
    }

    @Test
    void fxsaveAndFxrstorKeepAllRegisters() {
        Guest guest = guest();
        for (int n = 0; n < 16; n++) {
            guest.cpu.vector[4 * n] = 100 + n;
            guest.cpu.vector[4 * n + 1] = 200 + n;
        }
        guest.memory.write32(0x20000, 0x3F80);
        guest.run("fninit\n ldmxcsr [0x20000]\n mov eax, 9\n movd mm3, eax\n fxsave64 [0x21000]\n emms\n"
                + "pxor xmm0, xmm0\n pxor xmm15, xmm15\n pxor mm3, mm3\n fninit\n ldmxcsr [0x21018]\n"
                + "mov dword [0x20000], 0x1F80\n ldmxcsr [0x20000]\n fxrstor64 [0x21000]\n hlt");
        assertThat(guest.cpu.vector[0]).isEqualTo(100);
        assertThat(guest.cpu.vector[61]).isEqualTo(215);
        assertThat(guest.cpu.mxcsr).isEqualTo(0x3F80);
        assertThat(guest.cpu.x87Significand[3]).isEqualTo(9);
        assertThat(guest.cpu.x87SignExponent[3]).isEqualTo(0xFFFF);
        assertThat(guest.cpu.x87Used).isEqualTo(0xFF);
        assertThat(guest.memory.read16(0x21000)).isEqualTo(0x37F);
        assertThat(guest.memory.read32(0x21000 + 28)).isEqualTo(0xFFFF);
        assertThat(guest.memory.read64(0x21000 + 160 + 16 * 15)).isEqualTo(115);
    }

    @Test
    void outsideOf64BitModeFxsaveKeepsEightRegisters() {
        Guest guest = Guest.protectedMode();
        guest.cpu.setCr4(ControlBits.CR4_OSFXSR);
        guest.memory.write64(0x21000 + 160 + 16 * 8, 77);
        guest.cpu.vector[28] = 5;
        guest.cpu.vector[32] = 6;
        guest.run("fxsave [0x21000]\n hlt");
        assertThat(guest.memory.read64(0x21000 + 160 + 16 * 7)).isEqualTo(5);
        assertThat(guest.memory.read64(0x21000 + 160 + 16 * 8)).isEqualTo(77);
    }

    @Test
    void anMmxInstructionReportsAPendingX87Exception() {
        Guest guest = guest();
        guest.cpu.x87StatusWord = 0x8081;
        assertThat(guest.run("paddb mm0, mm1").vector()).isEqualTo(Vector.MF);
    }

    @Test
    void reciprocalsAreWithinTheirErrorBound() {
        Guest guest = guest();
        guest.memory.write32(0x20000, Float.floatToRawIntBits(3.7f));
        guest.run("rcpss xmm0, [0x20000]\n rsqrtss xmm1, [0x20000]\n hlt");
        double reciprocal = Float.intBitsToFloat((int) guest.cpu.vector[0]);
        double root = Float.intBitsToFloat((int) guest.cpu.vector[4]);
        assertThat(Math.abs(reciprocal * 3.7f - 1)).isLessThan(1.5 / 4096);
        assertThat(Math.abs(root * Math.sqrt(3.7f) - 1)).isLessThan(1.5 / 4096);
    }
}
