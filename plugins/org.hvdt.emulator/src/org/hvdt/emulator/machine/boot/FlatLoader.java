// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.machine.boot;

import java.nio.charset.StandardCharsets;
import org.hvdt.emulator.machine.BootFile;
import org.hvdt.emulator.machine.MachineConfiguration;
import org.hvdt.emulator.machine.MachineException;
import org.hvdt.emulator.memory.Bytes;
import org.hvdt.emulator.memory.PhysicalMemory;

/**
 * Boots a raw binary in 64-bit mode. It is copied to the configured physical address and entered at its first byte with
 *
 * <ul>
 * <li>IA-32e mode, the first 4 GiB mapped onto themselves by writable, executable pages of 2 MiB, supervisor only;
 * CR0 = PE, ET, NE, WP, PG; CR4 = PAE; EFER = LME, LMA, NXE;
 * <li>a GDT with 64-bit code at selector 10h and data at 18h; no IDT, no task register; interrupts disabled;
 * <li>RSP at the end of a stack of 64 KiB, 16-byte aligned;
 * <li>RDI the address of the NUL-terminated command line (the image's name first), RSI the size of memory in bytes, all
 * other registers 0.
 * </ul>
 *
 * Page tables, GDT, command line and stack lie in conventional memory from 1000h, or above the image if that is where
 * the image itself is.
 */
public final class FlatLoader {

    private static final int STACK_SIZE = 0x10000;
    private static final int PAGE = 4096;
    /** PML4, PDPT and four page directories. */
    private static final int TABLES = 6 * PAGE;
    private static final long PRESENT_WRITABLE = 3;
    private static final long LARGE_PAGE = 0x80;

    private static final long[] GDT_64 = {0, 0, 0x00AF9A000000FFFFL, 0x00CF92000000FFFFL};

    private FlatLoader() {
    }

    /**
     * Loads the configuration's image.
     *
     * @throws MachineException if it does not fit, or if there are modules, which only multiboot has
     */
    public static EntryState load(MachineConfiguration configuration, PhysicalMemory memory) throws MachineException {
        BootFile image = configuration.image();
        byte[] bytes = image.content();
        if (bytes.length == 0) {
            throw ElfImage.broken(image, "the file is empty");
        }
        if (ElfImage.hasMagic(bytes)) {
            throw ElfImage.broken(image, "an ELF file cannot be booted as a flat image; make a raw binary of it"
                    + " (objcopy -O binary) or give it a multiboot header");
        }
        if (!configuration.modules().isEmpty()) {
            throw ElfImage.broken(image, "a flat image cannot have modules; only a multiboot image can");
        }
        MemoryPlan plan = new MemoryPlan(memory.size());
        long start = configuration.flatAddress();
        plan.take(image, start, bytes.length, "the image");
        memory.write(start, bytes);

        String text = configuration.commandLine().isEmpty() ? image.name()
                : image.name() + " " + configuration.commandLine();
        byte[] line = (text + "\0").getBytes(StandardCharsets.UTF_8);
        int gdtOffset = TABLES;
        int lineOffset = gdtOffset + GDT_64.length * 8;
        long base = plan.placeLow(image, lineOffset + line.length, "the boot data");
        byte[] block = new byte[lineOffset];
        Bytes.set64(block, 0, base + PAGE | PRESENT_WRITABLE);
        for (int i = 0; i < 4; i++) {
            Bytes.set64(block, PAGE + 8 * i, base + (2 + i) * PAGE | PRESENT_WRITABLE);
        }
        for (int i = 0; i < 2048; i++) {
            Bytes.set64(block, 2 * PAGE + 8 * i, (long) i << 21 | PRESENT_WRITABLE | LARGE_PAGE);
        }
        for (int i = 0; i < GDT_64.length; i++) {
            Bytes.set64(block, gdtOffset + 8 * i, GDT_64[i]);
        }
        memory.write(base, block);
        memory.write(base + lineOffset, line);
        long stack = plan.placeLow(image, STACK_SIZE, "the stack");
        return new EntryState(64, start, base + gdtOffset, GDT_64.length * 8 - 1, base, 0, 0, stack + STACK_SIZE,
                base + lineOffset, memory.size());
    }
}
