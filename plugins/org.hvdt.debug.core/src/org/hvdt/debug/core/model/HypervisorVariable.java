// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.core.model;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.eclipse.debug.core.DebugException;
import org.eclipse.debug.core.model.IRegister;
import org.eclipse.debug.core.model.IRegisterGroup;
import org.eclipse.debug.core.model.IValue;
import org.eclipse.osgi.util.NLS;
import org.hvdt.debug.core.inspect.Numbers;
import org.hvdt.debug.core.inspect.RegisterState;

/** A register of a frame, or a fact about a frame that is shown as a variable. */
public final class HypervisorVariable extends HypervisorDebugElement implements IRegister {

    private static final int WRITE_TIMEOUT_SECONDS = 5;

    private final RegisterGroup group;
    private final HypervisorFrame frame;
    private final RegisterState register;
    private final String name;
    private final HypervisorValue value;

    private HypervisorVariable(HypervisorTarget target, RegisterGroup group, HypervisorFrame frame,
            RegisterState register, String name, HypervisorValue value) {
        super(target);
        this.group = group;
        this.frame = frame;
        this.register = register;
        this.name = name;
        this.value = value;
    }

    static HypervisorVariable register(RegisterGroup group, HypervisorFrame frame, RegisterState register) {
        HypervisorTarget target = frame.hypervisorTarget();
        return new HypervisorVariable(target, group, frame, register, register.name(),
                new HypervisorValue(target, register.text(), register.decoded()));
    }

    static HypervisorVariable fact(HypervisorTarget target, String name, String value, String detail) {
        return new HypervisorVariable(target, null, null, null, name, new HypervisorValue(target, value, detail));
    }

    /** The register; null if this is a fact. */
    public RegisterState register() {
        return register;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public IValue getValue() {
        return value;
    }

    @Override
    public String getReferenceTypeName() {
        return register == null ? "" : register.bits() + " bits";
    }

    @Override
    public boolean hasValueChanged() {
        return register != null && register.known() && hypervisorTarget().cpu().changedSinceLastStop(frame, register);
    }

    @Override
    public IRegisterGroup getRegisterGroup() {
        return group;
    }

    @Override
    public boolean supportsValueModification() {
        return register != null && register.writable() && hypervisorTarget().cpu().isSuspended();
    }

    @Override
    public boolean verifyValue(String expression) {
        Long number = frame == null ? null : parse(expression);
        return number != null && (register.bits() == 64 || number >>> register.bits() == 0);
    }

    @Override
    public boolean verifyValue(IValue other) throws DebugException {
        return verifyValue(other.getValueString());
    }

    private Long parse(String text) {
        int meaning = text.indexOf(HypervisorValue.SEPARATOR);
        String expression = meaning < 0 ? text : text.substring(0, meaning); // the rest was left there by the editor
        try {
            return Numbers.parseHex(expression);
        } catch (NumberFormatException notANumber) {
            return frame.evaluate(expression);
        }
    }

    /** Called by the platform off the UI thread. */
    @Override
    public void setValue(String expression) throws DebugException {
        if (!supportsValueModification() || !verifyValue(expression)) {
            throw failure(NLS.bind(Messages.HypervisorVariable_invalid, expression, name), null);
        }
        try {
            hypervisorTarget().writeRegister(name, parse(expression)).get(WRITE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException refused) {
            throw failure(NLS.bind(Messages.HypervisorVariable_refused, name, refused.getCause().getMessage()),
                    refused.getCause());
        } catch (TimeoutException busy) {
            throw failure(NLS.bind(Messages.HypervisorVariable_refused, name, busy.getMessage()), busy);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw failure(NLS.bind(Messages.HypervisorVariable_refused, name, interrupted.getMessage()), interrupted);
        }
    }

    @Override
    public void setValue(IValue other) throws DebugException {
        setValue(other.getValueString());
    }
}
