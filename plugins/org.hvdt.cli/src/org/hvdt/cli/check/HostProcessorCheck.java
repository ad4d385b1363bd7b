// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.cli.check;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.hvdt.cli.TemporaryFolder;
import org.hvdt.emulator.cpu.ControlBits;
import org.hvdt.emulator.cpu.CpuModel;
import org.hvdt.emulator.cpu.CryptoExecutors;
import org.hvdt.emulator.cpu.Executors;
import org.hvdt.emulator.cpu.Flags;
import org.hvdt.emulator.cpu.GeneralPurposeExecutors;
import org.hvdt.emulator.cpu.Processor;
import org.hvdt.emulator.cpu.ProcessorException;
import org.hvdt.emulator.cpu.SseExecutors;
import org.hvdt.emulator.cpu.SseFloatExecutors;
import org.hvdt.emulator.cpu.UnimplementedException;
import org.hvdt.emulator.cpu.Vector;
import org.hvdt.emulator.isa.DecodeException;
import org.hvdt.emulator.isa.Decoder;
import org.hvdt.emulator.isa.EncodingSampler;
import org.hvdt.emulator.isa.Formatter;
import org.hvdt.emulator.isa.Instruction;
import org.hvdt.emulator.isa.InstructionForm;
import org.hvdt.emulator.isa.InstructionTable;
import org.hvdt.emulator.isa.Operand;
import org.hvdt.emulator.memory.PhysicalMemory;

/**
 * Executors against the processor that this runs on: random general-purpose, MMX and SSE instructions with random
 * operands, in 64-bit mode and in compatibility mode. A small C program executes them (see {@code host-harness.c},
 * which documents the exchanged records); registers, memory, exceptions and all flags that the table does not call
 * undefined must be equal.
 */
public final class HostProcessorCheck implements Check {

    private static final long DATA = 0x1000_0000L;
    private static final int WINDOW = 4096;
    private static final long CENTRE = DATA + 2048;
    private static final long CODE = 0x2000_0000L;
    private static final int TARGET = 128;
    private static final int RECORD = 768;
    /** Offset of the FXSAVE image in a record. */
    private static final int FX = 256;
    private static final int FX_MXCSR = 24;
    private static final int FX_X87 = 32;
    private static final int FX_XMM = 160;
    private static final int BATCH = 50_000;
    private static final Set<String> AREAS = Set.of("arithmetic", "logic", "shift", "bit", "data transfer", "stack",
            "control transfer", "string", "flag", "miscellaneous", "sse", "mmx", "crypto");
    private static final long[] INTERESTING = {0, 1, 2, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFF_FFFFL,
        0x8000_0000L, 0xFFFF_FFFFL, Long.MAX_VALUE, Long.MIN_VALUE, -1, -2, 0x0F, 0x10, 0x99, 0x9A};

    private static final int[] SINGLES = {0, 0x8000_0000, 1, 0x7F_FFFF, 0x80_0000, 0x8080_0000, 0x3F80_0000,
        0xBF80_0000, 0x7F7F_FFFF, 0x7F80_0000, 0xFF80_0000, 0x7FC0_0000, 0x7F80_0001, 0xFFC1_2345, 0x4F00_0000,
        0xCF00_0000, 0x4EFF_FFFF, 0x5F00_0000, 0x3F00_0000, 0x3FC0_0000, 0x4020_0000};
    private static final double[] DOUBLES = {0, -0.0, Double.MIN_VALUE, Double.MIN_NORMAL, -Double.MIN_NORMAL, 1, -1,
        0.5, 1.5, 2.5, -2.5, Double.MAX_VALUE, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN, 0x1p31,
        -0x1p31, 0x1p31 - 0.5, -0x1p31 - 0.5, 0x1p63, -0x1p63, Float.MAX_VALUE, Float.MIN_VALUE, Float.MIN_NORMAL};

    private final int samplesPerRow;
    private final Random random = new Random(20_260_101);
    private final Decoder decoder = new Decoder();
    private final Executors executors = Executors.of(GeneralPurposeExecutors::register,
            SseExecutors::register, SseFloatExecutors::register,
            CryptoExecutors::register);

