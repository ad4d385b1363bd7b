// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.core.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;

import org.hvdt.debug.core.inspect.StackRow.Region;
import org.hvdt.emulator.control.AddressRange;
import org.hvdt.emulator.control.VmExitRecord;

/** Lays the structure that the exit handler's code gives the host stack over the stack's contents. */
final class HostStackPicture {

    private static final int HOME_SPACE = 32;
    private static final int MAX_FRAME_ROWS = 512;
    private static final String[] HOME = { "RCX", "RDX", "R8", "R9" };

    private final ImageSymbols symbols;
    private final MemoryReader memory;
    private final Unwinder unwinder;
    private final long top;
    private final long hostRip;
    private final ProcedureLayout handler;
    private final long rsp;
    private final boolean active;
    private final AddressRange extent;
    private final boolean sizeKnown;

    /**
     * Takes up what is needed.
     *
     * @param top host RSP field
     * @param hostRip host RIP field
     * @param rsp the processor's RSP
     * @param root whether the processor is in VMX root operation
     */
    HostStackPicture(ImageSymbols symbols, MemoryReader memory, Unwinder unwinder, long top, long hostRip, long rsp,
            boolean root) {
        this.symbols = symbols;
        this.memory = memory;
        this.unwinder = unwinder;
        this.top = top;
        this.hostRip = hostRip;
        this.handler = unwinder.layoutFrom(hostRip);
        this.rsp = rsp;
        AddressRange data = symbols.data(top - 8);
        this.sizeKnown = data != null;
        this.extent = data == null ? new AddressRange(top - HostStackSnapshot.PAPER_SIZE, top)
                : data;
        this.active = root && Long.compareUnsigned(rsp, top) <= 0
                && Long.compareUnsigned(rsp, extent.start() - HostStackSnapshot.PAPER_SIZE) > 0;
    }

    /** Whether RSP is in the host stack, or has run over its end. */
    boolean active() {
        return active;
    }

    /** Where the exit handler has saved a general-purpose register of the guest: the slot's contents while it is in
     * use,
     * null if it is not. */
    IntFunction<Long> savedRegisters() {
        return register -> handler.saves().stream()
                .filter(save -> save.register() == register && isLive(top - save.offset()))
                .map(save -> memory.read64(top - save.offset())).findFirst().orElse(null);
    }

    private boolean isLive(long address) {
        return active && Long.compareUnsigned(address, rsp) >= 0;
    }

    /** The picture. */
    HostStackSnapshot take(VmExitRecord exit, List<Unwinder.Frame> hostFrames) {
        List<StackRow> rows = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        String handlerName = symbols.describe(hostRip);
        rows.add(new StackRow(Region.TOP, 1, top, false, active && rsp == top, 0, "top of stack",
                "RSP when " + handlerName + " starts", ""));
        Map<Integer, ProcedureLayout.Save> saves = new TreeMap<>();
        handler.saves().forEach(save -> saves.put(save.offset(), save));
        Optional<ProcedureLayout.Call> call = handler.firstCall();
        int setUp = call.map(ProcedureLayout.Call::depth).orElse(saves.isEmpty() ? 0 : saves.size() * 8);
        int lowestSave = saves.isEmpty() ? 0 : ((TreeMap<Integer, ?>) saves).lastKey();
        boolean home = setUp - lowestSave >= HOME_SPACE;
        for (int offset = 8; offset <= setUp; offset += 8) {
            long address = top - offset;
            int mark = offset == setUp ? 2 : 0;
            if (saves.containsKey(offset)) {
                rows.add(savedRegister(saves.get(offset), address, mark, exit));
            } else if (home && offset > setUp - HOME_SPACE) {
                rows.add(row(Region.HOME_SPACE, mark, address, "home space of " + HOME[(setUp - offset) / 8], "", ""));
            } else {
                rows.add(row(Region.OTHER, mark, address, "alignment or data of the handler", "", ""));
            }
        }
        call.ifPresent(first -> {
            String callee = first.target() == 0 ? "the called procedure" : symbols.describe(first.target());
            long address = top - setUp - 8;
            boolean live = isLive(address);
            String value = live ? symbols.describeWithLine(memory.read64(address))
                    : symbols.describeWithLine(first.returnAddress()) + " once " + callee + " is called";
            rows.add(row(Region.RETURN_ADDRESS, 3, address, "return address", value, callee));
            addFrames(rows, address, hostFrames, callee);
            if (setUp % 16 != 0 && top % 16 == 0 || (top - setUp) % 16 != 0) {
                warnings.add("RSP is not a multiple of 16 where " + handlerName + " calls " + callee
                        + ": compiled code may fault at its first aligned SSE access"
                        + " (Microsoft x64 calling convention, stack alignment).");
            }
        });
        if (call.isPresent()) {
            warnAboutLostRegisters(warnings, handlerName, saves);
        }
        if (active && Long.compareUnsigned(rsp, extent.start()) < 0) {
            warnings.add("Stack overflow: RSP is " + Numbers.size(extent.start() - rsp)
                    + " below the end of the host stack.");
        }
        long used = active ? top - rsp : 0;
        return new HostStackSnapshot(top, extent.end(), extent.start(), sizeKnown, active, rsp, used,
                Math.max(used, highWater()), handlerName, rows, warnings);
    }

