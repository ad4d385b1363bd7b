// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0
package org.hvdt.architecture.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Message classes and their texts belong together. The platform fills public static fields only, and leaves a field
 * without a text, or a text without a field, to be found by users.
 */
class MessagesTest {

    static Stream<JavaClass> messageClasses() {
        return new ClassFileImporter().importPackages("org.hvdt").stream()
                .filter(type -> type.getRawSuperclass()
                        .filter(parent -> parent.getName().equals("org.eclipse.osgi.util.NLS")).isPresent());
    }

    @ParameterizedTest
    @MethodSource("messageClasses")
    void everyMessageIsFilledByThePlatform(JavaClass messages) throws IOException {
        Set<JavaField> fields = messages.getFields().stream()
                .filter(field -> field.getRawType().isEquivalentTo(String.class))
                .filter(field -> !field.getModifiers().contains(JavaModifier.FINAL)).collect(Collectors.toSet());

        assertThat(fields).allSatisfy(field -> assertThat(field.getModifiers()).contains(JavaModifier.PUBLIC,
                JavaModifier.STATIC));
        assertThat(texts(messages)).containsExactlyInAnyOrderElementsOf(
                fields.stream().map(JavaField::getName).collect(Collectors.toSet()));
    }

    private static Set<String> texts(JavaClass messages) throws IOException {
        String file = messages.getPackageName().replace('.', '/') + "/messages.properties";
        Properties texts = new Properties();
        try (InputStream in = MessagesTest.class.getClassLoader().getResourceAsStream(file)) {
            assertThat(in).as(file).isNotNull();
            texts.load(in);
        }
        return texts.stringPropertyNames();
    }
}
