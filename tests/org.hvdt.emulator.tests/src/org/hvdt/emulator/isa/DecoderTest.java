// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.isa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.HexFormat;
import java.util.Random;
import org.hvdt.emulator.isa.DecodeException.Kind;
import org.junit.jupiter.api.Test;

class DecoderTest {

    private static final Decoder DECODER = new Decoder();

    private static Instruction decode(int mode, String hex) throws DecodeException {
        byte[] code = HexFormat.of().parseHex(hex.replace(" ", ""));
        Instruction instruction = DECODER.decode(code, 0, code.length, mode);
        assertThat(instruction.length()).as(hex).isEqualTo(code.length);
        return instruction;
    }

    private static void check(int mode, String hex, String id, String text) throws DecodeException {
        Instruction instruction = decode(mode, hex);
        assertThat(instruction.form().id()).isEqualTo(id);
        assertThat(Formatter.format(instruction, 0x1000)).isEqualTo(text);
    }

    private static void fails(int mode, String hex, Kind kind) {
        byte[] code = HexFormat.of().parseHex(hex.replace(" ", ""));
        DecodeException failure = catchThrowableOfType(DecodeException.class,
                () -> DECODER.decode(code, 0, code.length, mode));
        assertThat(failure).as(hex + " in " + mode + "-bit mode").isNotNull();
        assertThat(failure.kind).as(hex + " in " + mode + "-bit mode").isEqualTo(kind);
    }

    @Test
    void operandSizePrefixAndRexSelectTheRow() throws DecodeException {
        check(64, "01 D8", "ADD r/m32, r32", "add eax, ebx");
        check(64, "66 01 D8", "ADD r/m16, r16", "add ax, bx");
        check(64, "48 01 D8", "ADD r/m64, r64", "add rax, rbx");
        check(64, "66 48 01 D8", "ADD r/m64, r64", "add rax, rbx");
        check(16, "01 D8", "ADD r/m16, r16", "add ax, bx");
        check(16, "66 01 D8", "ADD r/m32, r32", "add eax, ebx");
    }

    @Test
    void rexIsIgnoredUnlessItImmediatelyPrecedesTheOpcode() throws DecodeException {
        check(64, "48 66 01 D8", "ADD r/m16, r16", "add ax, bx");
    }

    @Test
    void incrementOpcodesOfLegacyModesAreRexPrefixesIn64BitMode() throws DecodeException {
        check(32, "40", "INC r32", "inc eax");
        check(64, "40 88 E0", "MOV r/m8, r8", "mov al, spl");
        check(64, "88 E0", "MOV r/m8, r8", "mov al, ah");
    }

    @Test
    void addressesFollowModRmAndSib() throws DecodeException {
        check(64, "8B 84 8A 78 56 34 12", "MOV r32, r/m32", "mov eax, [rdx+rcx*4+0x12345678]");
        check(64, "43 8B 04 24", "MOV r32, r/m32", "mov eax, [r12+r12*1]");
        check(64, "41 8B 45 00", "MOV r32, r/m32", "mov eax, [r13]");
        check(64, "8B 05 10 00 00 00", "MOV r32, r/m32", "mov eax, [rel 0x1016]");
        check(64, "8B 04 25 10 00 00 00", "MOV r32, r/m32", "mov eax, [abs 0x10]");
        check(32, "8B 05 10 00 00 00", "MOV r32, r/m32", "mov eax, [0x10]");
        check(32, "67 8B 42 FE", "MOV r32, r/m32", "mov eax, [bp+si-2]");
        check(16, "8B 0E 34 12", "MOV r16, r/m16", "mov cx, [0x1234]");
    }

    @Test
    void stackSegmentIsTheDefaultWithStackAndFramePointerAsBase() throws DecodeException {
        assertThat(decode(64, "8B 04 24").segment()).isEqualTo(2);
        assertThat(decode(64, "8B 45 00").segment()).isEqualTo(2);
        assertThat(decode(64, "8B 00").segment()).isEqualTo(3);
        assertThat(decode(64, "41 8B 04 24").segment()).isEqualTo(3);
        assertThat(decode(16, "8B 46 02").segment()).isEqualTo(2);
    }

    @Test
    void onlyFsAndGsOverridesCountIn64BitMode() throws DecodeException {
        assertThat(decode(64, "2E 8B 00").segmentOverride()).isEqualTo(Instruction.NONE);
        assertThat(decode(64, "64 2E 8B 00").segmentOverride()).isEqualTo(4);
        assertThat(decode(32, "64 2E 8B 00").segmentOverride()).isEqualTo(1);
    }

