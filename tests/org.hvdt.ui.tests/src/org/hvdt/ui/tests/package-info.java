// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0
/**
 * Tests that drive a real workbench through the page objects.
 */
package org.hvdt.ui.tests;
