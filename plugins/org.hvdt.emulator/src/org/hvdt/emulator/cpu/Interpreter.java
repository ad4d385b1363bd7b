// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

import org.hvdt.emulator.isa.Instruction;

/**
 * The interpreter loop. It runs block after block; what needs care - events, debug exceptions, interrupt shadows,
 * timers - is looked at between blocks only, after {@link Processor#raiseAttention} or when virtual time has reached a
 * deadline. Blocks are cut at deadlines, so that timing does not depend on how instructions are grouped.
 */
final class Interpreter {

    private static final int CONTINUE = -1;
    /** IA32_DEBUGCTL.BTF: single-step on branches only. */
    private static final long BRANCH_TRAP = 2;
    private static final int BOUNDARY = Attention.NMI | Attention.INTERRUPT | Attention.VMX | Attention.INIT;

    /** Times that a block is entered before it gets a class of its own. */
    private static final int HOT_ENTRIES = 20_000;

    private final Processor cpu;
    private final CodeCache cache;
    /** Value of {@link Processor#instructions()} that {@link #run} was asked to stop at. */
    private long budget;
    /** Number of retired instructions at which the loop must look at budget and timers. */
    private long deadline;
    /** Exception that a catch clause has accepted and that is to be delivered. */
    private boolean exceptionPending;
    private int vector;
    private boolean hasErrorCode;
    private int errorCode;

    Interpreter(Processor cpu, Executors executors) {
        this.cpu = cpu;
        cache = new CodeCache(cpu, executors);
    }

    /** Retired instructions, exact even while an instruction in the middle of a block executes. */
    long retiredNow() {
        Block block = cpu.currentBlock;
        if (block == null) {
            return cpu.retired;
        }
        // The block does not count as it goes along; the address of the instruction tells how far it has got.
        long start = cpu.startRip - block.startRip;
        long at = 0;
        for (int done = 0; done < block.instructions.length; done++) {
            if (at == start) {
                return cpu.retired + done;
            }
            at += block.instructions[done].length();
        }
        return cpu.retired;
    }

    void deadlineChanged() {
        long timer = Math.min(cpu.timerDeadline, cpu.vmxDeadline);
        deadline = timer == Long.MAX_VALUE ? budget : Math.min(budget, timer - cpu.idleTime);
        cpu.leaveBlock();
    }

    int run(long instructionBudget) {
        budget = instructionBudget;
        deadlineChanged();
        for (;;) {
            try {
                if (exceptionPending) {
                    exceptionPending = false;
                    cpu.delivery().exception(vector, hasErrorCode, errorCode);
                    cpu.retired++;
                }
                int result = cpu.hook == null ? runFast() : runHooked();
                if (result != CONTINUE) {
                    return result;
                }
            } catch (ProcessorException e) {
                cpu.rip = cpu.startRip;
                exceptionPending = true;
                vector = e.vector;
                hasErrorCode = e.hasErrorCode;
                errorCode = e.errorCode;
            } catch (StateReplaced e) {
                cpu.leaveBlock();
            } catch (UnimplementedException e) {
                cpu.rip = cpu.startRip;
                throw e;
            }
        }
    }

    private int runFast() {
        Processor cpu = this.cpu;
        Block previous = null;
        for (;;) {
            if (cpu.attention() != 0) {
                int result = attend();
                if (result != CONTINUE) {
                    return result;
                }
                previous = null;
                if (cpu.hook != null) {
                    return CONTINUE;
                }
                continue;
            }
            if (cpu.retired >= deadline) {
                int result = deadlineReached();
                if (result != CONTINUE) {
                    return result;
                }
                continue;
            }
            cpu.startRip = cpu.rip;
            long linear = cpu.fetchBase + cpu.rip & cpu.fetchMask;
            long key = cpu.fetchKey;
            Block block;
            if (previous == null) {
                block = cache.lookUp(linear, key);
            } else {
                block = previous.next;
                if (block == null || block.linear != linear || block.key != key) {
                    block = previous.otherNext;
                    if (block == null || block.linear != linear || block.key != key) {
                        block = cache.lookUp(linear, key);
                        previous.otherNext = previous.next;
                        previous.next = block;
                    }
                }
            }
            int count = block.executors.length;
            long left = deadline - cpu.retired;
            if (left < count) {
                count = (int) left;
            }
            if (cpu.codeLimited) {
                count = withinLimit(block, count);
            }
            HotBlock hot = block.hot;
            if (hot != null && count == block.executors.length) {
                previous = hot.run(cpu, deadline);
            } else {
                if (hot == null && ++block.entries == HOT_ENTRIES && block.cached) {
                    block.hot = HotBlock.of(block);
                }
                execute(cpu, block, count);
                previous = block;
            }
        }
    }

