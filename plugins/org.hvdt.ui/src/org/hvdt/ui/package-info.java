// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0
/**
 * The user interface of hypervisor projects: identifiers that other bundles refer to.
 * May use org.hvdt.core and the workbench; knows nothing of debugging.
 */
package org.hvdt.ui;
