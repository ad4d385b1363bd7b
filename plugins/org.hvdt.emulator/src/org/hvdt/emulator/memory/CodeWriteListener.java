// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.memory;

/** Told when bytes that were marked as decoded code are overwritten. */
@FunctionalInterface
public interface CodeWriteListener {

    /** {@code length} bytes from the guest-physical {@code address}, all in one page, have been written. */
    void codeWritten(long address, int length);
}
