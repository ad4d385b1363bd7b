// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class Pic8259Test {

    private boolean output;
    private final Pic8259 pic = new Pic8259(high -> output = high);

    @BeforeEach
    void initializeAtVectors20And28() {
        initialize(0x01);
        pic.writePort(0x21, 0);
        pic.writePort(0xA1, 0);
    }

    private void initialize(int word4) {
        pic.writePort(0x20, 0x11);
        pic.writePort(0x21, 0x20);
        pic.writePort(0x21, 0x04);
        pic.writePort(0x21, word4);
        pic.writePort(0xA0, 0x11);
        pic.writePort(0xA1, 0x28);
        pic.writePort(0xA1, 0x02);
        pic.writePort(0xA1, word4);
    }

    private void raise(int irq) {
        pic.line(irq).set(false);
        pic.line(irq).set(true);
    }

    @Test
    void requestOfTheMasterHasItsVector() {
        raise(4);
        assertThat(output).isTrue();
        assertThat(pic.acknowledge()).isEqualTo(0x24);
        assertThat(output).isFalse();
    }

    @Test
    void requestOfTheSlaveComesThroughTheCascade() {
        raise(12);
        assertThat(pic.acknowledge()).isEqualTo(0x2C);
        pic.writePort(0xA0, 0x20);
        pic.writePort(0x20, 0x20);
        assertThat(pic.pending()).isFalse();
    }

    @Test
    void maskedRequestWaits() {
        pic.writePort(0x21, 0x10);
        raise(4);
        assertThat(output).isFalse();
        pic.writePort(0x21, 0);
        assertThat(output).isTrue();
    }

    @Test
    void lowerPriorityWaitsForTheEndOfTheHigher() {
        raise(1);
        assertThat(pic.acknowledge()).isEqualTo(0x21);
        raise(4);
        assertThat(pic.pending()).isFalse();
        pic.writePort(0x20, 0x20);
        assertThat(pic.acknowledge()).isEqualTo(0x24);
    }

    @Test
    void higherPriorityInterruptsTheLower() {
        raise(4);
        pic.acknowledge();
        raise(1);
        assertThat(pic.acknowledge()).isEqualTo(0x21);
    }

    @Test
    void edgeTriggeredLineRequestsOncePerEdge() {
        raise(4);
        pic.acknowledge();
        pic.writePort(0x20, 0x20);
        assertThat(pic.pending()).isFalse();
        raise(4);
        assertThat(pic.pending()).isTrue();
    }

    @Test
    void levelTriggeredLineRequestsAsLongAsItIsHigh() {
        pic.writePort(0x4D1, 0x02);
        raise(9);
        assertThat(pic.acknowledge()).isEqualTo(0x29);
        pic.writePort(0xA0, 0x20);
        pic.writePort(0x20, 0x20);
        assertThat(pic.pending()).isTrue();
        pic.line(9).set(false);
        assertThat(pic.pending()).isFalse();
    }

    @Test
    void requestThatIsGoneIsSpuriousInterrupt7() {
        raise(4);
        pic.line(4).set(false);
        assertThat(pic.acknowledge()).isEqualTo(0x27);
        pic.writePort(0x20, 0x0B);
        assertThat(pic.readPort(0x20)).isZero();
    }

    @Test
    void automaticEndLeavesNothingInService() {
        initialize(0x03);
        pic.writePort(0x21, 0);
        raise(4);
        pic.acknowledge();
        pic.writePort(0x20, 0x0B);
        assertThat(pic.readPort(0x20)).isZero();
    }

    @Test
    void specificEndEndsTheNamedLevel() {
        raise(4);
        pic.acknowledge();
        raise(1);
        pic.acknowledge();
        pic.writePort(0x20, 0x64);
        pic.writePort(0x20, 0x0B);
        assertThat(pic.readPort(0x20)).isEqualTo(0x02);
    }

    @Test
    void rotationOnEndMakesTheLevelTheLowest() {
        raise(0);
        pic.acknowledge();
        pic.writePort(0x20, 0xA0);
        raise(0);
        raise(1);
        assertThat(pic.acknowledge()).isEqualTo(0x21);
    }

    @Test
    void requestAndServiceRegistersCanBeRead() {
        raise(4);
        raise(3);
        pic.acknowledge();
        pic.writePort(0x20, 0x0A);
        assertThat(pic.readPort(0x20)).isEqualTo(0x10);
        pic.writePort(0x20, 0x0B);
        assertThat(pic.readPort(0x20)).isEqualTo(0x08);
    }

    @Test
    void pollCommandAcknowledgesByReading() {
        raise(5);
        pic.writePort(0x20, 0x0C);
        assertThat(pic.readPort(0x20)).isEqualTo(0x85);
        pic.writePort(0x20, 0x0B);
        assertThat(pic.readPort(0x20)).isEqualTo(0x20);
    }

    @Test
    void specialMaskModeLetsLowerPrioritiesThrough() {
        raise(1);
        pic.acknowledge();
        pic.writePort(0x21, 0x02);
        pic.writePort(0x20, 0x68);
        raise(4);
        assertThat(pic.acknowledge()).isEqualTo(0x24);
    }

    @Test
    void firmwareStateHasTheClassicVectors() {
        Pic8259 fresh = new Pic8259(high -> {
        });
        fresh.initializeLikeFirmware();
        fresh.line(0).set(true);
        assertThat(fresh.acknowledge()).isEqualTo(0x08);
        assertThat(fresh.canDeliver(4)).isFalse();
    }

    @Test
    void cascadeHasNoLineOfItsOwn() {
        assertThatThrownBy(() -> pic.line(2)).isInstanceOf(IllegalArgumentException.class);
    }
}
