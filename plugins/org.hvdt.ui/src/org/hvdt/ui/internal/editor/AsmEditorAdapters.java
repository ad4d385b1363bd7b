// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.internal.editor;

import org.eclipse.core.runtime.IAdapterFactory;
import org.eclipse.core.runtime.Platform;
import org.eclipse.core.runtime.content.IContentType;
import org.eclipse.ui.IEditorInput;
import org.eclipse.ui.texteditor.ITextEditor;
import org.eclipse.ui.views.contentoutline.IContentOutlinePage;
import org.hvdt.core.HypervisorCore;

/**
 * Gives text editors that show a NASM source its outline.
 */
public final class AsmEditorAdapters implements IAdapterFactory {

    @Override
    public <T> T getAdapter(Object adaptable, Class<T> type) {
        if (type == IContentOutlinePage.class && adaptable instanceof ITextEditor editor && showsAsm(editor)) {
            return type.cast(new AsmOutlinePage(editor));
        }
        return null;
    }

    @Override
    public Class<?>[] getAdapterList() {
        return new Class<?>[] {IContentOutlinePage.class };
    }

    private static boolean showsAsm(ITextEditor editor) {
        IEditorInput input = editor.getEditorInput();
        IContentType type = Platform.getContentTypeManager().getContentType(HypervisorCore.ASM_CONTENT_TYPE);
        return input != null && type != null && type.isAssociatedWith(input.getName());
    }
}
