// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.core.inspect;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

import org.hvdt.emulator.isa.DecodeException;
import org.hvdt.emulator.isa.Decoder;
import org.hvdt.emulator.isa.Instruction;

/**
 * What a procedure does to the stack, found by following its instructions from its first one: how deep the stack is at
 * each instruction, which registers it saves where, and its first call. This stands in for call-frame information,
 * which assembly sources rarely have. Instructions that set RSP to something unknown end the way they are on.
 */
final class ProcedureLayout {

    /** No procedure is followed further than this. */
    private static final int MAX_INSTRUCTIONS = 4096;
    private static final int RSP = 4;
    private static final int RBP = 5;

    /**
     * A register saved on the stack.
     *
     * @param offset how far below RSP at the procedure's first instruction; 8 for the first push
     * @param register 0 to 15
     */
    record Save(int offset, int register) {
    }

    /**
     * A call.
     *
     * @param address of the instruction
     * @param returnAddress of the instruction after it
     * @param target callee, 0 if it is not known
     * @param depth bytes on the stack before the call pushes its return address
     */
    record Call(long address, long returnAddress, long target, int depth) {
    }

    private record Branch(long address, int depth, int framePointerDepth) {
    }

    private final Map<Long, Integer> depths = new HashMap<>();
    private final Map<Integer, Save> saves = new TreeMap<>(Comparator.naturalOrder());
    private Call firstCall;

    private ProcedureLayout() {
    }

    /**
     * Follows a procedure.
     *
     * @param start its first instruction
     * @param end the first address that does not belong to it any more
     */
    static ProcedureLayout of(long start, long end, MemoryReader memory, Decoder decoder) {
        ProcedureLayout layout = new ProcedureLayout();
        layout.follow(start, end, memory, decoder);
        return layout;
    }

    /** Bytes on the stack, since the procedure's first instruction, before the instruction at an address. */
    OptionalInt depthAt(long address) {
        Integer depth = depths.get(address);
        return depth == null ? OptionalInt.empty() : OptionalInt.of(depth);
    }

    /** The registers saved before the first call, the one at the highest address first. */
    List<Save> saves() {
        return List.copyOf(saves.values());
    }

    /** The call with the lowest address. */
    Optional<Call> firstCall() {
        return Optional.ofNullable(firstCall);
    }

    private void follow(long start, long end, MemoryReader memory, Decoder decoder) {
        Deque<Branch> open = new ArrayDeque<>();
        open.add(new Branch(start, 0, -1));
        byte[] bytes = new byte[Decoder.MAX_LENGTH];
        while (!open.isEmpty() && depths.size() < MAX_INSTRUCTIONS) {
            Branch branch = open.poll();
            long address = branch.address();
            int depth = branch.depth();
            int frame = branch.framePointerDepth();
            while (address < end && depths.putIfAbsent(address, depth) == null && depths.size() < MAX_INSTRUCTIONS) {
                Instruction instruction;
                try {
                    instruction = decoder.decode(bytes, 0, memory.read(address, bytes), 64);
                } catch (DecodeException notAnInstruction) {
                    break;
                }
                long next = address + instruction.length();
                String mnemonic = instruction.form().mnemonic();
                if (mnemonic.equals("CALL")) {
                    noteCall(instruction, address, next, depth);
                } else if (mnemonic.startsWith("RET") || mnemonic.startsWith("IRET") || mnemonic.equals("UD2")) {
                    break;
                } else if (mnemonic.startsWith("J") || mnemonic.startsWith("LOOP")) {
                    long target = next + instruction.immediate();
                    if (isRelative(instruction) && target >= start && target < end) {
                        open.add(new Branch(target, depth, frame));
                    }
                    if (mnemonic.equals("JMP")) {
                        break;
                    }
                } else if (mnemonic.equals("LEAVE")) {
                    if (frame < 0) {
                        break;
                    }
                    depth = frame - 8;
                } else if (isMove(instruction, RBP, RSP)) {
                    frame = depth;
                } else {
                    OptionalInt change = change(instruction, mnemonic);
                    if (change.isEmpty()) {
                        break;
                    }
                    noteSave(instruction, mnemonic, depth);
                    depth += change.getAsInt();
                }
                address = next;
            }
        }
    }

    private static boolean isRelative(Instruction instruction) {
        return instruction.form().id().contains(" rel");
    }

    private void noteCall(Instruction instruction, long address, long next, int depth) {
        if (firstCall == null || address < firstCall.address()) {
            firstCall = new Call(address, next, isRelative(instruction) ? next + instruction.immediate() : 0, depth);
        }
    }

