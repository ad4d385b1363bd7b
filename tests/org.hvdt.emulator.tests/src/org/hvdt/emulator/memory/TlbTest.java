// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** SDM volume 3, "Caching Translation Information". */
class TlbTest {

    private final Tlb tlb = new Tlb();

    @Test
    void addressSpacesHaveTheirOwnContextsThatSurviveSwitching() {
        long first = tlb.context(1, 0, 0);
        long second = tlb.context(2, 0, 0);
        assertThat(second).isNotEqualTo(first);
        assertThat(tlb.context(1, 0, 0)).isEqualTo(first);
        assertThat(tlb.context(1, 7, 0)).isNotIn(first, second);
        assertThat(tlb.context(1, 7, 0x1000)).isNotIn(first, second);
    }

    @Test
    void flushGivesAnAddressSpaceAFreshContextAndLeavesOthers() {
        long first = tlb.context(1, 0, 0);
        long second = tlb.context(2, 0, 0);
        tlb.flush(1, 0, 0);
        assertThat(tlb.context(1, 0, 0)).isNotEqualTo(first);
        assertThat(tlb.context(2, 0, 0)).isEqualTo(second);
    }

    @Test
    void flushByVpidAndByEptPointerCoverAllTheirAddressSpaces() {
        long guest = tlb.context(1, 5, 0x2000);
        long other = tlb.context(2, 5, 0x2000);
        long host = tlb.context(0, 0, 0);
        tlb.flushVpid(5);
        assertThat(tlb.context(1, 5, 0x2000)).isNotIn(guest, other);
        assertThat(tlb.context(0, 0, 0)).isEqualTo(host);
        long again = tlb.context(2, 5, 0x2000);
        tlb.flushEptp(0x2000);
        assertThat(tlb.context(2, 5, 0x2000)).isNotEqualTo(again);
    }

    @Test
    void contextsAreNeverReusedWhileEntriesMayCarryThem() {
        tlb.readTag[3] = 0x3000 | tlb.context(0, 0, 0);
        long stale = tlb.readTag[3];
        for (int i = 0; i < 5000; i++) {
            tlb.flush(0, 0, 0);
            long context = tlb.context(0, 0, 0);
            assertThat(context).isLessThan(Tlb.NO_CONTEXT);
            if ((stale & 0xFFF) == context) {
                assertThat(tlb.readTag[3]).isNotEqualTo(stale);
            }
        }
    }

    @Test
    void flushPageDropsTheEntriesOfItsIndexOnly() {
        tlb.readTag[5] = 0x5000;
        tlb.writeTag[5] = 0x5000;
        tlb.fetchTag[6] = 0x6000;
        tlb.flushPage(0x5FFF);
        assertThat(tlb.readTag[5]).isEqualTo(-1);
        assertThat(tlb.writeTag[5]).isEqualTo(-1);
        assertThat(tlb.fetchTag[6]).isEqualTo(0x6000);
    }
}
