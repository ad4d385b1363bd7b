// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0
/**
 * Tests of the debug model, run in OSGi without a workbench.
 */
package org.hvdt.debug.core.tests;
