// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

/** Tests of the conformance suites, and fast subsets of them. */
package org.hvdt.cli.check;
