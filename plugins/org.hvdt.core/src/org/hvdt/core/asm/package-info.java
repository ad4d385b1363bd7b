// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0
/**
 * The NASM language as editors see it: tokens of a line, the vocabulary, the outline of a file.
 * Plain Java over text; may use the emulator's instruction table, nothing of Eclipse.
 */
package org.hvdt.core.asm;
