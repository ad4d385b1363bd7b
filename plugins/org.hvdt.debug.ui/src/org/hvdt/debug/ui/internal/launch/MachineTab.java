// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.ui.internal.launch;

import java.util.List;

import org.eclipse.core.runtime.CoreException;
import org.eclipse.debug.core.ILaunchConfiguration;
import org.eclipse.debug.core.ILaunchConfigurationWorkingCopy;
import org.eclipse.debug.core.ILaunchManager;
import org.eclipse.debug.ui.AbstractLaunchConfigurationTab;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.osgi.util.NLS;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Group;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Spinner;
import org.eclipse.swt.widgets.Text;
import org.eclipse.ui.PlatformUI;
import org.hvdt.debug.core.LaunchAttributes;
import org.hvdt.debug.ui.HvdtDebugUi;
import org.hvdt.debug.ui.internal.Icon;
import org.hvdt.emulator.cpu.CpuModel;

/** The machine it runs on, and when a debugged machine is suspended. */
final class MachineTab extends AbstractLaunchConfigurationTab {

    private Spinner memory;
    private Combo model;
    private Label modelDescription;
    private Text limit;
    private Button strict;
    private Button stopAtEntry;
    private Button stopOnFailure;
    private List<String> models;

    @Override
    public void createControl(Composite parent) {
        Composite page = new Composite(parent, SWT.NONE);
        GridLayoutFactory.swtDefaults().applyTo(page);
        setControl(page);
        PlatformUI.getWorkbench().getHelpSystem().setHelp(page, HvdtDebugUi.PLUGIN_ID + ".launch_machine");
        models = CpuModel.names();

        Group machine = group(page, Messages.Machine_machine, 3);
        label(machine, Messages.Machine_memory);
        memory = new Spinner(machine, SWT.BORDER);
        memory.setValues(LaunchAttributes.DEFAULT_MEMORY, 1, LaunchAttributes.MAX_MEMORY, 0, 16, 1024);
        memory.addModifyListener(event -> updateLaunchConfigurationDialog());
        label(machine, Messages.Machine_mebibytes);
        label(machine, Messages.Machine_cpuModel);
        model = new Combo(machine, SWT.READ_ONLY);
        model.setItems(models.toArray(String[]::new));
        model.addListener(SWT.Selection, event -> {
            describeModel();
            updateLaunchConfigurationDialog();
        });
        modelDescription = new Label(machine, SWT.WRAP);
        GridDataFactory.fillDefaults().grab(true, false).align(SWT.FILL, SWT.CENTER).hint(200, SWT.DEFAULT)
                .applyTo(modelDescription);
        strict = check(machine, Messages.Machine_strict, 3);

        Group ending = group(page, Messages.Machine_limits, 3);
        label(ending, Messages.Machine_limit);
        limit = new Text(ending, SWT.BORDER);
        limit.setMessage(Messages.Machine_noLimit);
        GridDataFactory.fillDefaults().hint(160, SWT.DEFAULT).applyTo(limit);
        limit.addModifyListener(event -> updateLaunchConfigurationDialog());
        label(ending, Messages.Machine_instructions);

        Group debugging = group(page, Messages.Machine_debugging, 1);
        stopAtEntry = check(debugging, Messages.Machine_stopAtEntry, 1);
        stopOnFailure = check(debugging, Messages.Machine_stopOnFailure, 1);
        boolean debug = ILaunchManager.DEBUG_MODE.equals(getLaunchConfigurationDialog().getMode());
        stopAtEntry.setEnabled(debug);
        stopOnFailure.setEnabled(debug);
    }

    private static Group group(Composite page, String title, int columns) {
        Group group = new Group(page, SWT.NONE);
        group.setText(title);
        GridLayoutFactory.swtDefaults().numColumns(columns).applyTo(group);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(group);
        return group;
    }

    private static void label(Composite parent, String text) {
        new Label(parent, SWT.NONE).setText(text);
    }

    private Button check(Composite parent, String text, int span) {
        Button button = new Button(parent, SWT.CHECK);
        button.setText(text);
        GridDataFactory.fillDefaults().span(span, 1).applyTo(button);
        button.addListener(SWT.Selection, event -> updateLaunchConfigurationDialog());
        return button;
    }

    private void describeModel() {
        modelDescription.setText(models.contains(model.getText()) ? CpuModel.load(model.getText()).description() : "");
        modelDescription.getParent().layout();
    }

    @Override
    public void setDefaults(ILaunchConfigurationWorkingCopy configuration) {
        // The Main tab sets all defaults.
    }

    @Override
    public void initializeFrom(ILaunchConfiguration configuration) {
        try {
            memory.setSelection(configuration.getAttribute(LaunchAttributes.MEMORY, LaunchAttributes.DEFAULT_MEMORY));
            model.setText(configuration.getAttribute(LaunchAttributes.CPU_MODEL, LaunchAttributes.DEFAULT_CPU_MODEL));
            limit.setText(configuration.getAttribute(LaunchAttributes.MAX_INSTRUCTIONS, ""));
            strict.setSelection(configuration.getAttribute(LaunchAttributes.STRICT, false));
            stopAtEntry.setSelection(configuration.getAttribute(LaunchAttributes.STOP_AT_ENTRY, false));
            stopOnFailure.setSelection(configuration.getAttribute(LaunchAttributes.STOP_ON_VMX_FAILURE, true));
            describeModel();
        } catch (CoreException unreadable) {
            setErrorMessage(unreadable.getMessage());
        }
    }

    @Override
    public void performApply(ILaunchConfigurationWorkingCopy configuration) {
        configuration.setAttribute(LaunchAttributes.MEMORY, memory.getSelection());
        configuration.setAttribute(LaunchAttributes.CPU_MODEL, model.getText());
        configuration.setAttribute(LaunchAttributes.MAX_INSTRUCTIONS, limit.getText().strip());
        configuration.setAttribute(LaunchAttributes.STRICT, strict.getSelection());
        configuration.setAttribute(LaunchAttributes.STOP_AT_ENTRY, stopAtEntry.getSelection());
        configuration.setAttribute(LaunchAttributes.STOP_ON_VMX_FAILURE, stopOnFailure.getSelection());
    }

    @Override
    public boolean isValid(ILaunchConfiguration configuration) {
        setErrorMessage(null);
        if (!models.contains(model.getText())) {
            setErrorMessage(NLS.bind(Messages.Machine_unknownModel, String.join(", ", models)));
        } else if (LaunchAttributes.parseMaxInstructions(limit.getText()) < 0) {
            setErrorMessage(NLS.bind(Messages.Machine_badLimit, limit.getText()));
        }
        return getErrorMessage() == null;
    }

    @Override
    public String getName() {
        return Messages.Machine_name;
    }

    @Override
    public Image getImage() {
        return Icon.CPU_RUNNING.image();
    }

    @Override
    public String getId() {
        return HvdtDebugUi.PLUGIN_ID + ".machineTab";
    }
}
