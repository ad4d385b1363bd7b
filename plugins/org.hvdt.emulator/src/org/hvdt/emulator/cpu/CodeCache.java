// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.hvdt.emulator.isa.DecodeException;
import org.hvdt.emulator.isa.Decoder;
import org.hvdt.emulator.isa.Instruction;
import org.hvdt.emulator.memory.PhysicalMemory;

/**
 * Decoded instructions, cached as blocks per physical page. A block starts anywhere and ends with the first
 * instruction that may change the flow of control or the processor's mode, or at the end of the page. An instruction
 * that crosses pages makes a block of its own. A write to bytes of a block discards it.
 */
final class CodeCache {

    private static final int JUMP_ENTRIES = 1 << 13;
    private static final int PAGE = PhysicalMemory.PAGE_SIZE;

    /** Blocks of one physical page. */
    private static final class CodePage {
        /** By offset of their first byte. */
        final Block[] atOffset = new Block[PAGE];
        /** All blocks that have bytes in this page. */
        final List<Block> blocks = new ArrayList<>();
    }

    private final Processor cpu;
    private final PhysicalMemory memory;
    private final Decoder decoder;
    private final Executors executors;
    private final CodePage[][] pages;
    private final Block[] recent = new Block[JUMP_ENTRIES];
    private final byte[] crossing = new byte[2 * Decoder.MAX_LENGTH];

    CodeCache(Processor cpu, Executors executors) {
        this.cpu = cpu;
        this.memory = cpu.memory;
        this.executors = executors;
        this.decoder = new Decoder(cpu.model::hasFeature);
        this.pages = new CodePage[(int) (memory.size() + (1 << 21) - 1 >>> 21)][];
        memory.setCodeWriteListener(this::codeWritten);
    }

    /**
     * The block at the current RIP. Raises the faults of instruction fetch.
     *
     * @param linear linear address of RIP
     * @param key {@link Processor#fetchKey()}
     */
    Block lookUp(long linear, long key) {
        int slot = (int) (linear ^ linear >>> 13) & JUMP_ENTRIES - 1;
        Block block = recent[slot];
        if (block != null && block.linear == linear && block.key == key) {
            return block;
        }
        block = find(linear);
        block.linear = linear;
        if (block.cached) {
            block.key = key;
            recent[slot] = block;
        }
        return block;
    }

    private Block find(long linear) {
        int mode = cpu.mode();
        if (mode == 64) {
            if (!cpu.canonical(linear)) {
                throw cpu.fault(Vector.GP, 0);
            }
        } else if (cpu.rip > (cpu.limit[Processor.CS] & 0xFFFF_FFFFL)) {
            throw cpu.fault(Vector.GP, 0);
        }
        long physical = cpu.translateFetch(linear);
        CodePage page = pageAt(physical);
        if (page != null) {
            Block block = page.atOffset[(int) physical & PAGE - 1];
            if (block != null && block.mode == mode
                    && (block.physical2 == -1 || block.physical2 == cpu.translateFetch(nextPage(linear)))) {
                return block;
            }
        }
        return decode(linear, physical, mode);
    }

    private long nextPage(long linear) {
        long next = (linear | PAGE - 1) + 1;
        return cpu.mode() == 64 ? next : next & 0xFFFF_FFFFL;
    }

    private CodePage pageAt(long physical) {
        if (physical < 0 || physical >= memory.size()) {
            return null;
        }
        CodePage[] chunk = pages[(int) (physical >>> 21)];
        return chunk == null ? null : chunk[(int) (physical >>> 12) & 511];
    }

