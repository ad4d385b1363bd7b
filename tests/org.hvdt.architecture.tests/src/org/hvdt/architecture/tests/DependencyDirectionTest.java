// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0
package org.hvdt.architecture.tests;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Dependencies point one way: user interface, core, engine; the emulator depends on nothing but the JDK.
 *
 * <p>A bundle is the set of classes below its package prefix; {@code org.hvdt.debug.core} is not part of
 * {@code org.hvdt.core}.
 */
class DependencyDirectionTest {

    private static JavaClasses hvdt;

    @BeforeAll
    static void readClasses() {
        hvdt = new ClassFileImporter().importPackages("org.hvdt");
    }

    @Test
    void classesOfEveryBundleAreExamined() {
        assertThat(hvdt.stream().map(JavaClass::getPackageName)).anyMatch(name -> name.startsWith("org.hvdt.emulator"));
    }

    @Test
    void theEmulatorUsesNothingButTheJdk() {
        bundleUsesOnly("org.hvdt.emulator", "java..", "jdk..");
    }

    @Test
    void theToolchainUsesNothingButTheJdk() {
        bundleUsesOnly("org.hvdt.toolchain", "java..", "javax..");
    }

    @Test
    void theCommandLineUsesTheEngineAndPicocliOnly() {
        bundleUsesOnly("org.hvdt.cli", "java..", "javax..", "jdk..", "picocli..", "org.hvdt.emulator..",
                "org.hvdt.toolchain..");
    }

    @Test
    void theCoreKnowsNeitherUserInterfaceNorDebugger() {
        bundleDoesNotUse("org.hvdt.core", "org.hvdt.ui..", "org.hvdt.debug..", "org.hvdt.cli..", "org.eclipse.ui..",
                "org.eclipse.swt..", "org.eclipse.jface..", "org.eclipse.debug.ui..");
    }

    @Test
    void theDebugCoreKnowsNoUserInterface() {
        bundleDoesNotUse("org.hvdt.debug.core", "org.hvdt.ui..", "org.hvdt.debug.ui..", "org.hvdt.cli..",
                "org.eclipse.ui..", "org.eclipse.swt..", "org.eclipse.jface..", "org.eclipse.debug.ui..");
    }

    @Test
    void theUserInterfaceKnowsNoDebugger() {
        bundleDoesNotUse("org.hvdt.ui", "org.hvdt.debug..", "org.hvdt.cli..");
    }

    @Test
    void theDebugUserInterfaceDoesNotReachIntoTheCommandLine() {
        bundleDoesNotUse("org.hvdt.debug.ui", "org.hvdt.cli..");
    }

    @Test
    void noBundleUsesInternalPackagesOfThePlatform() {
        noClasses().that().resideInAPackage("org.hvdt..").should().dependOnClassesThat()
                .resideInAPackage("org.eclipse..internal..").check(hvdt);
    }

    @Test
    void noBundleUsesInternalPackagesOfTheJdk() {
        noClasses().that().resideInAPackage("org.hvdt..").should().dependOnClassesThat()
                .resideInAnyPackage("sun..", "com.sun..", "jdk.internal..").check(hvdt);
    }

    private static void bundleUsesOnly(String bundle, String... packages) {
        String[] allowed = Stream.concat(Stream.of(bundle + ".."), Arrays.stream(packages)).toArray(String[]::new);
        classes().that().resideInAPackage(bundle + "..").should()
                .onlyDependOnClassesThat(resideInAnyPackage(allowed).or(primitiveOrArrayOfPrimitives()))
                .allowEmptyShould(true).check(hvdt);
    }

    private static void bundleDoesNotUse(String bundle, String... packages) {
        noClasses().that().resideInAPackage(bundle + "..").should().dependOnClassesThat()
                .resideInAnyPackage(packages).allowEmptyShould(true).check(hvdt);
    }

    private static DescribedPredicate<JavaClass> primitiveOrArrayOfPrimitives() {
        return DescribedPredicate.describe("primitive or array of primitives",
                type -> type.getBaseComponentType().isPrimitive());
    }
}
