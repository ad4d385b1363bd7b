// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.tests.pages;

import java.util.List;
import java.util.Optional;

import org.eclipse.swt.graphics.RGB;

/**
 * The editor of an assembly source.
 */
public interface AsmEditorPage {

    /**
     * How a piece of text looks.
     *
     * @param foreground its colour; empty means the editor's text colour
     * @param bold whether it is bold
     */
    record Style(Optional<RGB> foreground, boolean bold) {
    }

    /** The file's name in the editor's tab. */
    String title();

    /** The text. */
    String text();

    /** Replaces the first occurrence of a text, as typing would. */
    void replace(String old, String text);

    /** Saves the file. */
    void save();

    /** Whether there are unsaved changes. */
    boolean isDirty();

    /** Puts the caret behind the first occurrence of a text. */
    void placeCaretAfter(String text);

    /** Selects a range of lines, from 1, both included. */
    void selectLines(int first, int last);

    /** The line with the caret, from 1. */
    int caretLine();

    /** The selected text. */
    String selection();

    /** How the first occurrence of a text looks. */
    Style styleOf(String text);

    /** What content assist proposes at the caret. */
    List<String> proposals();

    /** What is shown when the mouse rests on the first occurrence of a text; empty if nothing is. */
    String hover(String text);

    /** Follows the link on the first occurrence of a text, as F3 does. */
    void openDeclaration(String text);

    /** The bracket that belongs to the one before the caret, as an offset; -1 if there is none. */
    int matchingBracket();

    /** Makes the selected lines comments, or code again. */
    void toggleComment();

    /** The lines that can be folded, from 1. */
    List<Integer> foldableLines();

    /** The lines with an error in the ruler, from 1. */
    List<Integer> errorLines();
}
