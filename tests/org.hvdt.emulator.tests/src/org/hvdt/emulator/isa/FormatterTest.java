// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.isa;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class FormatterTest {

    private static void check(int mode, String hex, String text) throws DecodeException {
        byte[] code = HexFormat.of().parseHex(hex.replace(" ", ""));
        Instruction instruction = new Decoder().decode(code, 0, code.length, mode);
        assertThat(Formatter.format(instruction, 0x1000)).isEqualTo(text);
    }

    @Test
    void memoryOperandHasASizeWhereNoRegisterImpliesIt() throws DecodeException {
        check(64, "FF 00", "inc dword [rax]");
        check(64, "48 83 00 FF", "add qword [rax], -1");
        check(64, "0F B6 00", "movzx eax, byte [rax]");
        check(64, "48 0F B7 00", "movzx rax, word [rax]");
        check(64, "D3 20", "shl dword [rax], cl");
        check(64, "89 00", "mov [rax], eax");
    }

    @Test
    void branchTargetsAreAbsolute() throws DecodeException {
        check(64, "EB FE", "jmp 0x1000");
        check(64, "0F 84 00 01 00 00", "je 0x1106");
        check(64, "E2 FC", "loop 0xffe");
        check(64, "67 E2 FC", "loop 0xfff, ecx");
        check(64, "FF 25 00 00 00 00", "jmp qword [rel 0x1006]");
        check(64, "FF 2D 00 00 00 00", "jmp far dword [rel 0x1006]");
    }

    @Test
    void prefixesThatMeanSomethingAreWritten() throws DecodeException {
        check(64, "F3 A4", "rep movsb");
        check(64, "F2 AE", "repne scasb");
        check(64, "64 A4", "fs movsb");
        check(64, "67 AA", "a32 stosb");
        check(32, "67 AA", "a16 stosb");
        check(64, "F0 0F C1 03", "lock xadd [rbx], eax");
        check(64, "64 8B 04 25 28 00 00 00", "mov eax, [abs fs:0x28]");
    }

    @Test
    void systemAndVmxInstructionsAreWritten() throws DecodeException {
        check(64, "0F 01 C2", "vmlaunch");
        check(64, "0F 78 C8", "vmread rax, rcx");
        check(64, "0F 79 08", "vmwrite rcx, [rax]");
        check(64, "66 0F 38 80 08", "invept rcx, [rax]");
        check(64, "0F 01 10", "lgdt [rax]");
        check(64, "48 CF", "iretq");
        check(64, "66 CF", "iretw");
        check(64, "E6 80", "out 0x80, al");
        check(64, "8E D8", "mov ds, ax");
    }

    @Test
    void symbolsReplaceTargets() throws DecodeException {
        byte[] code = HexFormat.of().parseHex("E8FB000000");
        Instruction call = new Decoder().decode(code, 0, code.length, 64);

        assertThat(Formatter.format(call, 0x1000, target -> target == 0x1100 ? "VMHost" : null))
                .isEqualTo("call VMHost");
        assertThat(Formatter.branchTarget(call, 0x1000)).isEqualTo(0x1100);
    }
}
