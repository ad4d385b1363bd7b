// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.toolchain.nasm;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.hvdt.toolchain.Diagnostic;
import org.hvdt.toolchain.Severity;

/** Reads NASM's messages. */
public final class NasmMessages {

    private static final Pattern WITH_PLACE = Pattern
            .compile("(.+?):(\\d+): (?:(error|warning|fatal|panic|critical|note|info): )?(.*)");
    private static final Pattern WITHOUT_PLACE = Pattern
            .compile("(?:.*[/\\\\])?nasm(?:\\.exe)?: (error|warning|fatal|panic|critical|note|info): (.*)");

    private NasmMessages() {
    }

    /**
     * The messages among the lines that NASM printed; a line that is none is passed over.
     *
     * @param lines the lines
     * @param folder the folder that relative file names start from
     */
    public static List<Diagnostic> parse(List<String> lines, Path folder) {
        List<Diagnostic> result = new ArrayList<>();
        for (String line : lines) {
            Matcher place = WITH_PLACE.matcher(line);
            Matcher general = WITHOUT_PLACE.matcher(line);
            if (general.matches()) {
                result.add(new Diagnostic(severity(general.group(1)), null, 0, 0, general.group(2)));
            } else if (place.matches()) {
                // "... from macro `m' defined here" has no severity: it explains the message before
                Severity severity = place.group(3) == null ? Severity.INFO : severity(place.group(3));
                result.add(new Diagnostic(severity, folder.resolve(place.group(1)).normalize(),
                        number(place.group(2)), 0, place.group(4)));
            }
        }
        return result;
    }

    private static Severity severity(String word) {
        return switch (word) {
            case "warning" -> Severity.WARNING;
            case "note", "info" -> Severity.INFO;
            default -> Severity.ERROR;
        };
    }

    private static int number(String digits) {
        return digits.length() > 9 ? 0 : Integer.parseInt(digits);
    }
}
