// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

/** Tests of the instruction table, the decoder and the formatter. */
package org.hvdt.emulator.isa;
