// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.toolchain.templates;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

import org.hvdt.toolchain.build.BuildMonitor;
import org.hvdt.toolchain.build.BuildOutcome;
import org.hvdt.toolchain.build.ProjectBuild;
import org.hvdt.toolchain.process.ToolFinder;

/** The templates that HVDT ships. */
public final class Templates {

    private static final String TABLE = "templates.properties";

    private Templates() {
    }

    /** All templates, in the order in which a wizard shows them. */
    public static List<Template> list() {
        Properties table = new Properties();
        try (InputStream stream = Templates.class.getResourceAsStream(TABLE)) {
            table.load(new InputStreamReader(stream, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);      // a resource of this bundle: cannot happen in a whole build
        }
        List<Template> result = new ArrayList<>();
        for (String id : words(table.getProperty("templates"))) {
            result.add(new Template(id, table.getProperty(id + ".name"), table.getProperty(id + ".description"),
                    words(table.getProperty(id + ".files")), table.getProperty(id + ".open")));
        }
        return result;
    }

    /** The template of an identifier. */
    public static Optional<Template> find(String id) {
        return list().stream().filter(template -> template.id().equals(id)).findFirst();
    }

    /**
     * Copies a template into a folder and builds it there.
     *
     * @param template the template
     * @param folder the project's folder; its name becomes the name of the image
     * @param tools where the tools are
     * @param monitor follows the build
     * @return how the build ended
     * @throws IOException if the files cannot be copied
     */
    public static BuildOutcome build(Template template, Path folder, ToolFinder tools, BuildMonitor monitor)
            throws IOException {
        template.copyTo(folder);
        return new ProjectBuild(folder, tools).build(monitor);
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.split(",")).map(String::strip).toList();
    }
}
