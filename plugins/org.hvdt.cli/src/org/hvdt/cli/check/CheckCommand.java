// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.cli.check;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.hvdt.cli.Streams;
import org.hvdt.cli.UsageException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hvdt check}: runs conformance suites. */
@Command(name = "check", description = {"Runs the long conformance suites and closes with \"N passed, N failed\".", ""},
        mixinStandardHelpOptions = true, exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:every case has passed", "1:at least one case has failed", "2:wrong usage"},
        footerHeading = "%nSuites:%n", footer = {
            "  isa      decoder and formatter against NASM and objdump, executors against this processor",
            "  cpu      guest programs on instructions, exceptions and paging, against Bochs 2.7",
            "  vmx      guest programs on VMX instructions, VM entries and VM exits, against Bochs 2.7",
            "  guests   the shipped examples: build, run, exit code, the same run twice"})
public final class CheckCommand implements Callable<Integer> {

    private final Streams streams;

    @Parameters(paramLabel = "SUITE", description = "Suites to run. Default: all.")
    private List<String> suites = new ArrayList<>();

    @Option(names = {"-v", "--verbose"}, description = "Print the cases that pass, too.")
    private boolean verbose;

    /** @param streams where it writes */
    public CheckCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws UsageException {
        List<Check> all = Checks.all();
        List<Check> selected = new ArrayList<>();
        for (String suite : suites) {
            selected.add(all.stream().filter(check -> check.name().equals(suite)).findFirst()
                    .orElseThrow(() -> new UsageException("there is no suite named \"" + suite + "\"; valid are "
                            + all.stream().map(Check::name).collect(Collectors.joining(", ")))));
        }
        Printer printer = new Printer(streams.out(), verbose);
        for (Check check : selected.isEmpty() ? all : selected) {
            streams.out().println(check.name() + ": " + check.description());
            try {
                check.run(printer);
            } catch (Exception e) {
                printer.failed(check.name(), "the suite cannot go on: " + e);
            }
        }
        return printer.close();
    }

    private static final class Printer implements Check.Report {
        private final PrintStream out;
        private final boolean verbose;
        private long passed;
        private long failed;
        private long skipped;

        Printer(PrintStream out, boolean verbose) {
            this.out = out;
            this.verbose = verbose;
        }

        @Override
        public synchronized void passed(String title) {
            passed++;
            if (verbose) {
                out.println("  passed  " + title);
            }
        }

        @Override
        public synchronized void failed(String title, String details) {
            failed++;
            out.println("  FAILED  " + title);
            details.lines().forEach(line -> out.println("          " + line));
        }

        @Override
        public synchronized void skipped(String title, String reason) {
            skipped++;
            out.println("  skipped " + title + ": " + reason);
        }

        synchronized int close() {
            if (skipped > 0) {
                out.println(skipped + " skipped");
            }
            out.println(passed + " passed, " + failed + " failed");
            out.flush();
            return failed == 0 ? 0 : 1;
        }
    }
}
