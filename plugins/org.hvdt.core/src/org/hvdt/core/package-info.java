// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0
/**
 * Hypervisor projects: nature, builder, templates and problem markers.
 * May use the platform's resources, the toolchain and the emulator; no UI.
 */
package org.hvdt.core;
