// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;

import org.hvdt.emulator.isa.Instruction;

/**
 * A block that is executed often, with blocks that usually follow it, as one unit for the JVM's compiler. Each gets a
 * class of its own, a copy of {@link Template} in which the executors and instructions are constants: the compiler puts
 * the executors' code one after another and drops what the constants decide - dispatch, operand sizes, register
 * numbers, flags that the next instruction overwrites. The code that runs is the executors', so that there is no second
 * description of any instruction.
 *
 * <p>Between blocks the same is checked as the interpreter checks: that nothing needs attention, that the block which
 * comes next is the expected one, is current and fits before the deadline. If not, the interpreter goes on.
 */
abstract class HotBlock {

    /** Instructions that a block may have; {@link CodeCache} ends blocks there. */
    static final int MAX_INSTRUCTIONS = 24;

    private static final byte[] TEMPLATE = template();

    /**
     * Executes the block from its start and what follows it as long as it is what is expected, again and again while it
     * ends where it starts. Adds the instructions that were completed to {@link Processor#retired}, also if one throws.
     *
     * @param cpu the processor, with RIP at the block's first instruction
     * @param deadline number of retired instructions that must not be exceeded; the block fits at least once
     * @return the block that was executed last
     */
    abstract Block run(Processor cpu, long deadline);

    /** Makes the class of a block and its usual successors. */
    static HotBlock of(Block block) {
        Slots slots = new Slots();
        Block next = block;
        do {
            slots.append(next);
            next = usualSuccessor(next);
        } while (next != null && next.cached && !next.stale && slots.accepts(next));
        try {
            return (HotBlock) MethodHandles.lookup()
                    .defineHiddenClassWithClassData(TEMPLATE, slots, true).lookupClass()
                    .getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot define the class of a block", e);
        }
    }

    private static Block usualSuccessor(Block block) {
        Block first = block.next;
        Block second = block.otherNext;
        return first == null || second != null && second.entries > first.entries ? second : first;
    }

