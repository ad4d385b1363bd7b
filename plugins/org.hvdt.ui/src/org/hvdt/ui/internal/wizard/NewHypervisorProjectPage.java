// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.internal.wizard;

import java.util.List;
import java.util.stream.Collectors;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.jface.viewers.ArrayContentProvider;
import org.eclipse.jface.viewers.LabelProvider;
import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.jface.viewers.TableViewer;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Group;
import org.eclipse.swt.widgets.Text;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.dialogs.WizardNewProjectCreationPage;
import org.hvdt.core.HypervisorProjects;
import org.hvdt.toolchain.templates.Template;
import org.hvdt.toolchain.templates.Templates;
import org.hvdt.ui.internal.HelpContexts;
import org.hvdt.ui.internal.HvdtUi;

/**
 * Name, location and template of the new project. Everything is filled in, so that the project can be finished at once.
 */
final class NewHypervisorProjectPage extends WizardNewProjectCreationPage {

    private static final int LIST_WIDTH = 230;
    private static final int LIST_HEIGHT = 190;

    private final List<Template> templates = Templates.list();
    private Template template = templates.get(0);
    private String proposedName = HypervisorProjects.freeName(template);
    private Text preview;

    NewHypervisorProjectPage() {
        super("newHypervisorProject");
        setTitle(Messages.Page_title);
        setDescription(Messages.Page_description);
        setInitialProjectName(proposedName);
    }

    /** The template that is selected. */
    Template template() {
        return template;
    }

    @Override
    public void createControl(Composite parent) {
        super.createControl(parent);
        Composite page = (Composite) getControl();
        Group group = new Group(page, SWT.NONE);
        group.setText(Messages.Page_template);
        GridLayoutFactory.swtDefaults().numColumns(2).spacing(10, 5).applyTo(group);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(group);

        TableViewer list = new TableViewer(group, SWT.BORDER | SWT.SINGLE | SWT.V_SCROLL);
        GridDataFactory.fillDefaults().grab(false, true).hint(LIST_WIDTH, LIST_HEIGHT).applyTo(list.getControl());
        list.setContentProvider(ArrayContentProvider.getInstance());
        list.setLabelProvider(new LabelProvider() {
            @Override
            public String getText(Object element) {
                return ((Template) element).name();
            }

            @Override
            public Image getImage(Object element) {
                return HvdtUi.image("hypervisor_project");
            }
        });
        preview = new Text(group, SWT.MULTI | SWT.READ_ONLY | SWT.WRAP | SWT.V_SCROLL);
        preview.setFont(JFaceResources.getDialogFont());
        GridDataFactory.fillDefaults().grab(true, true).hint(LIST_WIDTH, LIST_HEIGHT).applyTo(preview);

        list.setInput(templates);
        list.addSelectionChangedListener(event -> {
            if (event.getStructuredSelection().getFirstElement() instanceof Template selected) {
                select(selected);
            }
        });
        list.setSelection(new StructuredSelection(template));
        PlatformUI.getWorkbench().getHelpSystem().setHelp(page, HelpContexts.NEW_PROJECT);
    }

    private void select(Template selected) {
        template = selected;
        preview.setText(selected.description() + "\n\n" + Messages.Page_creates + "\n"
                + selected.files().stream().map(file -> "    " + file).collect(Collectors.joining("\n")));
        if (getProjectName().equals(proposedName)) {
            proposedName = HypervisorProjects.freeName(selected);
            setInitialProjectName(proposedName);
        }
    }
}
