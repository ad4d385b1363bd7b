// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.internal.preferences;

import org.eclipse.core.resources.IMarker;
import org.eclipse.swt.graphics.Image;
import org.eclipse.ui.IMarkerResolution;
import org.eclipse.ui.IMarkerResolution2;
import org.eclipse.ui.IMarkerResolutionGenerator2;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.dialogs.PreferencesUtil;
import org.hvdt.core.HypervisorCore;
import org.hvdt.ui.HypervisorUi;
import org.hvdt.ui.internal.HvdtUi;

/**
 * Quick fix for a tool that is not installed: say where it is.
 */
public final class MissingToolResolutions implements IMarkerResolutionGenerator2 {

    @Override
    public boolean hasResolutions(IMarker marker) {
        return marker.getAttribute(HypervisorCore.MISSING_TOOL, null) != null;
    }

    @Override
    public IMarkerResolution[] getResolutions(IMarker marker) {
        return hasResolutions(marker) ? new IMarkerResolution[] {new OpenPreferences() } : new IMarkerResolution[0];
    }

    private static final class OpenPreferences implements IMarkerResolution2 {

        @Override
        public String getLabel() {
            return Messages.Fix_openPreferences;
        }

        @Override
        public String getDescription() {
            return Messages.Fix_openPreferencesDescription;
        }

        @Override
        public Image getImage() {
            return HvdtUi.image("build_console");
        }

        @Override
        public void run(IMarker marker) {
            PreferencesUtil.createPreferenceDialogOn(
                    PlatformUI.getWorkbench().getModalDialogShellProvider().getShell(),
                    HypervisorUi.TOOLS_PREFERENCE_PAGE, null, null).open();
        }
    }
}
