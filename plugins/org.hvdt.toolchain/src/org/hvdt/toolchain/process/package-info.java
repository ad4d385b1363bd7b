// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

/**
 * Runs other programs: finds them, starts them without a shell, reads what they print, ends them when asked to.
 * May use the JDK only.
 */
package org.hvdt.toolchain.process;
