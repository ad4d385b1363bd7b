// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

/**
 * Builds a project folder into a bootable image, doing only what is stale.
 * May use all other packages of this bundle and the JDK.
 */
package org.hvdt.toolchain.build;
