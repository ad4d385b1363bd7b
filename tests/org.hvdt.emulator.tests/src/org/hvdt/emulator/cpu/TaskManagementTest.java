// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** SDM volume 3, chapters "Task Management" and "8086 Emulation". */
class TaskManagementTest {

    private static final long TSS2 = 0x5000;
    private static final int TSS2_SELECTOR = 0x60;
    private static final int TASK_GATE = 0x68;
    private static final long TASK2 = 0x12000;
    private static final long STACK2 = 0x2F000;
    private static final int BUSY_TYPE = 0x8B;
    private static final int AVAILABLE_TYPE = 0x89;

    private final Guest guest = Guest.protectedMode();
    private final Processor cpu = guest.cpu;

    private void secondTask(int flags) {
        guest.memory.write64(Guest.GDT + TSS2_SELECTOR, 0x00008900_00000067L | TSS2 << 16);
        guest.memory.write64(Guest.GDT + TASK_GATE, 0x00008500_00000000L | (long) TSS2_SELECTOR << 16);
        guest.memory.write32(TSS2 + 32, (int) TASK2);
        guest.memory.write32(TSS2 + 36, flags);
        guest.memory.write32(TSS2 + 40, 0x11111111);
        guest.memory.write32(TSS2 + 56, (int) STACK2);
        for (int i = 0; i < 6; i++) {
            guest.memory.write16(TSS2 + 72 + 4 * i, i == 1 ? Guest.CODE32 : Guest.DATA0);
        }
    }

    private int descriptorType(int selector) {
        return guest.memory.read8(Guest.GDT + selector + 5);
    }

    @Test
    void aFarCallSwitchesToTheTaskOfATssAndIretReturnsFromIt() {
        secondTask(2);
        guest.at(TASK2, "mov ebx, [0x5000]\npushfd\npop ecx\niretd");
        guest.run("mov eax, 0x22222222\ncall 0x60:0\nmov edx, 0x33333333");
        assertThat(cpu.gpr[Processor.RAX]).isEqualTo(0x22222222L);
        assertThat(cpu.gpr[Processor.RDX]).isEqualTo(0x33333333L);
        assertThat(cpu.selector[Processor.TR]).isEqualTo(Guest.TSS_SELECTOR);
        assertThat(guest.memory.read16(TSS2)).as("link").isEqualTo(Guest.TSS_SELECTOR);
        assertThat(guest.memory.read32(TSS2 + 52)).as("EBX of the second task").isEqualTo(Guest.TSS_SELECTOR);
        assertThat(guest.memory.read32(TSS2 + 44) & Flags.NT).as("NT in the second task").isNotZero();
        assertThat(guest.memory.read32(TSS2 + 36) & Flags.NT).as("NT saved by IRET").isZero();
        assertThat(descriptorType(TSS2_SELECTOR)).isEqualTo(AVAILABLE_TYPE);
        assertThat(descriptorType(Guest.TSS_SELECTOR)).isEqualTo(BUSY_TYPE);
        assertThat(cpu.cr0 & ControlBits.CR0_TS).isNotZero();
    }

    @Test
    void aFarJumpClearsTheBusyFlagOfTheOldTaskAndSetsThatOfTheNew() {
        secondTask(2);
        guest.at(TASK2, "hlt");
        guest.run("jmp 0x68:0");
        assertThat(cpu.rip).isEqualTo(TASK2 + 1);
        assertThat(cpu.gpr[Processor.RAX]).isEqualTo(0x11111111L);
        assertThat(cpu.gpr[Processor.RSP]).isEqualTo(STACK2);
        assertThat(descriptorType(Guest.TSS_SELECTOR)).isEqualTo(AVAILABLE_TYPE);
        assertThat(descriptorType(TSS2_SELECTOR)).isEqualTo(BUSY_TYPE);
        assertThat(cpu.eflags & Flags.NT).isZero();
        assertThat(guest.memory.read32(Guest.TSS + 32)).isEqualTo((int) Guest.CODE + 7);
    }

