// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.cli.check;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hvdt.cli.TemporaryFolder;
import org.hvdt.emulator.isa.DecodeException;
import org.hvdt.emulator.isa.Decoder;
import org.hvdt.emulator.isa.EncodingSampler;
import org.hvdt.emulator.isa.Formatter;
import org.hvdt.emulator.isa.Instruction;
import org.hvdt.emulator.isa.InstructionForm;
import org.hvdt.emulator.isa.InstructionTable;

/**
 * Decoder and formatter against NASM and objdump, in all three modes. Every row of the instruction table is encoded
 * with random operands and decoded; the text is assembled by NASM, and what NASM makes of it is decoded again and must
 * give the same text. (The bytes differ where NASM prefers another encoding of the same instruction.) objdump must see an
 * instruction of the same length in the same bytes.
 */
public final class EncodingCheck implements Check {

    /** Bytes from one case to the next; the rest is filled with NOPs. */
    private static final int SLOT = 32;
    private static final int NOP = 0x90;
    /** Cases in one source, so that addresses fit 16 bits. */
    private static final int BATCH = 1900;
    private static final Pattern ERROR = Pattern.compile(".*?:(\\d+): (?:error|fatal): (.*)");
    private static final Pattern DISASSEMBLED = Pattern.compile("^ *([0-9a-f]+):\t.*");

    private final int samplesPerRow;

    private record Case(byte[] bytes, Instruction instruction, String text, int mode) {
        String title() {
            return mode + "-bit " + instruction.form().id() + " [" + HexFormat.of().formatHex(bytes) + "]";
        }
    }

    /** @param samplesPerRow encodings of each row and mode */
    public EncodingCheck(int samplesPerRow) {
        this.samplesPerRow = samplesPerRow;
    }

    @Override
    public String name() {
        return "encoding";
    }

    @Override
    public String description() {
        return "every row of the instruction table with random operands: decoder, formatter, NASM and objdump";
    }

    @Override
    public void run(Report report) throws IOException {
        boolean nasm = Tool.isPresent("nasm");
        boolean objdump = Tool.isPresent("objdump");
        if (!nasm) {
            report.skipped("text to bytes", "nasm is not on PATH; install the package nasm");
        }
        if (!objdump) {
            report.skipped("lengths", "objdump is not on PATH; install the package binutils");
        }
        try (TemporaryFolder folder = new TemporaryFolder("hvdt-check-")) {
            for (int mode : new int[] {16, 32, 64}) {
                List<Case> batch = new ArrayList<>();
                EncodingSampler sampler = new EncodingSampler(new Random(mode));
                Decoder decoder = new Decoder();
                for (InstructionForm form : InstructionTable.rows()) {
                    for (int n = 0; form.modes().contains(mode) && n < samplesPerRow; n++) {
                        byte[] bytes;
                        try {
                            bytes = sampler.sample(form, mode, n % 2 == 0);
                        } catch (IllegalStateException e) {
                            report.failed(mode + "-bit " + form.id(), e.getMessage());
                            break;
                        }
                        batch.add(decode(decoder, bytes, mode, (long) batch.size() * SLOT));
                        if (batch.size() == BATCH) {
                            check(folder.path(), mode, batch, nasm, objdump, report);
                            batch.clear();
                        }
                    }
                }
                check(folder.path(), mode, batch, nasm, objdump, report);
            }
        }
    }

