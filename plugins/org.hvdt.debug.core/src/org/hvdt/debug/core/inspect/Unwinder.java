// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.core.inspect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

import org.hvdt.emulator.control.AddressRange;
import org.hvdt.emulator.isa.Decoder;

/**
 * Finds the callers of an address without call-frame information: by what the procedures do to the stack
 * ({@link ProcedureLayout}), otherwise by RBP, otherwise by the next address on the stack that follows a call.
 */
final class Unwinder {

    private static final int MAX_FRAMES = 64;
    private static final int MAX_SCAN = 2048;

    /**
     * A frame.
     *
     * @param rip of the next instruction, for a caller the return address
     * @param rsp in this frame
     * @param returnSlot where its return address lies, 0 if not known
     */
    record Frame(long rip, long rsp, long returnSlot) {
    }

    private final ImageSymbols symbols;
    private final MemoryReader memory;
    private final Decoder decoder;
    private final Map<Long, ProcedureLayout> layouts = new HashMap<>();

    Unwinder(ImageSymbols symbols, MemoryReader memory, Decoder decoder) {
        this.symbols = symbols;
        this.memory = memory;
        this.decoder = decoder;
    }

    /** The layout of the procedure that contains an address, null if it belongs to none. */
    ProcedureLayout layoutOf(long address) {
        AddressRange procedure = symbols.procedure(address);
        return procedure == null ? null
                : layouts.computeIfAbsent(procedure.start(),
                        start -> ProcedureLayout.of(start, procedure.end(), memory, decoder));
    }

    /** The layout of a procedure that starts at an address, whether there is a symbol or not. */
    ProcedureLayout layoutFrom(long start) {
        AddressRange procedure = symbols.procedure(start);
        long end = procedure == null ? start + 4096 : procedure.end();
        return procedure != null && procedure.start() == start ? layoutOf(start)
                : ProcedureLayout.of(start, end, memory, decoder);
    }

    /**
     * The frames from the innermost outwards.
     *
     * @param handler first instruction of the exit handler, whose frame is the last; 0 for none
     */
    List<Frame> frames(long rip, long rsp, long rbp, long handler) {
        List<Frame> frames = new ArrayList<>();
        long currentRip = rip;
        long currentRsp = rsp;
        while (frames.size() < MAX_FRAMES) {
            boolean innermost = frames.isEmpty();
            AddressRange procedure = symbols.procedure(innermost ? currentRip : currentRip - 1);
            if (handler != 0 && (procedure != null && procedure.contains(handler) || currentRip == handler)) {
                frames.add(new Frame(currentRip, currentRsp, 0));
                return frames;
            }
            long slot = returnSlot(currentRip, currentRsp, innermost ? rbp : 0, innermost);
            frames.add(new Frame(currentRip, currentRsp, slot));
            if (slot == 0) {
                return frames;
            }
            currentRip = memory.read64(slot);
            currentRsp = slot + 8;
        }
        return frames;
    }

    private long returnSlot(long rip, long rsp, long rbp, boolean innermost) {
        ProcedureLayout layout = layoutOf(innermost ? rip : rip - 1);
        OptionalInt depth = layout == null ? OptionalInt.empty() : layout.depthAt(rip);
        if (depth.isPresent()) {
            long slot = rsp + depth.getAsInt();
            return isReturnAddress(slot) ? slot : 0;
        }
        if (rbp != 0 && Long.compareUnsigned(rbp, rsp) >= 0 && isReturnAddress(rbp + 8)) {
            return rbp + 8;
        }
        if (layout == null) {
            return isReturnAddress(rsp) ? rsp : 0;
        }
        for (long slot = rsp; slot < rsp + MAX_SCAN; slot += 8) {
            if (isReturnAddress(slot)) {
                return slot;
            }
        }
        return 0;
    }

    private boolean isReturnAddress(long slot) {
        if (!memory.isReadable(slot)) {
            return false;
        }
        long address = memory.read64(slot);
        return symbols.isCode(address - 1) && ProcedureLayout.isAfterCall(address, memory, decoder);
    }
}
