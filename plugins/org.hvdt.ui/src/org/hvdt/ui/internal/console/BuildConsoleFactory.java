// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.internal.console;

import org.eclipse.ui.console.IConsoleFactory;

/**
 * Opens the build console from the console view's menu.
 */
public final class BuildConsoleFactory implements IConsoleFactory {

    @Override
    public void openConsole() {
        BuildConsole.get().show();
    }
}
