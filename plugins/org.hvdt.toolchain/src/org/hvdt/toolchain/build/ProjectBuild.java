// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.toolchain.build;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.hvdt.toolchain.Diagnostic;
import org.hvdt.toolchain.Severity;
import org.hvdt.toolchain.build.BuildOutcome.Status;
import org.hvdt.toolchain.ld.Ld;
import org.hvdt.toolchain.ld.LdMessages;
import org.hvdt.toolchain.nasm.Nasm;
import org.hvdt.toolchain.nasm.NasmMessages;
import org.hvdt.toolchain.process.Tool;
import org.hvdt.toolchain.process.ToolCancelledException;
import org.hvdt.toolchain.process.ToolCommand;
import org.hvdt.toolchain.process.ToolException;
import org.hvdt.toolchain.process.ToolFinder;
import org.hvdt.toolchain.process.ToolMissingException;
import org.hvdt.toolchain.process.ToolResult;
import org.hvdt.toolchain.process.ToolRunner;

/**
 * Builds a project: assembles each source into an object, links the objects into an image. Only what is stale is done
 * again: an object when its source, an included file or the command has changed; the image when an object, the linker
 * script or the command has changed. When a build fails, there is no image, so that nobody runs an old one by mistake.
 *
 * <p>One instance serves one build after another; two builds of one project at the same time are not allowed.
 */
public final class ProjectBuild {

    private final Path project;
    private final ToolFinder tools;

    /**
     * @param project the project's folder
     * @param tools where the tools are
     */
    public ProjectBuild(Path project, ToolFinder tools) {
        this.project = project.toAbsolutePath().normalize();
        this.tools = Objects.requireNonNull(tools);
    }

    /** The project's folder. */
    public Path project() {
        return project;
    }

    /** The settings as they are in the project now. */
    public BuildSettings settings() {
        return BuildSettings.load(project).settings();
    }

    /** The folder for generated files. */
    public Path outputFolder() {
        return project.resolve(settings().output());
    }

    /** The image, whether or not it exists. */
    public Path image() {
        BuildSettings settings = settings();
        return project.resolve(settings.output()).resolve(settings.image());
    }

    /** Brings the image up to date. Never throws because of the project, the tools or the file system. */
    public BuildOutcome build(BuildMonitor monitor) {
        return new Run(monitor).build();
    }

    /**
     * Deletes the folder for generated files, if it was made by a build.
     *
     * @throws IOException if something in it cannot be deleted
     */
    public void clean() throws IOException {
        Path output = outputFolder();
        if (!Files.isRegularFile(output.resolve(BuildState.FILE_NAME))) {
            return;
        }
        List<Path> all;
        try (Stream<Path> walk = Files.walk(output)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : all) {
            Files.deleteIfExists(file);
        }
    }

    /** One build. */
    private final class Run {
        private final BuildMonitor monitor;
        private final BuildSettings settings;
        private final Path output;
        private final Path image;
        private final BuildState state;
        private final List<Diagnostic> diagnostics = new ArrayList<>();
        private final List<String> log = new ArrayList<>();
        private boolean stale;

        Run(BuildMonitor monitor) {
            this.monitor = monitor;
            BuildSettings.Loaded loaded = BuildSettings.load(project);
            settings = loaded.settings();
            diagnostics.addAll(loaded.diagnostics());
            output = project.resolve(settings.output());
            image = output.resolve(settings.image());
            state = BuildState.read(output);
        }

        BuildOutcome build() {
            Status status;
            Optional<Tool> missing = Optional.empty();
            try {
                Files.createDirectories(output);
                status = makeImage();
            } catch (ToolMissingException e) {
                missing = Optional.of(e.tool());
                status = fail(e.getMessage());
            } catch (ToolCancelledException e) {
                status = Status.CANCELLED;
            } catch (ToolException e) {
                status = fail(e.getMessage());
            } catch (IOException e) {
                status = fail("The project could not be built: " + describe(e));
            }
            try {
                if (status == Status.FAILED) {
                    Files.deleteIfExists(image);
                    state.entries().remove(image);
                }
                if (stale || status != Status.UP_TO_DATE) {
                    state.write(output);
                }
            } catch (IOException e) {
                status = fail("The folder for generated files could not be written: " + describe(e));
            }
            return new BuildOutcome(status, image, diagnostics, log, missing);
        }

