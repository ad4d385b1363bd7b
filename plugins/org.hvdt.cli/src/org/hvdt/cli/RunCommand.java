// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.cli;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.hvdt.emulator.control.RunControl;
import org.hvdt.emulator.control.RunListener;
import org.hvdt.emulator.control.StopReason;
import org.hvdt.emulator.control.VmExitRecord;
import org.hvdt.emulator.cpu.CpuModel;
import org.hvdt.emulator.device.Uart16550;
import org.hvdt.emulator.machine.BootFile;
import org.hvdt.emulator.machine.ImageKind;
import org.hvdt.emulator.machine.Machine;
import org.hvdt.emulator.machine.MachineConfiguration;
import org.hvdt.emulator.machine.MachineException;
import org.hvdt.toolchain.templates.Template;
import org.hvdt.toolchain.templates.Templates;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hvdt run}: runs an image without a user interface. */
@Command(name = "run", description = {"Runs an image, or a shipped example that is built first, in the emulator.", ""},
        mixinStandardHelpOptions = true, versionProvider = Main.Version.class, sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"odd:the guest's own: a byte v written to port F4h ends with v*2+1",
            "0:clean power-off: the word \"Shutdown\" was written to port 8900h",
            "2:wrong usage or bad input; one line says what",
            "4:a VMX instruction failed or a VM entry was refused; the explanation is printed",
            "6:triple fault; the faults that led to it are printed",
            "8:the guest needs what the emulator does not provide; its name is printed",
            "10:the instruction limit was reached",
            "12:the processor halted for good without a power-off",
            "14:a defect of HVDT; a report is printed"},
        footerHeading = "%nExamples:%n",
        footer = {"  hvdt run --trace exits example:thin-hypervisor",
            "  hvdt run --memory 256M --append \"verbose\" --module disk.img kernel.elf",
            "  hvdt run --flat 0x100000 program.bin"})
final class RunCommand implements Callable<Integer> {

    /** What can be traced. */
    enum Trace {
        /** VM exits. */
        EXITS;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What to do when a VMX instruction fails. */
    enum OnFailure {
        /** Explain and end. */
        STOP,
        /** Go on, as a processor does. */
        CONTINUE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How an image is booted. */
    enum Kind {
        /** Multiboot unless an address for a flat image is given. */
        AUTO(ImageKind.AUTO),
        /** Multiboot. */
        MULTIBOOT(ImageKind.MULTIBOOT),
        /** Raw binary. */
        FLAT(ImageKind.FLAT);

        private final ImageKind imageKind;

