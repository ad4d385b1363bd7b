// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.toolchain.process;

import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A program that HVDT needs from the system.
 *
 * @param id the key under which its place can be configured, such as {@code nasm}
 * @param label what messages call it, such as {@code NASM assembler}
 * @param command the name of the program, searched in the folders of PATH
 * @param debianPackage the package of Debian and Ubuntu that has it
 * @param homepage where users of other systems find it
 * @param versionArguments the arguments with which it prints its version
 * @param version finds the version in that text; its first group is the version
 */
public record Tool(String id, String label, String command, String debianPackage, String homepage,
        List<String> versionArguments, Pattern version) {

    /** Checks for null and copies the list. */
    public Tool {
        Objects.requireNonNull(id);
        Objects.requireNonNull(label);
        Objects.requireNonNull(command);
        Objects.requireNonNull(debianPackage);
        Objects.requireNonNull(homepage);
        Objects.requireNonNull(version);
        versionArguments = List.copyOf(versionArguments);
    }

    /** How to get the tool, as a sentence. */
    public String installHint() {
        return "Install it (on Debian or Ubuntu: apt-get install " + debianPackage + "; otherwise see " + homepage
                + "), or say in the preferences where it is.";
    }
}
