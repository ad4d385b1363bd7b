// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

/**
 * Guest-physical memory, the software TLB and the page walks of all paging modes.
 * Uses nothing but the JDK; the processor plugs its state in through small interfaces.
 */
package org.hvdt.emulator.memory;
