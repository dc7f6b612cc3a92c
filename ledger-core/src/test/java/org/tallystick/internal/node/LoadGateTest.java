package org.tallystick.internal.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoadGateTest {
    private static final long MS = 1_000_000;

    private long now = 5_000 * MS;
    private final LoadGate gate = new LoadGate(() -> now);

    private void run(int seconds, int perSecond) {
        for (int i = 0; i < seconds * 20; i++) {
            now += 50 * MS;
            gate.becameFinal(perSecond / 20);
        }
    }

    @Test
    void takesWhatCanBecomeFinalInHalfASecondAndNoMore() {
        run(5, 4_000);
        assertThat(gate.isTooMuch(1_950)).isFalse();
        assertThat(gate.isTooMuch(2_050)).isTrue();
        run(5, 10_000);
        assertThat(gate.isTooMuch(4_900)).isFalse();
        assertThat(gate.isTooMuch(5_100)).isTrue();
    }

    @Test
    void takesInABurstWhenTheLedgerWasIdle() {
        assertThat(gate.isTooMuch(LoadGate.ALWAYS - 1)).isFalse();
        assertThat(gate.isTooMuch(20_000)).as("nothing is known of its speed").isFalse();
        run(5, 100);
        assertThat(gate.isTooMuch(LoadGate.ALWAYS - 1)).isFalse();
        assertThat(gate.isTooMuch(LoadGate.ALWAYS)).isTrue();
        now += 60_000 * MS;
        assertThat(gate.isTooMuch(20_000)).as("it was idle for a minute").isFalse();
    }

    @Test
    void refusesNothingWhileNothingBecomesFinal() {
        run(5, 4_000);
        now += 900 * MS;
        assertThat(gate.isTooMuch(10_000)).isTrue();
        now += 200 * MS;
        assertThat(gate.isTooMuch(10_000)).isFalse();
        now += 10_000 * MS;
        gate.becameFinal(2_000);
        assertThat(gate.isTooMuch(8_000)).as("what has piled up comes first").isTrue();
    }

    @Test
    void blocksThatFollowEachOtherAtOnceDoNotSpoilTheRate() {
        run(5, 4_000);
        gate.becameFinal(100);
        gate.becameFinal(100);
        assertThat(gate.isTooMuch(1_800)).isFalse();
        assertThat(gate.isTooMuch(2_400)).isTrue();
    }
}
