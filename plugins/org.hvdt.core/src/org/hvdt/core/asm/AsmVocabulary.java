// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.core.asm;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.hvdt.emulator.isa.InstructionForm;
import org.hvdt.emulator.isa.InstructionTable;

/**
 * The words of the language: the instructions of the emulator's table, and registers, directives and keywords from the
 * data file {@code words.tsv}.
 */
public final class AsmVocabulary {

    private static final class Holder {
        static final AsmVocabulary INSTANCE = new AsmVocabulary();
    }

    private final Map<String, AsmWord> words = new TreeMap<>();

    private AsmVocabulary() {
        readWords("words.tsv");
        readInstructions();
    }

    /** The one vocabulary; it is read on first use. */
    public static AsmVocabulary get() {
        return Holder.INSTANCE;
    }

    /**
     * The word of that spelling.
     *
     * @param spelling in any case
     */
    public Optional<AsmWord> find(String spelling) {
        return Optional.ofNullable(words.get(spelling.toLowerCase(Locale.ROOT)));
    }

    /** All words, in alphabetical order. */
    public Collection<AsmWord> words() {
        return Collections.unmodifiableCollection(words.values());
    }

    private void readWords(String resource) {
        try (InputStream in = AsmVocabulary.class.getResourceAsStream(resource);
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            String line;
            while ((line = reader.readLine()) != null) {
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                String[] column = line.split("\t", -1);
                AsmWord.Kind kind = AsmWord.Kind.valueOf(column[0]);
                for (String text : column[1].split(" ")) {
                    words.put(text, new AsmWord(kind, text, column[2], List.of()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + resource, e);
        }
    }

    /** One word per mnemonic; its description is that of the first row, as the SDM's page title describes them all. */
    private void readInstructions() {
        Map<String, List<InstructionForm>> byMnemonic = new HashMap<>();
        for (InstructionForm form : InstructionTable.rows()) {
            byMnemonic.computeIfAbsent(form.mnemonic().toLowerCase(Locale.ROOT), key -> new ArrayList<>()).add(form);
        }
        byMnemonic.forEach((mnemonic, forms) -> words.put(mnemonic, new AsmWord(AsmWord.Kind.INSTRUCTION, mnemonic,
                forms.get(0).description(), forms.stream().map(InstructionForm::id).distinct().toList())));
    }
}
