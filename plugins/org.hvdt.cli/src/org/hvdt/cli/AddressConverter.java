// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.cli;

import picocli.CommandLine;

/** Addresses: hexadecimal with 0x before or h behind, otherwise decimal. */
final class AddressConverter implements CommandLine.ITypeConverter<Long> {

    @Override
    public Long convert(String text) {
        try {
            String digits = text.replace("_", "");
            if (digits.startsWith("0x") || digits.startsWith("0X")) {
                return Long.parseUnsignedLong(digits.substring(2), 16);
            }
            if (digits.endsWith("h") || digits.endsWith("H")) {
                return Long.parseUnsignedLong(digits.substring(0, digits.length() - 1), 16);
            }
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw new CommandLine.TypeConversionException(
                    "'" + text + "' is no address; valid are 0x100000, 100000h and 1048576");
        }
    }
}
