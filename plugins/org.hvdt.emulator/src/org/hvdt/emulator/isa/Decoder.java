// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.isa;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * Decodes instruction bytes by the instruction table (SDM volume 2, chapter 2, "Instruction Format"). Immutable and
 * thread-safe.
 */
public final class Decoder {

    /** Longest instruction in bytes (SDM volume 2, chapter 2, "Instruction Format"). */
    public static final int MAX_LENGTH = 15;

    /** State of the operand-size prefix and REX.W/VEX.W: selects among the rows of an opcode. */
    private static final int SIZE_16 = 0;
    private static final int SIZE_32 = 1;
    private static final int SIZE_64 = 2;

    private static final int MAPS = 4;
    /** Legacy maps come first, VEX maps after them. */
    private static final int VEX_MAPS = MAPS;

    private static final InstructionForm[] NO_FORMS = {};

    private static final byte[] BASE_16 = {3, 3, 5, 5, 6, 7, 5, 3};
    private static final byte[] INDEX_16 = {6, 7, 6, 7, -1, -1, -1, -1};

    /** Rows by mode, size state, map and opcode, the more specific ones first. */
    private final InstructionForm[][] rows = new InstructionForm[3 * 3 * 2 * MAPS * 256][];

    /** A decoder for every instruction in the table. */
    public Decoder() {
        this(flag -> true);
    }

    /**
     * A decoder for a processor model. Rows whose CPUID flag the model lacks do not exist for it: their opcodes are
     * undefined, or mean what they meant before (TZCNT is BSF, LZCNT is BSR).
     *
     * @param hasFeature tells whether the model has a CPUID flag of the table, for instance {@code "BMI1"}
     */
    public Decoder(Predicate<String> hasFeature) {
        List<List<InstructionForm>> lists = new ArrayList<>();
        for (int i = 0; i < rows.length; i++) {
            lists.add(null);
        }
        for (InstructionForm form : InstructionTable.rows()) {
            if (!form.cpuidFlag().isEmpty() && !hasFeature.test(form.cpuidFlag())) {
                continue;
            }
            for (int mode : form.modes()) {
                if (mode == 64 && form.has("lahf") && !hasFeature.test("LAHF64")) {
                    continue;
                }
                for (int size = SIZE_16; size <= (mode == 64 ? SIZE_64 : SIZE_32); size++) {
                    if (matchesSize(form, mode, size)) {
                        for (int low = 0; low < (form.opcodeHoldsRegister ? 8 : 1); low++) {
                            int slot = slot(mode, size, form.vex ? VEX_MAPS + form.map : form.map, form.opcode + low);
                            if (lists.get(slot) == null) {
                                lists.set(slot, new ArrayList<>());
                            }
                            lists.get(slot).add(form);
                        }
                    }
                }
            }
        }
        for (int i = 0; i < rows.length; i++) {
            List<InstructionForm> list = lists.get(i);
            if (list == null) {
                rows[i] = NO_FORMS;
            } else {
                list.sort(Comparator.comparingInt(Decoder::specificity).reversed()
                        .thenComparing(InstructionForm::index));
                rows[i] = list.toArray(NO_FORMS);
            }
        }
    }

    private static int slot(int mode, int size, int map, int opcode) {
        int modeIndex = mode == 64 ? 2 : mode == 32 ? 1 : 0;
        return ((modeIndex * 3 + size) * 2 * MAPS + map) * 256 + opcode;
    }

    private static boolean matchesSize(InstructionForm form, int mode, int size) {
        return switch (form.sizeMatch) {
            case ANY -> true;
            case EFFECTIVE_16 -> size == SIZE_16;
            case EFFECTIVE_32 -> size == SIZE_32;
            // With a default of 64 bits there is no 32-bit operand size.
            case EFFECTIVE_64 -> size == SIZE_64 || form.default64 && mode == 64 && size == SIZE_32;
            case EFFECTIVE_16_OR_32 -> size != SIZE_64;
            case EFFECTIVE_32_OR_64 -> size != SIZE_16 || form.force64 && mode == 64;
            case W0 -> size != SIZE_64;
            case W1 -> size == SIZE_64;
        };
    }

