// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.toolchain;

/** How bad a {@link Diagnostic} is. */
public enum Severity {
    /** There is no usable result. */
    ERROR,
    /** There is a result, but it may not be what was meant. */
    WARNING,
    /** An explanation that belongs to another message. */
    INFO
}
