// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.debug.core.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.NullProgressMonitor;
import org.eclipse.debug.core.DebugEvent;
import org.eclipse.debug.core.DebugPlugin;
import org.eclipse.debug.core.ILaunch;
import org.eclipse.debug.core.ILaunchConfigurationWorkingCopy;
import org.eclipse.debug.core.model.IMemoryBlockExtension;
import org.eclipse.debug.core.model.IRegister;
import org.eclipse.debug.core.model.IRegisterGroup;
import org.eclipse.debug.core.model.MemoryByte;
import org.hvdt.debug.core.HypervisorLineBreakpoint;
import org.hvdt.debug.core.LaunchAttributes;
import org.hvdt.debug.core.VmExitBreakpoint;
import org.hvdt.debug.core.inspect.FrameState;
import org.hvdt.debug.core.inspect.MachinePicture;
import org.hvdt.debug.core.inspect.RegisterGroupState;
import org.hvdt.debug.core.inspect.StackRow;
import org.hvdt.debug.core.inspect.VmcsRow;
import org.hvdt.debug.core.model.HypervisorFrame;
import org.hvdt.debug.core.model.HypervisorTarget;
import org.hvdt.debug.core.model.HypervisorValue;
import org.hvdt.debug.core.model.VirtualCpu;
import org.hvdt.emulator.vmx.ExitReason;
import org.hvdt.emulator.vmx.VmcsField;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DebugModelTest {

    private Session session;

    @BeforeEach
    void open() throws CoreException {
        session = Session.open();
    }

    @AfterEach
    void close() throws Exception {
        session.close();
    }

    private static void stopAtExits(Integer... reasons) throws CoreException {
        DebugPlugin.getDefault().getBreakpointManager().addBreakpoint(new VmExitBreakpoint(Set.of(reasons)));
    }

    private VirtualCpu debugToFirstCpuidExit() throws Exception {
        stopAtExits(ExitReason.CPUID);
        session.debug();
        return session.awaitCpu(DebugEvent.SUSPEND);
    }

    private static List<String> names(VirtualCpu cpu) {
        return cpu.frames().stream().map(HypervisorFrame::getName).toList();
    }

    @Test
    void oneStackGoesFromTheHostThroughTheVmExitIntoTheGuest() throws Exception {
        VirtualCpu cpu = debugToFirstCpuidExit();

        assertThat(cpu.getName()).isEqualTo("CPU 0  VMX root, suspended at VM exit 1: CPUID (breakpoint)");
        assertThat(cpu.getBreakpoints()).hasSize(1);
        assertThat(names(cpu)).hasSize(4);
        assertThat(names(cpu).get(0)).startsWith("VMHost at thin-hypervisor.asm:");
        assertThat(names(cpu).get(1)).isEqualTo("== VM exit 1: CPUID, leaf 0x1 ==");
        assertThat(names(cpu).get(2)).startsWith("guest  ReportHypervisor+");
        assertThat(names(cpu).get(3)).startsWith("guest  Start64+");
        assertThat(cpu.topFrame().getLineNumber()).isEqualTo(session.lineOf("VMHost:") + 1);
    }

    @Test
    void whileTheGuestRunsItsFramesLieOverTheHostFrameThatTheNextVmExitEnters() throws Exception {
        VirtualCpu cpu = debugToFirstCpuidExit();
        cpu.stepToNextVmEntry();
        session.awaitCpu(DebugEvent.SUSPEND);

        assertThat(cpu.picture().operation()).isEqualTo(MachinePicture.Operation.NON_ROOT);
        assertThat(cpu.frames().stream().map(frame -> frame.state().kind()))
                .containsExactly(FrameState.Kind.GUEST, FrameState.Kind.GUEST, FrameState.Kind.BOUNDARY,
                        FrameState.Kind.HOST);
        assertThat(names(cpu).getLast()).startsWith("VMHost, entered by the next VM exit");
        cpu.stepToNextVmExit();
        session.awaitCpu(DebugEvent.SUSPEND);
        assertThat(cpu.getName()).contains("VM exit 2: CPUID");
    }

    @Test
    void registersAreDecodedAndGeneralOnesCanBeWritten() throws Exception {
        VirtualCpu cpu = debugToFirstCpuidExit();
        IRegisterGroup[] groups = cpu.topFrame().getRegisterGroups();
        assertThat(cpu.topFrame().state().registers().stream().map(RegisterGroupState::name)).containsExactly("General",
                "Segment", "Control", "System");
        assertThat(((HypervisorValue) register(groups, "CR0").getValue()).decoded()).contains("PE").contains("PG");
        assertThat(((HypervisorValue) register(groups, "IA32_EFER").getValue()).decoded()).contains("LMA");
        assertThat(((HypervisorValue) register(groups, "RIP").getValue()).decoded()).isEqualTo("VMHost");

        IRegister rbx = register(groups, "RBX");
        assertThat(rbx.verifyValue("no number")).isFalse();
        rbx.setValue("1234_5678h");
        assertThat(register(cpu.topFrame().getRegisterGroups(), "RBX").getValue().getValueString())
                .isEqualTo("00000000_12345678");
        assertThat(register(cpu.frames().get(2).getRegisterGroups(), "RBX").getValue().getValueString())
                .as("the guest's RBX is still in the processor").isEqualTo("00000000_12345678");
        assertThat(register(cpu.frames().get(2).getRegisterGroups(), "RIP").supportsValueModification()).isFalse();
    }

    private static IRegister register(IRegisterGroup[] groups, String name) throws CoreException {
        for (IRegisterGroup group : groups) {
            for (IRegister register : group.getRegisters()) {
                if (register.getName().equals(name)) {
                    return register;
                }
            }
        }
        throw new AssertionError("no register " + name);
    }

    @Test
    void theVmcsShowsWhatHasChangedSinceTheStopBefore() throws Exception {
        VirtualCpu cpu = debugToFirstCpuidExit();
        assertThat(cpu.picture().vmcs().row(VmcsField.EXIT_REASON).orElseThrow().decoded()).isEqualTo("CPUID (10)");
        assertThat(cpu.picture().vmcs().groups().stream().mapToInt(group -> group.rows().size()).sum())
                .isEqualTo(VmcsField.all().size());
        assertThat(cpu.picture().vmcs().failingCount()).isZero();

        cpu.resume();
        session.awaitCpu(DebugEvent.SUSPEND);
        VmcsRow rip = cpu.picture().vmcs().row(VmcsField.GUEST_RIP).orElseThrow();
        assertThat(rip.changed()).isTrue();
        assertThat(rip.decoded()).startsWith("ReportHypervisor+");
        assertThat(cpu.picture().vmcs().row(VmcsField.HOST_RIP).orElseThrow().changed()).isFalse();
    }

    @Test
    void theHostStackHasThePapersLayout() throws Exception {
        VirtualCpu cpu = debugToFirstCpuidExit();
        DebugPlugin.getDefault().getBreakpointManager()
                .addBreakpoint(new HypervisorLineBreakpoint(session.source(), session.lineOf("HostCallback:") + 1));
        cpu.resume();
        session.awaitCpu(DebugEvent.SUSPEND);

        assertThat(names(cpu).get(0)).startsWith("HostCallback at");
        assertThat(names(cpu).get(1)).startsWith("VMHost+");
        List<StackRow> rows = cpu.picture().hostStack().rows();
        assertThat(rows.stream().filter(row -> row.mark() == 1)).singleElement()
                .satisfies(row -> assertThat(row.address()).isEqualTo(cpu.picture().hostStack().top()));
        assertThat(rows.stream().filter(row -> row.region() == StackRow.Region.SAVED_REGISTERS)).hasSize(15);
        StackRow third = rows.stream().filter(row -> row.mark() == 3).findFirst().orElseThrow();
        assertThat(third.stackPointer()).isTrue();
        assertThat(third.note()).startsWith("VMHost+");
        assertThat(rows.stream().filter(row -> row.mark() == 2)).singleElement()
                .satisfies(row -> assertThat(row.address() - third.address()).isEqualTo(8));
        assertThat(cpu.picture().hostStack().size()).isEqualTo(64 * 1024);
        assertThat(cpu.picture().hostStack().used()).isEqualTo(15 * 8 + 32 + 8);
        assertThat(cpu.picture().hostStack().warnings()).isEmpty();
        assertThat(rows.stream().filter(row -> row.name().equals("RAX"))).singleElement()
                .satisfies(row -> assertThat(row.note()).isEqualTo("= guest value at exit"));
    }

    @Test
    void stepsGoBySourceLineAndByInstructionIfAskedTo() throws Exception {
        VirtualCpu cpu = debugToFirstCpuidExit();
        DebugPlugin.getDefault().getBreakpointManager().addBreakpoint(
                new HypervisorLineBreakpoint(session.source(), session.lineOf("VmRead  rax, EXIT_REASON")));
        cpu.resume();
        session.awaitCpu(DebugEvent.SUSPEND);
        int line = cpu.topFrame().getLineNumber();

        cpu.hypervisorTarget().setInstructionStepping(true);
        cpu.stepOver();
        session.awaitCpu(DebugEvent.SUSPEND);
        assertThat(cpu.topFrame().getLineNumber()).as("VmRead is a macro of two instructions").isEqualTo(line);
        cpu.hypervisorTarget().setInstructionStepping(false);
        cpu.stepOver();
        session.awaitCpu(DebugEvent.SUSPEND);
        assertThat(cpu.topFrame().getLineNumber()).isEqualTo(line + 1);
        cpu.stepReturn();
        session.awaitCpu(DebugEvent.SUSPEND);
        assertThat(names(cpu).get(0)).startsWith("VMHost+");
    }

    @Test
    void breakpointsFollowTheirMarkersAndSkipAll() throws Exception {
        VirtualCpu cpu = debugToFirstCpuidExit();
        DebugPlugin.getDefault().getBreakpointManager().setEnabled(false);
        try {
            cpu.resume();
            session.awaitTerminated(cpu.getDebugTarget());
        } finally {
            DebugPlugin.getDefault().getBreakpointManager().setEnabled(true);
        }
        assertThat(cpu.getDebugTarget().getProcess().getExitValue()).isZero();
    }

    @Test
    void memoryIsReadAndWrittenWhereItIsMapped() throws Exception {
        VirtualCpu cpu = debugToFirstCpuidExit();
        HypervisorTarget target = cpu.hypervisorTarget();
        IMemoryBlockExtension block = target.getExtendedMemoryBlock("HostStack", cpu.topFrame());
        MemoryByte[] bytes = block.getBytesFromAddress(block.getBigBaseAddress(), 16);
        assertThat(Arrays.stream(bytes)).allMatch(MemoryByte::isReadable);
        block.setValue(BigInteger.ZERO, new byte[] { 1, 2, 3 });
        assertThat(Arrays.stream(block.getBytesFromAddress(block.getBigBaseAddress(), 3)).map(MemoryByte::getValue))
                .containsExactly((byte) 1, (byte) 2, (byte) 3);
        MemoryByte[] outside = target.getExtendedMemoryBlock("0x4000000000", cpu.topFrame())
                .getBytesFromAddress(BigInteger.ONE.shiftLeft(38), 8);
        assertThat(Arrays.stream(outside)).noneMatch(MemoryByte::isReadable);
        assertThatThrownBy(() -> target.getExtendedMemoryBlock("no symbol", null)).isInstanceOf(CoreException.class)
                .hasMessageContaining("neither a number");
    }

    @Test
    void aVmxFailureSuspendsWithItsExplanation() throws Exception {
        String source = session.source().readString();
        session.source().setContents(source.replace("VmWrite PIN_BASED_CONTROLS, rax", "VmWrite PIN_BASED_CONTROLS, 0")
                .getBytes(StandardCharsets.UTF_8), true, false, new NullProgressMonitor());
        session.debug();
        VirtualCpu cpu = session.awaitCpu(DebugEvent.SUSPEND);

        assertThat(cpu.getName()).contains("VM entry failed: invalid control field (VM-instruction error 7)");
        assertThat(cpu.picture().explanation().findings().getFirst()).satisfies(finding -> {
            assertThat(finding.field()).isEqualTo(VmcsField.PIN_BASED_CONTROLS);
            assertThat(finding.nearestValid()).isEqualTo(0x16);
            assertThat(cpu.hypervisorTarget().symbols().location(finding.lastWrite()).fileName())
                    .isEqualTo("thin-hypervisor.asm");
        });
        assertThat(cpu.picture().vmcs().row(VmcsField.PIN_BASED_CONTROLS).orElseThrow().failing()).isTrue();
        assertThat(cpu.canResume()).isTrue();
    }

    @Test
    void aMachineIsSuspendedWhileItRunsAndBeforeItsFirstInstruction() throws Exception {
        ILaunchConfigurationWorkingCopy configuration = session.configuration();
        configuration.setAttribute(LaunchAttributes.STOP_AT_ENTRY, true);
        session.launch(configuration, "debug");
        VirtualCpu cpu = session.awaitCpu(DebugEvent.SUSPEND);
        assertThat(cpu.getName()).contains("not in VMX operation, suspended before the first instruction");
        assertThat(names(cpu).get(0)).startsWith("Entry at thin-hypervisor.asm");
        assertThat(cpu.picture().vmcs()).isNull();
        assertThat(cpu.picture().instructions()).isZero();
    }

    @Test
    void runModePrintsTheSerialPortAndEndsWithTheMachinesExitCode() throws Exception {
        ILaunch launch = session.launch(session.configuration(), "run");
        if (!launch.getProcesses()[0].isTerminated()) {
            session.awaitTerminated(launch.getProcesses()[0]);
        }
        assertThat(launch.getDebugTarget()).isNull();
        assertThat(launch.getProcesses()[0].getStreamsProxy().getOutputStreamMonitor().getContents())
                .contains("HVDT thin hypervisor").contains("Power off");
        assertThat(launch.getProcesses()[0].getStreamsProxy().getErrorStreamMonitor().getContents())
                .contains("The machine was powered off.").contains("8 VM exits");
        assertThat(launch.getProcesses()[0].getExitValue()).isZero();
    }

    @Test
    void invalidConfigurationsAreRefusedInWords() throws Exception {
        ILaunchConfigurationWorkingCopy configuration = session.configuration();
        configuration.setAttribute(LaunchAttributes.CPU_MODEL, "abacus");
        assertThatThrownBy(() -> session.launch(configuration, "debug")).isInstanceOf(CoreException.class)
                .hasMessageContaining("There is no CPU model 'abacus'");
        ILaunchConfigurationWorkingCopy other = session.configuration();
        other.setAttribute(LaunchAttributes.PROJECT, "nowhere");
        assertThatThrownBy(() -> session.launch(other, "run")).isInstanceOf(CoreException.class)
                .hasMessageContaining("The project 'nowhere' does not exist or is closed");
    }
}
