// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0
/**
 * Adding and toggling breakpoints.
 * May use the workbench and org.hvdt.debug.core.
 */
package org.hvdt.debug.ui.internal.breakpoints;
