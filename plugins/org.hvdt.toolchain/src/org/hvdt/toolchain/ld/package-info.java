// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

/**
 * The linker of the GNU binary utilities: its command line and its messages.
 * May use the packages {@code org.hvdt.toolchain} and {@code org.hvdt.toolchain.process} and the JDK.
 */
package org.hvdt.toolchain.ld;
