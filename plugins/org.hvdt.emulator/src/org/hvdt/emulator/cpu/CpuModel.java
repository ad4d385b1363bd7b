// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A CPU model: CPUID leaves and VMX capability MSRs, read from a data file {@code models/NAME.cpuid}. The files'
 * header describes the notation.
 */
public final class CpuModel {

    /** Name of the model that is used when none is named. */
    public static final String DEFAULT = "skylake";

    private static final List<String> NAMES = List.of("penryn", "haswell", "skylake", "icelake", "max");

    private final String name;
    private final String description;
    /** Leaf and sub-leaf (high and low 32 bits) to EAX, EBX, ECX, EDX. */
    private final Map<Long, int[]> leaves = new HashMap<>();
    /** Whether a leaf has sub-leaves. */
    private final Map<Integer, Boolean> indexed = new HashMap<>();
    private final Map<Integer, Long> msrs = new HashMap<>();
    private final int maxBasicLeaf;
    private final int maxExtendedLeaf;

    private CpuModel(String name, BufferedReader reader) throws IOException {
        this.name = name;
        String text = "";
        int number = 0;
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            number++;
            String content = line.contains("#") ? line.substring(0, line.indexOf('#')) : line;
            if (content.isBlank()) {
                continue;
            }
            String[] word = content.trim().split("\\s+");
            try {
                switch (word[0]) {
                case "description" -> text = content.trim().substring(word[0].length()).trim();
                case "cpuid" -> {
                    int leaf = hex32(word[1]);
                    boolean hasSubleaf = !word[2].equals("-");
                    int subleaf = hasSubleaf ? hex32(word[2]) : 0;
                    indexed.put(leaf, hasSubleaf);
                    leaves.put((long) leaf << 32 | subleaf & 0xFFFF_FFFFL,
                            new int[] {hex32(word[3]), hex32(word[4]), hex32(word[5]), hex32(word[6])});
                }
                case "msr" -> msrs.put(hex32(word[1]), Long.parseUnsignedLong(word[2].replace("_", ""), 16));
                default -> throw new IllegalArgumentException("unknown keyword " + word[0]);
                }
            } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
                throw new IllegalArgumentException("models/" + name + ".cpuid line " + number + ": " + e.getMessage(),
                        e);
            }
        }
        description = text;
        maxBasicLeaf = leaves.containsKey(0L) ? leaves.get(0L)[0] : 0;
        int[] extended = leaves.get(0x8000_0000L << 32);
        maxExtendedLeaf = extended == null ? 0 : extended[0];
    }

    private static int hex32(String word) {
        return Integer.parseUnsignedInt(word, 16);
    }

    /** Names of all models, oldest first. */
    public static List<String> names() {
        return NAMES;
    }

    /**
     * Loads a model.
     *
     * @param name one of {@link #names()}, or {@code "default"}
     * @throws IllegalArgumentException if there is no such model
     */
    public static CpuModel load(String name) {
        String file = name.equals("default") ? DEFAULT : name;
        if (!NAMES.contains(file)) {
            throw new IllegalArgumentException("Unknown CPU model '" + name + "'. Known models: "
                    + String.join(", ", NAMES));
        }
        try (InputStream stream = CpuModel.class.getResourceAsStream("models/" + file + ".cpuid")) {
            if (stream == null) {
                throw new IllegalStateException("models/" + file + ".cpuid is missing from the program");
            }
            return new CpuModel(file, new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The model's name. */
    public String name() {
        return name;
    }

    /** One line about the model. */
    public String description() {
        return description;
    }

    /** Bit 31 of a leaf number tells extended leaves from basic ones. */
    private int effectiveLeaf(int leaf) {
        boolean extended = leaf < 0;
        int max = extended ? maxExtendedLeaf : maxBasicLeaf;
        // A leaf above the maximum gives the data of the highest basic leaf (SDM volume 2, CPUID).
        return extended && leaf > max || !extended && leaf > max ? maxBasicLeaf : leaf;
    }

    /**
     * What CPUID returns for a leaf, before the bits that mirror processor state are put in.
     *
     * @param leaf EAX
     * @param subleaf ECX
     * @return EAX, EBX, ECX, EDX; must not be changed
     */
    public int[] cpuid(int leaf, int subleaf) {
        int effective = effectiveLeaf(leaf);
        int sub = Boolean.TRUE.equals(indexed.get(effective)) ? subleaf : 0;
        int[] values = leaves.get((long) effective << 32 | sub & 0xFFFF_FFFFL);
        return values == null ? new int[4] : values;
    }

    /** Family, model and stepping: CPUID.01H:EAX. */
    public int signature() {
        return cpuid(1, 0)[0];
    }

    /** MAXPHYADDR: CPUID.80000008H:EAX[7:0]. */
    public int physicalAddressBits() {
        int bits = maxExtendedLeaf < 0x8000_0008 ? 0 : cpuid(0x8000_0008, 0)[0] & 0xFF;
        return bits == 0 ? 36 : bits;
    }

    /** Whether 1-GiB pages are supported: CPUID.80000001H:EDX[26]. */
    public boolean gigabytePages() {
        return (cpuid(0x8000_0001, 0)[3] >>> 26 & 1) != 0;
    }

    /**
     * The value of a read-only MSR that the model defines, in particular the VMX capability MSRs.
     *
     * @return the value, or {@code fallback} if the model does not define it
     */
    public long msr(int index, long fallback) {
        return msrs.getOrDefault(index, fallback);
    }

    /** Whether the model defines an MSR. */
    public boolean definesMsr(int index) {
        return msrs.containsKey(index);
    }

    /** Whether the model has a CPUID feature flag of the instruction table, for instance {@code "BMI1"}. */
    public boolean hasFeature(String flag) {
        return CpuFeature.of(flag).in(this);
    }
}
