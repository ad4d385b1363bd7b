// Copyright (c) 2026 HVDT contributors
// SPDX-License-Identifier: EPL-2.0

package org.hvdt.emulator.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VirtualClockTest {

    private long time;
    private final VirtualClock clock = new VirtualClock(() -> time);
    private final List<String> fired = new ArrayList<>();

    private VirtualClock.Timer timer(String name) {
        return clock.newTimer(name, 0, () -> fired.add(name));
    }

    @Test
    void timersFireInTheOrderOfTheirDeadlines() {
        VirtualClock.Timer a = timer("a");
        VirtualClock.Timer b = timer("b");
        a.schedule(20);
        b.schedule(10);
        assertThat(clock.nextDeadline()).isEqualTo(10);
        time = 25;
        clock.runDue();
        assertThat(fired).containsExactly("b", "a");
        assertThat(clock.nextDeadline()).isEqualTo(VirtualClock.NEVER);
    }

    @Test
    void timersOfTheSameDeadlineFireInTheOrderOfCreation() {
        VirtualClock.Timer a = timer("a");
        VirtualClock.Timer b = timer("b");
        b.schedule(10);
        a.schedule(10);
        time = 10;
        clock.runDue();
        assertThat(fired).containsExactly("a", "b");
    }

    @Test
    void cancelledTimerDoesNotFire() {
        VirtualClock.Timer a = timer("a");
        a.schedule(10);
        a.cancel();
        time = 10;
        clock.runDue();
        assertThat(fired).isEmpty();
    }

    @Test
    void timerNotDueDoesNotFire() {
        timer("a").schedule(10);
        time = 9;
        clock.runDue();
        assertThat(fired).isEmpty();
    }

    @Test
    void schedulingIsTold() {
        int[] moved = new int[1];
        clock.onDeadlineMoved(() -> moved[0]++);
        timer("a").schedule(10);
        assertThat(moved[0]).isEqualTo(1);
    }
}
