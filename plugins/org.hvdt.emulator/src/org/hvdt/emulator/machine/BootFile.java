// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A file that the boot loader puts into the machine's memory: the image itself or a module.
 *
 * @param name what messages, the command line and the module string call it; usually the file's name
 * @param content the bytes; not copied, must not be changed afterwards
 */
public record BootFile(String name, byte[] content) {

    /** Checks for null. */
    public BootFile {
        Objects.requireNonNull(name);
        Objects.requireNonNull(content);
    }

    /**
     * Reads a file.
     *
     * @throws MachineException if the file is absent or cannot be read
     */
    public static BootFile read(Path file) throws MachineException {
        if (Files.isDirectory(file)) {
            throw new MachineException(file + " is a folder; an image file is needed");
        }
        try {
            return new BootFile(file.getFileName().toString(), Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new MachineException("file not found: " + file, e);
        } catch (IOException e) {
            throw new MachineException("cannot read " + file + ": " + e.getMessage(), e);
        } catch (OutOfMemoryError e) {
            throw new MachineException(file + " is too large: at most 2,147,483,639 bytes can be loaded", e);
        }
    }
}
