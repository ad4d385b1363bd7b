// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0
/**
 * Wizards, the assembly editor, preferences.
 * May use the workbench and org.hvdt.core; debugging is left to org.hvdt.debug.ui.
 */
package org.hvdt.ui;
