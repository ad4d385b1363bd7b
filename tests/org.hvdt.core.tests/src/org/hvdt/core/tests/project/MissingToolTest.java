// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.core.tests.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

import org.eclipse.core.resources.IMarker;
import org.eclipse.core.resources.ProjectScope;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.NullProgressMonitor;
import org.eclipse.core.runtime.preferences.IEclipsePreferences;
import org.eclipse.core.runtime.preferences.InstanceScope;
import org.hvdt.core.HypervisorCore;
import org.hvdt.core.HypervisorProject;
import org.hvdt.core.ToolPreferences;
import org.hvdt.toolchain.nasm.Nasm;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MissingToolTest {

    @TempDir
    private Path folder;

    private final IEclipsePreferences workspace = InstanceScope.INSTANCE.getNode(HypervisorCore.ID);

    @AfterEach
    void useThePathAgain() {
        workspace.remove(ToolPreferences.key(Nasm.TOOL));
    }

    @Test
    void aMissingAssemblerIsAMarkerOnTheProjectThatSaysWhatToInstall() throws CoreException {
        workspace.put(ToolPreferences.key(Nasm.TOOL), folder.resolve("nasm").toString());
        try (TestProject test = TestProject.thinHypervisor()) {
            test.build();

            assertThat(test.problems()).hasSize(1);
            IMarker marker = test.problems().get(0);
            assertThat(marker.getResource()).isEqualTo(test.project());
            assertThat(marker.getAttribute(IMarker.MESSAGE, "")).contains("apt-get install nasm");
            assertThat(marker.getAttribute(HypervisorCore.MISSING_TOOL, "")).isEqualTo("nasm");
            assertThat(test.hypervisor().state()).isEqualTo(HypervisorProject.State.ERRORS);
        }
    }

    @Test
    void theMarkerGoesWhenTheToolIsThereAlthoughNoFileHasChanged() throws CoreException {
        workspace.put(ToolPreferences.key(Nasm.TOOL), folder.resolve("nasm").toString());
        try (TestProject test = TestProject.thinHypervisor()) {
            test.build();
            workspace.remove(ToolPreferences.key(Nasm.TOOL));

            HypervisorProject.State state = test.hypervisor().build(new NullProgressMonitor());

            assertThat(state).isEqualTo(HypervisorProject.State.READY);
            assertThat(test.problems()).isEmpty();
        }
    }

    @Test
    void aProjectCanHaveItsOwnTool() throws CoreException {
        try (TestProject test = TestProject.thinHypervisor()) {
            IEclipsePreferences project = new ProjectScope(test.project()).getNode(HypervisorCore.ID);
            project.put(ToolPreferences.key(Nasm.TOOL), folder.resolve("other-nasm").toString());

            test.build();

            assertThat(test.problems()).extracting(marker -> marker.getAttribute(IMarker.MESSAGE, ""))
                    .singleElement().asString().contains("other-nasm");
        }
    }
}
