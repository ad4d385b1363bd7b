// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SystemInstructionTest {

    private static final String TO_USER = "push 0x23\n push 0x31000\n push 0x202\n push 0x2B\n push 0x40000\n iretq";

    @ParameterizedTest
    @ValueSource(strings = {"hlt", "cli", "sti", "mov rax, cr0", "mov cr3, rax", "mov rax, dr7", "rdmsr", "wrmsr",
        "lgdt [0x20000]", "lidt [0x20000]", "ltr ax", "lldt ax", "lmsw ax", "clts", "invlpg [0x20000]", "wbinvd",
        "invd", "in al, 0x80", "out dx, eax", "swapgs", "insb"})
    void privilegedInstructionInUserModeRaisesGeneralProtection(String instruction) {
        Guest guest = Guest.longMode();
        guest.at(Guest.USER, instruction);
        guest.run(TO_USER);
        assertThat(guest.vector()).isEqualTo(Vector.GP);
        assertThat(guest.stack(0)).isZero();
        assertThat(guest.stack(8)).isEqualTo(Guest.USER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mov rax, 0x100000000\n mov cr0, rax", "mov eax, 0x80000000\n mov cr0, rax",
        "mov eax, 0x20000011\n mov cr0, rax", "mov rax, cr0\n btr eax, 31\n mov cr0, rax",
        "xor eax, eax\n mov cr4, rax", "mov rax, cr4\n bts rax, 31\n mov cr4, rax", "mov rax, -1\n mov cr3, rax",
        "mov eax, 16\n mov cr8, rax",
        "mov ecx, 0xC0000080\n rdmsr\n btr eax, 8\n wrmsr", "mov ecx, 0xC0000080\n rdmsr\n bts eax, 1\n wrmsr",
        "mov ecx, 0x12345\n rdmsr", "mov ecx, 0x277\n mov eax, 2\n xor edx, edx\n wrmsr",
        "mov ecx, 0xC0000100\n mov edx, 0x1000000\n wrmsr", "mov ecx, 0x480\n wrmsr"})
    void reservedValueRaisesGeneralProtection(String code) {
        Guest guest = Guest.longMode().run(code);
        assertThat(guest.vector()).isEqualTo(Vector.GP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"db 0x0F, 0x20, 0xC8", "db 0x0F, 0x22, 0xE8", "rsm",
        "mov rax, cr4\n or eax, 8\n mov cr4, rax\n mov rax, dr4", "rdfsbase rax", "xgetbv", "ud2"})
    void undefinedInstructionRaisesUd(String code) {
        assertThat(Guest.longMode().run(code).vector()).isEqualTo(Vector.UD);
    }

    @Test
    void debugRegisters4And5AreAliasesWithoutDebuggingExtensions() {
        Guest guest = Guest.longMode().run("mov rax, dr4\n mov rbx, dr5");
        assertThat(guest.rax()).isEqualTo(0xFFFF0FF0L);
        assertThat(guest.cpu.gpr[Processor.RBX]).isEqualTo(0x400);
    }

    @Test
    void ioPermissionBitMapAdmitsSinglePorts() {
        Guest guest = Guest.longMode();
        guest.cpu.limit[Processor.TR] = 0x67 + 0x20;
        for (int i = 0; i < 0x20; i++) {
            guest.memory.write8(Guest.TSS + 0x68 + i, 0xFF);
        }
        guest.memory.write8(Guest.TSS + 0x68 + 0x10, 0xFE);
        guest.at(Guest.USER, "in al, 0x80\n mov ebx, 1\n in ax, 0x80");
        guest.run(TO_USER);
        assertThat(guest.vector()).isEqualTo(Vector.GP);
        assertThat(guest.cpu.gpr[Processor.RBX]).isEqualTo(1);
    }

    @Test
    void cpuidReportsTheVendorAndMirrorsOsxsave() {
        Guest guest = Guest.longMode().run("xor eax, eax\n cpuid\n mov [0x20000], ebx\n mov [0x20004], edx\n"
                + " mov [0x20008], ecx");
        byte[] vendor = new byte[12];
        guest.memory.read(0x20000, vendor);
        assertThat(new String(vendor)).isEqualTo("GenuineIntel");
    }

    @Test
    void cpuidAboveTheHighestBasicLeafGivesTheDataOfThatLeaf() {
        CpuModel model = CpuModel.load("skylake");
        assertThat(model.cpuid(0x1234, 0)).isEqualTo(model.cpuid(model.cpuid(0, 0)[0], 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"penryn", "haswell", "skylake", "icelake", "max"})
    void vmxCapabilitiesOfEveryModelAreConsistent(String name) {
        CpuModel model = CpuModel.load(name);
        assertThat(model.hasFeature("VMX")).isTrue();
        assertThat(model.hasFeature("LM")).isTrue();
        boolean trueControls = (model.msr(0x480, 0) >>> 55 & 1) != 0;
        for (int i = 0; i < 4; i++) {
            long plain = model.msr(0x481 + i, 0);
            assertThat((int) plain & ~(int) (plain >>> 32)).as("allowed-0 within allowed-1 of %x", 0x481 + i).isZero();
            if (trueControls) {
                long flexible = model.msr(0x48D + i, 0);
                assertThat(flexible >>> 32).isEqualTo(plain >>> 32);
                assertThat((int) flexible & ~(int) plain).isZero();
            } else {
                assertThat(model.definesMsr(0x48D + i)).isFalse();
            }
        }
        assertThat(model.msr(0x486, 0) & ~model.msr(0x487, 0)).isZero();
        assertThat(model.msr(0x488, 0) & ~model.msr(0x489, 0)).isZero();
        Processor cpu = new Processor(new org.hvdt.emulator.memory.PhysicalMemory(1 << 20), model, Guest.EXECUTORS);
        assertThat(model.msr(0x489, 0)).isEqualTo(cpu.allowedCr4());
    }

    @Test
    void olderModelsLackNewerInstructions() {
        assertThat(Guest.longMode("penryn").run("rdrand eax").vector()).isEqualTo(Vector.UD);
        assertThat(Guest.longMode("haswell").run("rdrand eax").vector()).isEqualTo(-1);
        assertThat(Guest.longMode("haswell").run("rdseed eax").vector()).isEqualTo(Vector.UD);
    }

    @Test
    void writesToTheTimeStampCounterMoveTscAdjustToo() {
        Guest guest = Guest.longMode().run("mov ecx, 0x10\n mov eax, 1000000\n xor edx, edx\n wrmsr\n rdtsc\n"
                + " mov ebx, eax\n mov ecx, 0x3B\n rdmsr");
        assertThat(guest.cpu.gpr[Processor.RBX]).isEqualTo(1_000_001);
        assertThat(guest.rax()).isEqualTo(1_000_000 - 3);
    }

    @Test
    void fsAndGsBasesAreMsrsAndSwapgsExchangesGs() {
        Guest guest = Guest.longMode().run("""
                mov     ecx, 0xC0000101
                mov     eax, 0x20000
                xor     edx, edx
                wrmsr
                inc     ecx
                mov     eax, 0x21000
                wrmsr
                mov     dword [gs:8], 1
                swapgs
                mov     dword [gs:8], 2
                """);
        assertThat(guest.memory.read32(0x20008)).isEqualTo(1);
        assertThat(guest.memory.read32(0x21008)).isEqualTo(2);
    }

    @Test
    void lmswCanSetButNotClearProtectionEnable() {
        Guest guest = Guest.protectedMode().run("mov ax, 0xE\n lmsw ax\n smsw ebx\n xor eax, eax\n lmsw ax\n smsw ecx");
        assertThat(guest.cpu.gpr[Processor.RBX] & 0xF).isEqualTo(0xF);
        assertThat(guest.cpu.gpr[Processor.RCX] & 0xF).isEqualTo(1);
    }

    @Test
    void stringOutputWritesEveryElementInOrder() {
        Guest guest = Guest.longMode();
        StringBuilder written = new StringBuilder();
        guest.cpu.ports = new PortBus() {
            @Override
            public int in(int port, int size) {
                return 0x5A;
            }

            @Override
            public void out(int port, int size, int value) {
                written.append((char) value);
            }
        };
        guest.run("lea rsi, [rel text]\n mov ecx, 5\n mov edx, 0xE9\n rep outsb\n mov edi, 0x20000\n mov ecx, 3\n"
                + " rep insb\n jmp end\ntext: db 'Hello'\nend:");
        assertThat(written).hasToString("Hello");
        assertThat(guest.memory.read32(0x20000)).isEqualTo(0x5A5A5A);
        assertThat(guest.cpu.gpr[Processor.RDI]).isEqualTo(0x20003);
    }

    @Test
    void umipKeepsDescriptorTablesFromUserPrograms() {
        Guest guest = Guest.longMode();
        guest.at(Guest.USER, "sgdt [0x20000]");
        guest.run("mov rax, cr4\n bts eax, 11\n mov cr4, rax\n" + TO_USER);
        assertThat(guest.vector()).isEqualTo(Vector.GP);
        guest = Guest.longMode();
        guest.at(Guest.USER, "sgdt [0x20000]\n hlt");
        guest.run(TO_USER);
        assertThat(guest.memory.read64(0x20002)).isEqualTo(Guest.GDT);
    }

    @Test
    void x87WithTaskSwitchedRaisesNm() {
        assertThat(Guest.longMode().run("mov rax, cr0\n or eax, 8\n mov cr0, rax\n fninit").vector())
                .isEqualTo(Vector.NM);
        assertThat(Guest.longMode().run("mov rax, cr0\n or eax, 8\n mov cr0, rax\n fadd").vector())
                .isEqualTo(Vector.NM);
        assertThat(Guest.longMode().run("movaps xmm0, xmm1").vector()).isEqualTo(Vector.UD);
    }

    @Test
    void rdpkruAndWrpkruNeedCr4PkeAndZeroEcx() {
        Guest guest = Guest.longMode();
        guest.run("xor ecx, ecx\nrdpkru");
        assertThat(guest.vector()).isEqualTo(Vector.UD);
        guest = Guest.longMode();
        guest.cpu.setCr4(guest.cpu.cr4 | ControlBits.CR4_PKE);
        guest.run("mov eax, 4\nxor ecx, ecx\nxor edx, edx\nwrpkru\nmov edx, 1\nrdpkru\nmov ecx, 1\nrdpkru");
        assertThat(guest.vector()).isEqualTo(Vector.GP);
        assertThat(guest.cpu.gpr[Processor.RAX]).isEqualTo(4);
        assertThat(guest.cpu.gpr[Processor.RDX]).isZero();
    }

    @Test
    void wrpkruTakesEffectAtOnceOnTranslationsThatAreCached() {
        Guest guest = Guest.longMode();
        guest.cpu.setCr4(guest.cpu.cr4 | ControlBits.CR4_PKE);
        guest.run("mov rbx, [0x20000]\nmov eax, 1\nxor ecx, ecx\nxor edx, edx\nwrpkru\nmov rbx, [0x20000]");
        // Guest memory is one user page like another, the handler's stack included: everything faults now.
        assertThat(guest.events).contains("#PF");
    }

    @Test
    void msrsTakeAddressesOfTheWidthThatTheModelHas() {
        long wide = 0x00FF_0000_0000_0000L;
        Guest guest = Guest.longMode();
        guest.cpu.writeMsr(Msrs.IA32_LSTAR, wide);
        assertThat(guest.cpu.readMsr(Msrs.IA32_LSTAR)).isEqualTo(wide);
        Processor narrow = Guest.longMode("skylake").cpu;
        assertThatThrownBy(() -> narrow.writeMsr(Msrs.IA32_LSTAR, wide)).isInstanceOf(ProcessorException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        // Memory types 2 and 3 are reserved, bits 11:8 of a base and 10:0 of a mask must be 0.
        "200:2", "200:106", "201:400", "200:8000000000", "250:0202020202020202", "2FF:3", "2FF:100",
        // Banks: the status can only be cleared; there are no more banks than IA32_MCG_CAP tells.
        "401:1", "400:1", "410:0", "179:0"})
    void invalidMemoryTypeOrMachineCheckValueRaisesGeneralProtection(String access) {
        int index = Integer.parseInt(access.substring(0, 3), 16);
        long value = Long.parseUnsignedLong(access.substring(4), 16);
        Processor cpu = Guest.longMode("skylake").cpu;
        assertThatThrownBy(() -> cpu.writeMsr(index, value)).isInstanceOf(ProcessorException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"200:12345006", "201:7FFFFFF800", "268:0606060605050505", "2FF:C06", "400:FFFFFFFFFFFFFFFF",
        "401:0", "402:1234", "40F:0"})
    void validMemoryTypeOrMachineCheckValueIsKept(String access) {
        int index = Integer.parseInt(access.substring(0, 3), 16);
        long value = Long.parseUnsignedLong(access.substring(4), 16);
        Processor cpu = Guest.longMode("skylake").cpu;
        cpu.writeMsr(index, value);
        assertThat(cpu.readMsr(index)).isEqualTo(value);
    }

    @Test
    void withBtfTheTrapFlagTrapsAfterTakenBranchesOnlyAndTheExceptionClearsBtf() {
        Guest guest = Guest.longMode();
        guest.run("mov ecx, 0x1D9\nmov eax, 2\nxor edx, edx\nwrmsr\npushfq\nor dword [rsp], 0x100\npopfq\n"
                + "mov ebx, 1\njc skip\nmov ebx, 2\njmp skip\nnop\nskip: mov ebx, 3");
        assertThat(guest.vector()).isEqualTo(Vector.DB);
        assertThat(guest.cpu.gpr[Processor.RBX]).isEqualTo(2);
        assertThat(guest.cpu.dr[6] & 1 << 14).isNotZero();
        assertThat(guest.cpu.readMsr(0x1D9)).isZero();
    }
}
