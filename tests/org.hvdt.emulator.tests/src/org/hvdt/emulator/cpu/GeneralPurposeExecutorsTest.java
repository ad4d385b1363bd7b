// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.hvdt.emulator.isa.DecodeException;
import org.hvdt.emulator.isa.Decoder;
import org.hvdt.emulator.isa.EncodingSampler;
import org.hvdt.emulator.isa.Formatter;
import org.hvdt.emulator.isa.Instruction;
import org.hvdt.emulator.isa.InstructionForm;
import org.hvdt.emulator.isa.InstructionTable;
import org.hvdt.emulator.memory.PhysicalMemory;
import org.junit.jupiter.api.Test;

/**
 * Instructions one by one, without paging. A state is written as words: registers ({@code rax=1F}), memory
 * ({@code [2000]=bytes}), flags ({@code CF}, {@code !CF}), {@code rip=}; an exception as {@code #DE}.
 */
class GeneralPurposeExecutorsTest {

    private static final long CODE = 0x1000;
    private static final Executors EXECUTORS = Executors.of(GeneralPurposeExecutors::register);
    private static final List<String> FLAGS = List.of("CF", "1", "PF", "3", "AF", "5", "ZF", "SF", "TF", "IF", "DF",
            "OF");

    private final PhysicalMemory memory = new PhysicalMemory(1 << 20);
    private final Processor cpu = new Processor(memory, CpuModel.load("max"), EXECUTORS);

    private void check(int mode, String hex, String before, String after) throws DecodeException {
        prepare(mode);
        set(before);
        execute(mode, hex);
        verify(hex, after);
    }

    private void prepare(int mode) {
        int data = Processor.ACCESS_PRESENT | Processor.ACCESS_S | Processor.ACCESS_READ_WRITE
                | Processor.ACCESS_ACCESSED | Processor.ACCESS_DB | Processor.ACCESS_GRANULARITY;
        int code = (data | Processor.ACCESS_CODE) & ~Processor.ACCESS_DB;
        cpu.setCr0(ControlBits.CR0_PE);
        cpu.setEfer(mode == 64 ? ControlBits.EFER_LME | ControlBits.EFER_LMA : 0);
        for (int segment = 0; segment <= Processor.GS; segment++) {
            cpu.setSegment(segment, 0x10, 0, -1, data);
        }
        cpu.setSegment(Processor.CS, 8, 0, -1,
                mode == 64 ? code | Processor.ACCESS_LONG : mode == 32 ? code | Processor.ACCESS_DB : code);
        cpu.setRflags(Flags.FIXED);
        cpu.updateMode();
        Arrays.fill(cpu.gpr, 0);
    }

    private void set(String state) {
        int flags = Flags.FIXED;
        for (String word : state.isEmpty() ? new String[0] : state.split(" ")) {
            int equals = word.indexOf('=');
            if (word.startsWith("[")) {
                byte[] bytes = HexFormat.of().parseHex(word.substring(equals + 1));
                memory.write(Long.parseLong(word.substring(1, equals - 1), 16), bytes, 0, bytes.length);
            } else if (equals > 0) {
                cpu.gpr[register(word.substring(0, equals))] = Long.parseUnsignedLong(word.substring(equals + 1), 16);
            } else {
                flags |= 1 << FLAGS.indexOf(word);
            }
        }
        cpu.setRflags(flags);
    }

    private static int register(String name) {
        for (int i = 0; i < 16; i++) {
            if (Formatter.register(i, 64, true).equals(name)) {
                return i;
            }
        }
        throw new IllegalArgumentException(name);
    }

    private String exception;

    private void execute(int mode, String hex) throws DecodeException {
        byte[] code = HexFormat.of().parseHex(hex.replace(" ", ""));
        Instruction instruction = new Decoder(cpu.model::hasFeature).decode(code, 0, code.length, mode);
        cpu.startRip = CODE;
        cpu.rip = CODE + code.length;
        exception = "";
        try {
            EXECUTORS.forForm(instruction.form(), instruction).execute(cpu, instruction);
        } catch (ProcessorException e) {
            exception = e.vector == Vector.DE ? "#DE" : e.vector == Vector.GP ? "#GP" : e.vector == Vector.UD ? "#UD"
                    : e.vector == Vector.BR ? "#BR" : "#" + e.vector;
        }
    }

