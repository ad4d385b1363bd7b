// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.isa;

import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;

/**
 * Writes instructions in NASM syntax, so that NASM assembles the text to an instruction of the same meaning; to the
 * same bytes where the encoding is the one NASM would choose.
 */
public final class Formatter {

    private static final String[] REGISTERS_64 = {"rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9",
        "r10", "r11", "r12", "r13", "r14", "r15"};
    private static final String[] REGISTERS_32 = {"eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi", "r8d",
        "r9d", "r10d", "r11d", "r12d", "r13d", "r14d", "r15d"};
    private static final String[] REGISTERS_16 = {"ax", "cx", "dx", "bx", "sp", "bp", "si", "di", "r8w", "r9w",
        "r10w", "r11w", "r12w", "r13w", "r14w", "r15w"};
    private static final String[] REGISTERS_8 = {"al", "cl", "dl", "bl", "spl", "bpl", "sil", "dil", "r8b", "r9b",
        "r10b", "r11b", "r12b", "r13b", "r14b", "r15b"};
    private static final String[] HIGH_BYTES = {"ah", "ch", "dh", "bh"};
    private static final String[] SEGMENTS = {"es", "cs", "ss", "ds", "fs", "gs"};

    private Formatter() {
    }

    /**
     * The instruction in NASM syntax, branch targets and RIP-relative addresses as numbers.
     *
     * @param instruction the instruction
     * @param address its address (RIP)
     */
    public static String format(Instruction instruction, long address) {
        return format(instruction, address, target -> null);
    }

    /**
     * The instruction in NASM syntax.
     *
     * @param instruction the instruction
     * @param address its address (RIP)
     * @param symbols name for a branch target or RIP-relative address, null if it has none
     */
    public static String format(Instruction instruction, long address, LongFunction<String> symbols) {
        StringBuilder text = new StringBuilder();
        InstructionForm form = instruction.form();
        prefixes(instruction, text);
        text.append(mnemonic(instruction));
        String separator = " ";
        for (Operand operand : operandsInOrder(instruction)) {
            if (isHint(form) && operand.slot() == Operand.Slot.REG) {
                continue;
            }
            text.append(separator);
            separator = ", ";
            operand(instruction, operand, address, symbols, text);
        }
        if (form.mnemonic().startsWith("LOOP") && instruction.addressSize() != defaultAddressSize(instruction)) {
            text.append(", ").append(register(1, instruction.addressSize() * 8, true));
        }
        return text.toString();
    }

    /**
     * Name of a general-purpose register.
     *
     * @param number 0 to 15
     * @param bits 8, 16, 32 or 64
     * @param rex whether byte registers 4 to 7 are SPL, BPL, SIL, DIL instead of AH, CH, DH, BH
     */
    public static String register(int number, int bits, boolean rex) {
        return switch (bits) {
            case 8 -> !rex && number >= 4 && number < 8 ? HIGH_BYTES[number - 4] : REGISTERS_8[number];
            case 16 -> REGISTERS_16[number];
            case 32 -> REGISTERS_32[number];
            default -> REGISTERS_64[number];
        };
    }

    /** Reserved no-operation forms that NASM names by opcode and ModRM.reg. */
    private static boolean isHint(InstructionForm form) {
        return form.mnemonic().equals("NOP") && form.operands().size() == 2 && form.opcode >= 0x18;
    }

    private static List<Operand> operandsInOrder(Instruction instruction) {
        List<Operand> operands = instruction.form().operands();
        boolean exchange = instruction.form().mnemonic().equals("XCHG") && !instruction.memory()
                && instruction.rm() != 0
                && operands.get(0).slot() == Operand.Slot.RM;
        // The operands of XCHG are equal; NASM takes the first for ModRM.reg, and the accumulator comes first.
        return exchange ? operands.reversed() : operands;
    }

    private static int defaultAddressSize(Instruction instruction) {
        return instruction.mode() / 8;
    }

    private static void prefixes(Instruction instruction, StringBuilder text) {
        InstructionForm form = instruction.form();
        if (instruction.lock()) {
            text.append("lock ");
        }
        if (instruction.repeat() == 0xF2) {
            text.append("repne ");
        } else if (instruction.repeat() == 0xF3) {
            text.append(form.has("repe") ? "repe " : "rep ");
        }
        boolean implied = form.has("usesaddress") && !form.mnemonic().startsWith("LOOP");
        if ((implied || instruction.base() == Instruction.RIP)
                && instruction.addressSize() != defaultAddressSize(instruction)) {
            text.append('a').append(instruction.addressSize() * 8).append(' ');
        }
        boolean explicit = instruction.memory() || form.operands().stream()
                .anyMatch(operand -> operand.type() == Operand.Type.OFFSET);
        if (instruction.segmentOverride() != Instruction.NONE && !explicit) {
            text.append(SEGMENTS[instruction.segmentOverride()]).append(' ');
        }
        if (form.sizeMatch == InstructionForm.SizeMatch.ANY && form.fixedSize == 0
                && instruction.operandSize() != defaultOperandSize(instruction)
                && !form.id().equals("PUSH imm8")) {
            text.append('o').append(instruction.operandSize() * 8).append(' ');
        }
    }

