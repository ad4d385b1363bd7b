// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.toolchain.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;

import org.hvdt.toolchain.Diagnostic;
import org.hvdt.toolchain.Severity;
import org.hvdt.toolchain.ld.LdMessages;
import org.hvdt.toolchain.nasm.Nasm;
import org.hvdt.toolchain.nasm.NasmMessages;
import org.junit.jupiter.api.Test;

class MessagesTest {

    private static final Path FOLDER = Path.of("/project");

    @Test
    void anErrorOfNasmHasFileAndLine() {
        assertThat(nasm("src/err.asm:2: error: invalid combination of opcode and operands")).containsExactly(
                new Diagnostic(Severity.ERROR, Path.of("/project/src/err.asm"), 2, 0,
                        "invalid combination of opcode and operands"));
    }

    @Test
    void aWarningOfNasmIsAWarning() {
        assertThat(nasm("/a b/ü.asm:13: warning: byte data exceeds bounds [-w+number-overflow]")).containsExactly(
                new Diagnostic(Severity.WARNING, Path.of("/a b/ü.asm"), 13, 0,
                        "byte data exceeds bounds [-w+number-overflow]"));
    }

    @Test
    void theMacroBehindAnErrorIsAnExplanation() {
        assertThat(nasm("x.asm:6: ... from macro `M' defined here")).containsExactly(
                new Diagnostic(Severity.INFO, Path.of("/project/x.asm"), 6, 0, "... from macro `M' defined here"));
    }

    @Test
    void fatalAndPanicAreErrors() {
        assertThat(nasm("f.asm:1: fatal: die", "f.asm:9: panic: assertion failed")).extracting(Diagnostic::severity)
                .containsExactly(Severity.ERROR, Severity.ERROR);
    }

    @Test
    void aMessageOfNasmWithoutPlaceHasNone() {
        assertThat(nasm("nasm: fatal: unable to open input file `nonexist.asm' No such file or directory"))
                .containsExactly(Diagnostic.error(
                        "unable to open input file `nonexist.asm' No such file or directory"));
    }

    @Test
    void otherLinesOfNasmAreNoMessages() {
        assertThat(nasm("", "NASM version 2.16.01", "just text")).isEmpty();
    }

    @Test
    void anUndefinedReferenceHasFileAndLine() {
        assertThat(ld("ld: l.o: in function `_start':",
                "/p/l.asm:5: undefined reference to `ext'", "ld: /p/l.asm:6: undefined reference to `ext2'"))
                .containsExactly(
                        new Diagnostic(Severity.ERROR, Path.of("/p/l.asm"), 5, 0, "undefined reference to `ext'"),
                        new Diagnostic(Severity.ERROR, Path.of("/p/l.asm"), 6, 0, "undefined reference to `ext2'"));
    }

    @Test
    void anOffsetInASectionBelongsToTheMessage() {
        assertThat(ld("l.asm:(.text+0x1): undefined reference to `ext'")).containsExactly(new Diagnostic(
                Severity.ERROR, Path.of("/project/l.asm"), 0, 0, "undefined reference to `ext' at (.text+0x1)"));
        assertThat(ld("/p/l.asm:8:(.text+0xb): relocation truncated to fit: R_X86_64_PC8 against undefined symbol "
                + "`ext'")).containsExactly(new Diagnostic(Severity.ERROR, Path.of("/p/l.asm"), 8, 0,
                        "relocation truncated to fit: R_X86_64_PC8 against undefined symbol `ext'"));
    }

    @Test
    void messagesOfLdWithoutPlaceHaveNone() {
        assertThat(ld("ld: warning: cannot find entry symbol Entry; defaulting to 0000000000100000"))
                .containsExactly(new Diagnostic(Severity.WARNING, null, 0, 0,
                        "cannot find entry symbol Entry; defaulting to 0000000000100000"));
        assertThat(ld("ld: cannot find none.o: No such file or directory")).containsExactly(
                Diagnostic.error("cannot find none.o: No such file or directory"));
    }

    @Test
    void aMistakeInTheLinkerScriptHasItsLine() {
        assertThat(ld("ld:link.ld:7: syntax error")).containsExactly(
                new Diagnostic(Severity.ERROR, Path.of("/project/link.ld"), 7, 0, "syntax error"));
    }

    @Test
    void aMultipleDefinitionIsAnError() {
        assertThat(ld("/usr/bin/x86_64-linux-gnu-ld: m.o: in function `_start':",
                "/usr/bin/x86_64-linux-gnu-ld: /p/l.asm:5: multiple definition of `_start'; l.o:/p/l.asm:5: "
                        + "first defined here")).containsExactly(new Diagnostic(Severity.ERROR, Path.of("/p/l.asm"), 5,
                                0, "multiple definition of `_start'; l.o:/p/l.asm:5: first defined here"));
    }

    @Test
    void aDiagnosticReadsAsCompilersWriteIt() {
        assertThat(new Diagnostic(Severity.ERROR, Path.of("/p/a.asm"), 3, 7, "wrong"))
                .hasToString("/p/a.asm:3:7: error: wrong");
        assertThat(Diagnostic.error("wrong")).hasToString("error: wrong");
    }

    @Test
    void dependenciesMayHaveBlanksAndSeveralLines() {
        assertThat(Nasm.readDependencies(List.of("object : /my\\ project/ü.asm \\", "  /my\\ project/vmx.inc \\",
                "  part$$.inc"), FOLDER)).containsExactly(Path.of("/my project/ü.asm"),
                        Path.of("/my project/vmx.inc"), Path.of("/project/part$.inc"));
    }

    private static List<Diagnostic> nasm(String... lines) {
        return NasmMessages.parse(List.of(lines), FOLDER);
    }

    private static List<Diagnostic> ld(String... lines) {
        return LdMessages.parse(List.of(lines), FOLDER);
    }
}
