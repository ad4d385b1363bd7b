// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0
/**
 * The debug model over the emulator's run control: launch delegate, target, frames, breakpoints.
 * May use the platform's debug core, org.hvdt.core and the engine; no UI.
 */
package org.hvdt.debug.core;
