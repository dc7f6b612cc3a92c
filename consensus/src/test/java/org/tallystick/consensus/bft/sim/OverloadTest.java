package org.tallystick.consensus.bft.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tallystick.api.Refusal;
import org.tallystick.consensus.bft.BftSimEngine;
import org.tallystick.consensus.pow.PowSimEngine;
import org.tallystick.model.Parameters;
import org.tallystick.testkit.sim.LedgerNodes;
import org.tallystick.testkit.sim.Scenario;
import org.tallystick.testkit.sim.ScenarioText;
import org.tallystick.testkit.sim.SimCluster;
import org.tallystick.testkit.sim.SimCrypto;
import org.tallystick.testkit.sim.SimEngine;
import org.tallystick.testkit.sim.SimFlood;

/** More is wanted of a ledger than it can do. */
class OverloadTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int ACCOUNTS = 128;

    @Test
    void ofTwiceTheCapacityTheExcessIsRefusedAndTheRestIsFinalWithinASecond() {
        SimCluster cluster = cluster(new BftSimEngine(), 120, 1);
        SimFlood flood = new SimFlood(cluster, 0, ACCOUNTS);
        cluster.run(SECOND);

        flood.begin(6_000, 3 * SECOND); // more than the blocks can hold
        cluster.run(3 * SECOND);
        int peak = flood.finals() / 3;

        flood.begin(2 * peak, 4 * SECOND);
        cluster.run(4 * SECOND);

        assertThat(cluster.checks().violations()).isEmpty();
        assertThat(flood.finals() / 4).as("of a peak of %d", peak).isGreaterThan(peak * 8 / 10);
        assertThat(flood.quantile(0.99)).isLessThan(SECOND);
        assertThat(flood.mostUnderWay()).isLessThan(2 * peak);
        assertThat(flood.refused()).containsOnlyKeys(Refusal.Reason.BUSY);
        assertThat(flood.other()).isZero();
    }

    /** The one that wants too much is refused what is too much, and nobody else. */
    @Test
    void anApplicationThatWantsTooMuchOfItsNodeTakesNothingFromThoseOfOtherNodes() {
        SimCluster cluster = cluster(new BftSimEngine(), 120, 1);
        SimFlood greedy = new SimFlood(cluster, 0, ACCOUNTS).at(0);
        SimFlood modest = new SimFlood(cluster, ACCOUNTS, 4).at(2);
        cluster.run(SECOND);

        greedy.begin(12_000, 5 * SECOND);
        cluster.run(2 * SECOND);
        modest.begin(100, 2 * SECOND);
        cluster.run(4 * SECOND);

        assertThat(cluster.checks().violations()).isEmpty();
        assertThat(greedy.refused()).containsOnlyKeys(Refusal.Reason.BUSY);
        assertThat(modest.refused()).isEmpty();
        assertThat(modest.finals()).isEqualTo(modest.wanted());
        assertThat(modest.quantile(0.99)).isLessThan(SECOND);
    }

    /** Some 2.5 s times 800 are always on their way, which is no overload. */
    @Test
    void anEngineThatTakesItsTimeRefusesHardlyAnythingThatItCanDo() {
        SimCluster cluster = cluster(new PowSimEngine(), 2_000, 1);
        SimFlood flood = new SimFlood(cluster, 0, ACCOUNTS);
        flood.begin(800, 7 * SECOND);
        cluster.run(14 * SECOND);

        assertThat(cluster.checks().violations()).isEmpty();
        assertThat(flood.mostUnderWay()).isGreaterThan(1_500);
        assertThat(flood.finals()).as("refused: %s", flood.refused()).isGreaterThan(flood.wanted() * 9 / 10);
    }

    private static SimCluster cluster(SimEngine engine, int blockTransactions, long seed) {
        Parameters parameters =
                Scenario.parameters(1_000, 4_000, blockTransactions).withEngineSettings(engine.settings());
        SimCluster.Shape shape = new SimCluster.Shape(4, 0, 0, List.of(), parameters, engine.name());
        SimCluster cluster = new SimCluster(shape, SimCrypto.MOCK, new LedgerNodes(engine), seed);
        for (int from = 0; from < 4; from++) {
            for (int to = 0; to < 4; to++) {
                ScenarioText.profile("uniform:20000000+1000000")
                        .apply(cluster.network().link(from, to), from, to);
            }
        }
        cluster.network().linksChanged(false);
        cluster.startAll();
        return cluster;
    }
}
