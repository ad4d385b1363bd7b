// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.isa;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The instruction table: the rows of {@code instructions.tsv} and {@code instructions-sse.tsv} in their order. The
 * header comment of the first documents the columns. Decoder, formatter, executors, completion and documentation all use
 * these rows.
 */
public final class InstructionTable {

    private static final List<InstructionForm> ROWS = read("instructions.tsv", "instructions-sse.tsv");
    private static final Map<String, InstructionForm> BY_ID = index(ROWS);

    private InstructionTable() {
    }

    /** All rows; the list index of a row is its {@link InstructionForm#index()}. */
    public static List<InstructionForm> rows() {
        return ROWS;
    }

    /**
     * The row with an identifier.
     *
     * @param id for instance {@code "ADD r/m32, r32"}
     * @return the row, or null if there is none
     */
    public static InstructionForm byId(String id) {
        return BY_ID.get(id);
    }

    private static List<InstructionForm> read(String... resources) {
        List<InstructionForm> rows = new ArrayList<>();
        for (String resource : resources) {
            read(resource, rows);
        }
        return List.copyOf(rows);
    }

    private static void read(String resource, List<InstructionForm> rows) {
        try (InputStream in = InstructionTable.class.getResourceAsStream(resource);
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            String line;
            int number = 0;
            while ((line = reader.readLine()) != null) {
                number++;
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                try {
                    rows.add(InstructionForm.parse(rows.size(), line));
                } catch (IllegalArgumentException e) {
                    throw new IllegalStateException(resource + ":" + number + ": " + e.getMessage(), e);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + resource, e);
        }
    }

    private static Map<String, InstructionForm> index(List<InstructionForm> rows) {
        Map<String, InstructionForm> byId = new HashMap<>();
        for (InstructionForm row : rows) {
            if (byId.put(row.id(), row) != null) {
                throw new IllegalStateException("two rows are named " + row.id());
            }
        }
        return byId;
    }
}
