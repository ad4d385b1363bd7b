// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.cli.bench;

import java.io.IOException;
import java.nio.file.Path;
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
    "workload, instructions, seconds (best run), million instructions per second (MIPS).",
    "With --vs bochs, the same images run in Bochs, and the table has three more columns: its seconds without the"
        + " time to boot, its MIPS, and how many times as fast as Bochs the emulator is.", ""},
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

    @Option(names = "--vs", paramLabel = "bochs", description = "Compare with another emulator.")
    private String other;

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
        if (other != null && !other.equals("bochs")) {
            throw new UsageException("--vs knows no emulator named \"" + other + "\"; valid is bochs");
        }
        boolean allEnded = true;
        try (TemporaryFolder folder = new TemporaryFolder("hvdt-bench-")) {
            BochsRun bochs = other == null ? null : new BochsRun(folder.path());
            streams.out().println("workload\tinstructions\tseconds\tMIPS"
                    + (bochs == null ? "" : "\tBochs seconds\tBochs MIPS\tratio"));
            for (Workload workload : selected.isEmpty() ? Workload.ALL : selected) {
                allEnded &= measure(workload, folder.path(), bochs);
            }
        }
        return allEnded ? 0 : 1;
    }

    private boolean measure(Workload workload, Path folder, BochsRun bochs)
            throws UsageException, IOException, MachineException {
        BootFile image = workload.build(folder, scale);
        long best = Long.MAX_VALUE;
        long instructions = 0;
        for (int i = 0; i < repeat; i++) {
            Machine machine = Machine.create(MachineConfiguration.builder(image).build());
            long start = System.nanoTime();
            StopReason reason = null;
            while (reason == null) {
                reason = machine.run();
            }
            best = Math.min(best, System.nanoTime() - start);
            instructions = machine.instructions();
            if (!reason.equals(new StopReason.GuestExit(1))) {
                streams.err().println("hvdt bench: the workload " + workload.name() + " did not end as it should: "
                        + reason);
                return false;
            }
        }
        double seconds = best / 1e9;
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%s\t%d\t%.3f\t%.1f", workload.name(),
                instructions, seconds, instructions / seconds / 1e6));
        if (bochs != null) {
            // What remains when the time of a run that does next to nothing is taken off.
            long whole = bestOf(bochs, image);
            long boot = bestOf(bochs, workload.build(folder, 0));
            double bochsSeconds = Math.max(1, whole - boot) / 1e9;
            line.append(String.format(Locale.ROOT, "\t%.3f\t%.1f\t%.2f", bochsSeconds,
                    instructions / bochsSeconds / 1e6, bochsSeconds / seconds));
        }
        streams.out().println(line);
        streams.out().flush();
        return true;
    }

    private long bestOf(BochsRun bochs, BootFile image) throws UsageException, IOException {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < repeat; i++) {
            best = Math.min(best, bochs.time(image.content()));
        }
        return best;
    }
}
