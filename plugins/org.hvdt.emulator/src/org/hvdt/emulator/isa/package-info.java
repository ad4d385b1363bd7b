// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

/**
 * The instruction set as data: the table of instruction forms, and the decoder and formatter that it drives.
 * Knows nothing of processor state; uses the JDK only.
 */
package org.hvdt.emulator.isa;
