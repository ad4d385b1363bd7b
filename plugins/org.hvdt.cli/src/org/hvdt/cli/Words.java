// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hvdt.emulator.control.VmExitRecord;
import org.hvdt.emulator.vmx.Explanation;
import org.hvdt.toolchain.ProgramImage;

/** What happens in a machine, in words, with the program's symbols. */
final class Words {

    private static final Pattern RIP = Pattern.compile("at RIP ([0-9A-F]{8})_([0-9A-F]{8})");

    private final ProgramImage program;

    Words(ProgramImage program) {
        this.program = program;
    }

    /** One line about a VM exit. */
    String exit(VmExitRecord exit) {
        List<String> parts = new ArrayList<>();
        parts.add(String.format(Locale.ROOT, "exit %-4d at %,11d  %-22s", exit.number(), exit.instructions(),
                exit.reasonName()));
        parts.add(String.format("%-34s", exit.details().isEmpty() ? "-" : exit.details()));
        parts.add(String.format("guest %-28s", program.symbolize(exit.guestRip())));
        parts.add("host " + program.symbolize(exit.hostRip()));
        return String.join("  ", parts);
    }

    /** An explanation: what happened, why, what was found where, what would be right. */
    List<String> explanation(Explanation explanation) {
        List<String> lines = new ArrayList<>();
        lines.add(explanation.title() + ".");
        lines.add("  at " + program.describe(explanation.instructionRip()));
        List<Explanation.Finding> findings = explanation.findings();
        for (int i = 0; i < findings.size(); i++) {
            if (i == 1) {
                int others = findings.size() - 1;
                lines.add(others == 1 ? "1 other check would fail too:" : others + " other checks would fail too:");
            }
            finding(findings.get(i), lines);
        }
        return lines;
    }

    private void finding(Explanation.Finding finding, List<String> lines) {
        lines.add("  " + finding.message() + ".");
        lines.add("    Rule: " + finding.section());
        if (finding.field() != null) {
            lines.add("    Found: " + finding.field().name() + " = " + finding.found(program::describe));
        }
        lines.add("    Valid: " + finding.valid());
    }

    /** The faults that led to a triple fault, one per line, with symbols for their addresses where there are any. */
    List<String> faultChain(String chain) {
        return chain.lines().map(line -> RIP.matcher(line).replaceAll(match -> {
            long address = Long.parseUnsignedLong(match.group(1) + match.group(2), 16);
            String place = program.describe(address);
            return Matcher.quoteReplacement(place.startsWith(match.group(1)) ? match.group()
                    : match.group() + ", " + place);
        })).toList();
    }

    /** An address by symbol and source line. */
    String place(long address) {
        return program.describe(address);
    }

    static String hex(long value) {
        return String.format("%08X_%08X", value >>> 32, value & 0xFFFF_FFFFL);
    }
}
