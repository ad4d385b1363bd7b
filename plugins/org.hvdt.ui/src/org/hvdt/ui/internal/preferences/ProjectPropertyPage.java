// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.internal.preferences;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import org.eclipse.core.resources.IFile;
import org.eclipse.core.resources.IProject;
import org.eclipse.core.runtime.Adapters;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.osgi.util.NLS;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Link;
import org.eclipse.swt.widgets.Text;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.dialogs.PreferencesUtil;
import org.eclipse.ui.dialogs.PropertyPage;
import org.hvdt.core.HypervisorProject;
import org.hvdt.toolchain.build.BuildSettings;
import org.hvdt.ui.HypervisorUi;
import org.hvdt.ui.internal.HelpContexts;
import org.hvdt.ui.internal.SourceLines;

/**
 * Shows how a project is built and leads to the file in which that is set. It is a file of the project rather than a
 * preference, so that the toolchain finds the same settings without Eclipse.
 */
public final class ProjectPropertyPage extends PropertyPage {

    private static final int HINT_WIDTH = 400;

    /** Called by the workbench. */
    public ProjectPropertyPage() {
        noDefaultAndApplyButton();
    }

    @Override
    protected Control createContents(Composite parent) {
        Composite contents = new Composite(parent, SWT.NONE);
        GridLayoutFactory.fillDefaults().numColumns(2).spacing(10, 6).applyTo(contents);
        PlatformUI.getWorkbench().getHelpSystem().setHelp(contents, HelpContexts.PROJECT);
        IProject project = Adapters.adapt(getElement(), IProject.class);
        Optional<HypervisorProject> hypervisor = HypervisorProject.of(project);
        if (hypervisor.isEmpty()) {
            row(contents, Messages.Project_name, Messages.Project_none);
            return contents;
        }
        BuildSettings settings = hypervisor.get().settings();
        row(contents, Messages.Project_sources, join(settings.sources()));
        row(contents, Messages.Project_endings, settings.endings().stream().map(ending -> "*." + ending)
                .collect(Collectors.joining(", ")));
        row(contents, Messages.Project_includes, join(settings.includes()));
        row(contents, Messages.Project_linkerScript, settings.linkerScript().toString());
        row(contents, Messages.Project_output, settings.output().toString());
        row(contents, Messages.Project_image, settings.image());
        row(contents, Messages.Project_nasmOptions, String.join(" ", settings.nasmOptions()));
        row(contents, Messages.Project_ldOptions, String.join(" ", settings.ldOptions()));

        Link file = link(contents, NLS.bind(Messages.Project_openSettings, BuildSettings.FILE_NAME));
        file.addListener(SWT.Selection, event -> openSettings(project));
        Link tools = link(contents, Messages.Project_openTools);
        tools.addListener(SWT.Selection, event -> PreferencesUtil.createPreferenceDialogOn(getShell(),
                HypervisorUi.TOOLS_PREFERENCE_PAGE, null, null).open());
        return contents;
    }

    private void openSettings(IProject project) {
        IFile file = project.getFile(BuildSettings.FILE_NAME);
        if (file.exists()) {
            getShell().close();
            SourceLines.open(file, 1);
        } else {
            setMessage(NLS.bind(Messages.Project_noSettings, BuildSettings.FILE_NAME), INFORMATION);
        }
    }

    private static String join(List<Path> paths) {
        return paths.stream().map(Path::toString).collect(Collectors.joining(", "));
    }

    private static void row(Composite parent, String label, String value) {
        new Label(parent, SWT.NONE).setText(label);
        Text text = new Text(parent, SWT.READ_ONLY | SWT.SINGLE);
        text.setText(value.isEmpty() ? Messages.Project_empty : value);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(text);
    }

    private static Link link(Composite parent, String text) {
        Link link = new Link(parent, SWT.WRAP);
        link.setText(text);
        GridDataFactory.fillDefaults().span(2, 1).grab(true, false).hint(HINT_WIDTH, SWT.DEFAULT).applyTo(link);
        return link;
    }
}
