// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.internal.editor;

import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.hvdt.core.asm.AsmToken;

/**
 * The colours of tokens: theme colour definitions, so that users can change them under <em>General &gt; Appearance &gt;
 * Colors and Fonts</em> and the dark theme has its own.
 */
public final class AsmColors {

    /** What the identifiers of the colour definitions start with. */
    public static final String PREFIX = "org.hvdt.ui.asm.";

    private AsmColors() {
    }

    /**
     * Identifier of the colour definition of a kind of token.
     *
     * @return null for names, which have the editor's text colour
     */
    public static String id(AsmToken.Kind kind) {
        return switch (kind) {
            case COMMENT -> PREFIX + "comment";
            case STRING -> PREFIX + "string";
            case NUMBER -> PREFIX + "number";
            case MNEMONIC -> PREFIX + "mnemonic";
            case REGISTER -> PREFIX + "register";
            case DIRECTIVE -> PREFIX + "directive";
            case PREPROCESSOR -> PREFIX + "preprocessor";
            case LABEL -> PREFIX + "label";
            case NAME -> null;
        };
    }

    /** The current colour of a kind of token; null means the editor's text colour. */
    public static Color color(AsmToken.Kind kind) {
        String id = id(kind);
        return id == null ? null : JFaceResources.getColorRegistry().get(id);
    }

    /** Font style of a kind of token: labels are bold, so that colour alone does not carry the meaning. */
    public static int style(AsmToken.Kind kind) {
        return kind == AsmToken.Kind.LABEL ? SWT.BOLD : SWT.NORMAL;
    }
}
