// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.internal.editor;

import org.eclipse.jface.text.source.DefaultCharacterPairMatcher;

/**
 * Finds the bracket that belongs to the one at the caret.
 */
public final class AsmPairMatcher extends DefaultCharacterPairMatcher {

    /** Called by the generic editor. */
    public AsmPairMatcher() {
        super(new char[] {'(', ')', '[', ']', '{', '}' });
    }
}
