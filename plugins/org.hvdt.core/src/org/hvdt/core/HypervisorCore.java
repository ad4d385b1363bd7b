// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.core;

/**
 * Identifiers of hypervisor projects.
 */
public final class HypervisorCore {

    /** Identifier of the bundle, and of its preference node. */
    public static final String ID = "org.hvdt.core";
    /** The nature of a hypervisor project. */
    public static final String NATURE = "org.hvdt.core.hypervisorNature";
    /** The builder of a hypervisor project. */
    public static final String BUILDER = "org.hvdt.core.hypervisorBuilder";
    /** The type of problem markers that the builder sets. */
    public static final String PROBLEM = "org.hvdt.core.problem";
    /**
     * Attribute of a problem marker: the column, an Integer from 1, where the tool gave one.
     */
    public static final String COLUMN = "column";
    /** Attribute of a problem marker on a project: the identifier of the tool that is not installed. */
    public static final String MISSING_TOOL = "missingTool";
    /** The content type of NASM sources. */
    public static final String ASM_CONTENT_TYPE = "org.hvdt.core.asm";

    private HypervisorCore() {
    }
}
