// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0
/**
 * Debugging a hypervisor in the workbench, from the wizard to the end of the machine. Speaks to page objects only.
 */
package org.hvdt.ui.tests.debug;