    private static int specificity(InstructionForm form) {
        int value = 0;
        if (form.mandatoryPrefix == 0xF2 || form.mandatoryPrefix == 0xF3) {
            value += 32;
        } else if (form.mandatoryPrefix == 0x66) {
            value += 16;
        } else if (form.mandatoryPrefix != InstructionForm.PREFIX_ANY) {
            value += 8;
        }
        if (form.fixedModRm >= 0) {
            value += 4;
        }
        if (form.digit >= 0) {
            value += 2;
        }
        if (form.noRexB) {
            value += 1;
        }
        return value;
    }

    /**
     * Decodes one instruction.
     *
     * @param code bytes
     * @param offset index of the first byte
     * @param available number of bytes that may be read from there; 15 are always enough
     * @param mode code-segment mode: 16, 32 or 64
     * @return the instruction
     * @throws DecodeException if the bytes are not an instruction of this processor
     */
    public Instruction decode(byte[] code, int offset, int available, int mode) throws DecodeException {
        Cursor cursor = new Cursor(code, offset, available);
        boolean long64 = mode == 64;
        boolean operandPrefix = false;
        boolean addressPrefix = false;
        boolean lock = false;
        int repeat = 0;
        int override = Instruction.NONE;
        int rex = 0;

        int opcode;
        prefixes:
        while (true) {
            opcode = cursor.next();
            switch (opcode) {
                case 0x26, 0x2E, 0x36, 0x3E -> {
                    // 64-bit mode ignores the overrides of ES, CS, SS and DS.
                    if (!long64) {
                        override = opcode >> 3 & 3;
                    }
                }
                case 0x64 -> override = 4;
                case 0x65 -> override = 5;
                case 0x66 -> operandPrefix = true;
                case 0x67 -> addressPrefix = true;
                case 0xF0 -> lock = true;
                case 0xF2, 0xF3 -> repeat = opcode;
                default -> {
                    if (!long64 || (opcode & 0xF0) != 0x40) {
                        break prefixes;
                    }
                    rex = opcode;
                    continue;
                }
            }
            // REX counts only immediately before the opcode.
            rex = 0;
        }

        int map = InstructionForm.MAP_PRIMARY;
        int vvvv = 0;
        int vectorLength = 0;
        int vexPrefix = -1;
        if (opcode == 0x0F) {
            map = InstructionForm.MAP_0F;
            opcode = cursor.next();
            if (opcode == 0x38) {
                map = InstructionForm.MAP_0F38;
                opcode = cursor.next();
            } else if (opcode == 0x3A) {
                map = InstructionForm.MAP_0F3A;
                opcode = cursor.next();
            }
        } else if ((opcode == 0xC4 || opcode == 0xC5) && (long64 || cursor.peek() >= 0xC0)) {
            if (rex != 0 || operandPrefix || repeat != 0 || lock) {
                throw DecodeException.INVALID_OPCODE;
            }
            int first = cursor.next();
            int last = first;
            map = InstructionForm.MAP_0F;
            // R, X, B and vvvv are stored inverted.
            rex = 0x40 | (~first >> 5 & 4);
            if (opcode == 0xC4) {
                rex |= ~first >> 5 & 3;
                map = first & 0x1F;
                last = cursor.next();
                if (map < InstructionForm.MAP_0F || map > InstructionForm.MAP_0F3A) {
                    throw DecodeException.INVALID_OPCODE;
                }
                rex |= last >> 4 & 8;
            }
            vvvv = ~last >> 3 & 15;
            if (!long64) {
                rex = 0x40;
                vvvv &= 7;
            }
            vectorLength = last >> 2 & 1;
            vexPrefix = switch (last & 3) {
                case 1 -> 0x66;
                case 2 -> 0xF3;
                case 3 -> 0xF2;
                default -> 0;
            };
            opcode = cursor.next();
        }
        boolean vex = vexPrefix >= 0;

        int size;
        if ((rex & 8) != 0) {
            size = SIZE_64;
        } else if (vex) {
            size = SIZE_32;
        } else {
            size = operandPrefix == (mode == 16) ? SIZE_32 : SIZE_16;
        }
        int addressSize = long64 ? addressPrefix ? 4 : 8 : addressPrefix == (mode == 32) ? 2 : 4;
        int prefix = vex ? vexPrefix : repeat != 0 ? repeat : operandPrefix ? 0x66 : 0;

        InstructionForm[] candidates = rows[slot(mode, size, vex ? VEX_MAPS + map : map, opcode)];
        InstructionForm form = null;
        int modRm = -1;
        for (InstructionForm candidate : candidates) {
            int wanted = candidate.mandatoryPrefix;
            if (wanted != InstructionForm.PREFIX_ANY && wanted != prefix
                    && (wanted != InstructionForm.PREFIX_NO_REPEAT || repeat != 0)) {
                continue;
            }
            if (candidate.hasModRm) {
                if (modRm < 0) {
                    modRm = cursor.peek();
                }
                if (candidate.digit >= 0 && candidate.digit != (modRm >> 3 & 7)
                        || candidate.fixedModRm >= 0 && candidate.fixedModRm != modRm
                        || !candidate.modIgnored
                                && !(modRm < 0xC0 ? candidate.allowsMemory : candidate.allowsRegister)) {
                    continue;
                }
            }
            if (candidate.noRexB && (rex & 1) != 0
                    || candidate.addressBits != 0 && candidate.addressBits != addressSize * 8
                    || candidate.vexL >= 0 && candidate.vexL != vectorLength) {
                continue;
            }
            form = candidate;
            break;
        }
        if (form == null) {
            throw isOtherExtension(map, opcode, vex, candidates.length != 0)
                    ? DecodeException.UNIMPLEMENTED
                    : DecodeException.INVALID_OPCODE;
        }
        if (vex && !form.usesVvvv && vvvv != 0) {
            throw DecodeException.INVALID_OPCODE;
        }

        int operandSize = form.fixedSize;
        if (operandSize == 0) {
            if (form.force64 && long64) {
                operandSize = 8;
            } else if (size == SIZE_16) {
                operandSize = 2;
            } else {
                operandSize = size == SIZE_64 || form.default64 && long64 ? 8 : 4;
            }
        }

        int reg = 0;
        int rm = 0;
        boolean memory = false;
        int base = Instruction.NONE;
        int index = Instruction.NONE;
        int scale = 0;
        long displacement = 0;
        int segment = 3;
        if (form.hasModRm) {
            modRm = cursor.next();
            reg = modRm >> 3 & 7 | rex << 1 & 8;
            rm = modRm & 7 | rex << 3 & 8;
            int mod = modRm >> 6;
            memory = mod != 3 && !form.modIgnored;
            if (memory && addressSize == 2) {
                int field = modRm & 7;
                base = BASE_16[field];
                index = INDEX_16[field];
                if (mod == 0 && field == 6) {
                    base = Instruction.NONE;
                    displacement = (short) cursor.next16();
                } else {
                    if (mod == 1) {
                        displacement = (byte) cursor.next();
                    } else if (mod == 2) {
                        displacement = (short) cursor.next16();
                    }
                    if (base == 5) {
                        segment = 2;
                    }
                }
            } else if (memory) {
                int field = modRm & 7;
                base = rm;
                if (field == 4) {
                    int sib = cursor.next();
                    scale = sib >> 6;
                    index = sib >> 3 & 7 | rex << 2 & 8;
                    if (index == 4) {
                        index = Instruction.NONE;
                        scale = 0;
                    }
                    base = sib & 7 | rex << 3 & 8;
                    if (mod == 0 && (sib & 7) == 5) {
                        base = Instruction.NONE;
                        displacement = cursor.next32();
                    }
                } else if (mod == 0 && field == 5) {
                    base = long64 ? Instruction.RIP : Instruction.NONE;
                    displacement = cursor.next32();
                }
                if (mod == 1) {
                    displacement = (byte) cursor.next();
                } else if (mod == 2) {
                    displacement = cursor.next32();
                }
                if (base == 4 || base == 5) {
                    segment = 2;
                }
            }
        } else if (form.opcodeHoldsRegister) {
            reg = opcode & 7 | rex << 3 & 8;
        }
        if (override != Instruction.NONE) {
            segment = override;
        }

        long immediate = 0;
        long immediate2 = 0;
        for (int i = 0; i < form.immediates.length; i++) {
            long value = switch (form.immediates[i]) {
                case 1 -> {
                    int raw = cursor.next();
                    yield form.unsignedImmediate ? raw : (byte) raw;
                }
                case 2 -> {
                    int raw = cursor.next16();
                    yield form.unsignedImmediate ? raw : (short) raw;
                }
                case 4 -> cursor.next32();
                case 8 -> cursor.next32() & 0xFFFFFFFFL | (long) cursor.next32() << 32;
                case -2 -> {
                    displacement = switch (addressSize) {
                        case 2 -> cursor.next16();
                        case 4 -> cursor.next32() & 0xFFFFFFFFL;
                        default -> cursor.next32() & 0xFFFFFFFFL | (long) cursor.next32() << 32;
                    };
                    yield 0;
                }
                default -> {
                    long offsetPart = operandSize == 2 ? cursor.next16() : cursor.next32() & 0xFFFFFFFFL;
                    immediate2 = cursor.next16();
                    yield offsetPart;
                }
            };
            if (i == 0) {
                immediate = value;
            } else {
                immediate2 = value;
            }
        }

        if (form.hasSpecialRegister) {
            reg = specialRegister(form, reg);
        }
        if (lock && !(form.lockable && memory)) {
            throw DecodeException.INVALID_OPCODE;
        }
        return new Instruction(form, cursor.position - offset, mode, operandSize, addressSize, segment, override,
                form.mandatoryPrefix == 0xF2 || form.mandatoryPrefix == 0xF3 ? 0 : repeat, lock, rex != 0 && !vex, reg,
                rm, memory, base, index, scale, displacement, immediate, immediate2, vvvv, vectorLength,
                base == Instruction.NONE || base == Instruction.RIP ? Instruction.ZERO : base,
                index == Instruction.NONE ? Instruction.ZERO : index,
                addressSize == 8 ? -1L : addressSize == 4 ? 0xFFFFFFFFL : 0xFFFF);
    }