    private static void execute(Processor cpu, Block block, int count) {
        Instruction[] instructions = block.instructions;
        Executor[] executors = block.executors;
        cpu.currentBlock = block;
        block.startRip = cpu.rip;
        cpu.blockEnd = count;
        int i = 0;
        try {
            do {
                Instruction instruction = instructions[i];
                long rip = cpu.rip;
                cpu.startRip = rip;
                cpu.rip = rip + instruction.length();
                executors[i].execute(cpu, instruction);
                i++;
            } while (i < cpu.blockEnd);
        } finally {
            cpu.currentBlock = null;
            cpu.retired += i;
        }
    }

    /** Number of leading instructions that lie within the limit of CS; raises #GP(0) if the first does not. */
    private int withinLimit(Block block, int count) {
        long last = cpu.rip + block.bytes - 1;
        long limit = cpu.limit[Processor.CS] & 0xFFFF_FFFFL;
        if (last <= limit) {
            return count;
        }
        int whole = 0;
        long at = cpu.rip;
        while (whole < count && at + block.instructions[whole].length() - 1 <= limit) {
            at += block.instructions[whole].length();
            whole++;
        }
        if (whole == 0) {
            throw cpu.fault(Vector.GP, 0);
        }
        return whole;
    }

    private int runHooked() {
        for (;;) {
            if (cpu.attention() != 0) {
                int result = attend();
                if (result != CONTINUE) {
                    return result;
                }
                continue;
            }
            if (cpu.retired >= deadline) {
                int result = deadlineReached();
                if (result != CONTINUE) {
                    return result;
                }
                continue;
            }
            ExecutionHook hook = cpu.hook;
            if (hook == null) {
                return CONTINUE;
            }
            if (hook.beforeInstruction(cpu)) {
                return Processor.RUN_HOOK;
            }
            if (cpu.attention() != 0) {
                continue;
            }
            Block block = blockAtRip();
            if (block.executors.length == 1) {
                execute(cpu, block, 1);
            } else {
                executeHooked(block, hook);
                if (hookStopped) {
                    hookStopped = false;
                    return Processor.RUN_HOOK;
                }
            }
        }
    }

    private boolean hookStopped;

    /** Executes a block whose first instruction the hook has seen already. */
    private void executeHooked(Block block, ExecutionHook hook) {
        int count = block.executors.length;
        long left = deadline - cpu.retired;
        if (left < count) {
            count = (int) left;
        }
        if (cpu.codeLimited) {
            count = withinLimit(block, count);
        }
        cpu.currentBlock = block;
        block.startRip = cpu.rip;
        cpu.blockEnd = count;
        int i = 0;
        try {
            do {
                Instruction instruction = block.instructions[i];
                cpu.startRip = cpu.rip;
                if (i > 0 && (hookStopped = hook.beforeInstruction(cpu))) {
                    break;
                }
                cpu.rip += instruction.length();
                block.executors[i].execute(cpu, instruction);
                i++;
            } while (i < cpu.blockEnd);
        } finally {
            cpu.currentBlock = null;
            cpu.retired += i;
        }
    }

    private Block blockAtRip() {
        cpu.startRip = cpu.rip;
        return cache.lookUp(cpu.fetchBase + cpu.rip & cpu.fetchMask, cpu.fetchKey);
    }

    /** Executes exactly one instruction. @return the address of the one that follows it in memory */
    private long executeOne() {
        Block block = blockAtRip();
        if (cpu.codeLimited) {
            withinLimit(block, 1);
        }
        long next = cpu.rip + block.instructions[0].length();
        execute(cpu, block, 1);
        return next;
    }

    private int deadlineReached() {
        if (cpu.retired >= budget) {
            return Processor.RUN_BUDGET;
        }
        timers();
        return CONTINUE;
    }

    /** Calls what virtual time has reached. */
    private void timers() {
        long now = cpu.time();
        if (now >= cpu.vmxDeadline) {
            cpu.vmxDeadline = Long.MAX_VALUE;
            cpu.raiseAttention(Attention.VMX);
        }
        if (now >= cpu.timerDeadline) {
            cpu.timerDeadline = Long.MAX_VALUE;
            cpu.events.timerDue(now);
        }
        deadlineChanged();
    }

    /** Handles what {@link Processor#raiseAttention} asked for. */
    private int attend() {
        int bits = cpu.attention();
        cpu.startRip = cpu.rip;
        if ((bits & Attention.STOP) != 0) {
            cpu.clearAttention(Attention.STOP);
            return Processor.RUN_STOPPED;
        }
        if ((bits & Attention.INACTIVE) != 0) {
            return inactive();
        }
        boolean shadow = (bits & Attention.SHADOW) != 0;
        if ((bits & Attention.DEBUG) != 0 && !cpu.blockingByMovSs && cpu.pendingDebugExceptions != 0) {
            long conditions = cpu.pendingDebugExceptions;
            cpu.pendingDebugExceptions = 0;
            cpu.updateDebugAttention();
            if ((conditions & 0xF) != 0 && (conditions & 1 << 12) == 0) {
                conditions &= ~0xFL;
            }
            if ((conditions & 0xD00F) != 0) {
                cpu.debugCondition = conditions & 0xC00F;
                cpu.delivery().exception(Vector.DB, false, 0);
                cpu.retired++;
                return CONTINUE;
            }
        }
        if ((bits & BOUNDARY) != 0 && boundaryEvents(bits)) {
            return CONTINUE;
        }
        if ((bits & (Attention.SHADOW | Attention.DEBUG)) != 0 && cpu.attention() != 0) {
            if (cpu.retired >= deadline) {
                return deadlineReached();
            }
            if (cpu.hook != null && cpu.hook.beforeInstruction(cpu)) {
                return Processor.RUN_HOOK;
            }
            single(shadow);
        }
        return CONTINUE;
    }

