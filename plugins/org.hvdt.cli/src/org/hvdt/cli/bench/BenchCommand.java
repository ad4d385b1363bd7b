// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.cli.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.hvdt.cli.Streams;
import org.hvdt.cli.TemporaryFolder;
import org.hvdt.cli.UsageException;
import org.hvdt.emulator.control.StopReason;
import org.hvdt.emulator.machine.BootFile;
import org.hvdt.emulator.machine.Machine;
import org.hvdt.emulator.machine.MachineConfiguration;
import org.hvdt.emulator.machine.MachineException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hvdt bench}: measures how fast the emulator executes. */
@Command(name = "bench", description = {"Measures the emulator. Prints a table with tab-separated columns:",
    "workload, instructions, seconds (best run), million instructions per second.", ""},
        mixinStandardHelpOptions = true, exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:measured", "1:a workload did not end as it should", "2:wrong usage"},
        footerHeading = "%nWorkloads:%n", footer = {"  alu         register arithmetic",
            "  memory      loads, stores, read-modify-write", "  calls       calls and returns",
            "  branches    unpredictable branches", "  string      repeated string instructions",
            "  exceptions  interrupts through the IDT", "  exits       VM exits and VM entries"})
public final class BenchCommand implements Callable<Integer> {

    private final Streams streams;

    @Parameters(paramLabel = "WORKLOAD", description = "Workloads to measure. Default: all.")
    private List<String> names = new ArrayList<>();

    @Option(names = "--repeat", paramLabel = "N", defaultValue = "3",
            description = "Runs of each workload; the best counts. Default: ${DEFAULT-VALUE}.")
    private int repeat;

    @Option(names = "--scale", paramLabel = "FACTOR", defaultValue = "1",
            description = "Makes the workloads longer or shorter. Default: ${DEFAULT-VALUE}.")
    private double scale;

    /** @param streams where it writes */
    public BenchCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws UsageException, IOException, MachineException {
        if (repeat < 1 || repeat > 100) {
            throw new UsageException("--repeat must be from 1 to 100: " + repeat);
        }
        if (!(scale > 0 && scale <= 1000)) {
            throw new UsageException("--scale must be above 0 and at most 1000: " + scale);
        }
        List<Workload> selected = new ArrayList<>();
        for (String name : names) {
            selected.add(Workload.ALL.stream().filter(workload -> workload.name().equals(name)).findFirst()
                    .orElseThrow(() -> new UsageException("there is no workload named \"" + name + "\"; valid are "
                            + Workload.ALL.stream().map(Workload::name).collect(Collectors.joining(", ")))));
        }
        streams.out().println("workload\tinstructions\tseconds\tMIPS");
        boolean allEnded = true;
        try (TemporaryFolder folder = new TemporaryFolder("hvdt-bench-")) {
            for (Workload workload : selected.isEmpty() ? Workload.ALL : selected) {
                allEnded &= measure(workload.name(), workload.build(folder.path(), scale));
            }
        }
        return allEnded ? 0 : 1;
    }

    private boolean measure(String name, BootFile image) throws MachineException {
        long best = Long.MAX_VALUE;
        long instructions = 0;
        for (int i = 0; i < repeat; i++) {
            Machine machine = Machine.create(MachineConfiguration.builder(image).flat(0x100000).build());
            long start = System.nanoTime();
            StopReason reason = null;
            while (reason == null) {
                reason = machine.run();
            }
            best = Math.min(best, System.nanoTime() - start);
            instructions = machine.instructions();
            if (!reason.equals(new StopReason.GuestExit(1))) {
                streams.err().println("hvdt bench: the workload " + name + " did not end as it should: " + reason);
                return false;
            }
        }
        double seconds = best / 1e9;
        streams.out().printf(Locale.ROOT, "%s\t%d\t%.3f\t%.1f%n", name, instructions, seconds,
                instructions / seconds / 1e6);
        streams.out().flush();
        return true;
    }
}
