// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.core.internal;

import java.util.Optional;

import org.eclipse.core.resources.IFile;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.debug.core.sourcelookup.AbstractSourceLookupDirector;
import org.eclipse.debug.core.sourcelookup.AbstractSourceLookupParticipant;
import org.eclipse.debug.core.sourcelookup.ISourceLookupParticipant;
import org.hvdt.core.HypervisorProject;
import org.hvdt.debug.core.model.HypervisorFrame;
import org.hvdt.toolchain.SourceLocation;

/** Finds the source file of a frame: by the path of the debug information, otherwise by its name in the containers. */
public final class HypervisorSourceLookup extends AbstractSourceLookupDirector {

    @Override
    public void initializeParticipants() {
        addParticipants(new ISourceLookupParticipant[] { new Participant() });
    }

    private static final class Participant extends AbstractSourceLookupParticipant {

        @Override
        public String getSourceName(Object element) {
            SourceLocation source = element instanceof HypervisorFrame frame ? frame.source() : null;
            return source == null ? null : source.fileName();
        }

        @Override
        public Object[] findSourceElements(Object element) throws CoreException {
            SourceLocation source = element instanceof HypervisorFrame frame ? frame.source() : null;
            if (source == null) {
                return null;
            }
            Optional<HypervisorProject> project = HypervisorProject.of(
                    HypervisorLaunchDelegate.project(getDirector().getLaunchConfiguration()).orElse(null));
            Optional<IFile> own = project.flatMap(hypervisor -> hypervisor.source(source.file()));
            if (own.isPresent()) {
                return new Object[] { own.get() };
            }
            IFile[] files = ResourcesPlugin.getWorkspace().getRoot().findFilesForLocationURI(source.file().toUri());
            for (IFile file : files) {
                if (file.exists()) {
                    return new Object[] { file };
                }
            }
            return super.findSourceElements(element);
        }
    }
}
