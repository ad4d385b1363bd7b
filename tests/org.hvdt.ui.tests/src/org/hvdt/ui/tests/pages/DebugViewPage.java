// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.tests.pages;

import java.util.List;
import java.util.Optional;

import org.eclipse.core.resources.IProject;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IConfigurationElement;
import org.eclipse.core.runtime.Platform;
import org.eclipse.debug.core.DebugPlugin;
import org.eclipse.debug.core.ILaunch;
import org.eclipse.debug.ui.DebugUITools;
import org.eclipse.debug.ui.IDebugUIConstants;
import org.eclipse.debug.ui.IDebugView;
import org.eclipse.debug.ui.ILaunchShortcut;
import org.eclipse.jface.text.ITextSelection;
import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.swt.widgets.TreeItem;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.texteditor.ITextEditor;
import org.hvdt.debug.core.inspect.MachinePicture;
import org.hvdt.debug.core.model.HypervisorDebugElement;
import org.hvdt.debug.core.model.VirtualCpu;
import org.hvdt.toolchain.SourceLocation;

/** The Debug view, and what one does there: launch, step, resume. */
public final class DebugViewPage {

    private static final String SHORTCUT = "org.hvdt.debug.ui.launchShortcut";

    private final WindowPage window;
    private MachinePicture lastStop;

    /** The Debug view of a window. */
    public DebugViewPage(WindowPage window) {
        this.window = window;
    }

    /** <em>Debug As &gt; Hypervisor on VMX Emulator</em> on a project. */
    public DebugViewPage debugAs(IProject project) {
        launchAs(project, "debug");
        return this;
    }

    /** <em>Run As &gt; Hypervisor on VMX Emulator</em> on a project. */
    public DebugViewPage runAs(IProject project) {
        launchAs(project, "run");
        return this;
    }

    private static void launchAs(IProject project, String mode) {
        Conditions.onUi(() -> {
            shortcut().launch(new StructuredSelection(project), mode);
            return null;
        });
    }

    private static ILaunchShortcut shortcut() throws CoreException {
        for (IConfigurationElement element : Platform.getExtensionRegistry()
                .getConfigurationElementsFor("org.eclipse.debug.ui.launchShortcuts")) {
            if (SHORTCUT.equals(element.getAttribute("id"))) {
                return (ILaunchShortcut) element.createExecutableExtension("class");
            }
        }
        throw new AssertionError("There is no launch shortcut " + SHORTCUT);
    }

    /** Waits for a stop that has not been waited for before, and until it is shown. */
    public DebugViewPage awaitSuspended() {
        Conditions.until("the virtual CPU is suspended and shown", () -> {
            MachinePicture picture = picture().orElse(null);
            return picture != null && picture != lastStop && showsFrames(picture);
        }, () -> String.join("; ", labels()));
        lastStop = Conditions.onUi(() -> picture().orElse(null));
        SourceLocation source = lastStop.frames().getFirst().source();
        if (source != null) {
            Conditions.until("the editor shows " + source, () -> isShown(source));
        }
        Conditions.settle();
        return this;
    }

    /** Whether the line is selected in the active editor, which happens some time after the stop. */
    private static boolean isShown(SourceLocation source) {
        return PlatformUI.getWorkbench().getWorkbenchWindows()[0].getActivePage()
                .getActiveEditor() instanceof ITextEditor editor
                && editor.getEditorInput().getName().equals(source.fileName())
                && editor.getSelectionProvider().getSelection() instanceof ITextSelection selection
                && selection.getStartLine() + 1 == source.line();
    }

    /** Whether there is a label for each frame; the view fills in the frames one after the other. */
    private boolean showsFrames(MachinePicture picture) {
        List<String> labels = labels();
        return picture.frames().stream()
                .allMatch(frame -> labels.stream().anyMatch(label -> label.contains(frame.location())));
    }

    /** Waits until every launch has ended, and until the view shows nothing else. */
    public DebugViewPage awaitTerminated() {
        Conditions.until("every launch has ended", () -> {
            ILaunch[] launches = DebugPlugin.getDefault().getLaunchManager().getLaunches();
            for (ILaunch launch : launches) {
                if (!launch.isTerminated()) {
                    return false;
                }
            }
            return launches.length > 0;
        });
        Conditions.until("the view shows no virtual CPU of an ended machine",
                () -> labels().stream().allMatch(label -> label.startsWith("<terminated")),
                () -> String.join("; ", labels()));
        Conditions.settle();
        return this;
    }

    private static Optional<VirtualCpu> cpu() {
        return DebugUITools.getDebugContext() instanceof HypervisorDebugElement element
                ? Optional.of(element.hypervisorTarget().cpu())
                : Optional.empty();
    }

    private static Optional<MachinePicture> picture() {
        return cpu().filter(VirtualCpu::isSuspended).map(VirtualCpu::picture);
    }

    /** The labels that are shown, from the top. */
    public List<String> labels() {
        return Conditions.onUi(() -> {
            IDebugView part = (IDebugView) window.view(IDebugUIConstants.ID_DEBUG_VIEW);
            return Widgets.items((Tree) part.getViewer().getControl()).stream().map(TreeItem::getText).toList();
        });
    }

    /** The label of the virtual CPU. */
    public String cpuLabel() {
        return labels().stream().filter(label -> label.contains("CPU 0")).findFirst().orElse("");
    }

    /** Resumes. */
    public DebugViewPage resume() {
        window.execute("org.eclipse.debug.ui.commands.Resume");
        return this;
    }

    /** Steps over and waits for the stop. */
    public DebugViewPage stepOver() {
        window.execute("org.eclipse.debug.ui.commands.StepOver");
        return awaitSuspended();
    }

    /** Steps into and waits for the stop. */
    public DebugViewPage stepInto() {
        window.execute("org.eclipse.debug.ui.commands.StepInto");
        return awaitSuspended();
    }

    /** Steps to the next VM exit and waits for the stop. */
    public DebugViewPage stepToNextVmExit() {
        window.execute("org.hvdt.debug.ui.stepToVmExit");
        return awaitSuspended();
    }

    /** Steps to the next VM entry and waits for the stop. */
    public DebugViewPage stepToNextVmEntry() {
        window.execute("org.hvdt.debug.ui.stepToVmEntry");
        return awaitSuspended();
    }

    /** Terminates all launches and removes them from the view. */
    public DebugViewPage terminateAndRemoveAll() {
        Conditions.onUi(() -> {
            for (ILaunch launch : DebugPlugin.getDefault().getLaunchManager().getLaunches()) {
                launch.terminate();
            }
            return null;
        });
        if (DebugPlugin.getDefault().getLaunchManager().getLaunches().length > 0) {
            awaitTerminated();
        }
        DebugPlugin.getDefault().getLaunchManager()
                .removeLaunches(DebugPlugin.getDefault().getLaunchManager().getLaunches());
        lastStop = null;
        Conditions.settle();
        return this;
    }
}