    private static int defaultOperandSize(Instruction instruction) {
        InstructionForm form = instruction.form();
        return switch (instruction.mode()) {
            case 16 -> 2;
            case 32 -> 4;
            default -> form.default64 || form.force64 ? 8 : 4;
        };
    }

    private static String mnemonic(Instruction instruction) {
        InstructionForm form = instruction.form();
        String name = form.mnemonic().toLowerCase(Locale.ROOT);
        if (isHint(form)) {
            return "hint_nop" + ((form.opcode - 0x18) * 8 + (instruction.reg() & 7));
        }
        if (instruction.mode() != 16) {
            switch (name) {
                case "iret", "pushf", "popf", "pusha", "popa" -> {
                    return name + "w";
                }
                default -> {
                    return name;
                }
            }
        }
        return name;
    }

    private static void operand(Instruction instruction, Operand operand, long address, LongFunction<String> symbols,
            StringBuilder text) {
        switch (operand.type()) {
            case REGISTER, REGISTER_OR_MEMORY, MEMORY -> {
                if (operand.slot() == Operand.Slot.RM && instruction.memory()) {
                    memory(instruction, operand, address, symbols, text);
                } else {
                    int number = switch (operand.slot()) {
                        case RM -> instruction.rm();
                        case VEX -> instruction.vvvv();
                        default -> instruction.reg();
                    };
                    if (operand.isXmm()) {
                        text.append("xmm").append(number);
                    } else if (operand.isMmx()) {
                        text.append("mm").append(number & 7);
                    } else {
                        text.append(register(number, operand.registerBits(), instruction.rex()));
                    }
                }
            }
            case IMMEDIATE -> immediate(instruction, operand, text);
            case RELATIVE -> target(instruction, operand, address, symbols, text);
            case FAR_POINTER -> {
                if (instruction.operandSize() != defaultOperandSize(instruction)) {
                    text.append(instruction.operandSize() == 2 ? "word " : "dword ");
                }
                text.append(hex(instruction.immediate2())).append(':').append(hex(instruction.immediate()));
            }
            case OFFSET -> {
                text.append('[');
                if (instruction.addressSize() != defaultAddressSize(instruction) || instruction.addressSize() == 8) {
                    text.append(keyword(instruction.addressSize() * 8)).append(' ');
                }
                if (instruction.segmentOverride() != Instruction.NONE) {
                    text.append(SEGMENTS[instruction.segmentOverride()]).append(':');
                }
                text.append(hex(instruction.displacement())).append(']');
            }
            case SEGMENT -> text.append(SEGMENTS[instruction.reg()]);
            case CONTROL -> text.append("cr").append(instruction.reg());
            case DEBUG -> text.append("dr").append(instruction.reg());
            case FIXED -> text.append(operand.text().toLowerCase(Locale.ROOT));
        }
    }

    private static void immediate(Instruction instruction, Operand operand, StringBuilder text) {
        InstructionForm form = instruction.form();
        boolean second = form.operands().stream().filter(o -> o.type() == Operand.Type.IMMEDIATE).findFirst()
                .orElse(operand) != operand;
        long value = second ? instruction.immediate2() : instruction.immediate();
        int bits = operand.registerBits();
        if (form.unsignedImmediate) {
            text.append(hex(value));
            return;
        }
        if (form.mnemonic().equals("PUSH")) {
            if (instruction.operandSize() == 2 && instruction.mode() != 16) {
                text.append("word ");
            } else if (instruction.operandSize() == 4 && instruction.mode() == 16) {
                text.append("dword ");
            }
        }
        int width = form.has("default64") || form.has("force64") ? 64 : instruction.operandSize() * 8;
        if (form.mnemonic().equals("MOV") && width == 64 && !instruction.memory()) {
            if (bits == 64 && (value == (int) value || value >>> 32 == 0)) {
                text.append("strict qword ");
            } else if (bits == 32 && value >= 0) {
                text.append("strict dword ");
            }
        }
        // NASM shortens immediates that fit a sign-extended byte: these look the same in both forms.
        if (bits < width || width > 8 && value < 0 && value == (byte) value) {
            text.append(value < 0 ? "-" + hex(-value) : hex(value));
        } else {
            text.append(hex(bits == 64 ? value : value & (1L << bits) - 1));
        }
    }