    @Test
    void opcode90IsNopPauseOrExchangeByItsPrefixes() throws DecodeException {
        check(64, "90", "NOP", "nop");
        check(64, "48 90", "NOP", "o64 nop");
        check(64, "F3 90", "PAUSE", "pause");
        check(64, "41 90", "XCHG EAX, r32", "xchg eax, r8d");
        check(64, "49 90", "XCHG RAX, r64", "xchg rax, r8");
    }

    @Test
    void opcode63IsMovsxdIn64BitModeAndArplElsewhere() throws DecodeException {
        check(64, "48 63 C3", "MOVSXD r64, r/m32", "movsxd rax, ebx");
        check(32, "63 C3", "ARPL r/m16, r16", "arpl bx, ax");
    }

    @Test
    void nearBranchesAndStackHave64BitOperandsIn64BitMode() throws DecodeException {
        assertThat(decode(64, "E8 00 00 00 00").operandSize()).isEqualTo(8);
        assertThat(decode(64, "66 E8 00 00 00 00").operandSize()).isEqualTo(8);
        check(64, "50", "PUSH r64", "push rax");
        check(64, "66 50", "PUSH r16", "push ax");
        check(32, "66 E8 00 00", "CALL rel16", "call word 0x1004");
    }

    @Test
    void mandatoryPrefixesSelectAmongInstructions() throws DecodeException {
        check(64, "0F BC C3", "BSF r32, r/m32", "bsf eax, ebx");
        check(64, "F3 0F BC C3", "TZCNT r32, r/m32", "tzcnt eax, ebx");
        check(64, "66 F2 0F 38 F1 C3", "CRC32 r32, r/m16", "crc32 eax, bx");
        check(64, "0F 38 F0 03", "MOVBE r32, m32", "movbe eax, [rbx]");
        check(64, "0F C7 33", "VMPTRLD m64", "vmptrld [rbx]");
        check(64, "66 0F C7 33", "VMCLEAR m64", "vmclear [rbx]");
        check(64, "F3 0F C7 33", "VMXON m64", "vmxon [rbx]");
        check(64, "0F C7 F3", "RDRAND r32", "rdrand ebx");
    }

    @Test
    void modelWithoutTheFeatureGivesTheOpcodeItsOldMeaning() throws DecodeException {
        Decoder old = new Decoder(flag -> !flag.equals("BMI1") && !flag.equals("VMX"));
        byte[] tzcnt = HexFormat.of().parseHex("F30FBCC3");

        assertThat(old.decode(tzcnt, 0, 4, 64).form().id()).isEqualTo("BSF r32, r/m32");
        DecodeException failure = catchThrowableOfType(DecodeException.class,
                () -> old.decode(HexFormat.of().parseHex("0F01C1"), 0, 3, 64));
        assertThat(failure.kind).isEqualTo(Kind.INVALID_OPCODE);
    }

    @Test
    void absoluteOffsetsHaveTheAddressSize() throws DecodeException {
        check(64, "A1 88 77 66 55 44 33 22 11", "MOV EAX, moffs32", "mov eax, [qword 0x1122334455667788]");
        check(32, "A1 78 56 34 12", "MOV EAX, moffs32", "mov eax, [0x12345678]");
        check(32, "67 A1 34 12", "MOV EAX, moffs32", "mov eax, [word 0x1234]");
    }

    @Test
    void farPointersAndEnterHaveTwoImmediates() throws DecodeException {
        check(32, "EA 78 56 34 12 08 00", "JMP ptr16:32", "jmp 8:0x12345678");
        check(16, "9A 34 12 00 F0", "CALL ptr16:16", "call 0xf000:0x1234");
        check(64, "C8 20 00 03", "ENTER imm16, imm8", "enter 0x20, 3");
    }

    @Test
    void vexIsDistinguishedFromLdsByModInLegacyModes() throws DecodeException {
        check(64, "C4 E2 F8 F3 D9", "BLSI r64, r/m64", "blsi rax, rcx");
        check(32, "C4 E2 78 F3 D9", "BLSI r32, r/m32", "blsi eax, ecx");
        check(32, "C4 03", "LES r32, m16:32", "les eax, [ebx]");
        fails(64, "C4 00 00 00 00", Kind.INVALID_OPCODE);
    }

