// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0
/**
 * The platform's standard debug model over a machine of the emulator: target, virtual CPU, frames, registers, memory.
 * Never blocks its caller on a running machine. No UI.
 */
package org.hvdt.debug.core.model;