    private void verify(String hex, String state) {
        String seen = "";
        for (String word : state.split(" ")) {
            int equals = word.indexOf('=');
            String found;
            if (word.startsWith("#")) {
                found = exception;
            } else if (word.startsWith("[")) {
                byte[] bytes = new byte[(word.length() - equals - 1) / 2];
                memory.read(Long.parseLong(word.substring(1, equals - 1), 16), bytes, 0, bytes.length);
                found = word.substring(0, equals + 1) + HexFormat.of().withUpperCase().formatHex(bytes);
            } else if (word.startsWith("rip=")) {
                found = "rip=" + Long.toHexString(cpu.rip).toUpperCase(Locale.ROOT);
            } else if (equals > 0) {
                found = word.substring(0, equals + 1)
                        + Long.toHexString(cpu.gpr[register(word.substring(0, equals))]).toUpperCase(Locale.ROOT);
            } else {
                String name = word.startsWith("!") ? word.substring(1) : word;
                found = (cpu.rflags() >>> FLAGS.indexOf(name) & 1) != 0 ? name : "!" + name;
            }
            seen += (seen.isEmpty() ? "" : " ") + found;
        }
        if (!state.startsWith("#")) {
            assertThat(exception).as(hex).isEmpty();
        }
        assertThat(seen).as(hex).isEqualTo(state);
    }

    @Test
    void everyGeneralPurposeRowHasAnExecutor() {
        List<String> areas = List.of("arithmetic", "logic", "shift", "bit", "string");
        PhysicalMemory none = new PhysicalMemory(1 << 20);
        Processor processor = new Processor(none, CpuModel.load("max"), EXECUTORS);
        EncodingSampler sampler = new EncodingSampler(new Random(7));
        for (InstructionForm form : InstructionTable.rows()) {
            int mode = form.modes().contains(64) ? 64 : 32;
            if (areas.contains(form.area())) {
                prepare(mode);
                byte[] code = sampler.sample(form, mode, false);
                try {
                    Instruction instruction = new Decoder().decode(Arrays.copyOf(code, 15), 0, 15, mode);
                    EXECUTORS.forForm(form, instruction).execute(processor, instruction);
                } catch (ProcessorException e) {
                    assertThat(e.vector).as(form.id()).isNotEqualTo(Vector.UD);
                } catch (UnimplementedException | DecodeException e) {
                    throw new AssertionError(form.id(), e);
                }
            }
        }
    }

    @Test
    void thirtyTwoBitResultsAreZeroExtended() throws DecodeException {
        check(64, "01 D8", "rax=FFFFFFFFFFFFFFFF rbx=2", "rax=1 CF AF !ZF !SF !OF");
        check(64, "89 D8", "rax=FFFFFFFFFFFFFFFF rbx=FFFFFFFF80000000", "rax=80000000");
        check(64, "0F 44 C3", "rax=FFFFFFFFFFFFFFFF", "rax=FFFFFFFF");
        check(64, "66 01 D8", "rax=FFFFFFFFFFFFFFFF rbx=2", "rax=FFFFFFFFFFFF0001");
    }

    @Test
    void highByteRegistersNeedTheAbsenceOfRex() throws DecodeException {
        check(64, "00 E3", "rax=1200 rbx=34", "rbx=46");
        check(64, "40 00 E3", "rsp=12 rbx=34", "rbx=46");
        check(64, "B4 7F", "rax=1122334455667788", "rax=1122334455667F88");
    }