    private Block decode(long linear, long physical, int mode) {
        boolean ram = memory.isRam(physical);
        if (!ram) {
            return decodeBytewise(linear, physical, mode);
        }
        byte[] bytes = memory.pageForRead(physical);
        int start = (int) physical & PAGE - 1;
        int offset = start;
        List<Instruction> instructions = new ArrayList<>();
        List<Executor> bound = new ArrayList<>();
        while (offset < PAGE) {
            Instruction instruction;
            try {
                instruction = decoder.decode(bytes, offset, PAGE - offset, mode);
            } catch (DecodeException e) {
                if (!instructions.isEmpty()) {
                    break;
                }
                if (e.kind == DecodeException.Kind.NEEDS_MORE_BYTES) {
                    return decodeBytewise(linear, physical, mode);
                }
                throw failure(e, bytes, offset, PAGE - offset);
            }
            instructions.add(instruction);
            bound.add(executors.forForm(instruction.form(), instruction));
            offset += instruction.length();
            if (endsBlock(instruction) || instructions.size() == HotBlock.MAX_INSTRUCTIONS) {
                break;
            }
        }
        Block block = new Block(physical, -1, mode, offset - start, instructions.toArray(Instruction[]::new),
                bound.toArray(Executor[]::new), true);
        if (memory.markCode(physical, block.bytes)) {
            cpu.tlb.dropWrites(bytes);
        }
        add(block, physical, true);
        return block;
    }

    /** Decodes one instruction that crosses into another page or does not lie in ordinary memory. */
    private Block decodeBytewise(long linear, long physical, int mode) {
        int inPage = PAGE - ((int) linear & PAGE - 1);
        int available = Math.min(Decoder.MAX_LENGTH, inPage);
        for (int i = 0; i < available; i++) {
            crossing[i] = (byte) memory.read8(physical + i);
        }
        long physical2 = -1;
        Instruction instruction;
        try {
            instruction = decoder.decode(crossing, 0, available, mode);
        } catch (DecodeException e) {
            if (e.kind != DecodeException.Kind.NEEDS_MORE_BYTES || available == Decoder.MAX_LENGTH) {
                throw failure(e, crossing, 0, available);
            }
            long next = nextPage(linear);
            if (mode == 64 && !cpu.canonical(next)) {
                throw cpu.fault(Vector.GP, 0);
            }
            physical2 = cpu.translateFetch(next);
            for (int i = available; i < Decoder.MAX_LENGTH; i++) {
                crossing[i] = (byte) memory.read8(physical2 + i - available);
            }
            try {
                instruction = decoder.decode(crossing, 0, Decoder.MAX_LENGTH, mode);
            } catch (DecodeException e2) {
                throw failure(e2, crossing, 0, Decoder.MAX_LENGTH);
            }
        }
        boolean cached = memory.isRam(physical) && (physical2 == -1 || memory.isRam(physical2));
        Block block = new Block(physical, physical2, mode, instruction.length(), new Instruction[] {instruction},
                new Executor[] {executors.forForm(instruction.form(), instruction)}, cached);
        if (cached) {
            int first = Math.min(instruction.length(), inPage);
            if (memory.markCode(physical, first)) {
                cpu.tlb.dropWrites(memory.pageForRead(physical));
            }
            add(block, physical, true);
            if (physical2 != -1) {
                if (memory.markCode(physical2, instruction.length() - first)) {
                    cpu.tlb.dropWrites(memory.pageForRead(physical2));
                }
                add(block, physical2, false);
            }
        }
        return block;
    }

    private RuntimeException failure(DecodeException e, byte[] bytes, int offset, int available) {
        return switch (e.kind) {
        case INVALID_OPCODE -> cpu.fault(Vector.UD);
        case TOO_LONG, NEEDS_MORE_BYTES -> cpu.fault(Vector.GP, 0);
        case UNIMPLEMENTED -> {
            checkAvailable(bytes, offset, available);
            StringBuilder text = new StringBuilder("instruction with the bytes");
            for (int i = 0; i < Math.min(available, 8); i++) {
                text.append(String.format(" %02X", bytes[offset + i]));
            }
            yield new UnimplementedException(text.toString());
        }
        };
    }

