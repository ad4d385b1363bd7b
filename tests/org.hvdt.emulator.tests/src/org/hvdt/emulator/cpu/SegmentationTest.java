// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** SDM volume 3, chapters "Protected-Mode Memory Management" and "Protection". */
class SegmentationTest {

    /** Descriptor with base, 20-bit limit, access byte and flags nibble. */
    private static long descriptor(long base, int limit, int access, int flags) {
        return limit & 0xFFFF | (base & 0xFF_FFFF) << 16 | (long) access << 40 | (long) (limit >> 16 & 0xF) << 48
                | (long) flags << 52 | (base >>> 24 & 0xFF) << 56;
    }

    private static Guest withSegment(long descriptor) {
        Guest guest = Guest.protectedMode();
        guest.memory.write64(Guest.GDT + Guest.FREE, descriptor);
        return guest;
    }

    @Test
    void segmentBaseIsAddedToTheOffset() {
        Guest guest = withSegment(descriptor(0x20000, 0xFFF, 0x93, 4));
        guest.run("mov ax, 0x58\n mov fs, ax\n mov dword [fs:0x10], 0x12345678");
        assertThat(guest.memory.read32(0x20010)).isEqualTo(0x12345678);
    }

    @Test
    void accessBeyondTheLimitRaisesGeneralProtection() {
        Guest guest = withSegment(descriptor(0x20000, 0xFFF, 0x93, 4));
        guest.run("mov ax, 0x58\n mov fs, ax\n mov eax, [fs:0xFFC]\n mov eax, [fs:0xFFD]");
        assertThat(guest.vector()).isEqualTo(Vector.GP);
        assertThat(guest.memory.read32(guest.cpu.gpr[Processor.RSP] + 4)).isEqualTo((int) Guest.CODE + 12);
    }

    @Test
    void expandDownSegmentIsValidAboveItsLimitOnly() {
        Guest guest = withSegment(descriptor(0x20000, 0xFFF, 0x97, 4));
        guest.run("mov ax, 0x58\n mov fs, ax\n mov ebx, [fs:0x1000]\n mov eax, [fs:0xFFF]");
        assertThat(guest.vector()).isEqualTo(Vector.GP);
        assertThat(guest.cpu.rip).isNotZero();
        assertThat(guest.memory.read32(guest.cpu.gpr[Processor.RSP] + 4)).isEqualTo((int) Guest.CODE + 13);
    }

    @Test
    void writeToAReadOnlySegmentRaisesGeneralProtection() {
        Guest guest = withSegment(descriptor(0, 0xFFFFF, 0x91, 0xC));
        guest.run("mov ax, 0x58\n mov fs, ax\n mov eax, [fs:0x20000]\n mov [fs:0x20000], eax");
        assertThat(guest.vector()).isEqualTo(Vector.GP);
    }

    @Test
    void nullSelectorMayBeLoadedButNotUsed() {
        Guest guest = Guest.protectedMode().run("xor eax, eax\n mov fs, ax\n mov ebx, 1\n mov eax, [fs:0]");
        assertThat(guest.vector()).isEqualTo(Vector.GP);
        assertThat(guest.cpu.gpr[Processor.RBX]).isEqualTo(1);
    }

    @Test
    void segmentThatHadANullSelectorIsUsableAgainInRealMode() {
        Guest guest = Guest.realMode();
        guest.memory.write32(0x21230, 0x12345678);
        guest.cpu.setSegment(Processor.FS, 0, 0, 0, Processor.ACCESS_UNUSABLE);
        guest.run("mov ax, 0x2000\n mov fs, ax\n mov ebx, [fs:0x1230]");
        assertThat((int) guest.cpu.gpr[Processor.RBX]).isEqualTo(0x12345678);
    }

    @Test
    void loadingSsWithANullSelectorRaisesGeneralProtection() {
        assertThat(Guest.protectedMode().run("xor eax, eax\n mov ss, ax").vector()).isEqualTo(Vector.GP);
    }

    @Test
    void segmentThatIsNotPresentRaisesNp() {
        Guest guest = withSegment(descriptor(0, 0xFFFFF, 0x13, 0xC));
        guest.run("mov ax, 0x58\n mov fs, ax");
        assertThat(guest.vector()).isEqualTo(Vector.NP);
        assertThat(guest.memory.read32(guest.cpu.gpr[Processor.RSP])).isEqualTo(0x58);
    }

    @Test
    void selectorBeyondTheTableRaisesGeneralProtectionWithIt() {
        Guest guest = Guest.protectedMode().run("mov ax, 0x1003\n mov ds, ax");
        assertThat(guest.vector()).isEqualTo(Vector.GP);
        assertThat(guest.memory.read32(guest.cpu.gpr[Processor.RSP])).isEqualTo(0x1000);
    }

    @Test
    void loadingASegmentSetsItsAccessedBit() {
        Guest guest = withSegment(descriptor(0, 0xFFFFF, 0x92, 0xC));
        guest.run("mov ax, 0x58\n mov fs, ax");
        assertThat(guest.memory.read8(Guest.GDT + Guest.FREE + 5)).isEqualTo(0x93);
    }

