// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.vmx;

/** Numbers in words. */
final class Words {

    private Words() {
    }

    /** A value in the width of its field: {@code 00000016h}, {@code FFFF8000_00012345h}. */
    static String hex(long value, VmcsField field) {
        return field == null ? hex64(value) : switch (field.width()) {
            case BITS_16 -> String.format("%04Xh", value & 0xFFFF);
            case BITS_32 -> hex32(value);
            case BITS_64, NATURAL -> hex64(value);
        };
    }

    static String hex32(long value) {
        return String.format("%08Xh", value & 0xFFFFFFFFL);
    }

    static String hex64(long value) {
        return String.format("%08X_%08Xh", value >>> 32, value & 0xFFFFFFFFL);
    }

    /** {@code 13h} and the like: no leading zeros beyond two digits. */
    static String hexShort(long value) {
        return String.format("%02Xh", value);
    }
}
