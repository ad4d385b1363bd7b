// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.core.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

import org.hvdt.debug.core.inspect.FrameState.Kind;
import org.hvdt.debug.core.inspect.MachinePicture.Fact;
import org.hvdt.debug.core.inspect.MachinePicture.Operation;
import org.hvdt.emulator.control.RunControl;
import org.hvdt.emulator.control.StopReason;
import org.hvdt.emulator.control.VmExitRecord;
import org.hvdt.emulator.cpu.Processor;
import org.hvdt.emulator.isa.Decoder;
import org.hvdt.emulator.machine.Machine;
import org.hvdt.emulator.vmx.Vmcs;
import org.hvdt.emulator.vmx.VmcsField;
import org.hvdt.emulator.vmx.VmxUnit;

/** Takes the pictures of one machine, one at each stop. Used on the machine's thread only. */
public final class Photographer {

    private final ImageSymbols symbols;
    private final Decoder decoder = new Decoder();
    /** The VMCS as it was at the stop before this one, and at this one. */
    private Values before;
    private Values now;

    private record Values(long vmcs, Map<VmcsField, Long> fields) {
    }

    /** For a machine that runs an image. */
    public Photographer(ImageSymbols symbols) {
        this.symbols = symbols;
    }

    /** The picture of a new stop. */
    public MachinePicture take(Machine machine, StopReason reason, RunControl control) {
        before = now;
        return picture(machine, reason, control);
    }

    /** A new picture of the same stop, after something was changed in the machine. */
    public MachinePicture retake(Machine machine, MachinePicture old, RunControl control) {
        return picture(machine, old.reason(), control);
    }

    private MachinePicture picture(Machine machine, StopReason reason, RunControl control) {
        Processor cpu = machine.processor();
        VmxUnit unit = machine.vmx();
        Operation operation = switch (unit.state()) {
            case OUTSIDE -> Operation.OUTSIDE_VMX;
            case ROOT -> Operation.ROOT;
            case NON_ROOT -> Operation.NON_ROOT;
        };
        Vmcs vmcs = unit.currentVmcs();
        VmExitRecord last = control.lastExit().orElse(null);
        boolean handling = operation == Operation.ROOT && vmcs != null && last != null
                && (vmcs.launched() || last.reason() < 0);
        VmExitRecord exit = handling ? last : null;
        MemoryReader memory = (linear, buffer) -> cpu.peek(linear, buffer, 0, buffer.length);
        Unwinder unwinder = new Unwinder(symbols, memory, decoder);
        long hostRsp = vmcs == null ? 0 : vmcs.read(VmcsField.HOST_RSP);
        long hostRip = vmcs == null ? 0 : vmcs.read(VmcsField.HOST_RIP);
        HostStackPicture stack = hostRsp == 0 || hostRip == 0 ? null
                : new HostStackPicture(symbols, memory, unwinder, hostRsp, hostRip, cpu.gpr[Processor.RSP],
                        operation == Operation.ROOT);
        List<Unwinder.Frame> processorFrames = unwinder.frames(cpu.rip, cpu.gpr[Processor.RSP],
                cpu.gpr[Processor.RBP], handling ? hostRip : 0);
        List<FrameState> frames = switch (operation) {
            case OUTSIDE_VMX -> hostFrames(cpu, processorFrames);
            case ROOT -> {
                List<FrameState> all = new ArrayList<>(hostFrames(cpu, processorFrames));
                if (handling) {
                    all.add(boundary(Words.exit(exit)));
                    all.addAll(suspendedGuest(cpu, vmcs, stack, unwinder));
                }
                yield all;
            }
            case NON_ROOT -> runningGuest(cpu, vmcs, processorFrames, last);
        };
        VmcsSnapshot snapshot = null;
        if (vmcs == null) {
            now = null;
        } else {
            Map<VmcsField, Long> compare = before != null && before.vmcs() == vmcs.address() ? before.fields() : null;
            snapshot = VmcsPicture.take(unit, symbols, compare);
            now = new Values(vmcs.address(), VmcsPicture.values(vmcs));
        }
        return new MachinePicture(reason, machine.instructions(), control.exitCount(), operation, exit, frames,
                snapshot, stack == null ? null : stack.take(exit,
                        operation == Operation.ROOT ? processorFrames : List.of()),
                globals(memory));
    }

