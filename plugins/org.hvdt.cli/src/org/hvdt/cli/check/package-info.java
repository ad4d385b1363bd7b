// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

/**
 * The long conformance suites of {@code hvdt check}: each compares the emulator with an independent authority. A suite
 * is a {@link org.hvdt.cli.check.Check}.
 */
package org.hvdt.cli.check;