    /** The number of a segment, control or debug register; undefined ones are undefined opcodes. */
    private static int specialRegister(InstructionForm form, int field) throws DecodeException {
        int reg = field;
        for (Operand operand : form.operands()) {
            boolean undefined = switch (operand.type()) {
                case SEGMENT -> {
                    // REX.R is ignored.
                    reg &= 7;
                    yield reg > 5 || operand.access() == Operand.Access.WRITE && reg == 1;
                }
                case CONTROL -> reg == 1 || reg > 4 && reg != 8;
                case DEBUG -> reg > 7;
                default -> false;
            };
            if (undefined) {
                throw DecodeException.INVALID_OPCODE;
            }
        }
        return reg;
    }

    /**
     * Whether the architecture defines an opcode, without a matching row, in a part of the instruction set that the
     * table does not have: x87, MMX, SSE and AVX.
     */
    private static boolean isOtherExtension(int map, int opcode, boolean vex, boolean hasOtherRows) {
        if (vex) {
            return !hasOtherRows;
        }
        return switch (map) {
            case InstructionForm.MAP_PRIMARY -> opcode >= 0xD8 && opcode <= 0xDF;
            case InstructionForm.MAP_0F -> opcode >= 0x10 && opcode <= 0x17 || opcode >= 0x28 && opcode <= 0x2F
                    || opcode >= 0x50 && opcode <= 0x77 || opcode == 0x7C || opcode == 0x7D || opcode == 0x7E
                    || opcode == 0x7F || opcode == 0xC2 || opcode >= 0xC4 && opcode <= 0xC6
                    || opcode >= 0xD0 && opcode <= 0xFE;
            case InstructionForm.MAP_0F38 -> opcode <= 0x41 || opcode >= 0xC8 && opcode <= 0xCF || opcode >= 0xDB
                    && opcode <= 0xDF;
            default -> opcode <= 0x17 || opcode >= 0x20 && opcode <= 0x22 || opcode >= 0x40 && opcode <= 0x44
                    || opcode >= 0x60 && opcode <= 0x63 || opcode == 0xCC || opcode == 0xDF;
        };
    }

    /** Reads the bytes of one instruction and keeps its length within both limits. */
    private static final class Cursor {
        private final byte[] code;
        private final int end;
        private final boolean endsAtMaximum;
        private int position;

        Cursor(byte[] code, int offset, int available) {
            this.code = code;
            this.position = offset;
            this.endsAtMaximum = available >= MAX_LENGTH;
            this.end = offset + Math.min(available, MAX_LENGTH);
        }

        int peek() throws DecodeException {
            if (position >= end) {
                throw endsAtMaximum ? DecodeException.TOO_LONG : DecodeException.NEEDS_MORE_BYTES;
            }
            return code[position] & 0xFF;
        }

        int next() throws DecodeException {
            int value = peek();
            position++;
            return value;
        }

        int next16() throws DecodeException {
            int low = next();
            return low | next() << 8;
        }

        int next32() throws DecodeException {
            int low = next16();
            return low | next16() << 16;
        }
    }
}
