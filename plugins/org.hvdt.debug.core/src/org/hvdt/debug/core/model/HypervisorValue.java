// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.core.model;

import org.eclipse.debug.core.model.IValue;
import org.eclipse.debug.core.model.IVariable;

/** A value with its meaning in words. */
public final class HypervisorValue extends HypervisorDebugElement implements IValue {

    /** Between a value and what it means; no value contains it. */
    static final String SEPARATOR = "   ";

    private final String text;
    private final String decoded;

    HypervisorValue(HypervisorTarget target, String text, String decoded) {
        super(target);
        this.text = text;
        this.decoded = decoded;
    }

    /** What the value means, in words; empty if there is nothing to say. */
    public String decoded() {
        return decoded;
    }

    @Override
    public String getReferenceTypeName() {
        return "";
    }

    /** The value, followed by what it means. */
    @Override
    public String getValueString() {
        return decoded.isEmpty() ? text : text + SEPARATOR + decoded;
    }

    @Override
    public boolean isAllocated() {
        return true;
    }

    @Override
    public IVariable[] getVariables() {
        return new IVariable[0];
    }

    @Override
    public boolean hasVariables() {
        return false;
    }
}
