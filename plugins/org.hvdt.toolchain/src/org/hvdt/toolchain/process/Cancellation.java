// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.toolchain.process;

/** Tells a lengthy operation whether it is still wanted. Asked often and from several threads; must answer at once. */
@FunctionalInterface
public interface Cancellation {

    /** Never cancelled. */
    Cancellation NEVER = () -> false;

    /** Whether the operation is to end as soon as possible. */
    boolean isCancelled();
}
