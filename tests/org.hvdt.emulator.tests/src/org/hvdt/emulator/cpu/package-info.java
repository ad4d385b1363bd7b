// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

/** Tests of the processor and of its executors. */
package org.hvdt.emulator.cpu;
