// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** SDM volume 3, chapter "Paging". */
class PagingTest {

    private static final long P = 1;
    private static final long RW = 2;
    private static final long US = 4;
    private static final long A = 0x20;
    private static final long D = 0x40;
    private static final long PS = 0x80;
    private static final long G = 0x100;
    private static final long XD = 1L << 63;
    private static final long ALL = P | RW | US;

    private final PhysicalMemory memory = new PhysicalMemory(8 << 20);
    private final PageWalker walker = new PageWalker(memory);

    @BeforeEach
    void fourLevels() {
        walker.mode = PageWalker.Mode.FOUR_LEVEL;
        walker.cr3 = 0x1000;
        walker.noExecuteEnabled = true;
        walker.writeProtect = true;
        walker.physicalAddressBits = 39;
        memory.write64(0x1000, 0x2000 | ALL);
        memory.write64(0x2000, 0x3000 | ALL);
        memory.write64(0x3000, 0x4000 | ALL);
        memory.write64(0x4008, 0x5000 | ALL);
    }

    private int fault(long linear, int access, int kind) {
        assertThat(walker.walk(linear, access, kind)).isFalse();
        return walker.errorCode;
    }

    private void succeeds(long linear, int access, int kind) {
        assertThat(walker.walk(linear, access, kind)).isTrue();
    }

    @Test
    void fourLevelWalkGivesThePhysicalAddress() {
        succeeds(0x1234, PageWalker.READ, Tlb.SUPERVISOR);
        assertThat(walker.physical).isEqualTo(0x5234);
        assertThat(walker.pageSize).isEqualTo(4096);
    }

    @Test
    void readSetsAccessedAtEveryLevelAndWriteSetsDirtyAtTheLeaf() {
        succeeds(0x1000, PageWalker.READ, Tlb.SUPERVISOR);
        assertThat(memory.read64(0x1000)).isEqualTo(0x2000 | ALL | A);
        assertThat(memory.read64(0x2000)).isEqualTo(0x3000 | ALL | A);
        assertThat(memory.read64(0x3000)).isEqualTo(0x4000 | ALL | A);
        assertThat(memory.read64(0x4008)).isEqualTo(0x5000 | ALL | A);
        succeeds(0x1000, PageWalker.WRITE, Tlb.SUPERVISOR);
        assertThat(memory.read64(0x3000) & D).isZero();
        assertThat(memory.read64(0x4008) & D).isNotZero();
    }

    @Test
    void peekChangesNothing() {
        assertThat(walker.peek(0x1FFF)).isEqualTo(0x5FFF);
        assertThat(memory.read64(0x4008)).isEqualTo(0x5000 | ALL);
        assertThat(walker.peek(0x5000)).isEqualTo(-1);
    }

    @Test
    void entryThatIsNotPresentFaultsWithoutThePresentBit() {
        assertThat(fault(0x5000, PageWalker.READ, Tlb.SUPERVISOR)).isZero();
        assertThat(fault(0x5000, PageWalker.WRITE, Tlb.USER)).isEqualTo(6);
        assertThat(fault(0x5000, PageWalker.FETCH, Tlb.USER)).isEqualTo(0x14);
    }

    @Test
    void permissionsAreCombinedOverTheLevels() {
        memory.write64(0x2000, 0x3000 | P | RW);
        assertThat(fault(0x1000, PageWalker.READ, Tlb.USER)).isEqualTo(5);
        memory.write64(0x2000, 0x3000 | P | US);
        assertThat(fault(0x1000, PageWalker.WRITE, Tlb.USER)).isEqualTo(7);
        assertThat(fault(0x1000, PageWalker.WRITE, Tlb.SUPERVISOR)).isEqualTo(3);
        walker.writeProtect = false;
        succeeds(0x1000, PageWalker.WRITE, Tlb.SUPERVISOR);
        memory.write64(0x2000, 0x3000 | ALL | XD);
        assertThat(fault(0x1000, PageWalker.FETCH, Tlb.SUPERVISOR)).isEqualTo(0x11);
    }

    @Test
    void reservedBitsFault() {
        memory.write64(0x4008, 0x5000 | ALL | 1L << 39);
        assertThat(fault(0x1000, PageWalker.READ, Tlb.SUPERVISOR)).isEqualTo(9);
        memory.write64(0x4008, 0x5000 | ALL | XD);
        walker.noExecuteEnabled = false;
        assertThat(fault(0x1000, PageWalker.READ, Tlb.SUPERVISOR)).isEqualTo(9);
        memory.write64(0x1000, 0x2000 | ALL | PS);
        assertThat(fault(0x1000, PageWalker.WRITE, Tlb.USER)).isEqualTo(0xF);
    }

    @Test
    void largePagesTranslateByTheirSizeAndReserveLowAddressBits() {
        memory.write64(0x3000, 0x20_0000 | ALL | PS | G);
        walker.globalPages = true;
        succeeds(0x12345, PageWalker.WRITE, Tlb.SUPERVISOR);
        assertThat(walker.physical).isEqualTo(0x21_2345);
        assertThat(walker.pageSize).isEqualTo(2 << 20);
        assertThat(walker.global).isTrue();
        assertThat(memory.read64(0x3000) & (A | D)).isEqualTo(A | D);
        memory.write64(0x3000, 0x20_0000 | ALL | PS | 0x2000);
        assertThat(fault(0x12345, PageWalker.READ, Tlb.SUPERVISOR)).isEqualTo(9);
        memory.write64(0x2000, 0x4000_0000L | ALL | PS);
        succeeds(0x123_4567, PageWalker.READ, Tlb.SUPERVISOR);
        assertThat(walker.physical).isEqualTo(0x4123_4567L);
        walker.gigabytePages = false;
        assertThat(fault(0x123_4567, PageWalker.READ, Tlb.SUPERVISOR)).isEqualTo(9);
    }

