// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

import java.util.function.LongUnaryOperator;

import org.hvdt.emulator.isa.Instruction;
import org.hvdt.emulator.isa.InstructionForm;
import org.hvdt.emulator.isa.InstructionTable;

/**
 * Moves, integer and bitwise operations on MMX and XMM registers (SDM volume 1, chapters 9 to 12). The arithmetic of
 * floating-point numbers is in {@link SseFloatExecutors}.
 */
public final class SseExecutors {

    private SseExecutors() {
    }

    /** Binds the executors. */
    public static void register(Executors.Registry r) {
        for (InstructionForm form : InstructionTable.rows()) {
            String area = form.area();
            if (area.equals("sse") || area.equals("mmx")) {
                Executor executor = byMnemonic(form, area.equals("mmx"));
                if (executor != null) {
                    r.bind(form.id(), executor);
                }
            }
        }
        moves(r);
        mmxMoves(r);
        elements(r);
        supplemental(r);
        state(r);
    }

    // ---- operations that a table of functions gives

    private static Executor byMnemonic(InstructionForm form, boolean mmx) {
        String name = form.mnemonic();
        PackedIntegers.Operation operation = PackedIntegers.ELEMENTWISE.get(name);
        if (operation != null) {
            return mmx ? mmx(operation) : xmm(operation);
        }
        PackedIntegers.Operation shift = PackedIntegers.SHIFTS.get(name);
        if (shift != null) {
            boolean constant = form.id().endsWith("imm8");
            return constant ? mmx ? mmxShiftByConstant(shift) : shiftByConstant(shift)
                    : mmx ? mmx(shift) : shift(shift);
        }
        LongUnaryOperator halving = PackedIntegers.HALVING.get(name);
        if (halving != null) {
            return mmx ? mmx((a, b) -> halving.applyAsLong(a) | halving.applyAsLong(b) << 32) : halving(halving);
        }
        return switch (name) {
        case "PUNPCKLBW" -> interleave(8, false, mmx, form);
        case "PUNPCKLWD" -> interleave(16, false, mmx, form);
        case "PUNPCKLDQ", "UNPCKLPS" -> interleave(32, false, mmx, form);
        case "PUNPCKHBW" -> interleave(8, true, mmx, form);
        case "PUNPCKHWD" -> interleave(16, true, mmx, form);
        case "PUNPCKHDQ", "UNPCKHPS" -> interleave(32, true, mmx, form);
        case "PUNPCKLQDQ", "UNPCKLPD" -> (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            VectorRegisters.load128(cpu, i, true);
            VectorRegisters.set(cpu, i.reg(), VectorRegisters.low(cpu, i.reg()), cpu.operandLow);
        };
        case "PUNPCKHQDQ", "UNPCKHPD" -> (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            VectorRegisters.load128(cpu, i, true);
            VectorRegisters.set(cpu, i.reg(), VectorRegisters.high(cpu, i.reg()), cpu.operandHigh);
        };
        default -> null;
        };
    }

    private static Executor mmx(PackedIntegers.Operation operation) {
        return (cpu, i) -> {
            VectorRegisters.checkMmx(cpu);
            long source = VectorRegisters.loadMmx(cpu, i);
            VectorRegisters.setMmx(cpu, i.reg(), operation.apply(VectorRegisters.mmx(cpu, i.reg()), source));
        };
    }

    private static Executor xmm(PackedIntegers.Operation operation) {
        return (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            VectorRegisters.load128(cpu, i, true);
            VectorRegisters.set(cpu, i.reg(), operation.apply(VectorRegisters.low(cpu, i.reg()), cpu.operandLow),
                    operation.apply(VectorRegisters.high(cpu, i.reg()), cpu.operandHigh));
        };
    }

    private static Executor shift(PackedIntegers.Operation shift) {
        return (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            VectorRegisters.load128(cpu, i, true);
            VectorRegisters.set(cpu, i.reg(), shift.apply(VectorRegisters.low(cpu, i.reg()), cpu.operandLow),
                    shift.apply(VectorRegisters.high(cpu, i.reg()), cpu.operandLow));
        };
    }

    private static Executor shiftByConstant(PackedIntegers.Operation shift) {
        return (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            VectorRegisters.set(cpu, i.rm(), shift.apply(VectorRegisters.low(cpu, i.rm()), i.immediate()),
                    shift.apply(VectorRegisters.high(cpu, i.rm()), i.immediate()));
        };
    }

