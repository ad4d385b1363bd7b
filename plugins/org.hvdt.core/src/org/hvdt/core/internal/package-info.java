// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0
/**
 * What the platform instantiates: builder, preference defaults; and what the API needs behind the scenes.
 * May use everything that org.hvdt.core may use.
 */
package org.hvdt.core.internal;
