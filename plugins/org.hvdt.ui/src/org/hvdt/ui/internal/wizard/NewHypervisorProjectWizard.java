// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.internal.wizard;

import java.lang.reflect.InvocationTargetException;
import java.net.URI;

import org.eclipse.core.resources.IFile;
import org.eclipse.core.resources.IProject;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IConfigurationElement;
import org.eclipse.core.runtime.IExecutableExtension;
import org.eclipse.core.runtime.IPath;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.Status;
import org.eclipse.jface.dialogs.ErrorDialog;
import org.eclipse.jface.viewers.IStructuredSelection;
import org.eclipse.jface.wizard.Wizard;
import org.eclipse.osgi.util.NLS;
import org.eclipse.ui.INewWizard;
import org.eclipse.ui.IWorkbench;
import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.IWorkbenchWindow;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.ide.IDE;
import org.eclipse.ui.wizards.newresource.BasicNewProjectResourceWizard;
import org.eclipse.ui.wizards.newresource.BasicNewResourceWizard;
import org.hvdt.core.HypervisorProjects;
import org.hvdt.toolchain.templates.Template;
import org.hvdt.ui.internal.HvdtUi;

/**
 * New &gt; Hypervisor Project: makes a project from a template and opens its main source.
 */
public final class NewHypervisorProjectWizard extends Wizard implements INewWizard, IExecutableExtension {

    private final NewHypervisorProjectPage page = new NewHypervisorProjectPage();
    private IWorkbench workbench;
    private IConfigurationElement configuration;

    /** Called by the workbench. */
    public NewHypervisorProjectWizard() {
        setWindowTitle(Messages.Wizard_title);
        setNeedsProgressMonitor(true);
        setDefaultPageImageDescriptor(HvdtUi.descriptor("new_hypervisor_banner"));
    }

    @Override
    public void init(IWorkbench newWorkbench, IStructuredSelection selection) {
        workbench = newWorkbench;
    }

    @Override
    public void setInitializationData(IConfigurationElement element, String property, Object data) {
        configuration = element;
    }

    @Override
    public void addPages() {
        addPage(page);
    }

    @Override
    public boolean performFinish() {
        String name = page.getProjectName();
        URI location = page.useDefaults() ? null : page.getLocationURI();
        Template template = page.template();
        IProject[] created = new IProject[1];
        try {
            getContainer().run(true, true, monitor -> {
                try {
                    created[0] = HypervisorProjects.create(name, location, template, monitor);
                } catch (CoreException e) {
                    throw new InvocationTargetException(e);
                }
            });
        } catch (InterruptedException e) {
            return false;
        } catch (InvocationTargetException e) {
            IStatus status = e.getCause() instanceof CoreException core ? core.getStatus()
                    : new Status(IStatus.ERROR, HvdtUi.ID, String.valueOf(e.getCause().getMessage()), e.getCause());
            ErrorDialog.openError(getShell(), Messages.Wizard_title, NLS.bind(Messages.Wizard_failed, name), status);
            return false;
        }
        BasicNewProjectResourceWizard.updatePerspective(configuration);
        open(created[0].getFile(IPath.fromPortableString(template.opened())));
        return true;
    }

    private void open(IFile file) {
        IWorkbenchWindow window = workbench.getActiveWorkbenchWindow();
        IWorkbenchPage active = window == null ? null : window.getActivePage();
        if (active == null || !file.exists()) {
            return;
        }
        BasicNewResourceWizard.selectAndReveal(file, window);
        try {
            IDE.openEditor(active, file, true);
        } catch (PartInitException e) {
            HvdtUi.log("Cannot open " + file.getFullPath(), e);
        }
    }
}