    private static Executor mmxShiftByConstant(PackedIntegers.Operation shift) {
        return (cpu, i) -> {
            VectorRegisters.checkMmx(cpu);
            VectorRegisters.setMmx(cpu, i.rm(), shift.apply(VectorRegisters.mmx(cpu, i.rm()), i.immediate()));
        };
    }

    private static Executor halving(LongUnaryOperator half) {
        return (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            VectorRegisters.load128(cpu, i, true);
            VectorRegisters.set(cpu, i.reg(), half.applyAsLong(VectorRegisters.low(cpu, i.reg()))
                    | half.applyAsLong(VectorRegisters.high(cpu, i.reg())) << 32,
                    half.applyAsLong(cpu.operandLow) | half.applyAsLong(cpu.operandHigh) << 32);
        };
    }

    private static Executor interleave(int bits, boolean upper, boolean mmx, InstructionForm form) {
        PackedIntegers.Operation join = PackedIntegers.INTERLEAVE.get(bits);
        if (mmx) {
            boolean narrow = form.id().endsWith("m32");
            return (cpu, i) -> {
                VectorRegisters.checkMmx(cpu);
                long source = !i.memory() ? VectorRegisters.mmx(cpu, i.rm())
                        : narrow ? cpu.read32(i.segment(), cpu.effectiveAddress(i))
                        : cpu.read64(i.segment(), cpu.effectiveAddress(i));
                long first = VectorRegisters.mmx(cpu, i.reg());
                VectorRegisters.setMmx(cpu, i.reg(),
                        upper ? join.apply(first >>> 32, source >>> 32) : join.apply(first, source));
            };
        }
        return (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            VectorRegisters.load128(cpu, i, true);
            long first = upper ? VectorRegisters.high(cpu, i.reg()) : VectorRegisters.low(cpu, i.reg());
            long second = upper ? cpu.operandHigh : cpu.operandLow;
            VectorRegisters.set(cpu, i.reg(), join.apply(first, second), join.apply(first >>> 32, second >>> 32));
        };
    }

    // ---- moves

