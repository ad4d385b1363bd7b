// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.core.tests.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;

import org.eclipse.core.resources.IFile;
import org.eclipse.core.resources.IMarker;
import org.eclipse.core.resources.IncrementalProjectBuilder;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.NullProgressMonitor;
import org.eclipse.core.runtime.OperationCanceledException;
import org.hvdt.core.HypervisorProject;
import org.hvdt.toolchain.ImageFormatException;
import org.junit.jupiter.api.Test;

class ProjectBuildTest {

    private static final String WRONG_LINE = "    mov rax, NoSuchLabel\n";

    @Test
    void buildingMakesTheImageInADerivedFolder() throws CoreException, ImageFormatException {
        try (TestProject test = TestProject.thinHypervisor()) {
            test.build();

            HypervisorProject hypervisor = test.hypervisor();
            assertThat(test.problems()).isEmpty();
            assertThat(hypervisor.state()).isEqualTo(HypervisorProject.State.READY);
            assertThat(hypervisor.imageFile().exists()).isTrue();
            assertThat(hypervisor.outputFolder().isDerived()).isTrue();
            assertThat(hypervisor.program().address("VMHost")).isPresent();
        }
    }

    @Test
    void anErrorIsMarkedAtItsFileAndLineAndGoesWhenItIsFixed() throws CoreException {
        try (TestProject test = TestProject.thinHypervisor()) {
            String good = test.read(test.source());
            int line = (int) good.substring(0, good.indexOf("VMHost:\n")).lines().count() + 2;
            test.write(test.source(), good.replace("VMHost:\n", "VMHost:\n" + WRONG_LINE));
            test.build();

            assertThat(test.problems()).hasSize(1);
            IMarker marker = test.problems().get(0);
            assertThat(marker.getResource()).isEqualTo(test.source());
            assertThat(marker.getAttribute(IMarker.LINE_NUMBER, 0)).isEqualTo(line);
            assertThat(marker.getAttribute(IMarker.SEVERITY, -1)).isEqualTo(IMarker.SEVERITY_ERROR);
            assertThat(marker.getAttribute(IMarker.MESSAGE, "")).contains("NoSuchLabel");
            assertThat(test.hypervisor().state()).isEqualTo(HypervisorProject.State.ERRORS);
            assertThat(test.hypervisor().image()).doesNotExist();

            test.write(test.source(), good);
            test.build();

            assertThat(test.problems()).isEmpty();
            assertThat(test.hypervisor().state()).isEqualTo(HypervisorProject.State.READY);
        }
    }

    @Test
    void anErrorInAnIncludedFileIsMarkedThere() throws CoreException {
        try (TestProject test = TestProject.thinHypervisor()) {
            IFile include = test.file("src/vmx.inc");
            test.write(include, test.read(include) + "\n" + WRONG_LINE);
            test.build();

            assertThat(test.problems()).isNotEmpty()
                    .anySatisfy(marker -> assertThat(marker.getResource()).isEqualTo(include));
        }
    }

    @Test
    void whatTheLinkerMissesIsMarked() throws CoreException {
        try (TestProject test = TestProject.thinHypervisor()) {
            String good = test.read(test.source());
            test.write(test.source(), good.replace("VMHost:\n", "extern Elsewhere\nVMHost:\n    call Elsewhere\n"));
            test.build();

            assertThat(test.problems()).extracting(marker -> marker.getAttribute(IMarker.MESSAGE, ""))
                    .anyMatch(message -> message.contains("Elsewhere"));
        }
    }

    @Test
    void aBuildWithoutChangesLeavesTheImageAlone() throws CoreException, IOException {
        try (TestProject test = TestProject.thinHypervisor()) {
            test.build();
            FileTime built = Files.getLastModifiedTime(test.hypervisor().image());

            assertThat(test.hypervisor().build(new NullProgressMonitor()))
                    .isEqualTo(HypervisorProject.State.READY);

            assertThat(Files.getLastModifiedTime(test.hypervisor().image())).isEqualTo(built);
        }
    }

    @Test
    void aChangeOfAnIncludedFileRebuildsWhatIncludesIt() throws CoreException, IOException {
        try (TestProject test = TestProject.thinHypervisor()) {
            test.build();
            Path object = test.hypervisor().image().resolveSibling("thin-hypervisor.o");
            FileTime built = Files.getLastModifiedTime(object);
            IFile include = test.file("src/vmx.inc");
            test.write(include, test.read(include) + "\n; changed\n");

            test.build();

            assertThat(Files.getLastModifiedTime(object)).isGreaterThan(built);
        }
    }

    @Test
    void cleaningTakesAwayImageAndMarkers() throws CoreException {
        try (TestProject test = TestProject.thinHypervisor()) {
            test.build();
            assertThat(test.hypervisor().outputFolder().exists()).isTrue();

            test.clean();

            assertThat(test.hypervisor().outputFolder().exists()).isFalse();
            assertThat(test.hypervisor().state()).isEqualTo(HypervisorProject.State.NOT_BUILT);
            test.build();
            assertThat(test.hypervisor().state()).isEqualTo(HypervisorProject.State.READY);
        }
    }

    @Test
    void theOutputFolderAndTheImageCanBeNamed() throws CoreException {
        try (TestProject test = TestProject.thinHypervisor()) {
            test.write(test.file("hvdt.properties"), "build.output=out/files\nbuild.image=hv.elf\n");
            test.build();

            assertThat(test.file("out/files/hv.elf").exists()).isTrue();
            assertThat(test.hypervisor().imageFile()).isEqualTo(test.file("out/files/hv.elf"));
            assertThat(test.project().getFolder("out/files").isDerived()).isTrue();
        }
    }

    @Test
    void aWrongSettingIsMarkedInTheSettingsFile() throws CoreException {
        try (TestProject test = TestProject.thinHypervisor()) {
            test.write(test.file("hvdt.properties"), "# settings\nbuild.output=../elsewhere\n");
            test.build();

            assertThat(test.problems()).anySatisfy(marker -> {
                assertThat(marker.getResource()).isEqualTo(test.file("hvdt.properties"));
                assertThat(marker.getAttribute(IMarker.LINE_NUMBER, 0)).isEqualTo(2);
            });
        }
    }

    @Test
    void aCancelledBuildIsNotTakenForADoneOne() throws CoreException {
        try (TestProject test = TestProject.thinHypervisor()) {
            NullProgressMonitor cancelled = new NullProgressMonitor();
            cancelled.setCanceled(true);

            assertThatThrownBy(() -> test.project().build(IncrementalProjectBuilder.FULL_BUILD, cancelled))
                    .isInstanceOf(OperationCanceledException.class);
            assertThat(test.hypervisor().state()).isEqualTo(HypervisorProject.State.NOT_BUILT);

            test.build();
            assertThat(test.hypervisor().state()).isEqualTo(HypervisorProject.State.READY);
        }
    }

    @Test
    void binaryJunkInASourceGivesMarkersAndNoException() throws CoreException {
        try (TestProject test = TestProject.thinHypervisor()) {
            test.write(test.file("src/junk.asm"), "\u0000\u0001\u0002 \u00FF\u00FE junk \" ' ` %macro\n\u0007");
            test.build();

            List<IMarker> problems = test.problems();
            assertThat(problems).isNotEmpty()
                    .anySatisfy(marker -> assertThat(marker.getResource()).isEqualTo(test.file("src/junk.asm")));
        }
    }
}
