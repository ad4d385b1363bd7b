// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.internal.editor;

import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.jface.text.IDocument;
import org.eclipse.jface.text.ITextViewer;
import org.eclipse.jface.text.presentation.PresentationReconciler;
import org.eclipse.jface.text.rules.DefaultDamagerRepairer;
import org.eclipse.jface.util.IPropertyChangeListener;
import org.eclipse.jface.util.PropertyChangeEvent;

/**
 * Highlights NASM sources, and again when the theme's colours change.
 */
public final class AsmPresentationReconciler extends PresentationReconciler {

    private final AsmTokenScanner scanner = new AsmTokenScanner();
    private final IPropertyChangeListener colorListener = this::colorChanged;
    private ITextViewer viewer;

    /** Called by the generic editor. */
    public AsmPresentationReconciler() {
        DefaultDamagerRepairer repairer = new DefaultDamagerRepairer(scanner);
        setDamager(repairer, IDocument.DEFAULT_CONTENT_TYPE);
        setRepairer(repairer, IDocument.DEFAULT_CONTENT_TYPE);
    }

    @Override
    public void install(ITextViewer newViewer) {
        super.install(newViewer);
        viewer = newViewer;
        JFaceResources.getColorRegistry().addListener(colorListener);
    }

    @Override
    public void uninstall() {
        JFaceResources.getColorRegistry().removeListener(colorListener);
        viewer = null;
        super.uninstall();
    }

    private void colorChanged(PropertyChangeEvent event) {
        if (event.getProperty().startsWith(AsmColors.PREFIX) && viewer != null && viewer.getTextWidget() != null
                && !viewer.getTextWidget().isDisposed()) {
            scanner.readColors();
            viewer.invalidateTextPresentation();
        }
    }
}
