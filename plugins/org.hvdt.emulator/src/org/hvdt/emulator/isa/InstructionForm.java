// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.isa;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One row of the instruction table: one encoding of one instruction. See the header of {@code instructions.tsv} for
 * the notation, which follows SDM volume 2, "Interpreting the Instruction Reference Pages".
 */
public final class InstructionForm {

    /** RFLAGS bits that an instruction can affect, with the letters that the table uses. */
    private static final String FLAG_LETTERS = "C.P.A.ZSTIDO";

    /** Opcode map of {@link #map}: one-byte opcodes. */
    static final int MAP_PRIMARY = 0;
    /** Opcode map 0F. */
    static final int MAP_0F = 1;
    /** Opcode map 0F 38. */
    static final int MAP_0F38 = 2;
    /** Opcode map 0F 3A. */
    static final int MAP_0F3A = 3;

    /** {@link #mandatoryPrefix}: any of 66, F2, F3 keeps its general meaning or is ignored. */
    static final int PREFIX_ANY = -1;
    /** {@link #mandatoryPrefix}: none of 66, F2, F3 may be present. */
    static final int PREFIX_NONE = 0;
    /** {@link #mandatoryPrefix}: neither F2 nor F3 may be present; 66 keeps its general meaning. */
    static final int PREFIX_NO_REPEAT = -2;

    /** How the effective operand size selects the row. */
    enum SizeMatch {
        /** It does not. */
        ANY,
        /** Effective operand size 16. */
        EFFECTIVE_16,
        /** Effective operand size 32. */
        EFFECTIVE_32,
        /** Effective operand size 64. */
        EFFECTIVE_64,
        /** Effective operand size 16 or 32. */
        EFFECTIVE_16_OR_32,
        /** Effective operand size 32 or 64. */
        EFFECTIVE_32_OR_64,
        /** REX.W or VEX.W clear (or not in 64-bit mode). */
        W0,
        /** REX.W or VEX.W set. */
        W1
    }

    private final int index;
    private final String id;
    private final String mnemonic;
    private final List<Operand> operands;
    private final String encoding;
    private final Set<Integer> modes;
    private final String cpuidFlag;
    private final int flagsRead;
    private final int flagsWritten;
    private final int flagsUndefined;
    private final Set<String> attributes;
    private final String area;
    private final String description;

    final int map;
    final int opcode;
    final boolean opcodeHoldsRegister;
    final boolean vex;
    /** VEX.L as demanded: 0, 1, or -1 for ignored. */
    final int vexL;
    final int mandatoryPrefix;
    final boolean hasModRm;
    /** ModRM.reg as demanded, or -1. */
    final int digit;
    /** The whole ModRM byte as demanded, or -1. */
    final int fixedModRm;
    final boolean allowsMemory;
    final boolean allowsRegister;
    /** ModRM.mod is ignored and taken as 3 (MOV to and from control and debug registers). */
    final boolean modIgnored;
    final SizeMatch sizeMatch;
    /** Operand size in bytes, or 0 for the effective operand size. */
    final int fixedSize;
    /** Address size in bits that the row demands (JCXZ, JECXZ, JRCXZ), or 0. */
    final int addressBits;
    /** Operand size is 64 bits by default in 64-bit mode. */
    final boolean default64;
    /** Operand size is always 64 bits in 64-bit mode. */
    final boolean force64;
    final boolean lockable;
    final boolean unsignedImmediate;
    final boolean noRexB;
    final boolean usesVvvv;
    /** Whether an operand is a segment, control or debug register. */
    final boolean hasSpecialRegister;
    /** Sizes of the immediates in bytes in their order; -1 for one of effective operand size (2 or 4 bytes), -2 for a
     * memory offset of effective address size, -3 for a far pointer. */
    final int[] immediates;

