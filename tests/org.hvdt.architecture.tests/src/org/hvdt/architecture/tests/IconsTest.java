// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0
package org.hvdt.architecture.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * SWT knows an SVG image by its first five bytes. An icon that starts with a comment is drawn only where GTK happens to
 * have a loader of its own.
 */
class IconsTest {

    private static final Path PLUGINS = Path.of("..", "..", "plugins");

    @Test
    void everySvgIconStartsWithWhatSwtRecognises() throws IOException {
        List<Path> icons;
        try (Stream<Path> files = Files.walk(PLUGINS)) {
            icons = files.filter(file -> file.toString().endsWith(".svg")).toList();
        }
        assertThat(icons).isNotEmpty().allSatisfy(
                icon -> assertThat(Files.readString(icon).substring(0, 5)).isIn("<?xml", "<svg "));
    }
}
