// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

/**
 * Boot protocols: what a PC's firmware and boot loader do before the image's first instruction. Each reads the image,
 * fills guest memory and says in which state the processor starts. Uses memory and machine.
 */
package org.hvdt.emulator.machine.boot;
