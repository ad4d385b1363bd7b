// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.machine.boot;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.hvdt.emulator.machine.BootFile;
import org.hvdt.emulator.machine.MachineConfiguration;
import org.hvdt.emulator.machine.MachineException;
import org.hvdt.emulator.memory.Bytes;
import org.hvdt.emulator.memory.PhysicalMemory;

/**
 * Boots an image as a multiboot-compliant boot loader does (Multiboot Specification version 0.6.96): ELF32, ELF64 and
 * images whose header gives the load addresses (the "a.out kludge"); memory size, memory map, command line, modules and
 * boot loader name in the information structure.
 */
public final class MultibootLoader {

    /** In EAX at entry. */
    public static final int LOADER_MAGIC = 0x2BADB002;

    private static final int HEADER_MAGIC = 0x1BADB002;
    private static final int SEARCH_LENGTH = 8192;

    private static final int ALIGN_MODULES = 1;
    private static final int MEMORY_INFO = 1 << 1;
    private static final int VIDEO_MODE = 1 << 2;
    private static final int REQUIREMENTS = 0xFFFF;
    private static final int ADDRESSES = 1 << 16;

    private static final int INFO_MEMORY = 1;
    private static final int INFO_COMMAND_LINE = 1 << 2;
    private static final int INFO_MODULES = 1 << 3;
    private static final int INFO_MEMORY_MAP = 1 << 6;
    private static final int INFO_LOADER_NAME = 1 << 9;

    private static final int INFO_SIZE = 116;
    private static final String LOADER_NAME = "HVDT 0.1.0";

    /** Flat 4 GiB code at selector 10h and data at 18h, as boot loaders have them. */
    static final long[] GDT_32 = {0, 0, 0x00CF9A000000FFFFL, 0x00CF92000000FFFFL};

    private final MachineConfiguration configuration;
    private final PhysicalMemory memory;
    private final BootFile image;
    private final MemoryPlan plan;

    private MultibootLoader(MachineConfiguration configuration, PhysicalMemory memory) {
        this.configuration = configuration;
        this.memory = memory;
        this.image = configuration.image();
        this.plan = new MemoryPlan(memory.size());
    }

    /** Whether the image has a multiboot header. */
    public static boolean hasHeader(byte[] image) {
        return findHeader(image) >= 0;
    }

    /**
     * Loads the configuration's image and modules.
     *
     * @throws MachineException if the image or a module cannot be loaded as it demands
     */
    public static EntryState load(MachineConfiguration configuration, PhysicalMemory memory) throws MachineException {
        return new MultibootLoader(configuration, memory).load();
    }

    private static int findHeader(byte[] image) {
        int end = Math.min(image.length, SEARCH_LENGTH) - 12;
        for (int at = 0; at <= end; at += 4) {
            if (Bytes.get32(image, at) == HEADER_MAGIC
                    && Bytes.get32(image, at) + Bytes.get32(image, at + 4) + Bytes.get32(image, at + 8) == 0) {
                return at;
            }
        }
        return -1;
    }

    private EntryState load() throws MachineException {
        byte[] bytes = image.content();
        int header = findHeader(bytes);
        if (header < 0) {
            throw noHeader(bytes);
        }
        int flags = Bytes.get32(bytes, header + 4);
        if ((flags & VIDEO_MODE) != 0) {
            throw ElfImage.broken(image, "the multiboot header at offset " + ElfImage.hex(header)
                    + " demands a video mode (flag 2), which this machine does not have; valid are flags 0 (align"
                    + " modules), 1 (memory information) and 16 (load addresses)");
        }
        int unknown = flags & REQUIREMENTS & ~(ALIGN_MODULES | MEMORY_INFO | VIDEO_MODE);
        if (unknown != 0) {
            throw ElfImage.broken(image, "the multiboot header at offset " + ElfImage.hex(header)
                    + " demands flag " + Integer.numberOfTrailingZeros(unknown)
                    + ", which the specification does not define; valid are flags 0 (align modules), 1 (memory"
                    + " information) and 16 (load addresses)");
        }
        long entry = (flags & ADDRESSES) != 0 ? loadByHeader(header) : loadElf();
        return buildInformation(entry);
    }

