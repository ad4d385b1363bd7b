// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.internal.console;

import java.io.IOException;
import java.util.Arrays;

import org.eclipse.core.resources.IProject;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.osgi.util.NLS;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.console.ConsolePlugin;
import org.eclipse.ui.console.IConsole;
import org.eclipse.ui.console.IConsoleManager;
import org.eclipse.ui.console.MessageConsole;
import org.eclipse.ui.console.MessageConsoleStream;
import org.hvdt.toolchain.build.BuildOutcome;
import org.hvdt.ui.HypervisorUi;
import org.hvdt.ui.internal.HelpContexts;
import org.hvdt.ui.internal.HvdtUi;

/**
 * The console with what the build runs and what the tools say. There is one for all projects; it is made when it is
 * first needed and stays in the background.
 */
final class BuildConsole {

    private static final int LOW_WATER_MARK = 80_000;
    private static final int HIGH_WATER_MARK = 200_000;

    private final MessageConsole console;
    private final MessageConsoleStream text;

    private BuildConsole() {
        console = new MessageConsole(Messages.Console_name, HypervisorUi.BUILD_CONSOLE_TYPE,
                HvdtUi.descriptor("build_console"), true) {
            @Override
            public String getHelpContextId() {
                return HelpContexts.BUILD_CONSOLE;
            }
        };
        console.setWaterMarks(LOW_WATER_MARK, HIGH_WATER_MARK);
        console.addPatternMatchListener(new SourceLinks());
        text = console.newMessageStream();
        // Output must not take the place of the console that the user is reading.
        text.setActivateOnWrite(false);
        PlatformUI.getWorkbench().getDisplay()
                .asyncExec(() -> console.setFont(JFaceResources.getFont(JFaceResources.TEXT_FONT)));
    }

    private static final class Holder {
        static final BuildConsole INSTANCE = new BuildConsole();
    }

    static BuildConsole get() {
        return Holder.INSTANCE;
    }

    /** Makes sure that the console view lists it. */
    private void register() {
        IConsoleManager manager = ConsolePlugin.getDefault().getConsoleManager();
        if (Arrays.stream(manager.getConsoles()).noneMatch(other -> other == console)) {
            manager.addConsoles(new IConsole[] {console });
        }
    }

    /** Brings the console to the front. */
    void show() {
        register();
        ConsolePlugin.getDefault().getConsoleManager().showConsoleView(console);
    }

    void started(IProject project) {
        SourceLinks.building(project);
    }

    void line(String line) {
        register();
        text.println(line);
    }

    void finished(IProject project, BuildOutcome outcome) {
        switch (outcome.status()) {
            case BUILT -> line(NLS.bind(Messages.Console_built, project.getName(), outcome.image().getFileName()));
            case UP_TO_DATE -> {
                // nothing was printed, nothing needs to be said
            }
            case FAILED -> line(NLS.bind(Messages.Console_failed, project.getName(), outcome.errors().size()));
            case CANCELLED -> line(NLS.bind(Messages.Console_cancelled, project.getName()));
        }
        try {
            text.flush();
        } catch (IOException e) {
            HvdtUi.log("The build console is closed", e);
        }
    }
}
