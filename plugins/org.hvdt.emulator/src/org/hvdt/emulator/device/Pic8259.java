// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.device;

/**
 * The two cascaded interrupt controllers 8259A of a PC: initialisation, masks, priorities with rotation, all forms of
 * end of interrupt, automatic end of interrupt, special mask mode, polling, edge and level triggering (ELCR).
 */
public final class Pic8259 implements PortDevice {

    /** Command port of the master. */
    public static final int MASTER = 0x20;
    /** Command port of the slave. */
    public static final int SLAVE = 0xA0;
    /** Edge/level control register of the master; that of the slave follows. */
    public static final int ELCR = 0x4D0;

    private static final int CASCADE = 2;

    private final Chip master = new Chip(true);
    private final Chip slave = new Chip(false);
    private final InterruptLine output;

    /** @param output the line to the processor */
    public Pic8259(InterruptLine output) {
        this.output = output;
    }

    /** The request line of an IRQ, 0 to 15 without 2. */
    public InterruptLine line(int irq) {
        if (irq < 0 || irq > 15 || irq == CASCADE) {
            throw new IllegalArgumentException("IRQ " + irq);
        }
        return high -> setLine(irq, high);
    }

    /** Puts both into the state in which a PC's firmware leaves them: vectors 08h and 70h, the timer, the keyboard, the
     * cascade, the floppy disk, the clock and the first fixed disk enabled. */
    public void initializeLikeFirmware() {
        int[][] setup = {{MASTER, 0x11}, {MASTER + 1, 0x08}, {MASTER + 1, 0x04}, {MASTER + 1, 0x01},
                {SLAVE, 0x11}, {SLAVE + 1, 0x70}, {SLAVE + 1, 0x02}, {SLAVE + 1, 0x01}, {MASTER + 1, 0xB8},
                {SLAVE + 1, 0x8F}};
        for (int[] write : setup) {
            writePort(write[0], write[1]);
        }
    }

    /** Whether an interrupt waits for the processor. */
    public boolean pending() {
        return master.request() >= 0;
    }

    /** The processor's acknowledge cycle.
     * @return the vector; that of the spurious interrupt 7 if the request is gone */
    public int acknowledge() {
        int level = master.request();
        if (level < 0) {
            return master.vector + 7;
        }
        master.accept(level);
        int vector = master.vector + level;
        if (level == CASCADE) {
            int slaveLevel = slave.request();
            if (slaveLevel < 0) {
                vector = slave.vector + 7;
            } else {
                slave.accept(slaveLevel);
                vector = slave.vector + slaveLevel;
            }
        }
        update();
        return vector;
    }

    /** Whether a request line is not masked, in the slave's case at both controllers. */
    public boolean canDeliver(int irq) {
        if (irq < 8) {
            return (master.mask & 1 << irq) == 0;
        }
        return (master.mask & 1 << CASCADE) == 0 && (slave.mask & 1 << irq - 8) == 0;
    }

    private void setLine(int irq, boolean high) {
        Chip chip = irq < 8 ? master : slave;
        chip.setLine(irq & 7, high);
        update();
    }

    private void update() {
        master.setLine(CASCADE, slave.request() >= 0);
        output.set(pending());
    }

    @Override
    public int readPort(int port) {
        int value = switch (port) {
            case MASTER -> master.readCommand();
            case MASTER + 1 -> master.readData();
            case SLAVE -> slave.readCommand();
            case SLAVE + 1 -> slave.readData();
            case ELCR -> master.levelTriggered;
            default -> slave.levelTriggered;
        };
        update();
        return value;
    }

    @Override
    public void writePort(int port, int value) {
        switch (port) {
            case MASTER -> master.writeCommand(value);
            case MASTER + 1 -> master.writeData(value);
            case SLAVE -> slave.writeCommand(value);
            case SLAVE + 1 -> slave.writeData(value);
            case ELCR -> master.levelTriggered = value & 0xF8;
            default -> slave.levelTriggered = value & 0xDE;
        }
        update();
    }

    /** One 8259A. */
    private static final class Chip {
        private final boolean isMaster;
        private int requests;
        private int inService;
        private int mask = 0xFF;
        private int lines;
        private int vector;
        private int lowestPriority = 7;
        private int levelTriggered;
        /** The next initialisation command word expected at the data port: 2, 3, 4, or 0 outside initialisation. */
        private int nextWord;
        private boolean needsWord4;
        private boolean single;
        private boolean automaticEnd;
        private boolean rotateOnAutomaticEnd;
        private boolean specialFullyNested;
        private boolean specialMask;
        private boolean readInService;
        private boolean poll;