    @Test
    void prefixesBeforeVexAreUndefined() {
        fails(64, "66 C4 E2 F8 F3 D9", Kind.INVALID_OPCODE);
        fails(64, "48 C4 E2 F8 F3 D9", Kind.INVALID_OPCODE);
        fails(64, "F0 C4 E2 F8 F3 D9", Kind.INVALID_OPCODE);
    }

    @Test
    void lockIsUndefinedWithoutALockableMemoryDestination() throws DecodeException {
        check(64, "F0 01 03", "ADD r/m32, r32", "lock add [rbx], eax");
        fails(64, "F0 01 C3", Kind.INVALID_OPCODE);
        fails(64, "F0 8B 03", Kind.INVALID_OPCODE);
        fails(64, "F0 03 03", Kind.INVALID_OPCODE);
        fails(64, "F0 39 03", Kind.INVALID_OPCODE);
    }

    @Test
    void opcodesThat64BitModeRemovedAreUndefinedThere() throws DecodeException {
        for (String hex : new String[] {"06", "0E", "16", "1E", "27", "2F", "37", "3F", "60", "61", "82 C0 01",
            "9A 00 00 00 00 00 00", "CE", "D4 0A", "D5 0A", "D6", "EA 00 00 00 00 00 00"}) {
            fails(64, hex, Kind.INVALID_OPCODE);
            decode(32, hex);
        }
    }

    @Test
    void undefinedOpcodesAndRegistersAreInvalid() {
        fails(64, "0F 04", Kind.INVALID_OPCODE);
        fails(64, "0F 0A", Kind.INVALID_OPCODE);
        fails(64, "FF F8", Kind.INVALID_OPCODE);
        fails(64, "FE D0", Kind.INVALID_OPCODE);
        fails(64, "8E C8", Kind.INVALID_OPCODE);
        fails(64, "8C F0", Kind.INVALID_OPCODE);
        fails(64, "0F 20 C8", Kind.INVALID_OPCODE);
        fails(64, "44 0F 21 C0", Kind.INVALID_OPCODE);
        fails(64, "8D C0", Kind.INVALID_OPCODE);
        fails(64, "0F C7 C8", Kind.INVALID_OPCODE);
        fails(64, "C6 C8 00", Kind.INVALID_OPCODE);
    }

    @Test
    void moveToControlRegisterIgnoresMod() throws DecodeException {
        check(64, "0F 22 18", "MOV CR0-CR8, r64", "mov cr3, rax");
        check(64, "44 0F 20 C0", "MOV r64, CR0-CR8", "mov rax, cr8");
    }

    @Test
    void moreThanFifteenBytesAreTooLong() throws DecodeException {
        String redundant = "66 ".repeat(11);
        decode(64, redundant + "81 C0 34 12");
        fails(64, "66 " + redundant + "81 C0 34 12", Kind.TOO_LONG);
        fails(64, "66 ".repeat(15), Kind.TOO_LONG);
        fails(64, "66 ".repeat(14), Kind.NEEDS_MORE_BYTES);
    }

    @Test
    void cutOffInstructionsNeedMoreBytes() {
        String whole = "48 81 84 8A 78 56 34 12 01 02 03 04";
        for (int length = 0; length < 12; length++) {
            fails(64, whole.substring(0, Math.max(0, 3 * length - 1)), Kind.NEEDS_MORE_BYTES);
        }
    }

    @Test
    void instructionsOfExtensionsWithoutRowsAreUnimplementedRatherThanUndefined() {
        fails(64, "C5 F8 28 C1", Kind.UNIMPLEMENTED);
        fails(64, "D9 C0", Kind.UNIMPLEMENTED);
    }

    @Test
    void anyBytesGiveAnInstructionOrADecodeException() {
        Random random = new Random(1);
        byte[] code = new byte[Decoder.MAX_LENGTH];
        for (int n = 0; n < 300_000; n++) {
            random.nextBytes(code);
            int mode = 16 << n % 3;
            try {
                Instruction instruction = DECODER.decode(code, 0, code.length, mode);
                assertThat(instruction.length()).isBetween(1, Decoder.MAX_LENGTH);
                assertThat(Formatter.format(instruction, 0x1000)).isNotBlank();
            } catch (DecodeException e) {
                assertThat(e.kind).isNotEqualTo(Kind.NEEDS_MORE_BYTES);
            }
        }
    }
}
