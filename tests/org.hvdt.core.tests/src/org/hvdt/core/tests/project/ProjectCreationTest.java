// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.core.tests.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.eclipse.core.resources.IProject;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.NullProgressMonitor;
import org.hvdt.core.HypervisorCore;
import org.hvdt.core.HypervisorProject;
import org.hvdt.core.HypervisorProjects;
import org.hvdt.toolchain.templates.Template;
import org.hvdt.toolchain.templates.Templates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectCreationTest {

    private final Template template = Templates.find("thin-hypervisor").orElseThrow();

    @Test
    void aNewProjectHasNatureBuilderAndTheFilesOfItsTemplate() throws CoreException {
        try (TestProject test = TestProject.thinHypervisor()) {
            IProject project = test.project();

            assertThat(project.hasNature(HypervisorCore.NATURE)).isTrue();
            assertThat(project.getDescription().getBuildSpec()).extracting(command -> command.getBuilderName())
                    .containsExactly(HypervisorCore.BUILDER);
            assertThat(template.files()).allSatisfy(file -> assertThat(project.getFile(file).exists()).isTrue());
            assertThat(project.getDefaultCharset()).isEqualTo("UTF-8");
            assertThat(test.hypervisor().state()).isEqualTo(HypervisorProject.State.NOT_BUILT);
        }
    }

    @Test
    void filesThatAreAtTheLocationAlreadyAreKept(@TempDir Path folder) throws CoreException, IOException {
        Files.writeString(folder.resolve("link.ld"), "mine");

        IProject project = HypervisorProjects.create("elsewhere", folder.toUri(), template,
                new NullProgressMonitor());
        try {
            assertThat(Files.readString(folder.resolve("link.ld"))).isEqualTo("mine");
            assertThat(project.getFile("src/thin-hypervisor.asm").getLocation().toPath()).exists();
        } finally {
            project.delete(false, true, null);
        }
    }

    @Test
    void aNameThatIsTakenIsRefusedAndTheFirstProjectIsLeftAlone() throws CoreException {
        try (TestProject test = TestProject.thinHypervisor()) {
            String name = test.project().getName();

            assertThatThrownBy(() -> HypervisorProjects.create(name, null, template, new NullProgressMonitor()))
                    .isInstanceOf(CoreException.class);
            assertThat(test.project().exists()).isTrue();
            assertThat(test.source().exists()).isTrue();
        }
    }

    @Test
    void theProposedNameIsFree() throws CoreException {
        String first = HypervisorProjects.freeName(template);
        assertThat(first).startsWith("thin-hypervisor");

        IProject project = HypervisorProjects.create(first, null, template, new NullProgressMonitor());
        try {
            assertThat(HypervisorProjects.freeName(template)).isNotEqualTo(first);
        } finally {
            project.delete(true, true, null);
        }
    }

    @Test
    void removingTheNatureRemovesTheBuilder() throws CoreException {
        try (TestProject test = TestProject.thinHypervisor()) {
            var description = test.project().getDescription();
            description.setNatureIds(new String[0]);
            test.project().setDescription(description, null);

            assertThat(test.project().getDescription().getBuildSpec()).isEmpty();
            assertThat(HypervisorProject.of(test.project())).isEmpty();
        }
    }

    @Test
    void aClosedProjectIsNoHypervisorProject() throws CoreException {
        try (TestProject test = TestProject.thinHypervisor()) {
            test.project().close(null);

            assertThat(HypervisorProject.of(test.project())).isEmpty();
            assertThat(HypervisorProject.of(null)).isEmpty();
        }
    }
}
