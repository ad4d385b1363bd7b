// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0
/**
 * What the workbench calls through extension points: presentation, perspective, source locations. Nobody outside uses
 * it. May use the workbench and org.hvdt.debug.core.
 */
package org.hvdt.debug.ui.internal;
