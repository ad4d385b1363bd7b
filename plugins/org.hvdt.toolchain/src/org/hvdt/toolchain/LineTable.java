// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.toolchain;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which address belongs to which source line. Made from the rows of the debug information; ranges of compilation units
 * play no part, as those of NASM are wrong. Immutable, quick to query.
 */
public final class LineTable {

    /** A table without lines. */
    public static final LineTable EMPTY = new LineTable(List.of());

    /**
     * A run of machine code that belongs to one source line.
     *
     * @param start the first address
     * @param end the address behind the last one
     * @param location the line
     * @param statement whether {@code start} is a good place for a breakpoint
     */
    public record Row(long start, long end, SourceLocation location, boolean statement) {
    }

    private final Row[] rows;
    /** Per file, per line: the start addresses of its statements in ascending order. */
    private final Map<Path, TreeMap<Integer, TreeSet<Long>>> statements = new HashMap<>();

    /** A table of the given rows; rows that are empty are dropped. */
    public LineTable(Collection<Row> collection) {
        rows = collection.stream().filter(row -> row.start() != row.end())
                .sorted(Comparator.comparing(Row::start, Long::compareUnsigned)).toArray(Row[]::new);
        Row previous = null;
        for (Row row : rows) {
            boolean continues = previous != null && previous.end() == row.start()
                    && previous.location().equals(row.location());
            if (row.statement() && !continues) {
                statements.computeIfAbsent(row.location().file(), file -> new TreeMap<>())
                        .computeIfAbsent(row.location().line(), line -> new TreeSet<>(Long::compareUnsigned))
                        .add(row.start());
            }
            previous = row;
        }
    }

    /** All rows by ascending address. */
    public List<Row> rows() {
        return List.of(rows);
    }

    /** The source files with code, sorted. */
    public List<Path> files() {
        return Arrays.stream(rows).map(row -> row.location().file()).distinct().sorted().toList();
    }

    /** The row that contains an address. */
    public Optional<Row> row(long address) {
        int low = 0;
        int high = rows.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(rows[middle].start(), address) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if (low == 0) {
            return Optional.empty();
        }
        Row row = rows[low - 1];
        return Long.compareUnsigned(address, row.end()) < 0 ? Optional.of(row) : Optional.empty();
    }

    /** The source line of an address. */
    public Optional<SourceLocation> find(long address) {
        return row(address).map(Row::location);
    }

    /**
     * Where to put breakpoints for a source line: the addresses at which its code begins (several for a macro or an
     * included file that is used more than once). If the line has no code, those of the next line of that file that
     * has some.
     *
     * @param file the file; compared as an absolute, normalised path, then with symbolic links resolved
     * @param line the line, 1 or greater
     * @return ascending addresses; empty if there is no code at or after that line, or the file is unknown
     */
    public List<Long> addresses(Path file, int line) {
        TreeMap<Integer, TreeSet<Long>> lines = linesOf(file);
        if (lines == null) {
            return List.of();
        }
        Map.Entry<Integer, TreeSet<Long>> entry = lines.ceilingEntry(line);
        return entry == null ? List.of() : new ArrayList<>(entry.getValue());
    }

    /**
     * The line on which a breakpoint for a line really lies: the line itself, or the next one with code.
     *
     * @return the location, empty if there is no code at or after that line, or the file is unknown
     */
    public Optional<SourceLocation> resolve(Path file, int line) {
        TreeMap<Integer, TreeSet<Long>> lines = linesOf(file);
        Integer found = lines == null ? null : lines.ceilingKey(line);
        return found == null ? Optional.empty() : Optional.of(new SourceLocation(file, found));
    }

    private TreeMap<Integer, TreeSet<Long>> linesOf(Path file) {
        TreeMap<Integer, TreeSet<Long>> lines = statements.get(file.toAbsolutePath().normalize());
        if (lines != null) {
            return lines;
        }
        Path real = real(file);
        for (Map.Entry<Path, TreeMap<Integer, TreeSet<Long>>> entry : statements.entrySet()) {
            if (real.equals(real(entry.getKey()))) {
                return entry.getValue();
            }
        }
        return null;
    }

    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (java.io.IOException e) {
            return file.toAbsolutePath().normalize();   // a file that is gone is compared by its name
        }
    }
}
