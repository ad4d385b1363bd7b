// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.core;

import org.eclipse.core.resources.IProject;
import org.hvdt.toolchain.build.BuildOutcome;

/**
 * Follows the builds of hypervisor projects. Implementations are contributed to the extension point
 * {@code org.hvdt.core.buildListeners} and are instantiated when the first project is built. The methods are called on
 * the thread that builds and must return quickly.
 */
public interface BuildListener {

    /**
     * A build begins.
     *
     * @param project the project
     */
    default void buildStarted(IProject project) {
    }

    /**
     * A line for the console: a command that is run, or what a tool printed.
     *
     * @param project the project that is being built
     * @param line the line without line delimiter
     */
    default void output(IProject project, String line) {
    }

    /**
     * A build has ended.
     *
     * @param project the project
     * @param outcome how it ended
     */
    default void buildFinished(IProject project, BuildOutcome outcome) {
    }
}
