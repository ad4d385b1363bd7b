// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.core.tests.asm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.hvdt.core.asm.AsmScanner;
import org.hvdt.core.asm.AsmToken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AsmScannerTest {

    private static List<String> scan(String line) {
        return AsmScanner.scan(line).stream().map(t -> t.kind() + " " + t.in(line)).toList();
    }

    @Test
    void anInstructionHasMnemonicRegistersNumbersAndNames() {
        assertThat(scan("    mov     rax, [rbx + 8*rcx + Table]")).containsExactly("MNEMONIC mov", "REGISTER rax",
                "REGISTER rbx", "NUMBER 8", "REGISTER rcx", "NAME Table");
    }

    @Test
    void aNameWithColonAtTheStartIsALabel() {
        assertThat(scan("VMHost: push rax")).containsExactly("LABEL VMHost", "MNEMONIC push", "REGISTER rax");
        assertThat(scan(".next:")).containsExactly("LABEL .next");
        assertThat(scan("%%text:")).containsExactly("LABEL %%text");
    }

    @Test
    void aNameBeforeADataDefinitionIsALabelWithoutColon() {
        assertThat(scan("COM1 equ 0x3F8")).containsExactly("LABEL COM1", "DIRECTIVE equ", "NUMBER 0x3F8");
        assertThat(scan("buffer resb 64")).containsExactly("LABEL buffer", "DIRECTIVE resb", "NUMBER 64");
    }

    @Test
    void aSemicolonStartsACommentButNotInsideAString() {
        assertThat(scan("  ret ; done")).containsExactly("MNEMONIC ret", "COMMENT ; done");
        assertThat(scan("db 'a;b', \"c;d\"")).containsExactly("DIRECTIVE db", "STRING 'a;b'", "STRING \"c;d\"");
    }

    @Test
    void aCommentEndsBeforeTheLineDelimiter() {
        assertThat(scan("; text\r\n")).containsExactly("COMMENT ; text");
    }

    @Test
    void aStringThatIsNotClosedEndsWithTheLine() {
        assertThat(scan("db \"open\n")).containsExactly("DIRECTIVE db", "STRING \"open");
    }

    @Test
    void aPrefixMayStandBeforeTheMnemonic() {
        assertThat(scan("rep movsb")).containsExactly("MNEMONIC rep", "MNEMONIC movsb");
        assertThat(scan("times 8 nop")).containsExactly("MNEMONIC times", "NUMBER 8", "MNEMONIC nop");
    }

    @Test
    void preprocessorDirectivesAndParametersStandOut() {
        assertThat(scan("%macro VmWrite 2")).containsExactly("PREPROCESSOR %macro", "NAME VmWrite", "NUMBER 2");
        assertThat(scan("    mov rax, %2")).containsExactly("MNEMONIC mov", "REGISTER rax", "PREPROCESSOR %2");
        assertThat(scan("    dd %{1}h")).containsExactly("DIRECTIVE dd", "PREPROCESSOR %{1}", "NAME h");
    }

    @Test
    void anOperandKeywordIsADirective() {
        assertThat(scan("mov dword [rel Flag], 1")).containsExactly("MNEMONIC mov", "DIRECTIVE dword",
                "DIRECTIVE rel", "NAME Flag", "NUMBER 1");
    }

    @Test
    void mnemonicsAreFoundInUpperAndLowerCase() {
        assertThat(scan("VMLAUNCH")).containsExactly("MNEMONIC VMLAUNCH");
        assertThat(scan("vmlaunch")).containsExactly("MNEMONIC vmlaunch");
    }

    @Test
    void aWordInMixedCaseIsTheNameOfAMacro() {
        assertThat(scan("    VmWrite GUEST_RIP, rax")).containsExactly("NAME VmWrite", "NAME GUEST_RIP",
                "REGISTER rax");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0x1F", "1Fh", "0b1010", "1010b", "$0FF", "0q17", "1_000_000"})
    void everyNotationOfNumbersIsANumber(String number) {
        assertThat(scan("dq " + number)).containsExactly("DIRECTIVE dq", "NUMBER " + number);
    }

    @Test
    void binaryJunkGivesTokensInOrderWithinTheText() {
        StringBuilder junk = new StringBuilder();
        for (int i = 0; i < 2000; i++) {
            junk.append((char) (i * 7919 % 700));
        }
        int last = 0;
        for (AsmToken token : AsmScanner.scan(junk)) {
            assertThat(token.offset()).isGreaterThanOrEqualTo(last);
            assertThat(token.length()).isPositive();
            last = token.end();
        }
        assertThat(last).isLessThanOrEqualTo(junk.length());
    }
}
