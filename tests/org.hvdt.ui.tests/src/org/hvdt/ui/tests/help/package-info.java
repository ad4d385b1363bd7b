// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0
/**
 * The help book and the context help.
 * Speaks to the help system's API.
 */
package org.hvdt.ui.tests.help;
