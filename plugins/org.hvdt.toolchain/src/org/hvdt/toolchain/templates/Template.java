// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.toolchain.templates;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A project to start from.
 *
 * @param id its name for command lines, such as {@code thin-hypervisor}
 * @param name its name for people
 * @param description what it shows, in one or two sentences
 * @param files its files, relative to the project's folder, with {@code /} between folders
 * @param opened the file to show first
 */
public record Template(String id, String name, String description, List<String> files, String opened) {

    /** Copies the list. */
    public Template {
        files = List.copyOf(files);
    }

    /**
     * Opens one of the files.
     *
     * @param file one of {@link #files()}
     * @throws IOException if there is no such file
     */
    public InputStream open(String file) throws IOException {
        InputStream stream = files.contains(file) ? Template.class.getResourceAsStream(id + "/" + file) : null;
        if (stream == null) {
            throw new FileNotFoundException("The template " + id + " has no file " + file);
        }
        return stream;
    }

    /**
     * Copies all files into a folder, which is made if it is absent.
     *
     * @param folder the project's folder
     * @return the new files
     * @throws FileAlreadyExistsException if one of the files is there already; then nothing has been copied
     * @throws IOException if a file cannot be written
     */
    public List<Path> copyTo(Path folder) throws IOException {
        for (String file : files) {
            if (Files.exists(folder.resolve(file))) {
                throw new FileAlreadyExistsException(folder.resolve(file).toString());
            }
        }
        List<Path> copies = new ArrayList<>();
        for (String file : files) {
            Path target = folder.resolve(file);
            Files.createDirectories(target.getParent());
            try (InputStream stream = open(file)) {
                Files.copy(stream, target);
            }
            copies.add(target);
        }
        return copies;
    }
}
