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
import org.eclipse.swt.graphics.RGB;
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
        ImageData whole = copyScreen(screen.width, screen.height);
        ImageLoader loader = new ImageLoader();
        loader.data = new ImageData[] {copyScreen(usedWidth(whole), usedHeight(whole))};
        loader.save(file.toString(), SWT.IMAGE_PNG);
    }

    private ImageData copyScreen(int width, int height) {
        Image image = new Image(display, width, height);
        GC gc = new GC(display);
        try {
            gc.copyArea(image, 0, 0);
            return image.getImageData();
        } finally {
            gc.dispose();
            image.dispose();
        }
    }

    /** Without a window manager the window is a little smaller than it thinks; beside it the screen is black. */
    private static int usedWidth(ImageData picture) {
        int width = picture.width;
        while (width > 1 && isBlack(picture, width - 1, 0, 0, 1, picture.height)) {
            width--;
        }
        return width;
    }

    private static int usedHeight(ImageData picture) {
        int height = picture.height;
        while (height > 1 && isBlack(picture, 0, height - 1, 1, 0, picture.width)) {
            height--;
        }
        return height;
    }

    private static boolean isBlack(ImageData picture, int x, int y, int stepX, int stepY, int length) {
        for (int i = 0; i < length; i++) {
            RGB colour = picture.palette.getRGB(picture.getPixel(x + i * stepX, y + i * stepY));
            if (colour.red != 0 || colour.green != 0 || colour.blue != 0) {
                return false;
            }
        }
        return true;
    }
}
