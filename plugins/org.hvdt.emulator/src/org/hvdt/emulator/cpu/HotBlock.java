// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;

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
        List<Block> blocks = new ArrayList<>();
        int length = 0;
        Block next = block;
        while (next != null && !blocks.contains(next) && next.cached && !next.stale
                && length + next.instructions.length <= MAX_INSTRUCTIONS) {
            blocks.add(next);
            length += next.instructions.length;
            next = usualSuccessor(next);
        }
        try {
            return (HotBlock) MethodHandles.lookup()
                    .defineHiddenClassWithClassData(TEMPLATE, blocks.toArray(Block[]::new), true).lookupClass()
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

    /** The class that is copied; never used itself. */
    static final class Template extends HotBlock {

        private static final Block[] BLOCKS = blocks();
        private static final Block FIRST = BLOCKS[0];
        private static final int LENGTH = length();
        /** Instructions of the last block. */
        private static final int LAST = BLOCKS[BLOCKS.length - 1].instructions.length;
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
        private static final Instruction I16 = instruction(16);
        private static final Instruction I17 = instruction(17);
        private static final Instruction I18 = instruction(18);
        private static final Instruction I19 = instruction(19);
        private static final Instruction I20 = instruction(20);
        private static final Instruction I21 = instruction(21);
        private static final Instruction I22 = instruction(22);
        private static final Instruction I23 = instruction(23);
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
        private static final Executor E16 = executor(16);
        private static final Executor E17 = executor(17);
        private static final Executor E18 = executor(18);
        private static final Executor E19 = executor(19);
        private static final Executor E20 = executor(20);
        private static final Executor E21 = executor(21);
        private static final Executor E22 = executor(22);
        private static final Executor E23 = executor(23);
        private static final int N0 = number(0);
        private static final int N1 = number(1);
        private static final int N2 = number(2);
        private static final int N3 = number(3);
        private static final int N4 = number(4);
        private static final int N5 = number(5);
        private static final int N6 = number(6);
        private static final int N7 = number(7);
        private static final int N8 = number(8);
        private static final int N9 = number(9);
        private static final int N10 = number(10);
        private static final int N11 = number(11);
        private static final int N12 = number(12);
        private static final int N13 = number(13);
        private static final int N14 = number(14);
        private static final int N15 = number(15);
        private static final int N16 = number(16);
        private static final int N17 = number(17);
        private static final int N18 = number(18);
        private static final int N19 = number(19);
        private static final int N20 = number(20);
        private static final int N21 = number(21);
        private static final int N22 = number(22);
        private static final int N23 = number(23);
        private static final Block B1 = starting(1);
        private static final Block B2 = starting(2);
        private static final Block B3 = starting(3);
        private static final Block B4 = starting(4);
        private static final Block B5 = starting(5);
        private static final Block B6 = starting(6);
        private static final Block B7 = starting(7);
        private static final Block B8 = starting(8);
        private static final Block B9 = starting(9);
        private static final Block B10 = starting(10);
        private static final Block B11 = starting(11);
        private static final Block B12 = starting(12);
        private static final Block B13 = starting(13);
        private static final Block B14 = starting(14);
        private static final Block B15 = starting(15);
        private static final Block B16 = starting(16);
        private static final Block B17 = starting(17);
        private static final Block B18 = starting(18);
        private static final Block B19 = starting(19);
        private static final Block B20 = starting(20);
        private static final Block B21 = starting(21);
        private static final Block B22 = starting(22);
        private static final Block B23 = starting(23);

        private static Block[] blocks() {
            try {
                return MethodHandles.classData(MethodHandles.lookup(), "_", Block[].class);
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }

        private static int length() {
            int length = 0;
            for (Block block : BLOCKS) {
                length += block.instructions.length;
            }
            return length;
        }

        /** The block that a position belongs to, or null beyond the end. */
        private static Block at(int position) {
            int end = 0;
            for (Block block : BLOCKS) {
                end += block.instructions.length;
                if (position < end) {
                    return block;
                }
            }
            return null;
        }

        /** Number of the instruction at a position within its block, from 1. */
        private static int number(int position) {
            int number = 1;
            while (number <= position && at(position - number) == at(position)) {
                number++;
            }
            return number;
        }

        private static Instruction instruction(int position) {
            return position < LENGTH ? at(position).instructions[number(position) - 1] : null;
        }

        private static Executor executor(int position) {
            return position < LENGTH ? at(position).executors[number(position) - 1] : null;
        }

        /** The block that starts at a position, or null if none does. */
        private static Block starting(int position) {
            return position < LENGTH && number(position) == 1 ? at(position) : null;
        }

        @Override
        Block run(Processor cpu, long deadline) {
            // Instructions completed of the current block.
            int done = 0;
            cpu.currentBlock = FIRST;
            FIRST.startRip = cpu.rip;
            cpu.blockEnd = FIRST.instructions.length;
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
