// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.toolchain;

/**
 * A program image or its debug information is broken, or of a kind that is not understood. The message says in one line
 * what is wrong, where, what was found and what would be right; it can be shown to the user as it is.
 */
public final class ImageFormatException extends Exception {

    private static final long serialVersionUID = 1L;

    /** @param message what is wrong, in words for the user */
    public ImageFormatException(String message) {
        super(message);
    }

    /** @param message what is wrong, in words for the user
     * @param cause the failure underneath */
    public ImageFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
