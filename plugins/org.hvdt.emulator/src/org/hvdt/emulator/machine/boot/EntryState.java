// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.machine.boot;

/**
 * The processor's state at the image's first instruction. Segments are flat: CS is selector 10h, code; DS, ES, FS, GS
 * and SS are selector 18h, data; both are also in the GDT. A20 is open, interrupts are disabled and there is no IDT.
 *
 * @param mode 32 (protected mode without paging) or 64 (IA-32e mode with identity paging)
 * @param rip entry point
 * @param gdtBase linear address of the GDT
 * @param gdtLimit its limit in bytes
 * @param pageTables physical address of the PML4 table, for mode 64
 * @param rax initial RAX
 * @param rbx initial RBX
 * @param rsp initial RSP
 * @param rdi initial RDI
 * @param rsi initial RSI
 */
public record EntryState(int mode, long rip, long gdtBase, int gdtLimit, long pageTables, long rax, long rbx, long rsp,
        long rdi, long rsi) {

    /** Selector of the code segment. */
    public static final int CODE_SELECTOR = 0x10;
    /** Selector of the data segments. */
    public static final int DATA_SELECTOR = 0x18;
}
