// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0
package org.hvdt.install.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.hvdt.install.tests.Ide.Report;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Installs HVDT from the built update site into an Eclipse IDE that has never seen it, starts the workbench,
 * uninstalls HVDT and starts again. The folders come from the build as system properties; a display is needed.
 */
class InstallationTest {

    private static final String FEATURE = "org.hvdt.feature.feature.group";
    private static final String PROBE = "org.hvdt.install.probe";
    private static final String PERSPECTIVE = "org.hvdt.debug.ui.HypervisorPerspective";

    private static Report installed;
    private static Report uninstalled;

    @BeforeAll
    static void installStartUninstallAndStartAgain() throws IOException, InterruptedException {
        Path work = folder("hvdt.work");
        delete(work);
        Files.createDirectories(work);
        Ide ide = Ide.copyOf(folder("hvdt.ide"), work);

        ide.install(List.of(folder("hvdt.updateSite"), folder("hvdt.testSite")), FEATURE, PROBE);
        installed = ide.start("installed", PERSPECTIVE);

        ide.uninstall(FEATURE);
        uninstalled = ide.start("uninstalled", PERSPECTIVE);
        delete(work.resolve("ide"));
    }

    @Test
    void allBundlesOfTheFeatureResolve() {
        assertThat(installed.names("bundles")).contains("org.hvdt.emulator", "org.hvdt.toolchain", "org.hvdt.core",
                "org.hvdt.debug.core", "org.hvdt.ui", "org.hvdt.debug.ui", "org.hvdt.doc");
    }

    @Test
    void theHypervisorPerspectiveIsThere() {
        assertThat(installed.names("perspectives")).contains(PERSPECTIVE);
    }

    @Test
    void theNewHypervisorProjectWizardIsThere() {
        assertThat(installed.names("wizards")).contains("org.hvdt.ui.newHypervisorProject");
    }

    @Test
    void theLaunchConfigurationTypeIsThere() {
        assertThat(installed.names("launchTypes")).contains("org.hvdt.debug.core.launchConfigurationType");
    }

    @Test
    void thePerspectiveOpensWithItsViewsAndWithoutErrors() {
        assertThat(installed.names("views")).isNotEmpty();
        assertThat(installed.text("errors")).isEmpty();
    }

    @Test
    void helpInstallNewSoftwareWorksInTheProduct() {
        assertThat(installed.is("installCommandEnabled")).as("command enabled").isTrue();
        assertThat(installed.is("frameworkManipulator")).as("p2 can change the running product").isTrue();
    }

    @Test
    void uninstallingLeavesNothingRegistered() {
        assertThat(uninstalled.names("perspectives")).isEmpty();
        assertThat(uninstalled.names("wizards")).isEmpty();
        assertThat(uninstalled.names("launchTypes")).isEmpty();
        assertThat(uninstalled.names("bundles")).isEmpty();
        assertThat(uninstalled.text("errors")).isEmpty();
    }

    @Test
    void uninstallingLeavesNoInstallableUnit() {
        assertThat(installed.names("installed")).contains(FEATURE);
        assertThat(uninstalled.names("installed")).filteredOn(name -> !name.startsWith("org.hvdt.ide")).isEmpty();
    }

    @Test
    void theUpdateSiteIsRegisteredAsLongAsTheFeatureIsInstalled() {
        assertThat(installed.names("sites")).hasSize(1);
        assertThat(uninstalled.names("sites")).isEmpty();
    }

    private static Path folder(String property) {
        return Path.of(System.getProperty(property));
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }
}