    @Test
    void carryPassesThroughAdcAndSbb() throws DecodeException {
        check(64, "48 11 D8", "rax=FFFFFFFFFFFFFFFF rbx=0 CF", "rax=0 CF ZF AF");
        check(64, "48 19 D8", "rax=0 rbx=FFFFFFFFFFFFFFFF CF", "rax=0 CF ZF");
        check(64, "48 FF C0", "rax=FFFFFFFFFFFFFFFF", "rax=0 !CF ZF");
        check(64, "48 FF C8", "rax=8000000000000000 CF", "rax=7FFFFFFFFFFFFFFF CF OF");
    }

    @Test
    void divideErrorIsRaisedForZeroAndForTooLargeQuotients() throws DecodeException {
        check(64, "48 F7 F3", "rax=1", "#DE rax=1 rdx=0");
        check(64, "48 F7 F3", "rax=1 rdx=5 rbx=5", "#DE rax=1 rdx=5");
        check(64, "48 F7 F3", "rax=1 rdx=4 rbx=5", "rax=CCCCCCCCCCCCCCCD rdx=0");
        check(64, "48 F7 FB", "rax=8000000000000000 rdx=FFFFFFFFFFFFFFFF rbx=FFFFFFFFFFFFFFFF", "#DE");
        check(64, "F7 FB", "rax=80000000 rdx=FFFFFFFF rbx=FFFFFFFF", "#DE");
        check(64, "F6 F3", "rax=64 rbx=7", "rax=20E");
        check(32, "D4 00", "rax=5", "#DE");
    }

    @Test
    void decimalAdjustmentFollowsTheManualsExamples() throws DecodeException {
        check(32, "27", "rax=AE PF SF AF", "rax=14 CF PF AF");
        check(32, "2F", "rax=77 CF AF", "rax=11 CF");
        check(32, "37", "rax=A", "rax=100 CF AF");
        check(32, "D4 0A", "rax=4B", "rax=705");
        check(32, "D5 0A", "rax=705", "rax=4B");
    }

    @Test
    void bitStringsExtendBeyondTheirOperand() throws DecodeException {
        check(64, "48 0F AB 03", "rbx=2010 rax=FFFFFFFFFFFFFFFF [2008]=0000000000000000",
                "[2008]=0000000000000080 !CF");
        check(64, "0F BA 33 21", "rbx=2010 [2010]=02000000", "[2010]=00000000 CF");
        check(64, "0F BC C3", "rax=77 rbx=0", "rax=77 ZF");
    }

    @Test
    void compareAndExchangeLoadsTheAccumulatorOnFailure() throws DecodeException {
        check(64, "0F B1 0B", "rax=1 rcx=9 rbx=2000 [2000]=05000000", "rax=5 [2000]=05000000 !ZF");
        check(64, "0F B1 0B", "rax=5 rcx=9 rbx=2000 [2000]=05000000", "rax=5 [2000]=09000000 ZF");
        check(64, "48 0F C7 0B", "rbx=2008", "#GP");
    }

    @Test
    void repeatedStringInstructionsEndAtTheirCountOrCondition() throws DecodeException {
        check(64, "F3 A4", "rcx=3 rsi=2000 rdi=2001 [2000]=4100000000", "rcx=0 rsi=2003 rdi=2004 [2000]=4141414100");
        check(64, "F3 48 A5", "rcx=2 rsi=2000 rdi=2100 [2000]=00112233445566778899AABBCCDDEEFF",
                "rcx=0 rsi=2010 rdi=2110 [2100]=00112233445566778899AABBCCDDEEFF");
        check(64, "F3 A4", "DF rcx=2 rsi=2001 rdi=2011 [2000]=4142", "rcx=0 rsi=1FFF rdi=200F [2010]=4142");
        check(64, "F2 AE", "rax=43 rcx=5 rdi=2000 [2000]=4142434445", "rcx=2 rdi=2003 ZF");
        check(64, "F3 A6", "rcx=3 rsi=2000 rdi=2010 [2000]=414243 [2010]=414299", "rcx=0 rsi=2003 rdi=2013 !ZF CF");
        check(64, "F3 AB", "rax=11223344 rcx=0 rdi=2000", "rdi=2000");
        check(64, "67 F3 AA", "rax=7F rcx=FFFFFFFF00000002 rdi=FFFFFFFF00002020", "rcx=0 rdi=2022 [2020]=7F7F");
        check(32, "67 F3 AA", "rax=7F rcx=2 rdi=FFFF [FFFF]=00 [0]=00", "rdi=1 [FFFF]=7F [0]=7F");
    }

