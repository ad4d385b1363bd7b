// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.ui.internal.views;

import java.util.ArrayList;
import java.util.List;

import org.eclipse.jface.action.Action;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.osgi.util.NLS;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.StyleRange;
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.ui.actions.ActionFactory;
import org.hvdt.debug.core.inspect.ImageSymbols;
import org.hvdt.debug.core.inspect.MachinePicture;
import org.hvdt.debug.core.inspect.Numbers;
import org.hvdt.debug.core.model.HypervisorTarget;
import org.hvdt.debug.ui.internal.Sources;
import org.hvdt.emulator.control.StopReason;
import org.hvdt.emulator.vmx.Explanation;
import org.hvdt.emulator.vmx.Explanation.Finding;
import org.hvdt.toolchain.SourceLocation;

/** Why a VM entry failed or the machine died: what happened, the rule, what was found where, what would be right. */
public final class ExplanationView extends MachineView {

    private record Jump(int start, int end, SourceLocation source) {
    }

    private StyledText text;
    private final List<StyleRange> styles = new ArrayList<>();
    private final List<Jump> jumps = new ArrayList<>();
    private final StringBuilder building = new StringBuilder();
    private MachinePicture shown;

    @Override
    Control createContent(Composite parent) {
        text = new StyledText(parent, SWT.MULTI | SWT.READ_ONLY | SWT.WRAP | SWT.V_SCROLL);
        text.setMargins(8, 8, 8, 8);
        text.setLineSpacing(2);
        text.setCaret(null);
        text.addListener(SWT.MouseUp, event -> {
            int offset = text.getOffsetAtPoint(new Point(event.x, event.y));
            jumps.stream().filter(jump -> offset >= jump.start() && offset < jump.end()).findFirst()
                    .ifPresent(jump -> Sources.open(getSite().getPage(), jump.source()));
        });
        Action copy = new Action() {
            @Override
            public void run() {
                text.copy();
            }
        };
        getViewSite().getActionBars().setGlobalActionHandler(ActionFactory.COPY.getId(), copy);
        return text;
    }

    @Override
    String emptyMessage() {
        return Messages.Explanation_empty;
    }

    @Override
    String helpContext() {
        return "explanation_view";
    }

    @Override
    String show(HypervisorTarget target, MachinePicture picture) {
        if (picture == null) {
            shown = null;
            return target == null || target.isTerminated() ? Messages.Explanation_empty : Messages.Explanation_nothing;
        }
        if (picture == shown) {
            return null;
        }
        building.setLength(0);
        styles.clear();
        jumps.clear();
        if (!build(picture.reason(), target.symbols())) {
            shown = null;
            return Messages.Explanation_nothing;
        }
        shown = picture;
        text.setText(building.toString());
        text.setStyleRanges(styles.toArray(StyleRange[]::new));
        text.setTopIndex(0);
        return null;
    }

    private boolean build(StopReason reason, ImageSymbols symbols) {
        switch (reason) {
            case StopReason.VmxFailure failure -> explain(failure.explanation(), symbols);
            case StopReason.VmxAbort abort -> explain(abort.explanation(), symbols);
            case StopReason.TripleFault fault -> {
                title(Messages.Explanation_tripleFault);
                paragraph(Messages.Explanation_tripleFaultRule);
                heading(Messages.Explanation_chain);
                paragraph(fault.faultChain());
            }
            case StopReason.Unimplemented missing -> {
                title(NLS.bind(Messages.Explanation_unimplemented, missing.what()));
                place(Messages.Explanation_at, missing.rip(), symbols);
            }
            case StopReason.HaltedForGood halted -> {
                title(Messages.Explanation_halted);
                paragraph(halted.message());
            }
            case StopReason.InternalError error -> {
                title(NLS.bind(Messages.Explanation_internal, error.message()));
                paragraph(Messages.Explanation_report);
                paragraph(error.report());
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void explain(Explanation explanation, ImageSymbols symbols) {
        title(explanation.title());
        place(Messages.Explanation_at, explanation.instructionRip(), symbols);
        List<Finding> findings = explanation.findings();
        for (int i = 0; i < findings.size(); i++) {
            Finding finding = findings.get(i);
            String name = finding.field() == null ? finding.ruleId() : finding.field().name();
            heading(findings.size() == 1 ? name : NLS.bind(Messages.Explanation_numbered, i + 1, name));
            paragraph(finding.message());
            labelled(Messages.Explanation_ruleLabel, finding.section());
            labelled(Messages.Explanation_foundLabel, value(finding, finding.seen()));
            if (finding.lastWrite() > 1) {
                place(Messages.Explanation_writtenLabel, finding.lastWrite(), symbols);
            } else {
                labelled(Messages.Explanation_writtenLabel, finding.lastWrite() == 1 ? Messages.Explanation_byProcessor
                        : Messages.Explanation_neverWritten);
            }
            labelled(Messages.Explanation_validLabel, finding.valid());
        }
        if (findings.size() > 1) {
            building.append('\n');
            paragraph(Messages.Explanation_order);
        }
    }

    private static String value(Finding finding, long value) {
        return finding.field() == null ? Numbers.hex64(value) + "h"
                : Numbers.hex(value, finding.field().width().bits()) + "h" + " (" + finding.field().name() + ", "
                        + Numbers.hex(finding.field().encoding(), 16) + "h)";
    }

    private void title(String title) {
        styled(title, SWT.BOLD, ThemeColor.FAILING.get(), JFaceResources.HEADER_FONT);
        building.append("\n");
    }

    private void heading(String heading) {
        building.append("\n");
        styled(heading, SWT.BOLD, null, null);
        building.append("\n");
    }

    private void paragraph(String paragraph) {
        building.append(paragraph).append("\n");
    }

    private void labelled(String label, String value) {
        styled(label + " ", SWT.NORMAL, ThemeColor.FAINT.get(), null);
        building.append(value).append("\n");
    }

    private void place(String label, long address, ImageSymbols symbols) {
        styled(label + " ", SWT.NORMAL, ThemeColor.FAINT.get(), null);
        building.append(symbols.describe(address));
        SourceLocation source = symbols.location(address);
        if (source != null) {
            building.append(" ");
            int start = building.length();
            building.append(source);
            StyleRange link = new StyleRange(start, building.length() - start, null, null);
            link.underline = true;
            link.underlineStyle = SWT.UNDERLINE_LINK;
            styles.add(link);
            jumps.add(new Jump(start, building.length(), source));
        }
        building.append("\n");
    }

    private void styled(String part, int fontStyle, Color colour, String font) {
        StyleRange style = new StyleRange(building.length(), part.length(), colour, null, fontStyle);
        if (font != null) {
            style.font = JFaceResources.getFontRegistry().get(font);
        }
        styles.add(style);
        building.append(part);
    }

    /** What is shown; empty if nothing is. For tests. */
    public String shownText() {
        return shown == null ? "" : text.getText();
    }
}