        private Status makeImage() throws ToolException, IOException {
            Map<Path, Path> objects = new LinkedHashMap<>();
            for (Path source : sources()) {
                Path object = object(source);
                Path other = objects.putIfAbsent(object, source);
                if (other != null) {
                    diagnostics.add(new Diagnostic(Severity.ERROR, source, 1, 0, "The sources "
                            + project.relativize(other) + " and " + project.relativize(source)
                            + " would both become " + project.relativize(object) + "; rename one of them."));
                }
            }
            Path script = project.resolve(settings.linkerScript());
            if (objects.isEmpty()) {
                return fail("There is nothing to assemble: no file in " + settings.sources() + " ends in ."
                        + String.join(" or .", settings.endings()) + ".");
            }
            if (!Files.isRegularFile(script)) {
                return fail("There is no linker script " + settings.linkerScript() + ". It says where in memory the "
                        + "program lies; the templates have one. Another name can be set in "
                        + BuildSettings.FILE_NAME + ", build.linker-script.");
            }
            removeOrphans(objects.keySet());
            monitor.begin(objects.size() + 1);
            for (Map.Entry<Path, Path> entry : objects.entrySet()) {
                assemble(entry.getValue(), entry.getKey());
            }
            if (diagnostics.stream().anyMatch(Diagnostic::isError)) {
                return Status.FAILED;
            }
            link(List.copyOf(objects.keySet()), script);
            if (diagnostics.stream().anyMatch(Diagnostic::isError)) {
                return Status.FAILED;
            }
            return stale ? Status.BUILT : Status.UP_TO_DATE;
        }

        private void assemble(Path source, Path object) throws ToolException, IOException {
            List<Path> includes = new ArrayList<>();
            settings.includes().forEach(include -> includes.add(project.resolve(include)));
            Path folder = source.getParent();
            if (!includes.contains(folder)) {
                includes.add(0, folder);
            }
            Path listing = object.resolveSibling(withoutEnding(source) + ".lst");
            Nasm.Job job = new Nasm.Job(source, object, listing, includes, settings.nasmOptions());
            Path program = tools.find(Nasm.TOOL);
            ToolCommand command = Nasm.assemble(program, job).in(project);
            BuildState.Entry last = state.entries().get(object);
            if (last != null && last.isUpToDate(object, command.toString())) {
                monitor.step(project.relativize(source) + " is up to date");
                diagnostics.addAll(NasmMessages.parse(last.messages(), project));
                return;
            }
            monitor.step("Assembling " + project.relativize(source));
            stale = true;
            state.entries().remove(object);
            Files.createDirectories(object.getParent());
            BuildState.Input before = BuildState.Input.of(source);
            ToolResult result = run(command);
            report("The assembler", result, NasmMessages.parse(result.output(), project), source);
            if (!result.isSuccess()) {
                Files.deleteIfExists(object);
                return;
            }
            ToolResult rule = ToolRunner.run(Nasm.dependencies(program, job).in(project), monitor, line -> { });
            List<BuildState.Input> inputs = new ArrayList<>();
            inputs.add(before);     // as it was before NASM read it: a change in between makes it stale
            for (Path file : Nasm.readDependencies(rule.output(), project)) {
                if (!file.equals(source)) {
                    inputs.add(BuildState.Input.of(file));
                }
            }
            state.entries().put(object, new BuildState.Entry(command.toString(), inputs, result.output()));
        }

