// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.core.tests.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

import org.eclipse.core.resources.IFile;
import org.eclipse.core.runtime.CoreException;
import org.hvdt.core.SourceIndex;
import org.hvdt.core.SourceLookup;
import org.hvdt.toolchain.ImageFormatException;
import org.hvdt.toolchain.SourceLocation;
import org.junit.jupiter.api.Test;

class SourceLookupTest {

    @Test
    void theSourceOfAnAddressIsTheWorkspaceFile() throws CoreException, ImageFormatException {
        try (TestProject test = TestProject.thinHypervisor()) {
            test.build();
            long address = test.hypervisor().program().address("VMHost").orElseThrow();
            SourceLocation location = test.hypervisor().program().location(address).orElseThrow();

            assertThat(test.hypervisor().source(location.file())).contains(test.source());
        }
    }

    @Test
    void aPathFromElsewhereIsFoundByItsLongestCommonEnding() throws CoreException {
        try (TestProject test = TestProject.thinHypervisor()) {
            IFile other = test.file("thin-hypervisor.asm");
            test.write(other, "; another file of that name\n");

            assertThat(SourceLookup.find(test.project(), Path.of("/gone/project/src/thin-hypervisor.asm")))
                    .contains(test.source());
            assertThat(SourceLookup.find(test.project(), Path.of("src/thin-hypervisor.asm"))).contains(test.source());
            assertThat(SourceLookup.find(test.project(), Path.of("/gone/nothing.asm"))).isEmpty();
        }
    }

    @Test
    void definitionsAreFoundAcrossTheFilesOfAProjectButNotInGeneratedOnes() throws CoreException {
        try (TestProject test = TestProject.thinHypervisor()) {
            test.build();

            assertThat(SourceIndex.sources(test.project())).containsExactlyInAnyOrder(test.source(),
                    test.file("src/vmx.inc"));
            assertThat(SourceIndex.find(test.project(), "VMHost").orElseThrow().file()).isEqualTo(test.source());
            assertThat(SourceIndex.find(test.project(), "GUEST_RIP").orElseThrow().file())
                    .isEqualTo(test.file("src/vmx.inc"));
            assertThat(SourceIndex.find(test.project(), "NoSuchName")).isEmpty();
        }
    }
}
