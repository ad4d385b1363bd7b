// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

/**
 * An exception of the guest on its way from the executor that detected it to the interpreter, which delivers it
 * through the IDT. One preallocated instance per processor, without a stack trace: guest faults are frequent and must
 * not allocate.
 */
@SuppressWarnings("serial")
public final class ProcessorException extends RuntimeException {

    /** Vector 0 to 31 (SDM volume 3, "Exception and Interrupt Vectors"). */
    public int vector;
    /** Error code; meaningful if {@link #hasErrorCode}. */
    public int errorCode;
    /** Whether the vector pushes an error code. */
    public boolean hasErrorCode;

    ProcessorException() {
        super(null, null, false, false);
    }
}
