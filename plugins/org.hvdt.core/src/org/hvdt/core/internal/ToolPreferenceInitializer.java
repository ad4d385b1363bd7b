// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.core.internal;

import org.eclipse.core.runtime.preferences.AbstractPreferenceInitializer;
import org.eclipse.core.runtime.preferences.DefaultScope;
import org.eclipse.core.runtime.preferences.IEclipsePreferences;
import org.hvdt.core.HypervisorCore;
import org.hvdt.core.ToolPreferences;

/**
 * By default every tool is looked for in the folders of PATH.
 */
public final class ToolPreferenceInitializer extends AbstractPreferenceInitializer {

    @Override
    public void initializeDefaultPreferences() {
        IEclipsePreferences defaults = DefaultScope.INSTANCE.getNode(HypervisorCore.ID);
        ToolPreferences.tools().forEach(tool -> defaults.put(ToolPreferences.key(tool), ""));
    }
}
