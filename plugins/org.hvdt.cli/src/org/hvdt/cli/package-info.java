// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0
/**
 * The command line: run, check and bench.
 * Plain Java over the emulator and the toolchain; options are read by picocli.
 */
package org.hvdt.cli;