    private InstructionForm(int index, String[] column) {
        this.index = index;
        this.id = column[0];
        this.encoding = column[1];
        String spelling = id.endsWith(")") ? id.substring(0, id.lastIndexOf(" (")) : id;
        int space = spelling.indexOf(' ');
        this.mnemonic = space < 0 ? spelling : spelling.substring(0, space);
        this.operands = parseOperands(space < 0 ? "" : spelling.substring(space + 1),
                space < 0 ? "" : column[2], column[5]);
        this.modes = switch (column[4]) {
            case "all" -> Set.of(16, 32, 64);
            case "legacy" -> Set.of(16, 32);
            case "64" -> Set.of(64);
            default -> throw new IllegalArgumentException("unknown modes: " + column[4]);
        };
        this.cpuidFlag = column[6].equals("-") ? "" : column[6];
        this.flagsRead = flags(column[7], "r");
        this.flagsWritten = flags(column[7], "w") | flags(column[7], "0") | flags(column[7], "1");
        this.flagsUndefined = flags(column[7], "u");
        this.attributes = column[8].equals("-") ? Set.of() : Set.of(column[8].split(" "));
        this.area = column[9];
        this.description = column[10];

        this.default64 = attributes.contains("default64");
        this.force64 = attributes.contains("force64");
        this.lockable = attributes.contains("lock");
        this.unsignedImmediate = attributes.contains("unsigned");
        this.noRexB = attributes.contains("norexb");
        this.modIgnored = attributes.contains("modignored");
        this.addressBits = attributes.contains("a16") ? 16
                : attributes.contains("a32") ? 32 : attributes.contains("a64") ? 64 : 0;
        this.sizeMatch = switch (column[3]) {
            case "8", "any", "=2", "=4", "=8" -> SizeMatch.ANY;
            case "16" -> SizeMatch.EFFECTIVE_16;
            case "32" -> SizeMatch.EFFECTIVE_32;
            case "64" -> SizeMatch.EFFECTIVE_64;
            case "16/32" -> SizeMatch.EFFECTIVE_16_OR_32;
            case "32/64", "32+" -> SizeMatch.EFFECTIVE_32_OR_64;
            case "W0" -> SizeMatch.W0;
            case "W1" -> SizeMatch.W1;
            default -> throw new IllegalArgumentException("unknown size: " + column[3]);
        };
        this.fixedSize = switch (column[3]) {
            case "8" -> 1;
            case "=2", "16" -> 2;
            case "=4", "32", "W0", "32/64" -> 4;
            case "=8", "64", "W1" -> 8;
            default -> 0;
        };

        int parsedMap = MAP_PRIMARY;
        int parsedOpcode = -1;
        boolean parsedHoldsRegister = false;
        boolean parsedVex = false;
        int parsedVexL = -1;
        int parsedPrefix = PREFIX_ANY;
        boolean parsedModRm = false;
        int parsedDigit = -1;
        int parsedFixed = -1;
        List<Integer> parsedImmediates = new ArrayList<>();
        for (String token : encoding.split(" ")) {
            if (token.startsWith("VEX.")) {
                parsedVex = true;
                for (String part : token.substring(4).split("\\.")) {
                    switch (part) {
                        case "LZ", "L0", "128" -> parsedVexL = 0;
                        case "L1", "256" -> parsedVexL = 1;
                        case "66" -> parsedPrefix = 0x66;
                        case "F2" -> parsedPrefix = 0xF2;
                        case "F3" -> parsedPrefix = 0xF3;
                        case "0F" -> parsedMap = MAP_0F;
                        case "0F38" -> parsedMap = MAP_0F38;
                        case "0F3A" -> parsedMap = MAP_0F3A;
                        case "W0", "W1", "WIG", "LIG" -> { }
                        default -> throw new IllegalArgumentException("unknown VEX notation: " + part);
                    }
                }
                if (parsedPrefix == PREFIX_ANY) {
                    parsedPrefix = PREFIX_NONE;
                }
                continue;
            }
            switch (token) {
                case "NP" -> parsedPrefix = PREFIX_NONE;
                case "NFx" -> parsedPrefix = PREFIX_NO_REPEAT;
                case "REX.W", "+" -> { }
                case "/r" -> parsedModRm = true;
                case "ib", "cb" -> parsedImmediates.add(1);
                case "iw", "cw" -> parsedImmediates.add(2);
                case "id", "cd" -> parsedImmediates.add(4);
                case "io" -> parsedImmediates.add(8);
                case "iv", "cv" -> parsedImmediates.add(-1);
                case "mo" -> parsedImmediates.add(-2);
                case "cp" -> parsedImmediates.add(-3);
                default -> {
                    if (token.matches("/[0-7]")) {
                        parsedModRm = true;
                        parsedDigit = token.charAt(1) - '0';
                    } else if (token.matches("[0-9A-F]{2}\\+r")) {
                        parsedOpcode = Integer.parseInt(token.substring(0, 2), 16);
                        parsedHoldsRegister = true;
                    } else if (token.matches("[0-9A-F]{2}")) {
                        int value = Integer.parseInt(token, 16);
                        if (parsedOpcode >= 0) {
                            parsedModRm = true;
                            parsedFixed = value;
                        } else if (!parsedVex && parsedMap == MAP_PRIMARY && value == 0x0F) {
                            parsedMap = MAP_0F;
                        } else if (!parsedVex && parsedMap == MAP_0F && value == 0x38) {
                            parsedMap = MAP_0F38;
                        } else if (!parsedVex && parsedMap == MAP_0F && value == 0x3A) {
                            parsedMap = MAP_0F3A;
                        } else if (parsedMap == MAP_PRIMARY && (value == 0x66 || value == 0xF2 || value == 0xF3)) {
                            parsedPrefix = value;
                        } else {
                            parsedOpcode = value;
                        }
                    } else {
                        throw new IllegalArgumentException("unknown encoding notation: " + token);
                    }
                }
            }
        }
        if (parsedOpcode < 0) {
            throw new IllegalArgumentException("no opcode");
        }
        this.map = parsedMap;
        this.opcode = parsedOpcode;
        this.opcodeHoldsRegister = parsedHoldsRegister;
        this.vex = parsedVex;
        this.vexL = parsedVexL;
        this.mandatoryPrefix = parsedPrefix;
        this.hasModRm = parsedModRm;
        this.digit = parsedDigit;
        this.fixedModRm = parsedFixed;
        this.immediates = parsedImmediates.stream().mapToInt(Integer::intValue).toArray();
        boolean memory = parsedFixed < 0 && !modIgnored && !attributes.contains("regonly");
        boolean register = true;
        boolean vvvv = false;
        boolean special = false;
        for (Operand operand : operands) {
            if (operand.slot() == Operand.Slot.RM) {
                memory &= operand.type() == Operand.Type.MEMORY || operand.type() == Operand.Type.REGISTER_OR_MEMORY;
                register &= operand.type() != Operand.Type.MEMORY;
            }
            vvvv |= operand.slot() == Operand.Slot.VEX;
            special |= operand.type() == Operand.Type.SEGMENT || operand.type() == Operand.Type.CONTROL
                    || operand.type() == Operand.Type.DEBUG;
        }
        this.allowsMemory = memory;
        this.allowsRegister = register;
        this.usesVvvv = vvvv;
        this.hasSpecialRegister = special;
    }

