// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

/** All general-purpose instructions (SDM volume 1, chapter 7, "Programming with General-Purpose Instructions"). */
public final class GeneralPurposeExecutors {

    private GeneralPurposeExecutors() {
    }

    /** Binds the areas of the general-purpose instructions. */
    public static void register(Executors.Registry registry) {
        DataTransferExecutors.register(registry);
        StackExecutors.register(registry);
        ArithmeticExecutors.register(registry);
        LogicExecutors.register(registry);
        ShiftExecutors.register(registry);
        BitExecutors.register(registry);
        ControlTransferExecutors.register(registry);
        StringExecutors.register(registry);
        FlagExecutors.register(registry);
    }
}