    private static final class Case {
        final Instruction instruction;
        final byte[] code;
        final long[] gpr = new long[16];
        final byte[] memory = new byte[64];
        /** MXCSR, x87 and vector registers as FXSAVE stores them. */
        final ByteBuffer fx = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
        long rflags;

        boolean isVector() {
            return Set.of("sse", "mmx", "crypto").contains(instruction.form().area());
        }

        Case(Instruction instruction, byte[] code) {
            this.instruction = instruction;
            this.code = code;
        }

        String title() {
            return instruction.mode() + "-bit " + instruction.form().id() + " [" + HexFormat.of().formatHex(code) + "]";
        }
    }

    /** @param samplesPerRow cases of each row and mode */
    public HostProcessorCheck(int samplesPerRow) {
        this.samplesPerRow = samplesPerRow;
    }

    @Override
    public String name() {
        return "host";
    }

    @Override
    public String description() {
        return "general-purpose, MMX and SSE instructions with random operands: executors against the host's processor";
    }

    @Override
    public void run(Report report) throws IOException {
        String architecture = System.getProperty("os.arch");
        if (!System.getProperty("os.name").equals("Linux") || !architecture.equals("amd64")) {
            report.skipped("host processor", "needs Linux on x86-64, this is " + architecture);
            return;
        }
        if (!Tool.isPresent("gcc")) {
            report.skipped("host processor", "gcc is not on PATH; install the package gcc");
            return;
        }
        try (TemporaryFolder folder = new TemporaryFolder("hvdt-check-")) {
            Path source = folder.path().resolve("host-harness.c");
            try (InputStream in = HostProcessorCheck.class.getResourceAsStream("host-harness.c")) {
                Files.copy(in, source);
            }
            Path harness = folder.path().resolve("host-harness");
            Tool.Result built = Tool.run(folder.path(), "gcc", "-O1", "-no-pie", "-o", harness.toString(),
                    source.toString());
            if (built.exitCode() != 0) {
                report.skipped("host processor", "gcc cannot build the harness: " + String.join(" ", built.lines()));
                return;
            }
            for (int mode : new int[] {64, 32}) {
                EncodingSampler sampler = new EncodingSampler(new Random(mode));
                List<Case> batch = new ArrayList<>();
                for (InstructionForm form : InstructionTable.rows()) {
                    for (int n = 0; isComparable(form, mode) && n < samplesPerRow; n++) {
                        Case sample = sample(sampler, form, mode);
                        if (sample != null) {
                            batch.add(sample);
                        }
                        if (batch.size() == BATCH) {
                            check(folder.path(), harness, batch, report);
                            batch.clear();
                        }
                    }
                }
                check(folder.path(), harness, batch, report);
            }
        }
    }

    /** Whether a row can be executed by a program and means the same everywhere. */
    private static boolean isComparable(InstructionForm form, int mode) {
        if (!form.modes().contains(mode) || !AREAS.contains(form.area()) || form.has("far")) {
            return false;
        }
        return switch (form.mnemonic()) {
            case "CLI", "STI", "CLAC", "STAC", "INT", "INT1", "INT3", "INTO", "IRET", "IRETD", "IRETQ", "CPUID",
                "RDRAND", "RDSEED", "RDPID", "FWAIT", "PAUSE" -> false;
            // Vendors differ: how much a 32-bit push of a selector writes, and whether 0F 0D may name a register.
            case "PUSH" -> !form.id().matches("PUSH .S") || mode == 64;
            case "NOP" -> !form.id().endsWith("(0F 0D)");
            // Approximations, which every processor makes in its own way.
            case "RCPPS", "RCPSS", "RSQRTPS", "RSQRTSS" -> false;
            // Undefined destination.
            case "BSWAP" -> !form.id().endsWith("r16");
            default -> form.operands().stream().noneMatch(operand -> operand.type() == Operand.Type.SEGMENT)
                    && !form.id().matches("POP .S");
        };
    }

    // ---- making cases

