// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

/**
 * The measurements of {@code hvdt bench}: small programs in assembly, assembled when they are needed, each of which
 * stresses one part of the emulator.
 */
package org.hvdt.cli.bench;
