package org.tallystick.internal.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoadGateTest {
    private static final long MS = 1_000_000;

    private long now = 5_000 * MS;
    private int pace;
    private final LoadGate gate = new LoadGate(() -> now, () -> pace);

    private void run(int seconds, int perSecond) {
        for (int i = 0; i < seconds * 20; i++) {
            now += 50 * MS;
            gate.becameFinal(perSecond / 20);
        }
    }

    /** Asks twenty times a second while the ledger goes on, and tells how often it was too much. */
    private int refusals(int seconds, int perSecond, int waiting) {
        int refused = 0;
        for (int i = 0; i < seconds * 20; i++) {
            now += 50 * MS;
            gate.becameFinal(perSecond / 20);
            refused += gate.isTooMuch(waiting) ? 1 : 0;
        }
        return refused;
    }

    @Test
    void takesWhatComesIntoABlockSoonAndNoMore() {
        run(5, 10_000);
        assertThat(refusals(5, 10_000, 1_450)).isZero();
        assertThat(refusals(5, 10_000, 1_550)).isEqualTo(100);
        run(5, 3_000);
        assertThat(refusals(5, 3_000, 430)).isZero();
    }

    @Test
    void takesInABurstButNotForLong() {
        run(5, 1_000);
        assertThat(refusals(1, 1_000, LoadGate.BURST)).as("larger than a burst").isEqualTo(20);
        run(2, 1_000);
        assertThat(refusals(1, 1_000, LoadGate.BURST - 1)).isEqualTo(9);
        assertThat(refusals(5, 1_000, LoadGate.BURST - 1)).as("without a pause").isEqualTo(100);
        assertThat(refusals(1, 1_000, 190)).isZero();
        now += 50 * MS;
        assertThat(refusals(1, 1_000, LoadGate.BURST - 1)).as("after a pause").isEqualTo(9);
    }

    @Test
    void refusesNothingWhenLittleIsWanted() {
        run(5, 40);
        assertThat(refusals(5, 40, LoadGate.FEW - 1)).isZero();
        assertThat(refusals(5, 40, LoadGate.FEW)).isEqualTo(89);
    }

    @Test
    void takesInNoMoreThanABurstWhileNothingBecomesFinal() {
        assertThat(gate.isTooMuch(LoadGate.BURST - 1)).isFalse();
        assertThat(gate.isTooMuch(LoadGate.BURST))
                .as("nothing is known of its speed")
                .isTrue();
        now += 10_000 * MS;
        assertThat(gate.isTooMuch(LoadGate.BURST - 1))
                .as("however long it lasts")
                .isFalse();
        assertThat(gate.isTooMuch(LoadGate.BURST)).isTrue();
        run(5, 10_000);
        now += 10_000 * MS;
        assertThat(gate.isTooMuch(1_450)).as("as before").isFalse();
        assertThat(gate.isTooMuch(1_550)).isTrue();
    }

    @Test
    void waitsForSeveralBlocksOfAnEngineThatTakesItsTime() {
        pace = 1_000;
        run(5, 1_000);
        assertThat(gate.isTooMuch(3_100)).isFalse();
        assertThat(gate.isTooMuch(3_300)).isTrue();
        pace = 0;
        run(1, 1_000);
        assertThat(gate.isTooMuch(3_100)).as("the parameters have changed").isTrue();
    }

    @Test
    void blocksThatFollowEachOtherAtOnceDoNotSpoilTheRate() {
        run(5, 10_000);
        gate.becameFinal(100);
        gate.becameFinal(100);
        assertThat(gate.isTooMuch(1_300)).isFalse();
        assertThat(gate.isTooMuch(1_900)).isTrue();
    }
}
