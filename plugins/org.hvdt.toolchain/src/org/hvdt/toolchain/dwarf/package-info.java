// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

/**
 * The DWARF debugging information format, versions 2 to 5: the line number table, with the compilation units' folders.
 * May use the packages {@code org.hvdt.toolchain} and {@code org.hvdt.toolchain.elf} and the JDK.
 */
package org.hvdt.toolchain.dwarf;
