// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0
/**
 * New > Hypervisor Project.
 * May use projects and templates of org.hvdt.core and the workbench's wizards.
 */
package org.hvdt.ui.internal.wizard;
