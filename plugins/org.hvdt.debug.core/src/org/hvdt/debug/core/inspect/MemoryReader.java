// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.core.inspect;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads linear memory without side effects: no fault, no accessed or dirty bit. */
@FunctionalInterface
public interface MemoryReader {

    /**
     * Reads bytes.
     *
     * @param linearAddress first byte
     * @param buffer receives them from its start
     * @return how many could be read before the first address that is not mapped; 0 to {@code buffer.length}
     */
    int read(long linearAddress, byte[] buffer);

    /** Whether eight bytes can be read at an address. */
    default boolean isReadable(long linearAddress) {
        return read(linearAddress, new byte[8]) == 8;
    }

    /** Eight bytes, little-endian; zero where nothing can be read. */
    default long read64(long linearAddress) {
        byte[] bytes = new byte[8];
        if (read(linearAddress, bytes) < 8) {
            return 0;
        }
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }
}
