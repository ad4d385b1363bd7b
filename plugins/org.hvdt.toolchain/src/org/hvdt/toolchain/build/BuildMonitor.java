// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.toolchain.build;

import org.hvdt.toolchain.process.Cancellation;

/** Follows a build and may end it. Called on the thread that builds, except {@link #isCancelled()}. */
public interface BuildMonitor extends Cancellation {

    /** Follows nothing, never cancels. */
    BuildMonitor NONE = () -> false;

    /** The build begins and has so many steps. */
    default void begin(int steps) {
    }

    /** A step begins; the text says what it does, such as {@code Assembling src/entry.asm}. */
    default void step(String text) {
    }

    /** A line for the console: a command that is run, or what a tool printed. */
    default void output(String line) {
    }
}
