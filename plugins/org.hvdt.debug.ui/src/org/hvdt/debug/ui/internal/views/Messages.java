// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.ui.internal.views;

import org.eclipse.osgi.util.NLS;

/** Texts of this package. */
final class Messages extends NLS {

    static String Columns_copy;
    static String Explanation_at;
    static String Explanation_byProcessor;
    static String Explanation_chain;
    static String Explanation_empty;
    static String Explanation_found;
    static String Explanation_foundField;
    static String Explanation_foundLabel;
    static String Explanation_halted;
    static String Explanation_internal;
    static String Explanation_neverWritten;
    static String Explanation_nothing;
    static String Explanation_numbered;
    static String Explanation_order;
    static String Explanation_report;
    static String Explanation_rule;
    static String Explanation_ruleLabel;
    static String Explanation_tripleFault;
    static String Explanation_tripleFaultRule;
    static String Explanation_unimplemented;
    static String Explanation_validLabel;
    static String Explanation_writtenLabel;
    static String HostStack_address;
    static String HostStack_caption;
    static String HostStack_captionAssumed;
    static String HostStack_content;
    static String HostStack_empty;
    static String HostStack_idle;
    static String HostStack_mark1;
    static String HostStack_mark2;
    static String HostStack_mark3;
    static String HostStack_meaning;
    static String HostStack_none;
    static String HostStack_pointer;
    static String HostStack_usage;
    static String HostStack_value;
    static String View_running;
    static String View_terminated;
    static String VmExits_count;
    static String VmExits_countOf;
    static String VmExits_details;
    static String VmExits_empty;
    static String VmExits_guest;
    static String VmExits_handler;
    static String VmExits_instruction;
    static String VmExits_none;
    static String VmExits_number;
    static String VmExits_reason;
    static String VmExits_search;
    static String VmExits_terminatedWithout;
    static String Vmcs_bit;
    static String Vmcs_caption;
    static String Vmcs_changedCount;
    static String Vmcs_changedOnly;
    static String Vmcs_clear;
    static String Vmcs_decoded;
    static String Vmcs_empty;
    static String Vmcs_encoding;
    static String Vmcs_failing;
    static String Vmcs_failingCount;
    static String Vmcs_failingOnly;
    static String Vmcs_field;
    static String Vmcs_launched;
    static String Vmcs_none;
    static String Vmcs_search;
    static String Vmcs_value;
    static String Vmcs_written;

    static {
        NLS.initializeMessages("org.hvdt.debug.ui.internal.views.messages", Messages.class);
    }

    private Messages() {
    }
}
