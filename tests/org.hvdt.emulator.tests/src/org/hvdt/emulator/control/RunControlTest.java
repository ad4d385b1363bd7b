// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.hvdt.emulator.device.PortDevice;
import org.hvdt.emulator.machine.Machine;
import org.hvdt.emulator.machine.MachineException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RunControlTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    private RunControl control;

    @AfterEach
    void close() {
        if (control != null) {
            control.close();
        }
    }

    private RunControl start(Code code) throws MachineException {
        return start(code.machine());
    }

    private RunControl start(Machine machine) {
        control = new RunControl(machine);
        return control;
    }

    private StopReason await() throws InterruptedException {
        return control.awaitStop(LONG).orElseThrow(() -> new AssertionError("the machine did not stop"));
    }

    private StopReason resume() throws InterruptedException {
        control.resume();
        return await();
    }

    private long step(StepKind kind, AddressRange... within) throws Exception {
        control.step(kind, List.of(within));
        assertThat(await()).isEqualTo(new StopReason.StepCompleted(kind));
        return rip();
    }

    private long rip() throws Exception {
        return control.query(machine -> machine.processor().rip).get(20, TimeUnit.SECONDS);
    }

    private Breakpoint.Address breakAt(long address) {
        Breakpoint.Address breakpoint = new Breakpoint.Address(address, Breakpoint.Operation.ANY);
        control.addBreakpoint(breakpoint);
        return breakpoint;
    }

    // ---- ends

    @Test
    void machineIsStoppedBeforeItsFirstInstruction() throws Exception {
        start(new Code().exit(0));
        assertThat(control.isRunning()).isFalse();
        assertThat(control.stopReason()).isEqualTo(new StopReason.Created());
        assertThat(rip()).isEqualTo(Code.ORIGIN);
        assertThat(control.isEnded()).isFalse();
    }

    @Test
    void exitPortEndsTheMachineWithItsExitCode() throws Exception {
        start(new Code().exit(5));
        assertThat(resume()).isEqualTo(new StopReason.GuestExit(11));
        assertThat(control.isEnded()).isTrue();
    }

    @Test
    void shutdownWordPowersOff() throws Exception {
        Code code = new Code().bytes(0x66, 0xBA, 0x00, 0x89);
        for (char c : "Shutdown".toCharArray()) {
            code.bytes(0xB0, c, 0xEE);
        }
        start(code.label("end").jump("end"));
        assertThat(resume()).isEqualTo(new StopReason.PowerOff());
    }

    @Test
    void haltWithInterruptsDisabledIsForGood() throws Exception {
        start(new Code().halt());
        assertThat(resume()).isInstanceOf(StopReason.HaltedForGood.class);
    }

    @Test
    void haltWithEveryInterruptMaskedIsForGood() throws Exception {
        start(new Code().bytes(0xB0, 0xFF, 0xE6, 0x21, 0xE6, 0xA1, 0xFB).halt());
        assertThat(resume()).isInstanceOf(StopReason.HaltedForGood.class);
    }

    @Test
    void instructionLimitEndsTheMachineExactly() throws Exception {
        Code code = new Code().label("loop").nop().jump("loop");
        start(Machine.create(code.configuration().maxInstructions(12_345).build()));
        assertThat(resume()).isEqualTo(new StopReason.LimitReached(12_345));
        assertThat(control.query(Machine::instructions).get()).isEqualTo(12_345L);
    }

    @Test
    void exceptionWithoutAnIdtIsATripleFaultWithItsChain() throws Exception {
        start(new Code().bytes(0x0F, 0x0B));
        assertThat(resume()).isInstanceOfSatisfying(StopReason.TripleFault.class,
                fault -> assertThat(fault.faultChain().lines().count()).isGreaterThanOrEqualTo(2));
    }

    @Test
    void unimplementedInstructionNamesItself() throws Exception {
        start(new Code().nop().bytes(0xD8, 0xC1));
        assertThat(resume()).isInstanceOfSatisfying(StopReason.Unimplemented.class, stop -> {
            assertThat(stop.rip()).isEqualTo(Code.ORIGIN + 1);
            assertThat(stop.what()).isNotBlank();
        });
    }

    @Test
    void strictMachineStopsAtAPortWithoutDevice() throws Exception {
        Code code = new Code().bytes(0xE4, 0x10).exit(0);
        start(Machine.create(code.configuration().strict(true).build()));
        assertThat(resume()).isInstanceOfSatisfying(StopReason.Unimplemented.class,
                stop -> assertThat(stop.what()).contains("0010h"));
    }

    @Test
    void defectOfADeviceIsAnInternalErrorWithAReport() throws Exception {
        Machine machine = new Code().bytes(0xE4, 0x10).exit(0).machine();
        machine.ports().connect(new PortDevice() {
            @Override
            public int readPort(int port) {
                throw new IllegalStateException("device defect");
            }

            @Override
            public void writePort(int port, int value) {
                throw new IllegalStateException("device defect");
            }
        }, 0x10, 1);
        start(machine);
        assertThat(resume()).isInstanceOfSatisfying(StopReason.InternalError.class, error -> {
            assertThat(error.message()).contains("device defect");
            assertThat(error.report()).contains("RunControlTest", "CR0=");
        });
        assertThat(control.isEnded()).isTrue();
        assertThat(control.query(m -> 42).get()).isEqualTo(42);
    }

    @Test
    void endedMachineIgnoresCommandsButAnswersQueries() throws Exception {
        start(new Code().exit(0));
        resume();
        control.resume();
        control.step(StepKind.INTO, List.of());
        control.suspend();
        assertThat(control.isRunning()).isFalse();
        assertThat(control.stopReason()).isEqualTo(new StopReason.GuestExit(1));
        assertThat(rip()).isGreaterThan(Code.ORIGIN);
    }

    @Test
    void serialOutputReachesItsSink() throws Exception {
        ByteArrayOutputStream sink = new ByteArrayOutputStream();
        Code code = new Code().bytes(0x66, 0xBA, 0xF8, 0x03, 0xB0, 'O', 0xEE, 0xB0, 'K', 0xEE).exit(0);
        start(Machine.create(code.configuration().serialOutput(sink).build()));
        resume();
        assertThat(sink.toString(StandardCharsets.US_ASCII)).isEqualTo("OK");
    }

    // ---- suspend

    @Test
    void suspendStopsABusyLoop() throws Exception {
        start(new Code().label("loop").jump("loop"));
        assertSuspends();
    }

    @Test
    void suspendStopsRepeatedStringInstructions() throws Exception {
        start(new Code().label("loop").move(7, 0x400000).move(1, 0x800000).bytes(0xF3, 0xAA).jump("loop"));
        assertSuspends();
    }

    @Test
    void suspendStopsAHaltedProcessorThatTimersWake() throws Exception {
        Code code = timerProgram();
        start(code);
        assertSuspends();
        control.runTo(code.address("handler"));
        assertThat(await()).isEqualTo(new StopReason.StepCompleted(StepKind.OVER));
        assertThat(control.query(machine -> machine.clock().now() > machine.instructions()).get()).isTrue();
    }

    @Test
    void suspendStopsAGuestThatWaitsForSerialInput() throws Exception {
        Code code = serialReader();
        Machine machine = code.machine();
        machine.serial().setInputOpen(true);
        start(machine);
        control.resume();
        assertSuspends();
    }

    @Test
    void serialInputWakesAWaitingGuest() throws Exception {
        Machine machine = serialReader().machine();
        machine.serial().setInputOpen(true);
        start(machine);
        control.resume();
        control.suspend();
        await();
        control.resume();
        machine.serial().receive(new byte[] {7});
        assertThat(await()).isEqualTo(new StopReason.GuestExit(15));
    }

    @Test
    void endOfSerialInputHaltsAWaitingGuestForGood() throws Exception {
        Machine machine = serialReader().machine();
        machine.serial().setInputOpen(true);
        start(machine);
        control.resume();
        machine.serial().setInputOpen(false);
        assertThat(await()).isInstanceOf(StopReason.HaltedForGood.class);
    }

    /** Halts again and again; the timer wakes it through vector 8, whose handler ends the interrupt. */
    private static Code timerProgram() {
        Code code = new Code().jump("start").label("handler").bytes(0x50, 0xB0, 0x20, 0xE6, 0x20, 0x58, 0x48, 0xCF);
        return code.label("start").move(7, 0x400080).move(0, (int) code.address("handler") & 0xFFFF | 0x100000)
                .bytes(0x89, 0x07).move(0, 0x108E00).bytes(0x89, 0x47, 0x04, 0x31, 0xC0, 0x89, 0x47, 0x08)
                .move(7, 0x500000).bytes(0x66, 0xC7, 0x07, 0xFF, 0x0F).bytes(0x48, 0xC7, 0x47, 0x02, 0, 0, 0x40, 0)
                .bytes(0x0F, 0x01, 0x1F, 0xFB).label("loop").halt().jump("loop");
    }

    /** Enables the receiver's interrupt and halts; the handler leaves with the byte as exit code. */
    private static Code serialReader() {
        Code code = new Code().jump("start").label("handler")
                .bytes(0x66, 0xBA, 0xF8, 0x03, 0xEC, 0xE6, 0xF4);
        return code.label("start").move(7, 0x4000C0).move(0, (int) code.address("handler") & 0xFFFF | 0x100000)
                .bytes(0x89, 0x07).move(0, 0x108E00).bytes(0x89, 0x47, 0x04, 0x31, 0xC0, 0x89, 0x47, 0x08)
                .move(7, 0x500000).bytes(0x66, 0xC7, 0x07, 0xFF, 0x0F).bytes(0x48, 0xC7, 0x47, 0x02, 0, 0, 0x40, 0)
                .bytes(0x0F, 0x01, 0x1F)
                .bytes(0xB0, 0xEF, 0xE6, 0x21, 0x66, 0xBA, 0xF9, 0x03, 0xB0, 0x01, 0xEE)
                .bytes(0x66, 0xBA, 0xFC, 0x03, 0xB0, 0x0B, 0xEE, 0xFB).label("loop").halt().jump("loop");
    }

    private void assertSuspends() throws InterruptedException {
        for (int i = 0; i < 5; i++) {
            control.resume();
            assertThat(control.isRunning()).isTrue();
            long start = System.nanoTime();
            control.suspend();
            assertThat(await()).isEqualTo(new StopReason.Suspended());
            if (i > 0) {
                // Not the first time: the first run includes loading classes. The bound is generous, so that the test
                // holds on a busy computer.
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
            }
        }
    }

    @Test
    void suspendRightAfterResumeIsNotLost() throws Exception {
        start(new Code().label("loop").jump("loop"));
        for (int i = 0; i < 2000; i++) {
            control.resume();
            control.suspend();
            assertThat(await()).isEqualTo(new StopReason.Suspended());
        }
    }

    @Test
    void suspendOfAStoppedMachineDoesNothing() throws Exception {
        start(new Code().exit(0));
        control.suspend();
        assertThat(control.stopReason()).isEqualTo(new StopReason.Created());
        assertThat(resume()).isEqualTo(new StopReason.GuestExit(1));
    }

    // ---- stepping

    @Test
    void stepIntoExecutesOneInstruction() throws Exception {
        start(new Code().nop().move(0, 1).call("f").exit(0).label("f").nop().ret());
        assertThat(step(StepKind.INTO)).isEqualTo(Code.ORIGIN + 1);
        assertThat(step(StepKind.INTO)).isEqualTo(Code.ORIGIN + 6);
        assertThat(step(StepKind.INTO)).isEqualTo(Code.ORIGIN + 15);
        assertThat(control.query(Machine::instructions).get()).isEqualTo(3L);
    }

    @Test
    void stepIntoExecutesAJumpToItself() throws Exception {
        start(new Code().label("loop").jump("loop"));
        for (long i = 1; i <= 5; i++) {
            assertThat(step(StepKind.INTO)).isEqualTo(Code.ORIGIN);
            assertThat(control.query(Machine::instructions).get()).isEqualTo(i);
        }
    }

    @Test
    void stepIntoExecutesARepeatedStringInstructionAsOne() throws Exception {
        start(new Code().move(7, 0x400000).move(1, 100_000).bytes(0xF3, 0xAA).nop().exit(0));
        step(StepKind.INTO);
        step(StepKind.INTO);
        assertThat(step(StepKind.INTO)).isEqualTo(Code.ORIGIN + 12);
        assertThat(control.query(machine -> machine.processor().gpr[1]).get()).isZero();
    }

    @Test
    void stepOverRunsACallToTheInstructionAfterIt() throws Exception {
        start(new Code().call("f").label("after").exit(0).label("f").nop().call("g").ret().label("g").nop().ret());
        assertThat(step(StepKind.OVER)).isEqualTo(Code.ORIGIN + 5);
    }

    @Test
    void stepOverARecursiveCallIsNotEndedByADeeperFrame() throws Exception {
        Code code = recursion();
        start(code);
        breakAt(code.address("recursive"));
        assertThat(resume()).isInstanceOf(StopReason.BreakpointHit.class);
        long stack = control.query(machine -> machine.processor().gpr[4]).get();
        control.step(StepKind.OVER, List.of());
        // The deeper frames hit the breakpoint at the call, which wins over the step.
        assertThat(await()).isInstanceOf(StopReason.BreakpointHit.class);

        start(code);
        control.runTo(code.address("recursive"));
        assertThat(await()).isInstanceOf(StopReason.StepCompleted.class);
        assertThat(step(StepKind.OVER)).isEqualTo(code.address("afterRecursive"));
        assertThat(control.query(machine -> machine.processor().gpr[4]).get()).isEqualTo(stack);
        assertThat(control.query(machine -> machine.processor().gpr[1]).get()).isZero();
    }

    /** f calls itself while ECX counts down from 5. */
    private static Code recursion() {
        return new Code().move(1, 5).call("f").label("end").exit(0).label("f").decrement(1)
                .branch("done", 0x0F, 0x84).label("recursive").call("f").label("afterRecursive").nop()
                .label("done").ret();
    }

    @Test
    void stepReturnLeavesTheCurrentFrameNotADeeperOne() throws Exception {
        Code code = recursion();
        start(code);
        control.runTo(code.address("recursive"));
        await();
        assertThat(step(StepKind.RETURN)).isEqualTo(code.address("end"));
    }

    @Test
    void stepReturnFromTheInnermostFrameGoesToItsCaller() throws Exception {
        Code code = recursion();
        start(code);
        control.runTo(code.address("done"));
        await();
        assertThat(step(StepKind.RETURN)).isEqualTo(code.address("afterRecursive"));
        assertThat(step(StepKind.RETURN)).isEqualTo(code.address("afterRecursive"));
    }

    @Test
    void stepThroughAStatementGoesOnWithinItsAddresses() throws Exception {
        Code code = new Code().nop().move(1, 10).label("loop").decrement(1).jumpIfNotZero("loop").label("next").nop()
                .exit(0);
        start(code);
        assertThat(step(StepKind.OVER, new AddressRange(Code.ORIGIN, code.address("next"))))
                .isEqualTo(code.address("next"));
    }

    @Test
    void stepIntoAStatementStopsInTheProcedureThatItCalls() throws Exception {
        Code code = new Code().nop().call("f").label("next").exit(0).label("f").nop().ret();
        start(code);
        AddressRange statement = new AddressRange(Code.ORIGIN, code.address("next"));
        assertThat(step(StepKind.INTO, statement)).isEqualTo(code.address("f"));
    }

    @Test
    void stepOverAStatementRunsTheProceduresThatItCalls() throws Exception {
        Code code = new Code().nop().call("f").nop().call("f").label("next").exit(0).label("f").nop().ret();
        start(code);
        AddressRange statement = new AddressRange(Code.ORIGIN, code.address("next"));
        assertThat(step(StepKind.OVER, statement)).isEqualTo(code.address("next"));
    }

    @Test
    void stepIntoARecursiveCallWithinTheStatementStopsInTheNewFrame() throws Exception {
        Code code = recursion();
        start(code);
        control.runTo(code.address("f"));
        await();
        AddressRange body = new AddressRange(code.address("f"), code.address("done"));
        assertThat(step(StepKind.INTO, body)).isEqualTo(code.address("f"));
    }

    @Test
    void interruptOnTheWayOfAStepRunsToItsEndUnnoticed() throws Exception {
        // A halt that the timer ends: the step arrives behind it, not in the handler.
        Code code = timerProgram();
        start(code);
        control.runTo(code.address("loop"));
        await();
        assertThat(step(StepKind.INTO)).isEqualTo(code.address("loop") + 1);
        assertThat(step(StepKind.OVER)).isEqualTo(code.address("loop"));
        assertThat(step(StepKind.OVER)).isEqualTo(code.address("loop") + 1);
    }

    @Test
    void breakpointInAnInterruptHandlerIsHitDuringAStep() throws Exception {
        Code code = timerProgram();
        start(code);
        control.runTo(code.address("loop"));
        await();
        breakAt(code.address("handler"));
        control.step(StepKind.OVER, List.of());
        assertThat(await()).isInstanceOf(StopReason.BreakpointHit.class);
        assertThat(rip()).isEqualTo(code.address("handler"));
    }

    @Test
    void machineThatEndsDuringAStepSaysSo() throws Exception {
        start(new Code().bytes(0xB0, 0).bytes(0xE6, 0xF4));
        step(StepKind.INTO);
        control.step(StepKind.INTO, List.of());
        assertThat(await()).isEqualTo(new StopReason.GuestExit(1));
    }

    // ---- breakpoints

    @Test
    void breakpointStopsBeforeItsInstruction() throws Exception {
        Code code = new Code().nop().label("here").nop().exit(0);
        start(code);
        Breakpoint.Address breakpoint = breakAt(code.address("here"));
        assertThat(resume()).isInstanceOfSatisfying(StopReason.BreakpointHit.class,
                hit -> assertThat(hit.breakpoint()).isSameAs(breakpoint));
        assertThat(rip()).isEqualTo(code.address("here"));
        assertThat(resume()).isEqualTo(new StopReason.GuestExit(1));
    }

    @Test
    void breakpointAtTheFirstInstructionIsHit() throws Exception {
        start(new Code().nop().exit(0));
        breakAt(Code.ORIGIN);
        assertThat(resume()).isInstanceOf(StopReason.BreakpointHit.class);
        assertThat(control.query(Machine::instructions).get()).isZero();
        assertThat(resume()).isEqualTo(new StopReason.GuestExit(1));
    }

    @Test
    void breakpointInALoopIsHitEachTime() throws Exception {
        Code code = new Code().move(1, 3).label("loop").decrement(1).jumpIfNotZero("loop").exit(0);
        start(code);
        breakAt(code.address("loop"));
        for (int i = 0; i < 3; i++) {
            assertThat(resume()).isInstanceOf(StopReason.BreakpointHit.class);
        }
        assertThat(resume()).isEqualTo(new StopReason.GuestExit(1));
    }

    @Test
    void removedBreakpointIsNotHit() throws Exception {
        Code code = new Code().nop().label("here").nop().exit(0);
        start(code);
        Breakpoint.Address first = breakAt(code.address("here"));
        Breakpoint.Address second = breakAt(code.address("here"));
        control.removeBreakpoint(first);
        assertThat(resume()).isInstanceOfSatisfying(StopReason.BreakpointHit.class,
                hit -> assertThat(hit.breakpoint()).isSameAs(second));
    }

    @Test
    void breakpointForNonRootOperationDoesNotApplyOutsideVmx() throws Exception {
        Code code = new Code().nop().label("here").nop().exit(0);
        start(code);
        control.addBreakpoint(new Breakpoint.Address(code.address("here"), Breakpoint.Operation.NON_ROOT));
        assertThat(resume()).isEqualTo(new StopReason.GuestExit(1));
    }

    @Test
    void breakpointAddedWhileRunningTakesEffect() throws Exception {
        Code code = new Code().label("loop").nop().jump("loop");
        start(code);
        control.resume();
        breakAt(code.address("loop"));
        assertThat(await()).isInstanceOf(StopReason.BreakpointHit.class);
    }

    @Test
    void breakpointRemovedWhileRunningLosesItsEffect() throws Exception {
        Code code = new Code().label("loop").nop().jump("loop");
        start(code);
        Breakpoint.Address breakpoint = breakAt(code.address("loop"));
        assertThat(resume()).isInstanceOf(StopReason.BreakpointHit.class);
        control.removeBreakpoint(breakpoint);
        control.resume();
        control.suspend();
        assertThat(await()).isEqualTo(new StopReason.Suspended());
    }

    @Test
    void breakpointReachedByAStepWins() throws Exception {
        Code code = new Code().call("f").exit(0).label("f").label("inside").nop().ret();
        start(code);
        breakAt(code.address("inside"));
        control.step(StepKind.OVER, List.of());
        assertThat(await()).isInstanceOf(StopReason.BreakpointHit.class);
        assertThat(rip()).isEqualTo(code.address("inside"));
    }

    @Test
    void runToStopsBeforeTheAddress() throws Exception {
        Code code = new Code().nop().nop().label("here").nop().exit(0);
        start(code);
        control.runTo(code.address("here"));
        assertThat(await()).isEqualTo(new StopReason.StepCompleted(StepKind.OVER));
        assertThat(rip()).isEqualTo(code.address("here"));
    }

    // ---- end of the machine, threads, queries, listeners

    @Test
    void terminateEndsARunningMachine() throws Exception {
        start(new Code().label("loop").jump("loop"));
        control.resume();
        control.terminate();
        assertThat(await()).isEqualTo(new StopReason.Terminated());
        assertThat(rip()).isEqualTo(Code.ORIGIN);
    }

    @Test
    void terminateEndsAStoppedMachineAndTellsListeners() throws Exception {
        start(new Code().exit(0));
        List<StopReason> told = Collections.synchronizedList(new ArrayList<>());
        control.addListener(new RunListener() {
            @Override
            public void stopped(StopReason reason) {
                told.add(reason);
            }
        });
        control.terminate();
        control.close();
        assertThat(told).containsExactly(new StopReason.Terminated());
        assertThat(control.stopReason()).isEqualTo(new StopReason.Terminated());
    }

    @Test
    void terminateAfterTheEndKeepsTheReason() throws Exception {
        start(new Code().exit(3));
        resume();
        control.terminate();
        control.terminate();
        control.close();
        assertThat(control.stopReason()).isEqualTo(new StopReason.GuestExit(7));
    }

    @Test
    void terminatedMachineCanBeQueriedUntilItIsClosed() throws Exception {
        start(new Code().exit(0));
        control.terminate();
        assertThat(rip()).isEqualTo(Code.ORIGIN);
        control.close();
        assertThatThrownBy(() -> control.query(machine -> 1).get()).isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void queryOfARunningMachineFails() throws Exception {
        start(new Code().label("loop").jump("loop"));
        control.resume();
        assertThatThrownBy(() -> control.query(machine -> 1).get()).hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void queryBeforeAResumeIsAnsweredFirst() throws Exception {
        start(new Code().label("loop").jump("loop"));
        for (int i = 0; i < 500; i++) {
            var answer = control.query(machine -> machine.processor().rip);
            control.resume();
            assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo(Code.ORIGIN);
            control.suspend();
            await();
        }
    }

    @Test
    void queryThatFailsPassesItsFailureOn() throws Exception {
        start(new Code().exit(0));
        assertThatThrownBy(() -> control.query(machine -> {
            throw new IllegalArgumentException("mine");
        }).get()).hasCauseInstanceOf(IllegalArgumentException.class);
        assertThat(resume()).isEqualTo(new StopReason.GuestExit(1));
    }

    @Test
    void listenersAreToldInOrder() throws Exception {
        Code code = new Code().nop().label("here").nop().exit(0);
        start(code);
        List<String> events = Collections.synchronizedList(new ArrayList<>());
        control.addListener(new RunListener() {
            @Override
            public void resumed(StepKind step) {
                events.add("resumed " + step);
            }

            @Override
            public void stopped(StopReason reason) {
                events.add("stopped " + reason.getClass().getSimpleName());
            }
        });
        step(StepKind.INTO);
        resume();
        assertThat(events).containsExactly("resumed INTO", "stopped StepCompleted", "resumed null",
                "stopped GuestExit");
    }

    @Test
    void listenerMayResume() throws Exception {
        Code code = new Code().move(1, 100).label("loop").decrement(1).jumpIfNotZero("loop").exit(0);
        start(code);
        breakAt(code.address("loop"));
        AtomicInteger hits = new AtomicInteger();
        CountDownLatch ended = new CountDownLatch(1);
        control.addListener(new RunListener() {
            @Override
            public void stopped(StopReason reason) {
                if (reason.isFinal()) {
                    ended.countDown();
                } else {
                    hits.incrementAndGet();
                    control.resume();
                }
            }
        });
        control.resume();
        assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(hits).hasValue(100);
    }

    @Test
    void listenerThatFailsDoesNotHarmTheMachine() throws Exception {
        start(new Code().exit(0));
        control.addListener(new RunListener() {
            @Override
            public void resumed(StepKind step) {
                throw new IllegalStateException("a listener's mistake");
            }
        });
        assertThat(resume()).isEqualTo(new StopReason.GuestExit(1));
    }

    @Test
    void manyMachinesLeaveNoThreadBehind() throws Exception {
        for (int i = 0; i < 200; i++) {
            RunControl one = new RunControl(new Code().label("loop").jump("loop").machine());
            one.resume();
            if (i % 2 == 0) {
                one.suspend();
            }
            one.close();
        }
        assertThat(Thread.getAllStackTraces().keySet()).noneMatch(
                thread -> thread.getName().startsWith("HVDT machine"));
    }

    @Test
    void commandsOfManyThreadsNeverBreakTheMachine() throws Exception {
        Code code = new Code().label("loop").call("f").jump("loop").label("f").nop().ret();
        start(code);
        List<Thread> threads = new ArrayList<>();
        AtomicInteger failures = new AtomicInteger();
        for (int t = 0; t < 4; t++) {
            Random random = new Random(t);
            Thread thread = new Thread(() -> {
                for (int i = 0; i < 1500; i++) {
                    switch (random.nextInt(6)) {
                        case 0 -> control.resume();
                        case 1 -> control.suspend();
                        case 2 -> control.step(StepKind.values()[random.nextInt(3)], List.of());
                        case 3 -> {
                            Breakpoint.Address b = new Breakpoint.Address(code.address("f"), Breakpoint.Operation.ANY);
                            control.addBreakpoint(b);
                            control.removeBreakpoint(b);
                        }
                        case 4 -> control.query(machine -> machine.processor().rip).whenComplete((rip, failure) -> {
                            if (failure == null && (rip < Code.ORIGIN || rip > Code.ORIGIN + 16)) {
                                failures.incrementAndGet();
                            }
                        });
                        default -> control.runTo(code.address("f"));
                    }
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join(30_000);
            assertThat(thread.isAlive()).isFalse();
        }
        control.suspend();
        assertThat(await().isFinal()).isFalse();
        assertThat(failures).hasValue(0);
        assertThat(control.query(machine -> machine.processor().nonRoot).get()).isFalse();
    }
}
