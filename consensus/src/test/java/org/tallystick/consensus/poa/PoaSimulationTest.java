package org.tallystick.consensus.poa;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tallystick.testkit.sim.LedgerNodes;
import org.tallystick.testkit.sim.Scenario;
import org.tallystick.testkit.sim.SimCrypto;
import org.tallystick.testkit.sim.SimRun;

/** Whole clusters under all faults that the engine says it bears. */
@Timeout(600)
class PoaSimulationTest {
    private static final int RUNS = Integer.getInteger("sim.runs", 30);
    private static final PoaSimEngine ENGINE = new PoaSimEngine();

    static SimRun.Result play(long seed) {
        return SimRun.play(Scenario.random(seed, ENGINE), SimCrypto.MOCK, new LedgerNodes(ENGINE));
    }

    @Test
    void authoritiesThatStopAndComeBackBreakNothing() {
        for (long seed = 1; seed <= RUNS; seed++) {
            SimRun.Result result = play(seed);
            assertThat(result.violations()).as("seed %d", seed).isEmpty();
            assertThat(result.height()).isGreaterThanOrEqualTo(Scenario.MIN_HEIGHTS);
        }
    }

    @Test
    void oneSeedGivesOneHistory() {
        for (long seed = 1; seed <= 3; seed++) {
            assertThat(play(seed)).isEqualTo(play(seed));
        }
    }
}