    private MachineException noHeader(byte[] bytes) {
        int magic = -1;
        int end = Math.min(bytes.length, SEARCH_LENGTH) - 12;
        for (int at = 0; at <= end && magic < 0; at += 4) {
            if (Bytes.get32(bytes, at) == HEADER_MAGIC) {
                magic = at;
            }
        }
        if (magic >= 0) {
            return ElfImage.broken(image, "the multiboot header at offset " + ElfImage.hex(magic)
                    + " has a wrong checksum: found " + ElfImage.hex(Bytes.get32(bytes, magic + 8))
                    + ", magic, flags and checksum add up to 0 with "
                    + ElfImage.hex(-(HEADER_MAGIC + Bytes.get32(bytes, magic + 4))));
        }
        return ElfImage.broken(image, "no multiboot header (1BADB002h, four-byte aligned) in the first "
                + String.format("%,d", Math.min(bytes.length, SEARCH_LENGTH))
                + " bytes; boot a raw 64-bit binary as a flat image instead");
    }

    private long loadByHeader(int header) throws MachineException {
        byte[] bytes = image.content();
        if (header + 32 > bytes.length) {
            throw ElfImage.broken(image, "truncated: the multiboot header with load addresses at offset "
                    + ElfImage.hex(header) + " needs 32 bytes, the file ends after " + (bytes.length - header));
        }
        long headerAddress = Bytes.get32(bytes, header + 12) & 0xFFFF_FFFFL;
        long loadAddress = Bytes.get32(bytes, header + 16) & 0xFFFF_FFFFL;
        long loadEnd = Bytes.get32(bytes, header + 20) & 0xFFFF_FFFFL;
        long bssEnd = Bytes.get32(bytes, header + 24) & 0xFFFF_FFFFL;
        long entry = Bytes.get32(bytes, header + 28) & 0xFFFF_FFFFL;
        if (loadAddress > headerAddress) {
            throw ElfImage.broken(image, "multiboot load address " + ElfImage.hex(loadAddress)
                    + " lies above the header's address " + ElfImage.hex(headerAddress));
        }
        long offset = header - (headerAddress - loadAddress);
        if (offset < 0) {
            throw ElfImage.broken(image, "multiboot load address " + ElfImage.hex(loadAddress) + " lies "
                    + ElfImage.hex(-offset) + " bytes before the start of the file; the lowest valid one is "
                    + ElfImage.hex(headerAddress - header));
        }
        long fileLength = loadEnd == 0 ? bytes.length - offset : loadEnd - loadAddress;
        if (fileLength < 0 || offset + fileLength > bytes.length) {
            throw ElfImage.broken(image, "truncated: multiboot load end address " + ElfImage.hex(loadEnd) + " needs "
                    + ElfImage.hex(offset + fileLength) + " bytes, the file has " + ElfImage.hex(bytes.length));
        }
        long end = Math.max(bssEnd, loadAddress + fileLength);
        plan.take(image, loadAddress, end - loadAddress, "the image");
        if (entry < loadAddress || entry >= end) {
            throw ElfImage.broken(image, "multiboot entry address " + ElfImage.hex(entry)
                    + " lies outside of the image (" + ElfImage.hex(loadAddress) + " to " + ElfImage.hex(end) + ")");
        }
        memory.write(loadAddress, bytes, (int) offset, (int) fileLength);
        return entry;
    }

    private long loadElf() throws MachineException {
        byte[] bytes = image.content();
        if (!ElfImage.hasMagic(bytes)) {
            throw ElfImage.broken(image, "the multiboot header has no load addresses (flag 16), so the image must be"
                    + " an ELF file, which starts with 7Fh 'E' 'L' 'F'");
        }
        ElfImage elf = ElfImage.read(image);
        long entry = -1;
        for (ElfImage.Segment segment : elf.segments()) {
            plan.take(image, segment.physicalAddress(), segment.memorySize(), "segment " + segment.index());
            memory.write(segment.physicalAddress(), bytes, segment.offset(), segment.fileSize());
            long inSegment = elf.entry() - segment.virtualAddress();
            if (inSegment >= 0 && inSegment < segment.memorySize()) {
                entry = segment.physicalAddress() + inSegment;
            }
        }
        if (entry < 0) {
            throw ElfImage.broken(image, "entry point " + ElfImage.hex(elf.entry()) + " lies in none of its "
                    + elf.segments().size() + " loadable segments");
        }
        return entry;
    }

