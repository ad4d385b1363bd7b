// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0
/**
 * Tests of the toolchain, run outside OSGi.
 */
package org.hvdt.toolchain.tests;
