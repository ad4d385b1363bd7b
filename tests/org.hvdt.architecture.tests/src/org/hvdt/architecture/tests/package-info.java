// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0
/**
 * Guards the dependency directions between the bundles.
 */
package org.hvdt.architecture.tests;
