// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.device;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The firmware configuration device of QEMU ("fw_cfg") with its port interface: an item is selected by its key, then
 * read byte by byte. Has the signature, the interface's version, the memory size, the number of processors, the command
 * line and an empty file directory. Items that do not exist read as zeros.
 */
public final class FirmwareConfiguration implements PortDevice.Wide {

    /** Selector port, 16 bits wide; the data port, 8 bits wide, follows. */
    public static final int PORT = 0x510;
    /** Number of ports. */
    public static final int COUNT = 2;

    private static final int SIGNATURE = 0x00;
    private static final int VERSION = 0x01;
    private static final int MEMORY_SIZE = 0x03;
    private static final int PROCESSORS = 0x05;
    private static final int MAXIMUM_PROCESSORS = 0x0F;
    private static final int COMMAND_LINE_SIZE = 0x14;
    private static final int COMMAND_LINE = 0x15;
    private static final int DIRECTORY = 0x19;

    private static final byte[] NOTHING = {};

    private final Map<Integer, byte[]> items = new HashMap<>();
    private byte[] selected;
    private int position;

    /**
     * Creates it.
     *
     * @param memory guest memory in bytes
     * @param commandLine command line of the image
     */
    public FirmwareConfiguration(long memory, String commandLine) {
        byte[] line = (commandLine + "\0").getBytes(StandardCharsets.UTF_8);
        items.put(SIGNATURE, "QEMU".getBytes(StandardCharsets.US_ASCII));
        items.put(VERSION, number(1, 4));
        items.put(MEMORY_SIZE, number(memory, 8));
        items.put(PROCESSORS, number(1, 2));
        items.put(MAXIMUM_PROCESSORS, number(1, 2));
        items.put(COMMAND_LINE_SIZE, number(line.length, 4));
        items.put(COMMAND_LINE, line);
        items.put(DIRECTORY, number(0, 4));
        selected = items.get(SIGNATURE);
    }

    private static byte[] number(long value, int bytes) {
        ByteBuffer buffer = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value);
        byte[] result = new byte[bytes];
        buffer.get(0, result);
        return result;
    }

    @Override
    public int readPort(int port, int size) {
        if (port == PORT) {
            return 0;
        }
        int value = position < selected.length ? selected[position] & 0xFF : 0;
        position++;
        return value;
    }

    @Override
    public void writePort(int port, int size, int value) {
        if (port == PORT && size == 2) {
            selected = items.getOrDefault(value, NOTHING);
            position = 0;
        }
    }
}
