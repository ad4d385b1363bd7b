// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0
/**
 * Runs assemblers, compilers and linkers and reads what they produce: images, symbols, lines.
 * Plain Java: nothing but the JDK may be used here.
 */
package org.hvdt.toolchain;
