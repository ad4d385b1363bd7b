// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.isa;

import java.util.Random;

/**
 * Makes random instruction bytes for a row of the instruction table, for conformance suites. Encodings are complete but
 * not always the shortest: displacements and immediates of any value, redundant prefixes where they are permitted.
 */
public final class EncodingSampler {

    private static final int[] SEGMENT_PREFIXES = {0x26, 0x2E, 0x36, 0x3E, 0x64, 0x65};
    private static final int ATTEMPTS = 100;

    private final Decoder decoder = new Decoder();
    private final Random random;
    private byte[] bytes;
    private int length;

    /** @param random source of the choices; a fixed seed gives the same encodings again */
    public EncodingSampler(Random random) {
        this.random = random;
    }

    /**
     * Random bytes of one instruction.
     *
     * @param form the row
     * @param mode 16, 32 or 64; the row must be valid in it
     * @param memory whether a memory operand is wanted; ignored where the row leaves no choice
     * @return the bytes
     * @throws IllegalStateException if the decoder does not recognize any of many encodings of the row
     */
    public byte[] sample(InstructionForm form, int mode, boolean memory) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            bytes = new byte[32];
            length = 0;
            encode(form, mode, memory ? form.allowsMemory : form.allowsMemory && !form.allowsRegister);
            try {
                Instruction instruction = decoder.decode(bytes, 0, Decoder.MAX_LENGTH, mode);
                // Undefined registers give other rows or none, and redundant prefixes can select another row.
                if (instruction.form() == form && instruction.length() == length) {
                    return java.util.Arrays.copyOf(bytes, length);
                }
            } catch (DecodeException e) {
                continue;
            }
        }
        throw new IllegalStateException("no encoding of " + form.id() + " is decoded as such in " + mode + "-bit mode");
    }

    private void put(int value) {
        bytes[length++] = (byte) value;
    }

    private void put(long value, int size) {
        for (int i = 0; i < size; i++) {
            put((int) (value >>> 8 * i));
        }
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    private void encode(InstructionForm form, int mode, boolean memory) {
        boolean wide = switch (form.sizeMatch) {
            case EFFECTIVE_64 -> !form.default64;
            case W1 -> true;
            case EFFECTIVE_32_OR_64 -> mode == 64 && !form.force64 && chance(4);
            case ANY -> mode == 64 && !form.force64 && !form.default64 && form.fixedSize == 0 && !form.hasModRm
                    && form.has("far");
            default -> false;
        };
        boolean narrow = switch (form.sizeMatch) {
            case EFFECTIVE_16 -> true;
            case ANY, EFFECTIVE_16_OR_32 -> chance(8) && mayBePrefixed(form, mode);
            default -> false;
        };
        boolean operandPrefix = form.mandatoryPrefix == 0x66 || !form.vex && form.mandatoryPrefix
                != InstructionForm.PREFIX_NONE && switch (form.sizeMatch) {
                    case EFFECTIVE_32, EFFECTIVE_32_OR_64 -> mode == 16;
                    case EFFECTIVE_16 -> mode != 16;
                    default -> narrow;
                };
        boolean addressPrefix = form.addressBits != 0 ? form.addressBits != mode
                : chance(8) && (form.hasModRm && memory || form.has("usesaddress") || form.immediates.length > 0
                        && form.immediates[0] == -2);
        int addressSize = mode == 64 ? addressPrefix ? 4 : 8 : addressPrefix == (mode == 32) ? 2 : 4;
        if (!form.vex) {
            if (form.lockable && memory && chance(4)) {
                put(0xF0);
            }
            if (form.has("rep") && chance(2)) {
                put(0xF3);
            } else if (form.has("repe") && chance(2)) {
                put(chance(2) ? 0xF2 : 0xF3);
            }
            if (operandPrefix) {
                put(0x66);
            }
        }
        boolean usesSegment = form.hasModRm && memory || form.has("source") || form.mnemonic().equals("XLATB")
                || form.immediates.length > 0 && form.immediates[0] == -2;
        if (usesSegment && chance(6)) {
            put(SEGMENT_PREFIXES[mode == 64 ? 4 + random.nextInt(2) : random.nextInt(6)]);
        }
        if (addressPrefix) {
            put(0x67);
        }
        if (form.mandatoryPrefix > 0 && form.mandatoryPrefix != 0x66 && !form.vex) {
            put(form.mandatoryPrefix);
        }
        int rex = wide ? 8 : 0;
        if (mode == 64) {
            rex |= random.nextInt(8);
            if (form.noRexB || form.hasSpecialRegister && !chance(8)) {
                rex &= 8;
            }
            if (!usesRex(form)) {
                rex &= 8;
            }
        }
        if (form.vex) {
            vex(form, mode, rex);
        } else {
            if (rex != 0 || mode == 64 && usesRex(form) && chance(16)) {
                put(0x40 | rex);
            }
            if (form.map != InstructionForm.MAP_PRIMARY) {
                put(0x0F);
            }
            if (form.map == InstructionForm.MAP_0F38) {
                put(0x38);
            } else if (form.map == InstructionForm.MAP_0F3A) {
                put(0x3A);
            }
        }
        put(form.opcode + (form.opcodeHoldsRegister ? random.nextInt(8) : 0));
        if (form.hasModRm) {
            modRm(form, memory, addressSize);
        }
        for (int size : form.immediates) {
            long value = chance(3) ? random.nextInt(256) - 128 : random.nextLong();
            if (size == -2) {
                put(value, addressSize);
            } else if (size == -3) {
                put(random.nextLong(), (mode == 16) != operandPrefix ? 4 : 6);
            } else {
                put(value, size);
            }
        }
    }

    /** Whether REX.R, X or B can mean anything; assemblers drop the prefix otherwise. */
    private static boolean usesRex(InstructionForm form) {
        return form.hasModRm && form.fixedModRm < 0 && !form.operands().isEmpty() || form.opcodeHoldsRegister;
    }

    /** Whether an operand-size prefix makes a difference that the assembler syntax can express. */
    private static boolean mayBePrefixed(InstructionForm form, int mode) {
        return form.fixedSize == 0 && form.mandatoryPrefix == InstructionForm.PREFIX_ANY && form.default64
                && mode == 64;
    }

    private void vex(InstructionForm form, int mode, int rex) {
        int vvvv = form.usesVvvv ? random.nextInt(mode == 64 ? 16 : 8) : 0;
        int prefix = switch (form.mandatoryPrefix) {
            case 0x66 -> 1;
            case 0xF3 -> 2;
            case 0xF2 -> 3;
            default -> 0;
        };
        int last = (~vvvv & 15) << 3 | (form.vexL == 1 ? 4 : 0) | prefix;
        if (form.map == InstructionForm.MAP_0F && (rex & 11) == 0 && chance(2)) {
            put(0xC5);
            put(last | (~rex & 4) << 5);
        } else {
            put(0xC4);
            put((~rex & 7) << 5 | form.map);
            put(last | (rex & 8) << 4);
        }
    }

    private void modRm(InstructionForm form, boolean memory, int addressSize) {
        if (form.fixedModRm >= 0) {
            put(form.fixedModRm);
            return;
        }
        int reg = form.digit >= 0 ? form.digit : random.nextInt(8);
        if (!memory) {
            // Rows that only have a register form without naming it (fences) are written with register 0.
            put(0xC0 | reg << 3 | (form.operands().isEmpty() ? 0 : random.nextInt(8)));
            return;
        }
        int mod = random.nextInt(3);
        int rm = random.nextInt(8);
        put(mod << 6 | reg << 3 | rm);
        if (addressSize == 2) {
            if (mod == 1) {
                put(random.nextInt(256));
            } else if (mod == 2 || rm == 6) {
                put(random.nextLong(), 2);
            }
            return;
        }
        boolean noBase = mod == 0 && rm == 5;
        if (rm == 4) {
            int sib = random.nextInt(256);
            put(sib);
            noBase = mod == 0 && (sib & 7) == 5;
        }
        if (mod == 1) {
            put(random.nextInt(256));
        } else if (mod == 2 || noBase) {
            put(random.nextLong(), 4);
        }
    }
}
