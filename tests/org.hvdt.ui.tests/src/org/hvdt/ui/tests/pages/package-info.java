// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0
/**
 * Page objects: what a user can do and see, hiding how widgets are driven.
 * Tests and the guided tour speak only to these, so that another driver can stand behind them.
 */
package org.hvdt.ui.tests.pages;
