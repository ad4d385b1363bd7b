// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.ui.internal;

import org.eclipse.core.resources.IFile;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.ILog;
import org.eclipse.debug.core.model.ILineBreakpoint;
import org.eclipse.debug.core.model.IValue;
import org.eclipse.debug.core.sourcelookup.containers.LocalFileStorage;
import org.eclipse.debug.ui.IDebugModelPresentation;
import org.eclipse.debug.ui.IValueDetailListener;
import org.eclipse.core.filesystem.EFS;
import org.eclipse.jface.viewers.LabelProvider;
import org.eclipse.osgi.util.NLS;
import org.eclipse.swt.graphics.Image;
import org.eclipse.ui.IEditorDescriptor;
import org.eclipse.ui.IEditorInput;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.ide.FileStoreEditorInput;
import org.eclipse.ui.ide.IDE;
import org.eclipse.ui.part.FileEditorInput;
import org.hvdt.debug.core.HypervisorLineBreakpoint;
import org.hvdt.debug.core.VmExitBreakpoint;
import org.hvdt.debug.core.inspect.MachinePicture;
import org.hvdt.debug.core.inspect.Numbers;
import org.hvdt.debug.core.model.HypervisorFrame;
import org.hvdt.debug.core.model.HypervisorTarget;
import org.hvdt.debug.core.model.HypervisorValue;
import org.hvdt.debug.core.model.HypervisorVariable;
import org.hvdt.debug.core.model.VirtualCpu;

/** Labels, icons, editors and value details of the debug model. */
public final class HypervisorPresentation extends LabelProvider implements IDebugModelPresentation {

    private static final String GENERIC_EDITOR = "org.eclipse.ui.genericeditor.GenericEditor";

    @Override
    public void setAttribute(String attribute, Object value) {
        // Type names are not shown: there are none.
    }

    @Override
    public String getText(Object element) {
        return switch (element) {
            case VirtualCpu cpu -> cpuText(cpu);
            case HypervisorFrame frame -> frame.getName();
            case HypervisorTarget target -> target.isTerminated()
                    ? NLS.bind(Messages.Presentation_terminated, target.getName())
                    : target.getName();
            case HypervisorVariable variable -> variable.getName() + " = " + getText(variable.getValue());
            case HypervisorValue value -> value.getValueString();
            case VmExitBreakpoint breakpoint -> breakpoint.description();
            case HypervisorLineBreakpoint breakpoint -> lineText(breakpoint);
            default -> null;
        };
    }

    private static String cpuText(VirtualCpu cpu) {
        MachinePicture picture = cpu.picture();
        return picture == null ? cpu.getName()
                : NLS.bind(Messages.Presentation_instructions, cpu.getName(), Numbers.count(picture.instructions()));
    }

    private static String lineText(HypervisorLineBreakpoint breakpoint) {
        try {
            return NLS.bind(Messages.Presentation_line, breakpoint.getMarker().getResource().getName(),
                    breakpoint.getLineNumber());
        } catch (CoreException markerIsGone) {
            ILog.of(HypervisorPresentation.class).info(markerIsGone.getMessage(), markerIsGone);
            return null;
        }
    }

    @Override
    public Image getImage(Object element) {
        return switch (element) {
            case VirtualCpu cpu -> (cpu.isSuspended() ? Icon.CPU_SUSPENDED : Icon.CPU_RUNNING).image();
            case HypervisorTarget target -> Icon.HYPERVISOR.image();
            case HypervisorFrame frame -> switch (frame.state().kind()) {
                case HOST -> Icon.FRAME_HOST.image();
                case BOUNDARY -> Icon.FRAME_BOUNDARY.image();
                case GUEST -> Icon.FRAME_GUEST.image();
            };
            case VmExitBreakpoint breakpoint -> (isEnabled(breakpoint) ? Icon.VM_EXIT_BREAKPOINT
                    : Icon.VM_EXIT_BREAKPOINT_DISABLED).image();
            default -> null;
        };
    }

    private static boolean isEnabled(VmExitBreakpoint breakpoint) {
        try {
            return breakpoint.isEnabled();
        } catch (CoreException markerIsGone) {
            ILog.of(HypervisorPresentation.class).info(markerIsGone.getMessage(), markerIsGone);
            return false;
        }
    }

    @Override
    public void computeDetail(IValue value, IValueDetailListener listener) {
        String detail = value instanceof HypervisorValue known ? getText(known) : "";
        listener.detailComputed(value, detail);
    }

    @Override
    public IEditorInput getEditorInput(Object element) {
        return switch (element) {
            case IFile file -> new FileEditorInput(file);
            case ILineBreakpoint breakpoint when breakpoint.getMarker() != null
                    && breakpoint.getMarker().getResource() instanceof IFile file -> new FileEditorInput(file);
            case LocalFileStorage storage -> new FileStoreEditorInput(
                    EFS.getLocalFileSystem().fromLocalFile(storage.getFile()));
            default -> null;
        };
    }

    @Override
    public String getEditorId(IEditorInput input, Object element) {
        try {
            IEditorDescriptor editor = IDE.getEditorDescriptor(input.getName(), true, false);
            return editor.getId();
        } catch (PartInitException none) {
            ILog.of(HypervisorPresentation.class).info(none.getMessage(), none);
            return GENERIC_EDITOR;
        }
    }
}
