// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.core.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IConfigurationElement;
import org.eclipse.core.runtime.ILog;
import org.eclipse.core.runtime.Platform;
import org.eclipse.core.runtime.SafeRunner;
import org.hvdt.core.BuildListener;

/**
 * The listeners from the extension point {@code org.hvdt.core.buildListeners}.
 */
final class BuildListeners {

    private static final String EXTENSION_POINT = "org.hvdt.core.buildListeners";

    private static final class Holder {
        static final List<BuildListener> LISTENERS = read();
    }

    private BuildListeners() {
    }

    /** Tells every listener; one that fails is logged and does not keep the others from being told. */
    static void tell(Consumer<BuildListener> event) {
        for (BuildListener listener : Holder.LISTENERS) {
            SafeRunner.run(() -> event.accept(listener));
        }
    }

    private static List<BuildListener> read() {
        List<BuildListener> listeners = new ArrayList<>();
        for (IConfigurationElement element : Platform.getExtensionRegistry()
                .getConfigurationElementsFor(EXTENSION_POINT)) {
            try {
                if (element.createExecutableExtension("class") instanceof BuildListener listener) {
                    listeners.add(listener);
                }
            } catch (CoreException e) {
                ILog.of(BuildListeners.class).log(e.getStatus());
            }
        }
        return List.copyOf(listeners);
    }
}