    @Test
    void anExceptionThroughATaskGatePushesItsErrorCodeOnTheNewStack() {
        secondTask(2);
        guest.at(TASK2, "pop esi\nhlt");
        guest.gate32(Vector.GP, TSS2_SELECTOR, 0, 0x85);
        guest.run("mov ax, 0xF8\nmov ds, ax");
        assertThat(cpu.rip).isEqualTo(TASK2 + 2);
        assertThat(cpu.gpr[Processor.RSI]).isEqualTo(0xF8);
        assertThat(guest.memory.read32(Guest.TSS + 32)).as("saved EIP").isEqualTo((int) Guest.CODE + 4);
    }

    @Test
    void aBusyTssRaisesGeneralProtectionWithItsSelector() {
        secondTask(2);
        guest.memory.write8(Guest.GDT + TSS2_SELECTOR + 5, BUSY_TYPE);
        guest.run("jmp 0x60:0");
        assertThat(guest.vector()).isEqualTo(Vector.GP);
    }

    @Test
    void aTssThatIsTooSmallRaisesInvalidTss() {
        secondTask(2);
        guest.memory.write16(Guest.GDT + TSS2_SELECTOR, 0x66);
        guest.run("jmp 0x60:0");
        assertThat(guest.vector()).isEqualTo(Vector.TS);
    }

    @Test
    void anInvalidSegmentOfTheNewTaskRaisesInvalidTssInItsContext() {
        secondTask(2);
        guest.memory.write16(TSS2 + 84, 0xF8);
        guest.run("jmp 0x60:0");
        assertThat(guest.vector()).isEqualTo(Vector.TS);
        assertThat(cpu.selector[Processor.TR]).isEqualTo(TSS2_SELECTOR);
        assertThat(guest.memory.read32(cpu.gpr[Processor.RSP])).isEqualTo(0xF8);
        assertThat(guest.memory.read32(cpu.gpr[Processor.RSP] + 4)).isEqualTo((int) TASK2);
    }

    @Test
    void theTrapFlagOfATssRaisesADebugExceptionAtTheFirstInstruction() {
        secondTask(2);
        guest.memory.write16(TSS2 + 100, 1);
        guest.at(TASK2, "hlt");
        guest.run("jmp 0x60:0");
        assertThat(guest.vector()).isEqualTo(Vector.DB);
        assertThat(cpu.dr[6] & 1 << 15).isNotZero();
        assertThat(guest.memory.read32(cpu.gpr[Processor.RSP])).isEqualTo((int) TASK2);
    }

    // ---- virtual-8086 mode

    /** Enters virtual-8086 mode at 2000h:0000h, which is linear address 20000h. */
    private void virtual8086(int flags, String program) {
        guest.at(Guest.DATA, 16, program);
        guest.run("push dword 0x4444\npush dword 0x3333\npush dword 0x2222\npush dword 0x1111\npush dword 0x2800\n"
                + "push dword 0x100\npush dword " + (flags | Flags.VM | 2) + "\npush dword 0x2000\npush dword 0\n"
                + "iretd");
    }

    private int stack(int index) {
        return guest.memory.read32(cpu.gpr[Processor.RSP] + 4 * index);
    }

    @Test
    void iretWithVmSetEntersVirtual8086ModeAndAnExceptionLeavesItWithAllSegmentsOnTheStack() {
        virtual8086(0, "mov ax, ds\nmov bx, ss\nmov cl, [0]\nhlt");
        assertThat(guest.vector()).isEqualTo(Vector.GP);
        assertThat(cpu.gpr[Processor.RAX] & 0xFFFF).isEqualTo(0x2222);
        assertThat(cpu.gpr[Processor.RBX] & 0xFFFF).isEqualTo(0x2800);
        assertThat(stack(0)).as("error code").isZero();
        assertThat(stack(1)).as("EIP").isEqualTo(8);
        assertThat(stack(2)).as("CS").isEqualTo(0x2000);
        assertThat(stack(3) & Flags.VM).isNotZero();
        assertThat(stack(4)).as("ESP").isEqualTo(0x100);
        assertThat(stack(5)).as("SS").isEqualTo(0x2800);
        assertThat(stack(6)).as("ES").isEqualTo(0x1111);
        assertThat(stack(7)).as("DS").isEqualTo(0x2222);
        assertThat(stack(8)).as("FS").isEqualTo(0x3333);
        assertThat(stack(9)).as("GS").isEqualTo(0x4444);
        assertThat(cpu.selector[Processor.DS]).isZero();
        assertThat(cpu.cpl).isZero();
        assertThat(cpu.gpr[Processor.RSP]).isEqualTo(Guest.RING0_STACK - 40);
    }

