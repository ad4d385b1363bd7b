// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.machine;

import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What a machine is made of. Immutable; made with a {@link #builder(BootFile) builder}.
 *
 * @param image the image to boot
 * @param kind how it is booted
 * @param flatAddress physical load and entry address for {@link ImageKind#FLAT}, otherwise ignored
 * @param commandLine arguments for the image, without the program name
 * @param modules multiboot modules, in order
 * @param memory size of the guest-physical memory in bytes, a multiple of 4096
 * @param cpuModel name of the CPU model, see {@link org.hvdt.emulator.cpu.CpuModel#names()}
 * @param serialOutput receives what the guest sends over COM1, on the machine's thread; null discards it
 * @param debugOutput receives what the guest writes to the debug console port 0xE9; null discards it
 * @param maxInstructions retired instructions after which the machine stops for good, 0 for no limit
 * @param strict whether an access to a port without a device stops the machine as unimplemented instead of behaving
 *            like a PC (reads give all ones, writes are ignored)
 */
public record MachineConfiguration(BootFile image, ImageKind kind, long flatAddress, String commandLine,
        List<Module> modules, long memory, String cpuModel, OutputStream serialOutput, OutputStream debugOutput,
        long maxInstructions, boolean strict) {

    /** Default memory: 128 MiB. */
    public static final long DEFAULT_MEMORY = 128L << 20;
    /** Default CPU model. */
    public static final String DEFAULT_CPU_MODEL = "skylake";
    /** Default address of flat images: 1 MiB. */
    public static final long DEFAULT_FLAT_ADDRESS = 0x100000;

    /**
     * A multiboot module.
     *
     * @param file its content
     * @param arguments appended to the file's name in the module's string; may be empty
     */
    public record Module(BootFile file, String arguments) {
    }

    /** Copies the list. */
    public MachineConfiguration {
        Objects.requireNonNull(image);
        Objects.requireNonNull(kind);
        Objects.requireNonNull(commandLine);
        Objects.requireNonNull(cpuModel);
        modules = List.copyOf(modules);
    }

    /** Starts a configuration with the defaults for an image. */
    public static Builder builder(BootFile image) {
        return new Builder(image);
    }

    /** Collects the parts of a configuration. */
    public static final class Builder {
        private final BootFile image;
        private ImageKind kind = ImageKind.AUTO;
        private long flatAddress = DEFAULT_FLAT_ADDRESS;
        private String commandLine = "";
        private final List<Module> modules = new ArrayList<>();
        private long memory = DEFAULT_MEMORY;
        private String cpuModel = DEFAULT_CPU_MODEL;
        private OutputStream serialOutput;
        private OutputStream debugOutput;
        private long maxInstructions;
        private boolean strict;

        Builder(BootFile image) {
            this.image = Objects.requireNonNull(image);
        }

        /** How the image is booted; default {@link ImageKind#AUTO}. */
        public Builder kind(ImageKind value) {
            kind = value;
            return this;
        }

        /** Boots the image as a flat 64-bit binary at a physical address. */
        public Builder flat(long address) {
            kind = ImageKind.FLAT;
            flatAddress = address;
            return this;
        }

        /** Arguments of the image. */
        public Builder commandLine(String value) {
            commandLine = value;
            return this;
        }

        /** Adds a multiboot module. */
        public Builder module(BootFile file, String arguments) {
            modules.add(new Module(file, arguments));
            return this;
        }

        /** Memory in bytes; default 128 MiB. */
        public Builder memory(long bytes) {
            memory = bytes;
            return this;
        }

        /** CPU model by name; default {@code skylake}. */
        public Builder cpuModel(String name) {
            cpuModel = name;
            return this;
        }

        /** Sink of COM1. */
        public Builder serialOutput(OutputStream sink) {
            serialOutput = sink;
            return this;
        }

        /** Sink of the debug console, port 0xE9. */
        public Builder debugOutput(OutputStream sink) {
            debugOutput = sink;
            return this;
        }

        /** Instruction limit, 0 for none. */
        public Builder maxInstructions(long value) {
            maxInstructions = value;
            return this;
        }

        /** Whether ports without a device stop the machine. */
        public Builder strict(boolean value) {
            strict = value;
            return this;
        }

        /** The configuration. */
        public MachineConfiguration build() {
            return new MachineConfiguration(image, kind, flatAddress, commandLine, modules, memory, cpuModel,
                    serialOutput, debugOutput, maxInstructions, strict);
        }
    }
}