    @Test
    void popIntoMemoryAddressedByStackPointerUsesItsIncrementedValue() throws DecodeException {
        check(64, "8F 04 24", "rsp=2000 [2000]=88776655443322110000000000000000", "rsp=2008 [2008]=8877665544332211");
        check(64, "54", "rsp=2008", "rsp=2000 [2000]=0820000000000000");
        check(64, "5C", "rsp=2000 [2000]=8877665544332211", "rsp=1122334455667788");
        check(32, "60", "rax=1 rcx=2 rdx=3 rbx=4 rsp=2020 rbp=5 rsi=6 rdi=7",
                "rsp=2000 [2000]=0700000006000000050000002020000004000000030000000200000001000000");
        check(32, "61", "rsp=2000 [2000]=0700000006000000050000002020000004000000030000000200000001000000",
                "rax=1 rcx=2 rdx=3 rbx=4 rsp=2020 rbp=5 rsi=6 rdi=7");
    }

    @Test
    void enterBuildsNestedFrames() throws DecodeException {
        check(64, "C8 10 00 00", "rsp=2020 rbp=2100", "rbp=2018 rsp=2008 [2018]=0021000000000000");
        check(64, "C8 10 00 02", "rsp=2020 rbp=2100 [20F8]=EFCDAB8967452301",
                "rbp=2018 rsp=1FF8 [2008]=1820000000000000EFCDAB89674523010021000000000000");
        check(64, "C9", "rsp=1000 rbp=2018 [2018]=0021000000000000", "rsp=2020 rbp=2100");
    }

    @Test
    void nearTransfersFollowTheirOperandSize() throws DecodeException {
        check(64, "E8 10 00 00 00", "rsp=2008", "rip=1015 rsp=2000 [2000]=0510000000000000");
        check(64, "C2 10 00", "rsp=2000 [2000]=3412000000000000", "rip=1234 rsp=2018");
        check(64, "C3", "rsp=2000 [2000]=0000000000800000", "#GP rsp=2000");
        check(32, "66 E9 00 F0", "", "rip=4");
        check(64, "E2 10", "rcx=1", "rip=1002 rcx=0");
        check(64, "67 E2 10", "rcx=FFFFFFFF00000000", "rip=1013 rcx=FFFFFFFF");
        check(64, "E3 10", "", "rip=1012");
        check(64, "7C 10", "SF", "rip=1012");
        check(64, "7C 10", "SF OF", "rip=1002");
    }

    @Test
    void boundRaisesBoundRangeExceededOutsideTheBounds() throws DecodeException {
        check(32, "62 03", "rax=5 rbx=2000 [2000]=0100000005000000", "rip=1002");
        check(32, "62 03", "rax=6 rbx=2000 [2000]=0100000005000000", "#BR");
    }

    @Test
    void undefinedInstructionsRaiseInvalidOpcode() throws DecodeException {
        check(64, "0F 0B", "", "#UD");
        check(64, "0F B9 C0", "", "#UD");
        check(64, "0F FF C0", "", "#UD");
    }

    @Test
    void rotatesThroughCarryIncludeTheCarryBit() throws DecodeException {
        check(64, "48 D1 D0", "rax=8000000000000000 CF", "rax=1 CF OF");
        check(64, "48 C1 D8 02", "rax=1 CF", "rax=C000000000000000 !CF");
        check(64, "D0 C0", "rax=81", "rax=3 CF OF");
        check(64, "66 C1 D0 11", "rax=1234 CF", "rax=1234 CF");
    }
}
