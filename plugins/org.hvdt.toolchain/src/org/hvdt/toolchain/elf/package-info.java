// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

/**
 * The Executable and Linkable Format: header, sections, segments and symbols of 32-bit and 64-bit files for x86.
 * May use the package {@code org.hvdt.toolchain} and the JDK.
 */
package org.hvdt.toolchain.elf;
