// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.toolchain.process;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Runs a tool and collects what it prints, as UTF-8. */
public final class ToolRunner {

    private static final long POLL_MILLISECONDS = 20;
    private static final long GRACE_MILLISECONDS = 2000;
    /** A tool that prints more than this is not read any further, so that it cannot fill the memory. */
    private static final int MOST_LINES = 100_000;

    private static final File NO_INPUT = new File(
            System.getProperty("os.name").startsWith("Windows") ? "NUL" : "/dev/null");

    private ToolRunner() {
    }

    /**
     * Runs a tool to its end. Standard input is empty. Messages of the tool are in English.
     *
     * @param command what to run
     * @param cancellation asked about 50 times a second
     * @param output receives each line as soon as it is there, on another thread
     * @return exit code and output; an exit code other than 0 is not an exception
     * @throws ToolCancelledException if it was ended because of {@code cancellation} or the thread was interrupted
     * @throws ToolTimeoutException if it was ended because of its time limit
     * @throws ToolException if it could not be started
     */
    public static ToolResult run(ToolCommand command, Cancellation cancellation, Consumer<String> output)
            throws ToolException {
        String name = String.valueOf(command.program().getFileName());
        if (cancellation.isCancelled()) {
            throw new ToolCancelledException(name + " was cancelled before it started.");
        }
        long start = System.nanoTime();
        Process process = start(command, name);
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        Thread reader = new Thread(() -> read(process, lines, output), "output of " + name);
        reader.setDaemon(true);
        reader.start();
        try {
            long deadline = start + command.timeLimit().toNanos();
            while (!process.waitFor(POLL_MILLISECONDS, TimeUnit.MILLISECONDS)) {
                if (cancellation.isCancelled()) {
                    throw new ToolCancelledException(name + " was cancelled.");
                }
                if (System.nanoTime() - deadline > 0) {
                    throw new ToolTimeoutException(name + " was ended because it ran for more than "
                            + seconds(command.timeLimit()) + ".");
                }
            }
            // A child that outlives the tool may keep the pipe open; the tool's own lines are there by then.
            reader.join(GRACE_MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ToolCancelledException(name + " was cancelled.");
        } finally {
            end(process);
        }
        synchronized (lines) {
            return new ToolResult(process.exitValue(), lines, Duration.ofNanos(System.nanoTime() - start));
        }
    }

    private static Process start(ToolCommand command, String name) throws ToolException {
        List<String> words = new ArrayList<>();
        words.add(command.program().toString());
        words.addAll(command.arguments());
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(NO_INPUT));
        Map<String, String> environment = builder.environment();
        environment.put("LC_ALL", "C.UTF-8");
        environment.remove("LANGUAGE");
        environment.remove("NASMENV");      // options from the environment would make builds differ between users
        if (command.folder() != null) {
            builder.directory(command.folder().toFile());
        }
        try {
            return builder.start();
        } catch (IOException e) {
            throw new ToolException(name + " could not be started: " + e.getMessage(), e);
        }
    }

    private static void read(Process process, List<String> lines, Consumer<String> output) {
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (lines.size() < MOST_LINES) {
                    lines.add(line);
                    output.accept(line);
                }
            }
        } catch (IOException e) {
            if (process.isAlive()) {        // otherwise the process was ended while it was being read
                lines.add("The output could not be read any further: " + e.getMessage());
            }
        }
    }

    private static void end(Process process) {
        if (process.isAlive()) {
            List<ProcessHandle> children = process.descendants().toList();
            process.destroyForcibly();      // first, or it would go on as if its child had come to an end
            children.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