        Kind(ImageKind imageKind) {
            this.imageKind = imageKind;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Streams streams;

    @Parameters(arity = "0..1", paramLabel = "IMAGE", description = {
        "Image file: multiboot (ELF or with load addresses), or with --flat a raw 64-bit binary.",
        "example:NAME builds and runs a shipped example."})
    private String image;

    @Option(names = "--list", description = "List the shipped examples and the CPU models.")
    private boolean list;

    @Option(names = "--trace", paramLabel = "KIND", split = ",", description = {
        "Print events as they happen: ${COMPLETION-CANDIDATES}.",
        "exits: one line per VM exit with number, instruction count, reason, qualification, guest RIP, host handler."})
    private List<Trace> trace = new ArrayList<>();

    @Option(names = {"-m", "--memory"}, paramLabel = "SIZE", defaultValue = "128M", converter = SizeConverter.class,
            description = "Memory of the machine, 2M to 3G. Default: ${DEFAULT-VALUE}.")
    private long memory;

    @Option(names = "--cpu", paramLabel = "MODEL", defaultValue = CpuModel.DEFAULT,
            description = "CPU model; --list names them. Default: ${DEFAULT-VALUE}.")
    private String cpu;

    @Option(names = "--append", paramLabel = "TEXT", defaultValue = "", description = "Command line for the image.")
    private String append;

    @Option(names = "--module", paramLabel = "FILE[ ARGUMENTS]",
            description = "Load a multiboot module; may be given more than once.")
    private List<String> modules = new ArrayList<>();

    @Option(names = "--serial", paramLabel = "stdio|none|FILE", defaultValue = "stdio",
            description = "Where the serial port COM1 goes. Default: ${DEFAULT-VALUE}.")
    private String serial;

    @Option(names = "--max-instructions", paramLabel = "N", defaultValue = "0",
            description = "End with exit code 10 after N instructions. Default: no limit.")
    private long maxInstructions;

    @Option(names = "--kind", paramLabel = "KIND", defaultValue = "auto",
            description = "How to boot the image: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}, which is"
                    + " multiboot unless --flat is given.")
    private Kind kind;

    @Option(names = "--flat", paramLabel = "ADDRESS", converter = AddressConverter.class,
            description = "Load the image as a raw binary at this physical address and enter it there in 64-bit mode.")
    private Long flat;

    @Option(names = "--strict", description = "Stop with exit code 8 when the guest uses an I/O port without a device,"
            + " instead of behaving like a PC.")
    private boolean strict;

    @Option(names = "--on-vmx-failure", paramLabel = "WHAT", defaultValue = "stop",
            description = "When a VMX instruction fails: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private OnFailure onFailure;

    RunCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws UsageException {
        if (list) {
            printList();
            return ExitCode.OK;
        }
        if (image == null) {
            throw new UsageException("an image is missing (\"hvdt run --help\" tells what is valid)");
        }
        if (maxInstructions < 0) {
            throw new UsageException("--max-instructions must not be negative: " + maxInstructions);
        }
        if (flat != null && kind == Kind.MULTIBOOT) {
            throw new UsageException("--flat and --kind multiboot exclude each other");
        }
        Program program = Program.find(image);
        OutputStream sink = openSerial();
        try {
            MachineConfiguration configuration = configuration(program, sink);
            return run(program, Machine.create(configuration));
        } catch (MachineException e) {
            throw new UsageException(e.getMessage());
        } finally {
            closeSerial(sink);
        }
    }

    private void printList() {
        PrintStream out = streams.out();
        out.println("Examples:");
        for (Template template : Templates.list()) {
            out.printf("  %-32s %s%n", Program.EXAMPLE_PREFIX + template.id(), template.name());
        }
        out.println();
        out.println("CPU models:");
        for (String name : CpuModel.names()) {
            out.printf("  %-32s %s%n", name, CpuModel.load(name).description());
        }
    }

    private MachineConfiguration configuration(Program program, OutputStream sink)
            throws MachineException, UsageException {
        MachineConfiguration.Builder builder = MachineConfiguration.builder(program.file()).memory(memory)
                .cpuModel(cpu).commandLine(append).serialOutput(sink).debugOutput(streams.err())
                .maxInstructions(maxInstructions).strict(strict).kind(kind.imageKind);
        if (flat != null) {
            builder.flat(flat);
        }
        for (String module : modules) {
            int blank = module.indexOf(' ');
            String file = blank < 0 ? module : module.substring(0, blank);
            if (file.isEmpty()) {
                throw new UsageException("--module needs a file: \"" + module + "\"");
            }
            builder.module(BootFile.read(Path.of(file)), blank < 0 ? "" : module.substring(blank + 1).strip());
        }
        return builder.build();
    }

    private OutputStream openSerial() throws UsageException {
        switch (serial) {
            case "stdio":
                return new LineTracker(streams.out());
            case "none":
                return OutputStream.nullOutputStream();
            default:
                try {
                    return new BufferedOutputStream(Files.newOutputStream(Path.of(serial)));
                } catch (IOException e) {
                    throw new UsageException("the serial port cannot be written to " + serial + ": "
                            + e.getClass().getSimpleName() + ", " + e.getMessage());
                }
        }
    }

    private void closeSerial(OutputStream sink) {
        try {
            if (sink instanceof LineTracker) {
                sink.flush();
            } else {
                sink.close();
            }
        } catch (IOException e) {
            streams.err().println("hvdt run: the serial output is incomplete: " + e.getMessage());
        }
    }

    private int run(Program program, Machine machine) {
        Words words = new Words(program.symbols());
        LineTracker screen = machine.configuration().serialOutput() instanceof LineTracker tracker ? tracker
                : new LineTracker(streams.out());
        StopReason reason;
        try (RunControl control = new RunControl(machine)) {
            control.setStopOnVmxFailure(onFailure == OnFailure.STOP);
            if (trace.contains(Trace.EXITS)) {
                control.addListener(new ExitTracer(words, screen));
            }
            if (serial.equals("stdio")) {
                connectInput(machine.serial());
            }
            control.resume();
            reason = awaitEnd(control);
        }
        screen.startLine();
        report(reason, words);
        if (!trace.isEmpty()) {
            streams.out().printf(Locale.ROOT, "%,d instructions%n", machine.instructions());
        }
        streams.out().flush();
        return ExitCode.of(reason);
    }

    private static StopReason awaitEnd(RunControl control) {
        try {
            Optional<StopReason> reason;
            do {
                reason = control.awaitStop(Duration.ofHours(1));
            } while (reason.isEmpty());
            return reason.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new StopReason.Terminated();
        }
    }

    /** Feeds the standard input to the serial port, on a thread that ends with it. */
    private void connectInput(Uart16550 uart) {
        uart.setInputOpen(true);
        Thread reader = new Thread(() -> {
            try {
                InputStream in = streams.in();
                byte[] buffer = new byte[1024];
                int count = in.read(buffer);
                while (count >= 0) {
                    byte[] bytes = new byte[count];
                    System.arraycopy(buffer, 0, bytes, 0, count);
                    uart.receive(bytes);
                    count = in.read(buffer);
                }
            } catch (IOException e) {
                streams.err().println("hvdt run: the standard input cannot be read: " + e.getMessage());
            } finally {
                uart.setInputOpen(false);
            }
        }, "HVDT serial input");
        reader.setDaemon(true);
        reader.start();
    }

    private void report(StopReason reason, Words words) {
        PrintStream err = streams.err();
        switch (reason) {
            case StopReason.VmxFailure failure -> words.explanation(failure.explanation()).forEach(err::println);
            case StopReason.VmxAbort abort -> words.explanation(abort.explanation()).forEach(err::println);
            case StopReason.TripleFault fault -> {
                err.println("Triple fault: the processor shut down. The faults that led to it, oldest first:");
                words.faultChain(fault.faultChain()).forEach(line -> err.println("  " + line));
            }
            case StopReason.Unimplemented missing -> err.println("Unimplemented: " + missing.what() + ", at "
                    + words.place(missing.rip()) + ".");
            case StopReason.LimitReached limit -> err.printf(Locale.ROOT,
                    "The limit of %,d instructions was reached.%n", limit.instructions());
            case StopReason.HaltedForGood halted -> err.println("The processor halted for good: " + halted.message()
                    + ".");
            case StopReason.InternalError error -> {
                err.println("hvdt run: internal error; please report it with the following text");
                err.println(error.report());
            }
            default -> {
                // A power-off and the guest's own exit code need no words.
            }
        }
    }

    /** Prints one line per VM exit. */
    private record ExitTracer(Words words, LineTracker screen) implements RunListener {
        @Override
        public boolean wantsExits() {
            return true;
        }

        @Override
        public void vmExit(VmExitRecord exit) {
            screen.printLine(words.exit(exit));
        }
    }

    /** The screen, shared by the guest's output and ours: knows whether a line has been begun. */
    private static final class LineTracker extends FilterOutputStream {
        private final PrintStream stream;
        private boolean inLine;

        LineTracker(PrintStream stream) {
            super(stream);
            this.stream = stream;
        }

        @Override
        public synchronized void write(int value) throws IOException {
            stream.write(value);
            inLine = value != '\n';
        }

        synchronized void startLine() {
            if (inLine) {
                stream.println();
                inLine = false;
            }
            stream.flush();
        }

        synchronized void printLine(String text) {
            startLine();
            stream.println(text);
        }
    }
}
