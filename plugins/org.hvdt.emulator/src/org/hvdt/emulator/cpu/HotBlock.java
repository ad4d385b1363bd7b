// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;

import org.hvdt.emulator.isa.Instruction;

/**
 * A block that is executed often, as one unit for the JVM's compiler. Each gets a class of its own, a copy of
 * {@link Template} in which the block's executors and instructions are constants: the compiler puts the executors' code
 * one after another and drops what the constants decide - dispatch, operand sizes, register numbers, flags that the
 * next instruction overwrites. The code that runs is the executors', so that there is no second description of any
 * instruction.
 */
abstract class HotBlock {

    /** Instructions that a block may have; {@link CodeCache} ends blocks there. */
    static final int MAX_INSTRUCTIONS = 16;

    private static final byte[] TEMPLATE = template();

    /**
     * Executes the block from its start, again and again while it ends where it starts and nothing needs attention.
     * Adds the instructions that were completed to {@link Processor#retired}, also if one throws.
     *
     * @param cpu the processor, with RIP at the block's first instruction
     * @param deadline number of retired instructions that must not be exceeded; the block fits at least once
     */
    abstract void run(Processor cpu, long deadline);

    /** Makes the class of a block. */
    static HotBlock of(Block block) {
        try {
            return (HotBlock) MethodHandles.lookup().defineHiddenClassWithClassData(TEMPLATE, block, true)
                    .lookupClass().getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot define the class of a block", e);
        }
    }

