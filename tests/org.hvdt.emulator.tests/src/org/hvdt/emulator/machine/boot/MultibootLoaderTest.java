// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.machine.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.hvdt.emulator.machine.BootFile;
import org.hvdt.emulator.machine.MachineConfiguration;
import org.hvdt.emulator.machine.MachineException;
import org.hvdt.emulator.memory.Bytes;
import org.hvdt.emulator.memory.PhysicalMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultibootLoaderTest {

    private static final long SIZE = 16L << 20;

    private final PhysicalMemory memory = new PhysicalMemory(SIZE);

    private static MachineConfiguration.Builder configuration(byte[] image) {
        return MachineConfiguration.builder(new BootFile("kernel", image)).memory(SIZE);
    }

    private EntryState load(byte[] image) throws MachineException {
        return MultibootLoader.load(configuration(image).build(), memory);
    }

    private void assertRefused(byte[] image, String... words) {
        assertThatThrownBy(() -> load(image)).isInstanceOf(MachineException.class).hasMessageStartingWith("kernel: ")
                .hasMessageContainingAll(words);
    }

    private String string(long address) {
        StringBuilder text = new StringBuilder();
        for (long at = address; memory.read8(at) != 0; at++) {
            text.append((char) memory.read8(at));
        }
        return text.toString();
    }

    /** An image with load addresses in the header, which is 4 bytes into the file. */
    private static byte[] withAddresses(long load, long loadEnd, long bssEnd, long entry) {
        byte[] image = new byte[64];
        Bytes.set32(image, 4, 0x1BADB002);
        Bytes.set32(image, 8, 0x10000);
        Bytes.set32(image, 12, -(0x1BADB002 + 0x10000));
        Bytes.set32(image, 16, (int) (load + 4));
        Bytes.set32(image, 20, (int) load);
        Bytes.set32(image, 24, (int) loadEnd);
        Bytes.set32(image, 28, (int) bssEnd);
        Bytes.set32(image, 32, (int) entry);
        image[40] = (byte) 0xF4;
        return image;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void elfSegmentsAreLoadedToTheirPhysicalAddresses(boolean wide) throws MachineException {
        byte[] image = new ElfBuilder(wide).machine(wide ? 62 : 3)
                .segment(0x100000, ElfBuilder.multiboot(0, (byte) 0xF4), 0x20)
                .segment(0x200000, new byte[] {1, 2, 3}, 0x1000).build();
        EntryState state = load(image);
        assertThat(state.mode()).isEqualTo(32);
        assertThat(state.rip()).isEqualTo(0x100010);
        assertThat(state.rax()).isEqualTo(0x2BADB002);
        assertThat(memory.read8(0x100010)).isEqualTo(0xF4);
        assertThat(memory.read32(0x200000)).isEqualTo(0x030201);
    }

    @Test
    void entryPointOfAHighHalfImageIsTranslatedThroughItsSegment() throws MachineException {
        byte[] image = new ElfBuilder(true).entry(0xFFFFFFFF80100010L)
                .segment(0x100000, 0xFFFFFFFF80100000L, ElfBuilder.multiboot(0, (byte) 0xF4), 0x20).build();
        assertThat(load(image).rip()).isEqualTo(0x100010);
    }

    @Test
    void imageWithLoadAddressesIsLoadedAsItsHeaderSays() throws MachineException {
        EntryState state = load(withAddresses(0x180000, 0, 0, 0x180028));
        assertThat(state.rip()).isEqualTo(0x180028);
        assertThat(memory.read8(0x180028)).isEqualTo(0xF4);
    }

    @Test
    void headerBehindTheFirst8KiBIsNotFound() {
        byte[] image = new byte[0x3000];
        System.arraycopy(ElfBuilder.multiboot(0), 0, image, 0x2000, 16);
        assertRefused(image, "no multiboot header", "8,192 bytes");
    }

    @Test
    void headerAtTheEndOfTheFirst8KiBIsFound() {
        byte[] image = new byte[0x2000];
        System.arraycopy(ElfBuilder.multiboot(0), 0, image, 0x2000 - 12, 12);
        assertThat(MultibootLoader.hasHeader(image)).isTrue();
    }

    @Test
    void wrongChecksumIsSaidWithTheRightOne() {
        byte[] image = new byte[64];
        Bytes.set32(image, 0, 0x1BADB002);
        Bytes.set32(image, 8, 1);
        assertRefused(image, "wrong checksum", "found 00000001h", "E4524FFEh");
    }

    @Test
    void videoModeIsRefused() {
        assertRefused(new ElfBuilder(false).segment(0x100000, ElfBuilder.multiboot(4), 0x20).build(), "video mode",
                "flag 2");
    }

    @Test
    void unknownRequirementIsRefused() {
        assertRefused(new ElfBuilder(false).segment(0x100000, ElfBuilder.multiboot(0x100), 0x20).build(), "flag 8");
    }

    @Test
    void pageAlignmentAndMemoryInformationAreAccepted() throws MachineException {
        byte[] content = ElfBuilder.multiboot(3, (byte) 0xF4);
        assertThat(load(new ElfBuilder(true).segment(0x100000, content, 0x20).build()).rip()).isEqualTo(0x100010);
    }

    @Test
    void informationTellsTheMemory() throws MachineException {
        long info = load(new ElfBuilder(true).segment(0x100000, ElfBuilder.multiboot(2), 0x20).build()).rbx();
        assertThat(memory.read32(info) & 0x41).isEqualTo(0x41);
        assertThat(memory.read32(info + 4)).isEqualTo(639);
        assertThat(memory.read32(info + 8)).isEqualTo(15 * 1024);
        long map = memory.read32(info + 48);
        long end = map + memory.read32(info + 44);
        long available = 0;
        while (map < end) {
            if (memory.read32(map + 20) == 1) {
                available += memory.read64(map + 12);
            }
            map += memory.read32(map) + 4;
        }
        assertThat(map).isEqualTo(end);
        assertThat(available).isEqualTo(SIZE - (1 << 20) + 639 * 1024);
    }

    @Test
    void commandLineStartsWithTheImagesName() throws MachineException {
        byte[] image = new ElfBuilder(true).segment(0x100000, ElfBuilder.multiboot(0), 0x20).build();
        long info = MultibootLoader.load(configuration(image).commandLine("a=1 b").build(), memory).rbx();
        assertThat(memory.read32(info) & 4).isEqualTo(4);
        assertThat(string(memory.read32(info + 16))).isEqualTo("kernel a=1 b");
        assertThat(string(memory.read32(info + 64))).startsWith("HVDT");
    }

    @Test
    void modulesAreLoadedPageAlignedWithTheirStrings() throws MachineException {
        byte[] image = new ElfBuilder(true).segment(0x100000, ElfBuilder.multiboot(1), 0x12345).build();
        byte[] second = new byte[5000];
        Arrays.fill(second, (byte) 7);
        long info = MultibootLoader.load(configuration(image)
                .module(new BootFile("one", "first".getBytes(StandardCharsets.US_ASCII)), "x y")
                .module(new BootFile("two", second), "").build(), memory).rbx();
        assertThat(memory.read32(info) & 8).isEqualTo(8);
        assertThat(memory.read32(info + 20)).isEqualTo(2);
        long list = memory.read32(info + 24);
        long start = memory.read32(list);
        assertThat(start).isEqualTo(0x113000);
        assertThat(memory.read32(list + 4)).isEqualTo((int) start + 5);
        assertThat(string(start)).isEqualTo("first");
        assertThat(string(memory.read32(list + 8))).isEqualTo("one x y");
        assertThat(memory.read32(list + 16)).isEqualTo(0x114000);
        assertThat(string(memory.read32(list + 24))).isEqualTo("two");
        assertThat(memory.read8(0x114000 + 4999)).isEqualTo(7);
    }

    @Test
    void noModulesMeansNoModuleFlag() throws MachineException {
        long info = load(new ElfBuilder(true).segment(0x100000, ElfBuilder.multiboot(0), 0x20).build()).rbx();
        assertThat(memory.read32(info) & 8).isZero();
    }

    @Test
    void moduleThatDoesNotFitIsRefused() {
        byte[] image = new ElfBuilder(true).segment(0x100000, ElfBuilder.multiboot(0), 0x20).build();
        MachineConfiguration configuration = configuration(image).module(new BootFile("big", new byte[16 << 20]), "")
                .build();
        assertThatThrownBy(() -> MultibootLoader.load(configuration, memory)).isInstanceOf(MachineException.class)
                .hasMessageStartingWith("big: ").hasMessageContaining("module 1").hasMessageContaining("16 MiB");
    }

    @Test
    void informationDoesNotOverlapAnImageInLowMemory() throws MachineException {
        byte[] image = new ElfBuilder(true).entry(0x1010).segment(0x1000, ElfBuilder.multiboot(0, (byte) 0xF4), 0x8000)
                .build();
        long info = load(image).rbx();
        assertThat(info).isGreaterThanOrEqualTo(0x9000);
        assertThat(memory.read32(0x1000)).isEqualTo(0x1BADB002);
    }

    @Test
    void truncatedProgramHeadersAreRefused() {
        byte[] image = new ElfBuilder(true).segment(0x100000, ElfBuilder.multiboot(0), 0x20).build();
        Bytes.set16(image, 56, 100);
        assertRefused(image, "truncated", "100 program headers");
    }

    @Test
    void truncatedSegmentIsRefused() {
        byte[] image = new ElfBuilder(true).segment(0x100000, ElfBuilder.multiboot(0), 0x20)
                .segment(0x200000, new byte[0x100], 0x100).build();
        assertRefused(Arrays.copyOf(image, image.length - 1), "truncated", "segment 1", "00000310h", "0000030Fh");
    }

    @Test
    void otherProcessorsAreRefused() {
        assertRefused(new ElfBuilder(true).machine(183).segment(0x100000, ElfBuilder.multiboot(0), 0x20).build(),
                "another processor", "183", "62 (x86-64)");
    }

    @Test
    void relocatableObjectsAreRefused() {
        assertRefused(new ElfBuilder(true).type(1).segment(0x100000, ElfBuilder.multiboot(0), 0x20).build(),
                "relocatable", "link it");
    }

    @Test
    void segmentBeyondMemoryIsRefused() {
        assertRefused(new ElfBuilder(true).segment(0x100000, ElfBuilder.multiboot(0), 0x1000000).build(), "segment 0",
                "beyond the machine's memory", "16 MiB");
    }

    @Test
    void segmentInVideoMemoryIsRefused() {
        assertRefused(new ElfBuilder(true).segment(0xB8000, ElfBuilder.multiboot(0), 0x20).build(), "video memory");
    }

    @Test
    void overlappingSegmentsAreRefused() {
        assertRefused(new ElfBuilder(true).segment(0x100000, ElfBuilder.multiboot(0), 0x2000)
                .segment(0x101000, new byte[1], 1).build(), "segment 1", "overlaps segment 0");
    }

    @Test
    void entryPointOutsideOfTheSegmentsIsRefused() {
        assertRefused(new ElfBuilder(true).entry(0x900000).segment(0x100000, ElfBuilder.multiboot(0), 0x20).build(),
                "entry point 00900000h");
    }

    @Test
    void segmentWithLessMemoryThanFileIsRefused() {
        assertRefused(new ElfBuilder(true).segment(0x100000, ElfBuilder.multiboot(0), 4).build(), "segment 0",
                "in memory");
    }

    @Test
    void imageThatIsNeitherElfNorHasLoadAddressesIsRefused() {
        assertRefused(ElfBuilder.multiboot(0, new byte[64]), "ELF");
    }

    @Test
    void loadAddressesThatExceedTheFileAreRefused() {
        assertRefused(withAddresses(0x180000, 0x190000, 0, 0x180028), "truncated");
        assertRefused(withAddresses(0x180000, 0, 0, 0x200000), "entry address 00200000h");
    }

    @Test
    void everyTruncationOfAnImageIsEitherLoadedOrRefusedInWords() {
        byte[] image = new ElfBuilder(true).segment(0x100000, ElfBuilder.multiboot(0, (byte) 0xF4), 0x20).build();
        for (int length = 0; length < image.length; length++) {
            byte[] cut = Arrays.copyOf(image, length);
            assertThatThrownBy(() -> load(cut)).as("%d bytes", length).isInstanceOf(MachineException.class);
        }
    }
}
