// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0
/**
 * The language model: tokens, vocabulary, outline.
 * May use org.hvdt.core and what it stands on.
 */
package org.hvdt.core.tests.asm;
