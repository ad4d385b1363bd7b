// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.core;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import org.eclipse.core.resources.IContainer;
import org.eclipse.core.resources.IFile;
import org.eclipse.core.resources.IProject;
import org.eclipse.core.resources.IResource;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.ILog;
import org.eclipse.core.runtime.Platform;
import org.eclipse.core.runtime.content.IContentType;
import org.hvdt.core.asm.AsmOutline;
import org.hvdt.core.asm.AsmSymbol;

/**
 * The symbols that the NASM sources of a project define, as saved on disk. Sources are read when they are asked for
 * and again when they have changed.
 */
public final class SourceIndex {

    /** Larger files are data rather than source; their symbols are left out. */
    private static final long LARGEST_FILE = 8L * 1024 * 1024;

    private static final Map<IFile, Entry> ENTRIES = new ConcurrentHashMap<>();

    /** The symbols of one file at one time. */
    private record Entry(long stamp, List<AsmSymbol> symbols) {
    }

    /**
     * Where a symbol is defined.
     *
     * @param file the file
     * @param symbol the symbol
     */
    public record Definition(IFile file, AsmSymbol symbol) {
    }

    private SourceIndex() {
    }

    /**
     * Everything that the NASM sources of a project define, nested symbols included. Generated files are left out.
     *
     * @param project an open project; a closed one has no symbols
     */
    public static List<Definition> definitions(IProject project) {
        List<Definition> result = new ArrayList<>();
        for (IFile file : sources(project)) {
            symbols(file).forEach(top -> top.visit(symbol -> result.add(new Definition(file, symbol))));
        }
        return result;
    }

    /**
     * Where a name is defined: a label, a constant, a macro or a structure. Local labels are not found, as they are
     * local.
     *
     * @param project an open project
     * @param name the name as written
     */
    public static Optional<Definition> find(IProject project, String name) {
        return definitions(project).stream()
                .filter(d -> d.symbol().name().equals(name) && d.symbol().kind() != AsmSymbol.Kind.SECTION
                        && d.symbol().kind() != AsmSymbol.Kind.LOCAL_LABEL)
                .findFirst();
    }

    /**
     * The symbols of one file as saved on disk.
     *
     * @return empty if the file cannot be read
     */
    public static List<AsmSymbol> symbols(IFile file) {
        long stamp = file.getModificationStamp();
        Entry entry = ENTRIES.get(file);
        if (entry == null || entry.stamp() != stamp) {
            ENTRIES.keySet().removeIf(other -> !other.exists());
            entry = new Entry(stamp, read(file));
            ENTRIES.put(file, entry);
        }
        return entry.symbols();
    }

    /** The NASM sources of a project, included files too, but nothing that is derived. */
    public static List<IFile> sources(IProject project) {
        List<IFile> files = new ArrayList<>();
        if (project.isAccessible()) {
            collect(project, files);
        }
        return files;
    }

    private static void collect(IContainer container, List<IFile> files) {
        try {
            for (IResource member : container.members()) {
                if (member.isDerived() || !member.isAccessible()) {
                    continue;
                }
                if (member instanceof IContainer folder) {
                    collect(folder, files);
                } else if (member instanceof IFile file && isAssembly(file)) {
                    files.add(file);
                }
            }
        } catch (CoreException e) {
            ILog.of(SourceIndex.class).log(e.getStatus());
        }
    }

    /** Whether a file is a NASM source by its name. */
    public static boolean isAssembly(IFile file) {
        IContentType type = Platform.getContentTypeManager()
                .getContentType(HypervisorCore.ASM_CONTENT_TYPE);
        return type != null && type.isAssociatedWith(file.getName());
    }

    private static List<AsmSymbol> read(IFile file) {
        try (InputStream in = file.getContents(true)) {
            byte[] bytes = in.readNBytes((int) LARGEST_FILE + 1);
            return bytes.length > LARGEST_FILE ? List.of() : AsmOutline.parse(new String(bytes, charset(file)));
        } catch (CoreException e) {
            // The file vanished in the meantime or is not readable: it defines nothing.
            return List.of();
        } catch (IOException e) {
            ILog.of(SourceIndex.class).error("Cannot read " + file.getFullPath(), e);
            return List.of();
        }
    }

    private static Charset charset(IFile file) throws CoreException {
        String name = file.getCharset();
        return Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.UTF_8;
    }
}
