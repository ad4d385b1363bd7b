// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.ui.internal.editor;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

import org.eclipse.core.runtime.ICoreRunnable;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.jface.text.BadLocationException;
import org.eclipse.jface.text.Document;
import org.eclipse.jface.text.IDocument;
import org.eclipse.jface.text.IRegion;
import org.eclipse.jface.text.ITextViewer;
import org.eclipse.jface.text.Position;
import org.eclipse.jface.text.reconciler.DirtyRegion;
import org.eclipse.jface.text.reconciler.IReconcilingStrategy;
import org.eclipse.jface.text.reconciler.IReconcilingStrategyExtension;
import org.eclipse.jface.text.reconciler.MonoReconciler;
import org.eclipse.jface.text.source.Annotation;
import org.eclipse.jface.text.source.projection.IProjectionListener;
import org.eclipse.jface.text.source.projection.ProjectionAnnotation;
import org.eclipse.jface.text.source.projection.ProjectionAnnotationModel;
import org.eclipse.jface.text.source.projection.ProjectionViewer;
import org.eclipse.swt.custom.StyledText;
import org.hvdt.core.asm.AsmFolding;

/**
 * Keeps the folds of an assembly source up to date, in the background.
 */
public final class AsmFoldingReconciler extends MonoReconciler {

    /** Called by the generic editor. */
    public AsmFoldingReconciler() {
        super(new Strategy(), false);
    }

    private Strategy strategy() {
        return (Strategy) getReconcilingStrategy(IDocument.DEFAULT_CONTENT_TYPE);
    }

    @Override
    public void install(ITextViewer viewer) {
        if (viewer instanceof ProjectionViewer projection) {
            strategy().viewer = projection;
            projection.addProjectionListener(strategy());
        }
        super.install(viewer);
    }

    @Override
    public void uninstall() {
        super.uninstall();
        ProjectionViewer viewer = strategy().viewer;
        if (viewer != null) {
            viewer.removeProjectionListener(strategy());
            strategy().viewer = null;
        }
    }

    private static final class Strategy
            implements IReconcilingStrategy, IReconcilingStrategyExtension, IProjectionListener {


        private volatile ProjectionViewer viewer;
        private volatile IDocument document;

        @Override
        public void setDocument(IDocument newDocument) {
            document = newDocument;
        }

        @Override
        public void setProgressMonitor(IProgressMonitor monitor) {
            // one pass takes milliseconds
        }

        @Override
        public void initialReconcile() {
            update();
        }

        @Override
        public void reconcile(DirtyRegion dirty, IRegion subRegion) {
            update();
        }

        @Override
        public void reconcile(IRegion partition) {
            update();
        }

        @Override
        public void projectionEnabled() {
            Job.createSystem(Messages.Folding_job, (ICoreRunnable) monitor -> update()).schedule();
        }

        @Override
        public void projectionDisabled() {
            // the folds go with the model
        }

        private synchronized void update() {
            ProjectionViewer shown = viewer;
            ProjectionAnnotationModel model = shown == null ? null : shown.getProjectionAnnotationModel();
            if (model == null || document == null) {
                return;     // folding is switched off, or the editor is being closed
            }
            // A copy: the document itself belongs to the thread of the user interface.
            Document copy = new Document(text(shown));
            Set<Position> wanted = new HashSet<>();
            for (AsmFolding.Fold fold : AsmFolding.folds(copy.get())) {
                try {
                    int start = copy.getLineOffset(fold.first());
                    int end = copy.getLineOffset(fold.last()) + copy.getLineLength(fold.last());
                    wanted.add(new Position(start, end - start));
                } catch (BadLocationException e) {
                    throw new IllegalStateException("A fold lies outside of its text", e);
                }
            }
            Set<Annotation> obsolete = new HashSet<>();
            for (Iterator<Annotation> all = model.getAnnotationIterator(); all.hasNext();) {
                Annotation annotation = all.next();
                Position position = model.getPosition(annotation);
                if (position == null || !wanted.remove(new Position(position.getOffset(), position.getLength()))) {
                    obsolete.add(annotation);
                }
            }
            Map<Annotation, Position> added = new HashMap<>();
            wanted.forEach(position -> added.put(new ProjectionAnnotation(), position));
            if (!added.isEmpty() || !obsolete.isEmpty()) {
                model.modifyAnnotations(obsolete.toArray(Annotation[]::new), added, null);
            }
        }

        private String text(ProjectionViewer shown) {
            String[] text = {""};
            StyledText widget = shown.getTextWidget();
            if (widget != null && !widget.isDisposed()) {
                IDocument current = document;
                widget.getDisplay().syncExec(() -> text[0] = current.get());
            }
            return text[0];
        }
    }
}
