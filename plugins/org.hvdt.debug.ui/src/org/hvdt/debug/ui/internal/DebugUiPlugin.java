// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.ui.internal;

import org.eclipse.debug.core.DebugPlugin;
import org.eclipse.ui.plugin.AbstractUIPlugin;
import org.osgi.framework.BundleContext;

/** Starts with the first class of this bundle that is used: the label of a launched machine in the Debug view. */
public final class DebugUiPlugin extends AbstractUIPlugin {

    private static DebugUiPlugin instance;

    private final ExplanationOpener opener = new ExplanationOpener();

    /** The plug-in. */
    public static DebugUiPlugin instance() {
        return instance;
    }

    @Override
    public void start(BundleContext context) throws Exception {
        super.start(context);
        instance = this;
        DebugPlugin.getDefault().addDebugEventListener(opener);
    }

    @Override
    public void stop(BundleContext context) throws Exception {
        DebugPlugin debug = DebugPlugin.getDefault();
        if (debug != null) {
            debug.removeDebugEventListener(opener);
        }
        instance = null;
        super.stop(context);
    }
}