    /** Raises the exception of an x87, MMX or SSE instruction that the control registers forbid. */
    private void checkAvailable(byte[] bytes, int offset, int available) {
        boolean simdPrefix = false;
        int at = offset;
        int end = offset + available - 1;
        while (at < end && isPrefix(bytes[at] & 0xFF)) {
            int prefix = bytes[at] & 0xFF;
            simdPrefix |= prefix == 0x66 || prefix == 0xF2 || prefix == 0xF3;
            at++;
        }
        int first = bytes[at] & 0xFF;
        boolean taskSwitched = (cpu.cr0 & ControlBits.CR0_TS) != 0;
        boolean emulated = (cpu.cr0 & ControlBits.CR0_EM) != 0;
        if (first >= 0xD8 && first <= 0xDF) {
            if (emulated || taskSwitched) {
                throw cpu.fault(Vector.NM);
            }
        } else if (first == 0x0F && at < end) {
            int second = bytes[at + 1] & 0xFF;
            boolean sse = simdPrefix || second <= 0x5F || second == 0xC2 || second == 0xC6 || second == 0x3A;
            if (emulated || sse && (cpu.cr4 & ControlBits.CR4_OSFXSR) == 0) {
                throw cpu.fault(Vector.UD);
            }
            if (taskSwitched) {
                throw cpu.fault(Vector.NM);
            }
        } else if ((cpu.cr4 & ControlBits.CR4_OSXSAVE) == 0) {
            // What is left is VEX- and EVEX-encoded.
            throw cpu.fault(Vector.UD);
        }
    }

    private boolean isPrefix(int value) {
        return switch (value) {
        case 0x26, 0x2E, 0x36, 0x3E, 0x64, 0x65, 0x66, 0x67, 0xF0, 0xF2, 0xF3 -> true;
        default -> cpu.mode() == 64 && value >= 0x40 && value <= 0x4F;
        };
    }

    /** Whether the instructions that follow must be looked up anew. */
    private static boolean endsBlock(Instruction instruction) {
        return switch (instruction.form().area()) {
        case "control transfer", "io", "system", "vmx", "flag" -> true;
        default -> switch (instruction.form().mnemonic()) {
        case "CPUID", "SERIALIZE", "PAUSE", "POPF", "POPFD", "POPFQ", "RDRAND", "RDSEED" -> true;
        case "MOV", "POP" -> instruction.form().id().matches("MOV Sreg,.*|POP (ES|SS|DS|FS|GS)");
        default -> false;
        };
        };
    }

    private void add(Block block, long physical, boolean entry) {
        int chunkIndex = (int) (physical >>> 21);
        CodePage[] chunk = pages[chunkIndex];
        if (chunk == null) {
            chunk = new CodePage[512];
            pages[chunkIndex] = chunk;
        }
        int index = (int) (physical >>> 12) & 511;
        CodePage page = chunk[index];
        if (page == null) {
            page = new CodePage();
            chunk[index] = page;
        }
        if (entry) {
            page.atOffset[(int) physical & PAGE - 1] = block;
        }
        page.blocks.add(block);
    }

    /** Discards the blocks that have bytes in a range that was written; the range does not cross a page. */
    void codeWritten(long address, int length) {
        CodePage page = pageAt(address);
        if (page == null) {
            return;
        }
        boolean any = false;
        for (Block block : page.blocks) {
            if (block.covers(address, length)) {
                discard(block);
                any = true;
            }
        }
        if (!any) {
            return;
        }
        page.blocks.removeIf(block -> block.stale);
        memory.clearCode(address);
        for (Block block : page.blocks) {
            block.mark(memory, address);
        }
        if (page.blocks.isEmpty()) {
            Arrays.fill(cpu.tlb.slowWriteTag, -1L);
        }
    }

    private void discard(Block block) {
        block.stale = true;
        block.key = Block.NO_KEY;
        CodePage page = pageAt(block.physical);
        int offset = (int) block.physical & PAGE - 1;
        if (page != null && page.atOffset[offset] == block) {
            page.atOffset[offset] = null;
        }
        if (block == cpu.currentBlock) {
            cpu.leaveBlock();
        }
    }
}
