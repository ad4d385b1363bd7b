// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0
/**
 * The guided tour: walks the main path in a running IDE, tells each step in words and saves a screenshot of it.
 * Drives the workbench through the page objects of the user interface tests only.
 */
package org.hvdt.tour;