    @Test
    void smepForbidsSupervisorFetchesFromUserPages() {
        walker.smep = true;
        assertThat(fault(0x1000, PageWalker.FETCH, Tlb.SUPERVISOR)).isEqualTo(0x11);
        succeeds(0x1000, PageWalker.FETCH, Tlb.USER);
        succeeds(0x1000, PageWalker.READ, Tlb.SUPERVISOR);
    }

    @Test
    void smapForbidsSupervisorDataAccessToUserPagesUnlessAcIsSet() {
        walker.smap = true;
        assertThat(fault(0x1000, PageWalker.READ, Tlb.SUPERVISOR)).isEqualTo(1);
        assertThat(fault(0x1000, PageWalker.WRITE, Tlb.SUPERVISOR)).isEqualTo(3);
        succeeds(0x1000, PageWalker.WRITE, Tlb.SUPERVISOR_AC);
    }

    @Test
    void legacyPagingUsesTwoLevelsAndFourMegabytePages() {
        walker.mode = PageWalker.Mode.LEGACY_32;
        walker.noExecuteEnabled = false;
        memory.write32(0x1000, 0x2000 | (int) ALL);
        memory.write32(0x2004, 0x6000 | (int) ALL);
        succeeds(0x1ABC, PageWalker.WRITE, Tlb.USER);
        assertThat(walker.physical).isEqualTo(0x6ABC);
        assertThat(memory.read32(0x2004)).isEqualTo(0x6000 | (int) (ALL | A | D));
        memory.write32(0x1004, 0x0040_0000 | (int) (ALL | PS));
        assertThat(fault(0x40_0000, PageWalker.READ, Tlb.USER)).as("without CR4.PSE").isEqualTo(4);
        walker.pageSizeExtension = true;
        succeeds(0x41_2345, PageWalker.READ, Tlb.USER);
        assertThat(walker.physical).isEqualTo(0x41_2345);
        memory.write32(0x1004, 0x0040_0000 | (int) (ALL | PS) | 1 << 13);
        succeeds(0x41_2345, PageWalker.READ, Tlb.USER);
        assertThat(walker.physical).isEqualTo(0x1_0041_2345L);
    }

    @Test
    void paePagingStartsAtThePdpteRegisters() {
        walker.mode = PageWalker.Mode.PAE;
        walker.pdpte[1] = 0x3000 | P;
        succeeds(0x4000_1234L, PageWalker.WRITE, Tlb.USER);
        assertThat(walker.physical).isEqualTo(0x5234);
        assertThat(fault(0x1234, PageWalker.READ, Tlb.USER)).isEqualTo(4);
        memory.write64(0x4008, 0x5000 | ALL | 1L << 52);
        assertThat(fault(0x4000_1234L, PageWalker.READ, Tlb.USER)).isEqualTo(0xD);
    }

    @Test
    void fiveLevelWalkUsesBits56To48OfTheLinearAddress() {
        walker.mode = PageWalker.Mode.FIVE_LEVEL;
        walker.cr3 = 0x6000;
        memory.write64(0x6000 + 8 * 3, 0x1000 | ALL);
        succeeds(3L << 48 | 0x1234, PageWalker.READ, Tlb.SUPERVISOR);
        assertThat(walker.physical).isEqualTo(0x5234);
        assertThat(memory.read64(0x6018)).isEqualTo(0x1000 | ALL | A);
        assertThat(fault(0x1234, PageWalker.READ, Tlb.SUPERVISOR)).isZero();
        memory.write64(0x6018, 0x1000 | ALL | PS);
        assertThat(fault(3L << 48 | 0x1234, PageWalker.READ, Tlb.SUPERVISOR)).isEqualTo(0x9);
    }

    @Test
    void accessDisableOfAProtectionKeyForbidsAllDataAccessesToUserPagesButNotFetches() {
        walker.protectionKeys = true;
        memory.write64(0x4008, 0x5000 | ALL | 5L << 59);
        walker.pkru = 1 << 2 * 5;
        assertThat(fault(0x1000, PageWalker.READ, Tlb.USER)).isEqualTo(0x25);
        assertThat(fault(0x1000, PageWalker.READ, Tlb.SUPERVISOR)).isEqualTo(0x21);
        succeeds(0x1000, PageWalker.FETCH, Tlb.USER);
        memory.write64(0x4008, 0x5000 | P | RW | 5L << 59);
        succeeds(0x1000, PageWalker.READ, Tlb.SUPERVISOR);
    }

    @Test
    void writeDisableOfAProtectionKeyHoldsForTheSupervisorOnlyWithWriteProtection() {
        walker.protectionKeys = true;
        memory.write64(0x4008, 0x5000 | ALL | 15L << 59);
        walker.pkru = 2 << 2 * 15;
        succeeds(0x1000, PageWalker.READ, Tlb.USER);
        assertThat(fault(0x1000, PageWalker.WRITE, Tlb.USER)).isEqualTo(0x27);
        assertThat(fault(0x1000, PageWalker.WRITE, Tlb.SUPERVISOR)).isEqualTo(0x23);
        walker.writeProtect = false;
        succeeds(0x1000, PageWalker.WRITE, Tlb.SUPERVISOR);
    }
}
