// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.hvdt.emulator.control.AddressRange;
import org.hvdt.emulator.control.Breakpoint;
import org.hvdt.emulator.control.RunControl;
import org.hvdt.emulator.control.RunListener;
import org.hvdt.emulator.control.StepKind;
import org.hvdt.emulator.control.StopReason;
import org.hvdt.emulator.control.VmExitRecord;
import org.hvdt.emulator.isa.DecodeException;
import org.hvdt.emulator.isa.Decoder;
import org.hvdt.emulator.isa.Instruction;
import org.hvdt.emulator.machine.Machine;
import org.hvdt.emulator.machine.MachineConfiguration;
import org.hvdt.emulator.vmx.ExitReason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Run control across VM entries and VM exits, with the thin hypervisor as the program. */
@Timeout(60)
class VmxSteppingTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    private static Program program;

    private final ByteArrayOutputStream serial = new ByteArrayOutputStream();
    private RunControl control;

    @BeforeAll
    static void buildThinHypervisor() throws UsageException {
        program = Program.find("example:thin-hypervisor");
    }

    @BeforeEach
    void createMachine() throws Exception {
        control = new RunControl(Machine.create(MachineConfiguration.builder(program.file()).serialOutput(serial)
                .build()));
    }

    @AfterEach
    void close() {
        control.close();
    }

    private static long address(String symbol) {
        return program.symbols().address(symbol).orElseThrow();
    }

    /** The address of the first instruction of a kind at or after a label. */
    private long find(String label, String mnemonic) throws Exception {
        return control.query(machine -> {
            Decoder decoder = new Decoder();
            byte[] bytes = new byte[Decoder.MAX_LENGTH];
            long at = address(label);
            for (int i = 0; i < 1000; i++) {
                machine.memory().read(at, bytes);
                Instruction instruction;
                try {
                    instruction = decoder.decode(bytes, 0, bytes.length, 64);
                } catch (DecodeException e) {
                    throw new AssertionError("no " + mnemonic + " after " + label, e);
                }
                if (instruction.form().mnemonic().equals(mnemonic)) {
                    return at;
                }
                at += instruction.length();
            }
            throw new AssertionError("no " + mnemonic + " after " + label);
        }).get(20, TimeUnit.SECONDS);
    }

    private StopReason await() throws InterruptedException {
        return control.awaitStop(LONG).orElseThrow(() -> new AssertionError("the machine did not stop"));
    }

    private void runTo(long address) throws Exception {
        control.runTo(address);
        assertThat(await()).isEqualTo(new StopReason.StepCompleted(StepKind.OVER));
        assertThat(rip()).isEqualTo(address);
    }

    private void step(StepKind kind, AddressRange... within) throws Exception {
        control.step(kind, List.of(within));
        assertThat(await()).isEqualTo(new StopReason.StepCompleted(kind));
    }

    private long rip() throws Exception {
        return control.query(machine -> machine.processor().rip).get(20, TimeUnit.SECONDS);
    }

    private boolean nonRoot() throws Exception {
        return control.query(machine -> machine.processor().nonRoot).get(20, TimeUnit.SECONDS);
    }

    private void runToFirstExit() throws Exception {
        Breakpoint.VmExit breakpoint = new Breakpoint.VmExit(Set.of());
        control.addBreakpoint(breakpoint);
        control.resume();
        assertThat(await()).isInstanceOf(StopReason.VmExitHit.class);
        control.removeBreakpoint(breakpoint);
    }

    @Test
    void stepIntoVmlaunchLeadsToTheGuestsFirstInstruction() throws Exception {
        runTo(find("VM_Launch", "VMLAUNCH"));
        step(StepKind.INTO);
        assertThat(rip()).isEqualTo(address("VMGuest"));
        assertThat(nonRoot()).isTrue();
    }

    @Test
    void stepOverVmlaunchLeadsToTheNextInstructionInRoot() throws Exception {
        runTo(find("VM_Launch", "VMLAUNCH"));
        step(StepKind.OVER);
        assertThat(rip()).isEqualTo(address("VMHost"));
        assertThat(nonRoot()).isFalse();
        assertThat(control.exitCount()).isEqualTo(1);
    }

    @Test
    void stepOverTheCallOfVmLaunchArrivesBehindItAsTheGuest() throws Exception {
        runTo(address("VM_Launch"));
        long back = control.query(machine -> machine.processor().readSystem64(machine.processor().gpr[4])).get();
        step(StepKind.RETURN);
        if (rip() == address("VMGuest")) {
            step(StepKind.RETURN);
        }
        assertThat(rip()).isEqualTo(back);
        assertThat(nonRoot()).isTrue();
    }

    @Test
    void vmExitBreakpointStopsAtTheHostsFirstInstruction() throws Exception {
        Breakpoint.VmExit breakpoint = new Breakpoint.VmExit(Set.of(ExitReason.CPUID));
        control.addBreakpoint(breakpoint);
        control.resume();
        assertThat(await()).isInstanceOfSatisfying(StopReason.VmExitHit.class, hit -> {
            assertThat(hit.breakpoint()).isSameAs(breakpoint);
            assertThat(hit.exit().basicReason()).isEqualTo(ExitReason.CPUID);
            assertThat(hit.exit().number()).isEqualTo(1);
            assertThat(hit.exit().hostRip()).isEqualTo(address("VMHost"));
            assertThat(hit.exit().instructionLength()).isEqualTo(2);
        });
        assertThat(rip()).isEqualTo(address("VMHost"));
        assertThat(nonRoot()).isFalse();
    }

    @Test
    void vmExitBreakpointStopsForItsReasonsOnly() throws Exception {
        control.addBreakpoint(new Breakpoint.VmExit(Set.of(ExitReason.VMCALL)));
        control.resume();
        assertThat(await()).isInstanceOfSatisfying(StopReason.VmExitHit.class,
                hit -> assertThat(hit.exit().number()).isGreaterThan(1));
    }

    @Test
    void vmEntryBreakpointStopsAtTheGuestsFirstInstruction() throws Exception {
        Breakpoint.VmEntry breakpoint = new Breakpoint.VmEntry();
        control.addBreakpoint(breakpoint);
        control.resume();
        assertThat(await()).isEqualTo(new StopReason.BreakpointHit(breakpoint));
        assertThat(rip()).isEqualTo(address("VMGuest"));
        assertThat(nonRoot()).isTrue();
    }

    @Test
    void stepsToTheNextExitAndEntryAlternate() throws Exception {
        step(StepKind.TO_NEXT_VM_ENTRY);
        assertThat(rip()).isEqualTo(address("VMGuest"));
        for (int i = 1; i <= 3; i++) {
            step(StepKind.TO_NEXT_VM_EXIT);
            assertThat(rip()).isEqualTo(address("VMHost"));
            assertThat(control.exitCount()).isEqualTo(i);
            step(StepKind.TO_NEXT_VM_ENTRY);
            assertThat(nonRoot()).isTrue();
        }
    }

    @Test
    void stepIntoAnInstructionThatExitsLeadsToTheHost() throws Exception {
        runToFirstExit();
        long cpuid = control.lastExit().orElseThrow().guestRip();
        step(StepKind.TO_NEXT_VM_ENTRY);
        assertThat(rip()).isEqualTo(cpuid + 2);
        runTo(control.query(machine -> secondCpuid(cpuid + 2)).get());
        assertThat(nonRoot()).isTrue();
        step(StepKind.INTO);
        assertThat(rip()).isEqualTo(address("VMHost"));
    }

    @Test
    void stepOverAnInstructionThatExitsLeadsToTheGuestsNextInstruction() throws Exception {
        runToFirstExit();
        long second = secondCpuid(control.lastExit().orElseThrow().guestRip() + 2);
        runTo(second);
        assertThat(nonRoot()).isTrue();
        step(StepKind.OVER);
        assertThat(rip()).isEqualTo(second + 2);
        assertThat(nonRoot()).isTrue();
        assertThat(control.exitCount()).isEqualTo(2);
    }

    private long secondCpuid(long from) {
        byte[] content = program.file().content();
        long delta = program.symbols().elf().orElseThrow().segments().get(0).virtualAddress()
                - program.symbols().elf().orElseThrow().segments().get(0).offset();
        for (long at = from; at < from + 200; at++) {
            int offset = (int) (at - delta);
            if (content[offset] == 0x0F && content[offset + 1] == (byte) 0xA2) {
                return at;
            }
        }
        throw new AssertionError("no second CPUID");
    }

    @Test
    void stepOverTheCallOfHostCallbackStaysInTheStub() throws Exception {
        runToFirstExit();
        long call = find("VMHost", "CALL");
        runTo(call);
        step(StepKind.OVER);
        assertThat(rip()).isEqualTo(call + 5);
        assertThat(nonRoot()).isFalse();
    }

    @Test
    void stepReturnFromHostCallbackGoesBackToTheStub() throws Exception {
        runToFirstExit();
        long call = find("VMHost", "CALL");
        runTo(address("HostCallback"));
        step(StepKind.RETURN);
        assertThat(rip()).isEqualTo(call + 5);
    }

    @Test
    void stepReturnFromTheStubEntersTheGuest() throws Exception {
        runToFirstExit();
        long guest = control.lastExit().orElseThrow().guestRip();
        step(StepKind.RETURN);
        assertThat(nonRoot()).isTrue();
        assertThat(rip()).isEqualTo(guest + 2);
    }

    @Test
    void stepOverVmresumeLeadsToTheNextExit() throws Exception {
        runToFirstExit();
        runTo(find("VMHost", "VMRESUME"));
        step(StepKind.OVER);
        assertThat(rip()).isEqualTo(address("VMHost"));
        assertThat(control.exitCount()).isEqualTo(2);
    }

    @Test
    void breakpointInTheGuestWinsOverStepOverVmresume() throws Exception {
        runToFirstExit();
        long guest = control.lastExit().orElseThrow().guestRip();
        runTo(find("VMHost", "VMRESUME"));
        control.addBreakpoint(new Breakpoint.Address(guest + 2, Breakpoint.Operation.NON_ROOT));
        control.step(StepKind.OVER, List.of());
        assertThat(await()).isInstanceOf(StopReason.BreakpointHit.class);
        assertThat(rip()).isEqualTo(guest + 2);
    }

    @Test
    void stepOverTheRemovalGoesOnNatively() throws Exception {
        // The last VMCALL removes the hypervisor: what follows runs outside VMX operation.
        List<VmExitRecord> calls = new ArrayList<>();
        Breakpoint.VmExit breakpoint = new Breakpoint.VmExit(Set.of(ExitReason.VMCALL));
        control.addBreakpoint(breakpoint);
        control.resume();
        while (await() instanceof StopReason.VmExitHit hit) {
            calls.add(hit.exit());
            control.resume();
        }
        long last = calls.get(calls.size() - 1).guestRip();
        control.close();
        createMachine();
        runTo(last);
        assertThat(nonRoot()).isTrue();
        step(StepKind.OVER);
        assertThat(rip()).isEqualTo(last + 3);
        assertThat(nonRoot()).isFalse();
    }

    @Test
    void breakpointsDistinguishRootAndNonRoot() throws Exception {
        // PrintString runs in both kinds of operation.
        control.addBreakpoint(new Breakpoint.Address(address("PrintString"), Breakpoint.Operation.NON_ROOT));
        control.resume();
        assertThat(await()).isInstanceOf(StopReason.BreakpointHit.class);
        assertThat(nonRoot()).isTrue();
    }

    @Test
    void historyKeepsTheExitsInOrder() throws Exception {
        List<VmExitRecord> told = Collections.synchronizedList(new ArrayList<>());
        control.addListener(new RunListener() {
            @Override
            public boolean wantsExits() {
                return true;
            }

            @Override
            public void vmExit(VmExitRecord exit) {
                told.add(exit);
            }
        });
        control.resume();
        assertThat(await()).isEqualTo(new StopReason.PowerOff());
        assertThat(control.exits()).isEqualTo(told).isNotEmpty();
        assertThat(control.exitCount()).isEqualTo(told.size());
        for (int i = 0; i < told.size(); i++) {
            assertThat(told.get(i).number()).isEqualTo(i + 1);
        }
        assertThat(told).extracting(VmExitRecord::instructions).isSorted();
    }

    @Test
    void steppingThroughTheWholeProgramDoesNotChangeIt() throws Exception {
        control.resume();
        assertThat(await()).isEqualTo(new StopReason.PowerOff());
        long instructions = control.query(Machine::instructions).get();
        String output = serial.toString();
        control.close();
        serial.reset();
        createMachine();
        long steps = 0;
        StopReason reason;
        do {
            control.step(StepKind.INTO, List.of());
            reason = await();
            steps++;
        } while (reason instanceof StopReason.StepCompleted);
        assertThat(reason).isEqualTo(new StopReason.PowerOff());
        assertThat(serial).hasToString(output);
        assertThat(control.query(Machine::instructions).get()).isEqualTo(instructions);
        // An instruction that causes a VM exit is a step but is not retired.
        assertThat(steps).isEqualTo(instructions + control.exitCount());
    }

    @Test
    void anyMixtureOfCommandsLeadsToTheSameEnd() throws Exception {
        control.resume();
        assertThat(await()).isEqualTo(new StopReason.PowerOff());
        long instructions = control.query(Machine::instructions).get();
        List<VmExitRecord> exits = control.exits();
        String output = serial.toString();
        for (int seed = 0; seed < 20; seed++) {
            control.close();
            serial.reset();
            createMachine();
            Random random = new Random(seed);
            StopReason reason;
            do {
                switch (random.nextInt(8)) {
                    case 0 -> {
                        control.resume();
                        control.suspend();
                    }
                    case 1 -> control.runTo(address("PrintCharacter"));
                    case 2 -> control.step(StepKind.TO_NEXT_VM_EXIT, List.of());
                    case 3 -> control.step(StepKind.RETURN, List.of());
                    case 4 -> {
                        long rip = rip();
                        control.step(StepKind.OVER, List.of(new AddressRange(rip - 8, rip + 8)));
                    }
                    case 5 -> control.step(StepKind.OVER, List.of());
                    default -> control.step(StepKind.INTO, List.of());
                }
                reason = await();
            } while (!reason.isFinal());
            assertThat(reason).as("seed %d", seed).isEqualTo(new StopReason.PowerOff());
            assertThat(control.query(Machine::instructions).get()).as("seed %d", seed).isEqualTo(instructions);
            assertThat(control.exits()).as("seed %d", seed).isEqualTo(exits);
            assertThat(serial).as("seed %d", seed).hasToString(output);
        }
    }
}
