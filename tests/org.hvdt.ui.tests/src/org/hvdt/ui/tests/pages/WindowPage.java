// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.tests.pages;

import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import org.eclipse.core.commands.Command;
import org.eclipse.core.commands.ParameterizedCommand;
import org.eclipse.core.runtime.preferences.InstanceScope;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.ui.IViewPart;
import org.eclipse.ui.IWorkbench;
import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.IWorkbenchWindow;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.commands.ICommandService;
import org.eclipse.ui.handlers.IHandlerService;

/** The workbench window: its perspectives, views, commands and theme. */
public final class WindowPage {

    private final IWorkbenchWindow window;

    private WindowPage(IWorkbenchWindow window) {
        this.window = window;
    }

    /** The first window, with the welcome page closed and the perspective switch on suspend confirmed in advance. */
    public static WindowPage open() {
        return Conditions.onUi(() -> {
            IWorkbench workbench = PlatformUI.getWorkbench();
            workbench.getIntroManager().closeIntro(workbench.getIntroManager().getIntro());
            InstanceScope.INSTANCE.getNode("org.eclipse.debug.ui")
                    .put("org.eclipse.debug.ui.switch_perspective_on_suspend", "always");
            WindowPage page = new WindowPage(workbench.getWorkbenchWindows()[0]);
            page.window.getShell().forceActive();
            return page;
        });
    }

    /** Gives the window a size and moves it to the corner of the screen. */
    public WindowPage resize(int width, int height) {
        return Conditions.onUi(() -> {
            Shell shell = window.getShell();
            Rectangle screen = shell.getDisplay().getBounds();
            shell.setMaximized(false);
            shell.setBounds(0, 0, Math.min(width, screen.width), Math.min(height, screen.height));
            return this;
        });
    }

    /** Executes a command as a menu would, as soon as it is enabled. Returns at once, also if it opens a dialog. */
    public void execute(String command, Map<String, String> parameters) {
        Command known = window.getService(ICommandService.class).getCommand(command);
        ParameterizedCommand whole = ParameterizedCommand.generateCommand(known, parameters);
        AtomicBoolean begun = new AtomicBoolean();
        Conditions.until("the command is enabled: " + command, () -> {
            if (!begun.get()) {
                Display.getCurrent().asyncExec(() -> executeIfEnabled(whole, begun));
            }
            return begun.get();
        });
    }

    /** Looks and executes in one go: what was enabled a moment ago may not be any more, and would be ignored. */
    private void executeIfEnabled(ParameterizedCommand command, AtomicBoolean begun) {
        if (command.getCommand().isEnabled() && begun.compareAndSet(false, true)) {
            Conditions.onUi(() -> window.getService(IHandlerService.class).executeCommand(command, null));
        }
    }

    /** Executes a command without parameters. */
    public void execute(String command) {
        execute(command, Map.of());
    }

    /** The id of the perspective. */
    public String perspective() {
        return Conditions.onUi(() -> window.getActivePage().getPerspective().getId());
    }

    /** Opens a perspective as it is shipped. */
    public void openPerspective(String id) {
        Conditions.onUi(() -> {
            PlatformUI.getWorkbench().showPerspective(id, window);
            window.getActivePage().resetPerspective();
            return null;
        });
    }

    /** Opens a view, or brings it to the front. */
    public IViewPart view(String id) {
        return Conditions.onUi(() -> {
            IViewPart part = window.getActivePage().showView(id, null, IWorkbenchPage.VIEW_VISIBLE);
            return part;
        });
    }

    /** Whether a view is open and not behind another one. */
    public boolean isVisible(String id) {
        return Conditions.onUi(() -> {
            IViewPart part = window.getActivePage().findView(id);
            return part != null && window.getActivePage().isPartVisible(part);
        });
    }

    /** Switches to the dark theme or back to the light one. */
    public void useDarkTheme(boolean dark) {
        Conditions.onUi(() -> {
            Themes.use(dark);
            return null;
        });
    }

    /** Saves all editors. */
    public void saveAll() {
        Conditions.onUi(() -> window.getActivePage().saveAllEditors(false));
    }

    /** Closes all editors without saving. */
    public void closeEditors() {
        Conditions.onUi(() -> window.getActivePage().closeAllEditors(false));
    }

    /** The shell, for screenshots. */
    public Shell shell() {
        return window.getShell();
    }
}