    private Case sample(EncodingSampler sampler, InstructionForm form, int mode) {
        byte[] code = sampler.sample(form, mode, random.nextBoolean());
        Instruction instruction = decode(code, mode);
        if (instruction.segmentOverride() >= 4 || instruction.addressSize() == 2
                || mode == 32 && instruction.operandSize() == 2 && form.area().equals("control transfer")) {
            return null;
        }
        // Whether a store that an empty mask suppresses can fault is left to the processor.
        if (form.mnemonic().startsWith("MASKMOV") && instruction.segment() == Processor.CS) {
            return null;
        }
        adaptCode(instruction, code);
        instruction = decode(code, mode);
        Case sample = new Case(instruction, code);
        random.nextBytes(sample.memory);
        for (int i = 0; i < 16; i++) {
            sample.gpr[i] = value();
        }
        if (mode == 32) {
            for (int i = 0; i < 16; i++) {
                sample.gpr[i] = i < 8 ? sample.gpr[i] & 0xFFFFFFFFL : 0;
            }
        }
        sample.rflags = Flags.FIXED | Flags.IF | random.nextInt() & (Flags.STATUS | Flags.DF);
        fillVectors(sample);
        adaptOperands(sample);
        return staysInWindow(sample) ? sample : null;
    }

    private Instruction decode(byte[] code, int mode) {
        try {
            return decoder.decode(Arrays.copyOf(code, Decoder.MAX_LENGTH), 0, Decoder.MAX_LENGTH, mode);
        } catch (DecodeException e) {
            throw new IllegalStateException(e);
        }
    }

    private void fillVectors(Case sample) {
        ByteBuffer fx = sample.fx;
        fx.putShort(0, (short) 0x37F);
        fx.put(4, (byte) 0xFF);
        int mxcsr = 0x1F80 | random.nextInt() & 0xE07F;
        if (random.nextInt(4) == 0) {
            mxcsr &= random.nextInt() | 0xE07F;
        }
        fx.putInt(FX_MXCSR, random.nextInt(3) == 0 ? 0x1F80 : mxcsr);
        for (int n = 0; n < 8; n++) {
            fx.putLong(FX_X87 + 16 * n, random.nextLong());
            fx.putLong(FX_X87 + 16 * n + 8, 0xFFFF);
        }
        for (int at = FX_XMM; at < FX_XMM + 256; at += 8) {
            fx.putLong(at, sample.isVector() ? floatingPoint() : random.nextLong());
        }
        if (sample.isVector()) {
            for (int at = 0; at < 64; at += 8) {
                ByteBuffer.wrap(sample.memory).order(ByteOrder.LITTLE_ENDIAN).putLong(at, floatingPoint());
            }
        }
    }

    /** 64 bits that are one or two numbers of all sorts, or just bits. */
    private long floatingPoint() {
        return switch (random.nextInt(6)) {
            case 0 -> single() & 0xFFFFFFFFL | (long) single() << 32;
            case 1 -> Double.doubleToRawLongBits(DOUBLES[random.nextInt(DOUBLES.length)]);
            case 2 -> Double.doubleToRawLongBits(random.nextGaussian() * Math.scalb(1.0, random.nextInt(80) - 20));
            case 3 -> random.nextLong() & 0x800F_FFFF_FFFF_FFFFL | (1023L + random.nextInt(8)) << 52;
            case 4 -> random.nextInt(40);
            default -> random.nextLong();
        };
    }

    private int single() {
        return random.nextInt(3) != 0 ? SINGLES[random.nextInt(SINGLES.length)]
                : random.nextInt() & 0x807F_FFFF | 120 + random.nextInt(40) << 23;
    }

    private long value() {
        return switch (random.nextInt(4)) {
            case 0 -> INTERESTING[random.nextInt(INTERESTING.length)];
            case 1 -> random.nextInt(256) - 128;
            default -> random.nextLong();
        };
    }

