// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0
/**
 * Tests of the emulator, run outside OSGi.
 */
package org.hvdt.emulator.tests;
