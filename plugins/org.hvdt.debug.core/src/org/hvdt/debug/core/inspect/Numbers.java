// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.core.inspect;

import java.util.Locale;

/** How numbers are written everywhere in the debugger. */
public final class Numbers {

    private Numbers() {
    }

    /** 64 bits in hexadecimal, in two groups of eight digits: {@code FFFF8000_00012345}. */
    public static String hex64(long value) {
        return String.format(Locale.ROOT, "%08X_%08X", value >>> 32, value & 0xFFFFFFFFL);
    }

    /** A value of 16, 32 or 64 bits in hexadecimal with all its digits. */
    public static String hex(long value, int bits) {
        return bits > 32 ? hex64(value)
                : String.format(Locale.ROOT, "%0" + bits / 4 + "X", value & (1L << bits) - 1);
    }

    /** The shortest hexadecimal form with prefix: {@code 0x2A}. */
    public static String shortHex(long value) {
        return "0x" + Long.toHexString(value).toUpperCase(Locale.ROOT);
    }

    /** A count with thousands separators: {@code 1,204,331}. */
    public static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** A size: {@code 312 B}, {@code 1.9 KiB}, {@code 64 KiB}. */
    public static String size(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        String[] units = { "KiB", "MiB", "GiB", "TiB" };
        double value = bytes / 1024.0;
        int unit = 0;
        while (value >= 1024 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        return value == Math.rint(value) ? (long) value + " " + units[unit]
                : String.format(Locale.ROOT, "%.1f %s", value, units[unit]);
    }

    /**
     * Reads a number as people write it: {@code 0x1F}, {@code 1Fh}, {@code 31}, with underscores as separators.
     *
     * @throws NumberFormatException if it is none
     */
    public static long parse(String text) {
        String digits = text.strip().replace("_", "").toLowerCase(Locale.ROOT);
        if (digits.startsWith("0x")) {
            return Long.parseUnsignedLong(digits.substring(2), 16);
        }
        if (digits.endsWith("h")) {
            return Long.parseUnsignedLong(digits.substring(0, digits.length() - 1), 16);
        }
        return digits.startsWith("-") ? Long.parseLong(digits) : Long.parseUnsignedLong(digits);
    }

    /**
     * Reads a number that is hexadecimal whether it says so or not, as the registers' and fields' values are shown.
     *
     * @throws NumberFormatException if it is none
     */
    public static long parseHex(String text) {
        String digits = text.strip().replace("_", "").toLowerCase(Locale.ROOT);
        if (digits.startsWith("0x")) {
            digits = digits.substring(2);
        } else if (digits.endsWith("h")) {
            digits = digits.substring(0, digits.length() - 1);
        }
        return Long.parseUnsignedLong(digits, 16);
    }
}
