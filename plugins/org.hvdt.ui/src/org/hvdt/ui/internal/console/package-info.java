// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0
/**
 * The console that shows what the build runs and says.
 * May use org.hvdt.core and the console framework.
 */
package org.hvdt.ui.internal.console;