    private void noteSave(Instruction instruction, String mnemonic, int depth) {
        if (firstCall != null) {
            return;
        }
        if (mnemonic.equals("PUSH") && pushedRegister(instruction) >= 0) {
            saves.putIfAbsent(depth + 8, new Save(depth + 8, pushedRegister(instruction)));
        } else if (instruction.memory() && instruction.base() == RSP && instruction.index() == Instruction.NONE
                && instruction.form().id().startsWith("MOV r/m64, r64")) {
            int offset = depth - (int) instruction.displacement();
            saves.putIfAbsent(offset, new Save(offset, instruction.reg()));
        }
    }

    private static int pushedRegister(Instruction instruction) {
        String id = instruction.form().id();
        if (instruction.operandSize() != 8 || instruction.memory()) {
            return -1;
        }
        if (id.startsWith("PUSH r/m")) {
            return instruction.rm();
        }
        return id.startsWith("PUSH r") ? instruction.reg() : -1;
    }

    /** How much deeper the stack is after an instruction; empty if that cannot be said. */
    private static OptionalInt change(Instruction instruction, String mnemonic) {
        int size = instruction.operandSize() == 2 ? 2 : 8;
        String id = instruction.form().id();
        boolean onRsp = !instruction.memory() && instruction.rm() == RSP && id.contains(" r/m64, imm");
        return switch (mnemonic) {
            case "PUSH", "PUSHF", "PUSHFQ" -> OptionalInt.of(size);
            case "POP" -> popsInto(instruction, id) == RSP ? OptionalInt.empty() : OptionalInt.of(-size);
            case "POPF", "POPFQ" -> OptionalInt.of(-size);
            case "ENTER" -> OptionalInt.empty();
            case "SUB" -> OptionalInt.of(onRsp ? (int) instruction.immediate() : 0);
            case "ADD" -> OptionalInt.of(onRsp ? -(int) instruction.immediate() : 0);
            case "AND" -> onRsp ? OptionalInt.empty() : OptionalInt.of(0);
            case "LEA" -> {
                if (instruction.reg() != RSP || !id.startsWith("LEA r64")) {
                    yield OptionalInt.of(0);
                }
                yield instruction.base() == RSP && instruction.index() == Instruction.NONE
                        ? OptionalInt.of(-(int) instruction.displacement())
                        : OptionalInt.empty();
            }
            case "MOV" -> writesRsp(instruction, id) ? OptionalInt.empty() : OptionalInt.of(0);
            case "XCHG" -> !instruction.memory() && (instruction.rm() == RSP || instruction.reg() == RSP)
                    ? OptionalInt.empty()
                    : OptionalInt.of(0);
            default -> OptionalInt.of(0);
        };
    }

    private static int popsInto(Instruction instruction, String id) {
        if (instruction.memory()) {
            return -1;
        }
        return id.startsWith("POP r/m") ? instruction.rm() : id.startsWith("POP r") ? instruction.reg() : -1;
    }

    private static boolean writesRsp(Instruction instruction, String id) {
        if (id.startsWith("MOV r64, r/m64") || id.startsWith("MOV r64, imm64")) {
            return instruction.reg() == RSP;
        }
        return (id.startsWith("MOV r/m64, r64") || id.startsWith("MOV r/m64, imm32")) && !instruction.memory()
                && instruction.rm() == RSP;
    }

    private static boolean isMove(Instruction instruction, int to, int from) {
        if (instruction.memory()) {
            return false;
        }
        String id = instruction.form().id();
        return id.startsWith("MOV r64, r/m64") && instruction.reg() == to && instruction.rm() == from
                || id.startsWith("MOV r/m64, r64") && instruction.rm() == to && instruction.reg() == from;
    }

    /** Whether the instruction before an address is a call, so that the address can be a return address. */
    static boolean isAfterCall(long address, MemoryReader memory, Decoder decoder) {
        for (int length = 2; length <= 7; length++) {
            byte[] bytes = new byte[length];
            if (memory.read(address - length, bytes) == length && isCall(bytes, decoder)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isCall(byte[] bytes, Decoder decoder) {
        try {
            Instruction instruction = decoder.decode(bytes, 0, bytes.length, 64);
            return instruction.length() == bytes.length && instruction.form().mnemonic().equals("CALL");
        } catch (DecodeException notAnInstruction) {
            return false;
        }
    }
}
