package org.tallystick.examples.sequencer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tallystick.spi.consensus.ConsensusEngine;
import org.tallystick.testkit.sim.LedgerNodes;
import org.tallystick.testkit.sim.Scenario;
import org.tallystick.testkit.sim.SimCluster;
import org.tallystick.testkit.sim.SimCrypto;
import org.tallystick.testkit.sim.SimEngine;
import org.tallystick.testkit.sim.SimFault;
import org.tallystick.testkit.sim.SimRun;
import org.tallystick.testkit.sim.fault.FaultCatalogue;

/** An engine from outside in the simulator of the test kit: whole clusters, random faults, every check that there is. */
@Timeout(300)
class SequencerEngineTest {
    private static final int RUNS = 20;

    /** The engine as simulations know it. */
    private static final class Simulated implements SimEngine {
        @Override
        public String name() {
            return SequencerEngine.NAME;
        }

        @Override
        public ConsensusEngine engine() {
            return new SequencerEngine();
        }

        @Override
        public ConsensusEngine twin() {
            return new SequencerEngine();
        }
    }

    /** The usual random scenario, but the sequencer keeps its disk, nobody shares its key, and nobody lies. */
    private static Scenario scenario(long seed) {
        Scenario usual = Scenario.random(seed, new Simulated());
        SimCluster.Shape shape = new SimCluster.Shape(
                usual.shape().validators(),
                usual.shape().observers(),
                0,
                List.of(),
                usual.shape().parameters(),
                SequencerEngine.NAME);
        List<SimFault> faults = usual.faults().stream()
                .filter(fault -> fault.machine() > 0
                        || !FaultCatalogue.type(fault.fault().name()).costsVotes())
                .filter(fault -> !fault.fault().name().startsWith("clock")) // whose clock counts is the sequencer's
                .toList();
        return usual.with(shape).with(faults);
    }

    @Test
    void whateverFailsButTheSequencersDiskTheLedgerStaysOneAndGoesOn() {
        for (long seed = 1; seed <= RUNS; seed++) {
            SimRun.Result result = SimRun.play(scenario(seed), SimCrypto.MOCK, new LedgerNodes(new Simulated()));
            assertThat(result.violations()).as("seed %d", seed).isEmpty();
            assertThat(result.height()).isGreaterThanOrEqualTo(Scenario.MIN_HEIGHTS);
        }
    }
}
