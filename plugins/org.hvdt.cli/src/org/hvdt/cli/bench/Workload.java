// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.cli.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hvdt.cli.FlatAssembler;
import org.hvdt.cli.UsageException;
import org.hvdt.emulator.machine.BootFile;

/**
 * A program to measure.
 *
 * @param name its name, also that of its source among this package's resources
 * @param description what it stresses
 * @param iterations how often its loop runs, for a run of about a second
 */
record Workload(String name, String description, long iterations) {

    private static final String COMMON = "bench.inc";

    static final List<Workload> ALL = List.of(
            new Workload("alu", "register arithmetic", 5_000_000),
            new Workload("memory", "loads, stores, read-modify-write", 5_000_000),
            new Workload("calls", "calls and returns (recursive Fibonacci)", 400),
            new Workload("branches", "unpredictable branches (insertion sort)", 80),
            new Workload("string", "repeated string instructions", 2_000),
            new Workload("exceptions", "interrupts through the IDT", 1_000_000),
            new Workload("exits", "VM exits and VM entries", 200_000));

    /** Assembles it. */
    BootFile build(Path folder, double scale) throws IOException, UsageException {
        copy(COMMON, folder);
        Path source = copy(name + ".asm", folder);
        long count = Math.max(1, Math.round(iterations * scale));
        return new BootFile(name, FlatAssembler.assemble(source, List.of("-DITERATIONS=" + count)));
    }

    private static Path copy(String file, Path folder) throws IOException {
        Path target = folder.resolve(file);
        if (!Files.exists(target)) {
            try (InputStream stream = Workload.class.getResourceAsStream(file)) {
                Files.copy(stream, target);
            }
        }
        return target;
    }
}
