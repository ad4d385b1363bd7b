// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.ui.internal.views;

import org.eclipse.osgi.util.NLS;
import org.hvdt.debug.core.inspect.Numbers;
import org.hvdt.emulator.vmx.Explanation.Finding;

/** Violated rules as text. */
final class Explanations {

    private Explanations() {
    }

    /** What was found, the rule, what would be right; each on a line. */
    static String text(Finding finding) {
        return String.join("\n", finding.message(),
                NLS.bind(Messages.Explanation_rule, finding.section(), finding.ruleId()), found(finding),
                finding.valid());
    }

    /** What was found where, without the place of the last write. */
    static String found(Finding finding) {
        return finding.field() == null ? NLS.bind(Messages.Explanation_found, Numbers.hex64(finding.seen()))
                : NLS.bind(Messages.Explanation_foundField, new Object[] { finding.field().name(),
                    Numbers.hex(finding.field().encoding(), 16),
                    Numbers.hex(finding.seen(), finding.field().width().bits()) });
    }
}
