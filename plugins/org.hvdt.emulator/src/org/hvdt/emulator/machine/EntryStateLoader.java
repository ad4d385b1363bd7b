// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.machine;

import java.util.Arrays;
import org.hvdt.emulator.cpu.Processor;
import org.hvdt.emulator.machine.boot.EntryState;

/** Puts a processor that has been reset into the state in which a boot protocol enters the image. */
final class EntryStateLoader {

    private static final int ES = 0;
    private static final int CS = 1;
    private static final int GS = 5;

    /** Present, code, readable, accessed, 32-bit, 4 KiB granularity. */
    private static final int CODE_32 = 0xC09B;
    /** The same for 64-bit code. */
    private static final int CODE_64 = 0xA09B;
    /** Present, data, writable, accessed, 32-bit, 4 KiB granularity. */
    private static final int DATA = 0xC093;

    private static final long CR0_PE_ET = 0x11;
    private static final long CR0_NE_WP_PG = 0x8001_0020L;
    private static final long CR4_PAE = 0x20;
    private static final long EFER_LME_LMA_NXE = 0xD00;

    private EntryStateLoader() {
    }

    static void apply(EntryState state, Processor cpu) {
        for (int segment = ES; segment <= GS; segment++) {
            boolean code = segment == CS;
            cpu.setSegment(segment, code ? EntryState.CODE_SELECTOR : EntryState.DATA_SELECTOR, 0, 0xFFFF_FFFF,
                    !code ? DATA : state.mode() == 64 ? CODE_64 : CODE_32);
        }
        cpu.gdtrBase = state.gdtBase();
        cpu.gdtrLimit = state.gdtLimit();
        cpu.idtrBase = 0;
        cpu.idtrLimit = 0;
        if (state.mode() == 64) {
            cpu.setCr4(CR4_PAE);
            cpu.setCr3(state.pageTables());
            cpu.setEfer(EFER_LME_LMA_NXE);
            cpu.setCr0(CR0_PE_ET | CR0_NE_WP_PG);
        } else {
            cpu.setCr0(CR0_PE_ET);
        }
        cpu.setRflags(2);
        Arrays.fill(cpu.gpr, 0);
        cpu.gpr[0] = state.rax();
        cpu.gpr[3] = state.rbx();
        cpu.gpr[4] = state.rsp();
        cpu.gpr[6] = state.rsi();
        cpu.gpr[7] = state.rdi();
        cpu.rip = state.rip();
        cpu.updateMode();
    }
}
