// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.toolchain.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import org.hvdt.toolchain.Diagnostic;
import org.hvdt.toolchain.ProgramImage;
import org.hvdt.toolchain.Severity;
import org.hvdt.toolchain.build.BuildMonitor;
import org.hvdt.toolchain.build.BuildOutcome;
import org.hvdt.toolchain.build.BuildOutcome.Status;
import org.hvdt.toolchain.build.BuildSettings;
import org.hvdt.toolchain.build.ProjectBuild;
import org.hvdt.toolchain.ld.Ld;
import org.hvdt.toolchain.nasm.Nasm;
import org.hvdt.toolchain.process.ToolFinder;
import org.hvdt.toolchain.templates.Template;
import org.hvdt.toolchain.templates.Templates;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ProjectBuildTest {

    private static final String SCRIPT = """
            ENTRY(start)
            SECTIONS { . = 1M; .text : { *(.text) } .data : { *(.data) } }
            """;

    @TempDir
    private Path folder;

    private Path project;
    private ProjectBuild build;

    @BeforeEach
    void makeProject() throws IOException {
        project = Files.createDirectories(folder.resolve("my project"));
        write("link.ld", SCRIPT);
        write("src/main.asm", "%include \"defs.inc\"\nglobal start\nextern work\nsection .text\nstart:\n"
                + "    mov eax, VALUE\n    call work\n    ret\n");
        write("src/parts/work.asm", "%include \"defs.inc\"\nglobal work\nsection .text\nwork:\n    ret\n");
        write("src/defs.inc", "VALUE equ 1\n");
        build = new ProjectBuild(project, ToolFinder.ofPath());
    }

    @Test
    void aProjectIsBuiltIntoAnImageNamedLikeIt() throws Exception {
        BuildOutcome outcome = build();
        assertThat(outcome.status()).isEqualTo(Status.BUILT);
        assertThat(outcome.diagnostics()).isEmpty();
        assertThat(outcome.image()).isEqualTo(project.resolve("build/my project.elf")).isRegularFile()
                .isEqualTo(build.image());
        assertThat(project.resolve("build/main.o")).isRegularFile();
        assertThat(project.resolve("build/main.lst")).isRegularFile();
        assertThat(project.resolve("build/parts/work.o")).isRegularFile();
        assertThat(ProgramImage.read(outcome.image()).lines().files()).containsExactly(
                project.resolve("src/main.asm"), project.resolve("src/parts/work.asm"));
        assertThat(outcome.log()).hasSize(3).first().asString().contains("nasm -f elf64");
    }

    @Test
    void nothingIsDoneWhenNothingHasChanged() {
        build();
        BuildOutcome second = build();
        assertThat(second.status()).isEqualTo(Status.UP_TO_DATE);
        assertThat(second.log()).isEmpty();
    }

    @Test
    void onlyTheChangedSourceIsAssembled() throws Exception {
        build();
        write("src/parts/work.asm", "global work\nsection .text\nwork:\n    nop\n    ret\n");
        BuildOutcome second = build();
        assertThat(second.status()).isEqualTo(Status.BUILT);
        assertThat(second.log()).hasSize(2);
        assertThat(second.log().get(0)).contains("work.asm").doesNotContain("main.asm");
        assertThat(second.log().get(1)).contains("ld");
    }

    @Test
    void aChangedIncludeFileAssemblesWhatIncludesIt() throws Exception {
        build();
        write("src/defs.inc", "VALUE equ 1234\n");
        BuildOutcome second = build();
        assertThat(second.log()).hasSize(3);
        // after the change work.asm no longer includes it
        write("src/parts/work.asm", "global work\nsection .text\nwork:\n    ret\n");
        build();
        write("src/defs.inc", "VALUE equ 12\n");
        assertThat(build().log()).hasSize(2).first().asString().contains("main.asm");
    }

    @Test
    void aChangedLinkerScriptLinksAgain() throws Exception {
        build();
        write("link.ld", SCRIPT.replace("1M", "2M"));
        BuildOutcome second = build();
        assertThat(second.log()).hasSize(1);
        assertThat(ProgramImage.read(second.image()).address("start")).hasValue(2 << 20);
    }

    @Test
    void changedOptionsBuildAgain() throws Exception {
        build();
        write("hvdt.properties", "build.nasm-options = -DDEBUG '-DTEXT=a b'\n");
        BuildOutcome second = build();
        assertThat(second.log()).hasSize(3).first().asString().contains("-DDEBUG '-DTEXT=a b'");
    }

    @Test
    void aDeletedImageOrObjectIsMadeAgain() throws Exception {
        BuildOutcome first = build();
        Files.delete(first.image());
        assertThat(build().log()).hasSize(1);
        Files.delete(project.resolve("build/main.o"));
        assertThat(build().log()).hasSize(2);
        assertThat(first.image()).isRegularFile();
    }

    @Test
    void aDeletedSourceLeavesNoObject() throws Exception {
        build();
        Files.delete(project.resolve("src/parts/work.asm"));
        BuildOutcome second = build();
        assertThat(second.status()).isEqualTo(Status.FAILED);
        assertThat(second.errors()).extracting(Diagnostic::message).contains("undefined reference to `work'");
        assertThat(project.resolve("build/parts/work.o")).doesNotExist();
        assertThat(project.resolve("build/parts/work.lst")).doesNotExist();
    }

    @Test
    void aMistakeIsReportedAtItsLineAndLeavesNoImage() throws Exception {
        BuildOutcome first = build();
        write("src/main.asm", "section .text\nstart:\n    mov eax\n    db 300\n");
        BuildOutcome second = build();
        assertThat(second.status()).isEqualTo(Status.FAILED);
        assertThat(second.diagnostics()).extracting(Diagnostic::severity, Diagnostic::file, Diagnostic::line)
                .contains(org.assertj.core.api.Assertions.tuple(Severity.ERROR, project.resolve("src/main.asm"), 3));
        assertThat(first.image()).doesNotExist();
        write("src/main.asm", "global start\nsection .text\nstart:\n    ret\n");
        assertThat(build().status()).isEqualTo(Status.BUILT);
        assertThat(first.image()).isRegularFile();
    }

    @Test
    void aWarningIsReportedAgainByABuildThatHasNothingToDo() throws Exception {
        write("src/parts/work.asm", "global work\nsection .text\nwork:\n    ret\n    db 300\n");
        BuildOutcome first = build();
        assertThat(first.status()).isEqualTo(Status.BUILT);
        assertThat(first.diagnostics()).singleElement().satisfies(diagnostic -> {
            assertThat(diagnostic.severity()).isEqualTo(Severity.WARNING);
            assertThat(diagnostic.line()).isEqualTo(5);
            assertThat(diagnostic.message()).startsWith("byte data exceeds bounds");
        });
        BuildOutcome second = build();
        assertThat(second.status()).isEqualTo(Status.UP_TO_DATE);
        assertThat(second.diagnostics()).isEqualTo(first.diagnostics());
    }

    @Test
    void aMissingIncludeFileIsAnErrorAndTriedAgain() throws Exception {
        Files.delete(project.resolve("src/defs.inc"));
        BuildOutcome first = build();
        assertThat(first.errors()).first().satisfies(error -> {
            assertThat(error.line()).isEqualTo(1);
            assertThat(error.message()).contains("defs.inc");
        });
        write("src/defs.inc", "VALUE equ 2\n");
        assertThat(build().status()).isEqualTo(Status.BUILT);
    }

    @Test
    void anUndefinedReferenceIsReportedAtItsLine() throws Exception {
        write("src/parts/work.asm", "global work\nextern missing\nsection .text\nwork:\n    call missing\n");
        assertThat(build().errors()).containsExactly(new Diagnostic(Severity.ERROR,
                project.resolve("src/parts/work.asm"), 5, 0, "undefined reference to `missing'"));
    }

    @Test
    void aMissingToolIsAnErrorThatSaysWhatToInstall() throws Exception {
        BuildOutcome outcome = new ProjectBuild(project, ToolFinder.of(Map.of(), folder.toString()))
                .build(BuildMonitor.NONE);
        assertThat(outcome.status()).isEqualTo(Status.FAILED);
        assertThat(outcome.missingTool()).contains(Nasm.TOOL);
        assertThat(outcome.errors()).singleElement().satisfies(error -> {
            assertThat(error.file()).isNull();
            assertThat(error.message()).contains("The NASM assembler not found").contains("apt-get install nasm");
        });
        BuildOutcome noLinker = new ProjectBuild(project, ToolFinder.of(
                Map.of("nasm", ToolFinder.ofPath().find(Nasm.TOOL)), folder.toString())).build(BuildMonitor.NONE);
        assertThat(noLinker.missingTool()).contains(Ld.TOOL);
    }

    @Test
    void aToolThatFailsWithoutAMessageIsStillAnError() throws Exception {
        Path program = Files.writeString(folder.resolve("nasm"), "#!/bin/sh\necho Segmentation fault\nexit 139\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        BuildOutcome outcome = new ProjectBuild(project, ToolFinder.of(Map.of("nasm", program)))
                .build(BuildMonitor.NONE);
        assertThat(outcome.errors()).first().extracting(Diagnostic::message)
                .isEqualTo("The assembler failed with exit code 139: Segmentation fault");
    }

    @Test
    void aProjectWithoutSourcesOrLinkerScriptIsExplained() throws Exception {
        Files.delete(project.resolve("link.ld"));
        assertThat(build().errors()).singleElement().extracting(Diagnostic::message).asString()
                .startsWith("There is no linker script link.ld.");
        write("hvdt.properties", "build.sources = none\n");
        assertThat(build().errors()).singleElement().extracting(Diagnostic::message)
                .isEqualTo("There is nothing to assemble: no file in [none] ends in .asm or .nasm.");
    }

    @Test
    void aFolderForSourcesThatIsEmptyGivesNoImageOfAnOlderBuild() throws Exception {
        BuildOutcome first = build();
        write("hvdt.properties", "build.endings = c\n");
        assertThat(build().status()).isEqualTo(Status.FAILED);
        assertThat(first.image()).doesNotExist();
    }

    @Test
    void aBuildCanBeCancelledAndGoesOnNextTime() throws Exception {
        AtomicBoolean cancelled = new AtomicBoolean();
        BuildOutcome first = build.build(new BuildMonitor() {
            @Override
            public boolean isCancelled() {
                return cancelled.get();
            }

            @Override
            public void step(String text) {
                cancelled.set(text.contains("work.asm"));
            }
        });
        assertThat(first.status()).isEqualTo(Status.CANCELLED);
        BuildOutcome second = build();
        assertThat(second.status()).isEqualTo(Status.BUILT);
        assertThat(second.log().get(0)).contains("work.asm");
        assertThat(build().status()).isEqualTo(Status.UP_TO_DATE);
    }

    @Test
    void theMonitorHearsOfEveryStep() {
        List<String> steps = new ArrayList<>();
        build.build(new BuildMonitor() {
            @Override
            public boolean isCancelled() {
                return false;
            }

            @Override
            public void begin(int count) {
                steps.add(count + " steps");
            }

            @Override
            public void step(String text) {
                steps.add(text);
            }
        });
        assertThat(steps).containsExactly("3 steps", "Assembling src/main.asm", "Assembling src/parts/work.asm",
                "Linking build/my project.elf");
    }

    @Test
    void cleanDeletesWhatWasGeneratedAndNothingElse() throws Exception {
        build();
        build.clean();
        assertThat(project.resolve("build")).doesNotExist();
        assertThat(project.resolve("src/main.asm")).exists();
        write("build/mine.txt", "not generated");
        build.clean();
        assertThat(project.resolve("build/mine.txt")).exists();
    }

    @Test
    void pathsWithBlanksAndUmlautsWork() throws Exception {
        assumeTrue(Charset.forName(System.getProperty("sun.jnu.encoding")).newEncoder().canEncode('ü'),
                "the locale has no umlauts in file names; set LC_ALL=C.UTF-8");
        Path other = folder.resolve("Prüfung größer");
        Template template = Templates.find("thin-hypervisor").orElseThrow();
        BuildOutcome outcome = Templates.build(template, other, ToolFinder.ofPath(), BuildMonitor.NONE);
        assertThat(outcome.diagnostics()).isEmpty();
        assertThat(outcome.image()).isEqualTo(other.resolve("build/Prüfung größer.elf")).isRegularFile();
        assertThat(ProgramImage.read(outcome.image()).lines().files())
                .containsExactly(other.resolve("src/thin-hypervisor.asm"));
        BuildOutcome second = new ProjectBuild(other, ToolFinder.ofPath()).build(BuildMonitor.NONE);
        assertThat(second.status()).isEqualTo(Status.UP_TO_DATE);
        Files.writeString(other.resolve("src/vmx.inc"), Files.readString(other.resolve("src/vmx.inc")) + "\n");
        assertThat(new ProjectBuild(other, ToolFinder.ofPath()).build(BuildMonitor.NONE).log()).hasSize(2);
    }

    @Test
    void twoSourcesOfOneNameAreAnError() throws Exception {
        write("src/main.nasm", "section .text\n    ret\n");
        assertThat(build().errors()).first().extracting(Diagnostic::message).asString()
                .contains("would both become build/main.o; rename one of them");
    }

    @Test
    void settingsHaveDefaults() {
        BuildSettings settings = BuildSettings.load(project).settings();
        assertThat(settings).isEqualTo(BuildSettings.defaults(project));
        assertThat(settings.sources()).containsExactly(Path.of("src"));
        assertThat(settings.endings()).containsExactly("asm", "nasm");
        assertThat(settings.linkerScript()).isEqualTo(Path.of("link.ld"));
        assertThat(settings.output()).isEqualTo(Path.of("build"));
        assertThat(settings.image()).isEqualTo("my project.elf");
    }

    @Test
    void wrongSettingsAreReportedAtTheirLine() throws Exception {
        write("hvdt.properties", "# comment\nbuild.output = ../elsewhere\nbuild.colour = red\nbuild.image = a/b.elf\n"
                + "build.ld-options = 'open\n");
        BuildSettings.Loaded loaded = BuildSettings.load(project);
        assertThat(loaded.diagnostics()).extracting(Diagnostic::severity, Diagnostic::line).containsExactlyInAnyOrder(
                org.assertj.core.api.Assertions.tuple(Severity.ERROR, 2),
                org.assertj.core.api.Assertions.tuple(Severity.WARNING, 3),
                org.assertj.core.api.Assertions.tuple(Severity.ERROR, 4),
                org.assertj.core.api.Assertions.tuple(Severity.ERROR, 5));
        assertThat(loaded.settings().output()).isEqualTo(Path.of("build"));
        assertThat(build().status()).isEqualTo(Status.FAILED);
        write("hvdt.properties", "build.output = src\n");
        assertThat(BuildSettings.load(project).diagnostics()).singleElement().extracting(Diagnostic::message)
                .asString().contains("must not contain the sources");
        assertThat(project.resolve("src/main.asm")).exists();
    }

    @Test
    void aDamagedBuildStateBuildsEverything() throws Exception {
        build();
        write("build/.hvdt-build", "HVDT build state 1\ni broken\n");
        assertThat(build().log()).hasSize(3);
    }

    @Test
    void everyTemplateBuildsAsShipped() throws Exception {
        assertThat(Templates.list()).isNotEmpty();
        for (Template template : Templates.list()) {
            Path copy = folder.resolve(template.id());
            BuildOutcome outcome = Templates.build(template, copy, ToolFinder.ofPath(), BuildMonitor.NONE);
            assertThat(outcome.diagnostics()).as(template.id()).isEmpty();
            assertThat(outcome.status()).isEqualTo(Status.BUILT);
            assertThat(template.name()).isNotBlank();
            assertThat(template.description()).isNotBlank();
            assertThat(template.files()).contains(template.opened(), "README.md");
            assertThatThrownBy(() -> template.copyTo(copy)).isInstanceOf(FileAlreadyExistsException.class);
        }
    }

    @Test
    void theSettingsFileOfATemplateShowsTheDefaults() throws Exception {
        Templates.find("thin-hypervisor").orElseThrow().copyTo(folder.resolve("copy"));
        Path file = folder.resolve("copy/hvdt.properties");
        BuildSettings before = BuildSettings.load(file.getParent()).settings();
        Files.writeString(file, Files.readString(file).replace("#build.", "build."));
        BuildSettings.Loaded loaded = BuildSettings.load(file.getParent());
        assertThat(loaded.diagnostics()).isEmpty();
        assertThat(loaded.settings()).isEqualTo(before);
    }

    private BuildOutcome build() {
        return build.build(BuildMonitor.NONE);
    }

    private void write(String name, String text) throws IOException {
        Path file = project.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
