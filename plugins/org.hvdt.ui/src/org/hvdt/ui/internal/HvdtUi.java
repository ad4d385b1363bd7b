// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.internal;

import org.eclipse.core.runtime.ILog;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.Status;
import org.eclipse.jface.resource.ImageDescriptor;
import org.eclipse.jface.resource.ImageRegistry;
import org.eclipse.jface.resource.ResourceLocator;
import org.eclipse.swt.graphics.Image;
import org.eclipse.ui.plugin.AbstractUIPlugin;
import org.osgi.framework.BundleContext;

/**
 * The bundle's life and its images.
 */
public final class HvdtUi extends AbstractUIPlugin {

    /** Identifier of the bundle. */
    public static final String ID = "org.hvdt.ui";

    private static HvdtUi instance;

    /** Called by the framework. */
    public HvdtUi() {
        instance = this;
    }

    @Override
    public void stop(BundleContext context) throws Exception {
        try {
            super.stop(context);
        } finally {
            instance = null;
        }
    }

    /** The running bundle. */
    public static HvdtUi get() {
        return instance;
    }

    /**
     * An image of this bundle, owned by it.
     *
     * @param name file name in the folder {@code icons} without its ending
     */
    public static Image image(String name) {
        ImageRegistry registry = instance.getImageRegistry();
        Image image = registry.get(name);
        if (image == null) {
            registry.put(name, descriptor(name));
            image = registry.get(name);
        }
        return image;
    }

    /**
     * How to make an image of this bundle.
     *
     * @param name file name in the folder {@code icons} without its ending
     */
    public static ImageDescriptor descriptor(String name) {
        return ResourceLocator.imageDescriptorFromBundle(ID, "icons/" + name + ".svg")
                .orElseGet(ImageDescriptor::getMissingImageDescriptor);
    }

    /** Writes an unexpected failure to the log. */
    public static void log(String message, Throwable failure) {
        ILog.of(HvdtUi.class).log(new Status(IStatus.ERROR, ID, message, failure));
    }
}
