// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.core;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.eclipse.core.resources.IProject;
import org.eclipse.core.resources.ProjectScope;
import org.eclipse.core.runtime.Platform;
import org.eclipse.core.runtime.preferences.DefaultScope;
import org.eclipse.core.runtime.preferences.IScopeContext;
import org.eclipse.core.runtime.preferences.InstanceScope;
import org.hvdt.toolchain.ld.Ld;
import org.hvdt.toolchain.nasm.Nasm;
import org.hvdt.toolchain.process.Tool;
import org.hvdt.toolchain.process.ToolFinder;

/**
 * Where the tools are. The preferences of the workspace say it, and a project may say otherwise; an empty value means
 * the folders of PATH.
 */
public final class ToolPreferences {

    private ToolPreferences() {
    }

    /** The tools that a project can need. */
    public static List<Tool> tools() {
        return List.of(Nasm.TOOL, Ld.TOOL);
    }

    /** Key of the preference in the node {@link HypervisorCore#ID} with the path of a tool. */
    public static String key(Tool tool) {
        return "tool." + tool.id();
    }

    /** Finds tools as the preferences of the workspace say. */
    public static ToolFinder finder() {
        return finder(new IScopeContext[] {InstanceScope.INSTANCE, DefaultScope.INSTANCE });
    }

    /**
     * Finds tools as the preferences of a project say, or else those of the workspace.
     *
     * @param project an existing project
     */
    public static ToolFinder finder(IProject project) {
        return finder(new IScopeContext[] {new ProjectScope(project), InstanceScope.INSTANCE,
            DefaultScope.INSTANCE });
    }

    private static ToolFinder finder(IScopeContext[] scopes) {
        Map<String, Path> configured = new HashMap<>();
        for (Tool tool : tools()) {
            String value = Platform.getPreferencesService().getString(HypervisorCore.ID, key(tool), "", scopes)
                    .strip();
            if (!value.isEmpty()) {
                try {
                    configured.put(tool.id(), Path.of(value));
                } catch (InvalidPathException e) {
                    // No path on this system: the finder reports a name that does not exist.
                    configured.put(tool.id(), Path.of("invalid path"));
                }
            }
        }
        return ToolFinder.of(configured);
    }
}
