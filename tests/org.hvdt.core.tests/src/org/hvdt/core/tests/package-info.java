// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0
/**
 * Tests of projects, builder and templates, run in OSGi without a workbench.
 */
package org.hvdt.core.tests;
