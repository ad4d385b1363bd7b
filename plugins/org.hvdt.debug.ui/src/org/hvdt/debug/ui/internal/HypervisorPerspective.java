// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.ui.internal;

import org.eclipse.debug.ui.IDebugUIConstants;
import org.eclipse.ui.IFolderLayout;
import org.eclipse.ui.IPageLayout;
import org.eclipse.ui.IPerspectiveFactory;
import org.eclipse.ui.console.IConsoleConstants;
import org.hvdt.debug.ui.HvdtDebugUi;

/**
 * The Hypervisor perspective: who runs on the left, the source in the middle, the machine's state on the right, what
 * has happened below.
 */
public final class HypervisorPerspective implements IPerspectiveFactory {

    @Override
    public void createInitialLayout(IPageLayout layout) {
        String editor = layout.getEditorArea();
        layout.setEditorAreaVisible(true);

        IFolderLayout bottom = layout.createFolder("bottom", IPageLayout.BOTTOM, 0.60f, editor);
        IFolderLayout left = layout.createFolder("left", IPageLayout.LEFT, 0.27f, editor);
        left.addView(IDebugUIConstants.ID_DEBUG_VIEW);
        left.addView(IPageLayout.ID_PROJECT_EXPLORER);

        IFolderLayout right = layout.createFolder("right", IPageLayout.RIGHT, 0.43f, editor);
        right.addView(HvdtDebugUi.HOST_STACK_VIEW);
        right.addView(IDebugUIConstants.ID_REGISTER_VIEW);
        right.addView(IDebugUIConstants.ID_VARIABLE_VIEW);
        right.addView(IDebugUIConstants.ID_BREAKPOINT_VIEW);
        right.addPlaceholder(IDebugUIConstants.ID_EXPRESSION_VIEW);
        right.addView(IPageLayout.ID_OUTLINE);

        IFolderLayout state = layout.createFolder("state", IPageLayout.RIGHT, 0.41f, "bottom");
        state.addView(HvdtDebugUi.VMCS_VIEW);
        state.addView(HvdtDebugUi.EXPLANATION_VIEW);

        bottom.addView(HvdtDebugUi.VM_EXITS_VIEW);
        bottom.addView(IConsoleConstants.ID_CONSOLE_VIEW);
        bottom.addView(IPageLayout.ID_PROBLEM_VIEW);
        bottom.addView(IDebugUIConstants.ID_MEMORY_VIEW);
        bottom.addPlaceholder(IPageLayout.ID_PROGRESS_VIEW);

        layout.addActionSet(IDebugUIConstants.LAUNCH_ACTION_SET);
        layout.addActionSet(IDebugUIConstants.DEBUG_ACTION_SET);
        layout.addActionSet("org.eclipse.debug.ui.breakpointActionSet");
        layout.addActionSet(IPageLayout.ID_NAVIGATE_ACTION_SET);
        for (String view : new String[] { HvdtDebugUi.VMCS_VIEW, HvdtDebugUi.HOST_STACK_VIEW, HvdtDebugUi.VM_EXITS_VIEW,
            HvdtDebugUi.EXPLANATION_VIEW, IDebugUIConstants.ID_DEBUG_VIEW, IDebugUIConstants.ID_REGISTER_VIEW,
            IDebugUIConstants.ID_MEMORY_VIEW, IDebugUIConstants.ID_BREAKPOINT_VIEW, IConsoleConstants.ID_CONSOLE_VIEW,
            IPageLayout.ID_PROJECT_EXPLORER }) {
            layout.addShowViewShortcut(view);
        }
        layout.addPerspectiveShortcut(IDebugUIConstants.ID_DEBUG_PERSPECTIVE);
        layout.addNewWizardShortcut("org.hvdt.ui.newHypervisorProject");
    }
}