        Chip(boolean isMaster) {
            this.isMaster = isMaster;
        }

        void setLine(int level, boolean high) {
            int bit = 1 << level;
            if (high) {
                if ((lines & bit) == 0 || (levelTriggered & bit) != 0) {
                    requests |= bit;
                }
                lines |= bit;
            } else {
                lines &= ~bit;
                // A request that goes before it is acknowledged makes the acknowledge cycle a spurious interrupt 7.
                requests &= ~bit;
            }
        }

        /** The level to interrupt with, or -1. */
        int request() {
            int candidates = requests & ~mask;
            if (candidates == 0) {
                return -1;
            }
            for (int i = 1; i <= 8; i++) {
                int level = lowestPriority + i & 7;
                int bit = 1 << level;
                boolean nested = specialFullyNested && isMaster && level == CASCADE;
                if ((candidates & bit) != 0 && ((inService & bit) == 0 || nested)) {
                    return level;
                }
                if ((inService & bit) != 0 && !specialMask) {
                    return -1;
                }
            }
            return -1;
        }

        void accept(int level) {
            int bit = 1 << level;
            if ((levelTriggered & bit) == 0) {
                requests &= ~bit;
            }
            if (automaticEnd) {
                if (rotateOnAutomaticEnd) {
                    lowestPriority = level;
                }
            } else {
                inService |= bit;
            }
        }

        int readCommand() {
            if (poll) {
                poll = false;
                int level = request();
                if (level < 0) {
                    return 0;
                }
                accept(level);
                return 0x80 | level;
            }
            return readInService ? inService : requests;
        }

        int readData() {
            return poll ? readCommand() : mask;
        }

        void writeCommand(int value) {
            if ((value & 0x10) != 0) {
                initialize(value);
            } else if ((value & 0x08) != 0) {
                if ((value & 0x40) != 0) {
                    specialMask = (value & 0x20) != 0;
                }
                if ((value & 0x04) != 0) {
                    poll = true;
                } else if ((value & 0x02) != 0) {
                    readInService = (value & 0x01) != 0;
                }
            } else {
                endOfInterrupt(value);
            }
        }

        private void initialize(int value) {
            requests = 0;
            inService = 0;
            mask = 0;
            lowestPriority = 7;
            automaticEnd = false;
            rotateOnAutomaticEnd = false;
            specialFullyNested = false;
            specialMask = false;
            readInService = false;
            poll = false;
            single = (value & 0x02) != 0;
            needsWord4 = (value & 0x01) != 0;
            nextWord = 2;
            // Edge detection starts over: a line that is high already counts only after it has been low.
        }

        void writeData(int value) {
            switch (nextWord) {
                case 2 -> {
                    vector = value & 0xF8;
                    nextWord = !single ? 3 : needsWord4 ? 4 : 0;
                }
                case 3 -> nextWord = needsWord4 ? 4 : 0;
                case 4 -> {
                    automaticEnd = (value & 0x02) != 0;
                    specialFullyNested = (value & 0x10) != 0;
                    nextWord = 0;
                }
                default -> mask = value;
            }
        }

        private void endOfInterrupt(int value) {
            int level = value & 7;
            switch (value >> 5) {
                case 0 -> rotateOnAutomaticEnd = false;
                case 1 -> endHighest(false);
                case 3 -> inService &= ~(1 << level);
                case 4 -> rotateOnAutomaticEnd = true;
                case 5 -> endHighest(true);
                case 6 -> lowestPriority = level;
                case 7 -> {
                    inService &= ~(1 << level);
                    lowestPriority = level;
                }
                default -> {
                    // 2: no operation.
                }
            }
        }

        private void endHighest(boolean rotate) {
            for (int i = 1; i <= 8; i++) {
                int level = lowestPriority + i & 7;
                if ((inService & 1 << level) != 0 && !(specialMask && (mask & 1 << level) != 0)) {
                    inService &= ~(1 << level);
                    if (rotate) {
                        lowestPriority = level;
                    }
                    return;
                }
            }
        }
    }
}
