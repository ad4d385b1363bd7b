// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0
package org.hvdt.tour;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.graphics.ImageLoader;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Shell;
import org.hvdt.ui.tests.pages.Conditions;

/** Tells the steps of the tour: a numbered line of words and a screenshot each. Called beside the UI thread. */
final class Narrator {

    private final Display display;
    private final Path folder;
    private final PrintStream out;
    private int number;

    Narrator(Display display, Path folder, PrintStream out) {
        this.display = display;
        this.folder = folder;
        this.out = out;
    }

    /**
     * Tells one step that has just been taken.
     *
     * @param name names the screenshot's file, after the step's number
     * @param words what was done and what is to be seen
     * @throws IOException if the screenshot cannot be written
     */
    void tell(String name, String words) throws IOException {
        number++;
        out.printf("%2d. %s%n", number, words);
        out.flush();
        Files.createDirectories(folder);
        Path file = folder.resolve(String.format("%02d-%s.png", number, name));
        Conditions.onUi(() -> {
            drawEverything();
            return null;
        });
        Conditions.settle();
        Conditions.onUi(() -> {
            save(file);
            return null;
        });
    }

    private void drawEverything() {
        for (Shell shell : display.getShells()) {
            shell.update();
            shell.redraw();
        }
    }

    private void save(Path file) {
        Rectangle screen = display.getBounds();
        Image image = new Image(display, screen.width, screen.height);
        GC gc = new GC(display);
        try {
            gc.copyArea(image, 0, 0);
            ImageLoader loader = new ImageLoader();
            loader.data = new ImageData[] {image.getImageData()};
            loader.save(file.toString(), SWT.IMAGE_PNG);
        } finally {
            gc.dispose();
            image.dispose();
        }
    }
}
