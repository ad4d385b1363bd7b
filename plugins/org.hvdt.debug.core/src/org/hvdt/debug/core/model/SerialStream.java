// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.core.model;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

import org.eclipse.core.runtime.ListenerList;
import org.eclipse.debug.core.IStreamListener;
import org.eclipse.debug.core.model.IFlushableStreamMonitor;

/**
 * What comes out of a serial port, as text for the platform's console. Bytes are collected to lines, or until
 * {@link #flush} is called, so that the console is not told of every character.
 */
final class SerialStream extends OutputStream implements IFlushableStreamMonitor {

    private static final int MAX_CONTENTS = 1 << 20;
    private static final int MAX_PENDING = 4096;

    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE).onUnmappableCharacter(CodingErrorAction.REPLACE);
    private final ByteBuffer bytes = ByteBuffer.allocate(MAX_PENDING);
    private final StringBuilder contents = new StringBuilder();
    private final ListenerList<IStreamListener> listeners = new ListenerList<>();
    private boolean buffered = true;

    @Override
    public synchronized void write(int value) {
        bytes.put((byte) value);
        if (value == '\n' || !bytes.hasRemaining()) {
            flush();
        }
    }

    /** Hands what has been collected to the listeners. */
    @Override
    public synchronized void flush() {
        if (bytes.position() == 0) {
            return;
        }
        CharBuffer text = CharBuffer.allocate(MAX_PENDING);
        bytes.flip();
        decoder.decode(bytes, text, false);
        bytes.compact();
        append(text.flip().toString());
    }

    /** Adds text that is not from the machine. */
    synchronized void append(String text) {
        if (text.isEmpty()) {
            return;
        }
        if (buffered && contents.length() < MAX_CONTENTS) {
            contents.append(text);
        }
        for (IStreamListener listener : listeners) {
            listener.streamAppended(text, this);
        }
    }

    @Override
    public void addListener(IStreamListener listener) {
        listeners.add(listener);
    }

    @Override
    public void removeListener(IStreamListener listener) {
        listeners.remove(listener);
    }

    @Override
    public synchronized String getContents() {
        return contents.toString();
    }

    @Override
    public synchronized void flushContents() {
        contents.setLength(0);
    }

    @Override
    public synchronized void setBuffered(boolean value) {
        buffered = value;
    }

    @Override
    public synchronized boolean isBuffered() {
        return buffered;
    }
}
