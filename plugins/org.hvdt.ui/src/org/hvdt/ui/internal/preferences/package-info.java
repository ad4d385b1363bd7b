// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0
/**
 * Preference and property pages: tools, project settings.
 * May use the settings in org.hvdt.core and the workbench's dialogs.
 */
package org.hvdt.ui.internal.preferences;
