// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.ui.internal;

import java.util.Locale;

import org.eclipse.jface.resource.ImageDescriptor;
import org.eclipse.jface.resource.ImageRegistry;
import org.eclipse.jface.resource.ResourceLocator;
import org.eclipse.swt.graphics.Image;
import org.hvdt.debug.ui.HvdtDebugUi;

/** The icons of this bundle. Each is the file {@code icons/<name>.svg}. */
public enum Icon {
    /** The emulated processor. */
    HYPERVISOR,
    /** The processor, running. */
    CPU_RUNNING,
    /** The processor, suspended. */
    CPU_SUSPENDED,
    /** A frame of the host. */
    FRAME_HOST,
    /** A frame of the guest. */
    FRAME_GUEST,
    /** The VM exit between host and guest. */
    FRAME_BOUNDARY,
    /** A VM-exit breakpoint. */
    VM_EXIT_BREAKPOINT,
    /** A VM-exit breakpoint that is off. */
    VM_EXIT_BREAKPOINT_DISABLED,
    /** Fails a check. */
    FAILING,
    /** Is probably wrong. */
    WARNING,
    /** Has changed. */
    CHANGED,
    /** A VMCS field. */
    FIELD,
    /** A bit of a field. */
    BIT,
    /** Fields that belong together. */
    GROUP,
    /** Show only what has changed. */
    CHANGED_ONLY,
    /** Show only what fails. */
    FAILING_ONLY,
    /** Copy. */
    COPY,
    /** A VM exit. */
    VM_EXITS;

    /** Where it is. */
    public ImageDescriptor descriptor() {
        return ResourceLocator
                .imageDescriptorFromBundle(HvdtDebugUi.PLUGIN_ID, "icons/" + name().toLowerCase(Locale.ROOT) + ".svg")
                .orElse(ImageDescriptor.getMissingImageDescriptor());
    }

    /** The image, which must not be disposed of. Called on the UI thread. */
    public Image image() {
        ImageRegistry registry = DebugUiPlugin.instance().getImageRegistry();
        if (registry.getDescriptor(name()) == null) {
            registry.put(name(), descriptor());
        }
        return registry.get(name());
    }
}
