package org.tallystick.consensus.bft.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tallystick.model.Parameters;
import org.tallystick.spi.consensus.Effect;
import org.tallystick.testkit.sim.Scenario;
import org.tallystick.testkit.sim.SimCluster;
import org.tallystick.testkit.sim.SimCrypto;
import org.tallystick.testkit.sim.SimFault;
import org.tallystick.testkit.sim.SimLatency;
import org.tallystick.testkit.sim.SimProbe;
import org.tallystick.testkit.sim.SimRun;
import org.tallystick.testkit.sim.fault.FaultCatalogue;
import org.tallystick.testkit.sim.fault.FaultType;

/** Blocks travel as references when their transactions have waited for long, here since only a few fit into each. */
class CompactBlocksTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int HEIGHTS = 150;

    /** What a run sent. */
    private static final class Sent implements SimProbe {
        private long blocks;
        private long engines;

        @Override
        public void effect(int machine, long now, Effect effect) {
            if (effect instanceof Effect.Broadcast broadcast
                    && broadcast.block().isPresent()) {
                blocks += 3L * broadcast.message().size();
            }
        }

        @Override
        public void grown(SimCluster cluster) {
            engines = cluster.network().consensusBytes();
        }
    }

    private static Sent play(List<SimFault> faults) {
        Parameters few = new Parameters(1 << 20, 10, 128 << 10, 3_600_000, 1_000_000, 1_024, 2_000, 10_000, 0);
        SimCluster.Shape shape = new SimCluster.Shape(4, 0, 0, List.of(), few, "bft");
        SimLatency slow = new SimLatency(50_000_000, 10_000_000);
        Scenario scenario = new Scenario(5, shape, slow, 16, 16, 1_000, false, HEIGHTS, 0, faults);
        Sent sent = new Sent();
        SimRun.Result result = SimRun.play(scenario, SimCrypto.MOCK, SimRuns.nodes(), null, sent);
        assertThat(result.violations()).isEmpty();
        assertThat(sent.engines).isPositive();
        return sent;
    }

    @Test
    void longWaitingTransactionsAreNotSentAgainWithTheirBlock() {
        Sent sent = play(List.of());
        assertThat(sent.engines).as("with all votes and certificates").isLessThan(sent.blocks * 9 / 10);
    }

    /** A node that was down has an empty pool, and asks; some of its questions, and of the answers, are lost. */
    @Test
    void whoLacksThemAndLosesMessagesGoesOn() {
        List<SimFault> faults = new ArrayList<>();
        for (FaultType type : FaultCatalogue.types()) {
            if (List.of("crash", "loss", "duplication", "reordering").contains(type.name())) {
                for (int height = 30; height < HEIGHTS; height += 30) {
                    faults.add(new SimFault(type.usualOne(), height, 0, 2 * SECOND, height / 30 % 4, height));
                }
            }
        }
        assertThat(faults).hasSize(16);
        play(faults);
    }
}