    private EntryState buildInformation(long entry) throws MachineException {
        List<MachineConfiguration.Module> modules = configuration.modules();
        long[] moduleStarts = new long[modules.size()];
        for (int i = 0; i < moduleStarts.length; i++) {
            BootFile file = modules.get(i).file();
            moduleStarts[i] = plan.placeHigh(file, Math.max(1, file.content().length), "module " + (i + 1));
            memory.write(moduleStarts[i], file.content());
        }
        // Two passes: the first with address 0 gives the length.
        int length = information(0, moduleStarts).length;
        long base = plan.placeLow(image, length, "the multiboot information");
        byte[] block = information(base, moduleStarts);
        memory.write(base, block);
        int gdtBytes = GDT_32.length * 8;
        return new EntryState(32, entry, base, gdtBytes - 1, 0, LOADER_MAGIC, base + gdtBytes, 0, 0, 0);
    }

    /** GDT, information structure, module list, memory map and strings, for a given address. */
    private byte[] information(long base, long[] moduleStarts) {
        List<MachineConfiguration.Module> modules = configuration.modules();
        List<MemoryPlan.Region> map = plan.map();
        int info = GDT_32.length * 8;
        int moduleList = info + INFO_SIZE + 3 & ~3;
        int mapStart = moduleList + 16 * modules.size();
        int strings = mapStart + 24 * map.size();
        byte[] fixed = new byte[strings];
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (int i = 0; i < GDT_32.length; i++) {
            Bytes.set64(fixed, 8 * i, GDT_32[i]);
        }
        int flags = INFO_MEMORY | INFO_COMMAND_LINE | INFO_MEMORY_MAP | INFO_LOADER_NAME;
        if (!modules.isEmpty()) {
            flags |= INFO_MODULES;
        }
        Bytes.set32(fixed, info, flags);
        Bytes.set32(fixed, info + 4, (int) (MemoryPlan.LOW_END >> 10));
        Bytes.set32(fixed, info + 8, (int) (memory.size() - MemoryPlan.HOLE_END >> 10));
        Bytes.set32(fixed, info + 16, (int) (base + strings + text.size()));
        append(text, withArguments(image.name(), configuration.commandLine()));
        if (!modules.isEmpty()) {
            Bytes.set32(fixed, info + 20, modules.size());
            Bytes.set32(fixed, info + 24, (int) (base + moduleList));
        }
        for (int i = 0; i < modules.size(); i++) {
            MachineConfiguration.Module module = modules.get(i);
            int at = moduleList + 16 * i;
            Bytes.set32(fixed, at, (int) moduleStarts[i]);
            Bytes.set32(fixed, at + 4, (int) (moduleStarts[i] + module.file().content().length));
            Bytes.set32(fixed, at + 8, (int) (base + strings + text.size()));
            append(text, withArguments(module.file().name(), module.arguments()));
        }
        Bytes.set32(fixed, info + 44, 24 * map.size());
        Bytes.set32(fixed, info + 48, (int) (base + mapStart));
        for (int i = 0; i < map.size(); i++) {
            MemoryPlan.Region region = map.get(i);
            int at = mapStart + 24 * i;
            // The size field does not count itself.
            Bytes.set32(fixed, at, 20);
            Bytes.set64(fixed, at + 4, region.start());
            Bytes.set64(fixed, at + 12, region.length());
            Bytes.set32(fixed, at + 20, region.available() ? 1 : 2);
        }
        Bytes.set32(fixed, info + 64, (int) (base + strings + text.size()));
        append(text, LOADER_NAME);
        byte[] all = new byte[strings + text.size()];
        System.arraycopy(fixed, 0, all, 0, strings);
        System.arraycopy(text.toByteArray(), 0, all, strings, text.size());
        return all;
    }

    private static String withArguments(String name, String arguments) {
        return arguments.isEmpty() ? name : name + " " + arguments;
    }

    private static void append(ByteArrayOutputStream text, String string) {
        text.writeBytes(string.getBytes(StandardCharsets.UTF_8));
        text.write(0);
    }
}
