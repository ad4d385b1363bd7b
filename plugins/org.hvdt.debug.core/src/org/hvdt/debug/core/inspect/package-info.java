// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0
/**
 * What a stopped machine looks like to a hypervisor's developer: immutable pictures of its registers, frames, VMCS and
 * host stack, taken on the machine's thread. Plain Java over the emulator and the toolchain; no platform types.
 */
package org.hvdt.debug.core.inspect;
