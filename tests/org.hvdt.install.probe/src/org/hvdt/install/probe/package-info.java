// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0
/**
 * Installed beside HVDT by the installation tests: reports what the running workbench knows, and closes it.
 * Knows nothing of HVDT but its name prefix.
 */
package org.hvdt.install.probe;