    private static void target(Instruction instruction, Operand operand, long address, LongFunction<String> symbols,
            StringBuilder text) {
        InstructionForm form = instruction.form();
        long target = branchTarget(instruction, address);
        if (operand.registerBits() != 8) {
            boolean natural = instruction.mode() == 16 ? operand.registerBits() == 16 : operand.registerBits() == 32;
            long distance = target - (address + 2);
            if (!form.mnemonic().equals("CALL") && (!natural || distance == (byte) distance)) {
                text.append("near ");
            }
            if (!natural) {
                text.append(keyword(operand.registerBits())).append(' ');
            }
        }
        String symbol = symbols.apply(target);
        text.append(symbol != null ? symbol : hex(target));
    }

    /**
     * Where a relative branch goes.
     *
     * @param instruction an instruction whose first operand is relative
     * @param address its address
     * @return the offset in the code segment
     */
    public static long branchTarget(Instruction instruction, long address) {
        long target = address + instruction.length() + instruction.immediate();
        return switch (instruction.operandSize()) {
            case 2 -> target & 0xFFFF;
            case 4 -> target & 0xFFFFFFFFL;
            default -> target;
        };
    }

    private static void memory(Instruction instruction, Operand operand, long address, LongFunction<String> symbols,
            StringBuilder text) {
        size(instruction, operand, text);
        text.append('[');
        boolean registers = instruction.base() != Instruction.NONE || instruction.index() != Instruction.NONE;
        int bits = instruction.addressSize() * 8;
        if (!registers && instruction.addressSize() != defaultAddressSize(instruction)) {
            text.append(keyword(bits)).append(' ');
        }
        if (instruction.mode() == 64 && !registers) {
            text.append("abs ");
        }
        if (instruction.base() == Instruction.RIP) {
            text.append("rel ");
        } else if (instruction.base() == Instruction.NONE && registers && instruction.scale() < 2) {
            text.append("nosplit ");
        }
        if (instruction.segmentOverride() != Instruction.NONE) {
            text.append(SEGMENTS[instruction.segmentOverride()]).append(':');
        }
        if (instruction.base() == Instruction.RIP) {
            long target = address + instruction.length() + instruction.displacement();
            if (bits == 32) {
                target &= 0xFFFFFFFFL;
            }
            String symbol = symbols.apply(target);
            text.append(symbol != null ? symbol : hex(target)).append(']');
            return;
        }
        if (instruction.base() != Instruction.NONE) {
            text.append(register(instruction.base(), bits, true));
        }
        if (instruction.index() != Instruction.NONE) {
            if (instruction.base() != Instruction.NONE) {
                text.append('+');
            }
            text.append(register(instruction.index(), bits, true));
            if (bits != 16) {
                text.append('*').append(1 << instruction.scale());
            }
        }
        long displacement = instruction.displacement();
        if (!registers) {
            text.append(hex(bits == 64 ? displacement : displacement & (1L << bits) - 1));
        } else if (displacement < 0) {
            text.append('-').append(hex(-displacement));
        } else if (displacement > 0) {
            text.append('+').append(hex(displacement));
        }
        text.append(']');
    }

    /** Writes the size of a memory operand where the other operands do not imply it. */
    private static void size(Instruction instruction, Operand operand, StringBuilder text) {
        InstructionForm form = instruction.form();
        if (operand.text().startsWith("m16:") && form.has("far")) {
            text.append("far ").append(keyword(Integer.parseInt(operand.text().substring(4)))).append(' ');
            return;
        }
        int bits = operand.memoryBits();
        boolean alwaysImplied = operand.type() == Operand.Type.MEMORY
                && (operand.access() == Operand.Access.NONE || form.area().equals("vmx"));
        // NASM gives these no size, or the wrong one.
        boolean unsized = operand.isMmx() && bits == 32 || form.mnemonic().equals("CMPSD") && operand.isXmm();
        if (bits == 0 || bits > 64 || alwaysImplied || unsized) {
            return;
        }
        boolean varies = switch (form.mnemonic()) {
            case "MOVZX", "MOVSX", "CRC32" -> true;
            default -> isHint(form);
        };
        for (Operand other : form.operands()) {
            if (!varies && other != operand && other.registerBits() == bits && (other.type() == Operand.Type.REGISTER
                    || other.type() == Operand.Type.FIXED && other.slot() == Operand.Slot.NONE
                            && !other.text().equals("CL"))) {
                return;
            }
        }
        text.append(keyword(bits)).append(' ');
    }

    private static String keyword(int bits) {
        return switch (bits) {
            case 8 -> "byte";
            case 16 -> "word";
            case 32 -> "dword";
            default -> "qword";
        };
    }

    private static String hex(long value) {
        return value >= 0 && value < 10 ? Long.toString(value) : "0x" + Long.toHexString(value);
    }
}