    private static void moves(Executors.Registry r) {
        for (String name : new String[] {"MOVAPS", "MOVAPD", "MOVDQA", "MOVUPS", "MOVUPD", "MOVDQU"}) {
            boolean aligned = name.contains("A");
            r.bind(name + " xmm, xmm/m128", (cpu, i) -> {
                VectorRegisters.checkSse(cpu);
                VectorRegisters.load128(cpu, i, aligned);
                VectorRegisters.set(cpu, i.reg(), cpu.operandLow, cpu.operandHigh);
            });
            r.bind(name + " xmm/m128, xmm", (cpu, i) -> {
                VectorRegisters.checkSse(cpu);
                long low = VectorRegisters.low(cpu, i.reg());
                long high = VectorRegisters.high(cpu, i.reg());
                if (i.memory()) {
                    VectorRegisters.store128(cpu, i, aligned, low, high);
                } else {
                    VectorRegisters.set(cpu, i.rm(), low, high);
                }
            });
        }
        for (String name : new String[] {"MOVNTPS", "MOVNTPD", "MOVNTDQ"}) {
            r.bind(name, (cpu, i) -> {
                VectorRegisters.checkSse(cpu);
                VectorRegisters.store128(cpu, i, true, VectorRegisters.low(cpu, i.reg()),
                        VectorRegisters.high(cpu, i.reg()));
            });
        }
        for (String form : new String[] {"MOVNTDQA xmm, m128", "LDDQU xmm, m128"}) {
            boolean aligned = form.startsWith("MOV");
            r.bind(form, (cpu, i) -> {
                VectorRegisters.checkSse(cpu);
                VectorRegisters.load128(cpu, i, aligned);
                VectorRegisters.set(cpu, i.reg(), cpu.operandLow, cpu.operandHigh);
            });
        }
        r.bind("MOVSS xmm, xmm", (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            setSingle(cpu, i.reg(), (int) VectorRegisters.low(cpu, i.rm()));
        });
        r.bind("MOVSS xmm, m32", (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            VectorRegisters.set(cpu, i.reg(), VectorRegisters.load32(cpu, i) & 0xFFFFFFFFL, 0);
        });
        r.bind("MOVSS xmm/m32, xmm", (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            int value = (int) VectorRegisters.low(cpu, i.reg());
            if (i.memory()) {
                cpu.write32(i.segment(), cpu.effectiveAddress(i), value);
            } else {
                setSingle(cpu, i.rm(), value);
            }
        });
        r.bind("MOVSD xmm, xmm", (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            VectorRegisters.setLow(cpu, i.reg(), VectorRegisters.low(cpu, i.rm()));
        });
        r.bind("MOVSD xmm, m64", SseExecutors::loadQuadword);
        r.bind("MOVQ xmm, xmm/m64", SseExecutors::loadQuadword);
        r.bind("MOVSD xmm/m64, xmm", (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            long value = VectorRegisters.low(cpu, i.reg());
            if (i.memory()) {
                cpu.write64(i.segment(), cpu.effectiveAddress(i), value);
            } else {
                VectorRegisters.setLow(cpu, i.rm(), value);
            }
        });
        r.bind("MOVQ xmm/m64, xmm", (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            long value = VectorRegisters.low(cpu, i.reg());
            if (i.memory()) {
                cpu.write64(i.segment(), cpu.effectiveAddress(i), value);
            } else {
                VectorRegisters.set(cpu, i.rm(), value, 0);
            }
        });
        for (String type : new String[] {"PS", "PD"}) {
            r.bind("MOVL" + type + " xmm, m64", (cpu, i) -> {
                VectorRegisters.checkSse(cpu);
                VectorRegisters.setLow(cpu, i.reg(), VectorRegisters.load64(cpu, i));
            });
            r.bind("MOVH" + type + " xmm, m64", (cpu, i) -> {
                VectorRegisters.checkSse(cpu);
                VectorRegisters.set(cpu, i.reg(), VectorRegisters.low(cpu, i.reg()), VectorRegisters.load64(cpu, i));
            });
            r.bind("MOVL" + type + " m64, xmm", (cpu, i) -> {
                VectorRegisters.checkSse(cpu);
                cpu.write64(i.segment(), cpu.effectiveAddress(i), VectorRegisters.low(cpu, i.reg()));
            });
            r.bind("MOVH" + type + " m64, xmm", (cpu, i) -> {
                VectorRegisters.checkSse(cpu);
                cpu.write64(i.segment(), cpu.effectiveAddress(i), VectorRegisters.high(cpu, i.reg()));
            });
        }
        r.bind("MOVHLPS", (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            VectorRegisters.setLow(cpu, i.reg(), VectorRegisters.high(cpu, i.rm()));
        });
        r.bind("MOVLHPS", (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            VectorRegisters.set(cpu, i.reg(), VectorRegisters.low(cpu, i.reg()), VectorRegisters.low(cpu, i.rm()));
        });
        r.bind("MOVMSKPS", (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            long low = VectorRegisters.low(cpu, i.rm());
            long high = VectorRegisters.high(cpu, i.rm());
            cpu.gpr[i.reg()] = low >>> 31 & 1 | low >>> 63 << 1 | (high >>> 31 & 1) << 2 | high >>> 63 << 3;
        });
        r.bind("MOVMSKPD", (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            cpu.gpr[i.reg()] = VectorRegisters.low(cpu, i.rm()) >>> 63 | VectorRegisters.high(cpu, i.rm()) >>> 63 << 1;
        });
        for (String size : new String[] {"MOVD", "MOVQ"}) {
            String operand = size.equals("MOVD") ? "r/m32" : "r/m64";
            r.bind(size + " xmm, " + operand, (cpu, i) -> {
                VectorRegisters.checkSse(cpu);
                VectorRegisters.set(cpu, i.reg(), Operands.rm(cpu, i), 0);
            });
            r.bind(size + " " + operand + ", xmm", (cpu, i) -> {
                VectorRegisters.checkSse(cpu);
                Operands.setRm(cpu, i, VectorRegisters.low(cpu, i.reg()));
            });
            r.bind(size + " mm, " + operand, (cpu, i) -> {
                VectorRegisters.checkMmx(cpu);
                VectorRegisters.setMmx(cpu, i.reg(), Operands.rm(cpu, i));
            });
            r.bind(size + " " + operand + ", mm", (cpu, i) -> {
                VectorRegisters.checkMmx(cpu);
                Operands.setRm(cpu, i, VectorRegisters.mmx(cpu, i.reg()));
                VectorRegisters.useMmx(cpu);
            });
        }
        r.bind("MASKMOVDQU", (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            storeMasked(cpu, i, VectorRegisters.low(cpu, i.reg()), VectorRegisters.low(cpu, i.rm()), 0);
            storeMasked(cpu, i, VectorRegisters.high(cpu, i.reg()), VectorRegisters.high(cpu, i.rm()), 8);
        });
    }

