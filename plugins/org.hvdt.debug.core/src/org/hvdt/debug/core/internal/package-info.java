// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0
/**
 * What the platform calls through extension points: the launch delegate and source lookup. May use the model and
 * org.hvdt.core; nobody outside of this bundle uses it.
 */
package org.hvdt.debug.core.internal;
