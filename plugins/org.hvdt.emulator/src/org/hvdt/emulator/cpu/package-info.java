// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

/**
 * The processor: architectural state, interpreter loop, segmentation, event delivery, system instructions, MSRs, CPUID.
 * Uses the isa package for decoded instructions, the memory package for translation, and the VMX unit through
 * {@link org.hvdt.emulator.cpu.VmxOperation}.
 */
package org.hvdt.emulator.cpu;
