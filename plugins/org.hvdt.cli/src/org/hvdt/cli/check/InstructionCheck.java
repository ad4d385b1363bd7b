// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.cli.check;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.hvdt.cli.FlatAssembler;
import org.hvdt.cli.TemporaryFolder;
import org.hvdt.cli.UsageException;
import org.hvdt.emulator.isa.DecodeException;
import org.hvdt.emulator.isa.Decoder;
import org.hvdt.emulator.isa.Formatter;
import org.hvdt.emulator.isa.Instruction;

/**
 * Decoder and formatter against NASM, in all three modes: what the decoder makes of random bytes is printed, assembled by
 * NASM and decoded again, and must be the same text. The bytes themselves may differ, as many instructions have several
 * encodings.
 */
final class InstructionCheck implements Check {

    private static final int BYTES = 15;
    private static final int ATTEMPTS = 400_000;
    private static final int PER_FORM = 12;
    private static final int[] MODES = {64, 32, 16};
    private static final long ORIGIN = 0x1000;

    private record Sample(Instruction instruction, String text) {
    }

    @Override
    public String name() {
        return "isa";
    }

    @Override
    public String description() {
        return "random instructions in 64-, 32- and 16-bit mode, decoded, printed, assembled by NASM, decoded again";
    }

    @Override
    public void run(Report report) throws IOException {
        for (int mode : MODES) {
            check(mode, samples(mode), report);
        }
    }

    /** A few random instances of every row of the table. The seed is fixed, so that a failure can be seen again. */
    private static List<Sample> samples(int mode) {
        Random random = new Random(mode);
        Decoder decoder = new Decoder();
        Map<String, Integer> counts = new HashMap<>();
        List<Sample> samples = new ArrayList<>();
        byte[] bytes = new byte[BYTES];
        for (int i = 0; i < ATTEMPTS; i++) {
            random.nextBytes(bytes);
            if (i % 3 == 0) {
                // Two-byte opcodes are rare among random bytes.
                bytes[0] = 0x0F;
            } else if (i % 3 == 1 && mode == 64) {
                bytes[0] = (byte) (0x40 | bytes[0] & 0x0F);
                if (i % 2 == 0) {
                    bytes[1] = 0x0F;
                }
            }
            try {
                Instruction instruction = decoder.decode(bytes, 0, BYTES, mode);
                if (counts.merge(instruction.form.id(), 1, Integer::sum) <= PER_FORM) {
                    samples.add(new Sample(instruction, Formatter.format(instruction, ORIGIN)));
                }
            } catch (DecodeException e) {
                // Not an instruction: nothing to compare.
                continue;
            }
        }
        return samples;
    }

    private static void check(int mode, List<Sample> samples, Report report) throws IOException {
        StringBuilder source = new StringBuilder("bits " + mode + "\n");
        for (int i = 0; i < samples.size(); i++) {
            // Every instruction at the same address, so that branch targets mean the same.
            source.append("section s").append(i).append(" follows=").append(i == 0 ? ".text" : "s" + (i - 1))
                    .append(" vstart=0x1000 align=1\n").append(samples.get(i).text).append("\nalign 16, db 0x90\n");
        }
        try (TemporaryFolder folder = new TemporaryFolder("hvdt-check-")) {
            Path file = folder.path().resolve("samples" + mode + ".asm");
            Files.writeString(file, source, StandardCharsets.UTF_8);
            compare(mode, samples, FlatAssembler.assemble(file, List.of("-O0")), report);
        } catch (UsageException e) {
            report.failed(mode + "-bit mode", e.getMessage());
        }
    }

    private static void compare(int mode, List<Sample> samples, byte[] binary, Report report) {
        Decoder decoder = new Decoder();
        for (int i = 0; i < samples.size(); i++) {
            Sample sample = samples.get(i);
            String title = mode + "-bit " + sample.instruction.form.id();
            String again;
            try {
                again = Formatter.format(decoder.decode(binary, 16 * i, BYTES, mode), ORIGIN);
            } catch (DecodeException e) {
                again = "not decoded: " + e.kind;
            }
            if (again.equals(sample.text)) {
                report.passed(title);
            } else {
                report.failed(title, "expected " + sample.text + "\nfound    " + again);
            }
        }
    }
}
