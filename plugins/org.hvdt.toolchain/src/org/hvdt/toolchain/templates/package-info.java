// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

/**
 * The projects that HVDT ships as a start: a table of them and their files.
 * May use the package {@code org.hvdt.toolchain.build} and what that uses.
 */
package org.hvdt.toolchain.templates;