    private static void loadQuadword(Processor cpu, Instruction i) {
        VectorRegisters.checkSse(cpu);
        VectorRegisters.set(cpu, i.reg(), VectorRegisters.load64(cpu, i), 0);
    }

    private static void setSingle(Processor cpu, int register, int value) {
        VectorRegisters.setLow(cpu, register, VectorRegisters.low(cpu, register) >>> 32 << 32 | value & 0xFFFFFFFFL);
    }

    private static void storeMasked(Processor cpu, Instruction i, long value, long mask, int first) {
        for (int n = 0; n < 8; n++) {
            if ((mask >>> 8 * n + 7 & 1) != 0) {
                cpu.write8(i.segment(), cpu.gpr[Processor.RDI] + first + n & i.addressMask(), (int) (value >>> 8 * n));
            }
        }
    }

    private static void mmxMoves(Executors.Registry r) {
        r.bind("MOVQ mm, mm/m64", (cpu, i) -> {
            VectorRegisters.checkMmx(cpu);
            VectorRegisters.setMmx(cpu, i.reg(), VectorRegisters.loadMmx(cpu, i));
        });
        r.bind("MOVQ mm/m64, mm", (cpu, i) -> {
            VectorRegisters.checkMmx(cpu);
            long value = VectorRegisters.mmx(cpu, i.reg());
            if (i.memory()) {
                cpu.write64(i.segment(), cpu.effectiveAddress(i), value);
                VectorRegisters.useMmx(cpu);
            } else {
                VectorRegisters.setMmx(cpu, i.rm(), value);
            }
        });
        r.bind("MOVNTQ", (cpu, i) -> {
            VectorRegisters.checkMmx(cpu);
            cpu.write64(i.segment(), cpu.effectiveAddress(i), VectorRegisters.mmx(cpu, i.reg()));
            VectorRegisters.useMmx(cpu);
        });
        r.bind("MOVQ2DQ", (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            VectorRegisters.checkMmx(cpu);
            VectorRegisters.set(cpu, i.reg(), VectorRegisters.mmx(cpu, i.rm()), 0);
            VectorRegisters.useMmx(cpu);
        });
        r.bind("MOVDQ2Q", (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            VectorRegisters.checkMmx(cpu);
            VectorRegisters.setMmx(cpu, i.reg(), VectorRegisters.low(cpu, i.rm()));
        });
        r.bind("MASKMOVQ", (cpu, i) -> {
            VectorRegisters.checkMmx(cpu);
            storeMasked(cpu, i, VectorRegisters.mmx(cpu, i.reg()), VectorRegisters.mmx(cpu, i.rm()), 0);
            VectorRegisters.useMmx(cpu);
        });
        r.bind("EMMS", (cpu, i) -> {
            VectorRegisters.checkMmx(cpu);
            cpu.x87StatusWord &= ~0x3800;
            cpu.x87Used = 0;
        });
    }

    // ---- selecting elements

    private static long shuffleWords(long a, long order) {
        return a >>> 16 * (order & 3) & 0xFFFF | (a >>> 16 * (order >> 2 & 3) & 0xFFFF) << 16
                | (a >>> 16 * (order >> 4 & 3) & 0xFFFF) << 32 | (a >>> 16 * (order >> 6 & 3) & 0xFFFF) << 48;
    }

    private static long doubleword(long low, long high, long number) {
        return ((number & 2) == 0 ? low : high) >>> 32 * (number & 1) & 0xFFFFFFFFL;
    }

