// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.device;

import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * Passes a device's output on to a stream, which is flushed after each line. A stream that fails is told to the error
 * handler once and not used any more: the guest cannot help it and goes on.
 */
public final class ByteSink implements IntConsumer {

    private final OutputStream stream;
    private final Consumer<IOException> onError;
    private boolean failed;

    /** @param stream the stream, or null to discard
     * @param onError told the first failure */
    public ByteSink(OutputStream stream, Consumer<IOException> onError) {
        this.stream = stream;
        this.onError = onError;
    }

    @Override
    public void accept(int value) {
        if (stream == null || failed) {
            return;
        }
        try {
            stream.write(value);
            if (value == '\n') {
                stream.flush();
            }
        } catch (IOException e) {
            failed = true;
            onError.accept(e);
        }
    }

    /** Hands buffered bytes over. */
    public void flush() {
        if (stream == null || failed) {
            return;
        }
        try {
            stream.flush();
        } catch (IOException e) {
            failed = true;
            onError.accept(e);
        }
    }
}
