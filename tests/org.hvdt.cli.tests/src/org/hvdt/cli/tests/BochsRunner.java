// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.cli.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import org.hvdt.toolchain.ImageFormatException;
import org.hvdt.toolchain.elf.ElfFile;
import org.hvdt.toolchain.elf.ElfSegment;
import org.hvdt.toolchain.process.Cancellation;
import org.hvdt.toolchain.process.Tool;
import org.hvdt.toolchain.process.ToolCommand;
import org.hvdt.toolchain.process.ToolException;
import org.hvdt.toolchain.process.ToolFinder;
import org.hvdt.toolchain.process.ToolMissingException;
import org.hvdt.toolchain.process.ToolResult;
import org.hvdt.toolchain.process.ToolRunner;

/**
 * Runs an ELF image in Bochs 2.7 and returns what it sends over COM1. The image is put on a raw disk behind a boot
 * loader of ours, so that no boot manager is needed; it must end by writing {@code Shutdown} to port 8900h.
 */
final class BochsRunner {

    private static final Tool BOCHS = new Tool("bochs", "Bochs", "bochs", "bochs", "https://bochs.sourceforge.io",
            List.of("--help"), Pattern.compile("Bochs x86 Emulator (\\S+)"));
    private static final Path FIRMWARE = Path.of("/usr/share/bochs");
    private static final Duration TIME_LIMIT = Duration.ofMinutes(2);
    private static final int SECTOR = 512;
    private static final int DESCRIPTOR_SECTOR = 16;
    private static final int CYLINDER = 16 * 63 * SECTOR;

    private final Path program;

    private BochsRunner(Path program) {
        this.program = program;
    }

    /** The installed Bochs, empty if there is none. */
    static Optional<BochsRunner> find() {
        try {
            Path program = ToolFinder.ofPath().find(BOCHS);
            return Files.exists(FIRMWARE.resolve("BIOS-bochs-latest")) ? Optional.of(new BochsRunner(program))
                    : Optional.empty();
        } catch (ToolMissingException e) {
            return Optional.empty();
        }
    }

    /**
     * Runs an image to its power-off.
     *
     * @param image the ELF image
     * @param model Bochs' name of a processor model
     * @param knownMsrsOnly whether an MSR that Bochs does not have raises #GP, as on a processor, instead of reading 0
     * @param work a folder for the disk and so on
     * @return what was sent over COM1
     */
    String run(Path image, String model, boolean knownMsrsOnly, Path work)
            throws IOException, ToolException, ImageFormatException {
        Path folder = Files.createTempDirectory(Files.createDirectories(work), "bochs");
        byte[] disk = disk(image, GuestPrograms.bootLoader(folder));
        Files.write(folder.resolve("disk.img"), disk);
        Files.writeString(folder.resolve("debugger"), "continue\nquit\n");
        // The only display of Debian's package that needs no X server is the one for remote frame buffers.
        Files.writeString(folder.resolve("bochsrc"), """
                display_library: rfb, options="timeout=0"
                megs: 128
                cpu: model=%s, count=1, ips=50000000, ignore_bad_msrs=%d
                clock: sync=none
                romimage: file=%s/BIOS-bochs-latest
                vgaromimage: file=%s/VGABIOS-lgpl-latest
                ata0-master: type=disk, path=disk.img, mode=flat, cylinders=%d, heads=16, spt=63
                boot: disk
                com1: enabled=1, mode=file, dev=serial.txt
                panic: action=fatal
                log: log.txt
                """.formatted(model, knownMsrsOnly ? 0 : 1, FIRMWARE, FIRMWARE, disk.length / CYLINDER));
        boolean debugger = ToolRunner.run(ToolCommand.of(program, List.of("--help")), Cancellation.NEVER, line -> { })
                .output().stream().anyMatch(line -> line.contains("execute debugger commands"));
        List<String> arguments = debugger ? List.of("-q", "-f", "bochsrc", "-rc", "debugger")
                : List.of("-q", "-f", "bochsrc");
        ToolResult result = ToolRunner.run(ToolCommand.of(program, arguments).in(folder).withTimeLimit(TIME_LIMIT),
                Cancellation.NEVER, line -> { });
        String log = Files.exists(folder.resolve("log.txt")) ? Files.readString(folder.resolve("log.txt"),
                StandardCharsets.ISO_8859_1) : "";
        // Bochs ends a requested shutdown like a panic, with exit code 1: its log tells the difference.
        assertThat(log).as(String.join("\n", result.output())).contains("Shutdown port: shutdown requested");
        return Files.readString(folder.resolve("serial.txt"));
    }

    /** A raw disk: the loader, its descriptor filled, and the image as it lies in memory. */
    private static byte[] disk(Path image, byte[] loader) throws IOException, ImageFormatException {
        ElfFile elf = ElfFile.parse(image.toString(), Files.readAllBytes(image));
        List<ElfSegment> segments = elf.segments().stream().filter(ElfSegment::isLoaded).toList();
        long start = segments.stream().mapToLong(ElfSegment::physicalAddress).min().orElseThrow();
        long dataEnd = segments.stream().mapToLong(segment -> segment.physicalAddress() + segment.fileSize()).max()
                .orElseThrow();
        long end = segments.stream().mapToLong(segment -> segment.physicalAddress() + segment.memorySize()).max()
                .orElseThrow();
        int sectors = (int) ((dataEnd - start + SECTOR - 1) / SECTOR);
        int size = loader.length + sectors * SECTOR;
        ByteBuffer disk = ByteBuffer.allocate((size + CYLINDER - 1) / CYLINDER * CYLINDER)
                .order(ByteOrder.LITTLE_ENDIAN);
        disk.put(loader);
        for (ElfSegment segment : segments) {
            disk.position(loader.length + (int) (segment.physicalAddress() - start));
            disk.put(elf.data(segment));
        }
        disk.position(DESCRIPTOR_SECTOR * SECTOR);
        disk.putInt((int) start).putInt(sectors).putInt((int) dataEnd).putInt((int) end).putInt((int) elf.entry());
        return disk.array();
    }
}