    private static void elements(Executors.Registry r) {
        r.bind("PSHUFW", (cpu, i) -> {
            VectorRegisters.checkMmx(cpu);
            VectorRegisters.setMmx(cpu, i.reg(), shuffleWords(VectorRegisters.loadMmx(cpu, i), i.immediate()));
        });
        r.bind("PSHUFLW", (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            VectorRegisters.load128(cpu, i, true);
            VectorRegisters.set(cpu, i.reg(), shuffleWords(cpu.operandLow, i.immediate()), cpu.operandHigh);
        });
        r.bind("PSHUFHW", (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            VectorRegisters.load128(cpu, i, true);
            VectorRegisters.set(cpu, i.reg(), cpu.operandLow, shuffleWords(cpu.operandHigh, i.immediate()));
        });
        r.bind("PSHUFD", (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            VectorRegisters.load128(cpu, i, true);
            long low = cpu.operandLow;
            long high = cpu.operandHigh;
            long order = i.immediate();
            VectorRegisters.set(cpu, i.reg(), doubleword(low, high, order) | doubleword(low, high, order >> 2) << 32,
                    doubleword(low, high, order >> 4) | doubleword(low, high, order >> 6) << 32);
        });
        r.bind("SHUFPS", (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            VectorRegisters.load128(cpu, i, true);
            long low = VectorRegisters.low(cpu, i.reg());
            long high = VectorRegisters.high(cpu, i.reg());
            long order = i.immediate();
            VectorRegisters.set(cpu, i.reg(), doubleword(low, high, order) | doubleword(low, high, order >> 2) << 32,
                    doubleword(cpu.operandLow, cpu.operandHigh, order >> 4)
                            | doubleword(cpu.operandLow, cpu.operandHigh, order >> 6) << 32);
        });
        r.bind("SHUFPD", (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            VectorRegisters.load128(cpu, i, true);
            long first = (i.immediate() & 1) == 0 ? VectorRegisters.low(cpu, i.reg())
                    : VectorRegisters.high(cpu, i.reg());
            VectorRegisters.set(cpu, i.reg(), first, (i.immediate() & 2) == 0 ? cpu.operandLow : cpu.operandHigh);
        });
        r.bind("PSLLDQ", (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            int bits = (int) Math.min(16, i.immediate()) * 8;
            long low = VectorRegisters.low(cpu, i.rm());
            long high = VectorRegisters.high(cpu, i.rm());
            VectorRegisters.set(cpu, i.rm(), bits >= 64 ? 0 : low << bits, bits == 0 ? high : bits >= 128 ? 0
                    : bits >= 64 ? low << bits - 64 : high << bits | low >>> 64 - bits);
        });
        r.bind("PSRLDQ", (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            int bits = (int) Math.min(16, i.immediate()) * 8;
            long low = VectorRegisters.low(cpu, i.rm());
            long high = VectorRegisters.high(cpu, i.rm());
            VectorRegisters.set(cpu, i.rm(), bits == 0 ? low : bits >= 128 ? 0
                    : bits >= 64 ? high >>> bits - 64 : low >>> bits | high << 64 - bits,
                    bits >= 64 ? 0 : high >>> bits);
        });
        r.bind("PMOVMSKB r32, mm", (cpu, i) -> {
            VectorRegisters.checkMmx(cpu);
            cpu.gpr[i.reg()] = byteSigns(VectorRegisters.mmx(cpu, i.rm()));
            VectorRegisters.useMmx(cpu);
        });
        r.bind("PMOVMSKB r32, xmm", (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            cpu.gpr[i.reg()] = byteSigns(VectorRegisters.low(cpu, i.rm()))
                    | byteSigns(VectorRegisters.high(cpu, i.rm())) << 8;
        });
        r.bind("PINSRW mm, r32/m16, imm8", (cpu, i) -> {
            VectorRegisters.checkMmx(cpu);
            long value = Operands.rm16(cpu, i);
            VectorRegisters.setMmx(cpu, i.reg(), insertWord(VectorRegisters.mmx(cpu, i.reg()), i.immediate(), value));
        });
        r.bind("PINSRW xmm, r32/m16, imm8", (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            int at = (i.reg() << 2) + (int) (i.immediate() >> 2 & 1);
            long value = Operands.rm16(cpu, i);
            cpu.vector[at] = insertWord(cpu.vector[at], i.immediate(), value);
        });
        r.bind("PEXTRW r32, mm, imm8", (cpu, i) -> {
            VectorRegisters.checkMmx(cpu);
            cpu.gpr[i.reg()] = VectorRegisters.mmx(cpu, i.rm()) >>> 16 * (i.immediate() & 3) & 0xFFFF;
            VectorRegisters.useMmx(cpu);
        });
        r.bind("PEXTRW r32, xmm, imm8", (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            cpu.gpr[i.reg()] = cpu.vector[(i.rm() << 2) + (int) (i.immediate() >> 2 & 1)]
                    >>> 16 * (i.immediate() & 3) & 0xFFFF;
        });
    }

