// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0
/**
 * The path from the wizard to a built project and its error markers.
 * Speaks to the workbench through page objects only.
 */
package org.hvdt.ui.tests.project;
