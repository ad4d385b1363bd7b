// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Little-endian access to byte arrays, unaligned where the caller needs it. */
public final class Bytes {

    private static final VarHandle SHORT =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Bytes() {
    }

    /** Unsigned byte at {@code offset}. */
    public static int get8(byte[] bytes, int offset) {
        return bytes[offset] & 0xFF;
    }

    /** Unsigned 16-bit value at {@code offset}. */
    public static int get16(byte[] bytes, int offset) {
        return (short) SHORT.get(bytes, offset) & 0xFFFF;
    }

    /** 32-bit value at {@code offset}. */
    public static int get32(byte[] bytes, int offset) {
        return (int) INT.get(bytes, offset);
    }

    /** 64-bit value at {@code offset}. */
    public static long get64(byte[] bytes, int offset) {
        return (long) LONG.get(bytes, offset);
    }

    /** Stores the low 8 bits of {@code value}. */
    public static void set8(byte[] bytes, int offset, int value) {
        bytes[offset] = (byte) value;
    }

    /** Stores the low 16 bits of {@code value}. */
    public static void set16(byte[] bytes, int offset, int value) {
        SHORT.set(bytes, offset, (short) value);
    }

    /** Stores 32 bits. */
    public static void set32(byte[] bytes, int offset, int value) {
        INT.set(bytes, offset, value);
    }

    /** Stores 64 bits. */
    public static void set64(byte[] bytes, int offset, long value) {
        LONG.set(bytes, offset, value);
    }
}