    /** Eight bytes of 16, selected by the bytes of an order; zero where a byte of the order is negative. */
    private static long shuffleBytes(long low, long high, long order) {
        long result = 0;
        for (int at = 0; at < 64; at += 8) {
            int from = (int) (order >>> at);
            if ((from & 0x80) == 0) {
                result |= (((from & 8) == 0 ? low : high) >>> 8 * (from & 7) & 0xFF) << at;
            }
        }
        return result;
    }

    /** 64 bits of four quadwords, lowest first, from a byte on. */
    private static long window(long q0, long q1, long q2, long q3, int first) {
        int number = first >> 3;
        int shift = 8 * (first & 7);
        long lower = quadword(q0, q1, q2, q3, number);
        return shift == 0 ? lower : lower >>> shift | quadword(q0, q1, q2, q3, number + 1) << 64 - shift;
    }

    private static long quadword(long q0, long q1, long q2, long q3, int number) {
        return switch (number) {
        case 0 -> q0;
        case 1 -> q1;
        case 2 -> q2;
        case 3 -> q3;
        default -> 0;
        };
    }

    private static void supplemental(Executors.Registry r) {
        r.bind("PSHUFB mm, mm/m64", mmx((a, b) -> shuffleBytes(a, a, b)));
        r.bind("PSHUFB xmm, xmm/m128", (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            VectorRegisters.load128(cpu, i, true);
            long low = VectorRegisters.low(cpu, i.reg());
            long high = VectorRegisters.high(cpu, i.reg());
            VectorRegisters.set(cpu, i.reg(), shuffleBytes(low, high, cpu.operandLow),
                    shuffleBytes(low, high, cpu.operandHigh));
        });
        r.bind("PALIGNR mm, mm/m64, imm8", (cpu, i) -> {
            VectorRegisters.checkMmx(cpu);
            long source = VectorRegisters.loadMmx(cpu, i);
            VectorRegisters.setMmx(cpu, i.reg(),
                    window(source, VectorRegisters.mmx(cpu, i.reg()), 0, 0, (int) i.immediate()));
        });
        r.bind("PALIGNR xmm, xmm/m128, imm8", (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            VectorRegisters.load128(cpu, i, true);
            long low = VectorRegisters.low(cpu, i.reg());
            long high = VectorRegisters.high(cpu, i.reg());
            int first = (int) i.immediate();
            VectorRegisters.set(cpu, i.reg(), window(cpu.operandLow, cpu.operandHigh, low, high, first),
                    window(cpu.operandLow, cpu.operandHigh, low, high, first + 8));
        });
    }

    private static long byteSigns(long value) {
        long signs = 0;
        for (int n = 0; n < 8; n++) {
            signs |= (value >>> 8 * n + 7 & 1) << n;
        }
        return signs;
    }

    private static long insertWord(long value, long number, long word) {
        int shift = 16 * (int) (number & 3);
        return value & ~(0xFFFFL << shift) | word << shift;
    }

    // ---- MXCSR, FXSAVE, FXRSTOR

    /** Bits of MXCSR that software may set. */
    private static final int MXCSR_MASK = 0xFFFF;
    private static final int IMAGE = 512;

    private static void state(Executors.Registry r) {
        r.bind("LDMXCSR", (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            int value = cpu.read32(i.segment(), cpu.effectiveAddress(i));
            if ((value & ~MXCSR_MASK) != 0) {
                throw cpu.fault(Vector.GP, 0);
            }
            cpu.mxcsr = value;
        });
        r.bind("STMXCSR", (cpu, i) -> {
            VectorRegisters.checkSse(cpu);
            cpu.write32(i.segment(), cpu.effectiveAddress(i), cpu.mxcsr);
        });
        r.bind("FXSAVE", SseExecutors::save);
        r.bind("FXSAVE64", SseExecutors::save);
        r.bind("FXRSTOR", SseExecutors::restore);
        r.bind("FXRSTOR64", SseExecutors::restore);
    }

