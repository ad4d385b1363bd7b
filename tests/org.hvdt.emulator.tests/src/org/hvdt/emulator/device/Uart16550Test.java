// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class Uart16550Test {

    private static final int RBR = 0x3F8;
    private static final int IER = 0x3F9;
    private static final int IIR = 0x3FA;
    private static final int FCR = 0x3FA;
    private static final int LCR = 0x3FB;
    private static final int MCR = 0x3FC;
    private static final int LSR = 0x3FD;
    private static final int MSR = 0x3FE;
    private static final int SCRATCH = 0x3FF;

    private static final int OUT2 = 0x08;

    private long time;
    private boolean irq;
    private final StringBuilder sent = new StringBuilder();
    private final VirtualClock clock = new VirtualClock(() -> time);
    private final Uart16550 uart = new Uart16550(Uart16550.COM1, high -> irq = high, clock,
            value -> sent.append((char) value));

    private void receive(String text) {
        uart.receive(text.getBytes(StandardCharsets.ISO_8859_1));
        uart.poll();
    }

    @Test
    void bytesWrittenToTheTransmitterAreSent() {
        uart.writePort(RBR, 'H');
        uart.writePort(RBR, 'i');
        assertThat(sent).hasToString("Hi");
    }

    @Test
    void transmitterIsAlwaysEmpty() {
        assertThat(uart.readPort(LSR)).isEqualTo(0x60);
        uart.writePort(RBR, 'x');
        assertThat(uart.readPort(LSR)).isEqualTo(0x60);
    }

    @Test
    void wordLengthOf5BitsCutsTheUpperBitsOff() {
        uart.writePort(LCR, 0);
        uart.writePort(RBR, 0x41);
        assertThat(sent).hasToString("\u0001");
    }

    @Test
    void divisorLatchHidesDataAndInterruptEnableRegisters() {
        uart.writePort(LCR, 0x83);
        uart.writePort(RBR, 0x34);
        uart.writePort(IER, 0x12);
        assertThat(uart.readPort(RBR)).isEqualTo(0x34);
        assertThat(uart.readPort(IER)).isEqualTo(0x12);
        uart.writePort(LCR, 0x03);
        assertThat(uart.readPort(IER)).isZero();
        assertThat(sent).isEmpty();
    }

    @Test
    void scratchRegisterKeepsItsValue() {
        uart.writePort(SCRATCH, 0xA5);
        assertThat(uart.readPort(SCRATCH)).isEqualTo(0xA5);
    }

    @Test
    void interruptEnableRegisterHasFourBits() {
        uart.writePort(IER, 0xFF);
        assertThat(uart.readPort(IER)).isEqualTo(0x0F);
    }

    @Test
    void receivedBytesAreReadInOrder() {
        uart.writePort(FCR, 0x01);
        receive("abc");
        assertThat(uart.readPort(LSR) & 1).isEqualTo(1);
        assertThat(uart.readPort(RBR)).isEqualTo('a');
        assertThat(uart.readPort(RBR)).isEqualTo('b');
        assertThat(uart.readPort(RBR)).isEqualTo('c');
        assertThat(uart.readPort(LSR) & 1).isZero();
    }

    @Test
    void inputLongerThanTheFifoIsNotLost() {
        uart.writePort(FCR, 0x01);
        String text = "The quick brown fox jumps over the lazy dog";
        receive(text);
        StringBuilder read = new StringBuilder();
        while ((uart.readPort(LSR) & 1) != 0) {
            read.append((char) uart.readPort(RBR));
        }
        assertThat(read).hasToString(text);
    }

    @Test
    void inputLongerThanTheReceiverIsNotLostWithoutFifo() {
        receive("xyz");
        assertThat(uart.readPort(RBR)).isEqualTo('x');
        assertThat(uart.readPort(RBR)).isEqualTo('y');
        assertThat(uart.readPort(RBR)).isEqualTo('z');
    }

    @Test
    void receivedByteInterruptsWhenEnabledAndOut2IsSet() {
        uart.writePort(IER, 0x01);
        receive("a");
        assertThat(irq).isFalse();
        uart.writePort(MCR, OUT2);
        assertThat(irq).isTrue();
        assertThat(uart.readPort(IIR)).isEqualTo(0x04);
        uart.readPort(RBR);
        assertThat(irq).isFalse();
        assertThat(uart.readPort(IIR)).isEqualTo(0x01);
    }

    @Test
    void fifoInterruptsAtItsTriggerLevel() {
        uart.writePort(MCR, OUT2);
        uart.writePort(FCR, 0x41);
        uart.writePort(IER, 0x01);
        receive("abc");
        assertThat(irq).isFalse();
        receive("d");
        assertThat(irq).isTrue();
        assertThat(uart.readPort(IIR)).isEqualTo(0xC4);
    }

    @Test
    void dataBelowTheTriggerLevelInterruptAfterFourCharacterTimes() {
        uart.writePort(MCR, OUT2);
        uart.writePort(FCR, 0xC1);
        uart.writePort(IER, 0x01);
        receive("a");
        assertThat(irq).isFalse();
        time = clock.nextDeadline();
        clock.runDue();
        assertThat(irq).isTrue();
        assertThat(uart.readPort(IIR)).isEqualTo(0xCC);
        assertThat(uart.readPort(RBR)).isEqualTo('a');
        assertThat(irq).isFalse();
    }

    @Test
    void transmitterInterruptIsClearedByReadingIir() {
        uart.writePort(MCR, OUT2);
        uart.writePort(IER, 0x02);
        assertThat(irq).isTrue();
        assertThat(uart.readPort(IIR)).isEqualTo(0x02);
        assertThat(irq).isFalse();
        assertThat(uart.readPort(IIR)).isEqualTo(0x01);
        uart.writePort(RBR, 'x');
        assertThat(irq).isTrue();
    }

    @Test
    void receivedDataHavePriorityOverTheTransmitter() {
        uart.writePort(IER, 0x03);
        receive("a");
        assertThat(uart.readPort(IIR)).isEqualTo(0x04);
        uart.readPort(RBR);
        assertThat(uart.readPort(IIR)).isEqualTo(0x02);
    }

    @Test
    void fifoBitsOfIirTellWhetherTheFifosAreOn() {
        assertThat(uart.readPort(IIR) & 0xC0).isZero();
        uart.writePort(FCR, 0x01);
        assertThat(uart.readPort(IIR) & 0xC0).isEqualTo(0xC0);
    }

    @Test
    void clearingTheReceiverFifoDropsItsBytes() {
        uart.writePort(FCR, 0x01);
        receive("abc");
        uart.writePort(FCR, 0x03);
        assertThat(uart.readPort(LSR) & 1).isZero();
    }

    @Test
    void loopbackReturnsTheBytesToTheReceiver() {
        uart.writePort(MCR, 0x10);
        uart.writePort(RBR, 0x5A);
        assertThat(sent).isEmpty();
        assertThat(uart.readPort(LSR) & 1).isEqualTo(1);
        assertThat(uart.readPort(RBR)).isEqualTo(0x5A);
    }

    @Test
    void loopbackConnectsModemOutputsToInputs() {
        uart.writePort(MCR, 0x10 | 0x05);
        assertThat(uart.readPort(MSR) & 0xF0).isEqualTo(0x60);
        uart.writePort(MCR, 0x10 | 0x0A);
        assertThat(uart.readPort(MSR) & 0xF0).isEqualTo(0x90);
    }

    @Test
    void overrunInLoopbackIsReportedOnce() {
        uart.writePort(MCR, 0x10);
        uart.writePort(RBR, 1);
        uart.writePort(RBR, 2);
        assertThat(uart.readPort(LSR) & 2).isEqualTo(2);
        assertThat(uart.readPort(LSR) & 2).isZero();
        assertThat(uart.readPort(RBR)).isEqualTo(2);
    }

    @Test
    void aTerminalIsConnected() {
        assertThat(uart.readPort(MSR)).isEqualTo(0xB0);
    }

    @Test
    void openInputMayInterruptOnlyIfEnabledInTheUart() {
        uart.setInputOpen(true);
        assertThat(uart.mayInterrupt()).isFalse();
        uart.writePort(IER, 1);
        uart.writePort(MCR, OUT2);
        assertThat(uart.mayInterrupt()).isTrue();
        uart.setInputOpen(false);
        assertThat(uart.mayInterrupt()).isFalse();
    }
}