    private List<FrameState> hostFrames(Processor cpu, List<Unwinder.Frame> frames) {
        return frames(Kind.HOST, cpu, frames);
    }

    private List<FrameState> frames(Kind kind, Processor cpu, List<Unwinder.Frame> frames) {
        List<FrameState> states = new ArrayList<>();
        for (Unwinder.Frame frame : frames) {
            boolean current = states.isEmpty();
            states.add(frame(kind, frame, current, current ? RegisterAccess.processor(cpu, symbols)
                    : RegisterAccess.caller(frame.rip(), frame.rsp(), symbols)));
        }
        return states;
    }

    private FrameState frame(Kind kind, Unwinder.Frame frame, boolean innermost, List<RegisterGroupState> registers) {
        // A return address may already belong to the next line: the call before it is what was written there.
        long written = innermost ? frame.rip() : frame.rip() - 1;
        return new FrameState(kind, frame.rip(), frame.rsp(), symbols.describe(frame.rip()), symbols.location(written),
                innermost, registers);
    }

    private static FrameState boundary(String text) {
        return new FrameState(Kind.BOUNDARY, 0, 0, text, null, false, List.of());
    }

    /** The guest's frames while the host handles its exit. */
    private List<FrameState> suspendedGuest(Processor cpu, Vmcs vmcs, HostStackPicture stack, Unwinder unwinder) {
        IntFunction<Long> saved = stack == null ? register -> null : stack.savedRegisters();
        // What has not been saved yet, or has been restored already, is in the processor's registers.
        boolean atBoundary = cpu.rip == vmcs.read(VmcsField.HOST_RIP);
        IntFunction<Long> known = register -> {
            Long value = saved.apply(register);
            return value == null && atBoundary ? Long.valueOf(cpu.gpr[register]) : value;
        };
        Long rbp = known.apply(Processor.RBP);
        List<FrameState> states = new ArrayList<>();
        for (Unwinder.Frame frame : unwinder.frames(vmcs.read(VmcsField.GUEST_RIP), vmcs.read(VmcsField.GUEST_RSP),
                rbp == null ? 0 : rbp, 0)) {
            boolean innermost = states.isEmpty();
            FrameState state = frame(Kind.GUEST, frame, innermost, innermost
                    ? RegisterAccess.guest(vmcs, known, symbols)
                    : RegisterAccess.caller(frame.rip(), frame.rsp(), symbols));
            states.add(new FrameState(Kind.GUEST, state.rip(), state.rsp(), state.location(), state.source(), false,
                    state.registers()));
        }
        return states;
    }

    /** The guest's frames while it runs, over the host frame that the next VM exit enters. */
    private List<FrameState> runningGuest(Processor cpu, Vmcs vmcs, List<Unwinder.Frame> guestFrames,
            VmExitRecord last) {
        List<FrameState> all = new ArrayList<>(frames(Kind.GUEST, cpu, guestFrames));
        if (vmcs != null) {
            all.add(boundary(last == null ? "VM entry: the guest has been launched"
                    : "VM entry: resumed after " + Words.shortExit(last)));
            Unwinder.Frame entered = new Unwinder.Frame(vmcs.read(VmcsField.HOST_RIP),
                    vmcs.read(VmcsField.HOST_RSP), 0);
            FrameState host = frame(Kind.HOST, entered, true,
                    RegisterAccess.caller(entered.rip(), entered.rsp(), symbols));
            all.add(new FrameState(Kind.HOST, host.rip(), host.rsp(), host.location() + ", entered by the next VM exit",
                    host.source(), false, host.registers()));
        }
        return all;
    }

    private List<Fact> globals(MemoryReader memory) {
        List<Fact> facts = new ArrayList<>();
        for (ImageSymbols.SmallVariable variable : symbols.smallVariables()) {
            if (memory.isReadable(variable.address())) {
                int bits = variable.size() * 8;
                long value = memory.read64(variable.address()) & -1L >>> 64 - bits;
                facts.add(new Fact(variable.name(), Numbers.hex(value, bits), RegisterAccess.symbolOf(value, symbols)));
            }
        }
        return facts;
    }
}