    private static long image(Processor cpu, Instruction i) {
        if ((cpu.cr0 & (ControlBits.CR0_EM | ControlBits.CR0_TS)) != 0) {
            throw cpu.fault(Vector.NM);
        }
        long offset = cpu.effectiveAddress(i);
        VectorRegisters.checkAlignment(cpu, i.segment(), offset);
        return offset;
    }

    private static void save(Processor cpu, Instruction i) {
        int segment = i.segment();
        long mask = i.addressMask();
        long at = image(cpu, i);
        VectorRegisters.checkWritable(cpu, segment, at, IMAGE, mask);
        boolean wide = i.operandSize() == 8;
        cpu.write64(segment, at, cpu.x87ControlWord | (cpu.x87StatusWord & 0xFFFFL) << 16
                | (long) cpu.x87Used << 32 | (long) (cpu.x87Opcode & 0x7FF) << 48);
        long selectors = wide ? -1 : 0xFFFF_FFFF_FFFFL;
        cpu.write64(segment, at + 8 & mask, cpu.x87InstructionPointer & selectors);
        cpu.write64(segment, at + 16 & mask, cpu.x87DataPointer & selectors);
        cpu.write64(segment, at + 24 & mask, cpu.mxcsr & 0xFFFFFFFFL | (long) MXCSR_MASK << 32);
        int top = cpu.x87StatusWord >> 11 & 7;
        for (int n = 0; n < 8; n++) {
            cpu.write64(segment, at + 32 + 16 * n & mask, cpu.x87Significand[top + n & 7]);
            cpu.write64(segment, at + 40 + 16 * n & mask, cpu.x87SignExponent[top + n & 7]);
        }
        for (int n = 0; n < (cpu.mode() == 64 ? 16 : 8); n++) {
            cpu.write64(segment, at + 160 + 16 * n & mask, VectorRegisters.low(cpu, n));
            cpu.write64(segment, at + 168 + 16 * n & mask, VectorRegisters.high(cpu, n));
        }
    }

    private static void restore(Processor cpu, Instruction i) {
        int segment = i.segment();
        long mask = i.addressMask();
        long at = image(cpu, i);
        cpu.read8(segment, at);
        // Whatever can fault comes before the first change.
        cpu.read8(segment, at + IMAGE - 1 & mask);
        int newMxcsr = cpu.read32(segment, at + 24 & mask);
        if ((newMxcsr & ~MXCSR_MASK) != 0) {
            throw cpu.fault(Vector.GP, 0);
        }
        long words = cpu.read64(segment, at);
        cpu.x87ControlWord = (int) words & 0x1F7F | 0x40;
        cpu.x87Used = (int) (words >>> 32) & 0xFF;
        cpu.x87Opcode = (int) (words >>> 48) & 0x7FF;
        boolean pending = (words >>> 16 & ~cpu.x87ControlWord & 0x3F) != 0;
        cpu.x87StatusWord = (int) (words >>> 16) & 0x7F7F | (pending ? 0x8080 : 0);
        long selectors = i.operandSize() == 8 ? -1 : 0xFFFF_FFFF_FFFFL;
        cpu.x87InstructionPointer = cpu.read64(segment, at + 8 & mask) & selectors;
        cpu.x87DataPointer = cpu.read64(segment, at + 16 & mask) & selectors;
        cpu.mxcsr = newMxcsr;
        int top = cpu.x87StatusWord >> 11 & 7;
        for (int n = 0; n < 8; n++) {
            cpu.x87Significand[top + n & 7] = cpu.read64(segment, at + 32 + 16 * n & mask);
            cpu.x87SignExponent[top + n & 7] = cpu.read16(segment, at + 40 + 16 * n & mask);
        }
        for (int n = 0; n < (cpu.mode() == 64 ? 16 : 8); n++) {
            VectorRegisters.set(cpu, n, cpu.read64(segment, at + 160 + 16 * n & mask),
                    cpu.read64(segment, at + 168 + 16 * n & mask));
        }
    }
}
