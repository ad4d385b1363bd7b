// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0
/**
 * Handlers of the debugging commands.
 * May use the workbench and org.hvdt.debug.core.
 */
package org.hvdt.debug.ui.internal.commands;
