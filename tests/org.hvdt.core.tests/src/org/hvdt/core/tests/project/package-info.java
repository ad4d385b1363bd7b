// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0
/**
 * Projects in a headless workspace: creation, building, markers, source lookup.
 * May use org.hvdt.core and what it stands on.
 */
package org.hvdt.core.tests.project;
