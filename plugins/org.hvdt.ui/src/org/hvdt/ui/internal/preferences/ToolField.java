// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.internal.preferences;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import org.eclipse.core.runtime.ICoreRunnable;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.osgi.util.NLS;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.swt.widgets.Group;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Text;
import org.hvdt.toolchain.process.Tool;
import org.hvdt.toolchain.process.ToolException;
import org.hvdt.toolchain.process.ToolFinder;

/**
 * One tool: where it is, and below it what was found there. The tool is asked for its version in the background.
 */
final class ToolField {

    private static final long DELAY_MILLISECONDS = 400;
    private static final int HINT_WIDTH = 400;

    private final Tool tool;
    private final Text path;
    private final Label found;
    private final Job detection;
    private volatile String wanted = "";

    ToolField(Composite parent, Tool tool, String value) {
        this.tool = tool;
        Group group = new Group(parent, SWT.NONE);
        group.setText(name(tool));
        GridLayoutFactory.swtDefaults().numColumns(3).applyTo(group);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(group);

        Label label = new Label(group, SWT.NONE);
        label.setText(Messages.Tool_path);
        path = new Text(group, SWT.BORDER | SWT.SINGLE);
        path.setMessage(Messages.Tool_fromPath);
        path.setText(value);
        GridDataFactory.fillDefaults().grab(true, false).align(SWT.FILL, SWT.CENTER).applyTo(path);
        Button browse = new Button(group, SWT.PUSH);
        browse.setText(Messages.Tool_browse);
        browse.addListener(SWT.Selection, event -> browse());
        found = new Label(group, SWT.WRAP);
        GridDataFactory.fillDefaults().span(3, 1).grab(true, false).hint(HINT_WIDTH, SWT.DEFAULT).applyTo(found);

        Display display = group.getDisplay();
        detection = Job.create(NLS.bind(Messages.Tool_job, name(tool)), (ICoreRunnable) monitor -> {
            String result = detect(wanted);
            if (!monitor.isCanceled() && !display.isDisposed()) {
                display.asyncExec(() -> show(result));
            }
        });
        detection.setSystem(true);
        path.addModifyListener(event -> check(DELAY_MILLISECONDS));
        group.addDisposeListener(event -> detection.cancel());
        check(0);
    }

    /** The name without article, for a heading. */
    private static String name(Tool tool) {
        return tool.label().startsWith("The ") ? tool.label().substring("The ".length()) : tool.label();
    }

    Tool tool() {
        return tool;
    }

    /** The path as entered; empty for the folders of PATH. */
    String value() {
        return path.getText().strip();
    }

    void setValue(String value) {
        path.setText(value);
    }

    private void browse() {
        FileDialog dialog = new FileDialog(path.getShell(), SWT.OPEN);
        dialog.setText(name(tool));
        if (!value().isEmpty()) {
            dialog.setFileName(value());
        }
        String chosen = dialog.open();
        if (chosen != null) {
            path.setText(chosen);
        }
    }

    private void check(long delay) {
        wanted = value();
        found.setText(Messages.Tool_looking);
        detection.cancel();
        detection.schedule(delay);
    }

    private String detect(String value) {
        try {
            ToolFinder finder = value.isEmpty() ? ToolFinder.ofPath()
                    : ToolFinder.of(Map.of(tool.id(), Path.of(value)));
            Path place = finder.find(tool);
            Optional<String> version = finder.version(tool);
            return version.isPresent() ? NLS.bind(Messages.Tool_found, version.get(), place)
                    : NLS.bind(Messages.Tool_unknown, place, name(tool));
        } catch (ToolException e) {
            return e.getMessage();
        } catch (InvalidPathException e) {
            return NLS.bind(Messages.Tool_noPath, value);
        }
    }

    private void show(String result) {
        if (!found.isDisposed()) {
            found.setText(result);
            found.requestLayout();
        }
    }
}
