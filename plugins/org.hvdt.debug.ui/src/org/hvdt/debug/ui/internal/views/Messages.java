// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.ui.internal.views;

import org.eclipse.osgi.util.NLS;

/** Texts of this package. */
final class Messages extends NLS {

    public static String Columns_copy;
    public static String Explanation_at;
    public static String Explanation_byProcessor;
    public static String Explanation_chain;
    public static String Explanation_empty;
    public static String Explanation_found;
    public static String Explanation_foundField;
    public static String Explanation_foundLabel;
    public static String Explanation_halted;
    public static String Explanation_internal;
    public static String Explanation_neverWritten;
    public static String Explanation_nothing;
    public static String Explanation_numbered;
    public static String Explanation_order;
    public static String Explanation_report;
    public static String Explanation_rule;
    public static String Explanation_ruleLabel;
    public static String Explanation_tripleFault;
    public static String Explanation_tripleFaultRule;
    public static String Explanation_unimplemented;
    public static String Explanation_validLabel;
    public static String Explanation_writtenLabel;
    public static String HostStack_address;
    public static String HostStack_caption;
    public static String HostStack_captionAssumed;
    public static String HostStack_content;
    public static String HostStack_empty;
    public static String HostStack_idle;
    public static String HostStack_mark1;
    public static String HostStack_mark2;
    public static String HostStack_mark3;
    public static String HostStack_meaning;
    public static String HostStack_none;
    public static String HostStack_pointer;
    public static String HostStack_usage;
    public static String HostStack_value;
    public static String View_running;
    public static String View_terminated;
    public static String VmExits_count;
    public static String VmExits_countOf;
    public static String VmExits_details;
    public static String VmExits_empty;
    public static String VmExits_guest;
    public static String VmExits_handler;
    public static String VmExits_instruction;
    public static String VmExits_none;
    public static String VmExits_number;
    public static String VmExits_one;
    public static String VmExits_reason;
    public static String VmExits_search;
    public static String VmExits_terminatedWithout;
    public static String Vmcs_bit;
    public static String Vmcs_caption;
    public static String Vmcs_changedCount;
    public static String Vmcs_changedOnly;
    public static String Vmcs_clear;
    public static String Vmcs_decoded;
    public static String Vmcs_empty;
    public static String Vmcs_encoding;
    public static String Vmcs_failing;
    public static String Vmcs_failingCount;
    public static String Vmcs_failingOnly;
    public static String Vmcs_field;
    public static String Vmcs_launched;
    public static String Vmcs_none;
    public static String Vmcs_search;
    public static String Vmcs_value;
    public static String Vmcs_written;

    static {
        NLS.initializeMessages("org.hvdt.debug.ui.internal.views.messages", Messages.class);
    }

    private Messages() {
    }
}
