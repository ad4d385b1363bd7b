// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0
/**
 * Installs HVDT from the built update site into an assembled IDE, starts it, and uninstalls it again.
 * Speaks to the IDE by command line and by the probe's report only.
 */
package org.hvdt.install.tests;
