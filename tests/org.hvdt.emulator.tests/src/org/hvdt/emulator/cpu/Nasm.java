// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Assembles guest code of the tests with NASM. */
public final class Nasm {

    private Nasm() {
    }

    /**
     * Assembles to a flat binary.
     *
     * @param bits 16, 32 or 64
     * @param origin address of the first byte
     * @param source instructions, one a line
     */
    public static byte[] assemble(int bits, long origin, String source) {
        try {
            Path folder = Files.createTempDirectory("hvdt-nasm");
            Path input = folder.resolve("test.asm");
            Path output = folder.resolve("test.bin");
            try {
                Files.writeString(input, "bits " + bits + "\norg 0x" + Long.toHexString(origin) + "\n" + source + "\n");
                Process process = new ProcessBuilder("nasm", "-f", "bin", "-o", output.toString(), input.toString())
                        .redirectErrorStream(true).start();
                String messages = new String(process.getInputStream().readAllBytes());
                if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
                    throw new IllegalArgumentException("nasm failed: " + messages);
                }
                return Files.readAllBytes(output);
            } finally {
                Files.deleteIfExists(input);
                Files.deleteIfExists(output);
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
