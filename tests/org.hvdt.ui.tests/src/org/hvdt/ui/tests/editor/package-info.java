// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0
/**
 * The assembly editor: colours, outline, completion, hover, links.
 * Speaks to the workbench through page objects only.
 */
package org.hvdt.ui.tests.editor;
