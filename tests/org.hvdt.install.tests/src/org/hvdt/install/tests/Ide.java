// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0
package org.hvdt.install.tests;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A copy of the assembled Eclipse IDE that tests may change: driven by its own launcher, as a user's would be. */
final class Ide {

    private static final long TIME_OUT_MINUTES = 5;

    private final Path folder;
    private final Path work;

    private Ide(Path folder, Path work) {
        this.folder = folder;
        this.work = work;
    }

    /**
     * Copies the product.
     *
     * @param product the assembled product
     * @param work an empty folder for the copy, its workspaces and logs
     */
    static Ide copyOf(Path product, Path work) throws IOException {
        Path folder = work.resolve("ide");
        try (Stream<Path> files = Files.walk(product)) {
            for (Path file : files.toList()) {
                Path target = folder.resolve(product.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
        return new Ide(folder, work);
    }

    /** Installs units with the product's own p2 director. */
    void install(List<Path> repositories, String... units) throws IOException, InterruptedException {
        String from = repositories.stream().map(path -> path.toUri().toString()).collect(Collectors.joining(","));
        director("install", "-repository", from, "-installIU", String.join(",", units));
    }

    /** Uninstalls units with the product's own p2 director. */
    void uninstall(String... units) throws IOException, InterruptedException {
        director("uninstall", "-uninstallIU", String.join(",", units));
    }

    /**
     * Starts the workbench with an empty workspace, lets the probe write its report, and waits until it has closed.
     *
     * @param name names workspace, report and log
     * @param perspective the perspective that the probe opens, if it is there
     */
    Report start(String name, String perspective) throws IOException, InterruptedException {
        Path report = work.resolve(name + ".properties");
        java(name, List.of("-Dhvdt.probe=" + report, "-Dhvdt.probe.perspective=" + perspective),
                List.of("-nosplash", "-consoleLog", "-data", work.resolve(name + "-workspace").toString()));
        Properties facts = new Properties();
        try (Reader in = Files.newBufferedReader(report)) {
            facts.load(in);
        }
        return new Report(facts);
    }

    private void director(String name, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("-nosplash", "-consoleLog", "-application",
                "org.eclipse.equinox.p2.director", "-destination", folder.toString()));
        command.addAll(Arrays.asList(arguments));
        java(name, List.of(), command);
    }

    private void java(String name, List<String> options, List<String> arguments)
            throws IOException, InterruptedException {
        Path log = work.resolve(name + ".log");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // SWT draws SVG icons with the help of AWT, which otherwise needs libraries of its own.
        command.add("-Djava.awt.headless=true");
        command.addAll(options);
        command.addAll(List.of("-jar", launcher().toString()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(log.toFile()).start();
        if (!process.waitFor(TIME_OUT_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly().waitFor();
            throw new AssertionError(name + " did not end within " + TIME_OUT_MINUTES + " minutes\n" + read(log));
        }
        if (process.exitValue() != 0) {
            throw new AssertionError(name + " ended with exit code " + process.exitValue() + "\n" + read(log));
        }
    }

    private Path launcher() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("plugins"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("org.eclipse.equinox.launcher_"))
                    .findFirst().orElseThrow();
        }
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the probe found in the running workbench; names are those that start with {@code org.hvdt.}. */
    record Report(Properties facts) {

        List<String> names(String key) {
            String value = facts.getProperty(key, "");
            return value.isEmpty() ? List.of() : List.of(value.split(","));
        }

        boolean is(String key) {
            return Boolean.parseBoolean(facts.getProperty(key));
        }

        String text(String key) {
            return facts.getProperty(key);
        }
    }
}