    private static byte[] template() {
        try (InputStream in = HotBlock.class.getResourceAsStream("HotBlock$Template.class")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Enters a block as the interpreter does, if it is the one at RIP and nothing else is to be done first. */
    static boolean enter(Processor cpu, Block block, long deadline) {
        long rip = cpu.rip;
        int length = block.instructions.length;
        if (block.key != cpu.fetchKey || block.linear != (cpu.fetchBase + rip & cpu.fetchMask) || cpu.codeLimited
                || cpu.attention() != 0 || cpu.retired + length > deadline) {
            return false;
        }
        cpu.currentBlock = block;
        block.startRip = rip;
        cpu.blockEnd = length;
        return true;
    }

    /** What a class has as constants: for each position among the instructions of its blocks. */
    static final class Slots {

        final Instruction[] instruction = new Instruction[MAX_INSTRUCTIONS];
        final Executor[] executor = new Executor[MAX_INSTRUCTIONS];
        /** Number of the instruction in its block, from 1. */
        final int[] number = new int[MAX_INSTRUCTIONS];
        /** The block, where one starts. */
        final Block[] starting = new Block[MAX_INSTRUCTIONS];
        /** Instructions of all blocks. */
        int length;

        void append(Block block) {
            starting[length] = block;
            for (int i = 0; i < block.instructions.length; i++) {
                instruction[length] = block.instructions[i];
                executor[length] = block.executors[i];
                number[length] = i + 1;
                length++;
            }
        }

        /** Whether a block fits and is not there yet. */
        boolean accepts(Block block) {
            for (int i = 0; i < length; i++) {
                if (starting[i] == block) {
                    return false;
                }
            }
            return length + block.instructions.length <= MAX_INSTRUCTIONS;
        }
    }

    /** The class that is copied; never used itself. */
    static final class Template extends HotBlock {

        private static final Slots SLOTS = slots();
        private static final Block FIRST = SLOTS.starting[0];
        private static final int LENGTH = SLOTS.length;
        /** Instructions of the first and of the last block. */
        private static final int FIRST_LENGTH = FIRST.instructions.length;
        private static final int LAST = SLOTS.number[LENGTH - 1];
        private static final Instruction I0 = SLOTS.instruction[0];
        private static final Instruction I1 = SLOTS.instruction[1];
        private static final Instruction I2 = SLOTS.instruction[2];
        private static final Instruction I3 = SLOTS.instruction[3];
        private static final Instruction I4 = SLOTS.instruction[4];
        private static final Instruction I5 = SLOTS.instruction[5];
        private static final Instruction I6 = SLOTS.instruction[6];
        private static final Instruction I7 = SLOTS.instruction[7];
        private static final Instruction I8 = SLOTS.instruction[8];
        private static final Instruction I9 = SLOTS.instruction[9];
        private static final Instruction I10 = SLOTS.instruction[10];
        private static final Instruction I11 = SLOTS.instruction[11];
        private static final Instruction I12 = SLOTS.instruction[12];
        private static final Instruction I13 = SLOTS.instruction[13];
        private static final Instruction I14 = SLOTS.instruction[14];
        private static final Instruction I15 = SLOTS.instruction[15];
        private static final Instruction I16 = SLOTS.instruction[16];
        private static final Instruction I17 = SLOTS.instruction[17];
        private static final Instruction I18 = SLOTS.instruction[18];
        private static final Instruction I19 = SLOTS.instruction[19];
        private static final Instruction I20 = SLOTS.instruction[20];
        private static final Instruction I21 = SLOTS.instruction[21];
        private static final Instruction I22 = SLOTS.instruction[22];
        private static final Instruction I23 = SLOTS.instruction[23];
        private static final Executor E0 = SLOTS.executor[0];
        private static final Executor E1 = SLOTS.executor[1];
        private static final Executor E2 = SLOTS.executor[2];
        private static final Executor E3 = SLOTS.executor[3];
        private static final Executor E4 = SLOTS.executor[4];
        private static final Executor E5 = SLOTS.executor[5];
        private static final Executor E6 = SLOTS.executor[6];
        private static final Executor E7 = SLOTS.executor[7];
        private static final Executor E8 = SLOTS.executor[8];
        private static final Executor E9 = SLOTS.executor[9];
        private static final Executor E10 = SLOTS.executor[10];
        private static final Executor E11 = SLOTS.executor[11];
        private static final Executor E12 = SLOTS.executor[12];
        private static final Executor E13 = SLOTS.executor[13];
        private static final Executor E14 = SLOTS.executor[14];
        private static final Executor E15 = SLOTS.executor[15];
        private static final Executor E16 = SLOTS.executor[16];
        private static final Executor E17 = SLOTS.executor[17];
        private static final Executor E18 = SLOTS.executor[18];
        private static final Executor E19 = SLOTS.executor[19];
        private static final Executor E20 = SLOTS.executor[20];
        private static final Executor E21 = SLOTS.executor[21];
        private static final Executor E22 = SLOTS.executor[22];
        private static final Executor E23 = SLOTS.executor[23];
        private static final int N0 = SLOTS.number[0];
        private static final int N1 = SLOTS.number[1];
        private static final int N2 = SLOTS.number[2];
        private static final int N3 = SLOTS.number[3];
        private static final int N4 = SLOTS.number[4];
        private static final int N5 = SLOTS.number[5];
        private static final int N6 = SLOTS.number[6];
        private static final int N7 = SLOTS.number[7];
        private static final int N8 = SLOTS.number[8];
        private static final int N9 = SLOTS.number[9];
        private static final int N10 = SLOTS.number[10];
        private static final int N11 = SLOTS.number[11];
        private static final int N12 = SLOTS.number[12];
        private static final int N13 = SLOTS.number[13];
        private static final int N14 = SLOTS.number[14];
        private static final int N15 = SLOTS.number[15];
        private static final int N16 = SLOTS.number[16];
        private static final int N17 = SLOTS.number[17];
        private static final int N18 = SLOTS.number[18];
        private static final int N19 = SLOTS.number[19];
        private static final int N20 = SLOTS.number[20];
        private static final int N21 = SLOTS.number[21];
        private static final int N22 = SLOTS.number[22];
        private static final int N23 = SLOTS.number[23];
        private static final Block B1 = SLOTS.starting[1];
        private static final Block B2 = SLOTS.starting[2];
        private static final Block B3 = SLOTS.starting[3];
        private static final Block B4 = SLOTS.starting[4];
        private static final Block B5 = SLOTS.starting[5];
        private static final Block B6 = SLOTS.starting[6];
        private static final Block B7 = SLOTS.starting[7];
        private static final Block B8 = SLOTS.starting[8];
        private static final Block B9 = SLOTS.starting[9];
        private static final Block B10 = SLOTS.starting[10];
        private static final Block B11 = SLOTS.starting[11];
        private static final Block B12 = SLOTS.starting[12];
        private static final Block B13 = SLOTS.starting[13];
        private static final Block B14 = SLOTS.starting[14];
        private static final Block B15 = SLOTS.starting[15];
        private static final Block B16 = SLOTS.starting[16];
        private static final Block B17 = SLOTS.starting[17];
        private static final Block B18 = SLOTS.starting[18];
        private static final Block B19 = SLOTS.starting[19];
        private static final Block B20 = SLOTS.starting[20];
        private static final Block B21 = SLOTS.starting[21];
        private static final Block B22 = SLOTS.starting[22];
        private static final Block B23 = SLOTS.starting[23];

        private static Slots slots() {
            try {
                return MethodHandles.classData(MethodHandles.lookup(), "_", Slots.class);
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        Block run(Processor cpu, long deadline) {
            // Instructions completed of the current block.
            int done = 0;
            cpu.currentBlock = FIRST;
            FIRST.startRip = cpu.rip;
            cpu.blockEnd = FIRST_LENGTH;
            try {
                do {
                    cpu.startRip = cpu.rip;
                    cpu.rip += I0.length();
                    E0.execute(cpu, I0);
                    done = N0;
                    if (LENGTH > 1) {
                        if (B1 == null ? cpu.blockEnd <= N0 : cpu.blockEnd != N0) {
                            break;
                        }
                        if (B1 != null) {
                            cpu.retired += done;
                            done = 0;
                            if (!enter(cpu, B1, deadline)) {
                                break;
                            }
                        }
                        cpu.startRip = cpu.rip;
                        cpu.rip += I1.length();
                        E1.execute(cpu, I1);
                        done = N1;
                    }
                    if (LENGTH > 2) {
                        if (B2 == null ? cpu.blockEnd <= N1 : cpu.blockEnd != N1) {
                            break;
                        }
                        if (B2 != null) {
                            cpu.retired += done;
                            done = 0;
                            if (!enter(cpu, B2, deadline)) {
                                break;
                            }
                        }
                        cpu.startRip = cpu.rip;
                        cpu.rip += I2.length();
                        E2.execute(cpu, I2);
                        done = N2;
                    }
                    if (LENGTH > 3) {
                        if (B3 == null ? cpu.blockEnd <= N2 : cpu.blockEnd != N2) {
                            break;
                        }
                        if (B3 != null) {
                            cpu.retired += done;
                            done = 0;
                            if (!enter(cpu, B3, deadline)) {
                                break;
                            }
                        }
                        cpu.startRip = cpu.rip;
                        cpu.rip += I3.length();
                        E3.execute(cpu, I3);
                        done = N3;
                    }
                    if (LENGTH > 4) {
                        if (B4 == null ? cpu.blockEnd <= N3 : cpu.blockEnd != N3) {
                            break;
                        }
                        if (B4 != null) {
                            cpu.retired += done;
                            done = 0;
                            if (!enter(cpu, B4, deadline)) {
                                break;
                            }
                        }
                        cpu.startRip = cpu.rip;
                        cpu.rip += I4.length();
                        E4.execute(cpu, I4);
                        done = N4;
                    }
                    if (LENGTH > 5) {
                        if (B5 == null ? cpu.blockEnd <= N4 : cpu.blockEnd != N4) {
                            break;
                        }
                        if (B5 != null) {
                            cpu.retired += done;
                            done = 0;
                            if (!enter(cpu, B5, deadline)) {
                                break;
                            }
                        }
                        cpu.startRip = cpu.rip;
                        cpu.rip += I5.length();
                        E5.execute(cpu, I5);
                        done = N5;
                    }
                    if (LENGTH > 6) {
                        if (B6 == null ? cpu.blockEnd <= N5 : cpu.blockEnd != N5) {
                            break;
                        }
                        if (B6 != null) {
                            cpu.retired += done;
                            done = 0;
                            if (!enter(cpu, B6, deadline)) {
                                break;
                            }
                        }
                        cpu.startRip = cpu.rip;
                        cpu.rip += I6.length();
                        E6.execute(cpu, I6);
                        done = N6;
                    }
                    if (LENGTH > 7) {
                        if (B7 == null ? cpu.blockEnd <= N6 : cpu.blockEnd != N6) {
                            break;
                        }
                        if (B7 != null) {
                            cpu.retired += done;
                            done = 0;
                            if (!enter(cpu, B7, deadline)) {
                                break;
                            }
                        }
                        cpu.startRip = cpu.rip;
                        cpu.rip += I7.length();
                        E7.execute(cpu, I7);
                        done = N7;
                    }
                    if (LENGTH > 8) {
                        if (B8 == null ? cpu.blockEnd <= N7 : cpu.blockEnd != N7) {
                            break;
                        }
                        if (B8 != null) {
                            cpu.retired += done;
                            done = 0;
                            if (!enter(cpu, B8, deadline)) {
                                break;
                            }
                        }
                        cpu.startRip = cpu.rip;
                        cpu.rip += I8.length();
                        E8.execute(cpu, I8);
                        done = N8;
                    }
                    if (LENGTH > 9) {
                        if (B9 == null ? cpu.blockEnd <= N8 : cpu.blockEnd != N8) {
                            break;
                        }
                        if (B9 != null) {
                            cpu.retired += done;
                            done = 0;
                            if (!enter(cpu, B9, deadline)) {
                                break;
                            }
                        }
                        cpu.startRip = cpu.rip;
                        cpu.rip += I9.length();
                        E9.execute(cpu, I9);
                        done = N9;
                    }
                    if (LENGTH > 10) {
                        if (B10 == null ? cpu.blockEnd <= N9 : cpu.blockEnd != N9) {
                            break;
                        }
                        if (B10 != null) {
                            cpu.retired += done;
                            done = 0;
                            if (!enter(cpu, B10, deadline)) {
                                break;
                            }
                        }
                        cpu.startRip = cpu.rip;
                        cpu.rip += I10.length();
                        E10.execute(cpu, I10);
                        done = N10;
                    }
                    if (LENGTH > 11) {
                        if (B11 == null ? cpu.blockEnd <= N10 : cpu.blockEnd != N10) {
                            break;
                        }
                        if (B11 != null) {
                            cpu.retired += done;
                            done = 0;
                            if (!enter(cpu, B11, deadline)) {
                                break;
                            }
                        }
                        cpu.startRip = cpu.rip;
                        cpu.rip += I11.length();
                        E11.execute(cpu, I11);
                        done = N11;
                    }
                    if (LENGTH > 12) {
                        if (B12 == null ? cpu.blockEnd <= N11 : cpu.blockEnd != N11) {
                            break;
                        }
                        if (B12 != null) {
                            cpu.retired += done;
                            done = 0;
                            if (!enter(cpu, B12, deadline)) {
                                break;
                            }
                        }
                        cpu.startRip = cpu.rip;
                        cpu.rip += I12.length();
                        E12.execute(cpu, I12);
                        done = N12;
                    }
                    if (LENGTH > 13) {
                        if (B13 == null ? cpu.blockEnd <= N12 : cpu.blockEnd != N12) {
                            break;
                        }
                        if (B13 != null) {
                            cpu.retired += done;
                            done = 0;
                            if (!enter(cpu, B13, deadline)) {
                                break;
                            }
                        }
                        cpu.startRip = cpu.rip;
                        cpu.rip += I13.length();
                        E13.execute(cpu, I13);
                        done = N13;
                    }
                    if (LENGTH > 14) {
                        if (B14 == null ? cpu.blockEnd <= N13 : cpu.blockEnd != N13) {
                            break;
                        }
                        if (B14 != null) {
                            cpu.retired += done;
                            done = 0;
                            if (!enter(cpu, B14, deadline)) {
                                break;
                            }
                        }
                        cpu.startRip = cpu.rip;
                        cpu.rip += I14.length();
                        E14.execute(cpu, I14);
                        done = N14;
                    }
                    if (LENGTH > 15) {
                        if (B15 == null ? cpu.blockEnd <= N14 : cpu.blockEnd != N14) {
                            break;
                        }
                        if (B15 != null) {
                            cpu.retired += done;
                            done = 0;
                            if (!enter(cpu, B15, deadline)) {
                                break;
                            }
                        }
                        cpu.startRip = cpu.rip;
                        cpu.rip += I15.length();
                        E15.execute(cpu, I15);
                        done = N15;
                    }
                    if (LENGTH > 16) {
                        if (B16 == null ? cpu.blockEnd <= N15 : cpu.blockEnd != N15) {
                            break;
                        }
                        if (B16 != null) {
                            cpu.retired += done;
                            done = 0;
                            if (!enter(cpu, B16, deadline)) {
                                break;
                            }
                        }
                        cpu.startRip = cpu.rip;
                        cpu.rip += I16.length();
                        E16.execute(cpu, I16);
                        done = N16;
                    }
                    if (LENGTH > 17) {
                        if (B17 == null ? cpu.blockEnd <= N16 : cpu.blockEnd != N16) {
                            break;
                        }
                        if (B17 != null) {
                            cpu.retired += done;
                            done = 0;
                            if (!enter(cpu, B17, deadline)) {
                                break;
                            }
                        }
                        cpu.startRip = cpu.rip;
                        cpu.rip += I17.length();
                        E17.execute(cpu, I17);
                        done = N17;
                    }
                    if (LENGTH > 18) {
                        if (B18 == null ? cpu.blockEnd <= N17 : cpu.blockEnd != N17) {
                            break;
                        }
                        if (B18 != null) {
                            cpu.retired += done;
                            done = 0;
                            if (!enter(cpu, B18, deadline)) {
                                break;
                            }
                        }
                        cpu.startRip = cpu.rip;
                        cpu.rip += I18.length();
                        E18.execute(cpu, I18);
                        done = N18;
                    }
                    if (LENGTH > 19) {
                        if (B19 == null ? cpu.blockEnd <= N18 : cpu.blockEnd != N18) {
                            break;
                        }
                        if (B19 != null) {
                            cpu.retired += done;
                            done = 0;
                            if (!enter(cpu, B19, deadline)) {
                                break;
                            }
                        }
                        cpu.startRip = cpu.rip;
                        cpu.rip += I19.length();
                        E19.execute(cpu, I19);
                        done = N19;
                    }
                    if (LENGTH > 20) {
                        if (B20 == null ? cpu.blockEnd <= N19 : cpu.blockEnd != N19) {
                            break;
                        }
                        if (B20 != null) {
                            cpu.retired += done;
                            done = 0;
                            if (!enter(cpu, B20, deadline)) {
                                break;
                            }
                        }
                        cpu.startRip = cpu.rip;
                        cpu.rip += I20.length();
                        E20.execute(cpu, I20);
                        done = N20;
                    }
                    if (LENGTH > 21) {
                        if (B21 == null ? cpu.blockEnd <= N20 : cpu.blockEnd != N20) {
                            break;
                        }
                        if (B21 != null) {
                            cpu.retired += done;
                            done = 0;
                            if (!enter(cpu, B21, deadline)) {
                                break;
                            }
                        }
                        cpu.startRip = cpu.rip;
                        cpu.rip += I21.length();
                        E21.execute(cpu, I21);
                        done = N21;
                    }
                    if (LENGTH > 22) {
                        if (B22 == null ? cpu.blockEnd <= N21 : cpu.blockEnd != N21) {
                            break;
                        }
                        if (B22 != null) {
                            cpu.retired += done;
                            done = 0;
                            if (!enter(cpu, B22, deadline)) {
                                break;
                            }
                        }
                        cpu.startRip = cpu.rip;
                        cpu.rip += I22.length();
                        E22.execute(cpu, I22);
                        done = N22;
                    }
                    if (LENGTH > 23) {
                        if (B23 == null ? cpu.blockEnd <= N22 : cpu.blockEnd != N22) {
                            break;
                        }
                        if (B23 != null) {
                            cpu.retired += done;
                            done = 0;
                            if (!enter(cpu, B23, deadline)) {
                                break;
                            }
                        }
                        cpu.startRip = cpu.rip;
                        cpu.rip += I23.length();
                        E23.execute(cpu, I23);
                        done = N23;
                    }
                    if (cpu.blockEnd != LAST) {
                        break;
                    }
                    cpu.retired += done;
                    done = 0;
                } while (enter(cpu, FIRST, deadline));
                return cpu.currentBlock;
            } finally {
                cpu.currentBlock = null;
                cpu.retired += done;
            }
        }
    }
}
