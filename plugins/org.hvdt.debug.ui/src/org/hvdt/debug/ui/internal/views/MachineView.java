// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.ui.internal.views;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.StackLayout;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.part.ViewPart;
import org.hvdt.debug.core.inspect.MachinePicture;
import org.hvdt.debug.core.model.HypervisorTarget;
import org.hvdt.debug.ui.HvdtDebugUi;

/** A view on the selected machine, with a message in place of its contents as long as there are none. */
public abstract class MachineView extends ViewPart {

    private Composite pages;
    private StackLayout stack;
    private Control content;
    private Composite messagePage;
    private Label message;
    private StopFollower follower;

    @Override
    public final void createPartControl(Composite parent) {
        pages = new Composite(parent, SWT.NONE);
        stack = new StackLayout();
        pages.setLayout(stack);
        messagePage = new Composite(pages, SWT.NONE);
        GridLayoutFactory.fillDefaults().margins(10, 10).applyTo(messagePage);
        message = new Label(messagePage, SWT.WRAP);
        GridDataFactory.fillDefaults().grab(true, false).hint(200, SWT.DEFAULT).applyTo(message);
        content = createContent(pages);
        stack.topControl = messagePage;
        message.setText(emptyMessage());
        PlatformUI.getWorkbench().getHelpSystem().setHelp(pages, HvdtDebugUi.PLUGIN_ID + "." + helpContext());
        follower = new StopFollower(getViewSite(), this::update);
    }

    /** Creates what is shown of a machine. */
    abstract Control createContent(Composite parent);

    /** What will appear here and how to get there, for when no machine is selected. */
    abstract String emptyMessage();

    /** The view's name in the help contexts. */
    abstract String helpContext();

    /**
     * Shows a machine.
     *
     * @param target null if none is selected
     * @param picture null if it runs or has ended
     * @return the message to show in place of the contents, null to show the contents
     */
    abstract String show(HypervisorTarget target, MachinePicture picture);

    private void update(HypervisorTarget target, MachinePicture picture) {
        if (pages.isDisposed()) {
            return;
        }
        String text = show(target, picture);
        Control page = text == null ? content : messagePage;
        if (text != null && !text.equals(message.getText())) {
            message.setText(text);
            messagePage.layout();
        }
        if (stack.topControl != page) {
            stack.topControl = page;
            pages.layout();
        }
    }

    /** The selected machine, null if none. */
    final HypervisorTarget target() {
        return follower == null ? null : follower.target();
    }

    /** The message of an empty view; empty if contents are shown. For tests. */
    public final String shownMessage() {
        return stack.topControl == messagePage ? message.getText() : "";
    }

    @Override
    public void dispose() {
        if (follower != null) {
            follower.dispose();
        }
        super.dispose();
    }

    @Override
    public void setFocus() {
        stack.topControl.setFocus();
    }
}
