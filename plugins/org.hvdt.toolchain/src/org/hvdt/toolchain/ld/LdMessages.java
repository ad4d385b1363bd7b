// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.toolchain.ld;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.hvdt.toolchain.Diagnostic;
import org.hvdt.toolchain.Severity;

/** Reads the messages of GNU ld. */
public final class LdMessages {

    private static final Pattern LINKER = Pattern.compile("(?:\\S*[/\\\\])?[\\w.-]*ld(?:\\.\\w+)?(?:\\.exe)?:\\s*(.*)");
    /** "prog.o: in function `f':" only prepares the following lines. */
    private static final Pattern CONTEXT = Pattern.compile(".*: in function `.*':");
    private static final Pattern WITH_LINE = Pattern.compile("(.+?):(\\d+):(?:\\([^)]*\\):)? ?(.*)");
    private static final Pattern WITH_OFFSET = Pattern.compile("(.+?):(\\([^)]+\\+0x[0-9a-f]+\\)): (.*)");
    private static final Pattern WITH_FILE = Pattern.compile("([^:`']+\\.(?:o|a|ld|lds|elf)): (.*)");
    private static final Pattern SEVERITY = Pattern.compile("(warning|error|NOTE): (.*)");

    private LdMessages() {
    }

    /**
     * The messages among the lines that ld printed; a line that only prepares another one is passed over.
     *
     * @param lines the lines
     * @param folder the folder that relative file names start from
     */
    public static List<Diagnostic> parse(List<String> lines, Path folder) {
        List<Diagnostic> result = new ArrayList<>();
        for (String line : lines) {
            Matcher linker = LINKER.matcher(line);
            String text = linker.matches() ? linker.group(1) : line;
            boolean isMessage = linker.matches() || WITH_LINE.matcher(line).matches()
                    || WITH_OFFSET.matcher(line).matches() || WITH_FILE.matcher(line).matches();
            if (isMessage && !CONTEXT.matcher(text).matches()) {
                result.add(message(text, folder));
            }
        }
        return result;
    }

    private static Diagnostic message(String text, Path folder) {
        Matcher line = WITH_LINE.matcher(text);
        if (line.matches() && line.group(2).length() <= 9) {
            return diagnostic(folder.resolve(line.group(1)).normalize(), Integer.parseInt(line.group(2)),
                    line.group(3));
        }
        Matcher offset = WITH_OFFSET.matcher(text);
        if (offset.matches()) {
            return diagnostic(folder.resolve(offset.group(1)).normalize(), 0,
                    offset.group(3) + " at " + offset.group(2));
        }
        Matcher file = WITH_FILE.matcher(text);
        if (file.matches() && !file.group(1).contains(" ")) {
            return diagnostic(folder.resolve(file.group(1)).normalize(), 0, file.group(2));
        }
        return diagnostic(null, 0, text);
    }

    private static Diagnostic diagnostic(Path file, int line, String text) {
        Matcher matcher = SEVERITY.matcher(text);
        if (!matcher.matches()) {
            return new Diagnostic(Severity.ERROR, file, line, 0, text);
        }
        Severity severity = switch (matcher.group(1)) {
            case "warning" -> Severity.WARNING;
            case "NOTE" -> Severity.INFO;
            default -> Severity.ERROR;
        };
        return new Diagnostic(severity, file, line, 0, matcher.group(2));
    }
}
