// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0
/**
 * Launch tabs and the launch shortcut.
 * May use the workbench and org.hvdt.debug.core.
 */
package org.hvdt.debug.ui.internal.launch;