    static InstructionForm parse(int index, String line) {
        String[] column = line.split("\t", -1);
        if (column.length != 11) {
            throw new IllegalArgumentException(column.length + " columns instead of 11");
        }
        return new InstructionForm(index, column);
    }

    private static List<Operand> parseOperands(String text, String slots, String accesses) {
        if (text.isEmpty()) {
            return List.of();
        }
        String[] parts = text.split(", ");
        if (parts.length != slots.length() || parts.length != accesses.length()) {
            throw new IllegalArgumentException("operands " + text + " do not match " + slots + " and " + accesses);
        }
        List<Operand> result = new ArrayList<>();
        for (int i = 0; i < parts.length; i++) {
            Operand.Slot slot = switch (slots.charAt(i)) {
                case 'R' -> Operand.Slot.REG;
                case 'M' -> Operand.Slot.RM;
                case 'O' -> Operand.Slot.OPCODE;
                case 'V' -> Operand.Slot.VEX;
                case 'I' -> Operand.Slot.IMMEDIATE;
                case 'Z' -> Operand.Slot.NONE;
                default -> throw new IllegalArgumentException("unknown operand encoding: " + slots);
            };
            Operand.Access access = switch (accesses.charAt(i)) {
                case 'r' -> Operand.Access.READ;
                case 'w' -> Operand.Access.WRITE;
                case 'x' -> Operand.Access.READ_WRITE;
                case 'n' -> Operand.Access.NONE;
                default -> throw new IllegalArgumentException("unknown access: " + accesses);
            };
            result.add(Operand.parse(parts[i], slot, access));
        }
        return List.copyOf(result);
    }

    private static int flags(String column, String kind) {
        int mask = 0;
        for (String part : column.split(" ")) {
            if (part.startsWith(kind + ":")) {
                for (char letter : part.substring(2).toCharArray()) {
                    int bit = FLAG_LETTERS.indexOf(letter);
                    if (bit < 0 || letter == '.') {
                        throw new IllegalArgumentException("unknown flag letter: " + letter);
                    }
                    mask |= 1 << bit;
                }
            }
        }
        return mask;
    }

    /** Position in {@link InstructionTable#rows()}. */
    public int index() {
        return index;
    }

    /** Identifier: the SDM's form, for instance {@code "ADD r/m32, r32"}; a second encoding of the same form carries
     * its opcode in parentheses. */
    public String id() {
        return id;
    }

    /** Mnemonic in upper case. */
    public String mnemonic() {
        return mnemonic;
    }

    /** Explicit operands in assembler (Intel) order. */
    public List<Operand> operands() {
        return operands;
    }

    /** Encoding in the SDM's notation. */
    public String encoding() {
        return encoding;
    }

    /** Modes the row is valid in: 16, 32, 64 (bits of the code segment). */
    public Set<Integer> modes() {
        return modes;
    }

    /** CPUID feature flag that the processor must have, or an empty string. */
    public String cpuidFlag() {
        return cpuidFlag;
    }

    /** RFLAGS bits the instruction reads. */
    public int flagsRead() {
        return flagsRead;
    }

    /** RFLAGS bits the instruction sets to a defined value. */
    public int flagsWritten() {
        return flagsWritten;
    }

    /** RFLAGS bits that are undefined after the instruction. */
    public int flagsUndefined() {
        return flagsUndefined;
    }

    /** Whether a LOCK prefix is permitted (with a memory destination). */
    public boolean lockable() {
        return lockable;
    }

    /** Whether the row has an attribute of the table, for instance {@code "rep"}. */
    public boolean has(String attribute) {
        return attributes.contains(attribute);
    }

    /** Part of the instruction set, for instance {@code "arithmetic"}, {@code "system"} or {@code "vmx"}. */
    public String area() {
        return area;
    }

    /** What the instruction does, one line. */
    public String description() {
        return description;
    }

    @Override
    public String toString() {
        return id;
    }
}
