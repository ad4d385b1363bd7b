// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0
/**
 * The page objects driven with SWT alone, on the user-interface thread.
 * Only the factory methods of the page objects refer to this package.
 */
package org.hvdt.ui.tests.pages.swt;