    @Test
    void sensitiveInstructionsRaiseGeneralProtectionInVirtual8086ModeUnlessIoplIs3() {
        for (String instruction : new String[] {"cli", "sti", "pushf", "popf", "int 0x21", "iret"}) {
            TaskManagementTest test = new TaskManagementTest();
            test.virtual8086(0, instruction + "\nhlt");
            assertThat(test.guest.vector()).as(instruction).isEqualTo(Vector.GP);
            assertThat(test.stack(1)).as(instruction).isZero();
        }
    }

    @Test
    void withIopl3IntGoesThroughTheInterruptDescriptorTable() {
        guest.gate32(0x21, Guest.CODE32, Guest.HANDLERS + 16 * 0x21, 0xEE);
        virtual8086(Flags.IOPL, "pushf\npop dx\nint 0x21");
        assertThat(guest.vector()).isEqualTo(0x21);
        assertThat(stack(0)).isEqualTo(4);
        assertThat(cpu.gpr[Processor.RDX] & Flags.IOPL).isEqualTo(Flags.IOPL);
    }

    @Test
    void withIopl3IretStaysInVirtual8086ModeAndLeavesIoplAlone() {
        virtual8086(Flags.IOPL, "push word 0x0002\npush word 0x2100\npush word 0x10\niret");
        // Nothing but zeros there: ADD [BX+SI], AL until the end of the segment.
        assertThat(stack(2) & 0xFFFF).isEqualTo(0x2100);
        assertThat(stack(3) & (Flags.VM | Flags.IOPL)).isEqualTo(Flags.VM | Flags.IOPL);
    }

    @Test
    void withVirtualModeExtensionsStiAndCliChangeTheVirtualInterruptFlag() {
        cpu.setCr4(ControlBits.CR4_VME);
        virtual8086(0, "sti\nhlt");
        assertThat(guest.vector()).isEqualTo(Vector.GP);
        assertThat(stack(1)).isEqualTo(1);
        assertThat(stack(3) & (Flags.VIF | Flags.IF)).isEqualTo(Flags.VIF);
    }

    @Test
    void withVirtualModeExtensionsTheRedirectionMapSendsIntToTheProgramsOwnHandler() {
        cpu.setCr4(ControlBits.CR4_VME);
        // The interrupt redirection bit map is the 32 bytes below the I/O permission bit map.
        cpu.limit[Processor.TR] = 0xFF;
        guest.memory.write16(Guest.TSS + 102, 0x88);
        guest.memory.write32(4 * 0x21, 0x2000_0040);
        guest.at(Guest.DATA + 0x40, 16, "hlt");
        virtual8086(0, "int 0x21");
        assertThat(guest.vector()).isEqualTo(Vector.GP);
        assertThat(stack(1)).isEqualTo(0x40);
        assertThat(stack(4)).isEqualTo(0x100 - 6);
        assertThat(guest.memory.read16(0x28000 + 0x100 - 6)).isEqualTo(2);
        assertThat(guest.memory.read16(0x28000 + 0x100 - 2) & Flags.IOPL).isEqualTo(Flags.IOPL);
    }

    @Test
    void ioBreakpointsTrapAfterTheInstructionWithDebuggingExtensions() {
        cpu.setCr4(ControlBits.CR4_DE);
        cpu.dr[0] = 0x60;
        cpu.dr[7] = 0x400 | 2 | 2 << 16;
        cpu.debugRegistersChanged();
        guest.run("in al, 0x61\nin al, 0x60\nnop");
        assertThat(guest.vector()).isEqualTo(Vector.DB);
        assertThat(cpu.dr[6] & 0xF).isEqualTo(1);
        assertThat(stack(0)).isEqualTo((int) Guest.CODE + 4);
    }

    @Test
    void initResetsTheProcessorButKeepsMsrs() {
        cpu.writeMsr(0x174, 0x1234);
        cpu.raiseAttention(Attention.INIT);
        cpu.run(cpu.instructions());
        assertThat(cpu.selector[Processor.CS]).isEqualTo(0xF000);
        assertThat(cpu.readMsr(0x174)).isEqualTo(0x1234);
        assertThat(cpu.cr0 & ControlBits.CR0_PE).isZero();
    }
}
