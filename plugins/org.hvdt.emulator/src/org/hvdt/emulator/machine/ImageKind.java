// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.machine;

/** How an image is booted. */
public enum ImageKind {
    /** Multiboot if the image has a multiboot header, otherwise an error that says so. */
    AUTO,
    /** Multiboot specification version 1: ELF32, ELF64 or the a.out kludge; starts in 32-bit protected mode. */
    MULTIBOOT,
    /** Flat binary loaded at a given physical address and entered there in 64-bit mode. */
    FLAT
}