    @Test
    void executionBeyondTheLimitOfCsRaisesGeneralProtection() {
        Guest guest = withSegment(descriptor(0, 0x10009, 0x9B, 4));
        guest.at(0x10000, "nop\n nop\n nop\n nop\n nop\n nop\n nop\n nop\n mov eax, 1\n hlt");
        guest.at(0x11000, "jmp 0x58:0x10000");
        guest.runFrom(0x11000);
        assertThat(guest.vector()).isEqualTo(Vector.GP);
        assertThat(guest.memory.read32(guest.cpu.gpr[Processor.RSP] + 4)).isEqualTo(0x10008);
    }

    @Test
    void farJumpTo64BitCodeEntersLongModeFromCompatibilityMode() {
        Guest guest = Guest.longMode();
        guest.at(0x11000, 32, "mov eax, 0x11\n jmp 0x08:0x12000");
        guest.at(0x12000, "mov rbx, 0x1122334455667788\n hlt");
        guest.run("push 0x30\n push 0x11000\n retfq");
        assertThat(guest.rax()).isEqualTo(0x11);
        assertThat(guest.cpu.gpr[Processor.RBX]).isEqualTo(0x1122334455667788L);
        assertThat(guest.cpu.mode()).isEqualTo(64);
    }

    @Test
    void protectedModeEntersLongModeThroughPagingAndAFarJump() {
        Guest guest = Guest.protectedMode();
        guest.memory.write64(0x100000, 0x101003);
        guest.memory.write64(0x101000, 0x83);
        guest.at(0x12000, 64, "mov rbx, 0x1122334455667788\n hlt");
        guest.run("""
                mov     eax, cr4
                or      eax, 0x20
                mov     cr4, eax
                mov     eax, 0x100000
                mov     cr3, eax
                mov     ecx, 0xC0000080
                rdmsr
                or      eax, 0x100
                wrmsr
                mov     eax, cr0
                or      eax, 0x80000000
                mov     cr0, eax
                jmp     0x08:0x12000
                """);
        assertThat(guest.cpu.efer & ControlBits.EFER_LMA).isNotZero();
        assertThat(guest.cpu.gpr[Processor.RBX]).isEqualTo(0x1122334455667788L);
    }

    @Test
    void realModeEntersProtectedMode() {
        Guest guest = Guest.realMode();
        guest.memory.write(0x600, new byte[] {(byte) 0xFF, 0, 0, 0x10, 0, 0});
        guest.memory.write(0x13000, Nasm.assemble(32, 0x13000, "mov ax, 0x10\n mov ds, ax\n mov ss, ax\n"
                + "mov dword [0x20000], 0xCAFE\n hlt"));
        guest.at(Guest.CODE, "xor ax, ax\n mov ds, ax\n lgdt [0x600]\n mov eax, cr0\n or al, 1\n mov cr0, eax\n"
                + "jmp dword 0x30:0x13000");
        guest.runFrom(Guest.CODE);
        assertThat(guest.memory.read32(0x20000)).isEqualTo(0xCAFE);
        assertThat(guest.cpu.mode()).isEqualTo(32);
    }

    @Test
    void callGateEntersTheInnerLevelOnTheStackOfTheTss() {
        Guest guest = Guest.longMode();
        guest.memory.write64(Guest.GDT + Guest.CALL_GATE, 0x0001EC00_00080000L | 0x3000);
        guest.memory.write64(Guest.GDT + Guest.CALL_GATE + 8, 0);
        guest.at(0x13000, "mov rdx, rsp\n mov ecx, cs\n retfq");
        guest.at(Guest.USER, "call dword far [rel pointer]\n mov edi, cs\n mov rsi, rsp\n hlt\n"
                + "pointer: dd 0\n dw 0x3B");
        guest.run("push 0x23\n push 0x31000\n push 2\n push 0x2B\n push 0x40000\n iretq");
        assertThat(guest.vector()).isEqualTo(Vector.GP);
        assertThat(guest.events).containsExactly("#GP");
        assertThat(guest.cpu.gpr[Processor.RDX]).isEqualTo(Guest.RING0_STACK - 32);
        assertThat(guest.cpu.gpr[Processor.RCX]).isEqualTo(Guest.CODE64);
        assertThat(guest.cpu.gpr[Processor.RDI]).isEqualTo(Guest.USER_CODE64 | 3);
        assertThat(guest.cpu.gpr[Processor.RSI]).isEqualTo(0x31000);
    }