        private void link(List<Path> objects, Path script) throws ToolException, IOException {
            Ld.Job job = new Ld.Job(objects, script, image, settings.ldOptions());
            ToolCommand command = Ld.link(tools.find(Ld.TOOL), job).in(project);
            BuildState.Entry last = state.entries().get(image);
            if (!stale && last != null && last.isUpToDate(image, command.toString())) {
                monitor.step(project.relativize(image) + " is up to date");
                diagnostics.addAll(LdMessages.parse(last.messages(), project));
                return;
            }
            monitor.step("Linking " + project.relativize(image));
            stale = true;
            state.entries().remove(image);
            List<BuildState.Input> inputs = new ArrayList<>();
            inputs.add(BuildState.Input.of(script));
            objects.forEach(object -> inputs.add(BuildState.Input.of(object)));
            ToolResult result = run(command);
            report("The linker", result, LdMessages.parse(result.output(), project), null);
            if (result.isSuccess()) {
                state.entries().put(image, new BuildState.Entry(command.toString(), inputs, result.output()));
            }
        }

        /** Runs a tool, with everything that it prints on the console. */
        private ToolResult run(ToolCommand command) throws ToolException {
            output(command.toString());
            ToolResult result = ToolRunner.run(command, monitor, line -> { });
            result.output().forEach(this::output);
            return result;
        }

        private void output(String line) {
            log.add(line);
            monitor.output(line);
        }

        private void report(String tool, ToolResult result, List<Diagnostic> messages, Path source) {
            // ld succeeds in spite of what it calls nothing: such lines are worth a warning, not an error
            for (Diagnostic message : messages) {
                diagnostics.add(result.isSuccess() && message.isError() ? new Diagnostic(Severity.WARNING,
                        message.file(), message.line(), message.column(), message.message()) : message);
            }
            if (!result.isSuccess() && messages.stream().noneMatch(Diagnostic::isError)) {
                String last = result.output().isEmpty() ? "" : ": " + result.output().get(result.output().size() - 1);
                diagnostics.add(new Diagnostic(Severity.ERROR, source, source == null ? 0 : 1, 0,
                        tool + " failed with exit code " + result.exitCode() + last));
            }
        }

        private Status fail(String message) {
            diagnostics.add(Diagnostic.error(message));
            return Status.FAILED;
        }

        /** Forgets and deletes what was generated from sources that are gone. */
        private void removeOrphans(Set<Path> objects) throws IOException {
            Set<Path> orphans = new HashSet<>(state.entries().keySet());
            orphans.removeAll(objects);
            orphans.remove(image);
            for (Path orphan : orphans) {
                stale = true;
                state.entries().remove(orphan);
                if (orphan.startsWith(output)) {
                    Files.deleteIfExists(orphan);
                    Files.deleteIfExists(orphan.resolveSibling(withoutEnding(orphan) + ".lst"));
                }
            }
        }

        private Path object(Path source) {
            Path relative = source.getFileName();
            for (Path folder : settings.sources()) {
                Path root = project.resolve(folder).normalize();
                if (source.startsWith(root)) {
                    relative = root.relativize(source);
                    break;
                }
            }
            return output.resolve(relative).resolveSibling(withoutEnding(source) + ".o");
        }

        private List<Path> sources() throws IOException {
            List<Path> found = new ArrayList<>();
            for (Path folder : settings.sources()) {
                Path root = project.resolve(folder).normalize();
                if (Files.isDirectory(root)) {
                    Files.walkFileTree(root, new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
                            boolean hidden = !path.equals(root) && path.getFileName().toString().startsWith(".");
                            return hidden || path.equals(output) ? FileVisitResult.SKIP_SUBTREE
                                    : FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                            String name = file.getFileName().toString();
                            int dot = name.lastIndexOf('.');
                            if (dot > 0 && settings.endings().contains(name.substring(dot + 1))) {
                                found.add(file);
                            }
                            return FileVisitResult.CONTINUE;
                        }
                    });
                }
            }
            return found.stream().distinct().sorted().toList();
        }
    }

    private static String withoutEnding(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    private static String describe(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
