// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.cpu;

import java.util.HashMap;
import java.util.Map;

/**
 * Where CPUID reports a feature flag (SDM volume 2, CPUID).
 *
 * @param leaf EAX
 * @param subleaf ECX
 * @param register 0 EAX, 1 EBX, 2 ECX, 3 EDX
 * @param bit bit number
 */
record CpuFeature(int leaf, int subleaf, int register, int bit) {

    private static final int EAX = 0;
    private static final int EBX = 1;
    private static final int ECX = 2;
    private static final int EDX = 3;

    private static final Map<String, CpuFeature> FEATURES = features();

    private static Map<String, CpuFeature> features() {
        Map<String, CpuFeature> map = new HashMap<>();
        put(map, 1, EDX, "FPU 0 VME 1 DE 2 PSE 3 TSC 4 MSR 5 PAE 6 MCE 7 CX8 8 APIC 9 SEP 11 MTRR 12 PGE 13 MCA 14"
                + " CMOV 15 PAT 16 PSE36 17 CLFSH 19 MMX 23 FXSR 24 SSE 25 SSE2 26");
        put(map, 1, ECX, "SSE3 0 PCLMULQDQ 1 MONITOR 3 VMX 5 SMX 6 SSSE3 9 FMA 12 CX16 13 PDCM 15 PCID 17 SSE4_1 19"
                + " SSE4_2 20 X2APIC 21 MOVBE 22 POPCNT 23 TSC_DEADLINE 24"
                + " AES 25 XSAVE 26 AVX 28 F16C 29 RDRAND 30 HYPERVISOR 31");
        put(map, 7, EBX, "FSGSBASE 0 TSC_ADJUST 1 BMI1 3 HLE 4 AVX2 5 SMEP 7 BMI2 8 ERMS 9 INVPCID 10 RTM 11 RDSEED 18"
                + " ADX 19 SMAP 20 CLFLUSHOPT 23 CLWB 24 SHA 29");
        put(map, 7, ECX, "UMIP 2 PKU 3 WAITPKG 5 GFNI 8 VAES 9 LA57 16 RDPID 22 CLDEMOTE 25 MOVDIRI 27 MOVDIR64B 28");
        put(map, 7, EDX, "SERIALIZE 14");
        put(map, 0x8000_0001, EDX, "SYSCALL 11 NX 20 PDPE1GB 26 RDTSCP 27 LM 29");
        put(map, 0x8000_0001, ECX, "LAHF64 0 LZCNT 5 PREFETCHW 8");
        map.put("XSAVEOPT", new CpuFeature(0xD, 1, EAX, 0));
        map.put("XSAVEC", new CpuFeature(0xD, 1, EAX, 1));
        map.put("XSAVES", new CpuFeature(0xD, 1, EAX, 3));
        return map;
    }

    private static void put(Map<String, CpuFeature> map, int leaf, int register, String list) {
        String[] words = list.split(" ");
        for (int i = 0; i < words.length; i += 2) {
            map.put(words[i], new CpuFeature(leaf, 0, register, Integer.parseInt(words[i + 1])));
        }
    }

    /**
     * The place of a flag.
     *
     * @throws IllegalArgumentException if the flag's name is unknown
     */
    static CpuFeature of(String flag) {
        CpuFeature feature = FEATURES.get(flag);
        if (feature == null) {
            throw new IllegalArgumentException("Unknown CPUID feature flag " + flag);
        }
        return feature;
    }

    /** Whether a model reports the flag. */
    boolean in(CpuModel model) {
        return (model.cpuid(leaf, subleaf)[register] >>> bit & 1) != 0;
    }
}
