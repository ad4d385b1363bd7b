// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.cli.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.hvdt.cli.FlatAssembler;
import org.hvdt.cli.UsageException;
import org.hvdt.toolchain.process.Cancellation;
import org.hvdt.toolchain.process.Tool;
import org.hvdt.toolchain.process.ToolCommand;
import org.hvdt.toolchain.process.ToolException;
import org.hvdt.toolchain.process.ToolFinder;
import org.hvdt.toolchain.process.ToolRunner;

/** Runs workloads in Bochs, from a raw disk with the source tree's boot loader before them. */
final class BochsRun {

    private static final Tool BOCHS = new Tool("bochs", "Bochs", "bochs", "bochs", "https://bochs.sourceforge.io",
            List.of("--help"), Pattern.compile("Bochs x86 Emulator (\\S+)"));
    private static final Path FIRMWARE = Path.of("/usr/share/bochs");
    private static final String LOADER = "tests/guests/boot/loader.asm";
    private static final Duration TIME_LIMIT = Duration.ofMinutes(5);
    private static final int SECTOR = 512;
    private static final int DESCRIPTOR_SECTOR = 16;
    private static final int CYLINDER = 16 * 63 * SECTOR;
    private static final int LOAD_ADDRESS = 0x100000;
    /** Offset of the entry address in the multiboot header, which is at the start of the image. */
    private static final int ENTRY_OFFSET = 28;

    private final Path program;
    private final boolean debugger;
    private final byte[] loader;
    private final Path folder;

    /**
     * Finds Bochs and assembles the boot loader.
     *
     * @param folder for its files
     * @throws UsageException if Bochs or the source tree is absent
     */
    BochsRun(Path folder) throws IOException, UsageException {
        this.folder = folder;
        String home = System.getProperty("hvdt.home");
        if (home == null || !Files.exists(Path.of(home, LOADER))) {
            throw new UsageException("the boot loader for Bochs is in the source tree; run ./hvdt bench there");
        }
        try {
            program = ToolFinder.ofPath().find(BOCHS);
            debugger = ToolRunner.run(ToolCommand.of(program, List.of("--help")), Cancellation.NEVER, line -> {
            }).output().stream().anyMatch(line -> line.contains("execute debugger commands"));
        } catch (ToolException e) {
            throw new UsageException(e.getMessage());
        }
        Path source = Files.copy(Path.of(home, LOADER), folder.resolve("loader.asm"));
        loader = FlatAssembler.assemble(source, List.of());
    }

    /**
     * Runs an image from power-on to power-off.
     *
     * @return the time that took, in nanoseconds
     */
    long time(byte[] image) throws IOException, UsageException {
        int sectors = (image.length + SECTOR - 1) / SECTOR;
        int size = (loader.length + sectors * SECTOR + CYLINDER - 1) / CYLINDER * CYLINDER;
        ByteBuffer disk = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        disk.put(loader).put(image);
        int end = LOAD_ADDRESS + image.length;
        int entry = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN).getInt(ENTRY_OFFSET);
        disk.position(DESCRIPTOR_SECTOR * SECTOR);
        disk.putInt(LOAD_ADDRESS).putInt(sectors).putInt(end).putInt(end).putInt(entry);
        Files.write(folder.resolve("disk.img"), disk.array());
        Files.writeString(folder.resolve("debugger"), "continue\nquit\n");
        Files.writeString(folder.resolve("bochsrc"), """
                display_library: rfb, options="timeout=0"
                megs: 128
                cpu: model=corei7_skylake_x, count=1, ips=50000000
                clock: sync=none
                romimage: file=%s/BIOS-bochs-latest
                vgaromimage: file=%s/VGABIOS-lgpl-latest
                ata0-master: type=disk, path=disk.img, mode=flat, cylinders=%d, heads=16, spt=63
                boot: disk
                panic: action=fatal
                log: log.txt
                """.formatted(FIRMWARE, FIRMWARE, size / CYLINDER));
        List<String> arguments = debugger ? List.of("-q", "-f", "bochsrc", "-rc", "debugger")
                : List.of("-q", "-f", "bochsrc");
        long start = System.nanoTime();
        try {
            ToolRunner.run(ToolCommand.of(program, arguments).in(folder).withTimeLimit(TIME_LIMIT),
                    Cancellation.NEVER, line -> {
                    });
        } catch (ToolException e) {
            throw new UsageException(e.getMessage());
        }
        long duration = System.nanoTime() - start;
        String log = Files.readString(folder.resolve("log.txt"), StandardCharsets.ISO_8859_1);
        if (!log.contains("Shutdown port: shutdown requested")) {
            throw new IOException("Bochs did not run the workload to its end; its log ends with "
                    + log.lines().toList().getLast());
        }
        return duration;
    }
}
