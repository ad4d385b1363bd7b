// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0
/**
 * The views on a stopped machine. They follow the debug selection and show the pictures that the model has taken.
 * May use the workbench and org.hvdt.debug.core.
 */
package org.hvdt.debug.ui.internal.views;