    private static byte[] template() {
        try (InputStream in = HotBlock.class.getResourceAsStream("HotBlock$Template.class")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The class that is copied; never used itself. */
    static final class Template extends HotBlock {

        private static final Block BLOCK = block();
        private static final int LENGTH = BLOCK.instructions.length;
        private static final Instruction I0 = instruction(0);
        private static final Instruction I1 = instruction(1);
        private static final Instruction I2 = instruction(2);
        private static final Instruction I3 = instruction(3);
        private static final Instruction I4 = instruction(4);
        private static final Instruction I5 = instruction(5);
        private static final Instruction I6 = instruction(6);
        private static final Instruction I7 = instruction(7);
        private static final Instruction I8 = instruction(8);
        private static final Instruction I9 = instruction(9);
        private static final Instruction I10 = instruction(10);
        private static final Instruction I11 = instruction(11);
        private static final Instruction I12 = instruction(12);
        private static final Instruction I13 = instruction(13);
        private static final Instruction I14 = instruction(14);
        private static final Instruction I15 = instruction(15);
        private static final Executor E0 = executor(0);
        private static final Executor E1 = executor(1);
        private static final Executor E2 = executor(2);
        private static final Executor E3 = executor(3);
        private static final Executor E4 = executor(4);
        private static final Executor E5 = executor(5);
        private static final Executor E6 = executor(6);
        private static final Executor E7 = executor(7);
        private static final Executor E8 = executor(8);
        private static final Executor E9 = executor(9);
        private static final Executor E10 = executor(10);
        private static final Executor E11 = executor(11);
        private static final Executor E12 = executor(12);
        private static final Executor E13 = executor(13);
        private static final Executor E14 = executor(14);
        private static final Executor E15 = executor(15);

        private static Block block() {
            try {
                return MethodHandles.classData(MethodHandles.lookup(), "_", Block.class);
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }

        private static Instruction instruction(int index) {
            return index < LENGTH ? BLOCK.instructions[index] : null;
        }

        private static Executor executor(int index) {
            return index < LENGTH ? BLOCK.executors[index] : null;
        }

        @Override
        void run(Processor cpu, long deadline) {
            long start = cpu.rip;
            int done = 0;
            cpu.currentBlock = BLOCK;
            BLOCK.startRip = start;
            cpu.blockEnd = LENGTH;
            try {
                do {
                    cpu.retired += done;
                    done = 0;
                    cpu.startRip = cpu.rip;
                    cpu.rip += I0.length();
                    E0.execute(cpu, I0);
                    done = 1;
                    if (cpu.blockEnd <= 1) {
                        continue;
                    }
                    if (LENGTH > 1) {
                        cpu.startRip = cpu.rip;
                        cpu.rip += I1.length();
                        E1.execute(cpu, I1);
                        done = 2;
                        if (cpu.blockEnd <= 2) {
                            continue;
                        }
                    }
                    if (LENGTH > 2) {
                        cpu.startRip = cpu.rip;
                        cpu.rip += I2.length();
                        E2.execute(cpu, I2);
                        done = 3;
                        if (cpu.blockEnd <= 3) {
                            continue;
                        }
                    }
                    if (LENGTH > 3) {
                        cpu.startRip = cpu.rip;
                        cpu.rip += I3.length();
                        E3.execute(cpu, I3);
                        done = 4;
                        if (cpu.blockEnd <= 4) {
                            continue;
                        }
                    }
                    if (LENGTH > 4) {
                        cpu.startRip = cpu.rip;
                        cpu.rip += I4.length();
                        E4.execute(cpu, I4);
                        done = 5;
                        if (cpu.blockEnd <= 5) {
                            continue;
                        }
                    }
                    if (LENGTH > 5) {
                        cpu.startRip = cpu.rip;
                        cpu.rip += I5.length();
                        E5.execute(cpu, I5);
                        done = 6;
                        if (cpu.blockEnd <= 6) {
                            continue;
                        }
                    }
                    if (LENGTH > 6) {
                        cpu.startRip = cpu.rip;
                        cpu.rip += I6.length();
                        E6.execute(cpu, I6);
                        done = 7;
                        if (cpu.blockEnd <= 7) {
                            continue;
                        }
                    }
                    if (LENGTH > 7) {
                        cpu.startRip = cpu.rip;
                        cpu.rip += I7.length();
                        E7.execute(cpu, I7);
                        done = 8;
                        if (cpu.blockEnd <= 8) {
                            continue;
                        }
                    }
                    if (LENGTH > 8) {
                        cpu.startRip = cpu.rip;
                        cpu.rip += I8.length();
                        E8.execute(cpu, I8);
                        done = 9;
                        if (cpu.blockEnd <= 9) {
                            continue;
                        }
                    }
                    if (LENGTH > 9) {
                        cpu.startRip = cpu.rip;
                        cpu.rip += I9.length();
                        E9.execute(cpu, I9);
                        done = 10;
                        if (cpu.blockEnd <= 10) {
                            continue;
                        }
                    }
                    if (LENGTH > 10) {
                        cpu.startRip = cpu.rip;
                        cpu.rip += I10.length();
                        E10.execute(cpu, I10);
                        done = 11;
                        if (cpu.blockEnd <= 11) {
                            continue;
                        }
                    }
                    if (LENGTH > 11) {
                        cpu.startRip = cpu.rip;
                        cpu.rip += I11.length();
                        E11.execute(cpu, I11);
                        done = 12;
                        if (cpu.blockEnd <= 12) {
                            continue;
                        }
                    }
                    if (LENGTH > 12) {
                        cpu.startRip = cpu.rip;
                        cpu.rip += I12.length();
                        E12.execute(cpu, I12);
                        done = 13;
                        if (cpu.blockEnd <= 13) {
                            continue;
                        }
                    }
                    if (LENGTH > 13) {
                        cpu.startRip = cpu.rip;
                        cpu.rip += I13.length();
                        E13.execute(cpu, I13);
                        done = 14;
                        if (cpu.blockEnd <= 14) {
                            continue;
                        }
                    }
                    if (LENGTH > 14) {
                        cpu.startRip = cpu.rip;
                        cpu.rip += I14.length();
                        E14.execute(cpu, I14);
                        done = 15;
                        if (cpu.blockEnd <= 15) {
                            continue;
                        }
                    }
                    if (LENGTH > 15) {
                        cpu.startRip = cpu.rip;
                        cpu.rip += I15.length();
                        E15.execute(cpu, I15);
                        done = 16;
                    }
                } while (cpu.rip == start && cpu.blockEnd == LENGTH && cpu.attention() == 0
                        && cpu.retired + LENGTH + LENGTH <= deadline);
            } finally {
                cpu.currentBlock = null;
                cpu.retired += done;
            }
        }
    }
}