    /** Delivers interrupts, or takes the VM exits they cause. Returns whether one was delivered. */
    private boolean boundaryEvents(int bits) {
        if ((bits & Attention.INIT) != 0) {
            boolean blocked = cpu.vmx != null && cpu.vmx.inVmxOperation();
            if (!cpu.nonRoot && cpu.takeInit() && !blocked) {
                // In VMX root operation INIT is blocked; in non-root operation it causes a VM exit, below.
                cpu.initialize();
                return true;
            }
        }
        if (cpu.nonRoot) {
            cpu.clearAttention(Attention.VMX);
            cpu.vmx.interceptPendingEvents();
        } else {
            cpu.clearAttention(Attention.VMX);
        }
        boolean blocked = cpu.blockingByMovSs || cpu.blockingBySti;
        if ((bits & Attention.NMI) != 0) {
            if (!cpu.nmiPending || cpu.blockingByNmi) {
                cpu.clearAttention(Attention.NMI);
            } else if (!blocked) {
                cpu.nmiPending = false;
                cpu.clearAttention(Attention.NMI);
                cpu.blockingByNmi = true;
                cpu.deliverEvent(Vector.NMI, 2, false, 0, 0);
                cpu.retired++;
                return true;
            }
        }
        if ((bits & Attention.INTERRUPT) != 0) {
            if ((cpu.eflags & Flags.IF) == 0 || !cpu.intc.pending()) {
                cpu.clearAttention(Attention.INTERRUPT);
                // A device may have raised the line in between.
                if ((cpu.eflags & Flags.IF) != 0 && cpu.intc.pending()) {
                    cpu.raiseAttention(Attention.INTERRUPT);
                }
            } else if (!blocked) {
                int number = cpu.intc.acknowledge();
                if (number >= 0) {
                    cpu.deliverEvent(number, 0, false, 0, 0);
                    cpu.retired++;
                    return true;
                }
            }
        }
        return false;
    }

    /** Executes one instruction with single-stepping, instruction breakpoints and interrupt shadows as they apply. */
    private void single(boolean shadow) {
        if ((cpu.eflags & Flags.RF) != 0) {
            cpu.eflags &= ~Flags.RF;
        } else if (cpu.instructionBreakpoints() && !cpu.blockingByMovSs) {
            long hits = cpu.instructionBreakpointHits();
            if (hits != 0) {
                cpu.debugCondition = hits;
                cpu.delivery().exception(Vector.DB, false, 0);
                cpu.retired++;
                return;
            }
        }
        boolean trap = (cpu.eflags & Flags.TF) != 0;
        cpu.shadowRenewed = false;
        cpu.trapSuppressed = false;
        cpu.restarted = false;
        boolean branched = false;
        try {
            long next = executeOne();
            branched = cpu.rip != next;
        } catch (StateReplaced e) {
            if (!cpu.restarted) {
                throw e;
            }
            // One iteration of a repeated string instruction: it ends shadows and traps like an instruction.
        }
        if (shadow && !cpu.shadowRenewed) {
            cpu.setInterruptShadow(false, false);
        }
        if (trap && !cpu.trapSuppressed && ((cpu.debugctl & BRANCH_TRAP) == 0 || branched)) {
            cpu.pendingDebugExceptions |= 1 << 14;
        }
        cpu.updateDebugAttention();
    }

    private int inactive() {
        if (cpu.activityState == Processor.SHUTDOWN) {
            return Processor.RUN_SHUTDOWN;
        }
        if (cpu.activityState == Processor.WAIT_FOR_SIPI) {
            return Processor.RUN_HALTED;
        }
        if (cpu.nonRoot) {
            cpu.clearAttention(Attention.VMX);
            cpu.vmx.interceptPendingEvents();
        }
        if (cpu.nmiPending && !cpu.blockingByNmi || (cpu.eflags & Flags.IF) != 0 && cpu.intc.pending()
                || cpu.pendingDebugExceptions != 0) {
            cpu.setActivityState(Processor.ACTIVE);
            cpu.raiseAttention(Attention.INTERRUPT | Attention.NMI);
            return CONTINUE;
        }
        long next = Math.min(cpu.timerDeadline, cpu.vmxDeadline);
        boolean deaf = !cpu.nonRoot && (cpu.eflags & Flags.IF) == 0;
        if (next == Long.MAX_VALUE || deaf) {
            return Processor.RUN_HALTED;
        }
        cpu.idleTime += Math.max(0, next - cpu.time());
        timers();
        return CONTINUE;
    }
}
