// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

/**
 * The Netwide Assembler: its command line, its messages, its dependency lists.
 * May use the packages {@code org.hvdt.toolchain} and {@code org.hvdt.toolchain.process} and the JDK.
 */
package org.hvdt.toolchain.nasm;
