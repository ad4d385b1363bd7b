// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

/**
 * The machine: configuration, boot protocols, virtual clock and the wiring of processor, memory and devices.
 * Uses the packages cpu, memory, vmx and device; knows nothing of the thread that runs it (see package control).
 */
package org.hvdt.emulator.machine;
