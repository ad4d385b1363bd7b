// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

/** The condition codes of Jcc, SETcc and CMOVcc (SDM volume 1, appendix "EFLAGS Condition Codes"). */
final class Conditions {

    /** Mnemonic suffixes by condition code. */
    static final String[] NAMES = {"O", "NO", "B", "AE", "E", "NE", "BE", "A", "S", "NS", "P", "NP", "L", "GE", "LE",
        "G"};

    private Conditions() {
    }
}