    @Test
    void callGateOfProtectedModeCopiesParameters() {
        Guest guest = Guest.protectedMode();
        guest.memory.write64(Guest.GDT + Guest.CALL_GATE, 0x0001EC02_00303000L);
        guest.at(0x13000, "mov edx, [esp+8]\n mov ecx, [esp+12]\n retf 8");
        guest.at(Guest.USER, "push 0x111\n push 0x222\n call 0x3B:0\n mov esi, esp\n hlt");
        guest.run("push 0x23\n push 0x31000\n push 2\n push 0x1B\n push 0x40000\n iretd");
        assertThat(guest.cpu.gpr[Processor.RDX]).isEqualTo(0x222);
        assertThat(guest.cpu.gpr[Processor.RCX]).isEqualTo(0x111);
        assertThat(guest.cpu.gpr[Processor.RSI]).isEqualTo(0x31000);
    }

    @Test
    void returnToAnOuterLevelMakesPrivilegedDataSegmentsUnusable() {
        Guest guest = Guest.protectedMode();
        guest.at(Guest.USER, "mov eax, ds\n mov ebx, es\n hlt");
        guest.run("mov ax, 0x23\n mov es, ax\n push 0x23\n push 0x31000\n push 0x1B\n push 0x40000\n retf");
        assertThat(guest.rax()).isZero();
        assertThat(guest.cpu.gpr[Processor.RBX]).isEqualTo(0x23);
    }

    @Test
    void syscallAndSysretSwitchBetweenUserAndSupervisor() {
        Guest guest = Guest.longMode();
        guest.at(Guest.USER, "stc\n syscall\n mov edi, cs\n mov esi, ss\n hlt");
        guest.at(0x14000, "mov edx, cs\n mov ebx, ss\n pushfq\n pop r8\n o64 sysret");
        guest.run("""
                mov     ecx, 0xC0000081
                xor     eax, eax
                mov     edx, 0x00180008
                wrmsr
                inc     ecx
                mov     eax, 0x14000
                xor     edx, edx
                wrmsr
                mov     ecx, 0xC0000084
                mov     eax, 0x201
                wrmsr
                push 0x23
                push 0x31000
                push 0x202
                push 0x2B
                push 0x40000
                iretq
                """);
        assertThat(guest.cpu.gpr[Processor.RDX]).isEqualTo(8);
        assertThat(guest.cpu.gpr[Processor.RBX]).isEqualTo(0x10);
        assertThat(guest.cpu.gpr[8] & (Flags.CF | Flags.IF)).isZero();
        assertThat(guest.cpu.gpr[11] & (Flags.CF | Flags.IF)).isEqualTo(Flags.CF | Flags.IF);
        assertThat(guest.cpu.gpr[Processor.RDI]).isEqualTo(0x2B);
        assertThat(guest.cpu.gpr[Processor.RSI]).isEqualTo(0x23);
    }

    @Test
    void ltrMarksTheTssBusyAndRefusesABusyOne() {
        Guest guest = Guest.longMode();
        guest.memory.write8(Guest.GDT + Guest.TSS_SELECTOR + 5, 0x89);
        guest.run("mov ax, 0x48\n ltr ax\n str ebx\n ltr ax");
        assertThat(guest.vector()).isEqualTo(Vector.GP);
        assertThat(guest.cpu.gpr[Processor.RBX]).isEqualTo(0x48);
        assertThat(guest.stack(0)).isEqualTo(0x48);
        assertThat(guest.memory.read8(Guest.GDT + Guest.TSS_SELECTOR + 5)).isEqualTo(0x8B);
    }

    @Test
    void larAndLslLookAtDescriptorsWithoutFaulting() {
        Guest guest = Guest.longMode().run("mov ecx, 0x10\n lar eax, cx\n lsl ebx, cx\n mov ecx, 0x5000\n lar edx, cx\n"
                + " setz sil");
        assertThat(guest.rax()).isEqualTo(0x00CF9300);
        assertThat(guest.cpu.gpr[Processor.RBX]).isEqualTo(0xFFFF_FFFFL);
        assertThat(guest.cpu.gpr[Processor.RSI] & 0xFF).isZero();
    }

    @Test
    void nonCanonicalAddressRaisesGeneralProtectionOrStackFault() {
        Guest guest = Guest.longMode().run("mov rbx, 0x800000000000\n mov eax, [rbx]");
        assertThat(guest.vector()).isEqualTo(Vector.GP);
        guest = Guest.longMode();
        guest.gate64(Vector.SS, Guest.HANDLERS + 16 * Vector.SS, 0x8E, 1);
        guest.run("mov rbp, 0x800000000000\n mov eax, [rbp]");
        assertThat(guest.vector()).isEqualTo(Vector.SS);
    }

    @Test
    void alignmentCheckAppliesToUserModeOnly() {
        Guest guest = Guest.longMode();
        guest.at(Guest.USER, "mov eax, [0x20000]\n mov eax, [0x20002]");
        guest.run("mov rax, cr0\n or eax, 0x40000\n mov cr0, rax\n push 0x40002\n popfq\n mov eax, [0x20001]\n"
                + " push 0x23\n push 0x31000\n push 0x40202\n push 0x2B\n push 0x40000\n iretq");
        assertThat(guest.vector()).isEqualTo(Vector.AC);
        assertThat(guest.stack(8)).isEqualTo(Guest.USER + 7);
    }
}
