// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.hvdt.cli.bench.BenchCommand;
import org.hvdt.cli.check.CheckCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point of the command line. */
@Command(name = "hvdt", description = "Hypervisor Development Tools: runs, checks and measures hypervisors on an"
        + " emulated processor with Intel VMX.", synopsisSubcommandLabel = "COMMAND", mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class)
public final class Main implements Runnable {

    /** The version of HVDT. */
    public static final String VERSION = "0.1.0";

    private static final Pattern CHOICES = Pattern.compile("(expected one of \\[[A-Z_, ]+\\]) \\(case-insensitive\\)");

    private final Streams streams;

    private Main(Streams streams) {
        this.streams = streams;
    }

    /** Runs a command line and ends the process with its exit code. */
    public static void main(String[] arguments) {
        int code = run(Streams.standard(), arguments);
        System.out.flush();
        System.exit(code);
    }

    /**
     * Runs a command line.
     *
     * @param streams where it reads and writes
     * @param arguments the command and its arguments
     * @return the exit code
     */
    public static int run(Streams streams, String... arguments) {
        CommandLine line = commandLine(streams);
        line.setOut(new PrintWriter(streams.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(streams.err(), true, StandardCharsets.UTF_8));
        line.setUsageHelpAutoWidth(false);
        line.setUsageHelpWidth(100);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler((exception, args) -> usageError(streams, exception));
        line.setExecutionExceptionHandler((exception, command, parsed) -> failure(streams, exception, command));
        return line.execute(arguments);
    }

    @Override
    public void run() {
        commandLine(streams).usage(streams.out());
    }

    private static CommandLine commandLine(Streams streams) {
        return new CommandLine(new Main(streams)).addSubcommand(new RunCommand(streams))
                .addSubcommand(new CheckCommand(streams)).addSubcommand(new BenchCommand(streams));
    }

    private static int usageError(Streams streams, CommandLine.ParameterException exception) {
        String command = exception.getCommandLine().getCommandSpec().qualifiedName();
        String message = exception.getMessage().lines().findFirst().orElse("invalid arguments");
        // The parser lists the names of constants; users write them in lower case.
        message = CHOICES.matcher(message).replaceAll(match -> match.group(1).toLowerCase(Locale.ROOT));
        streams.err().println(command + ": " + message + " (\"" + command + " --help\" tells what is valid)");
        return ExitCode.USAGE;
    }

    private static int failure(Streams streams, Exception exception, CommandLine command) {
        String name = command.getCommandSpec().qualifiedName();
        if (exception instanceof UsageException) {
            streams.err().println(name + ": " + exception.getMessage());
            return ExitCode.USAGE;
        }
        streams.err().println(name + ": internal error; please report it with the following text");
        exception.printStackTrace(streams.err());
        return ExitCode.INTERNAL_ERROR;
    }

    /** Prints the version. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"hvdt " + VERSION};
        }
    }
}
