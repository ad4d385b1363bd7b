// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.core.inspect;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;

import org.hvdt.emulator.control.AddressRange;
import org.hvdt.toolchain.LineTable;
import org.hvdt.toolchain.ProgramImage;
import org.hvdt.toolchain.SourceLocation;
import org.hvdt.toolchain.Symbol;

/** What a debugger asks about the addresses of an image. Immutable. */
public final class ImageSymbols {

    private static final Comparator<Long> UNSIGNED = Long::compareUnsigned;

    private final ProgramImage program;
    /** Procedures by their first address: all code symbols but local labels. */
    private final NavigableMap<Long, Symbol> procedures = new TreeMap<>(UNSIGNED);
    /** Data by its first address: all data symbols but local labels. */
    private final NavigableMap<Long, Symbol> data = new TreeMap<>(UNSIGNED);

    /** The symbols of a program. */
    public ImageSymbols(ProgramImage program) {
        this.program = program;
        for (Symbol symbol : program.symbols().all()) {
            if (!symbol.isLocalLabel() && symbol.kind() == Symbol.Kind.CODE) {
                procedures.merge(symbol.address(), symbol, (first, second) -> second.global() ? second : first);
            } else if (!symbol.isLocalLabel() && symbol.kind() == Symbol.Kind.DATA) {
                data.merge(symbol.address(), symbol, (first, second) -> second.global() ? second : first);
            }
        }
    }

    /** The program. */
    public ProgramImage program() {
        return program;
    }

    /** An address by symbol, {@code VMHost+0x2A}; without one, in hexadecimal. */
    public String describe(long address) {
        return program.symbolize(address);
    }

    /** The source line of an address, null if not known. */
    public SourceLocation location(long address) {
        return program.location(address).orElse(null);
    }

    /** An address by symbol and source line, {@code VMHost+0x2A (entry.asm:128)}. */
    public String describeWithLine(long address) {
        return program.describe(address);
    }

    /** All addresses of the source line that an address belongs to; empty if it is not known. */
    public List<AddressRange> lineRanges(long address) {
        SourceLocation line = location(address);
        if (line == null) {
            return List.of();
        }
        List<AddressRange> ranges = new ArrayList<>();
        for (LineTable.Row row : program.lines().rows()) {
            if (row.location().equals(line)) {
                ranges.add(new AddressRange(row.start(), row.end()));
            }
        }
        return ranges;
    }

    /** Where the code of a source line, or of the next one that has some, begins; see {@link LineTable#addresses}. */
    public List<Long> addressesOf(Path file, int line) {
        return program.addresses(file, line);
    }

    /** Whether an address lies in code. Without an ELF image every address may. */
    boolean isCode(long address) {
        return program.elf().map(elf -> elf.sections().stream()
                .anyMatch(section -> section.isExecutable() && section.contains(address))).orElse(true);
    }

    /** The addresses of the procedure that contains an address, null if it belongs to none. */
    AddressRange procedure(long address) {
        return enclosing(procedures, address);
    }

    /** The name of the procedure that contains an address, empty if it belongs to none. */
    String procedureName(long address) {
        Map.Entry<Long, Symbol> procedure = isCode(address) ? procedures.floorEntry(address) : null;
        return procedure == null ? "" : procedure.getValue().name();
    }

    /** The addresses of the data that contain an address, null if it belongs to none or its end is not known. */
    AddressRange data(long address) {
        return enclosing(data, address);
    }

    private AddressRange enclosing(NavigableMap<Long, Symbol> symbols, long address) {
        Long start = symbols.floorKey(address);
        if (start == null) {
            return null;
        }
        long sectionEnd = program.elf().stream().flatMap(elf -> elf.sections().stream())
                .filter(section -> section.contains(address)).mapToLong(section -> section.address() + section.size())
                .findFirst().orElse(0);
        if (sectionEnd == 0) {
            return null;
        }
        Long next = symbols.higherKey(start);
        long end = next == null || UNSIGNED.compare(next, sectionEnd) > 0 ? sectionEnd : next;
        return UNSIGNED.compare(address, end) < 0 ? new AddressRange(start, end) : null;
    }

    /** The data of at most eight bytes: name to place, by address. */
    List<SmallVariable> smallVariables() {
        List<SmallVariable> small = new ArrayList<>();
        data.forEach((address, symbol) -> {
            AddressRange range = data(address);
            if (range != null && range.end() - range.start() <= 8 && isWritable(range.start())) {
                small.add(new SmallVariable(symbol.name(), range.start(), (int) (range.end() - range.start())));
            }
        });
        return small;
    }

    private boolean isWritable(long address) {
        return program.elf().stream().flatMap(elf -> elf.sections().stream())
                .anyMatch(section -> section.isWritable() && section.contains(address));
    }

    /**
     * A variable that fits a register.
     *
     * @param name the symbol
     * @param address linear
     * @param size 1 to 8 bytes
     */
    record SmallVariable(String name, long address, int size) {
    }

    /** {@link #evaluate(String, Function)} without registers. */
    public Long evaluate(String expression) {
        return evaluate(expression, name -> null);
    }

    /**
     * What an expression means: a number, a name, or a sum or difference of such.
     *
     * @param names value of a name that is not a symbol, null if it is none
     * @return its value, null if it means nothing
     */
    public Long evaluate(String expression, Function<String, Long> names) {
        String rest = expression.strip();
        long sum = 0;
        boolean negative = false;
        while (true) {
            int end = 0;
            while (end < rest.length() && rest.charAt(end) != '+' && rest.charAt(end) != '-') {
                end++;
            }
            Long term = term(rest.substring(0, end).strip(), names);
            if (term == null) {
                return null;
            }
            sum += negative ? -term : term;
            if (end == rest.length()) {
                return sum;
            }
            negative = rest.charAt(end) == '-';
            rest = rest.substring(end + 1);
        }
    }

    private Long term(String text, Function<String, Long> names) {
        if (text.isEmpty()) {
            return null;
        }
        OptionalLong symbol = program.address(text);
        if (symbol.isPresent()) {
            return symbol.getAsLong();
        }
        Long named = names.apply(text);
        if (named != null) {
            return named;
        }
        try {
            return Numbers.parse(text);
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }
}
