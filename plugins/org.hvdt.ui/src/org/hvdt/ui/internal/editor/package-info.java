// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0
/**
 * The assembly editor: what the generic editor needs to know about NASM sources.
 * May use the language model in org.hvdt.core.asm and the text framework.
 */
package org.hvdt.ui.internal.editor;
