// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.tests.pages.swt;

import org.eclipse.core.resources.IFile;
import org.eclipse.core.resources.IProject;
import org.eclipse.core.resources.IncrementalProjectBuilder;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.NullProgressMonitor;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.jface.preference.PreferenceDialog;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.jface.wizard.WizardDialog;
import org.eclipse.swt.graphics.RGB;
import org.eclipse.ui.IViewPart;
import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.IWorkbenchWindow;
import org.eclipse.ui.IWorkbenchWizard;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.dialogs.PreferencesUtil;
import org.eclipse.ui.ide.IDE;
import org.eclipse.ui.texteditor.ITextEditor;
import org.hvdt.ui.HypervisorUi;
import org.hvdt.ui.tests.pages.AsmEditorPage;
import org.hvdt.ui.tests.pages.BuildConsoleView;
import org.hvdt.ui.tests.pages.Conditions;
import org.hvdt.ui.tests.pages.NewHypervisorProjectWizardPage;
import org.hvdt.ui.tests.pages.OutlineView;
import org.hvdt.ui.tests.pages.ProblemsView;
import org.hvdt.ui.tests.pages.Themes;
import org.hvdt.ui.tests.pages.ToolsPreferencePage;
import org.hvdt.ui.tests.pages.Workbench;

/**
 * The workbench, driven with SWT.
 */
public final class SwtWorkbench implements Workbench {

    private static final String OUTLINE = "org.eclipse.ui.views.ContentOutline";
    private static final String PROBLEMS = "org.eclipse.ui.views.ProblemView";
    private static final String INTRO = "org.eclipse.ui.internal.introview";

    @Override
    public NewHypervisorProjectWizardPage newHypervisorProject() {
        try {
            IWorkbenchWizard wizard = PlatformUI.getWorkbench().getNewWizardRegistry()
                    .findWizard(HypervisorUi.NEW_PROJECT_WIZARD).createWizard();
            wizard.init(PlatformUI.getWorkbench(), StructuredSelection.EMPTY);
            WizardDialog dialog = new WizardDialog(window().getShell(), wizard);
            dialog.setBlockOnOpen(false);
            dialog.open();
            return new SwtNewHypervisorProjectWizardPage(dialog);
        } catch (CoreException e) {
            throw new AssertionError("The wizard does not open", e);
        }
    }

    @Override
    public AsmEditorPage open(IFile file) {
        try {
            return new SwtAsmEditorPage((ITextEditor) IDE.openEditor(page(), file, true));
        } catch (PartInitException e) {
            throw new AssertionError("The editor does not open", e);
        }
    }

    @Override
    public AsmEditorPage activeEditor() {
        Conditions.until("a text editor is active", () -> page().getActiveEditor() instanceof ITextEditor);
        return new SwtAsmEditorPage((ITextEditor) page().getActiveEditor());
    }

    @Override
    public OutlineView outline() {
        return new SwtOutlineView(show(OUTLINE));
    }

    @Override
    public ProblemsView problems() {
        return new SwtProblemsView(show(PROBLEMS));
    }

    @Override
    public BuildConsoleView buildConsole() {
        return new SwtBuildConsoleView();
    }

    @Override
    public ToolsPreferencePage toolsPreferences() {
        PreferenceDialog dialog = PreferencesUtil.createPreferenceDialogOn(window().getShell(),
                HypervisorUi.TOOLS_PREFERENCE_PAGE, null, null);
        dialog.setBlockOnOpen(false);
        dialog.open();
        return new SwtToolsPreferencePage(dialog);
    }

    @Override
    public void waitForBuild() {
        boolean[] done = new boolean[1];
        // Whoever gets the turn after the builds that are due knows that they are done.
        Job job = Job.create("Wait for builds", monitor -> {
            ResourcesPlugin.getWorkspace().build(IncrementalProjectBuilder.INCREMENTAL_BUILD,
                    new NullProgressMonitor());
            done[0] = true;
        });
        job.setRule(ResourcesPlugin.getWorkspace().getRuleFactory().buildRule());
        job.schedule();
        Conditions.until("the builds are done", () -> done[0] && job.getState() == Job.NONE
                && Job.getJobManager().find(ResourcesPlugin.FAMILY_AUTO_BUILD).length == 0);
    }

    @Override
    public RGB themeColor(String id) {
        return JFaceResources.getColorRegistry().getRGB(id);
    }

    @Override
    public void useDarkTheme(boolean dark) {
        Themes.use(dark);
    }

    @Override
    public IProject project(String name) {
        return ResourcesPlugin.getWorkspace().getRoot().getProject(name);
    }

    @Override
    public void reset() {
        if (page().findView(INTRO) instanceof IViewPart intro) {
            page().hideView(intro);
        }
        page().closeAllEditors(false);
        waitForBuild();
        try {
            ResourcesPlugin.getWorkspace().run(monitor -> {
                for (IProject project : ResourcesPlugin.getWorkspace().getRoot().getProjects()) {
                    project.delete(true, true, monitor);
                }
            }, new NullProgressMonitor());
        } catch (CoreException e) {
            throw new AssertionError("The projects cannot be deleted", e);
        }
    }

    private static IViewPart show(String id) {
        try {
            return page().showView(id);
        } catch (PartInitException e) {
            throw new AssertionError("The view " + id + " does not open", e);
        }
    }

    private static IWorkbenchWindow window() {
        IWorkbenchWindow active = PlatformUI.getWorkbench().getActiveWorkbenchWindow();
        return active != null ? active : PlatformUI.getWorkbench().getWorkbenchWindows()[0];
    }

    private static IWorkbenchPage page() {
        return window().getActivePage();
    }
}
