// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0
/**
 * What the parts of the user interface share: the bundle's life, images, help contexts.
 * May use the workbench; knows nothing of debugging.
 */
package org.hvdt.ui.internal;