    /** Gives branches, offsets and frames values that the harness can stand. */
    private void adaptCode(Instruction instruction, byte[] code) {
        InstructionForm form = instruction.form();
        ByteBuffer buffer = ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN);
        for (Operand operand : form.operands()) {
            if (operand.type() == Operand.Type.RELATIVE) {
                int size = operand.registerBits() / 8;
                int distance = TARGET - code.length;
                if (size == 1) {
                    code[code.length - 1] = (byte) distance;
                } else if (size == 4) {
                    buffer.putInt(code.length - 4, distance);
                }
            } else if (operand.type() == Operand.Type.OFFSET) {
                int size = instruction.addressSize();
                if (size == 8) {
                    buffer.putLong(code.length - 8, CENTRE + random.nextInt(48));
                } else {
                    buffer.putInt(code.length - 4, (int) CENTRE + random.nextInt(48));
                }
            }
        }
        if (form.mnemonic().equals("ENTER")) {
            code[code.length - 2] = 0;
            code[code.length - 1] &= 3;
        }
    }

    private void adaptOperands(Case sample) {
        Instruction i = sample.instruction;
        InstructionForm form = i.form();
        long[] gpr = sample.gpr;
        long upper = i.mode() == 64 && i.addressSize() == 4 ? random.nextLong() << 32 : 0;
        if (form.area().equals("string")) {
            gpr[Processor.RSI] = CENTRE + random.nextInt(48) | upper;
            gpr[Processor.RDI] = CENTRE + random.nextInt(48) | upper;
            gpr[Processor.RCX] = random.nextInt(6) | upper;
            if (random.nextBoolean()) {
                Arrays.fill(sample.memory, (byte) random.nextInt(3));
                gpr[Processor.RAX] = 0x0101010101010101L * sample.memory[0];
            }
            return;
        }
        if (form.area().equals("stack") || form.mnemonic().startsWith("CALL") || form.mnemonic().equals("RET")) {
            gpr[Processor.RSP] = CENTRE + random.nextInt(32);
            if (form.mnemonic().equals("ENTER") || form.mnemonic().equals("LEAVE")) {
                gpr[Processor.RBP] = CENTRE + random.nextInt(32);
            }
        }
        switch (form.mnemonic()) {
            case "MASKMOVQ", "MASKMOVDQU" -> gpr[Processor.RDI] = CENTRE + random.nextInt(48) | upper;
            case "XLATB" -> gpr[Processor.RBX] = CENTRE - (gpr[0] & 0xFF) + random.nextInt(64) | upper;
            case "LOOP", "LOOPE", "LOOPNE", "JECXZ", "JRCXZ" -> {
                if (random.nextBoolean()) {
                    gpr[Processor.RCX] = random.nextInt(3) | upper;
                }
            }
            case "DIV", "IDIV" -> {
                if (random.nextInt(4) != 0) {
                    boolean signed = form.mnemonic().equals("IDIV");
                    gpr[Processor.RDX] = signed ? gpr[0] >> 63 : random.nextInt(3);
                    if (i.mode() == 32) {
                        gpr[Processor.RDX] &= 0xFFFFFFFFL;
                    }
                    if (i.operandSize() == 1) {
                        gpr[0] = gpr[0] & ~0xFF00L | random.nextInt(2) << 8;
                    }
                }
            }
            default -> { }
        }
        boolean bitString = form.mnemonic().matches("BT[SRC]?") && form.operands().get(1).slot() == Operand.Slot.REG;
        if (bitString && i.memory()) {
            long offset = random.nextInt(512) - 256;
            gpr[i.reg()] = i.operandSize() == 2 ? gpr[i.reg()] & ~0xFFFFL | offset & 0xFFFF
                    : i.mode() == 32 ? offset & 0xFFFFFFFFL : offset;
        }
        if (i.memory() && !form.mnemonic().equals("LEA")) {
            long place = CENTRE + ((sample.isVector() || form.mnemonic().equals("CMPXCHG16B")) && random.nextInt(4) != 0
                    ? 16 : random.nextInt(48));
            long rest = i.displacement() + (i.index() >= 0 ? gpr[i.index()] << i.scale() : 0);
            boolean fixedBase = i.base() == Processor.RSP && form.area().equals("stack");
            if (i.base() >= 0 && i.base() < 16 && i.base() != i.index() && !fixedBase) {
                gpr[i.base()] = place - rest;
            } else if (i.base() == Instruction.NONE && i.index() >= 0) {
                gpr[i.index()] = place - i.displacement() >> i.scale();
            } else if (i.base() == i.index() && i.base() >= 0 && i.scale() == 0) {
                gpr[i.base()] = place - i.displacement() >> 1;
            }
            if (i.addressSize() == 4) {
                for (int register : new int[] {i.base(), i.index()}) {
                    if (register >= 0 && register < 16) {
                        gpr[register] = gpr[register] & 0xFFFFFFFFL | upper;
                    }
                }
            }
        }
        long target = CODE + TARGET;
        switch (form.mnemonic()) {
            case "CMPXCHG" -> {
                if (random.nextBoolean()) {
                    gpr[0] = i.memory() ? ByteBuffer.wrap(sample.memory).order(ByteOrder.LITTLE_ENDIAN)
                            .getLong(memoryIndex(sample)) : gpr[i.rm()];
                    gpr[0] = i.mode() == 32 ? gpr[0] & 0xFFFFFFFFL : gpr[0];
                }
            }
            case "CMPXCHG8B", "CMPXCHG16B" -> {
                if (random.nextBoolean()) {
                    ByteBuffer memory = ByteBuffer.wrap(sample.memory).order(ByteOrder.LITTLE_ENDIAN);
                    int at = memoryIndex(sample);
                    boolean wide = form.mnemonic().equals("CMPXCHG16B");
                    gpr[0] = wide ? memory.getLong(at) : memory.getInt(at) & 0xFFFFFFFFL;
                    gpr[2] = wide ? memory.getLong(at + 8) : memory.getInt(at + 4) & 0xFFFFFFFFL;
                }
            }
            case "RET" -> ByteBuffer.wrap(sample.memory).order(ByteOrder.LITTLE_ENDIAN)
                    .putLong((int) (gpr[Processor.RSP] - CENTRE), target);
            case "JMP", "CALL" -> {
                if (form.operands().get(0).type() == Operand.Type.REGISTER_OR_MEMORY) {
                    if (i.memory()) {
                        ByteBuffer.wrap(sample.memory).order(ByteOrder.LITTLE_ENDIAN).putLong(memoryIndex(sample),
                                target);
                    } else {
                        gpr[i.rm()] = target;
                    }
                }
            }
            case "POPF", "POPFD", "POPFQ" -> {
                // A set trap or alignment-check flag would stop the harness itself.
                int at = (int) (gpr[Processor.RSP] - CENTRE);
                sample.memory[at + 1] &= ~(Flags.TF >> 8);
                sample.memory[at + 2] &= ~(Flags.AC >> 16);
            }
            case "BOUND" -> {
                if (random.nextBoolean()) {
                    gpr[i.reg()] = random.nextInt(256) - 128 & 0xFFFFFFFFL;
                }
            }
            default -> { }
        }
    }

    private static long address(Case sample) {
        Instruction i = sample.instruction;
        long address = i.displacement();
        if (i.base() == Instruction.RIP) {
            address += CODE + sample.code.length;
        } else if (i.base() >= 0) {
            address += sample.gpr[i.base()];
        }
        if (i.index() >= 0) {
            address += sample.gpr[i.index()] << i.scale();
        }
        return i.addressSize() == 8 ? address : address & 0xFFFFFFFFL;
    }

    /** Offset of the memory operand in the 64 known bytes, clamped to where 16 bytes fit. */
    private static int memoryIndex(Case sample) {
        return (int) Math.max(0, Math.min(48, address(sample) - CENTRE));
    }

    private static boolean staysInWindow(Case sample) {
        Instruction i = sample.instruction;
        String mnemonic = i.form().mnemonic();
        long margin = 256;
        boolean touchesMemory = i.memory() && !mnemonic.equals("LEA") && !mnemonic.equals("NOP")
                && !mnemonic.startsWith("PREFETCH") && !mnemonic.equals("CLDEMOTE") && !mnemonic.startsWith("UD");
        if (touchesMemory) {
            long address = address(sample);
            if (mnemonic.equals("POP") && i.base() == Processor.RSP) {
                address += i.operandSize();
            }
            if (mnemonic.matches("BT[SRC]?") && i.form().operands().get(1).slot() == Operand.Slot.REG) {
                long offset = sample.gpr[i.reg()];
                offset = i.operandSize() == 2 ? (short) offset : i.operandSize() == 4 ? (int) offset : offset;
                if (Math.abs(offset) > 1024) {
                    return false;
                }
            }
            if (address < DATA + margin || address > DATA + WINDOW - margin) {
                return false;
            }
            if ((mnemonic.equals("JMP") || mnemonic.equals("CALL"))
                    && (address < CENTRE || address > CENTRE + 48 || mnemonic.equals("CALL")
                            && Math.abs(address - sample.gpr[Processor.RSP]) < 16)) {
                return false;
            }
        }
        if (mnemonic.equals("CALL") && Math.abs(sample.gpr[Processor.RSP] - CENTRE) > margin) {
            return false;
        }
        if (mnemonic.equals("JMP") || mnemonic.equals("CALL")) {
            return i.memory() || i.form().operands().get(0).type() != Operand.Type.REGISTER_OR_MEMORY
                    || sample.gpr[i.rm()] == CODE + TARGET && !(mnemonic.equals("CALL") && i.rm() == Processor.RSP);
        }
        return true;
    }

    // ---- running and comparing

    private void check(Path folder, Path harness, List<Case> cases, Report report) throws IOException {
        Path input = folder.resolve("cases.bin");
        Path output = folder.resolve("results.bin");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(input))) {
            for (Case sample : cases) {
                ByteBuffer record = ByteBuffer.allocate(RECORD).order(ByteOrder.LITTLE_ENDIAN);
                record.asLongBuffer().put(sample.gpr);
                record.putLong(128, sample.rflags);
                record.put(136, (byte) sample.instruction.mode());
                record.put(137, (byte) sample.code.length);
                record.put(138, sample.code);
                record.put(168, sample.memory);
                record.put(FX, sample.fx.array());
                out.write(record.array());
            }
        }
        Tool.Result result = Tool.run(folder, harness.toString(), input.toString(), output.toString());
        long complete = Files.size(output) / RECORD;
        if (result.exitCode() != 0 || complete != cases.size()) {
            throw new IOException("the harness ended with " + result.exitCode() + " after " + complete + " of "
                    + cases.size() + " cases: " + String.join(" ", result.lines()));
        }
        Emulated emulated = new Emulated(executors);
        try (DataInputStream in = new DataInputStream(Files.newInputStream(output))) {
            byte[] all = in.readAllBytes();
            for (int n = 0; n < cases.size(); n++) {
                ByteBuffer host = ByteBuffer.wrap(all, n * RECORD, RECORD).slice().order(ByteOrder.LITTLE_ENDIAN);
                compare(emulated, cases.get(n), host, report);
            }
        }
    }

    private static void compare(Emulated emulated, Case sample, ByteBuffer host, Report report) {
        InstructionForm form = sample.instruction.form();
        int hostVector = (host.get(136) & 0xFF) - 1;
        if (hostVector == Vector.UD && !form.cpuidFlag().isEmpty()) {
            // This processor does not have the instruction.
            return;
        }
        int vector;
        try {
            vector = emulated.execute(sample);
        } catch (UnimplementedException e) {
            return;
        }
        StringBuilder differences = new StringBuilder();
        if (vector != hostVector) {
            differences.append("exception: host ").append(hostVector).append(", emulator ").append(vector).append('\n');
        } else {
            boolean taken = host.get(137) != 0;
            long rip = vector >= 0 ? CODE : CODE + (taken ? TARGET : sample.code.length);
            differ(differences, "RIP", rip, emulated.cpu.rip);
            for (int i = 0; i < (sample.instruction.mode() == 64 ? 16 : 8); i++) {
                if (!isUndefined(sample, i)) {
                    differ(differences, Formatter.register(i, 64, true), host.getLong(8 * i), emulated.cpu.gpr[i]);
                }
            }
            long mask = vector >= 0 ? 0 : comparableFlags(sample);
            differ(differences, "flags (of " + Long.toHexString(mask) + ")", host.getLong(128) & mask,
                    emulated.cpu.rflags() & mask);
            if (sample.isVector()) {
                compareVectors(emulated.cpu, sample.instruction.mode() == 64 ? 16 : 8, host, differences);
            }
            if (!isUndefinedMemory(sample)) {
                byte[] memory = new byte[64];
                emulated.memory.read(CENTRE, memory, 0, 64);
                byte[] expected = new byte[64];
                host.get(168, expected);
                if (!Arrays.equals(expected, memory)) {
                    differences.append("memory: host     ").append(HexFormat.of().formatHex(expected))
                            .append("\n        emulator ").append(HexFormat.of().formatHex(memory)).append('\n');
                }
                differ(differences, "hash of memory", host.getLong(144), emulated.hash());
            }
        }
        if (differences.isEmpty()) {
            report.passed(sample.title());
        } else {
            StringBuilder before = new StringBuilder();
            for (int i = 0; i < 16; i++) {
                before.append(Formatter.register(i, 64, true)).append('=').append(Long.toHexString(sample.gpr[i]))
                        .append(' ');
            }
            report.failed(sample.title(), Formatter.format(sample.instruction, CODE) + "\n" + before + "flags="
                    + Long.toHexString(sample.rflags) + "\nmemory " + HexFormat.of().formatHex(sample.memory) + "\n"
                    + differences.toString().strip());
        }
    }

    private static void compareVectors(Processor cpu, int count, ByteBuffer host, StringBuilder differences) {
        differ(differences, "MXCSR", host.getInt(FX + FX_MXCSR), cpu.mxcsr);
        differ(differences, "x87 status", host.getShort(FX + 2), cpu.x87StatusWord);
        differ(differences, "x87 tags", host.get(FX + 4) & 0xFF, cpu.x87Used);
        for (int n = 0; n < 8; n++) {
            differ(differences, "mm" + n, host.getLong(FX + FX_X87 + 16 * n), cpu.x87Significand[n]);
            differ(differences, "sign and exponent of mm" + n, host.getShort(FX + FX_X87 + 16 * n + 8) & 0xFFFF,
                    cpu.x87SignExponent[n]);
        }
        for (int n = 0; n < count; n++) {
            differ(differences, "xmm" + n + " low", host.getLong(FX + FX_XMM + 16 * n), cpu.vector[4 * n]);
            differ(differences, "xmm" + n + " high", host.getLong(FX + FX_XMM + 16 * n + 8), cpu.vector[4 * n + 1]);
        }
    }

    private static void differ(StringBuilder differences, String what, long host, long emulator) {
        if (host != emulator) {
            differences.append(what).append(": host ").append(Long.toHexString(host)).append(", emulator ")
                    .append(Long.toHexString(emulator)).append('\n');
        }
    }

    /** Effective count of a shift or rotate, or -1 for another instruction. */
    private static int shiftCount(Case sample) {
        Instruction i = sample.instruction;
        if (!i.form().area().equals("shift") || i.form().encoding().startsWith("VEX")) {
            return -1;
        }
        Operand last = i.form().operands().get(i.form().operands().size() - 1);
        int count = last.text().equals("CL") ? (int) sample.gpr[1] : last.text().equals("1") ? 1 : (int) i.immediate();
        return count & (i.operandSize() == 8 ? 63 : 31);
    }

    /** Double shifts of 16 bits by more than 16 have undefined results. */
    private static boolean isUndefinedShift(Case sample) {
        return sample.instruction.form().mnemonic().matches("SH[LR]D") && sample.instruction.operandSize() == 2
                && shiftCount(sample) > 16;
    }

    private static boolean isUndefinedMemory(Case sample) {
        return isUndefinedShift(sample) && sample.instruction.memory();
    }

    private static boolean isUndefined(Case sample, int register) {
        Instruction i = sample.instruction;
        if (isUndefinedShift(sample) && !i.memory() && register == i.rm()) {
            return true;
        }
        return i.form().mnemonic().matches("BS[FR]") && register == i.reg();
    }

    private static long comparableFlags(Case sample) {
        InstructionForm form = sample.instruction.form();
        long all = Flags.STATUS | Flags.DF;
        int count = shiftCount(sample);
        if (count == 0) {
            return all;
        }
        long undefined = form.flagsUndefined();
        if (isUndefinedShift(sample)) {
            undefined = Flags.STATUS;
        } else if (count == 1) {
            undefined &= ~Flags.OF;
        } else if (count >= sample.instruction.operandSize() * 8 && form.mnemonic().matches("SH[LR]")) {
            undefined |= Flags.CF;
        }
        return all & ~undefined;
    }

    /** A processor without paging, with the harness's memory. */
    private static final class Emulated {
        final PhysicalMemory memory = new PhysicalMemory(0x3000_0000L);
        final Processor cpu;
        private final Executors executors;
        private final byte[] window = new byte[WINDOW];

        Emulated(Executors executors) {
            this.executors = executors;
            cpu = new Processor(memory, CpuModel.load("max"), executors);
        }

        int execute(Case sample) {
            boolean wide = sample.instruction.mode() == 64;
            int data = Processor.ACCESS_PRESENT | Processor.ACCESS_S | Processor.ACCESS_READ_WRITE
                    | Processor.ACCESS_ACCESSED | Processor.ACCESS_DB | Processor.ACCESS_GRANULARITY | 3 << 5;
            int code = data | Processor.ACCESS_CODE;
            cpu.setCr0(ControlBits.CR0_PE);
            cpu.setCr4(ControlBits.CR4_OSFXSR | ControlBits.CR4_OSXMMEXCPT);
            cpu.setEfer(ControlBits.EFER_LME | ControlBits.EFER_LMA);
            for (int segment = 0; segment <= Processor.GS; segment++) {
                cpu.setSegment(segment, segment >= Processor.FS ? 0 : 0x2B, 0, -1, data);
            }
            cpu.setSegment(Processor.CS, wide ? 0x33 : 0x23, 0, -1,
                    wide ? code & ~Processor.ACCESS_DB | Processor.ACCESS_LONG : code);
            cpu.setRflags(sample.rflags);
            cpu.updateMode();
            System.arraycopy(sample.gpr, 0, cpu.gpr, 0, 16);
            cpu.x87StatusWord = 0;
            cpu.x87Used = 0xFF;
            cpu.mxcsr = sample.fx.getInt(FX_MXCSR);
            for (int n = 0; n < 8; n++) {
                cpu.x87Significand[n] = sample.fx.getLong(FX_X87 + 16 * n);
                cpu.x87SignExponent[n] = 0xFFFF;
            }
            for (int n = 0; n < 16; n++) {
                cpu.vector[4 * n] = sample.fx.getLong(FX_XMM + 16 * n);
                cpu.vector[4 * n + 1] = sample.fx.getLong(FX_XMM + 16 * n + 8);
            }
            Arrays.fill(window, (byte) 0);
            System.arraycopy(sample.memory, 0, window, (int) (CENTRE - DATA), 64);
            memory.write(DATA, window, 0, WINDOW);
            cpu.startRip = CODE;
            cpu.rip = CODE + sample.code.length;
            try {
                executors.forForm(sample.instruction.form(), sample.instruction).execute(cpu, sample.instruction);
                return -1;
            } catch (ProcessorException e) {
                cpu.rip = CODE;
                return e.vector;
            }
        }

        long hash() {
            memory.read(DATA, window, 0, WINDOW);
            ByteBuffer words = ByteBuffer.wrap(window).order(ByteOrder.LITTLE_ENDIAN);
            long hash = 0;
            for (int i = 0; i < WINDOW; i += 8) {
                hash = hash * 0x9E3779B97F4A7C15L + words.getLong(i);
            }
            return hash;
        }
    }
}
