// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.internal.console;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.eclipse.core.resources.IFile;
import org.eclipse.core.resources.IProject;
import org.eclipse.jface.text.BadLocationException;
import org.eclipse.ui.console.IHyperlink;
import org.eclipse.ui.console.IPatternMatchListener;
import org.eclipse.ui.console.PatternMatchEvent;
import org.eclipse.ui.console.TextConsole;
import org.hvdt.core.SourceLookup;
import org.hvdt.ui.internal.HvdtUi;
import org.hvdt.ui.internal.SourceLines;

/**
 * Makes {@code file:line:} at the start of a line a link to the source.
 */
final class SourceLinks implements IPatternMatchListener {

    private static final Pattern PLACE = Pattern.compile("^(.+?):(\\d+):");

    private static volatile IProject current;

    private TextConsole console;

    /** Says which project the paths that follow belong to. */
    static void building(IProject project) {
        current = project;
    }

    @Override
    public void connect(TextConsole newConsole) {
        console = newConsole;
    }

    @Override
    public void disconnect() {
        console = null;
    }

    @Override
    public String getPattern() {
        return "^.+?:\\d+:.*$";
    }

    @Override
    public int getCompilerFlags() {
        return Pattern.MULTILINE;
    }

    @Override
    public String getLineQualifier() {
        return ":\\d+:";
    }

    @Override
    public void matchFound(PatternMatchEvent event) {
        TextConsole target = console;
        IProject project = current;
        if (target == null || project == null) {
            return;
        }
        try {
            String line = target.getDocument().get(event.getOffset(), event.getLength());
            Matcher matcher = PLACE.matcher(line);
            if (matcher.find()) {
                Optional<IFile> file = file(project, matcher.group(1));
                if (file.isPresent()) {
                    target.addHyperlink(new Link(file.get(), Integer.parseInt(matcher.group(2))),
                            event.getOffset(), matcher.end(2));
                }
            }
        } catch (BadLocationException | NumberFormatException e) {
            HvdtUi.log("Cannot link a line of the build console", e);
        }
    }

    private static Optional<IFile> file(IProject project, String text) {
        try {
            Path path = Path.of(text);
            Path absolute = path.isAbsolute() || project.getLocation() == null ? path
                    : project.getLocation().toPath().resolve(path);
            return SourceLookup.exactFile(project, absolute.toAbsolutePath().normalize());
        } catch (InvalidPathException e) {
            // A line that only looks like a place in a file.
            return Optional.empty();
        }
    }

    /**
     * Opens a line of a file.
     *
     * @param file the file
     * @param line the line, from 1
     */
    private record Link(IFile file, int line) implements IHyperlink {

        @Override
        public void linkEntered() {
            // the console underlines it by itself
        }

        @Override
        public void linkExited() {
            // see linkEntered
        }

        @Override
        public void linkActivated() {
            SourceLines.open(file, line);
        }
    }
}