    private static Case decode(Decoder decoder, byte[] bytes, int mode, long address) {
        byte[] slot = Arrays.copyOf(bytes, Decoder.MAX_LENGTH);
        try {
            Instruction instruction = decoder.decode(slot, 0, slot.length, mode);
            return new Case(bytes, instruction, Formatter.format(instruction, address, EncodingCheck::symbol),
                    mode);
        } catch (DecodeException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void check(Path folder, int mode, List<Case> cases, boolean nasm, boolean objdump, Report report)
            throws IOException {
        Map<Integer, String> failures = new HashMap<>();
        if (nasm) {
            assemble(folder, mode, cases, failures);
        }
        if (objdump) {
            disassemble(folder, mode, cases, failures);
        }
        for (int i = 0; i < cases.size(); i++) {
            String details = failures.get(i);
            if (details == null) {
                report.passed(cases.get(i).title());
            } else {
                report.failed(cases.get(i).title(), details);
            }
        }
    }

    /**
     * Whether NASM has a syntax for the encoding. It has none for reserved and pointless ones, drops REX.W where it
     * makes no difference, takes an unscaled index without a base for a base, exchange of the accumulator with itself
     * for NOP, and in 64-bit mode prefers 64-bit to 32-bit absolute addresses.
     */
    private static boolean hasSyntax(Case sample) {
        Instruction instruction = sample.instruction;
        boolean noBase = instruction.memory() && instruction.base() == Instruction.NONE;
        boolean unscaled = noBase && instruction.index() != Instruction.NONE && instruction.scale() == 0;
        boolean absolute32 = noBase && instruction.index() == Instruction.NONE && sample.mode == 64
                && instruction.addressSize() == 4;
        boolean itself = instruction.form().mnemonic().equals("XCHG") && !instruction.memory() && instruction.rm() == 0
                && instruction.reg() == 0;
        if (unscaled || absolute32 || itself) {
            return false;
        }
        return switch (instruction.form().id()) {
            case "BSWAP r16", "MOV r64/m16, Sreg", "SLDT r64/m16", "MOVZX r16, r/m16", "MOVSX r16, r/m16",
                "MOVSXD r16, r/m16", "MOVSXD r32, r/m32" -> false;
            case "RDPKRU", "WRPKRU" -> sample.mode == 64;
            default -> !instruction.form().id().endsWith("(0F 0D)") && !(sample.mode == 64
                    && instruction.addressSize() == 4 && instruction.form().id().contains("moffs"));
        };
    }

    /** Addresses are written relative to a label, as NASM takes plain numbers for absolute addresses. */
    private static String symbol(long address) {
        return address < 0 ? "base-0x" + Long.toHexString(-address) : "base+0x" + Long.toHexString(address);
    }

    private static void assemble(Path folder, int mode, List<Case> cases, Map<Integer, String> failures)
            throws IOException {
        Path source = folder.resolve("cases.asm");
        Path binary = folder.resolve("cases.bin");
        boolean assembled = false;
        while (!assembled) {
            StringBuilder text = new StringBuilder("bits " + mode + "\nbase:\n");
            for (int i = 0; i < cases.size(); i++) {
                boolean use = hasSyntax(cases.get(i)) && !failures.containsKey(i);
                text.append(use ? cases.get(i).text : "nop").append("\ntimes ").append((i + 1) * SLOT)
                        .append("-($-$$) nop\n");
            }
            Files.writeString(source, text, StandardCharsets.UTF_8);
            Tool.Result result = Tool.run(folder, "nasm", "-f", "bin", "-w-all", "-o", binary.toString(),
                    source.toString());
            assembled = result.exitCode() == 0;
            boolean understood = assembled;
            for (String line : assembled ? List.<String>of() : result.lines()) {
                Matcher error = ERROR.matcher(line);
                if (error.matches()) {
                    int number = (Integer.parseInt(error.group(1)) - 3) / 2;
                    understood |= failures.put(number,
                            "NASM rejects " + cases.get(number).text + ": " + error.group(2)) == null;
                }
            }
            if (!understood) {
                throw new IOException("nasm failed: " + String.join("\n", result.lines()));
            }
        }
        byte[] output = Files.readAllBytes(binary);
        Decoder decoder = new Decoder();
        for (int i = 0; i < cases.size(); i++) {
            Case sample = cases.get(i);
            if (!hasSyntax(sample) || failures.containsKey(i)) {
                continue;
            }
            String again;
            try {
                Instruction instruction = decoder.decode(output, i * SLOT, Decoder.MAX_LENGTH, mode);
                again = Formatter.format(instruction, (long) i * SLOT, EncodingCheck::symbol);
            } catch (DecodeException e) {
                again = "not decoded: " + e.kind;
            }
            if (!again.equals(sample.text)) {
                failures.put(i, "decoded as        " + sample.text + "\nassembled back as " + again + " ["
                        + HexFormat.of().formatHex(output, i * SLOT, i * SLOT + Decoder.MAX_LENGTH) + "]");
            }
        }
    }

    private static void disassemble(Path folder, int mode, List<Case> cases, Map<Integer, String> failures)
            throws IOException {
        byte[] image = new byte[cases.size() * SLOT];
        Arrays.fill(image, (byte) NOP);
        for (int i = 0; i < cases.size(); i++) {
            System.arraycopy(cases.get(i).bytes, 0, image, i * SLOT, cases.get(i).bytes.length);
        }
        Path binary = folder.resolve("image.bin");
        Files.write(binary, image);
        String machine = mode == 64 ? "i386:x86-64" : mode == 32 ? "i386" : "i8086";
        Tool.Result result = Tool.run(folder, "objdump", "-D", "-z", "-w", "-b", "binary", "-m", machine, "-M",
                "intel,intel64", binary.toString());
        TreeSet<Integer> starts = new TreeSet<>();
        Map<Integer, String> texts = new HashMap<>();
        for (String line : result.lines()) {
            Matcher matcher = DISASSEMBLED.matcher(line);
            if (matcher.matches()) {
                int start = Integer.parseInt(matcher.group(1), 16);
                starts.add(start);
                texts.put(start, line);
            }
        }
        for (int i = 0; i < cases.size(); i++) {
            Case sample = cases.get(i);
            int start = i * SLOT;
            Integer next = starts.higher(start);
            // objdump takes some reserved no-operation opcodes for instructions of other processors.
            boolean known = !sample.instruction.form().id().matches(".*\\(0F (0D|1A|1B)\\)");
            if (known && (!starts.contains(start) || next == null || next != start + sample.bytes.length)) {
                failures.putIfAbsent(i, "decoded as " + sample.text + ", " + sample.bytes.length
                        + " bytes\nobjdump:   " + texts.get(start));
            }
        }
    }
}
