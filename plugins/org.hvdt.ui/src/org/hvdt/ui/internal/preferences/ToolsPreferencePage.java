// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.internal.preferences;

import java.util.ArrayList;
import java.util.List;

import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.core.resources.WorkspaceJob;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.SubMonitor;
import org.eclipse.core.runtime.preferences.InstanceScope;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.preference.IPreferenceStore;
import org.eclipse.jface.preference.PreferencePage;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.ui.IWorkbench;
import org.eclipse.ui.IWorkbenchPreferencePage;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.preferences.ScopedPreferenceStore;
import org.hvdt.core.HypervisorCore;
import org.hvdt.core.HypervisorProject;
import org.hvdt.core.HypervisorProjects;
import org.hvdt.core.ToolPreferences;
import org.hvdt.ui.internal.HelpContexts;

/**
 * Where assembler and linker are, with the versions that were found.
 */
public final class ToolsPreferencePage extends PreferencePage implements IWorkbenchPreferencePage {

    private static final int HINT_WIDTH = 400;

    private final List<ToolField> fields = new ArrayList<>();

    /** Called by the workbench. */
    public ToolsPreferencePage() {
        setPreferenceStore(new ScopedPreferenceStore(InstanceScope.INSTANCE, HypervisorCore.ID));
    }

    @Override
    public void init(IWorkbench workbench) {
        // nothing is needed from the workbench
    }

    @Override
    protected Control createContents(Composite parent) {
        Composite contents = new Composite(parent, SWT.NONE);
        GridLayoutFactory.fillDefaults().applyTo(contents);
        Label intro = new Label(contents, SWT.WRAP);
        intro.setText(Messages.Tools_intro);
        GridDataFactory.fillDefaults().grab(true, false).hint(HINT_WIDTH, SWT.DEFAULT).applyTo(intro);
        fields.clear();
        ToolPreferences.tools().forEach(tool -> fields.add(
                new ToolField(contents, tool, getPreferenceStore().getString(ToolPreferences.key(tool)))));
        PlatformUI.getWorkbench().getHelpSystem().setHelp(contents, HelpContexts.TOOLS);
        return contents;
    }

    @Override
    protected void performDefaults() {
        fields.forEach(field -> field.setValue(
                getPreferenceStore().getDefaultString(ToolPreferences.key(field.tool()))));
        super.performDefaults();
    }

    @Override
    public boolean performOk() {
        IPreferenceStore store = getPreferenceStore();
        boolean changed = false;
        for (ToolField field : fields) {
            String key = ToolPreferences.key(field.tool());
            changed |= !store.getString(key).equals(field.value());
            store.setValue(key, field.value());
        }
        if (changed && ResourcesPlugin.getWorkspace().isAutoBuilding()) {
            rebuild();
        }
        return true;
    }

    /** Other tools may give other images, and a tool that was missing may be there now. */
    private static void rebuild() {
        WorkspaceJob job = new WorkspaceJob(Messages.Tools_rebuild) {
            @Override
            public IStatus runInWorkspace(IProgressMonitor monitor) throws CoreException {
                List<HypervisorProject> projects = HypervisorProjects.all();
                SubMonitor progress = SubMonitor.convert(monitor, projects.size());
                for (HypervisorProject project : projects) {
                    project.build(progress.split(1));
                }
                return Status.OK_STATUS;
            }
        };
        job.setRule(ResourcesPlugin.getWorkspace().getRuleFactory().buildRule());
        job.schedule();
    }
}
