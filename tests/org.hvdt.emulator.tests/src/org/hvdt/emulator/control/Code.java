// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.control;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hvdt.emulator.machine.BootFile;
import org.hvdt.emulator.machine.Machine;
import org.hvdt.emulator.machine.MachineConfiguration;
import org.hvdt.emulator.machine.MachineException;

/** Puts small 64-bit programs together byte by byte; labels and branches between them are resolved at the end. */
final class Code {

    static final long ORIGIN = 0x100000;

    private record Branch(int at, String label) {
    }

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Map<String, Integer> labels = new HashMap<>();
    private final List<Branch> branches = new ArrayList<>();

    /** Names the current position. */
    Code label(String name) {
        labels.put(name, bytes.size());
        return this;
    }

    /** Appends bytes. */
    Code bytes(int... values) {
        for (int value : values) {
            bytes.write(value);
        }
        return this;
    }

    /** Appends an opcode with a 32-bit displacement to a label. */
    Code branch(String label, int... opcode) {
        bytes(opcode);
        branches.add(new Branch(bytes.size(), label));
        return bytes(0, 0, 0, 0);
    }

    Code call(String label) {
        return branch(label, 0xE8);
    }

    Code jump(String label) {
        return branch(label, 0xE9);
    }

    Code nop() {
        return bytes(0x90);
    }

    Code ret() {
        return bytes(0xC3);
    }

    Code halt() {
        return bytes(0xF4);
    }

    /** {@code mov r32, imm32} for register 0 to 7. */
    Code move(int register, int value) {
        return bytes(0xB8 + register, value & 0xFF, value >> 8 & 0xFF, value >> 16 & 0xFF, value >>> 24);
    }

    /** {@code dec r32}. */
    Code decrement(int register) {
        return bytes(0xFF, 0xC8 + register);
    }

    Code jumpIfNotZero(String label) {
        return branch(label, 0x0F, 0x85);
    }

    /** Ends the machine with exit code {@code value * 2 + 1}. */
    Code exit(int value) {
        return bytes(0xB0, value, 0xE6, 0xF4);
    }

    long address(String label) {
        return ORIGIN + labels.get(label);
    }

    MachineConfiguration.Builder configuration() {
        byte[] image = bytes.toByteArray();
        for (Branch branch : branches) {
            int displacement = labels.get(branch.label) - (branch.at + 4);
            for (int i = 0; i < 4; i++) {
                image[branch.at + i] = (byte) (displacement >> 8 * i);
            }
        }
        return MachineConfiguration.builder(new BootFile("code", image)).flat(ORIGIN).memory(16L << 20);
    }

    Machine machine() throws MachineException {
        return Machine.create(configuration().build());
    }
}