    private static void warnAboutLostRegisters(List<String> warnings, String handlerName,
            Map<Integer, ProcedureLayout.Save> saves) {
        List<String> lost = new ArrayList<>();
        for (int register = 0; register < 16; register++) {
            int wanted = register;
            if (register != 4 && saves.values().stream().noneMatch(save -> save.register() == wanted)) {
                lost.add(RegisterAccess.GENERAL.get(register));
            }
        }
        if (!lost.isEmpty()) {
            warnings.add(handlerName + " does not save " + String.join(", ", lost)
                    + " before its first call: the guest loses what the handler changes there.");
        }
    }

    private StackRow savedRegister(ProcedureLayout.Save save, long address, int mark, VmExitRecord exit) {
        long value = memory.read64(address);
        String note = isLive(address) ? RegisterAccess.symbolOf(value, symbols) : "";
        boolean recorded = exit != null && isLive(address) && (save.register() == 0 || save.register() == 1);
        if (recorded) {
            long atExit = save.register() == 0 ? exit.guestRax() : exit.guestRcx();
            note = value == atExit ? "= guest value at exit" : "guest value at exit was " + Numbers.hex64(atExit);
        }
        return row(Region.SAVED_REGISTERS, mark, address, RegisterAccess.GENERAL.get(save.register()), note, "");
    }

    private StackRow row(Region region, int mark, long address, String name, String note, String frame) {
        return new StackRow(region, mark, address, isLive(address), active && rsp == address, memory.read64(address),
                name, note, frame);
    }

    /** Rows for what lies below the return address into the handler, down to RSP. */
    private void addFrames(List<StackRow> rows, long returnAddress, List<Unwinder.Frame> hostFrames, String callee) {
        if (!active || Long.compareUnsigned(rsp, returnAddress) >= 0) {
            return;
        }
        Map<Long, String> names = new TreeMap<>();
        Map<Long, String> notes = new TreeMap<>();
        for (Unwinder.Frame frame : hostFrames) {
            if (frame.returnSlot() != 0) {
                names.put(frame.returnSlot(), "return address");
                notes.put(frame.returnSlot(), symbols.describeWithLine(memory.read64(frame.returnSlot())));
                ProcedureLayout layout = unwinder.layoutOf(frame.rip());
                if (layout != null) {
                    layout.saves().forEach(save -> names.put(frame.returnSlot() - save.offset(),
                            "saved " + RegisterAccess.GENERAL.get(save.register())));
                }
            }
        }
        int count = 0;
        for (long address = returnAddress - 8; Long.compareUnsigned(address, rsp) >= 0 && count < MAX_FRAME_ROWS;
                address -= 8) {
            String procedure = callee;
            for (int i = hostFrames.size() - 1; i >= 0; i--) {
                Unwinder.Frame frame = hostFrames.get(i);
                if (frame.returnSlot() != 0 && Long.compareUnsigned(address, frame.returnSlot()) <= 0) {
                    procedure = symbols.procedureName(i == 0 ? frame.rip() : frame.rip() - 1);
                }
            }
            long value = memory.read64(address);
            rows.add(row(Region.FRAME, 0, address, names.getOrDefault(address, ""),
                    notes.getOrDefault(address, RegisterAccess.symbolOf(value, symbols)), procedure));
            count++;
        }
    }

    /** How many bytes from the top have ever been written, as far as contents that are not zero tell. */
    private long highWater() {
        long size = top - extent.start();
        if (size <= 0 || size > 1 << 20) {
            return 0;
        }
        byte[] contents = new byte[(int) size];
        int read = memory.read(extent.start(), contents);
        for (int i = 0; i < read; i++) {
            if (contents[i] != 0) {
                return size - (i & ~7);
            }
        }
        return 0;
    }
}
